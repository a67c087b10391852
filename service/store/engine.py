"""Opening the database: SQLite with the pragmas that make commits durable, or PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, cast
from urllib.parse import quote, urlencode

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

__all__ = [
    "UNAVAILABLE",
    "Connection",
    "Database",
    "DatabaseError",
    "DatabaseUrlError",
    "may_run_again",
    "open_database",
    "without_password",
]

BUSY_TIMEOUT_MS = 30_000
_LOOK_FOR_LOCK_SECONDS = 0.0005
_PRIMARY_CODE = 0xFF  # of SQLite's result codes
ACCEPTED = "accepted are sqlite:///path and postgresql://user:password@host/name"

# One process's connections to PostgreSQL at most: the writer's, and one for each thread that reads.
POOL_SIZE, POOL_OVERFLOW, POOL_WAIT_SECONDS = 4, 12, 10.0
APPLICATION = "tanyakabar"  # what PostgreSQL calls our sessions
RECYCLE_SECONDS = 1800  # before firewalls and proxies forget a quiet connection
_POSTGRES: dict[str, object] = {
    "application_name": APPLICATION,
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 15,  # seconds; with the three below a host that vanished is noticed within half a minute
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,  # ms
}
_POSTGRES_SETTINGS = {
    "statement_timeout": "30s",
    "lock_timeout": "15s",
    "idle_in_transaction_session_timeout": "10s",  # a stopped process must not keep its rows from the others
}

_PASSWORDS = frozenset({"password", "sslpassword"})  # where a URL's parameters hold one

DatabaseError = SQLAlchemyError  # what other layers call it, who hand connections on without knowing SQL


UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeoutError)  # it cannot be reached, or cannot work just now
# Serialization failure, deadlock; somebody stored the same key, or deleted what a row was about to refer to.
_SAYS_AGAIN = frozenset({"40001", "40P01", "23505", "23503"})


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
        self.reader.dispose()


def open_database(url: str) -> Database:
    """Open a database by its SQLAlchemy URL; nothing is created or migrated.

    Raises:
        DatabaseUrlError: the URL is none, or its driver is not installed.
        DatabaseError: later, when it is first used and cannot be reached.
    """
    try:
        address = make_url(url)
    except ArgumentError:
        raise DatabaseUrlError(ACCEPTED) from None
    if address.drivername in {"sqlite", "sqlite+pysqlite"}:
        return Database(writer=_sqlite(url, begin=_begin_writing), reader=_sqlite(url, begin=_begin_reading))
    if address.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise DatabaseUrlError(ACCEPTED)
    try:
        engine = _postgresql(address.set(drivername="postgresql+psycopg"))
    except ImportError:
        raise DatabaseUrlError("for PostgreSQL install the driver too: pip install 'tanyakabar[postgres]'") from None
    # Readers share the pool; REPEATABLE READ gives all statements of one look the same snapshot.
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(writer=engine, reader=reader)


def without_password(url: str) -> str:
    """Return a URL of PostgreSQL as its own tools read it, to be shown: all of it but the passwords."""
    given = make_url(url)
    shown = URL.create("postgresql", username=given.username, host=given.host, port=given.port, database=given.database)
    kept = {name: values for name, values in given.normalized_query.items() if name not in _PASSWORDS}
    # Not SQLAlchemy's own rendering: PostgreSQL's tools do not read a plus sign as a space.
    query = urlencode(kept, doseq=True, quote_via=quote, safe="/")
    return shown.render_as_string() + (f"?{query}" if query else "")


def may_run_again(error: Exception) -> bool:
    """Say whether a transaction that failed before its COMMIT was asked for may do better when it is run again."""
    if not isinstance(error, DBAPIError):
        return False
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _SAYS_AGAIN


def _postgresql(address: URL) -> Engine:
    given = {**_POSTGRES, **address.query}  # what stands in the URL wins
    settings = " ".join(f"-c {name}={value}" for name, value in _POSTGRES_SETTINGS.items())
    given["options"] = f"{settings} {given.get('options', '')}".strip()
    return create_engine(
        address.set(query={}),
        hide_parameters=True,  # they hold addresses and letters; errors are logged
        connect_args=given,
        pool_pre_ping=True,  # a connection that the server has ended is replaced before it is used
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_recycle=RECYCLE_SECONDS,
        isolation_level="READ COMMITTED",  # every statement after a lock sees what the lock's last holder committed
    )


def _sqlite(url: str, *, begin: Callable[[Connection], None]) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # they hold addresses and letters; errors are logged
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
            "secure_delete = ON",  # what was wiped is not left behind in free pages
            "temp_store = MEMORY",  # an UPDATE of several rows needs no file to be able to undo itself
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "begin", begin)
    return engine


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_writing(connection: Connection) -> None:
    """Take SQLite's write lock; a deferred BEGIN that upgrades later is answered SQLITE_BUSY at once.

    SQLite itself would look for it every 100 ms, and never find it free beside a process that commits without a rest:
    a mark before a dot had to wait for seconds while another process sent letters.
    """
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    until = monotonic() + BUSY_TIMEOUT_MS / 1000
    driver.execute("PRAGMA busy_timeout = 0")
    try:
        while monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:  # as the driver raises it, which the callers do not know
                if getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE != sqlite3.SQLITE_BUSY:
                    break
            else:
                return
            sleep(_LOOK_FOR_LOCK_SECONDS)
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what they know
    finally:
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
