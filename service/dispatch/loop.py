"""One tick: look at what waits, see to it, start as many deliveries as each account has connections."""

import asyncio
from collections import Counter, deque
from collections.abc import Collection, Coroutine, Iterator, Mapping
from datetime import datetime
from functools import partial

import structlog

from service.accounts.book import AccountBook
from service.dispatch.claiming import MISSED_AT_ONCE, Claiming
from service.dispatch.counting import Counting
from service.dispatch.delivery import Delivery
from service.dispatch.lanes import Lanes
from service.dispatch.links import Links
from service.dispatch.recording import Recorder
from service.domain.clock import Clock
from service.domain.follow_up import Status
from service.planning.plans import Planning
from service.planning.replanning import Replanning
from service.store import accounts, delivery, owner_accounts
from service.store.engine import UNAVAILABLE, Connection, Database
from service.store.history import add_event
from service.store.owner_accounts import Allowed
from service.store.writer import Writer

EXPIRED_AT_ONCE = 200
REPLANNED_A_TICK = 1_000
CLAIMED_TOGETHER = 16  # accounts
MOST_AT_WORK = 200  # connections of one process, of all accounts together; each may hold a letter of megabytes
MOST_WAITING = 600  # letters that were claimed ahead for them
MISSED_SECONDS = 0.5  # of a tick, real

log = structlog.get_logger()


