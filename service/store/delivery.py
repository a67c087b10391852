"""The commit points of delivery: claim, C1, outcome, recovery. Every update is fenced by a token and tells if it did.

`claim_due` may take a row only when all of this holds:
- its status is `scheduled`, its `send_at` is not after `now`, its window is still open then, and
  it has not expired;
- its account is the one asked for;
- it is none that the caller leaves alone;
- no other process holds it (PostgreSQL: SKIP LOCKED; SQLite: one statement under the write lock).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, exists, func, insert, select, text, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import SQLModel

from service.domain.follow_up import LEASED, Status
from service.store.records import Attempt, Claimed, Own
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
_LEFT_ALONE = STATE.c.id.not_in(bindparam("left_alone", expanding=True))


# What is asked for each letter is built once: building a statement costs more than SQLite takes to run it.
def _claim(*besides: ColumnElement[bool]) -> ReturningUpdate[Any]:
    due = (
        select(STATE.c.id)
        .where(
            text(IS_SCHEDULED),
            STATE.c.send_at <= bindparam("now"),
            STATE.c.account == bindparam("the_account"),
            STATE.c.closes_at > bindparam("now"),
            STATE.c.expires_at > bindparam("now"),
            *besides,
        )
        .order_by(STATE.c.send_at)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return (
        update(STATE)
        .where(STATE.c.id.in_(select(due.c.id)), STATE.c.status == Status.SCHEDULED.value)
        .values(
            status=Status.CLAIMED.value,
            token=bindparam("new_token"),
            lease_until=bindparam("new_lease"),
            attempt_started_at=bindparam("now"),
            version=STATE.c.version + 1,
            updated_at=bindparam("now"),
        )
        .returning(*_CLAIMED)
    )


_CLAIM, _CLAIM_BESIDES = _claim(), _claim(_LEFT_ALONE)
_ARE_OURS = (
    STATE.c.id.in_(bindparam("ids", expanding=True)),  # by which they are found
    tuple_(STATE.c.id, STATE.c.token).in_(bindparam("owned", expanding=True)),
)
_MARK = (
    update(STATE)
    .where(
        *_ARE_OURS,
        STATE.c.status == Status.CLAIMED.value,
        STATE.c.stop_requested.is_(None),
        STATE.c.lease_until > bindparam("real_now"),
        STATE.c.opens_at <= bindparam("now"),
        STATE.c.closes_at > bindparam("now"),
        STATE.c.calendar_revision == bindparam("checked_with"),
        exists(select(CALENDAR.c.revision).where(CALENDAR.c.revision == bindparam("checked_with"))),
    )
    .values(
        status=Status.TRANSMITTING.value,
        lease_until=bindparam("new_lease"),
        version=STATE.c.version + 1,
        updated_at=bindparam("now"),
    )
    .returning(STATE.c.id, STATE.c.token)
)
_HELD = (
    select(
        *(
            STATE.c[name]
            for name in ("id", "token", "status", "tries", "attempts", "lease_until", "stop_requested", "wiped_at")
        )
    )
    .where(*_ARE_OURS, STATE.c.status.in_([*(status.value for status in LEASED), Status.IN_DOUBT.value]))
    .order_by(STATE.c.id)  # in one order, so that two who hold many do not wait for each other
    .with_for_update()
)
_ADD_ATTEMPT = insert(ATTEMPT)
_MESSAGES_OF = MESSAGE.c.follow_up_id.in_(bindparam("ids", expanding=True))
_FROZEN = select(MESSAGE.c.follow_up_id, MESSAGE.c.content, MESSAGE.c.reached_data).where(_MESSAGES_OF)


def _freeze(insert_: sqlite.Insert | postgresql.Insert) -> sqlite.Insert | postgresql.Insert:
    return insert_.on_conflict_do_update(
        index_elements=[MESSAGE.c.follow_up_id],
        set_={"content": insert_.excluded.content},
        where=MESSAGE.c.reached_data.is_(False),
    )


_FREEZE = {"sqlite": _freeze(sqlite.insert(MESSAGE)), "postgresql": _freeze(postgresql.insert(MESSAGE))}
_REACHED_DATA = update(MESSAGE).where(_MESSAGES_OF).values(reached_data=True)


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
    given = {"the_account": account, "now": now, "new_lease": lease_until, "new_token": token, "most": limit}
    if but:
        rows = connection.execute(_CLAIM_BESIDES, {**given, "left_alone": list(but)})
    else:
        rows = connection.execute(_CLAIM, given)
    return sorted((Claimed(**row) for row in rows.mappings()), key=lambda claimed: claimed.send_at)


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
    connection: Connection,
    claims: Sequence[Claimed],
    *,
    now: datetime,
    real_now: datetime,
    lease_until: datetime,
) -> set[Own]:
    """C1, the last commit before the final dot of each; of a claim that is not returned the dot must not be written.

    It holds only while the token is ours, nobody asked to stop, the lease lasts, the window is open at `now`, and
    the calendar is the one that the window was checked with.

    Args:
        connection: of the caller's transaction.
        claims: of which everything but the dot is written.
        now: aware UTC, the pretended time under a test clock.
        real_now: aware UTC.
        lease_until: aware UTC, real time.
    """
    given = {"now": now, "real_now": real_now, "new_lease": lease_until}
    marked: set[Own] = set()
    for revision in {each.calendar_revision for each in claims}:
        checked = _owned([each for each in claims if each.calendar_revision == revision])
        rows = connection.execute(_MARK, {**checked, "checked_with": revision, **given})
        marked.update((id_, token) for id_, token in rows)
    return marked


def _owned(claims: Sequence[Claimed]) -> dict[str, Sequence[object]]:
    return {"ids": [each.id for each in claims], "owned": [each.own for each in claims]}


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
    return held_of(connection, [claimed]).get(claimed.own)


def held_of(connection: Connection, claims: Sequence[Claimed]) -> dict[Own, Held]:
    """Return of each claim whose token is still ours how it stands, as `held` does; holds the rows."""
    return {
        (row.id, row.token): Held(
            status=Status(row.status),
            tries=row.tries,
            attempts=row.attempts,
            lease_until=row.lease_until,
            stop_requested=row.stop_requested,
            wiped=row.wiped_at is not None,
        )
        for row in connection.execute(_HELD, _owned(claims))
    }


def add_attempts(connection: Connection, attempts: Mapping[UUID, Attempt]) -> None:
    """Append a try to each of some follow-ups, in the caller's transaction."""
    connection.execute(
        _ADD_ATTEMPT,
        [
            {
                "follow_up_id": id_,
                "n": attempt.n,
                "started_at": attempt.started_at,
                "ended_at": attempt.ended_at,
                "stage": attempt.stage,
                "reply_code": attempt.reply_code,
                "reply_text": attempt.reply_text,
                "outcome": attempt.outcome,
                "counted": attempt.counted,
                "instance": attempt.instance,
            }
            for id_, attempt in attempts.items()
        ],
    )


