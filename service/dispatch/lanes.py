"""What one process has at work, account by account: letters that wait for a connection, and who carries them.

A carrier takes one letter after another over what its account has of connections. A few letters more than there are
connections are claimed ahead, as many as leave within a moment at the pace seen so far: then no connection waits for
a claim's commit, and many letters share it. A letter is at work until its outcome is committed, also while its carrier
goes on with the next.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

import structlog

from service.dispatch.delivery import Delivered, Follow, Recording
from service.dispatch.loading import Laden
from service.domain.clock import Clock
from service.domain.outcome import AccountFault, Outcome, TransientFailure
from service.store.records import Claimed

# Letters claimed ahead for each connection: what leaves in so long, at most so many.
AHEAD_SECONDS, MOST_AHEAD = 1.0, 10
AHEAD_UNKNOWN = 2  # until an account's pace is known
LONGEST_WAIT_SECONDS = 10.0  # real; a letter that waited longer for a connection is given back
LONGEST_RESERVED_SECONDS = 2.0  # real; that a letter waits for one connection and no other
REMEMBERED_SECONDS = 60.0  # real; how long an account's pace is known after its last letter
PACE_WEIGHT = 0.2  # of the last letter in the usual time of one

log = structlog.get_logger()


@dataclass(slots=True)
class _Lane:
    owner: str | None
    connections: int = 1
    waiting: deque[tuple[float, Laden]] = field(default_factory=deque)  # since when, monotonic
    carriers: set[asyncio.Task[None]] = field(default_factory=set)
    hands: "set[_Hand]" = field(default_factory=set)  # of the carriers
    recordings: set[Recording] = field(default_factory=set)  # of outcomes whose carriers went on
    under_way: int = 0
    seconds: float | None = None  # a letter's usual time
    used_at: float = 0.0  # monotonic; when its last carrier ended

    @property
    def at_work(self) -> int:
        return len(self.waiting) + self.under_way

    @property
    def ahead(self) -> int:
        """How many letters a connection may have waiting for it."""
        return AHEAD_UNKNOWN if self.seconds is None else min(MOST_AHEAD, int(AHEAD_SECONDS / max(self.seconds, 1e-3)))

    @property
    def is_low(self) -> bool:
        """Whether so few wait that the next claim should begin now, to be there before the last of them leaves."""
        return 2 * len(self.waiting) <= len(self.carriers) * max(1, self.ahead)

    def note(self, seconds: float) -> None:
        usual = seconds if self.seconds is None else self.seconds
        self.seconds = usual + PACE_WEIGHT * (seconds - usual)


class _Hand:
    """What one carrier holds: the letter whose envelope may leave behind a dot, and what is not yet recorded."""

    def __init__(self, lane: _Lane, *, put_back_late: Callable[[], object]) -> None:
        self._lane, self._put_back_late = lane, put_back_late
        self._next: tuple[float, Laden] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self.recording: Recording | None = None  # of the letter before

    def take(self) -> Laden | None:
        """Return the letter whose turn it is."""
        self.reserve()
        taken, self._next = self._next, None
        self._forget_timer()
        return None if taken is None else taken[1]

    @property
    def unrecorded(self) -> bool:
        return self.recording is not None and not self.recording.done()

    def reserve(self) -> Laden | None:
        """Return the letter whose turn comes next; no other carrier takes it."""
        if self._next is None and self._lane.waiting:
            self._next = self._lane.waiting.popleft()
            self._lane.under_way += 1
            # Who answers the dot slowly keeps no other letter waiting; its envelope is then undone by a cut.
            self._timer = asyncio.get_running_loop().call_later(LONGEST_RESERVED_SECONDS, self._late)
        return None if self._next is None else self._next[1]

    def put_back(self) -> None:
        """Let others have what was reserved."""
        if self._next is not None:
            self._lane.waiting.appendleft(self._next)
            self._lane.under_way -= 1
            self._next = None
        self._forget_timer()

    def _late(self) -> None:
        self.put_back()
        self._put_back_late()

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class Lanes:
    """Delivers letters over as many connections as each account may have; belongs to one event loop."""

    def __init__(
        self,
        clock: Clock,
        *,
        deliver: Callable[[Laden, Follow, Recording | None], Awaitable[Delivered]],
        hand_back: Callable[[Claimed], Awaitable[object]],
        ended: Callable[[str], None],
    ) -> None:
        """Take who does the work.

        Args:
            clock: for real seconds.
            deliver: tries one letter and records the outcome; what it is given besides says which letter comes next,
                and what is still to be recorded of the letter before.
            hand_back: gives back a claim with which nothing was begun.
            ended: told of each account that has room for more.
        """
        self._clock, self._deliver, self._hand_back, self._ended = clock, deliver, hand_back, ended
        self._lanes: dict[str, _Lane] = {}
        self._giving_back: set[asyncio.Task[object]] = set()
        self._stopping = False
        self.ids: set[UUID] = set()

    def at_work(self, account: str) -> int:
        """Return how many letters of an account's are at work, those that wait for a connection included."""
        lane = self._lanes.get(account)
        return 0 if lane is None else lane.at_work

    def ahead(self, account: str, *, connections: int) -> int:
        """Return how many letters may be claimed for an account beyond those that have a connection each."""
        lane = self._lanes.get(account)
        if lane is None:
            return connections * AHEAD_UNKNOWN
        if not lane.is_low:
            return 0
        return max(0, connections * lane.ahead - max(0, lane.at_work - connections))

    def is_low(self, account: str) -> bool:
        """Say whether an account should have more claimed for it."""
        lane = self._lanes.get(account)
        return lane is None or lane.is_low

    def used(self) -> Counter[str | None]:
        """Return how many connections are at work, by whose account they belong to."""
        used: Counter[str | None] = Counter()
        for lane in self._lanes.values():
            used[lane.owner] += min(lane.at_work, lane.connections)
        return used

    @property
    def waiting(self) -> int:
        """How many letters wait for a connection."""
        return sum(len(lane.waiting) for lane in self._lanes.values())

    def start(self, account: str, owner: str | None, laden: Laden, *, connections: int) -> None:
        """Let a letter leave as soon as its account has a connection for it."""
        lane = self._lanes.setdefault(account, _Lane(owner))
        lane.connections = connections
        lane.waiting.append((self._clock.monotonic(), laden))
        self.ids.add(laden.claimed.id)
        self._carry_too(account, lane)
        if self._stopping:
            self._give_back_waiting(account, lane)

    def _carry_too(self, account: str, lane: _Lane) -> None:
        """Let one more connection be used, if there is one."""
        if len(lane.carriers) < lane.connections and not self._stopping:
            lane.carriers.add(asyncio.create_task(self._carry(account, lane)))

    def give_back_late(self) -> None:
        """Begin to give back what has waited too long: its account's server became slow."""
        before = self._clock.monotonic() - LONGEST_WAIT_SECONDS
        for account, lane in self._lanes.items():
            if lane.waiting and lane.waiting[0][0] < before:
                lane.seconds = LONGEST_WAIT_SECONDS  # none is claimed ahead until letters leave quickly again
                self._give_back_waiting(account, lane)
        forgotten = self._clock.monotonic() - REMEMBERED_SECONDS
        self._lanes = {
            account: lane
            for account, lane in self._lanes.items()
            if lane.carriers or lane.under_way or lane.used_at > forgotten
        }

    def stop(self) -> None:
        """Begin no other letter, and give back what waits."""
        self._stopping = True
        for account, lane in self._lanes.items():
            for hand in lane.hands:  # a reply that is waited for may take minutes
                hand.put_back()
            self._give_back_waiting(account, lane)

    def under_way(self) -> list[asyncio.Task[object]]:
        """Return everything that is being done."""
        at_work = [task for lane in self._lanes.values() for task in (*lane.carriers, *lane.recordings)]
        return [*at_work, *self._giving_back]

    async def _carry(self, account: str, lane: _Lane) -> None:
        carrier = asyncio.current_task()
        assert carrier is not None  # noqa: S101  # this is a coroutine
        hand = _Hand(lane, put_back_late=lambda: self._carry_too(account, lane))
        lane.hands.add(hand)
        try:
            while (laden := self._next(lane, hand)) is not None or hand.unrecorded:
                if laden is not None:
                    await self._one(account, lane, laden, hand)
                elif hand.recording is not None:  # it stays until then: whoever comes next finds the connection free
                    hand.put_back()
                    await asyncio.wait({hand.recording})
        finally:  # without a pause since the look at what waits: whatever comes now gets a carrier of its own
            hand.put_back()
            lane.hands.discard(hand)
            lane.carriers.discard(carrier)
            lane.used_at = self._clock.monotonic()
            if self._stopping:
                self._give_back_waiting(account, lane)

    def _next(self, lane: _Lane, hand: "_Hand") -> Laden | None:
        return None if self._stopping or len(lane.carriers) > lane.connections else hand.take()

    async def _one(self, account: str, lane: _Lane, laden: Laden, hand: "_Hand") -> None:
        began = self._clock.monotonic()
        delivered = Delivered(None)
        try:
            delivered = await self._deliver(laden, lambda: None if self._stopping else hand.reserve(), hand.recording)
        except Exception as error:
            log.exception("delivery_failed", followup_id=str(laden.claimed.id), error=type(error).__name__)
        finally:
            if delivered.recording is not None or not hand.unrecorded:  # one that is still under way holds dots back
                hand.recording = delivered.recording
            if delivered.recording is None:
                self._is_over(account, lane, laden)
            else:
                lane.recordings.add(delivered.recording)
                delivered.recording.add_done_callback(partial(self._recorded, account, lane, laden))
        lane.note(self._clock.monotonic() - began)
        if _speaks_of_the_account(delivered.outcome):
            hand.put_back()
            self._give_back_waiting(account, lane)

    def _recorded(self, account: str, lane: _Lane, laden: Laden, recording: Recording) -> None:
        lane.recordings.discard(recording)
        if not recording.cancelled() and (error := recording.exception()) is not None:
            id_ = str(laden.claimed.id)
            log.error("delivery_failed", followup_id=id_, error=type(error).__name__, exc_info=error)
        self._is_over(account, lane, laden)

    def _is_over(self, account: str, lane: _Lane, laden: Laden) -> None:
        lane.under_way -= 1
        self.ids.discard(laden.claimed.id)
        if lane.is_low:
            self._ended(account)

    def _give_back_waiting(self, account: str, lane: _Lane) -> None:
        while lane.waiting:
            _, laden = lane.waiting.popleft()
            giving = asyncio.create_task(self._give_back(account, laden))
            self._giving_back.add(giving)
            giving.add_done_callback(self._giving_back.discard)

    async def _give_back(self, account: str, laden: Laden) -> None:
        try:
            await self._hand_back(laden.claimed)
        except Exception as error:
            log.exception("delivery_failed", followup_id=str(laden.claimed.id), error=type(error).__name__)
        finally:
            self.ids.discard(laden.claimed.id)
        self._ended(account)


def _speaks_of_the_account(outcome: Outcome | None) -> bool:
    """Whether other letters of its account would fare no better just now."""
    return isinstance(outcome, AccountFault) or (
        isinstance(outcome, TransientFailure) and not outcome.ours and not outcome.stage.reached_mail
    )
