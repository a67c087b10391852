"""Addresses that asked an owner not to be written to, and what waits for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select, text, tuple_
from sqlmodel import SQLModel

from service.domain.follow_up import OPEN, Status
from service.store import owner_tables as _tables  # noqa: F401  # fills the metadata

TABLES = SQLModel.metadata.tables
SUPPRESSION = TABLES["suppression"]
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
_LISTED = select(SUPPRESSION.c.created_at).where(
    SUPPRESSION.c.owner == bindparam("the_owner"), SUPPRESSION.c.email == bindparam("address")
)
_LISTED_AMONG = select(SUPPRESSION.c.owner, SUPPRESSION.c.email).where(
    tuple_(SUPPRESSION.c.owner, SUPPRESSION.c.email).in_(bindparam("whose", expanding=True))
)
_HOLD_ALL = text(
    "SELECT pg_advisory_xact_lock_shared(hashtextextended(listed, 0)) FROM unnest(CAST(:wanted AS text[])) AS listed"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """An address that an owner's letters no longer go to."""

    email: str  # normalised, lower case
    created_at: datetime


def is_suppressed(connection: Connection, *, owner: str, email: str, hold: bool = False) -> bool:
    """Say whether an owner's letters may not go to an address.

    Args:
        connection: of the caller's transaction.
        owner: whose list.
        email: normalised, lower case.
        hold: let nobody put it on the list until the transaction ends, which stores a follow-up to it.
    """
    if hold:
        _hold(connection, owner, email, shared=True)
    return _created_at(connection, owner, email) is not None


def suppressed_among(connection: Connection, whose: Collection[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Return those of some owners' addresses that their letters may not go to.

    Nobody puts any of them on a list until the caller's transaction ends, which stores follow-ups to them.

    Args:
        connection: of that transaction.
        whose: owner and address, normalised, lower case.
    """
    if not whose:
        return frozenset()
    wanted = sorted(set(whose))  # all take their locks in one order
    if connection.dialect.name == "postgresql":  # SQLite's BEGIN has taken its write lock
        connection.execute(_HOLD_ALL, {"wanted": [_name_of(owner, email) for owner, email in wanted]})
    rows = connection.execute(_LISTED_AMONG, {"whose": wanted})
    return frozenset((owner, email) for owner, email in rows)


def suppress(connection: Connection, *, owner: str, email: str, at: datetime) -> Suppression:
    """Put an address on an owner's list unless it is there; whoever stores a follow-up to it just now comes first."""
    _hold(connection, owner, email, shared=False)
    since = _created_at(connection, owner, email)
    if since is None:
        connection.execute(insert(SUPPRESSION).values(owner=owner, email=email, created_at=at))
    return Suppression(email=email, created_at=since or at)


def release(connection: Connection, *, owner: str, email: str) -> bool:
    """Take an address off an owner's list; False: it was not on it."""
    gone = delete(SUPPRESSION).where(SUPPRESSION.c.owner == owner, SUPPRESSION.c.email == email)
    return connection.execute(gone).rowcount > 0


def suppressions_of(connection: Connection, *, owner: str, limit: int, after: str | None) -> list[Suppression]:
    """Return an owner's list by address, at most `limit`, those after an address; stable while others come in."""
    query = select(SUPPRESSION.c.email, SUPPRESSION.c.created_at).where(SUPPRESSION.c.owner == owner)
    if after is not None:
        query = query.where(SUPPRESSION.c.email > after)
    rows = connection.execute(query.order_by(SUPPRESSION.c.email).limit(limit))
    return [Suppression(email=email, created_at=created_at) for email, created_at in rows]


def stoppable(connection: Connection, *, owner: str, email: str) -> list[tuple[UUID, Status]]:
    """Return an owner's follow-ups to an address that nobody has stopped yet, held, in one order for all who ask.

    What was already asked to stop is left out: it will not be tried again, and how it ends was said first.
    """
    rows = connection.execute(
        select(STATE.c.id, STATE.c.status)
        .join_from(CONTENT, STATE, STATE.c.id == CONTENT.c.follow_up_id)
        .where(
            CONTENT.c.recruiter_email == email,
            STATE.c.owner == owner,
            STATE.c.status.in_([status.value for status in OPEN]),  # a 4xx to the dot would be tried again
            STATE.c.stop_requested.is_(None),
        )
        .order_by(STATE.c.id)
        .with_for_update(of=STATE)
    )
    return [(id_, Status(status)) for id_, status in rows]


def _created_at(connection: Connection, owner: str, email: str) -> datetime | None:
    found: datetime | None = connection.execute(_LISTED, {"the_owner": owner, "address": email}).scalar()
    return found


def _hold(connection: Connection, owner: str, email: str, *, shared: bool) -> None:
    """Let who stores a follow-up and who suppresses its address follow each other.

    Neither sees what the other has yet to commit, and there is no row of an address that is not on the list.
    """
    if connection.dialect.name == "postgresql":  # SQLite's BEGIN has taken its write lock
        lock = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        connection.execute(select(lock(func.hashtextextended(_name_of(owner, email), 0))))


def _name_of(owner: str, email: str) -> str:
    return f"suppression\n{owner}\n{email}"
