"""The commit points of delivery: claim, C1, outcome, recovery. Every update is fenced by a token and tells if it did.

`claim_due` may take a row only when all of this holds:
- its status is `scheduled`, its `send_at` is not after `now`, its window is still open then, and
  it has not expired;
- its account is the one asked for;
- it is none that the caller leaves alone;
- no other process holds it (PostgreSQL: SKIP LOCKED; SQLite: one statement under the write lock).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, exists, func, insert, select, text, update
from sqlmodel import SQLModel

from service.domain.follow_up import LEASED, Status
from service.store.records import Attempt, Claimed
from service.store.tables import IS_LEASED, IS_SCHEDULED

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
MESSAGE = TABLES["message"]
ATTEMPT = TABLES["attempt"]
CALENDAR = TABLES["calendar_state"]

_CLAIMED = [
    STATE.c[name]
    for name in (
        "id", "token", "owner", "account", "recruiter_hash", "domain_hash", "send_at", "opens_at", "closes_at",
        "expires_at", "calendar_revision", "tries", "tries_in_window", "attempts",
    )
]  # fmt: skip


def claim_due(
    connection: Connection,
    *,
    account: str,
    now: datetime,
    lease_until: datetime,
    token: UUID,
    limit: int,
    but: Collection[UUID] = (),
) -> list[Claimed]:
    """Take up to `limit` due follow-ups of an account whose window is open; see the module for the conditions.

    Args:
        connection: of the caller's transaction.
        account: whose follow-ups.
        now: aware UTC, the pretended time under a test clock.
        lease_until: aware UTC, real time.
        token: proof of ownership; shared by one batch, unique to it.
        limit: at most so many, oldest `send_at` first.
        but: ids that are left alone.
    """
    due = (
        select(STATE.c.id)
        .where(
            text(IS_SCHEDULED),
            STATE.c.send_at <= now,
            STATE.c.account == account,
            STATE.c.closes_at > now,
            STATE.c.expires_at > now,
            *_besides(but),
        )
        .order_by(STATE.c.send_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    rows = connection.execute(
        update(STATE)
        .where(STATE.c.id.in_(select(due.c.id)), STATE.c.status == Status.SCHEDULED.value)
        .values(
            status=Status.CLAIMED.value,
            token=token,
            lease_until=lease_until,
            attempt_started_at=now,
            version=STATE.c.version + 1,
            updated_at=now,
        )
        .returning(*_CLAIMED)
    ).mappings()
    return sorted((Claimed(**row) for row in rows), key=lambda claimed: claimed.send_at)


def due_in_shut_windows(
    connection: Connection, *, account: str, now: datetime, limit: int, but: Collection[UUID] = ()
) -> list[UUID]:
    """Return an account's due follow-ups whose window closes before `now` (aware UTC) or at it, `but` those."""
    return list(
        connection.execute(
            select(STATE.c.id)
            .where(
                text(IS_SCHEDULED),
                STATE.c.send_at <= now,
                STATE.c.account == account,
                STATE.c.closes_at <= now,
                STATE.c.expires_at > now,
                *_besides(but),
            )
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).scalars()
    )


def _besides(left_alone: Collection[UUID]) -> list[ColumnElement[bool]]:
    return [STATE.c.id.not_in(left_alone)] if left_alone else []


def mark_transmitting(
    connection: Connection, claimed: Claimed, *, now: datetime, real_now: datetime, lease_until: datetime
) -> bool:
    """C1, the last commit before the final dot; False: the dot must not be written.

    It holds only while the token is ours, nobody asked to stop, the lease lasts, the window is open at `now`, and
    the calendar is the one that the window was checked with.
    """
    current = select(CALENDAR.c.revision).where(CALENDAR.c.revision == claimed.calendar_revision)
    result = connection.execute(
        update(STATE)
        .where(
            STATE.c.id == claimed.id,
            STATE.c.token == claimed.token,
            STATE.c.status == Status.CLAIMED.value,
            STATE.c.stop_requested.is_(None),
            STATE.c.lease_until > real_now,
            STATE.c.opens_at <= now,
            STATE.c.closes_at > now,
            STATE.c.calendar_revision == claimed.calendar_revision,
            exists(current),
        )
        .values(status=Status.TRANSMITTING.value, lease_until=lease_until, version=STATE.c.version + 1, updated_at=now)
    )
    return result.rowcount == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How a claim stands that is still ours."""

    status: Status
    tries: int
    attempts: int
    lease_until: datetime | None  # real time; None in doubt
    stop_requested: str | None
    wiped: bool  # erased while in doubt: no word of the server's may be kept


def held(connection: Connection, claimed: Claimed) -> Held | None:
    """Return how a claim stands while the token is still ours (in doubt included), else None; holds the row."""
    row = connection.execute(
        select(
            *(STATE.c[name] for name in ("status", "tries", "attempts", "lease_until", "stop_requested", "wiped_at"))
        )
        .where(
            STATE.c.id == claimed.id,
            STATE.c.token == claimed.token,
            STATE.c.status.in_([*(status.value for status in LEASED), Status.IN_DOUBT.value]),
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    return Held(
        status=Status(row.status),
        tries=row.tries,
        attempts=row.attempts,
        lease_until=row.lease_until,
        stop_requested=row.stop_requested,
        wiped=row.wiped_at is not None,
    )


def add_attempt(connection: Connection, id_: UUID, attempt: Attempt) -> None:
    """Append a try in the caller's transaction."""
    connection.execute(
        insert(ATTEMPT).values(
            follow_up_id=id_,
            n=attempt.n,
            started_at=attempt.started_at,
            ended_at=attempt.ended_at,
            stage=attempt.stage,
            reply_code=attempt.reply_code,
            reply_text=attempt.reply_text,
            outcome=attempt.outcome,
            counted=attempt.counted,
            instance=attempt.instance,
        )
    )


