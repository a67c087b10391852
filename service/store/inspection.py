"""What `doctor` and the backups ask of a database; nothing is written, and no question needs a look at every row."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select, text
from sqlmodel import SQLModel

from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata
from service.store.owner_accounts import StoredAccount
from service.store.tables import IS_IN_DOUBT, IS_SCHEDULED

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
PLAN = TABLES["follow_up_plan"]
EVENT = TABLES["event"]
KEY = TABLES["api_key"]
ACCOUNT = TABLES["account"]
_LAST_ENTRIES = 200  # of the history: a clock that was set back shows among them


def newest_entry_at(connection: Connection) -> datetime | None:
    """Return the latest instant among the last entries of the history (aware UTC, pretended under a test clock)."""
    last = select(EVENT.c.at).order_by(EVENT.c.id.desc()).limit(_LAST_ENTRIES).subquery()
    found: datetime | None = connection.execute(select(func.max(last.c.at))).scalar()
    return found


def newest_real_instant(connection: Connection) -> datetime | None:
    """Return the latest real instant that was stored with a follow-up or a key, aware UTC."""
    newest: list[datetime] = []
    last = connection.execute(select(STATE.c.id).order_by(STATE.c.id.desc()).limit(1)).scalar()
    if last is not None:  # version 7: its first 48 bits are milliseconds
        newest.append(datetime.fromtimestamp((last.int >> 80) / 1000, UTC))
    for column in (KEY.c.created_at, KEY.c.last_used_at):
        at = connection.execute(select(func.max(column))).scalar()
        if at is not None:
            newest.append(at)
    return max(newest, default=None)


def server_clock(connection: Connection) -> datetime | None:
    """Return PostgreSQL's own wall time, aware UTC; None: SQLite has no clock of its own."""
    if connection.dialect.name == "sqlite":
        return None
    found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found.astimezone(UTC)


def durability(connection: Connection) -> dict[str, str]:
    """Return PostgreSQL's settings that a commit's survival rests on, by name; none for SQLite, where we set them."""
    if connection.dialect.name == "sqlite":
        return {}
    return {name: connection.execute(text(f"SHOW {name}")).scalar_one() for name in ("fsync", "synchronous_commit")}


def file_fault(connection: Connection) -> str | None:
    """Return what SQLite finds wrong with its file, reading all of it; None: nothing."""
    found: str = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    return None if found == "ok" else found


def zones_that_wait(connection: Connection, *, limit: int) -> Sequence[tuple[str, int]]:
    """Return the time zones of the `limit` follow-ups that are due next, with how many are in each."""
    due = select(STATE.c.id).where(text(IS_SCHEDULED)).order_by(STATE.c.send_at).limit(limit).subquery()
    zone = PLAN.c.plan["timezone"].as_string()
    query = select(zone, func.count()).join(due, due.c.id == PLAN.c.follow_up_id).group_by(zone).order_by(zone)
    return [(name, count) for name, count in connection.execute(query) if name is not None]


def in_doubt(connection: Connection) -> int:
    """Return how many letters are in doubt; counted by their own index."""
    return int(connection.execute(select(func.count()).select_from(STATE).where(text(IS_IN_DOUBT))).scalar_one())


def registered_accounts(connection: Connection, *, limit: int) -> list[StoredAccount]:
    """Return up to `limit` accounts of owners, whoever's they are, by id."""
    rows = connection.execute(select(ACCOUNT).order_by(ACCOUNT.c.id).limit(limit)).mappings()
    return [StoredAccount(**row) for row in rows]


def usable_keys(connection: Connection, *, now: datetime) -> int:
    """Return how many API keys work at `now` (aware UTC, real time)."""
    works = (KEY.c.revoked_at.is_(None), (KEY.c.expires_at.is_(None)) | (KEY.c.expires_at > now))
    return int(connection.execute(select(func.count()).select_from(KEY).where(*works)).scalar_one())
