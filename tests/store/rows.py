"""Rows for tests of the store."""

from datetime import UTC, datetime, timedelta
from typing import Any

from uuid_utils.compat import uuid7

from service.store.records import NewAttachment, NewFollowUp, StoredPlan

DUE = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
CLOSES = DUE + timedelta(hours=1)


def plan(send_at: datetime = DUE, *, revision: int = 0) -> StoredPlan:
    return StoredPlan(
        send_at=send_at,
        opens_at=send_at,
        closes_at=send_at + timedelta(hours=1),
        expires_at=send_at + timedelta(days=6),
        revision=revision,
        document={"send_at": send_at.isoformat(), "send_at_local": "", "reason": "promise", "why": ""},
    )


def new(**changed: object) -> NewFollowUp:
    id_ = uuid7()
    fields: dict[str, Any] = {
        "id": id_,
        "owner": "karirhub",
        "account": "default",
        "recruiter_email": "andi@majujaya.co.id",
        "candidate_email": "rina@example.com",
        "reference": None,
        "duplicate_hash": str(id_),
        "recruiter_hash": "1" * 64,
        "allow_duplicate": False,
        "request": {"any": "document"},
        "language": "id",
        "subject": "Tindak lanjut",
        "body": "Yth. Bapak Andi\n",
        "phrasing": "id-1",
        "findings": [],
        "rules_version": None,
        "message_id": f"<{id_}.followup@karirhub.co.id>",
        "attachments": (NewAttachment(filename="cv.pdf", sha256="0" * 64, content=b"%PDF-1.7"),),
        "plan": plan(),
        "at": DUE - timedelta(days=1),
    }
    return NewFollowUp(**{**fields, **changed})
