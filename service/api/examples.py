"""Request bodies that the OpenAPI document shows."""

from fastapi.openapi.models import Example

SMALL = {
    "candidate": {"name": "Rina Wulandari", "email": "rina@example.com"},
    "recruiter": {"email": "andi@majujaya.co.id"},
    "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
}

USUAL = {
    **SMALL,
    "recruiter": {"email": "andi@majujaya.co.id", "name": "Andi Pratama", "honorific": "Bapak"},
    "promise": {"said": "1-2 minggu"},
    "office": {"province": "DKI Jakarta"},
    "reference": "KH-2026-0417",
}

FOLLOW_UPS: dict[str, Example] = {
    "smallest": {
        "summary": "Only what is needed: two weeks are assumed, the letter is composed in Indonesian",
        "value": SMALL,
    },
    "usual": {
        "summary": "A promise and a name",
        "value": USUAL,
    },
}

LETTERS_TO_CHECK: dict[str, Example] = {
    "alone": {
        "summary": "A letter alone: rules that compare it with facts stay silent",
        "value": {"subject": "Kabar lamaran", "body": "Yth. Bapak Andi,\n\nApakah saya diterima?\n\nRina\n"},
    },
    "with_facts": {
        "summary": "A letter and what is known beside it",
        "value": {
            "id": "rina",
            "language": "id",
            "subject": "Kelanjutan proses seleksi - Analis Data - Rina Wulandari",
            "body": "Yth. Bapak Andi Pratama,\n\nSelamat siang. Saya …\n\nHormat saya,\nRina Wulandari\n",
            "context": {
                "recruiter_name": "Andi Pratama",
                "honorific": "Bapak",
                "company": "PT Maju Jaya",
                "position": "Analis Data",
                "candidate_name": "Rina Wulandari",
                "interviewed_on": "2026-11-09",
                "attachments": [],
                "window": "break",
                "window_hours": ["12:00", "13:00"],
                "send_on": "2026-11-24",
            },
        },
    },
}

LETTERS_TO_COMPOSE: dict[str, Example] = {
    "usual": {
        "summary": "Parts of a follow-up",
        "value": {
            **{name: USUAL[name] for name in ("candidate", "recruiter", "application")},
            "language": "id",
        },
    },
    "answer": {
        "summary": "An answer to the recruiter's mail, in English",
        "value": {
            **{name: SMALL[name] for name in ("candidate", "recruiter", "application")},
            "language": "en",
            "thread": {"message_id": "<abc@majujaya.co.id>", "subject": "Undangan wawancara", "references": []},
        },
    },
}

RESOLVE: dict[str, Example] = {
    "sent": {"summary": "It arrived: the recruiter's mailbox has it", "value": {"as": "sent"}},
    "resend": {"summary": "It did not arrive: send the same bytes again", "value": {"as": "resend"}},
    "failed": {"summary": "It bounced, or shall not be sent again", "value": {"as": "failed"}},
}

OVERRIDES: dict[str, Example] = {
    "day_off": {
        "summary": "A day off that no decree knew of",
        "value": {"kind": "day_off", "name": "Pemilihan kepala daerah"},
    },
    "working_day": {
        "summary": "A joint leave that was taken back",
        "value": {"kind": "working_day", "name": "Cuti bersama dibatalkan"},
    },
}

TEST_CLOCK: dict[str, Example] = {
    "by": {"summary": "An hour on", "value": {"advance_seconds": 3600}},
    "to": {"summary": "To an instant", "value": {"now": "2026-12-23T11:59:00+07:00"}},
}
