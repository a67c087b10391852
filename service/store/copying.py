"""SQLite → PostgreSQL: every row of every table, in one transaction of the target that is compared before it commits.

Nobody else has the source open meanwhile, so nothing can be accepted or sent beside the copy. When anything fails,
the target is as empty as it was, and the source is as it was in any case.
"""

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice, zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, Select, String, Table, collate, delete, func, insert, inspect, select, text
from sqlmodel import SQLModel

from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata
from service.store import schema
from service.store.engine import Database
from service.store.sole_use import sole_use

AT_ONCE = 500  # rows of one statement
SEEDED = frozenset({"calendar_state", "rule_set"})  # one row each, which the migrations put there
_VERSION_TABLE = "alembic_version"
_GIVE_EMPTY = "nothing is mixed or overwritten, give an empty database"


class CopyError(RuntimeError):
    """There is no copy; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What stands in the target now, compared row by row with the source."""

    rows: Mapping[str, int]  # by table
    sealed_secrets: int  # which only the source's key opens


def copy_all(source: Database, target: Database) -> Copied:
    """Copy every row; the source is not changed.

    Args:
        source: SQLite, with the newest schema.
        target: PostgreSQL; without tables, or with those of this or an earlier schema of ours and nothing in them.

    Raises:
        CopyError: the source is not what it should be, the target is not empty or not ours, or the copy differs.
        InUseError: another process has the source or the target open.
        SchemaError: the target's schema is newer than this version.
        DatabaseError: one of the two cannot be used.
    """
    if not source.is_sqlite or target.is_sqlite:
        raise CopyError("a copy goes from SQLite to PostgreSQL")
    with sole_use(source) as reading:
        _demand_whole(reading)
        with sole_use(target) as looking:
            _demand_empty(looking)  # before anything of it is changed
        schema.upgrade(target)
        with sole_use(target) as writing:
            _demand_empty(writing)
            for table in _tables():
                if table.name in SEEDED:
                    writing.execute(delete(table))
                _copy_table(reading, writing, table)
                _set_sequence(writing, table)
            rows = {table.name: _compare(reading, writing, table) for table in _tables()}
        secrets = sum(
            reading.execute(select(func.count()).where(table.c.sealed_secret.is_not(None))).scalar_one()
            for table in _tables()
            if "sealed_secret" in table.c
        )
    return Copied(rows=rows, sealed_secrets=secrets)


def _tables() -> list[Table]:
    """Return all tables, those first that others refer to."""
    return SQLModel.metadata.sorted_tables


def _demand_whole(source: Connection) -> None:
    """Refuse a source whose tables this version does not know to the last."""
    stored = schema.stored_revision(source)
    if stored != schema.newest_revision():
        raise CopyError(
            f"the SQLite file's schema is {stored or 'empty'}, this version needs {schema.newest_revision()}: run "
            "`tanyakabar migrate` first"
        )
    unknown = set(inspect(source).get_table_names()) - {table.name for table in _tables()} - {_VERSION_TABLE}
    if unknown:
        raise CopyError(f"the SQLite file has tables that are not ours: {', '.join(sorted(unknown))}")


def _demand_empty(target: Connection) -> None:
    """Refuse a target that holds rows, or tables of somebody else's; it may have no tables, or ours of any schema."""
    there = set(inspect(target).get_table_names()) - {_VERSION_TABLE}
    others = there - {table.name for table in _tables()}
    if others:
        raise CopyError(f"the target has tables that are not ours ({', '.join(sorted(others))}): {_GIVE_EMPTY}")
    ours = [table for table in _tables() if table.name in there - SEEDED]
    filled = [table.name for table in ours if target.execute(select(text("1")).select_from(table).limit(1)).first()]
    if filled:
        raise CopyError(f"the target is not empty ({', '.join(filled)}): {_GIVE_EMPTY}")


def _copy_table(source: Connection, target: Connection, table: Table) -> None:
    with closing(_rows(source, table)) as rows:
        while portion := list(islice(rows, AT_ONCE)):
            target.execute(insert(table), portion)


def _set_sequence(target: Connection, table: Table) -> None:
    """Let the next number that PostgreSQL gives out come after those that were copied."""
    (key,) = columns if len(columns := list(table.primary_key)) == 1 else (None,)
    if key is None or not isinstance(key.type, Integer):
        return
    sequence = target.execute(select(func.pg_get_serial_sequence(table.name, key.name))).scalar()
    if sequence is not None:
        newest = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
        target.execute(select(func.setval(sequence, newest, False)))


def _compare(source: Connection, target: Connection, table: Table) -> int:
    """Compare a table row by row, by a hash of what each side reads; returns how many there are.

    Raises:
        CopyError: a row differs, or is on one side only.
    """
    count = 0
    with closing(_rows(source, table)) as left, closing(_rows(target, table)) as right:
        for ours, theirs in zip_longest(left, right):
            if ours is None or theirs is None or hash_of(ours) != hash_of(theirs):
                raise CopyError(
                    f"the copy of {table.name} differs in row {count + 1} by its key: nothing of it was kept"
                )
            count += 1
    return count


def _rows(connection: Connection, table: Table) -> Generator[dict[str, Any], None, None]:
    """Read a table by its key, in portions."""
    query = _by_key(connection, table).execution_options(yield_per=AT_ONCE)
    with connection.execute(query) as found:
        for row in found.mappings():
            yield dict(row)


def _by_key(connection: Connection, table: Table) -> Select[Any]:
    """Return the query of a table in the order of its key: that of bytes, whatever the target's language."""
    in_c = connection.dialect.name == "postgresql"
    keys = [collate(key, "C") if in_c and isinstance(key.type, String) else key for key in table.primary_key]
    return select(table).order_by(*keys)


def hash_of(row: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of a row as Python reads it, the same for both databases."""
    return hashlib.sha256(json.dumps(list(_plain(row)), ensure_ascii=True, sort_keys=True).encode()).digest()


def _plain(row: Mapping[str, Any]) -> Iterator[Any]:
    for name in sorted(row):
        value = row[name]
        match value:
            case bytes():
                yield name, hashlib.sha256(value).hexdigest()
            case datetime():
                yield name, value.astimezone(UTC).isoformat()
            case UUID():
                yield name, str(value)
            case None | bool() | int() | float() | str() | dict() | list():
                yield name, value
            case _:  # a date
                yield name, repr(value)
