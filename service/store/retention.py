"""Wiping: what names a person, and every word of the letter, goes; hashes, times and status stay.

Several processes may do it at once: each portion skips the rows that another one holds, and a wiped row is not found
again.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, select, text, update
from sqlmodel import SQLModel

from service.domain.follow_up import LEASED, Status
from service.store import outbox
from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata
from service.store.history import add_event
from service.store.tables import IS_TO_ERASE, IS_TO_WIPE

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
ATTACHMENT = TABLES["attachment"]
MESSAGE = TABLES["message"]
ATTEMPT = TABLES["attempt"]
EVENT = TABLES["event"]
KEY = TABLES["idempotency_key"]
DELIVERY = TABLES["webhook_delivery"]

RETENTION, ERASURE = "retention", "erasure"  # why a follow-up was wiped
_STAYS_IN_ANSWERS = frozenset(
    {
        "id", "status", "application", "promise", "office", "windows", "attachments", "account", "reference",
        "expires_after_working_days", "allow_duplicate", "plan", "expires_at", "letter", "message_id", "attempts",
        "cancel_requested", "answered_at", "created_at", "updated_at", "wiped_at",
    }
)  # fmt: skip
_AT_WORK = [status.value for status in LEASED]


def has_lapsed(connection: Connection, *, before: datetime) -> bool:
    """Whether something is to be wiped now; two look-ups at the ends of partial indexes, whatever the number of rows.

    Args:
        connection: of any transaction.
        before: aware UTC; what ended earlier is kept no longer.
    """
    lapsed = select(STATE.c.id).where(text(IS_TO_WIPE), STATE.c.updated_at < before).limit(1)
    return connection.execute(lapsed).first() is not None or connection.execute(_erasable(1)).first() is not None


def lapsed(connection: Connection, *, before: datetime, limit: int) -> list[UUID]:
    """Return up to `limit` follow-ups that ended before an instant (aware UTC), oldest first, held for their wiping."""
    query = select(STATE.c.id).where(text(IS_TO_WIPE), STATE.c.updated_at < before).order_by(STATE.c.updated_at)
    return list(connection.execute(query.limit(limit).with_for_update(skip_locked=True)).scalars())


def erasable(connection: Connection, *, limit: int) -> list[tuple[UUID, Status]]:
    """Return up to `limit` follow-ups whose erasure waited for their sending to end, held for it, with their status."""
    rows = connection.execute(_erasable(limit).with_for_update(skip_locked=True))
    return [(id_, Status(status)) for id_, status in rows]


def _erasable(limit: int) -> Any:  # noqa: ANN401  # a select, whose type is a mouthful
    query = select(STATE.c.id, STATE.c.status).where(text(IS_TO_ERASE), STATE.c.status.not_in(_AT_WORK))
    return query.order_by(STATE.c.erase_requested_at).limit(limit)


def wipe(connection: Connection, ids: Sequence[UUID], *, at: datetime, why: str) -> None:
    """Wipe follow-ups that the caller's transaction holds; none of them may be at work or waiting to be sent.

    Args:
        connection: of the caller's transaction.
        ids: whose texts.
        at: aware UTC, the pretended time under a test clock.
        why: RETENTION, or ERASURE, which takes the owner's own reference too, for it may name somebody.
    """
    for id_ in ids:  # one by one: each may hold megabytes
        hashes = _hashes(connection, id_)
        _wipe_content(connection, id_, letter_hash=hashes["letter_sha256"], erased=why == ERASURE)
        wipe_words(connection, id_)
        for table in (ATTACHMENT, MESSAGE):
            connection.execute(delete(table).where(table.c.follow_up_id == id_))
        wipe_answers(connection, id_, erased=why == ERASURE)
        if why == ERASURE:  # what still waits is told first, without the reference, and is forgotten in its turn
            ended = DELIVERY.c.state.in_(["delivered", "given_up"])
            connection.execute(delete(DELIVERY).where(DELIVERY.c.follow_up_id == id_, ended))
            outbox.wipe_references(connection, id_)
        connection.execute(
            update(STATE)
            .where(STATE.c.id == id_)
            .values(
                wiped_at=at,
                erase_requested_at=None,
                version=STATE.c.version + 1,
                duplicate_hash=str(id_),  # these were hashes of addresses, which can be guessed
                recruiter_hash="",
                domain_hash="",
            )
        )
        add_event(connection, id_, at=at, type="wiped", detail={"reason": why, **hashes})


def _hashes(connection: Connection, id_: UUID) -> dict[str, str | None]:
    """Return what stays as proof of what was sent, for who has kept a copy."""
    subject, body, known = connection.execute(
        select(CONTENT.c.subject, CONTENT.c.body, CONTENT.c.letter_hash).where(CONTENT.c.follow_up_id == id_)
    ).one()
    message = connection.execute(select(MESSAGE.c.content).where(MESSAGE.c.follow_up_id == id_)).scalar()
    return {
        "letter_sha256": known or hashlib.sha256(f"{subject}\n{body}".encode("utf-8", "surrogatepass")).hexdigest(),
        "message_sha256": None if message is None else hashlib.sha256(message).hexdigest(),
    }


def _wipe_content(connection: Connection, id_: UUID, *, letter_hash: str | None, erased: bool) -> None:
    request = connection.execute(select(CONTENT.c.request).where(CONTENT.c.follow_up_id == id_)).scalar_one()
    values: dict[str, Any] = {
        "recruiter_email": "",
        "candidate_email": "",
        "request": impersonal(request, erased=erased),
        "subject": "",
        "body": "",
        "findings": [],
        "letter_hash": letter_hash,
    }
    if erased:
        values["reference"] = None
    connection.execute(update(CONTENT).where(CONTENT.c.follow_up_id == id_).values(**values))


def impersonal(request: dict[str, Any], *, erased: bool) -> dict[str, Any]:
    """Return a request's document in its own shape, without what names a person, a company or a mail."""
    left = {
        **request,
        "candidate": {"name": "", "email": ""},
        "recruiter": {"email": "", "name": None, "honorific": None},
        "application": {**request.get("application", {}), "company": "", "position": ""},
        "attachments": [{**file, "filename": ""} for file in request.get("attachments", ())],
        "thread": None,
    }
    return {**left, "reference": None} if erased else left


