"""Accepting follow-ups and reading them back. Every query that answers an owner filters by that owner."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, TextualSelect, and_, bindparam, insert, select, text, update
from sqlmodel import SQLModel

from service.domain.follow_up import Status
from service.store.history import Entry, add_entries
from service.store.records import Attempt, NewAttachment, NewFollowUp, StoredContent, StoredFollowUp, StoredPlan
from service.store.tables import IS_OPEN

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
PLAN = TABLES["follow_up_plan"]
ATTACHMENT = TABLES["attachment"]
ATTEMPT = TABLES["attempt"]

# What is asked for each letter is built once: building a statement costs more than SQLite takes to run it.


def _open_of(interviews: str) -> TextualSelect:
    """Return what finds one open follow-up of each interview: an owner may have any number of one, all allowed."""
    one = f"SELECT id FROM follow_up WHERE duplicate_hash = interview AND {IS_OPEN} LIMIT 1"  # noqa: S608  # constants
    found = f"SELECT interview, ({one}) AS id FROM {interviews}"  # noqa: S608  # constants
    return text(found).columns(interview=STATE.c.duplicate_hash.type, id=STATE.c.id.type)


_OPEN_OF_SQLITE = _open_of("(SELECT value AS interview FROM json_each(:interviews))")
_OPEN_OF_POSTGRESQL = _open_of("unnest(CAST(:interviews AS text[])) AS interview")
_ADD_STATE, _ADD_CONTENT, _ADD_PLAN, _ADD_FILE = insert(STATE), insert(CONTENT), insert(PLAN), insert(ATTACHMENT)
_WAIT_FOR_THE_SAME = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(interview, 0)) FROM unnest(CAST(:interviews AS text[])) AS interview"
)
_SET_STATE = update(STATE).where(STATE.c.id == bindparam("whose")).values(version=STATE.c.version + 1)
_SET_PLAN = update(PLAN).where(PLAN.c.follow_up_id == bindparam("whose"))


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An open follow-up of the same owner, candidate, recruiter and position exists."""

    existing: UUID


def accept(connection: Connection, new: NewFollowUp) -> Duplicate | None:
    """Store a follow-up in the caller's transaction, with the first entries of its history; None: it is stored."""
    if not new.allow_duplicate:
        existing = open_of(connection, [new.duplicate_hash]).get(new.duplicate_hash)
        if existing is not None:
            return Duplicate(existing)
    add_all(connection, [new])
    return None


def open_of(connection: Connection, interviews: Collection[str]) -> dict[str, UUID]:
    """Return an open follow-up of each of these interviews that has one, in the caller's transaction.

    Until that ends, nobody else stores a follow-up of the interviews.

    Args:
        connection: of the transaction that stores what has no double.
        interviews: their duplicate hashes.
    """
    if not interviews:
        return {}
    wait_for_the_same_interviews(connection, interviews)
    if connection.dialect.name == "postgresql":
        rows = connection.execute(_OPEN_OF_POSTGRESQL, {"interviews": sorted(interviews)})
    else:
        rows = connection.execute(_OPEN_OF_SQLITE, {"interviews": json.dumps(sorted(interviews))})
    return {interview: id_ for interview, id_ in rows if id_ is not None}


def add_all(connection: Connection, new: Sequence[NewFollowUp]) -> None:
    """Store follow-ups in the caller's transaction, each with the first entries of its history.

    One statement for each table, whatever their number.
    """
    if not new:
        return
    connection.execute(_ADD_STATE, [_state_row(each) for each in new])
    connection.execute(_ADD_CONTENT, [_content_row(each) for each in new])
    connection.execute(_ADD_PLAN, [{"follow_up_id": each.id, "plan": each.plan.document} for each in new])
    files = [row for each in new for row in _file_rows(each)]
    if files:
        connection.execute(_ADD_FILE, files)
    add_entries(connection, [(each, _first_entries(each)) for each in new])


def _state_row(new: NewFollowUp) -> dict[str, Any]:
    return {
        "id": new.id,
        "owner": new.owner,
        "account": new.account,
        "status": Status.SCHEDULED.value,
        **_plan_columns(new.plan),
        "tries": 0,
        "tries_in_window": 0,
        "attempts": 0,
        "duplicate_hash": new.duplicate_hash,
        "recruiter_hash": new.recruiter_hash,
        "domain_hash": new.domain_hash,
        "rules_version": new.rules_version or "",
        "version": 1,
        "created_at": new.at,
        "updated_at": new.at,
    }


def _content_row(new: NewFollowUp) -> dict[str, Any]:
    return {
        "follow_up_id": new.id,
        "recruiter_email": new.recruiter_email,
        "candidate_email": new.candidate_email,
        "reference": new.reference,
        "request": new.request,
        "language": new.language,
        "subject": new.subject,
        "body": new.body,
        "phrasing": new.phrasing,
        "findings": new.findings,
        "message_id": new.message_id,
    }


