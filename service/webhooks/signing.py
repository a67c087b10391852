"""Secrets of webhooks and the headers that a delivery carries, by Standard Webhooks 1.0."""

import base64
import json
import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from standardwebhooks import Webhook

PREFIX = "whsec_"
SECRET_BYTES = 32
OLD_SECRET_SIGNS = timedelta(hours=24)  # after a rotation, beside the new one


def new_secret() -> str:
    """Return a fresh secret: `whsec_` and 32 random bytes in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def rotated(kept: str, new: str, *, now: datetime) -> str:
    """Return what is kept (sealed) once `new` signs; the one that signed signs on beside it for a while.

    Args:
        kept: what was kept so far.
        new: the new secret.
        now: aware UTC, real time.
    """
    return f"{new} {kept.partition(' ')[0]} {(now + OLD_SECRET_SIGNS).isoformat()}"


def signing(kept: str, *, now: datetime) -> tuple[str, ...]:
    """Return the secrets that sign at `now` (aware UTC, real time), of what is kept."""
    new, *old = kept.split(" ")
    return (new, old[0]) if old and now < datetime.fromisoformat(old[1]) else (new,)


def content_of(payload: dict[str, Any]) -> str:
    """Return the body; the same at every try."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":"))


def headers_of(id_: UUID, content: str, *, kept: str, now: datetime) -> dict[str, str]:
    """Return the headers of one try.

    Args:
        id_: of the delivery, the same at every try.
        content: the body.
        kept: the secrets, opened.
        now: aware UTC, real time; receivers refuse what is more than minutes off.
    """
    whole = now.replace(microsecond=0)
    signatures = [Webhook(secret).sign(str(id_), whole, content) for secret in signing(kept, now=now)]
    return {
        "Content-Type": "application/json",
        "User-Agent": "Tanyakabar-Webhooks/1",
        "webhook-id": str(id_),
        "webhook-timestamp": str(int(whole.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
