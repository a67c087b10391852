"""What webhooks are told: types of events, and a payload without addresses and without a word of the letter."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from service.domain.follow_up import Status, public_status
from service.domain.plan import instant_text

ANY = "*"
# Entries of a follow-up's history → what webhooks call them.
TYPE_OF = {
    "planned": "follow_up.scheduled",
    "replanned": "follow_up.replanned",
    "retrying": "follow_up.retrying",
    "sent": "follow_up.sent",
    "failed": "follow_up.failed",
    "in_doubt": "follow_up.in_doubt",
    "cancelled": "follow_up.cancelled",
    "answered": "follow_up.answered",
    "expired": "follow_up.expired",
}
# Entries that are not told: beside them, or soon after, stands one that is; the wiping of what ended is no news.
NOT_TOLD = ("accepted", "changed", "stop_requested", "wiped")
TYPES = tuple(dict.fromkeys(TYPE_OF.values()))
# Of an entry's detail: words and numbers of our own. Not `cause`: a server's reply may hold an address.
_TOLD = ("reason", "by", "was", "attempt", "stage", "old_send_at")


def wants(events: Collection[str], type_: str) -> bool:
    """Whether a webhook that asked for `events` is told of `type_`."""
    return ANY in events or type_ in events


def payload_of(
    type_: str,
    *,
    at: datetime,
    id_: object,
    status: Status,
    reference: str | None,
    send_at: datetime,
    detail: Mapping[str, Any],
) -> dict[str, Any]:
    """Return what is posted.

    Args:
        type_: of `TYPES`.
        at: when it happened, aware UTC, the pretended time under a test clock.
        id_: of the follow-up.
        status: as stored right after it happened.
        reference: the owner's own id.
        send_at: of the last plan, aware UTC.
        detail: of the entry in the history.
    """
    return {
        "type": type_,
        "timestamp": instant_text(at),
        "data": {
            "id": str(id_),
            "status": public_status(status),
            "reference": reference,
            "send_at": instant_text(send_at),
            "reason": None,
            **{name: detail[name] for name in _TOLD if name in detail},
        },
    }
