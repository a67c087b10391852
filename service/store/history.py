"""The history of follow-ups: append-only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from service.store import outbox
from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.outbox import Happened
from service.store.records import Event

EVENT = SQLModel.metadata.tables["event"]
_ADD = insert(EVENT)


def add_event(connection: Connection, id_: UUID, *, at: datetime, type: str, detail: dict[str, Any]) -> None:  # noqa: A002  # the field's name in the API
    """Append an entry in the caller's transaction, after its change of the row; webhooks are told in it too."""
    add_events(connection, [Happened(follow_up_id=id_, at=at, type=type, detail=detail)])


def add_events(connection: Connection, happened: Sequence[Happened]) -> None:
    """Append entries as `add_event` does, at most one of each follow-up."""
    if not happened:
        return
    rows = [
        {"follow_up_id": each.follow_up_id, "at": each.at, "type": each.type, "detail": each.detail}
        for each in happened
    ]
    connection.execute(_ADD, rows)
    outbox.put_out(connection, happened)


def events_of(connection: Connection, id_: UUID) -> list[Event]:
    """Return a follow-up's history, oldest first."""
    rows = connection.execute(
        select(EVENT.c.at, EVENT.c.type, EVENT.c.detail).where(EVENT.c.follow_up_id == id_).order_by(EVENT.c.id)
    )
    return [Event(at=at, type=type_, detail=detail) for at, type_, detail in rows]
