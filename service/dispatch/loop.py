"""One tick: look at what waits, see to it, start as many deliveries as the account has connections."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog
from uuid_utils.compat import uuid7

from service.dispatch.delivery import Delivery
from service.dispatch.links import Links
from service.dispatch.recording import Recorder
from service.domain.clock import Clock
from service.planning.plans import Planning
from service.planning.replanning import Replanning
from service.store import delivery
from service.store.engine import Connection, Database
from service.store.history import add_event
from service.store.records import Claimed
from service.store.writer import Writer

EXPIRED_AT_ONCE = 200

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """An account's name and how many letters may be at work at once."""

    account: str
    max_connections: int


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
        senders: Mapping[str, Sender],
        lease: timedelta,
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._replanning = planning, replanning
        self._delivery, self._recorder, self._links = delivery_, recorder, links
        self._senders, self._lease = senders, lease
        self._at_work: dict[str, set[asyncio.Task[None]]] = {name: set() for name in senders}
        self._ticking = asyncio.Lock()
        self._claiming = asyncio.Lock()
        self._pump: asyncio.Task[None] | None = None
        self._more_wanted = False
        self._stopping = False

    async def tick(self) -> datetime | None:
        """See to everything that waits; returns the next `send_at`, aware UTC, or None. Overlapping ticks are one."""
        if self._stopping or self._ticking.locked():
            return None
        async with self._ticking:
            waiting = await asyncio.to_thread(self._look)
            now, real_now = self._clock.now(), self._clock.real_now()
            if waiting.next_lease_end is not None and waiting.next_lease_end <= real_now:
                recovered = await self._recorder.recover()
                log.warning("leases_recovered", count=recovered)
            if waiting.next_expiry_at is not None and waiting.next_expiry_at <= now:
                await self._writer.run(self._expire)
            if waiting.oldest_revision is not None and waiting.oldest_revision < self._planning.standing.revision:
                await self._replanning.replan_outdated()
            if waiting.next_due_at is not None and waiting.next_due_at <= now:
                await self._start_due()
                waiting = await asyncio.to_thread(self._look)  # the next one may be due before the next tick
            self._links.close_idle()
            return waiting.next_due_at

    async def stop(self) -> None:
        """Claim no more, cut what is before the dot, wait for what is after it: its answer must not be lost."""
        self._stopping = True
        if self._pump is not None:
            await asyncio.gather(self._pump, return_exceptions=True)
        async with self._claiming:  # a claim that is under way ends in a started delivery, which is then cut
            self._delivery.cut()
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
                for claimed in await self._writer.run(partial(self._claim, sender=sender, limit=free)):
                    self._start(sender, claimed)

    def _claim(self, connection: Connection, *, sender: Sender, limit: int) -> list[Claimed]:
        return delivery.claim_due(
            connection,
            account=sender.account,
            now=self._clock.now(),
            lease_until=self._clock.real_now() + self._lease,
            token=uuid7(),
            limit=limit,
        )

    def _start(self, sender: Sender, claimed: Claimed) -> None:
        task = asyncio.create_task(self._delivery.deliver(claimed))
        self._at_work[sender.account].add(task)
        task.add_done_callback(lambda done: self._finished(sender, done))

    def _finished(self, sender: Sender, done: asyncio.Task[None]) -> None:
        self._at_work[sender.account].discard(done)
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
