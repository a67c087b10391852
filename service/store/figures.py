"""What the database says of the whole service, in figures, at the price of a few index look-ups.

Counting follows a partial index and stops at `COUNTED_AT_MOST`, so a million rows cost no more than that.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, func, literal_column, select, text
from sqlmodel import SQLModel

from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata
from service.store.owner_tables import IS_WAITING
from service.store.tables import IS_IN_DOUBT, IS_LEASED, IS_SCHEDULED

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
ACCOUNT_STATE = TABLES["account_state"]
DELIVERY = TABLES["webhook_delivery"]
COUNTED_AT_MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The service as one snapshot of the database shows it."""

    scheduled: int
    sending: int
    in_doubt: int
    due: int
    oldest_due_at: datetime | None  # aware UTC; of what waits, when it is due
    accounts_paused: int
    webhook_backlog: int
    webhook_due_at: datetime | None  # real time; of the event that is due first, or whose lease is


def figures(connection: Connection, *, now: datetime, at_most: int = COUNTED_AT_MOST) -> Figures:
    """Return the figures of this moment.

    Args:
        connection: of a transaction that sees one snapshot.
        now: aware UTC, the pretended time under a test clock.
        at_most: where each count stops.
    """
    oldest = connection.execute(select(func.min(STATE.c.send_at)).where(text(IS_SCHEDULED))).scalar()
    paused = select(func.count()).select_from(ACCOUNT_STATE).where(ACCOUNT_STATE.c.paused_reason.is_not(None))
    return Figures(
        scheduled=_count(connection, at_most, STATE, text(IS_SCHEDULED)),
        sending=_count(connection, at_most, STATE, text(IS_LEASED)),
        in_doubt=_count(connection, at_most, STATE, text(IS_IN_DOUBT)),
        due=_count(connection, at_most, STATE, text(IS_SCHEDULED), STATE.c.send_at <= now),
        oldest_due_at=oldest if oldest is not None and oldest <= now else None,
        accounts_paused=int(connection.execute(paused).scalar_one()),
        webhook_backlog=_count(connection, at_most, DELIVERY, text(IS_WAITING)),
        webhook_due_at=connection.execute(select(func.min(DELIVERY.c.due_at)).where(text(IS_WAITING))).scalar(),
    )


def _count(connection: Connection, at_most: int, table: Table, *conditions: Any) -> int:  # noqa: ANN401  # conditions
    found = select(literal_column("1")).select_from(table).where(*conditions).limit(at_most).subquery()
    return int(connection.execute(select(func.count()).select_from(found)).scalar_one())
