"""A scheduled follow-up as its owner changed it, stored in the caller's transaction."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlmodel import SQLModel

from service.store import delivery, follow_ups, retention
from service.store.follow_ups import Duplicate, wait_for_the_same_interviews
from service.store.history import add_event
from service.store.records import NewFollowUp, StoredFollowUp, StoredPlan
from service.store.tables import IS_OPEN

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
ATTACHMENT = TABLES["attachment"]
MESSAGE = TABLES["message"]


def reached_data(connection: Connection, id_: UUID) -> bool:
    """Say whether a try has reached DATA: from then on the bytes never change."""
    frozen = delivery.frozen_message(connection, id_)
    return frozen is not None and frozen[1]


def double_of(connection: Connection, id_: UUID, duplicate_hash: str) -> Duplicate | None:
    """Return another open follow-up of the same interview, after whoever stores one just now."""
    wait_for_the_same_interviews(connection, [duplicate_hash])
    existing = connection.execute(
        select(STATE.c.id).where(STATE.c.duplicate_hash == duplicate_hash, STATE.c.id != id_, text(IS_OPEN)).limit(1)
    ).scalar()
    return None if existing is None else Duplicate(existing)


def duplicate_hash_of(connection: Connection, id_: UUID) -> str:
    """Return what a stored follow-up may not share with another open one."""
    found: str = connection.execute(select(STATE.c.duplicate_hash).where(STATE.c.id == id_)).scalar_one()
    return found


def change(
    connection: Connection,
    old: StoredFollowUp,
    new: NewFollowUp,
    *,
    plan: StoredPlan | None,
    parts: list[str],
    at: datetime,
) -> None:
    """Store a follow-up as changed, with its history; its frozen bytes are dropped, so that they are frozen anew.

    Args:
        connection: of a transaction that holds the row and has found it scheduled, before any try reached DATA.
        old: as it stood.
        new: as it shall be; `attachments` count only when they are among the parts.
        plan: the new plan; None: the old one stays.
        parts: names of what was changed.
        at: aware UTC.
    """
    state = {
        "account": new.account,
        "duplicate_hash": new.duplicate_hash,
        "recruiter_hash": new.recruiter_hash,
        "domain_hash": new.domain_hash,
        "rules_version": new.rules_version or "",
    }
    if plan is None:
        follow_ups.set_state(connection, old.id, at=at, **state)
    else:
        follow_ups.set_plan(connection, old.id, plan, at=at, tries_in_window=0, **state)
    connection.execute(
        update(CONTENT)
        .where(CONTENT.c.follow_up_id == old.id)
        .values(
            recruiter_email=new.recruiter_email,
            candidate_email=new.candidate_email,
            reference=new.reference,
            request=new.request,
            language=new.language,
            subject=new.subject,
            body=new.body,
            phrasing=new.phrasing,
            findings=new.findings,
            message_id=new.message_id,
            letter_hash=hashlib.sha256(f"{new.subject}\n{new.body}".encode("utf-8", "surrogatepass")).hexdigest(),
        )
    )
    connection.execute(delete(MESSAGE).where(MESSAGE.c.follow_up_id == old.id))
    if "attachments" in parts:
        _replace_attachments(connection, old.id, new)
    if {"candidate", "recruiter"} & set(parts):  # or whom it named before would be found by nobody who erases them
        retention.wipe_answers(connection, old.id, erased=False)
    add_event(connection, old.id, at=at, type="changed", detail={"parts": parts})
    if plan is not None:
        told = {"old_send_at": old.plan["send_at"], **follow_ups.planned_detail(plan)}
        add_event(connection, old.id, at=at, type="replanned", detail=told)


def _replace_attachments(connection: Connection, id_: UUID, new: NewFollowUp) -> None:
    connection.execute(delete(ATTACHMENT).where(ATTACHMENT.c.follow_up_id == id_))
    for position, file in enumerate(new.attachments):
        connection.execute(
            insert(ATTACHMENT).values(
                follow_up_id=id_,
                position=position,
                filename=file.filename,
                sha256=file.sha256,
                content=file.content,
            )
        )
