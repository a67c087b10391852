"""How many deliveries may be under way at once, and whose turn it is.

A place is one of all, one of its owner's, one at its host, one of its owner's at that host, and one of its webhook's.
Webhooks that fail have half of each share: however many of them hang, there are places for those that answer.
"""

import heapq
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# In all, per owner …, and of these taken by webhooks that fail
MOST = {"all": (40, 20), "owner": (12, 6), "host": (8, 4), "owner at host": (4, 2), "webhook": (3, 1)}
MOST_OF_A_WEBHOOK = MOST["webhook"][0]

_Share = tuple[str, str]  # a kind of `MOST`, and whose


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Whom a delivery takes a place of."""

    webhook_id: str
    owner: str
    host: str
    failing: bool  # nothing has been delivered to the webhook since its last failure


@dataclass(slots=True)
class Places:
    """The places of one process; turns go round among owners, then among the webhooks of one."""

    _taken: Counter[_Share] = field(default_factory=Counter)
    _failing: Counter[_Share] = field(default_factory=Counter)  # how many of these by webhooks that fail
    _turns: dict[str, int] = field(default_factory=dict)  # owner or webhook → its last turn
    _turn: int = 0

    def share_out(self, wanted: Sequence[tuple[Place, int]]) -> Mapping[Place, int]:
        """Return how many deliveries of each may begin now; whoever begins them takes the places.

        Args:
            wanted: by webhook, those that wait longest first; with how many are due.
        """
        waiting = {each for place, _ in wanted for each in (place.owner, place.webhook_id)}
        self._turns = {each: turn for each, turn in self._turns.items() if each in waiting}
        then = Places(self._taken.copy(), self._failing.copy(), self._turns.copy(), self._turn)
        return then._deal(wanted)

    def take(self, place: Place) -> None:
        """Count one delivery more."""
        self._taken.update(_shares(place))
        if place.failing:
            self._failing.update(_shares(place))
        self._turn += 1
        self._turns[place.owner] = self._turns[place.webhook_id] = self._turn

    def leave(self, place: Place) -> None:
        """Count one delivery less."""
        for counted in (self._taken, self._failing) if place.failing else (self._taken,):
            counted.subtract(_shares(place))
            for each in _shares(place):
                if not counted[each]:
                    del counted[each]

    def _deal(self, wanted: Sequence[tuple[Place, int]]) -> Mapping[Place, int]:
        dealt: Counter[Place] = Counter()
        line = [(self._rank(place), number) for number, (place, _) in enumerate(wanted)]
        heapq.heapify(line)
        while line and self._taken["all", ""] < MOST["all"][0]:
            rank, number = heapq.heappop(line)
            place, due = wanted[number]
            if dealt[place] == due or not self._is_free(place):  # nor will it be: here places are only taken
                continue
            if rank == self._rank(place):  # else its owner had a turn meanwhile, and others come first
                self.take(place)
                dealt[place] += 1
            heapq.heappush(line, (self._rank(place), number))
        return dealt

    def _rank(self, place: Place) -> tuple[int, int, int, bool, int]:
        """Return what the next place goes by: to the owner with fewest, then to the webhook with fewest."""
        owner, webhook = place.owner, place.webhook_id
        return (
            self._taken["owner", owner],
            self._turns.get(owner, 0),
            self._taken["webhook", webhook],
            place.failing,
            self._turns.get(webhook, 0),
        )

    def _is_free(self, place: Place) -> bool:
        shares = _shares(place)
        if any(self._taken[each] >= MOST[each[0]][0] for each in shares):
            return False
        if not place.failing:
            return True
        # what it took before it failed counts too: it has one place, not one more
        own = self._taken["webhook", place.webhook_id] >= MOST["webhook"][1]
        return not own and all(self._failing[each] < MOST[each[0]][1] for each in shares)


def _shares(place: Place) -> tuple[_Share, ...]:
    return (
        ("all", ""),
        ("owner", place.owner),
        ("host", place.host),
        ("owner at host", f"{place.owner} {place.host}"),
        ("webhook", place.webhook_id),
    )
