"""What follows a try: the next one, or none; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from service.egress.posting import Answer, NoAnswer

# After the first try, the second … ; ten tries in a little over three days.
DELAYS = tuple(
    timedelta(seconds=each)
    for each in (5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600)
)
JITTER = 0.2  # give or take
DISABLED_AFTER = timedelta(days=5)  # without one delivery, when one is given up
GONE = "The receiver answered 410 Gone."
DEAF = "Nothing was delivered for five days."


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """The receiver took it."""

    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The receiver wants nothing any more: 410."""

    status: int = HTTPStatus.GONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """Anything else; `error` holds no word of the receiver."""

    status: int | None
    error: str


Result = Delivered | Gone | Failed


def result_of(answer: Answer | NoAnswer) -> Result:
    """Return what an answer comes to: 2xx is taken, a redirect is not followed and so is a failure."""
    if isinstance(answer, NoAnswer):
        return Failed(status=None, error=f"{answer.fault}: {answer.detail}")
    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Delivered(status=answer.status)
    if answer.status == HTTPStatus.GONE:
        return Gone()
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        return Failed(status=answer.status, error=f"status: redirects are not followed ({answer.status}).")
    return Failed(status=answer.status, error=f"status: the receiver answered {answer.status}.")


def next_try_at(tries: int, *, now: datetime, chance: float) -> datetime | None:
    """Return when to try again, or None: it is given up.

    Args:
        tries: made so far, at least 1.
        now: aware UTC, real time.
        chance: from [0, 1).
    """
    if tries > len(DELAYS):
        return None
    return now + DELAYS[tries - 1] * (1 + JITTER * (2 * chance - 1))
