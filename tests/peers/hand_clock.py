"""A clock that stands still until the test moves it; real time goes on beside it."""

from datetime import UTC, datetime, timedelta
from time import monotonic


class HandClock:
    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)
        self.real_offset = timedelta()  # how far the machine's clock was set forward

    def now(self) -> datetime:
        return self._now

    def real_now(self) -> datetime:
        return datetime.now(UTC) + self.real_offset

    def monotonic(self) -> float:
        return monotonic()

    def speed(self) -> float:
        return 1.0

    def set(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        self._now += by
