"""Which rule set of the letter check holds, and the letters that wait and were checked with another one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, text, update
from sqlmodel import SQLModel

from service.domain.follow_up import Status
from service.store.tables import IS_SCHEDULED

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
RULE_SET = TABLES["rule_set"]


def version_that_holds(connection: Connection) -> str:
    """Return the version of the rule set that letters are checked again with; "" when none has checked yet."""
    version: str = connection.execute(select(RULE_SET.c.version)).scalar_one()
    return version


def hold(connection: Connection, version: str) -> None:
    """Let `version` hold from now on: processes with another one leave stored letters alone."""
    connection.execute(update(RULE_SET).values(version=version))


def versions_that_wait(connection: Connection) -> tuple[str, ...]:
    """Return the least and the greatest version that a scheduled follow-up was checked with, or () without any.

    Two look-ups at the ends of a partial index, whatever the number of rows.
    """
    found = []
    for end in (func.min, func.max):
        version = connection.execute(select(end(STATE.c.rules_version)).where(text(IS_SCHEDULED))).scalar()
        if version is not None:
            found.append(version)
    return tuple(found)


def checked_with(connection: Connection, version: str, *, limit: int) -> Sequence[UUID]:
    """Return the scheduled follow-ups that were last checked with `version`, those that are due soonest first."""
    return (
        connection.execute(
            select(STATE.c.id)
            .where(text(IS_SCHEDULED), STATE.c.rules_version == version)
            .order_by(STATE.c.send_at)
            .limit(limit)
        )
        .scalars()
        .all()
    )


def note_check(
    connection: Connection,
    id_: UUID,
    *,
    seen: int,
    at: datetime,
    version: str,
    findings: list[dict[str, Any]],
    status: Status = Status.SCHEDULED,
) -> bool:
    """Record a check of a scheduled follow-up; False: it was claimed or changed meanwhile, and nothing is recorded.

    Args:
        connection: of the caller's transaction.
        id_: whose letter.
        seen: the row's version when its letter was read.
        at: aware UTC.
        version: of the rule set.
        findings: as the API answers them.
        status: what becomes of the follow-up.
    """
    result = connection.execute(
        update(STATE)
        .where(STATE.c.id == id_, STATE.c.status == Status.SCHEDULED.value, STATE.c.version == seen)
        .values(status=status.value, rules_version=version, version=STATE.c.version + 1, updated_at=at)
    )
    if result.rowcount != 1:
        return False
    set_findings(connection, id_, findings)
    return True


def set_findings(connection: Connection, id_: UUID, findings: list[dict[str, Any]]) -> None:
    """Store what a check found, for a row that the caller's transaction holds."""
    connection.execute(update(CONTENT).where(CONTENT.c.follow_up_id == id_).values(findings=findings))


def set_request(connection: Connection, id_: UUID, request: dict[str, Any]) -> None:
    """Store a follow-up's changed facts, for a row that the caller's transaction holds."""
    connection.execute(update(CONTENT).where(CONTENT.c.follow_up_id == id_).values(request=request))
