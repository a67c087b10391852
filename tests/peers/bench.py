"""The service's working parts in one process, on a real database file and a real SMTP server, without HTTP."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from service.api.schemas.follow_up import FollowUpIn, Reading, read_follow_up
from service.api.services import Services
from service.app import Parts, dispatch_of, services_for
from service.dispatch.loop import Dispatch
from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.intake.storing import Idempotent
from service.settings import Settings
from service.store import follow_ups, history, schema
from service.store.engine import Database, open_database
from service.store.follow_ups import Duplicate
from service.store.idempotency import Remembered
from service.store.records import Event, StoredFollowUp
from tests.peers.faults import Behaviour, Gate, hold
from tests.peers.hand_clock import HandClock
from tests.peers.smtp_server import SmtpServer

OWNER = "karirhub"


def body(**changed: object) -> dict[str, Any]:
    """Return what `POST /v1/follow-ups` may be given, with parts of it changed."""
    return {
        "candidate": {"name": "Rina Wulandari", "email": "rina@example.com"},
        "recruiter": {"email": "andi@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": "2026-11-23"},
        **changed,
    }


@contextmanager
def new_database(folder: Path, url: str | None = None) -> Iterator[Database]:
    """Open a database with the newest schema: a SQLite file in `folder`, or the one that `url` names."""
    database = open_database(url or f"sqlite:///{folder / 'tanyakabar.db'}")
    schema.upgrade(database)
    try:
        yield database
    finally:
        database.dispose()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    parts: Parts
    services: Services
    dispatch: Dispatch
    clock: HandClock
    server: SmtpServer

    async def post(
        self, given: dict[str, Any], *, owner: str = OWNER, idempotent: Idempotent | None = None
    ) -> StoredFollowUp | Duplicate | Remembered:
        def today(zone: str) -> date:
            return self.clock.now().astimezone(ZoneInfo(zone)).date()

        reading = Reading(calendar=self.services.planning.standing.calendar, today=today, allow_reserved=True)
        request = read_follow_up(FollowUpIn.model_validate(given), reading)
        return await self.services.intake.accept(
            self.services.intake.prepare(request, owner=owner), idempotent=idempotent
        )

    async def stored(self, given: dict[str, Any]) -> StoredFollowUp:
        accepted = await self.post(given)
        assert isinstance(accepted, StoredFollowUp)
        return accepted

    async def run_due(self) -> None:
        """Tick once and wait until every delivery that it began has ended."""
        await self.dispatch.tick()
        await self.dispatch.at_rest()

    async def run_at(self, instant: datetime) -> None:
        self.clock.set(instant)
        await self.run_due()

    async def run_hung_up_on(self) -> None:
        """Do as `run_due` for one letter within whose content the server hangs up, by a behaviour at `content`.

        The database stays locked from before the 354 until the server has hung up. So the mark is committed behind
        that for certain: how soon the server's thread gets a processor is not what a test of the dispatch asks.
        """
        begun = Gate()
        self.server.add(Behaviour(stage=Stage.DATA, action=hold(begun, 354)))
        running = asyncio.ensure_future(self.run_due())
        assert await asyncio.to_thread(begun.reached.wait, 10)
        with closing(sqlite3.connect(self.parts.settings.data_dir / "tanyakabar.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            begun.open()
            await asyncio.to_thread(self.server.wait_idle)
            other.execute("ROLLBACK")
        await running

    async def tick_of_another_process(self) -> None:
        """Let a second dispatcher look at the database once; it sends through connections of its own."""
        another = dispatch_of(self.parts, self.services)
        await another.tick()
        await another.stop()

    def load(self, id_: UUID) -> StoredFollowUp:
        with self.services.database.reading() as connection:
            found = follow_ups.load(connection, id_, owner=None)
        assert found is not None
        return found

    def status(self, id_: UUID) -> Status:
        return self.load(id_).status

    def events(self, id_: UUID) -> list[Event]:
        with self.services.database.reading() as connection:
            return history.events_of(connection, id_)


@asynccontextmanager
async def bench(
    folder: Path,
    server: SmtpServer,
    *,
    now: datetime,
    settings: dict[str, Any] | None = None,
    url: str | None = None,
) -> AsyncIterator[Bench]:
    """Give the working parts of one process; with a `url` two benches can share one database."""
    given = {
        "data_dir": folder,
        "smtp_host": server.host,
        "smtp_port": server.port,
        "smtp_security": "none",
        "smtp_from": "portal@karirhub.test",
        "smtp_per_minute": 0,
        "smtp_per_day": 0,
        "per_recruiter_per_window": 0,
        "per_domain_per_window": 0,
        "smtp_step_timeout": 2.0,
        "smtp_reply_timeout": 2.0,
        "retry_delays": (timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20), timedelta(minutes=30)),
        **(settings or {}),
    }
    clock = HandClock(now)
    with new_database(folder, url) as database:
        parts = Parts(settings=Settings(_env_file=None, **given), database=database, clock=clock)
        services = services_for(parts)
        await services.replanning.refresh()
        dispatch = dispatch_of(parts, services)
        try:
            yield Bench(parts=parts, services=services, dispatch=dispatch, clock=clock, server=server)
        finally:
            await dispatch.stop()
            await asyncio.to_thread(services.writer.close)