class Dispatch:
    """Asks the database what is due; any number of processes may do so at once."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        replanning: Replanning,
        delivery_: Delivery,
        recorder: Recorder,
        links: Links,
        claims: Claiming,
        book: AccountBook,
        counting: Counting,
        most_at_work: int = MOST_AT_WORK,
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._replanning = planning, replanning
        self._delivery, self._recorder, self._links = delivery_, recorder, links
        self._claims, self._book = claims, book
        self._counting, self._most_at_work = counting, most_at_work
        self._lanes = Lanes(clock, deliver=delivery_.deliver, hand_back=recorder.hand_back, ended=self._ended)
        self._ticking = asyncio.Lock()
        self._claiming = asyncio.Lock()
        self._pump: asyncio.Task[None] | None = None
        self._more_wanted: set[str] = set()  # accounts with a free connection, or few letters that wait for one
        self._kept_waiting: set[str] = set()  # accounts with free connections that got no more places
        self._last_planned = ""  # the account whose missed letters were planned last
        self._stopping = False

    async def start(self) -> None:
        """End the pause of the environment's account: a restart is how new credentials come in."""
        if self._book.operators is not None:
            account = self._book.operators.account.name
            if await self._writer.run(partial(accounts.resume, account=account)):
                log.info("account_resumed", account=account)

    async def tick(self) -> datetime | None:
        """See to everything that waits; returns the next `send_at`, aware UTC, or None. Overlapping ticks are one."""
        if self._stopping or self._ticking.locked():
            return None
        async with self._ticking:
            waiting = await asyncio.to_thread(self._look)
            faults: list[Exception] = []
            if _passed(waiting.next_due_at, self._clock.now()):
                await self._step(self._start_due(), faults)
                await self._step(self._plan_missed(), faults)
                waiting = await asyncio.to_thread(self._look)  # the next one may be due before the next tick
            if _passed(waiting.next_lease_end, self._clock.real_now()):
                await self._step(self._recorder.recover(self._lanes.ids), faults)
            if _passed(waiting.next_expiry_at, self._clock.now()):
                await self._step(self._expire_late(), faults)
            if waiting.oldest_revision is not None and waiting.oldest_revision < self._planning.standing.revision:
                await self._step(self._replanning.replan_outdated(at_most=REPLANNED_A_TICK), faults)
            self._lanes.give_back_late()
            self._links.close_idle()
            if faults:
                raise faults[0]
            return waiting.next_due_at

    async def _step(self, work: Coroutine[None, None, object], faults: list[Exception]) -> None:
        """Do one thing of a tick; a fault in it keeps the others from nothing, and is raised when all are done."""
        try:
            await work
        except Exception as error:  # noqa: BLE001  # raised at the end of the tick
            faults.append(error)

    async def stop(self) -> None:
        """Claim no more, cut what is before the dot, wait for what is after it: its answer must not be lost."""
        self._stopping = True
        if self._pump is not None:
            await asyncio.gather(self._pump, return_exceptions=True)
        async with self._claiming:  # a claim that is under way ends in a started delivery, which is then cut
            self._delivery.cut()
            self._lanes.stop()
        self._recorder.stopping()
        await self.at_rest()
        await self._links.close()

    async def at_rest(self) -> None:
        """Return when no delivery is under way and none is about to begin."""
        while True:
            under_way = self._lanes.under_way()
            if self._pump is not None and not self._pump.done():
                under_way.append(self._pump)
            if not under_way:
                return
            await asyncio.gather(*under_way, return_exceptions=True)

    def _look(self) -> delivery.Waiting:
        with self._database.reading() as connection:
            return delivery.waiting(connection)

    async def _expire_late(self) -> None:
        self._counting.became(Status.EXPIRED, await self._writer.run(self._expire))

    def _expire(self, connection: Connection) -> int:
        now = self._clock.now()
        late = delivery.expire(connection, now=now, limit=EXPIRED_AT_ONCE)
        for id_ in late:
            add_event(connection, id_, at=now, type="expired", detail={"reason": "its last window has closed"})
        return len(late)

    async def _start_due(self, only: Collection[str] | None = None) -> None:
        """Claim for every account with something due; their claims share commits.

        First come those whose owners have the least at work, of these those accounts with the least.

        Args:
            only: of these accounts; None: of all.
        """
        async with self._claiming:
            allowed = await asyncio.to_thread(self._due_connections, only)
            self._kept_waiting.difference_update(allowed if only is None else only)
            used = self._lanes.used()
            waiting = deque(sorted(allowed, key=lambda name: (used[allowed[name].owner], self._lanes.at_work(name))))
            faults: list[BaseException] = []
            while waiting and not self._stopping and (room := self._most_at_work - used.total()) > 0:
                together = [waiting.popleft() for _ in range(min(len(waiting), room, CLAIMED_TOGETHER))]
                shares = list(self._shares(together, allowed, used=used, room=room))
                claims = [self._claim(name, allowed[name], limit) for name, limit in shares]
                ended = await asyncio.gather(*claims, return_exceptions=True)
                faults += [each for each in ended if isinstance(each, BaseException)]
                if any(isinstance(each, UNAVAILABLE) for each in faults):
                    break  # no other account would fare better
                if False in ended:  # what was left for an account that has nothing more is another's, at once
                    waiting.extend(name for name in together if name in self._kept_waiting)
                used = self._lanes.used()
            self._kept_waiting.update(waiting)
            if faults:  # of one account, told when every other has had its turn
                raise faults[0]

    def _shares(
        self, together: Collection[str], allowed: Mapping[str, Allowed], *, used: Counter[str | None], room: int
    ) -> Iterator[tuple[str, int]]:
        """Share out the connections that are free: no owner gets more than it leaves free for others.

        Only an account that has all of its own at work may claim letters ahead.

        Args:
            together: accounts, in the order of their turns.
            allowed: what each may have.
            used: connections at work, by owner.
            room: how many more this process may use.
        """
        even, mine = room // len(together), used.copy()
        ahead = max(0, MOST_WAITING - self._lanes.waiting) // len(together)
        for name in together:
            owner, connections = allowed[name].owner, allowed[name].connections
            free = max(0, connections - self._lanes.at_work(name))
            limit = max(0, min(free, even, (room - mine[owner] + 1) // 2))
            if free > limit:
                self._kept_waiting.add(name)
            mine[owner] += limit
            room -= limit
            if free == limit:
                limit += min(ahead, self._lanes.ahead(name, connections=connections))
            if limit > 0:
                yield name, limit

    def _due_connections(self, only: Collection[str] | None) -> dict[str, Allowed]:
        """Return of each account that has something due whose it is and how many connections it may have."""
        with self._database.reading() as connection:
            due = owner_accounts.due_accounts(connection, now=self._clock.now()) if only is None else only
            return self._book.connections(connection, due)

    async def _claim(self, account: str, allowed: Allowed, limit: int) -> bool:
        """Claim and start what an account may begin now; False: that is less than `limit`, and nothing is left."""
        laden = await self._writer.run(partial(self._claims.claim_laden, account=account, limit=limit))
        if len(laden) < limit:
            self._kept_waiting.discard(account)
        for each in laden:
            self._lanes.start(account, allowed.owner, each, connections=allowed.connections)
        return len(laden) == limit

    async def _plan_missed(self) -> None:
        """Plan again what missed its window, a while at most and by turns: the next tick goes on after the last one."""
        until = self._clock.monotonic() + MISSED_SECONDS
        planned = 0
        due = await asyncio.to_thread(self._due_accounts)
        turns = deque(sorted(due, key=lambda account: (account <= self._last_planned, account)))
        while turns and not self._stopping and (not planned or self._clock.monotonic() < until):
            self._last_planned = turns.popleft()
            missed = await self._writer.run(partial(self._claims.plan_missed, account=self._last_planned))
            self._counting.became(Status.EXPIRED, missed.expired)
            planned += missed.seen_to
            if missed.seen_to >= MISSED_AT_ONCE:
                turns.append(self._last_planned)
        if planned:  # a window that is open now may have taken some of them
            await self._start_due()

    def _due_accounts(self) -> list[str]:
        with self._database.reading() as connection:
            return list(owner_accounts.due_accounts(connection, now=self._clock.now()))

    def _ended(self, account: str) -> None:
        """Refill an account's connections and the places that became free."""
        self._more_wanted.add(account)
        if not self._stopping and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._start_more())

    async def _start_more(self) -> None:
        """Claim more at once, not at the next tick."""
        while self._more_wanted and not self._stopping:
            wanted, self._more_wanted = self._more_wanted, set()
            if low := {account for account in wanted if self._lanes.is_low(account)} | self._kept_waiting:
                await self._start_due(low)


def _passed(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
