"""Databases of every earlier schema, filled by the version of then; kept as SQLite's own dumps in `filled/`.

Each holds the same eleven letters (`hr1@majujaya.test` …): sent, failed, in doubt, tried once, cancelled, answered,
expired, three that wait for December, one at work when its process ended; from 0003 on a wiped one as well.
"""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from alembic import command
from sqlalchemy import Connection, Date, DateTime, MetaData, Table, Uuid, delete, insert, select
from sqlalchemy.types import JSON, Boolean

from service.store import schema
from service.store.engine import Database

FOLDER = Path(__file__).parent / "filled"
REVISIONS = sorted(path.stem for path in FOLDER.glob("*.sql"))
VERSION_TABLE = "alembic_version"
Rows = dict[str, list[dict[str, Any]]]  # by table, as SQLite keeps them


def rows_of(revision: str) -> Rows:
    """Return what a kept database holds."""
    with closing(sqlite3.connect(":memory:")) as kept:
        kept.executescript((FOLDER / f"{revision}.sql").read_text(encoding="utf-8"))
        kept.row_factory = sqlite3.Row
        names = [row["name"] for row in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [dict(row) for row in kept.execute(f'SELECT * FROM "{name}"')] for name in sorted(names)}  # noqa: S608  # our own names


def write_file(revision: str, path: Path) -> None:
    """Make the SQLite file that a kept database was."""
    with closing(sqlite3.connect(path)) as fresh:
        fresh.executescript((FOLDER / f"{revision}.sql").read_text(encoding="utf-8"))


def upgrade_to(database: Database, revision: str) -> None:
    """Bring a database to a schema that is not the newest, which the product itself never does."""
    with database.writer.begin() as connection:
        config = schema._config()  # noqa: SLF001  # see above
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def put_in(connection: Connection, rows: Rows) -> None:
    """Store rows in the columns that they name and no others, as the version that had those columns does."""
    numbered = {"event": "id"}  # by the database
    for table in _tables(connection):
        if some := rows.get(table.name):
            connection.execute(delete(table))  # what a migration seeds
            given = [{name: value for name, value in row.items() if name != numbered.get(table.name)} for row in some]
            connection.execute(insert(table), [_typed(table, row) for row in given])


def changed_in(connection: Connection, rows: Rows) -> list[str]:
    """Return the tables in which not exactly these rows are, each with the values it had."""
    tables = {table.name: table for table in _tables(connection)}
    return [
        name for name, some in rows.items() if _found(connection, tables[name], some) != _wanted(tables[name], some)
    ]


def _tables(connection: Connection) -> list[Table]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def _found(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> list[str]:
    columns = [table.c[name] for name in rows[0]] if rows else list(table.c)
    found = connection.execute(select(*columns)).mappings()
    return sorted(repr({name: _in_utc(value) for name, value in row.items()}) for row in found)


def _in_utc(value: object) -> object:
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo is not None else value


def _wanted(table: Table, rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(_typed(table, row)) for row in rows)


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of SQLite as the reflected table's types want it."""
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(type_: object, value: Any) -> Any:  # noqa: ANN401  # whatever a column holds
    if value is None:
        return None
    match type_:
        case Uuid():
            return UUID(value)
        case JSON():
            return json.loads(value)
        case Boolean():
            return bool(value)
        case DateTime(timezone=True):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        case DateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case _:
            return value