def _file_rows(new: NewFollowUp) -> Iterator[dict[str, Any]]:
    for position, file in enumerate(new.attachments):
        yield {
            "follow_up_id": new.id,
            "position": position,
            "filename": file.filename,
            "sha256": file.sha256,
            "content": file.content,
        }


def _first_entries(new: NewFollowUp) -> tuple[Entry, ...]:
    accepted_rules = {"accepted_rules": list(new.accepted_rules)} if new.accepted_rules else {}
    return (
        Entry(type="accepted", detail={"phrasing": new.phrasing, **accepted_rules}),
        Entry(type="planned", detail=planned_detail(new.plan)),
    )


def open_double(connection: Connection, follow_up: StoredFollowUp) -> Duplicate | None:
    """Return the other open follow-up of the same interview, unless this one may double it."""
    if follow_up.request["allow_duplicate"]:
        return None
    mine = select(STATE.c.duplicate_hash).where(STATE.c.id == follow_up.id)
    duplicate_hash = connection.execute(mine).scalar_one()
    wait_for_the_same_interviews(connection, [duplicate_hash])
    existing = connection.execute(
        select(STATE.c.id).where(STATE.c.duplicate_hash == duplicate_hash, STATE.c.id != follow_up.id, text(IS_OPEN))
    ).scalar()
    return None if existing is None else Duplicate(existing)


def wait_for_the_same_interviews(connection: Connection, interviews: Collection[str]) -> None:
    """Let accepts of one interview follow each other: a look sees no row that another process has yet to commit.

    A unique index could not do it, for an owner may allow duplicates, and may try an ended follow-up again. All take
    their locks in one order.
    """
    if connection.dialect.name == "postgresql":  # SQLite's BEGIN has taken its write lock
        connection.execute(_WAIT_FOR_THE_SAME, {"interviews": sorted(interviews)})


def planned_detail(plan: StoredPlan) -> dict[str, Any]:
    """Return what the history says of a plan."""
    return {name: plan.document[name] for name in ("send_at", "send_at_local", "reason", "why")}


def _plan_columns(plan: StoredPlan) -> dict[str, Any]:
    return {
        "send_at": plan.send_at,
        "opens_at": plan.opens_at,
        "closes_at": plan.closes_at,
        "expires_at": plan.expires_at,
        "calendar_revision": plan.revision,
    }


def set_plan(connection: Connection, id_: UUID, plan: StoredPlan, *, at: datetime, **state: object) -> None:
    """Give a row of the caller's transaction a new plan, and what else of its state changes with it."""
    connection.execute(_SET_STATE, {"whose": id_, **_plan_columns(plan), "updated_at": at, **state})
    connection.execute(_SET_PLAN, {"whose": id_, "plan": plan.document})


def set_state(connection: Connection, id_: UUID, *, at: datetime, **state: object) -> None:
    """Change the state of a row that the caller's transaction has looked at."""
    connection.execute(_SET_STATE, {"whose": id_, "updated_at": at, **state})


def set_states(connection: Connection, states: Mapping[UUID, Mapping[str, object]], *, at: datetime) -> None:
    """Change the states of rows that the caller's transaction has looked at; the same columns of each."""
    connection.execute(_SET_STATE, [{"whose": id_, "updated_at": at, **state} for id_, state in states.items()])


_STORED = [
    STATE.c[name]
    for name in (
        "id", "owner", "account", "recruiter_hash", "status", "send_at", "opens_at", "closes_at", "expires_at",
        "calendar_revision", "tries",
        "stop_requested", "answered_at", "rules_version", "version", "created_at", "updated_at", "wiped_at",
    )
] + [
    CONTENT.c[name]
    for name in (
        "request", "language", "subject", "body", "phrasing", "findings", "message_id",
    )
] + [PLAN.c.plan]  # fmt: skip


def _stored() -> Select[Any]:
    return (
        select(*_STORED)
        .join_from(STATE, CONTENT, CONTENT.c.follow_up_id == STATE.c.id)
        .join(PLAN, PLAN.c.follow_up_id == STATE.c.id)
    )


_HOLD = select(STATE.c.id).where(STATE.c.id == bindparam("whose")).with_for_update()
_LOAD = _stored().where(STATE.c.id == bindparam("whose"))
_CONTENTS = select(
    *(CONTENT.c[name] for name in ("follow_up_id", "request", "language", "subject", "body", "message_id"))
).where(CONTENT.c.follow_up_id.in_(bindparam("ids", expanding=True)))
_LOAD_OWNED = _LOAD.where(STATE.c.owner == bindparam("the_owner"))
_ATTEMPTS = (
    select(ATTEMPT)
    .where(ATTEMPT.c.follow_up_id.in_(bindparam("whose", expanding=True)))
    .order_by(ATTEMPT.c.follow_up_id, ATTEMPT.c.n)
)
_FILES = (
    select(ATTACHMENT.c.filename, ATTACHMENT.c.sha256, ATTACHMENT.c.content)
    .where(ATTACHMENT.c.follow_up_id == bindparam("whose"))
    .order_by(ATTACHMENT.c.position)
)