def frozen_message(connection: Connection, id_: UUID) -> tuple[bytes, bool] | None:
    """Return the frozen bytes and whether a try has reached DATA with them, or None before the first claim."""
    row = connection.execute(
        select(MESSAGE.c.content, MESSAGE.c.reached_data).where(MESSAGE.c.follow_up_id == id_)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def freeze_message(connection: Connection, claimed: Claimed, content: bytes) -> bool:
    """Store the bytes of a claimed follow-up unless a try has reached DATA with earlier ones; False: not ours."""
    still = held(connection, claimed)
    if still is None or still.status is not Status.CLAIMED:
        return False
    result = connection.execute(
        update(MESSAGE)
        .where(MESSAGE.c.follow_up_id == claimed.id, MESSAGE.c.reached_data.is_(False))
        .values(content=content)
    )
    if result.rowcount == 0 and frozen_message(connection, claimed.id) is None:
        connection.execute(insert(MESSAGE).values(follow_up_id=claimed.id, content=content, reached_data=False))
    return True


def note_reached_data(connection: Connection, id_: UUID) -> None:
    """Mark that from now on the bytes never change."""
    connection.execute(update(MESSAGE).where(MESSAGE.c.follow_up_id == id_).values(reached_data=True))


def overdue_leases(connection: Connection, *, real_now: datetime, limit: int) -> list[tuple[Claimed, Status, datetime]]:
    """Return rows whose holder is gone: the claim, its status and when its try began."""
    rows = connection.execute(
        select(*_CLAIMED, STATE.c.status, STATE.c.attempt_started_at)
        .where(text(IS_LEASED), STATE.c.lease_until <= real_now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).mappings()
    return [
        (
            Claimed(**{column.name: row[column.name] for column in _CLAIMED}),
            Status(row["status"]),
            row["attempt_started_at"],
        )
        for row in rows
    ]


def expire(connection: Connection, *, now: datetime, limit: int) -> list[UUID]:
    """Move scheduled follow-ups that have become too late to be useful to `expired`; returns their ids."""
    late = (
        select(STATE.c.id)
        .where(text(IS_SCHEDULED), STATE.c.expires_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("late")
    )
    return list(
        connection.execute(
            update(STATE)
            .where(STATE.c.id.in_(select(late.c.id)), STATE.c.status == Status.SCHEDULED.value)
            .values(status=Status.EXPIRED.value, version=STATE.c.version + 1, updated_at=now)
            .returning(STATE.c.id)
        ).scalars()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What a tick has to see to, in one look."""

    next_due_at: datetime | None  # the earliest `send_at` that waits
    next_expiry_at: datetime | None
    next_lease_end: datetime | None  # real time
    oldest_revision: int | None  # of the calendar, among the plans that wait


def waiting(connection: Connection) -> Waiting:
    """Return what waits; four look-ups at the ends of partial indexes, whatever the number of rows."""
    return Waiting(**connection.execute(_WAITING).mappings().one())


def _least(column: str, condition: str) -> Any:  # noqa: ANN401  # a select, whose type is a mouthful
    return select(func.min(STATE.c[column])).where(text(condition)).scalar_subquery()


_WAITING = select(  # built once: every process asks it every second
    _least("send_at", IS_SCHEDULED).label("next_due_at"),
    _least("expires_at", IS_SCHEDULED).label("next_expiry_at"),
    _least("lease_until", IS_LEASED).label("next_lease_end"),
    _least("calendar_revision", IS_SCHEDULED).label("oldest_revision"),
)


def outdated_plans(connection: Connection, *, revision: int, limit: int, but: Collection[UUID] = ()) -> list[UUID]:
    """Return scheduled follow-ups, `but` those, whose plan rests on an older calendar than `revision`; holds them."""
    return list(
        connection.execute(
            select(STATE.c.id)
            .where(text(IS_SCHEDULED), STATE.c.calendar_revision < revision, *_besides(but))
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).scalars()
    )
