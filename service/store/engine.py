"""Opening the database: SQLite with the pragmas that make commits durable, or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

__all__ = ["Connection", "Database", "DatabaseError", "DatabaseUrlError", "open_database"]

BUSY_TIMEOUT_MS = 30_000

DatabaseError = SQLAlchemyError  # what other layers call it, who hand connections on without knowing SQL


class DatabaseUrlError(ValueError):
    """The URL names no database that can be opened; the message says what is accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """Two ways to one database: `writer` takes SQLite's write lock at BEGIN, `reader` never does."""

    writer: Engine
    reader: Engine

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite (one machine) and not PostgreSQL."""
        return self.writer.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one consistent snapshot and writes nothing."""
        with self.reader.connect() as connection:
            yield connection

    def dispose(self) -> None:
        """Close all pooled connections."""
        self.writer.dispose()
        if self.reader is not self.writer:
            self.reader.dispose()


def open_database(url: str) -> Database:
    """Open a database by its SQLAlchemy URL; nothing is created or migrated.

    Raises:
        DatabaseUrlError: the URL is none, or its driver is not installed.
        DatabaseError: later, when it is first used and cannot be reached.
    """
    try:
        backend = make_url(url).get_backend_name()
        engine = None if backend == "sqlite" else create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ImportError):
        raise DatabaseUrlError("accepted are sqlite:///path and postgresql://user:password@host/name") from None
    if engine is not None:
        return Database(writer=engine, reader=engine)
    return Database(writer=_sqlite(url, begin="BEGIN IMMEDIATE"), reader=_sqlite(url, begin="BEGIN"))


def _sqlite(url: str, *, begin: str) -> Engine:
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "isolation_level": None},  # we say BEGIN ourselves
        pool_size=8,
        max_overflow=24,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own connection
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def take_lock(connection: Connection) -> None:
        # A deferred BEGIN that upgrades later is answered SQLITE_BUSY at once, whatever the time-out says.
        connection.exec_driver_sql(begin)

    return engine
