"""How many letters an account may send and a mailbox may get, so that an opening window is no burst: pure."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """An account's caps; 0 means none."""

    per_minute: int
    per_day: int  # in any 24 hours, as providers count

    def in_window(self, opens_at: datetime, closes_at: datetime, *, margin: timedelta) -> int | None:
        """Return how many letters fit into a window whose last `margin` is kept free; None: any number."""
        if self.per_minute == 0:
            return None
        minutes = floor((closes_at - opens_at - margin) / MINUTE)
        return max(self.per_minute * minutes, 1)


def too_many_with(instant: datetime, others: Sequence[datetime], *, most: int, length: timedelta) -> bool:
    """Say whether `instant` would make more than `most` in some stretch of `length`.

    Args:
        instant: aware.
        others: aware, sorted; those less than `length` before or after it.
        most: how many a stretch may hold.
        length: of any stretch, rolling.
    """
    if len(others) < most:
        return False
    place = bisect(others, instant)
    together = [*others[:place], instant, *others[place:]]
    stretches = zip(together, together[most:], strict=False)
    return any(last - first < length and first <= instant <= last for first, last in stretches)


NO_CAPS = Caps(per_minute=0, per_day=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerPolicy:
    """When an account that cannot be reached is left alone for a while, and for how long."""

    failures: int = 5  # in a row, before MAIL
    first_pause: timedelta = timedelta(minutes=1)
    longest_pause: timedelta = timedelta(minutes=15)

    def pause(self, failures: int) -> timedelta | None:
        """Return how long to leave the account alone after so many failures in a row; None: not yet.

        The one try that follows a pause decides: when it fails, the next pause is twice as long.
        """
        if failures < self.failures:
            return None
        doubled: int = 2 ** min(failures - self.failures, 10)
        return min(self.first_pause * doubled, self.longest_pause)
