"""Everything that a database holds, as text."""

from sqlalchemy import select
from sqlmodel import SQLModel

from service.store import owner_tables, tables
from service.store.engine import Database

assert owner_tables is not None
assert tables is not None  # their import fills the metadata


def dump(database: Database) -> str:
    """Return every value of every row of every table; bytes as the text they hold."""
    lines = []
    with database.reading() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                lines += [f"{table.name}: {_text(value)}" for value in row]
    return "\n".join(lines)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else repr(value)
