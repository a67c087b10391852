"""What is stored of one person for one owner, and of one owner: found, stopped and wiped. By owner, all of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update
from sqlmodel import SQLModel

from service.domain.follow_up import LEASED, Status
from service.store import follow_ups, outbox, retention
from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata
from service.store.history import add_event
from service.store.records import StoredFollowUp

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
SUPPRESSION = TABLES["suppression"]
ACCOUNT_STATE = TABLES["account_state"]
_OWNED = {name: TABLES[table] for name, table in (
    ("accounts", "account"), ("webhooks", "webhook"), ("suppressions", "suppression"), ("keys", "api_key"),
    ("idempotency_keys", "idempotency_key"),
)}  # fmt: skip
# What an export tells of each: no secret, sealed or hashed or not.
_TOLD = {
    "accounts": ("name", "host", "port", "security", "sign_in", "username", "from_address", "from_name", "created_at"),
    "webhooks": ("name", "url", "events", "created_at"),
    "suppressions": ("email", "created_at"),
    "keys": ("id", "name", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, by the address under which an owner's follow-ups know them."""

    role: Literal["candidate", "recruiter"]
    email: str  # normalised, lower case


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """What a portion of an erasure came to."""

    wiped: tuple[UUID, ...]  # at once
    stopped: int  # of those: had been waiting to be sent
    pending: int  # are at work; wiped when that has ended
    last: UUID | None  # go on after it; None: this was the last portion


def erase_portion(
    connection: Connection, *, owner: str, person: Person | None, at: datetime, after: UUID | None, limit: int
) -> Portion:
    """Stop and wipe up to `limit` follow-ups of an owner in the caller's transaction.

    Args:
        connection: of the caller's transaction.
        owner: whose follow-ups.
        person: only of this one; None: all.
        at: aware UTC, the pretended time under a test clock; what was accepted later is left alone.
        after: the last id of the portion before.
        limit: at most so many.
    """
    query = select(STATE.c.id, STATE.c.status, STATE.c.stop_requested).where(
        STATE.c.owner == owner, STATE.c.wiped_at.is_(None), STATE.c.created_at <= at
    )
    if person is not None:
        column = CONTENT.c.candidate_email if person.role == "candidate" else CONTENT.c.recruiter_email
        query = query.join(CONTENT, CONTENT.c.follow_up_id == STATE.c.id).where(column == person.email)
    if after is not None:
        query = query.where(STATE.c.id > after)
    rows = connection.execute(query.order_by(STATE.c.id).limit(limit).with_for_update(of=STATE)).all()
    wiped: list[UUID] = []
    stopped = pending = 0
    for id_, status, stop_requested in rows:
        if Status(status) in LEASED:
            _ask_to_stop(connection, id_, already=stop_requested is not None, at=at)
            pending += 1
            continue
        stopped += status == Status.SCHEDULED.value
        end_and_wipe(connection, id_, Status(status), at=at)
        wiped.append(id_)
    return Portion(
        wiped=tuple(wiped), stopped=stopped, pending=pending, last=rows[-1][0] if len(rows) == limit else None
    )


def end_and_wipe(connection: Connection, id_: UUID, status: Status, *, at: datetime) -> None:
    """Erase a follow-up that is not at work and that the caller's transaction holds; what waits is cancelled first."""
    if status is Status.SCHEDULED:
        follow_ups.set_state(connection, id_, at=at, status=Status.CANCELLED.value, token=None)
        detail = {"by": "owner", "was": status.value, "reason": retention.ERASURE}
        add_event(connection, id_, at=at, type=Status.CANCELLED.value, detail=detail)
    if status is Status.IN_DOUBT:  # a late reply may still settle it, but must not send again what is gone
        connection.execute(update(STATE).where(STATE.c.id == id_).values(stop_requested=Status.CANCELLED.value))
    retention.wipe(connection, [id_], at=at, why=retention.ERASURE)


def _ask_to_stop(connection: Connection, id_: UUID, *, already: bool, at: datetime) -> None:
    state: dict[str, Any] = {"erase_requested_at": at}
    if not already:  # past C1 too: should nothing have been sent, it is not tried again
        state["stop_requested"] = Status.CANCELLED.value
        detail = {"as": Status.CANCELLED.value, "reason": retention.ERASURE}
        add_event(connection, id_, at=at, type="stop_requested", detail=detail)
    follow_ups.set_state(connection, id_, at=at, **state)
    outbox.wipe_references(connection, id_)


def suppressed_since(connection: Connection, *, owner: str, email: str) -> datetime | None:
    """Return since when an owner's letters no longer go to an address, or None."""
    found: datetime | None = connection.execute(
        select(SUPPRESSION.c.created_at).where(SUPPRESSION.c.owner == owner, SUPPRESSION.c.email == email)
    ).scalar()
    return found


def follow_ups_of(
    connection: Connection, *, owner: str, person: Person | None, limit: int, before_id: UUID | None
) -> list[StoredFollowUp]:
    """Return an owner's follow-ups, newest first, at most `limit`: those of a person, or all."""
    wanted = follow_ups.Filter(
        candidate_email=person.email if person is not None and person.role == "candidate" else None,
        recruiter_email=person.email if person is not None and person.role == "recruiter" else None,
        before_id=before_id,
    )
    return follow_ups.find(connection, owner=owner, wanted=wanted, limit=limit)


def owned(connection: Connection, *, owner: str) -> dict[str, list[dict[str, Any]]]:
    """Return what an owner has brought beside follow-ups, without secrets."""
    found = {}
    for name, columns in _TOLD.items():
        table = _OWNED[name]
        rows = connection.execute(select(*(table.c[column] for column in columns)).where(table.c.owner == owner))
        found[name] = [dict(row) for row in rows.mappings()]
    return found


def count_owned(connection: Connection, *, owner: str) -> dict[str, int]:
    """Return how much is stored for an owner, by kind; wiped follow-ups do not count."""
    unwiped = select(func.count()).select_from(STATE).where(STATE.c.owner == owner, STATE.c.wiped_at.is_(None))
    counts = {"follow_ups": int(connection.execute(unwiped).scalar_one())}
    for name, table in _OWNED.items():
        query = select(func.count()).select_from(table).where(table.c.owner == owner)
        counts[name] = int(connection.execute(query).scalar_one())
    return counts


def delete_owned(connection: Connection, *, owner: str) -> None:
    """Delete what an owner has brought beside follow-ups; the keys stop working with it."""
    accounts = select(_OWNED["accounts"].c.id).where(_OWNED["accounts"].c.owner == owner)
    connection.execute(delete(ACCOUNT_STATE).where(ACCOUNT_STATE.c.name.in_(accounts)))
    for table in _OWNED.values():
        connection.execute(delete(table).where(table.c.owner == owner))


def delete_keys(connection: Connection, *, owner: str) -> None:
    """Delete an owner's API keys; they stop working within a second."""
    connection.execute(delete(_OWNED["keys"]).where(_OWNED["keys"].c.owner == owner))
