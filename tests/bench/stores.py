"""A database of a real installation, one real follow-up in it, and the `serve` processes that work on it.

Pretended time begins at 10:05 of a working day in Jakarta. The break of that office is open until 12:30, so whatever is
due may leave for as long as a part of a run lasts.
"""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import text

from service.api.schemas.follow_up import FollowUpIn, Reading, read_follow_up
from service.app import Parts, services_for
from service.domain.clock import PretendedTime
from service.settings import Settings
from service.store import owner_accounts, schema, test_clock
from service.store.engine import Database, open_database
from service.store.records import StoredFollowUp
from tests.accounts.stored import stored
from tests.bench import copies
from tests.bench.copies import Copies
from tests.bench.letters import Letter
from tests.bench.processes import pause
from tests.peers.hand_clock import HandClock
from tests.peers.service_process import Installation, ServiceProcess

NOON = datetime.fromisoformat("2026-11-24T10:05:00+07:00")
WINDOW_OPENS, WINDOW_CLOSES = (datetime.fromisoformat(f"2026-11-24T{at}:00+07:00") for at in ("10:00", "12:30"))
OWNER = "portal"
SENDER = "kabar@portal.example"
PORTION = 50_000
FAR_ACCOUNTS = 1_000  # what waits for later waits in so many mailboxes
SETTINGS = {
    "TANYAKABAR_ALLOWED_SMTP_HOSTS": "127.0.0.1",
    "TANYAKABAR_PER_RECRUITER_PER_WINDOW": "0",
    "TANYAKABAR_PER_DOMAIN_PER_WINDOW": "0",
    "TANYAKABAR_PER_OWNER_PER_DAY": "0",
    "TANYAKABAR_REQUESTS_PER_MINUTE": "0",
    "TANYAKABAR_LOG_FORMAT": "json",
}


# Who applies to a portal: 400 names, as they come; one in six holds a word that rules know too (Putri, Made, Lestari).
GIVEN = (
    "Rina Budi Siti Agus Dewi Hotman Ayu Rizky Maria Yohanes Ketut Bagus Fitri Eko Nurul Taufik Grace Slamet Cut Made"
)
FAMILY = (
    "Wulandari Santoso Rahmawati Siregar Pratiwi Hutapea Puspita Nugraha Tambunan Setiawan Handayani Kurniawan Lestari "
    "Saputra Hidayat Simanjuntak Maharani Susanto Putri Rumbiak"
)
NAMES = [f"{given} {family}" for given in GIVEN.split() for family in FAMILY.split()]


