"""Time as an argument: what the product asks of a clock, and the pretended clock of tests and demos, as values."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """The one source of time; made in `service.app` and passed down."""

    def now(self) -> datetime:
        """Return the wall time by which windows, promises, retries and expiry go, aware UTC."""
        ...

    def real_now(self) -> datetime:
        """Return the machine's wall time, aware UTC; leases go by it. The same as `now` without a test clock."""
        ...

    def monotonic(self) -> float:
        """Return real seconds that never jump and go on in a suspended machine; the two-second rule goes by them."""
        ...

    def speed(self) -> float:
        """Return how many seconds of `now` pass in one real second (1.0 without a test clock)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PretendedTime:
    """The rule of a test clock: START + speed × (real now − REAL) + what was advanced by hand."""

    start: datetime  # aware UTC
    real: datetime  # aware UTC: the real instant at which the pretended time was `start`
    speed: float  # pretended seconds in one real second, > 0
    advanced: timedelta = timedelta()  # never negative: pretended time does not go back

    def at(self, real_now: datetime) -> datetime:
        """Return the pretended instant, aware UTC, at the real instant `real_now`."""
        return self.start + (real_now - self.real) * self.speed + self.advanced

    def forward(self, by: timedelta) -> "PretendedTime":
        """Return the rule moved forward by `by`, which must not be negative."""
        if by < timedelta():
            raise ValueError("a test clock only moves forward")
        return replace(self, advanced=self.advanced + by)
