"""How much an owner had accepted of late; read from one index, whatever the number of rows."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, literal, select
from sqlmodel import SQLModel

from service.store import tables as _tables  # noqa: F401  # fills the metadata

STATE = SQLModel.metadata.tables["follow_up"]
_RECENT = (
    select(literal(1))
    .where(STATE.c.owner == bindparam("the_owner"), STATE.c.created_at > bindparam("since"))
    .limit(bindparam("at_most"))
    .subquery()
)
_COUNT_RECENT = select(func.count()).select_from(_RECENT)


def accepted_since(connection: Connection, owner: str, since: datetime, *, at_most: int) -> int:
    """Count an owner's follow-ups accepted after `since`, up to `at_most`."""
    given = {"the_owner": owner, "since": since, "at_most": at_most}
    return int(connection.execute(_COUNT_RECENT, given).scalar_one())


def nth_newest_accepted_at(connection: Connection, owner: str, since: datetime, *, n: int) -> datetime | None:
    """Return when the nth newest (n from 1) of an owner's follow-ups after `since` was accepted, or None."""
    newest = select(STATE.c.created_at).where(STATE.c.owner == owner, STATE.c.created_at > since)
    found: datetime | None = connection.execute(
        newest.order_by(STATE.c.created_at.desc()).offset(n - 1).limit(1)
    ).scalar()
    return found