def body(number: int, **changed: object) -> dict[str, Any]:
    """Return what is posted: a letter to be composed, due later than a run lasts."""
    name = NAMES[number * 7 % len(NAMES)]
    return {
        "candidate": {"name": name, "email": f"rina{number}@example.com", "phone": f"+62 812 {number:08d}"},
        "recruiter": {"email": f"andi{number}@majujaya.co.id", "name": "Andi Pratama", "honorific": "Bapak"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": "2026-12-01"},
        "office": {"timezone": "Asia/Jakarta", "break": ["10:00", "12:30"], "closes_at": None},
        "windows": ["break"],
        "reference": f"bench-{number}",
        **changed,
    }


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How a store's letters leave."""

    port: int  # of the SMTP server
    accounts: int
    connections: int  # of each account


@dataclass(kw_only=True)
class Store:
    """One database with its installation; `due` and `far` put copies of the real follow-up into it."""

    installation: Installation
    database: Database
    sending: Sending
    original: UUID
    letter: Letter
    next_number: int = 1  # of the next copy
    interviews: Iterator[int] = field(default_factory=lambda: count(1))  # of bodies; the same twice is a duplicate

    def due(self, tag: str, count: int) -> int:
        """Make `count` follow-ups due at this moment; returns the number of the first."""
        return self.planned(tag, count, spread_seconds=0.0)

    def planned(self, tag: str, count: int, *, spread_seconds: float) -> int:
        """Plan `count` follow-ups one after another over the start of the window; returns the first one's number."""
        return self._copy(tag, count, accounts=("acc_", self.sending.accounts), spread_seconds=spread_seconds)

    def advance_to(self, instant: datetime) -> None:
        """Move the pretended time forward to an aware instant."""
        with self.database.writer.begin() as connection:
            rule = test_clock.load_pretended_time(connection, for_update=True)
            assert rule is not None
            test_clock.advance_pretended_time(connection, instant - rule.at(datetime.now(UTC)))

    def far(self, count: int) -> None:
        """Let `count` follow-ups wait for a day between a month and a year ahead."""
        while count > 0:  # in portions, so that SQLite's log stays small
            portion = min(count, PORTION)
            self._copy("far", portion, accounts=("acc_far_", FAR_ACCOUNTS), days=30, over_days=330)
            count -= portion

    def _copy(self, tag: str, count: int, **more: Any) -> int:  # noqa: ANN401  # fields of `Copies`
        first = self.next_number
        with self.database.writer.begin() as connection:
            if self.database.is_sqlite:
                connection.execute(text("PRAGMA cache_size = -1000000"))  # KiB, of this connection
            copies.make(connection, Copies(original=self.original, tag=tag, first=first, count=count, **more))
        self.next_number += count
        return first

    def wait_at_rest(self, seconds: float = 60.0) -> None:
        """Return when every try has been recorded; AssertionError when that does not come."""
        deadline = monotonic() + seconds
        while True:
            with self.database.reading() as connection:
                if copies.at_rest(connection):
                    return
            assert monotonic() < deadline, "tries are still under way"
            pause(0.05)

    def count_of(self, status: str) -> int:
        with self.database.reading() as connection:
            return copies.count_of(connection, status)

    def serve(self, *options: str) -> ServiceProcess:
        """Start a process of this installation; it answers inside the context."""
        return self.installation.serve("--accounts-only", *options)


@contextmanager
def new_store(folder: Path, sending: Sending, *, url: str | None = None) -> Iterator[Store]:
    """Give a store in `folder`, or in the empty database that `url` names."""
    data = folder / "data"
    data.mkdir(mode=0o700, parents=True)
    settings = {**SETTINGS, **({"TANYAKABAR_DATABASE_URL": url} if url else {})}
    database = open_database(url or f"sqlite:///{data / 'tanyakabar.db'}")
    with ExitStack() as ends:
        ends.callback(database.dispose)
        schema.upgrade(database)
        with database.writer.begin() as connection:
            rule = PretendedTime(start=NOON.astimezone(UTC), real=datetime.now(UTC), speed=1.0)
            test_clock.store_pretended_time(connection, rule)
        accepted = asyncio.run(_accepted(database, data))
        with database.writer.begin() as connection:
            connection.execute(text("UPDATE follow_up SET status = 'cancelled'"))
            for number in range(sending.accounts):
                owner_accounts.put(connection, _account(number, sending))
        yield Store(
            installation=Installation(folder=folder, settings=settings),
            database=database,
            sending=sending,
            original=accepted.id,
            letter={
                "message_id": accepted.message_id,
                "sender": SENDER,
                "recipient": accepted.request["recruiter"]["email"],
                "subject": accepted.subject,
                "body": accepted.body,
            },
        )


async def _accepted(database: Database, data: Path) -> StoredFollowUp:
    """Accept the follow-up that is copied, by the service's own way in; it is planned into today's window."""
    clock = HandClock(NOON)
    given: Mapping[str, Any] = {
        "data_dir": data,
        "smtp_host": "127.0.0.1",
        "smtp_port": 25,
        "smtp_security": "none",
        "smtp_from": SENDER,
        "per_owner_per_day": 0,
    }
    parts = Parts(settings=Settings(_env_file=None, **given), database=database, clock=clock)
    services = services_for(parts)
    try:
        await services.writer.run(services.planning.note_calendar)
        with database.reading() as connection:
            services.planning.refresh(connection)

        def today(zone: str) -> date:
            return clock.now().astimezone(ZoneInfo(zone)).date()

        reading = Reading(calendar=services.planning.standing.calendar, today=today, allow_reserved=True)
        request = read_follow_up(FollowUpIn.model_validate(body(0, promise={"answer_by": "2026-11-23"})), reading)
        accepted = await services.intake.accept(services.intake.prepare(request, owner=OWNER))
    finally:
        services.writer.close()
    assert isinstance(accepted, StoredFollowUp)
    assert accepted.opens_at <= NOON.astimezone(UTC) < accepted.closes_at
    return accepted


def _account(number: int, sending: Sending) -> owner_accounts.StoredAccount:
    plain = stored(id=f"acc_{number}", owner=OWNER, name=f"mailbox-{number}", host="127.0.0.1", security="none")
    return replace(
        plain,
        port=sending.port,
        username=None,
        from_address=SENDER,
        max_connections=sending.connections,
        per_minute=0,
        per_day=0,
    )
