"""Answers that the OpenAPI document shows: what `examples.USUAL` is answered with, and its life."""

from typing import Any

Document = dict[str, Any]

_RULES_VERSION = "1-5f0c1d9b"
_ID = "01a1fe2b-48a0-71b2-83cc-1595610364c0"
_WORKED = ("mon", "tue", "wed", "thu", "fri")
_WHY = (
    "Jawaban dijanjikan paling lambat Senin, 23 November 2026; surat ini dijadwalkan pada Selasa, 24 November 2026 "
    "pukul 12.53 WIB, pada jam istirahat."
)

FOLLOW_UP: Document = {
    "id": _ID,
    "status": "scheduled",
    "candidate": {"name": "Rina Wulandari", "email": "rina@example.com"},
    "recruiter": {"email": "andi@majujaya.co.id", "name": "Andi Pratama", "honorific": "Bapak"},
    "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
    "office": {
        "timezone": "Asia/Jakarta",
        "province": "DKI Jakarta",
        "working_days": [*_WORKED],
        "break": {day: ["11:30" if day == "fri" else "12:00", "13:00"] for day in _WORKED},
        "closes_at": dict.fromkeys(_WORKED, "17:00"),
        "pre_close_minutes": 60,
        "observes_joint_leave": True,
        "closed_on": [],
        "ramadan": True,
    },
    "windows": ["break", "pre_close"],
    "attachments": [],
    "thread": None,
    "account": "default",
    "reference": "KH-2026-0417",
    "expires_after_working_days": 5,
    "allow_duplicate": False,
    "promise": {
        "answer_by": "2026-11-23",
        "said": "1-2 minggu",
        "counted_from": "2026-11-09",
        "assumed": False,
    },
    "plan": {
        "not_before_on": "2026-11-24",
        "earliest": "2026-11-24T05:00:00Z",
        "send_at": "2026-11-24T05:53:05Z",
        "send_at_local": "2026-11-24T12:53:05+07:00",
        "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"},
        "timezone": "Asia/Jakarta",
        "provisional": False,
        "reason": "promise",
        "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}],
        "why": _WHY,
    },
    "expires_at": "2026-11-30T10:00:00Z",
    "letter": {
        "subject": "Kelanjutan proses seleksi - Analis Data - Rina Wulandari",
        "body": (
            "Yth. Bapak Andi Pratama\n\nDengan hormat,\n\nPerkenalkan kembali, nama saya Rina Wulandari. Saya adalah "
            "pelamar untuk posisi Analis Data di PT Maju Jaya yang telah mengikuti wawancara pada 9 November 2026.\n\n"
            "Sehubungan dengan wawancara tersebut, izinkan saya bertanya mengenai kelanjutan proses seleksi. Apabila "
            "Bapak berkenan, saya akan senang memperoleh informasi tentang tahap berikutnya. Saya memahami bahwa "
            "proses ini memerlukan waktu dan pertimbangan yang cermat.\n\nAtas perhatian dan kesediaan Bapak "
            "meluangkan waktu, saya mengucapkan terima kasih.\n\nHormat saya,\n\nRina Wulandari\n"
        ),
        "language": "id",
        "accept": [],
        "findings": [],
        "rules_version": _RULES_VERSION,
    },
    "message_id": f"<{_ID}.followup@karirhub.example>",
    "attempts": [],
    "cancel_requested": False,
    "answered_at": None,
    "created_at": "2026-11-16T02:00:00Z",
    "updated_at": "2026-11-16T02:00:00Z",
    "wiped_at": None,
}

PREVIEW: Document = {**{name: value for name, value in FOLLOW_UP.items() if name != "id"}, "message_id": None}

_TRY = {
    "n": 1,
    "started_at": "2026-11-24T05:53:05Z",
    "stage": "dot",
    "reply_code": 250,
    "reply_text": "2.0.0 Ok: queued as 4hBq2w",
    "outcome": "sent",
    "counted": True,
}
_NO_REPLY = {"reply_code": None, "reply_text": "the link was lost after the final dot", "outcome": "in_doubt"}
_TRIED_AT = "2026-11-24T05:53:06Z"
_STOPPED_AT = "2026-11-18T03:10:00Z"

