"""Webhooks as their owners see them. Every query filters by owner."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlmodel import SQLModel

from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata

TABLES = SQLModel.metadata.tables
HOOK = TABLES["webhook"]
DELIVERY = TABLES["webhook_delivery"]
_TOLD = (
    HOOK.c.id,
    HOOK.c.name,
    HOOK.c.url,
    HOOK.c.events,
    HOOK.c.sealed_secret,
    HOOK.c.disabled_reason,
    HOOK.c.failing_since,
    HOOK.c.created_at,
    HOOK.c.updated_at,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWebhook:
    """A webhook as it stands."""

    id: str
    name: str
    url: str
    events: list[str]
    sealed_secret: str
    disabled_reason: str | None
    failing_since: datetime | None  # real time; nothing has been delivered since
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDelivery:
    """An event on its way to a webhook, or at its end; times are real time."""

    id: UUID
    type: str
    follow_up_id: UUID
    state: str
    tries: int
    last_status: int | None
    last_error: str | None
    due_at: datetime
    created_at: datetime
    ended_at: datetime | None


def webhooks_of(connection: Connection, owner: str) -> list[StoredWebhook]:
    """Return an owner's webhooks by name."""
    rows = connection.execute(select(*_TOLD).where(HOOK.c.owner == owner).order_by(HOOK.c.name)).mappings()
    return [StoredWebhook(**row) for row in rows]


def webhook_of(connection: Connection, owner: str, name: str, *, for_update: bool = False) -> StoredWebhook | None:
    """Return an owner's webhook, or None."""
    query = select(*_TOLD).where(HOOK.c.owner == owner, HOOK.c.name == name)
    row = connection.execute(query.with_for_update() if for_update else query).mappings().one_or_none()
    return None if row is None else StoredWebhook(**row)


def count_webhooks(connection: Connection, owner: str) -> int:
    """Return how many webhooks an owner has."""
    return connection.execute(select(func.count()).select_from(HOOK).where(HOOK.c.owner == owner)).scalar_one()


def add_webhook(connection: Connection, new: StoredWebhook, *, owner: str) -> None:
    """Store a new webhook in the caller's transaction.

    Raises:
        DatabaseError: another process has just stored one of that name; the transaction may be run again.
    """
    values: dict[str, Any] = {column.name: getattr(new, column.name) for column in _TOLD}
    connection.execute(insert(HOOK).values(owner=owner, **values))


def change_webhook(connection: Connection, id_: str, *, owner: str, at: datetime, **changed: object) -> None:
    """Change a webhook; it is told of events again, whatever ended that before."""
    connection.execute(
        update(HOOK)
        .where(HOOK.c.id == id_, HOOK.c.owner == owner)
        .values(disabled_reason=None, failing_since=None, updated_at=at, **changed)
    )


def delete_webhook(connection: Connection, owner: str, name: str) -> bool:
    """Delete an owner's webhook with its deliveries; False: there was none."""
    return connection.execute(delete(HOOK).where(HOOK.c.owner == owner, HOOK.c.name == name)).rowcount == 1


def deliveries_of(
    connection: Connection, webhook_id: str, *, limit: int, before_id: UUID | None = None
) -> list[StoredDelivery]:
    """Return a webhook's deliveries, newest first.

    Args:
        connection: of the caller's transaction.
        webhook_id: of a webhook that was found by its owner.
        limit: at most so many.
        before_id: the last id of the page before.
    """
    names = [field for field in StoredDelivery.__slots__ if field in DELIVERY.c]
    query = select(*[DELIVERY.c[name] for name in names]).where(DELIVERY.c.webhook_id == webhook_id)
    if before_id is not None:
        query = query.where(DELIVERY.c.id < before_id)
    rows = connection.execute(query.order_by(DELIVERY.c.id.desc()).limit(limit)).mappings()
    return [StoredDelivery(**row) for row in rows]
