"""Follow-ups that a fault of ours keeps from being planned: told in the log, and left alone for a while.

Such a row stays as it is, for its letter may still be sent by a mended version; it must not keep others waiting.
"""

from uuid import UUID

import structlog

from service.domain.clock import Clock

SECONDS_ASIDE = 600.0  # real; then it is tried and told again
MOST_ASIDE = 1_000  # each is a parameter of every claim

log = structlog.get_logger()


class SetAside:
    """What this process leaves alone; asked and changed by jobs of the one writer only."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[UUID, float] = {}  # monotonic seconds, oldest first

    def add(self, id_: UUID, error: Exception) -> None:
        """Leave a follow-up alone from now on, and say so by its id; when too many are, the oldest comes back."""
        log.error("planning_failed", followup_id=str(id_), error=type(error).__name__, exc_info=error)
        self._until.pop(id_, None)
        self._until[id_] = self._clock.monotonic() + SECONDS_ASIDE
        if len(self._until) > MOST_ASIDE:
            del self._until[next(iter(self._until))]

    def ids(self) -> list[UUID]:
        """Return which follow-ups are to be left alone just now."""
        now = self._clock.monotonic()
        self._until = {id_: until for id_, until in self._until.items() if until > now}
        return list(self._until)
