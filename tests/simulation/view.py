"""What the database holds, for the simulation's own eyes: read again only after a commit, by statements made once."""

import atexit
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, event, select
from sqlmodel import SQLModel

from service.domain.follow_up import LEASED, Status
from service.store import schema
from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.engine import Connection, Database, open_database
from service.store.records import Event

TABLES = SQLModel.metadata.tables
STATE, PLAN, EVENT = TABLES["follow_up"], TABLES["follow_up_plan"], TABLES["event"]
_COLUMNS = ["id", "status", "version", "calendar_revision", "send_at", "closes_at", "expires_at", "lease_until"]
ROWS = select(*(STATE.c[name] for name in _COLUMNS))
REVISION = select(TABLES["calendar_state"].c.revision)
TOLD = select(PLAN.c.plan).where(PLAN.c.follow_up_id == bindparam("id"))
HISTORY = (
    select(EVENT.c.at, EVENT.c.type, EVENT.c.detail).where(EVENT.c.follow_up_id == bindparam("id")).order_by(EVENT.c.id)
)


@dataclass(frozen=True, slots=True)
class Row:
    """How a follow-up stands; instants are aware UTC."""

    id: UUID
    status: Status
    version: int
    planned_by: int  # the calendar's revision
    send_at: datetime
    closes_at: datetime
    expires_at: datetime
    lease_until: datetime | None

    def is_due(self, now: datetime, *, revision: int) -> bool:
        """Say whether a tick has something to see to; `now` is real time too: this machine's clock is never wrong."""
        if self.status is Status.SCHEDULED:
            return self.send_at <= now or self.expires_at <= now or self.planned_by < revision
        return self.status in LEASED and self.lease_until is not None and self.lease_until <= now


class View:
    """Looks at one database through all runs."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.commits = 0
        self._read_at = -1
        self._rows: dict[UUID, Row] = {}
        self._revision = 0
        event.listen(database.writer, "commit", self._note)

    @property
    def rows(self) -> dict[UUID, Row]:
        """Every follow-up as it stands."""
        self._look()
        return self._rows

    @property
    def revision(self) -> int:
        """The calendar's revision, which overrides raise."""
        self._look()
        return self._revision

    def told(self, id_: UUID) -> tuple[dict[str, Any], list[Event]]:
        """Return the plan and the history of a follow-up as its owner may read them."""
        with self._database.reading() as connection:
            plan = connection.execute(TOLD, {"id": id_}).scalar_one()
            events = connection.execute(HISTORY, {"id": id_})
            return plan, [Event(at=at, type=type_, detail=detail) for at, type_, detail in events]

    def _note(self, _connection: Connection) -> None:
        self.commits += 1

    def _look(self) -> None:
        if self._read_at == self.commits:
            return
        with self._database.reading() as connection:
            self._rows = {row[0]: Row(row[0], Status(row[1]), *row[2:]) for row in connection.execute(ROWS)}
            self._revision = connection.execute(REVISION).scalar_one()
        self._read_at = self.commits


@cache
def database() -> tuple[Database, View]:
    """Return the one database of all runs, in memory where the machine has a file system for that."""
    memory = Path("/dev/shm")  # noqa: S108  # only a folder that is made there is used
    folder = Path(tempfile.mkdtemp(prefix="simulation", dir=memory if memory.is_dir() else None))
    opened = open_database(f"sqlite:///{folder / 'simulation.db'}")
    schema.upgrade(opened)

    @atexit.register
    def forget() -> None:
        opened.dispose()
        rmtree(folder)

    return opened, View(opened)


EMPTYING = [
    table.update().values(revision=0) if table.name == "calendar_state" else table.delete()
    for table in reversed(SQLModel.metadata.sorted_tables)
]


def emptied() -> tuple[Database, View]:
    full, view = database()
    with full.writer.begin() as connection:
        for statement in EMPTYING:
            connection.execute(statement)
    return full, view
