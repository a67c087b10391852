"""The history of follow-ups: append-only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from service.store import outbox
from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.outbox import Happened
from service.store.records import Event, NewFollowUp

EVENT = SQLModel.metadata.tables["event"]
_ADD = insert(EVENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry to be, of the moment when its follow-up is accepted."""

    type: str
    detail: dict[str, Any]


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


def add_entries(connection: Connection, given: Sequence[tuple[NewFollowUp, Sequence[Entry]]]) -> None:
    """Append the first entries of many new follow-ups, after their rows; webhooks are told in the same transaction."""
    connection.execute(
        _ADD,
        [
            {"follow_up_id": new.id, "at": new.at, "type": entry.type, "detail": entry.detail}
            for new, entries in given
            for entry in entries
        ],
    )
    outbox.put_out_new(connection, [(new, entry.type, entry.detail) for new, entries in given for entry in entries])


def events_of(connection: Connection, id_: UUID) -> list[Event]:
    """Return a follow-up's history, oldest first."""
    rows = connection.execute(
        select(EVENT.c.at, EVENT.c.type, EVENT.c.detail).where(EVENT.c.follow_up_id == id_).order_by(EVENT.c.id)
    )
    return [Event(at=at, type=type_, detail=detail) for at, type_, detail in rows]