def wipe_answers(connection: Connection, id_: UUID, *, erased: bool) -> None:
    """Take what names somebody out of the answers kept for an Idempotency-Key.

    They stay otherwise: a request that comes again must find that it was answered, and not store another follow-up.
    """
    mine = KEY.c.follow_up_id == id_
    rows = connection.execute(select(KEY.c.owner, KEY.c.route, KEY.c.key, KEY.c.answer).where(mine)).all()
    for owner, route, key, answer in rows:
        left = impersonal({name: answer[name] for name in answer if name in _STAYS_IN_ANSWERS}, erased=erased)
        if "letter" in left:
            left["letter"] = {**left["letter"], "subject": "", "body": "", "findings": []}
        this = (KEY.c.owner == owner, KEY.c.route == route, KEY.c.key == key)
        connection.execute(update(KEY).where(*this).values(answer=left))


def wipe_words(connection: Connection, id_: UUID) -> None:
    """Take the servers' own words out of a history: they like to repeat the address."""
    connection.execute(update(ATTEMPT).where(ATTEMPT.c.follow_up_id == id_).values(reply_text=None))
    rows = connection.execute(select(EVENT.c.id, EVENT.c.detail).where(EVENT.c.follow_up_id == id_)).all()
    for event, detail in rows:
        if "cause" in detail:
            connection.execute(update(EVENT).where(EVENT.c.id == event).values(detail={**detail, "cause": ""}))
