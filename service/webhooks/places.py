"""How many deliveries may be under way at once: in all, per owner, per host, and to one that fails."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

MOST_IN_ALL = 40
MOST_PER_OWNER = 12
MOST_PER_HOST = 4
MOST_WHILE_FAILING = 1  # so that one that times out does not take the places of those that answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whom a delivery takes a place of."""

    webhook_id: str
    owner: str
    host: str


class Places:
    """Counts the places of one process."""

    def __init__(self, taken: Mapping[tuple[str, str], int] | None = None) -> None:
        self._taken: Counter[tuple[str, str]] = Counter(taken)

    def copy(self) -> "Places":
        """Return the places as they are taken now, to be counted on."""
        return Places(self._taken)

    def free(self, place: Place, *, failing: bool) -> int:
        """Return how many more deliveries may begin here."""
        left = [
            MOST_IN_ALL - self._taken["all", ""],
            MOST_PER_OWNER - self._taken["owner", place.owner],
            MOST_PER_HOST - self._taken["host", place.host],
        ]
        if failing:
            left.append(MOST_WHILE_FAILING - self._taken["webhook", place.webhook_id])
        return max(0, min(left))

    def take(self, place: Place) -> None:
        """Count one delivery more."""
        self._taken.update(_of(place))

    def leave(self, place: Place) -> None:
        """Count one delivery less."""
        for each in _of(place):
            self._taken[each] -= 1
            if not self._taken[each]:
                del self._taken[each]


def _of(place: Place) -> tuple[tuple[str, str], ...]:
    return ("all", ""), ("owner", place.owner), ("host", place.host), ("webhook", place.webhook_id)
