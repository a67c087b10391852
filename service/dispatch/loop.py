"""One tick: look at what waits, see to it, start as many deliveries as the account has connections."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog

from service.dispatch.claiming import MISSED_AT_ONCE, Claiming, Sender
from service.dispatch.delivery import Delivery
from service.dispatch.links import Links
from service.dispatch.recording import Recorder
from service.domain.clock import Clock
from service.planning.plans import Planning
from service.planning.replanning import Replanning
from service.store import accounts, delivery
from service.store.engine import Connection, Database
from service.store.history import add_event
from service.store.records import Claimed
from service.store.writer import Writer

EXPIRED_AT_ONCE = 200
REPLANNED_A_TICK = 1_000
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
        senders: Mapping[str, Sender],
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._replanning = planning, replanning
        self._delivery, self._recorder, self._links = delivery_, recorder, links
        self._claims, self._senders = claims, senders
        self._at_work: dict[str, set[asyncio.Task[None]]] = {name: set() for name in senders}
        self._ids_at_work: set[UUID] = set()
        self._ticking = asyncio.Lock()
        self._claiming = asyncio.Lock()
        self._pump: asyncio.Task[None] | None = None
        self._more_wanted = False
        self._stopping = False

    async def start(self) -> None:
        """End the pauses of the accounts it sends through: a restart is how new credentials come in."""
        for account in self._senders:
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
                await self._step(self._recorder.recover(self._ids_at_work), faults)
            if _passed(waiting.next_expiry_at, self._clock.now()):
                await self._step(self._writer.run(self._expire), faults)
            if waiting.oldest_revision is not None and waiting.oldest_revision < self._planning.standing.revision:
                await self._step(self._replanning.replan_outdated(at_most=REPLANNED_A_TICK), faults)
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
        self._recorder.stopping()
        await self.at_rest()
        await self._links.close()

    async def at_rest(self) -> None:
        """Return when no delivery is under way and none is about to begin."""
        while True:
            under_way = [task for tasks in self._at_work.values() for task in tasks]
            if self._pump is not None and not self._pump.done():
                under_way.append(self._pump)
            if not under_way:
                return
            await asyncio.gather(*under_way, return_exceptions=True)

    def _look(self) -> delivery.Waiting:
        with self._database.reading() as connection:
            return delivery.waiting(connection)

    def _expire(self, connection: Connection) -> None:
        now = self._clock.now()
        for id_ in delivery.expire(connection, now=now, limit=EXPIRED_AT_ONCE):
            add_event(connection, id_, at=now, type="expired", detail={"reason": "its last window has closed"})

    async def _start_due(self) -> None:
        async with self._claiming:
            for sender in self._senders.values():
                free = sender.max_connections - len(self._at_work[sender.account])
                if free <= 0 or self._stopping:
                    continue
                job = partial(self._claims.claim, account=sender.account, limit=free)
                for claimed in await self._writer.run(job):
                    self._start(sender, claimed)

    async def _plan_missed(self) -> None:
        """Plan again what missed its window, a while at most: the next tick goes on."""
        until = self._clock.monotonic() + MISSED_SECONDS
        for sender in self._senders.values():
            while not self._stopping and self._clock.monotonic() < until:
                job = partial(self._claims.plan_missed, account=sender.account)
                if await self._writer.run(job) < MISSED_AT_ONCE:
                    break

    def _start(self, sender: Sender, claimed: Claimed) -> None:
        task = asyncio.create_task(self._delivery.deliver(claimed))
        self._at_work[sender.account].add(task)
        self._ids_at_work.add(claimed.id)
        task.add_done_callback(lambda done: self._finished(sender, claimed, done))

    def _finished(self, sender: Sender, claimed: Claimed, done: asyncio.Task[None]) -> None:
        self._at_work[sender.account].discard(done)
        self._ids_at_work.discard(claimed.id)
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("delivery_failed", error=type(error).__name__, exc_info=error)
        self._more_wanted = True
        if not self._stopping and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._start_more())

    async def _start_more(self) -> None:
        """Refill free connections at once, not at the next tick."""
        while self._more_wanted and not self._stopping:
            self._more_wanted = False
            await self._start_due()


def _passed(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now
