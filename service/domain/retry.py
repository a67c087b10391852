"""When the next try is due, and what a try's outcome makes of the follow-up: pure decisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import assert_never

from service.domain.outcome import AccountFault, Cut, InDoubt, Outcome, PermanentFailure, Sent, TransientFailure

JITTER = 0.2  # a delay varies by ±20 %, so that many followers of one outage do not come back together
OPENING_SPREAD = timedelta(minutes=10)  # a try that is carried to the next window starts in its first ten minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and how soon a follow-up is tried again."""

    delays: Sequence[timedelta]  # inside one window, starting again in each; the last one repeats
    max_tries: int  # tries that reached MAIL; others (a provider's outage) use up none

    def delay(self, tries_in_window: int, chance: float) -> timedelta:
        """Return the pause before the next try of a window.

        Args:
            tries_in_window: tries already made in this window, ≥ 1.
            chance: a random number in [0, 1).
        """
        planned = self.delays[min(tries_in_window, len(self.delays)) - 1]
        return planned * (1 - JITTER + 2 * JITTER * chance)


class Next(Enum):
    """What becomes of a follow-up after a try."""

    SENT = auto()
    IN_DOUBT = auto()
    FAILED = auto()
    TRY_AGAIN = auto()  # after a pause
    PLAN_AGAIN = auto()  # nothing was tried: the window, the calendar or the process ended it
    STOPPED = auto()  # the owner's cancel or reply, asked while it was at work


def after_try(outcome: Outcome, *, tries: int, policy: RetryPolicy, stop_requested: bool) -> Next:
    """Return what becomes of a follow-up.

    Args:
        outcome: how this try ended.
        tries: tries that reached MAIL, this one included when it did.
        policy: how many are allowed.
        stop_requested: whether the owner asked to stop it while it was at work; obeyed when nothing was sent.
    """
    match outcome:
        case Sent():
            return Next.SENT
        case InDoubt():
            return Next.IN_DOUBT
        case TransientFailure() | PermanentFailure() | AccountFault() | Cut() if stop_requested:
            return Next.STOPPED
        case PermanentFailure():
            return Next.FAILED
        case TransientFailure():
            return Next.TRY_AGAIN if tries < policy.max_tries else Next.FAILED
        case AccountFault():
            return Next.TRY_AGAIN
        case Cut():
            return Next.PLAN_AGAIN
        case _:
            assert_never(outcome)
