"""Answers to requests that carried an Idempotency-Key, stored in the request's own commit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select
from sqlmodel import SQLModel

from service.store import tables as _tables  # noqa: F401  # fills the metadata

KEY = SQLModel.metadata.tables["idempotency_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The first answer to a key."""

    body_hash: str
    status: int
    answer: dict[str, Any]


def recall(connection: Connection, *, owner: str, route: str, key: str) -> Remembered | None:
    """Return the first answer given to this owner's key on this route, or None."""
    row = connection.execute(
        select(KEY.c.body_hash, KEY.c.status, KEY.c.answer).where(
            KEY.c.owner == owner, KEY.c.route == route, KEY.c.key == key
        )
    ).one_or_none()
    return None if row is None else Remembered(body_hash=row[0], status=row[1], answer=row[2])


def remember(
    connection: Connection,
    remembered: Remembered,
    *,
    owner: str,
    route: str,
    key: str,
    follow_up_id: UUID,
    at: datetime,
) -> None:
    """Store the answer in the caller's transaction; it lives as long as the follow-up."""
    connection.execute(
        insert(KEY).values(
            owner=owner,
            route=route,
            key=key,
            body_hash=remembered.body_hash,
            status=remembered.status,
            answer=remembered.answer,
            follow_up_id=follow_up_id,
            created_at=at,
        )
    )
