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
