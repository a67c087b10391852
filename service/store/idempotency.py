"""Answers to requests that carried an Idempotency-Key, stored in the request's own commit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, tuple_
from sqlmodel import SQLModel

from service.domain.follow_up import ENDED
from service.store import tables as _tables  # noqa: F401  # fills the metadata

KEPT_AFTER_THE_END = timedelta(days=30)
KEY = SQLModel.metadata.tables["idempotency_key"]
STATE = SQLModel.metadata.tables["follow_up"]
_RECALL = select(KEY.c.body_hash, KEY.c.status, KEY.c.answer).where(
    KEY.c.owner == bindparam("the_owner"), KEY.c.route == bindparam("the_route"), KEY.c.key == bindparam("the_key")
)
_RECALL_ALL = select(KEY.c.key, KEY.c.body_hash, KEY.c.status, KEY.c.answer).where(
    KEY.c.owner == bindparam("the_owner"),
    KEY.c.route == bindparam("the_route"),
    KEY.c.key.in_(bindparam("keys", expanding=True)),
)
_REMEMBER = insert(KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The first answer to a key."""

    body_hash: str
    status: int
    answer: dict[str, Any]


def recall(connection: Connection, *, owner: str, route: str, key: str) -> Remembered | None:
    """Return the first answer given to this owner's key on this route, or None."""
    row = connection.execute(_RECALL, {"the_owner": owner, "the_route": route, "the_key": key}).one_or_none()
    return None if row is None else Remembered(body_hash=row[0], status=row[1], answer=row[2])


def recall_all(connection: Connection, *, owner: str, route: str, keys: Collection[str]) -> dict[str, Remembered]:
    """Return the first answers given to those of this owner's keys on this route that were used."""
    rows = connection.execute(_RECALL_ALL, {"the_owner": owner, "the_route": route, "keys": list(keys)})
    return {
        key: Remembered(body_hash=body_hash, status=status, answer=answer) for key, body_hash, status, answer in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRemember:
    """A first answer, and what it is found by."""

    owner: str
    route: str
    key: str
    answer: Remembered
    follow_up_id: UUID
    at: datetime  # aware UTC


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
    """Store the answer in the caller's transaction; it lives as long as the follow-up and 30 days more."""
    given = ToRemember(owner=owner, route=route, key=key, answer=remembered, follow_up_id=follow_up_id, at=at)
    remember_all(connection, [given])


def remember_all(connection: Connection, given: Sequence[ToRemember]) -> None:
    """Store answers in the caller's transaction; each lives as long as its follow-up and 30 days more."""
    if not given:
        return
    connection.execute(
        _REMEMBER,
        [
            {
                "owner": each.owner,
                "route": each.route,
                "key": each.key,
                "body_hash": each.answer.body_hash,
                "status": each.answer.status,
                "answer": each.answer.answer,
                "follow_up_id": each.follow_up_id,
                "created_at": each.at,
            }
            for each in given
        ],
    )


def forget(connection: Connection, *, now: datetime, limit: int) -> int:
    """Delete up to `limit` answers whose follow-up ended 30 days ago or earlier; return how many.

    Args:
        connection: of the caller's transaction.
        now: aware UTC, the pretended time under a test clock, as the follow-ups' own times.
        limit: at most so many in one transaction.
    """
    before = now - KEPT_AFTER_THE_END
    ended = and_(STATE.c.status.in_([status.value for status in ENDED]), STATE.c.updated_at <= before)
    old = (
        select(KEY.c.owner, KEY.c.route, KEY.c.key)
        .outerjoin_from(KEY, STATE, STATE.c.id == KEY.c.follow_up_id)
        .where(KEY.c.created_at <= before, or_(KEY.c.follow_up_id.is_(None), ended))
        .limit(limit)
    )
    these = tuple_(KEY.c.owner, KEY.c.route, KEY.c.key).in_(old)
    return connection.execute(delete(KEY).where(these)).rowcount
