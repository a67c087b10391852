"""The clocks: the only place that asks the machine what time it is."""

import time
from datetime import UTC, datetime

from service.domain.clock import PretendedTime

_STEADY: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # Linux: it goes on while the machine sleeps


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the wall time, aware UTC."""
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        """Return the same: this is real time."""
        return self.now()

    def monotonic(self) -> float:
        """Return seconds that never jump; where the system has such a clock, they go on while it is suspended."""
        return time.clock_gettime(_STEADY)

    def speed(self) -> float:
        """Return 1.0: one second a second."""
        return 1.0


class PretendedClock(SystemClock):
    """Pretended time by a rule that all processes of one database share; the rule is swapped whole."""

    def __init__(self, rule: PretendedTime) -> None:
        self.rule = rule

    def now(self) -> datetime:
        """Return the pretended time, aware UTC."""
        return self.rule.at(self.real_now())

    def real_now(self) -> datetime:
        """Return the machine's wall time, aware UTC."""
        return datetime.now(UTC)

    def speed(self) -> float:
        """Return how many pretended seconds pass in one real second."""
        return self.rule.speed

    def take_over(self, rule: PretendedTime | None) -> None:
        """Live by `rule` from now on; None (no rule stored) changes nothing."""
        if rule is not None:
            self.rule = rule
