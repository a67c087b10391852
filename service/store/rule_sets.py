"""Which rule set of the letter check holds, and the letters that wait and were checked with another one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, text, update
from sqlmodel import SQLModel

from service.domain.follow_up import Status
from service.store.tables import IS_SCHEDULED

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
RULE_SET = TABLES["rule_set"]

# Steps from each version that waits to the next one.
_VERSIONS = text(
    f"""
    WITH RECURSIVE waiting(version) AS (
        SELECT min(rules_version) FROM follow_up WHERE {IS_SCHEDULED}
        UNION ALL
        SELECT (SELECT min(rules_version) FROM follow_up WHERE {IS_SCHEDULED} AND rules_version > waiting.version)
        FROM waiting WHERE waiting.version IS NOT NULL
    )
    SELECT version FROM waiting WHERE version IS NOT NULL
    """  # noqa: S608  # a constant condition
)


def version_that_holds(connection: Connection) -> str:
    """Return the version of the rule set that letters are checked again with; "" when none has checked yet."""
    version: str = connection.execute(select(RULE_SET.c.version)).scalar_one()
    return version


def hold(connection: Connection, version: str) -> None:
    """Let `version` hold from now on: processes with another one leave stored letters alone."""
    connection.execute(update(RULE_SET).values(version=version))


def versions_that_wait(connection: Connection) -> tuple[str, ...]:
    """Return the versions that scheduled follow-ups were checked with, sorted; () without any.

    As many look-ups in a partial index as there are versions, whatever the number of rows.
    """
    return tuple(connection.execute(_VERSIONS).scalars())


def checked_with(connection: Connection, version: str, *, limit: int) -> list[tuple[datetime, UUID]]:
    """Return `send_at` (aware UTC) and id of scheduled follow-ups last checked with `version`, soonest first."""
    rows = connection.execute(
        select(STATE.c.send_at, STATE.c.id)
        .where(text(IS_SCHEDULED), STATE.c.rules_version == version)
        .order_by(STATE.c.send_at)
        .limit(limit)
    )
    return [(send_at, id_) for send_at, id_ in rows]


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
