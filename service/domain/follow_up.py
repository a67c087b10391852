"""The states of a follow-up: what puts it there, what takes it out, and what each verb of the API may do.

| stored status | entered by | leaves to |
|---|---|---|
| scheduled | the POST; a retry; a plan made again | claimed, cancelled, answered, expired |
| claimed | dispatch took it: lease and token | transmitting, scheduled, failed, expired, cancelled, answered |
| transmitting | C1: the last commit before the final dot | sent, scheduled, failed, expired, in_doubt |
| sent | C2: a 2xx after the dot | failed: by the owner, who saw the bounce |
| in_doubt | the dot was written and no final answer came | sent, failed, scheduled: by proof or the owner; answered |
| failed | refused for good | scheduled, cancelled, answered: by the owner |
| expired | `expires_at` passed, or no window is left | scheduled, cancelled, answered: by the owner |
| cancelled, answered | stopped by the owner, the recruiter replied first | – |

The API shows claimed and transmitting as `sending`.
"""

from enum import StrEnum
from typing import Literal


class Status(StrEnum):
    """The status as it is stored; see the module's table."""

    SCHEDULED = "scheduled"
    CLAIMED = "claimed"
    TRANSMITTING = "transmitting"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    ANSWERED = "answered"


LEASED = (Status.CLAIMED, Status.TRANSMITTING)
OPEN = (Status.SCHEDULED, Status.CLAIMED, Status.TRANSMITTING, Status.IN_DOUBT)
ENDED = (Status.SENT, Status.FAILED, Status.EXPIRED, Status.CANCELLED, Status.ANSWERED)

PublicStatus = Literal[
    "scheduled", "sending", "sent", "in_doubt", "failed", "expired", "cancelled", "answered"
]  # as the API tells it


def public_status(status: Status) -> PublicStatus:
    """Return the status as the API tells it."""
    return "sending" if status in LEASED else status.value  # type: ignore[return-value]  # every other value is public


def stored_statuses(public: PublicStatus) -> tuple[Status, ...]:
    """Return the stored statuses that the API shows as `public`."""
    return LEASED if public == "sending" else (Status(public),)


class Verb(StrEnum):
    """What the owner may ask of a follow-up."""

    CANCEL = "cancel"
    REPLIED = "replied"
    RETRY = "retry"
    RESOLVE_SENT = "resolve as sent"
    RESOLVE_RESEND = "resolve as resend"
    RESOLVE_FAILED = "resolve as failed"


class Verdict(StrEnum):
    """What a verb comes to in a status."""

    STOP = "stop"  # goes to cancelled or answered now
    REQUEST = "request"  # at work: noted, and obeyed unless the dot went out first
    AGAIN = "again"  # planned and checked again, goes to scheduled
    SETTLE = "settle"  # goes to sent or failed, on the owner's word
    NOTE = "note"  # only `answered_at` is set
    UNCHANGED = "unchanged"  # already so
    REFUSED = "refused"  # 409


def verdict(status: Status, verb: Verb) -> Verdict:
    """Return what `verb` comes to for a follow-up in `status` (the contract's table of verbs)."""
    match status, verb:
        case (Status.SCHEDULED | Status.FAILED | Status.EXPIRED, Verb.CANCEL | Verb.REPLIED):
            return Verdict.STOP
        case (Status.IN_DOUBT, Verb.REPLIED):
            return Verdict.STOP
        case (Status.CLAIMED, Verb.CANCEL | Verb.REPLIED):
            return Verdict.REQUEST
        case (Status.FAILED | Status.EXPIRED, Verb.RETRY) | (Status.IN_DOUBT, Verb.RESOLVE_RESEND):
            return Verdict.AGAIN
        case (Status.IN_DOUBT, Verb.RESOLVE_SENT | Verb.RESOLVE_FAILED) | (Status.SENT, Verb.RESOLVE_FAILED):
            return Verdict.SETTLE
        case (Status.SENT, Verb.REPLIED):
            return Verdict.NOTE
        case (Status.CANCELLED, Verb.CANCEL) | (Status.ANSWERED, Verb.REPLIED):
            return Verdict.UNCHANGED
        case _:
            return Verdict.REFUSED
