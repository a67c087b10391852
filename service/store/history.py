"""The history of follow-ups: append-only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from service.store import outbox
from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.records import Event

EVENT = SQLModel.metadata.tables["event"]
_ADD = insert(EVENT)


def add_event(connection: Connection, id_: UUID, *, at: datetime, type: str, detail: dict[str, Any]) -> None:  # noqa: A002  # the field's name in the API
    """Append an entry in the caller's transaction, after its change of the row; webhooks are told in it too."""
    connection.execute(_ADD, {"follow_up_id": id_, "at": at, "type": type, "detail": detail})
    outbox.put_out(connection, id_, at=at, type_=type, detail=detail)


def events_of(connection: Connection, id_: UUID) -> list[Event]:
    """Return a follow-up's history, oldest first."""
    rows = connection.execute(
        select(EVENT.c.at, EVENT.c.type, EVENT.c.detail).where(EVENT.c.follow_up_id == id_).order_by(EVENT.c.id)
    )
    return [Event(at=at, type=type_, detail=detail) for at, type_, detail in rows]