def frozen_message(connection: Connection, id_: UUID) -> tuple[bytes, bool] | None:
    """Return the frozen bytes and whether a try has reached DATA with them, or None before the first claim."""
    return frozen_messages(connection, [id_]).get(id_)


def frozen_messages(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[bytes, bool]]:
    """Return of each that has some the frozen bytes, and whether a try has reached DATA with them."""
    return {id_: (content, reached) for id_, content, reached in connection.execute(_FROZEN, {"ids": list(ids)})}


def freeze_messages(connection: Connection, contents: Mapping[UUID, bytes]) -> None:
    """Store the bytes of letters that the caller holds, unless a try has reached DATA with earlier ones."""
    rows = [{"follow_up_id": id_, "content": content, "reached_data": False} for id_, content in contents.items()]
    connection.execute(_FREEZE[connection.dialect.name], rows)


def freeze_if_held(connection: Connection, claimed: Claimed, content: bytes) -> bool:
    """Store the bytes of a letter that was claimed earlier, as `freeze_messages` does; False: it is no longer ours."""
    still = held(connection, claimed)
    if still is None or still.status is not Status.CLAIMED:
        return False
    freeze_messages(connection, {claimed.id: content})
    return True


def note_reached_data(connection: Connection, ids: Collection[UUID]) -> None:
    """Mark that from now on the bytes of these never change."""
    connection.execute(_REACHED_DATA, {"ids": list(ids)})


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
