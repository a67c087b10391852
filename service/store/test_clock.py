"""The test clock's rule, shared by all processes of one database."""

from datetime import timedelta

from sqlalchemy import Connection, insert, select, update
from sqlmodel import SQLModel

from service.domain.clock import PretendedTime
from service.store import tables as _tables  # noqa: F401  # fills the metadata

CLOCK = SQLModel.metadata.tables["test_clock"]
FOLLOW_UP = SQLModel.metadata.tables["follow_up"]


def load_pretended_time(connection: Connection, *, for_update: bool = False) -> PretendedTime | None:
    """Return the rule this database lives by, or None when it lives in real time; `for_update` holds it."""
    query = select(CLOCK.c.start, CLOCK.c.real, CLOCK.c.speed, CLOCK.c.advanced_seconds)
    row = connection.execute(query.with_for_update() if for_update else query).one_or_none()
    if row is None:
        return None
    return PretendedTime(start=row[0], real=row[1], speed=row[2], advanced=timedelta(seconds=row[3]))


def store_pretended_time(connection: Connection, rule: PretendedTime) -> None:
    """Make this database live by `rule`; there must be none yet."""
    connection.execute(
        insert(CLOCK).values(
            id=1,
            start=rule.start,
            real=rule.real,
            speed=rule.speed,
            advanced_seconds=rule.advanced.total_seconds(),
        )
    )


def advance_pretended_time(connection: Connection, by: timedelta) -> PretendedTime | None:
    """Move the clock forward by `by` for all processes; None: there is no test clock."""
    connection.execute(update(CLOCK).values(advanced_seconds=CLOCK.c.advanced_seconds + by.total_seconds()))
    return load_pretended_time(connection)


def has_follow_ups(connection: Connection) -> bool:
    """Return whether follow-ups were already accepted; a test clock must not take them over."""
    return connection.execute(select(FOLLOW_UP.c.id).limit(1)).scalar() is not None
