"""Many follow-ups out of one, by SQL inside the database: the rows are what the service stored, but for what differs.

A copy differs in its id, its account, its Message-ID, its hashes (random, as real ones are) and its days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from tests.bench.letters import DOMAIN

STATE, CONTENT, PLAN, EVENT = "follow_up", "follow_up_content", "follow_up_plan", "event"
_INSTANTS = ("opens_at", "closes_at", "expires_at")  # of a copy: those of the original, moved on
_HASHES = ("duplicate_hash", "recruiter_hash", "domain_hash")


@dataclass(frozen=True, kw_only=True)
class Copies:
    """What to make of the follow-up that is copied."""

    original: UUID
    tag: str
    first: int  # the number of the first copy; unique in the database
    count: int
    accounts: tuple[str, int]  # prefix, and how many take turns
    days: int = 0  # moved on by so many,
    over_days: int = 1  # and by up to so many more in turns
    spread_seconds: float = 0.0  # they are due so long after the opening of their window, one after another


@dataclass(frozen=True, kw_only=True)
class _Dialect:
    numbers: str
    id: str  # of copy n of row t: grows with n, as version 7 does with time
    random_hash: str
    later: str  # an instant, moved on by whole days
    due: str  # the instant at which it is due
    original: str


_SQLITE = _Dialect(
    numbers="RECURSIVE numbered(n) AS"
    " (SELECT :first UNION ALL SELECT n + 1 FROM numbered WHERE n + 1 < :first + :count)",
    id="substr(t.{key}, 1, 12) || printf('%020x', n)",
    random_hash="lower(hex(randomblob(32)))",
    later="strftime('%Y-%m-%d %H:%M:%f', t.{column}, (:days + n % :over_days) || ' days') || '000'",
    due="strftime('%Y-%m-%d %H:%M:%f', t.opens_at, (:days + n % :over_days) || ' days',"
    " ((n - :first) * :spread / :count) || ' seconds') || '000'",
    original=":original",
)
_POSTGRESQL = _Dialect(
    numbers="numbered(n) AS (SELECT generate_series(CAST(:first AS bigint), CAST(:first + :count - 1 AS bigint)))",
    id="CAST(substr(replace(CAST(t.{key} AS text), '-', ''), 1, 12) || lpad(to_hex(n), 20, '0') AS uuid)",
    random_hash="md5(CAST(random() AS text)) || md5(CAST(random() AS text))",
    later="t.{column} + (:days + n % :over_days) * INTERVAL '1 day'",
    due="t.opens_at + (:days + n % :over_days) * INTERVAL '1 day'"
    " + (n - :first) * CAST(:spread AS double precision) / :count * INTERVAL '1 second'",
    original="CAST(:original AS uuid)",
)


def make(connection: Connection, copies: Copies) -> None:
    """Store the copies in the caller's transaction, each scheduled."""
    sqlite = connection.dialect.name == "sqlite"
    dialect = _SQLITE if sqlite else _POSTGRESQL
    prefix, accounts = copies.accounts
    given = {
        "original": copies.original.hex,
        "first": copies.first,
        "count": copies.count,
        "days": copies.days,
        "over_days": copies.over_days,
        "accounts": accounts,
        "spread": float(copies.spread_seconds),
    }
    later = {column: dialect.later.format(column=column) for column in _INSTANTS} | {"send_at": dialect.due}
    random = dict.fromkeys(_HASHES, dialect.random_hash)
    state = {"status": "'scheduled'", "account": f"'{prefix}' || (n % :accounts)", **later, **random}
    content = {"message_id": f"'<{copies.tag}-' || n || '@{DOMAIN}>'"}
    if not sqlite:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
    for table, key, changed in ((STATE, "id", state), (CONTENT, "follow_up_id", content), (PLAN, "follow_up_id", {})):
        connection.execute(text(_insert(dialect, table, key, changed)), given)
    connection.execute(text(_insert(dialect, EVENT, "follow_up_id", {}, left_out="id")), given)


def _insert(dialect: _Dialect, table: str, key: str, changed: Mapping[str, str], *, left_out: str | None = None) -> str:
    columns = [column.name for column in SQLModel.metadata.tables[table].columns if column.name != left_out]
    values = {column: f"t.{column}" for column in columns} | {key: dialect.id.format(key=key)} | dict(changed)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608  # names of our own tables and constants
        f"WITH {dialect.numbers} SELECT {', '.join(values[column] for column in columns)} "
        f"FROM numbered CROSS JOIN {table} AS t WHERE t.{key} = {dialect.original}"
    )


def at_rest(connection: Connection) -> bool:
    """Whether nothing is under way: every try has been recorded."""
    busy = "SELECT count(*) FROM follow_up WHERE status IN ('claimed', 'transmitting')"
    return int(connection.execute(text(busy)).scalar_one()) == 0


def count_of(connection: Connection, status: str) -> int:
    """Count the follow-ups of a status."""
    return int(
        connection.execute(
            text("SELECT count(*) FROM follow_up WHERE status = :status"), {"status": status}
        ).scalar_one()
    )
