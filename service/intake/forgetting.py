"""Forgetting: letters are wiped some days after their end, and at once when a person or an owner asks for it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog

from service.domain.clock import Clock
from service.sandbox import Maildir
from service.store import idempotency, privacy, retention
from service.store.engine import Connection, Database
from service.store.privacy import Person
from service.store.writer import Writer

WIPED_AT_ONCE = 20  # in one commit, some 0.1 s: the other writes of this process wait for it
BETWEEN_LOOKS = timedelta(seconds=5)  # real time or pretended
BETWEEN_CLEANINGS = timedelta(minutes=10)  # of what is forgotten by its age alone; real time or pretended

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What an erasure came to, in follow-ups."""

    wiped: int = 0  # now
    stopped: int = 0  # of those: had been waiting to be sent
    pending: int = 0  # are being sent just now; wiped when that has ended


class Forgetting:
    """Wipes what is kept no longer; any number of processes may do so at once."""

    def __init__(self, *, database: Database, writer: Writer, clock: Clock, kept: timedelta, maildir: Maildir) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._kept, self._maildir = kept, maildir
        self._sweeping: asyncio.Task[None] | None = None
        self._stopping = False
        # Monotonic seconds, and the pretended time.
        self._looked_at: tuple[float, datetime] | None = None
        self._cleaned_at: tuple[float, datetime] | None = None

    async def erase(self, person: Person | None, *, owner: str) -> Erased:
        """Stop and wipe an owner's follow-ups, those of a person or all, in portions; idempotent."""
        at, after, erased = self._clock.now(), None, Erased()
        while True:
            portion = await self._writer.run(
                partial(privacy.erase_portion, owner=owner, person=person, at=at, after=after, limit=WIPED_AT_ONCE)
            )
            await self._forget_letters(portion.wiped)
            erased = Erased(
                wiped=erased.wiped + len(portion.wiped),
                stopped=erased.stopped + portion.stopped,
                pending=erased.pending + portion.pending,
            )
            if portion.last is None:
                log.info("erased", owner=owner, wiped=erased.wiped, stopped=erased.stopped, pending=erased.pending)
                return erased
            after = portion.last

    def wake(self) -> None:
        """See to what has lapsed, beside the caller; what goes wrong is logged, and tried again when woken again."""
        if self._stopping or not self._are_past(self._looked_at, BETWEEN_LOOKS):
            return
        if self._sweeping is None or self._sweeping.done():
            self._looked_at = self._clock.monotonic(), self._clock.now()
            self._sweeping = asyncio.create_task(self._sweep_safely())

    async def stop(self) -> None:
        """Begin nothing more, and wait for the portion that is under way."""
        self._stopping = True
        if self._sweeping is not None:
            await asyncio.gather(self._sweeping, return_exceptions=True)

    async def _sweep_safely(self) -> None:
        try:
            while await self.sweep() == WIPED_AT_ONCE and not self._stopping:
                pass
        except Exception as error:  # part of the tick, which must go on whatever was met
            log.exception("wiping_failed", error=type(error).__name__)

    async def sweep(self) -> int:
        """Wipe one portion of what has lapsed; returns how many follow-ups it was."""
        await self._clean()
        if not await asyncio.to_thread(self._has_lapsed):
            return 0
        wiped = await self._writer.run(self._wipe_lapsed)
        await self._forget_letters(wiped)
        if wiped:
            log.info("wiped", count=len(wiped))
        return len(wiped)

    def _before(self) -> datetime:
        return self._clock.now() - self._kept

    def _has_lapsed(self) -> bool:
        with self._database.reading() as connection:
            return retention.has_lapsed(connection, before=self._before())

    def _wipe_lapsed(self, connection: Connection) -> tuple[UUID, ...]:
        now = self._clock.now()
        erased = retention.erasable(connection, limit=WIPED_AT_ONCE)
        for id_, status in erased:
            privacy.end_and_wipe(connection, id_, status, at=now)
        lapsed = retention.lapsed(connection, before=self._before(), limit=WIPED_AT_ONCE - len(erased))
        retention.wipe(connection, lapsed, at=now, why=retention.RETENTION)
        return (*(id_ for id_, _ in erased), *lapsed)

    def _are_past(self, last: tuple[float, datetime] | None, pause: timedelta) -> bool:
        if last is None:
            return True
        monotonic, now = last
        return max(timedelta(seconds=self._clock.monotonic() - monotonic), self._clock.now() - now) >= pause

    async def _clean(self) -> None:
        """Forget now and then what no follow-up's wiping takes along."""
        if not self._are_past(self._cleaned_at, BETWEEN_CLEANINGS):
            return
        now = self._clock.now()
        self._cleaned_at = self._clock.monotonic(), now
        forget = partial(idempotency.forget, now=now, limit=WIPED_AT_ONCE)
        while await self._writer.run(forget) == WIPED_AT_ONCE and not self._stopping:
            pass
        await asyncio.to_thread(self._maildir.forget_before, self._before())

    async def _forget_letters(self, ids: tuple[UUID, ...]) -> None:
        if ids:
            await asyncio.to_thread(self._maildir.forget, frozenset(ids))