def load(connection: Connection, id_: UUID, *, owner: str | None, for_update: bool = False) -> StoredFollowUp | None:
    """Return a follow-up of `owner` (None: of anybody, for the service's own work), or None.

    Args:
        connection: of the caller's transaction.
        id_: whose.
        owner: whose it must be.
        for_update: hold the row until the transaction ends (PostgreSQL; SQLite's writers hold the database).
    """
    if for_update:  # on its own, so that all that is read next is what the row's last holder committed
        connection.execute(_HOLD, {"whose": id_})
    if owner is None:
        found = connection.execute(_LOAD, {"whose": id_})
    else:
        found = connection.execute(_LOAD_OWNED, {"whose": id_, "the_owner": owner})
    row = found.mappings().one_or_none()
    if row is None:
        return None
    return _from_row(row, attempts_of(connection, [id_]).get(id_, ()))


def contents_of(connection: Connection, owners: Mapping[UUID, str]) -> dict[UUID, StoredContent]:
    """Return the letters of follow-ups, given by id with whose they are; one that is gone is left out."""
    return {
        id_: StoredContent(
            id=id_,
            owner=owners[id_],
            request=request,
            language=language,
            subject=subject,
            body=body,
            message_id=message_id,
        )
        for id_, request, language, subject, body, message_id in connection.execute(_CONTENTS, {"ids": list(owners)})
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which follow-ups of an owner are listed; None means any."""

    statuses: tuple[Status, ...] = ()
    reference: str | None = None
    recruiter_email: str | None = None
    candidate_email: str | None = None
    send_before: datetime | None = None
    updated_since: datetime | None = None
    before_id: UUID | None = None  # the cursor: the last id of the page before


def find(connection: Connection, *, owner: str, wanted: Filter, limit: int) -> list[StoredFollowUp]:
    """Return an owner's follow-ups, newest first, at most `limit`; stable while new ones come in."""
    conditions = [STATE.c.owner == owner]
    if wanted.statuses:
        conditions.append(STATE.c.status.in_([status.value for status in wanted.statuses]))
    for column, value in (
        (CONTENT.c.reference, wanted.reference),
        (CONTENT.c.recruiter_email, wanted.recruiter_email),
        (CONTENT.c.candidate_email, wanted.candidate_email),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.send_before is not None:
        conditions.append(STATE.c.send_at < wanted.send_before)
    if wanted.updated_since is not None:
        conditions.append(STATE.c.updated_at >= wanted.updated_since)
    if wanted.before_id is not None:
        conditions.append(STATE.c.id < wanted.before_id)
    rows = connection.execute(_stored().where(and_(*conditions)).order_by(STATE.c.id.desc()).limit(limit)).mappings()
    found = list(rows)
    attempts = attempts_of(connection, [row["id"] for row in found])
    return [_from_row(row, attempts.get(row["id"], ())) for row in found]


def attempts_of(connection: Connection, ids: Sequence[UUID]) -> dict[UUID, tuple[Attempt, ...]]:
    """Return the tries of each follow-up, oldest first."""
    rows = connection.execute(_ATTEMPTS, {"whose": list(ids)}).mappings()
    found: dict[UUID, tuple[Attempt, ...]] = {}
    for row in rows:
        fields = {name: value for name, value in row.items() if name != "follow_up_id"}
        found[row["follow_up_id"]] = (*found.get(row["follow_up_id"], ()), Attempt(**fields))
    return found


def attachments_of(connection: Connection, id_: UUID) -> tuple[NewAttachment, ...]:
    """Return the files that go with a letter, in the order given."""
    rows = connection.execute(_FILES, {"whose": id_})
    return tuple(NewAttachment(filename=filename, sha256=sha256, content=content) for filename, sha256, content in rows)


def _from_row(row: Any, attempts: tuple[Attempt, ...]) -> StoredFollowUp:  # noqa: ANN401  # a row of the join above
    read = {**row, "status": Status(row["status"]), "rules_version": row["rules_version"] or None}
    return StoredFollowUp(**read, attempts=attempts)


def confirm_plan(connection: Connection, id_: UUID, *, revision: int) -> None:
    """Note that a newer calendar leaves the plan as it is; nothing that anybody is told changes."""
    connection.execute(update(STATE).where(STATE.c.id == id_).values(calendar_revision=revision))


def owned_of(connection: Connection, *, owner: str, ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return those of some follow-ups that are an owner's."""
    return frozenset(
        connection.execute(select(STATE.c.id).where(STATE.c.owner == owner, STATE.c.id.in_(ids))).scalars()
    )