SENT: Document = {**FOLLOW_UP, "status": "sent", "attempts": [_TRY], "updated_at": _TRIED_AT}
CANCELLED: Document = {**FOLLOW_UP, "status": "cancelled", "updated_at": _STOPPED_AT}
ANSWERED: Document = {**FOLLOW_UP, "status": "answered", "answered_at": _STOPPED_AT, "updated_at": _STOPPED_AT}
SETTLED: Document = {**SENT, "attempts": [{**_TRY, **_NO_REPLY}], "updated_at": "2026-11-24T07:00:00Z"}
TRIED_AGAIN: Document = {
    **FOLLOW_UP,
    "attempts": [
        {**_TRY, "stage": "rcpt", "reply_code": 550, "reply_text": "5.1.1 No such user", "outcome": "permanent"}
    ],
    "plan": {**FOLLOW_UP["plan"], "earliest": _TRIED_AT, "send_at": "2026-11-24T05:54:00Z", "reason": "retry"},
    "updated_at": _TRIED_AT,
}

FINDING: Document = {
    "rule": "ask.direct-outcome",
    "severity": "block",
    "field": "body",
    "start": 24,
    "end": 44,
    "text": "Apakah saya diterima",
    "message": {
        "id": "“Apakah saya diterima” meminta jawaban diterima atau tidak; tanyakan perkembangan proses seleksinya.",
        "en": "“Apakah saya diterima” asks for a yes or a no; ask how the selection is progressing instead.",
    },
    "suggestions": [],
}
LETTER_CHECK: Document = {
    "id": "rina",
    "findings": [FINDING],
    "blocked": True,
    "rules_version": _RULES_VERSION,
}
COMPOSED: Document = {
    **{name: FOLLOW_UP["letter"][name] for name in ("subject", "body", "language")},
    "phrasing": "id-2",
    "findings": [],
    "rules_version": _RULES_VERSION,
}

PAGE: Document = {"items": [FOLLOW_UP], "next_cursor": None}

EVENTS: Document = {
    "items": [
        {"at": "2026-11-16T02:00:00Z", "type": "accepted", "detail": {"phrasing": "id-2"}},
        {
            "at": "2026-11-16T02:00:00Z",
            "type": "planned",
            "detail": {
                "send_at": "2026-11-24T05:53:05Z",
                "send_at_local": "2026-11-24T12:53:05+07:00",
                "reason": "promise",
                "why": _WHY,
            },
        },
        {"at": _TRIED_AT, "type": "sent", "detail": {"attempt": 1, "stage": "dot", "cause": ""}},
    ]
}

MESSAGE = (
    "From: Rina Wulandari <surat@karirhub.example>\r\n"
    "Reply-To: Rina Wulandari <rina@example.com>\r\n"
    "To: Andi Pratama <andi@majujaya.co.id>\r\n"
    "Subject: Kelanjutan proses seleksi - Analis Data - Rina Wulandari\r\n"
    f"Message-ID: <{_ID}.followup@karirhub.example>\r\n"
    "\r\n"
    "Yth. Bapak Andi Pratama\r\n"
)

DAYS: Document = {
    "timezone": "Asia/Jakarta",
    "province": None,
    "items": [
        {
            "date": "2026-12-23",
            "working": True,
            "kind": "working_day",
            "name": None,
            "source": "no day off is known",
            "windows": [
                {
                    "kind": "break",
                    "opens": "12:00",
                    "closes": "13:00",
                    "opens_at": "2026-12-23T05:00:00Z",
                    "closes_at": "2026-12-23T06:00:00Z",
                },
                {
                    "kind": "pre_close",
                    "opens": "16:00",
                    "closes": "17:00",
                    "opens_at": "2026-12-23T09:00:00Z",
                    "closes_at": "2026-12-23T10:00:00Z",
                },
            ],
            "ramadan": False,
            "provisional": False,
        },
    ],
}

OVERRIDE: Document = {"date": "2026-12-09", "province": None, "kind": "day_off", "name": "Pemilihan kepala daerah"}
OVERRIDE_LIST: Document = {"items": [OVERRIDE]}
OVERRIDE_PUT: Document = {**OVERRIDE, "replanned": 3}

HEALTH: Document = {"status": "ok"}
READY: Document = {
    "status": "ready",
    "checks": {
        "database": {"ok": True, "detail": "answers"},
        "schema": {"ok": True, "detail": "is 0003, needed is 0003"},
        "tick": {"ok": True, "detail": "the last one was 0.4 s ago"},
    },
    "warnings": [],
}
NOT_READY: Document = {
    "status": "not_ready",
    "checks": {"database": {"ok": False, "detail": "cannot be read: OperationalError"}},
    "warnings": [],
}
METRICS = """# HELP tanyakabar_sent_total Letters that a server took.
# TYPE tanyakabar_sent_total counter
tanyakabar_sent_total 4711.0
# HELP tanyakabar_due Follow-ups whose send_at has passed and that wait; counting stops at 100,000.
# TYPE tanyakabar_due gauge
tanyakabar_due 3.0
"""
TEST_CLOCK: Document = {"now": "2026-12-23T04:59:00Z", "speed": 1.0}
