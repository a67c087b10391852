"""A transaction while no other process has the database open: for what must not run beside the service."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, func, inspect, select, text
from sqlalchemy.exc import OperationalError

from service.store.engine import APPLICATION, Database, DatabaseError

SECONDS_TO_WAIT = 2  # for a process that is just closing its connections
_BUSY = ("database is locked", "database table is locked")


class InUseError(RuntimeError):
    """Another process has the database open; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "another process has this database open: stop every `serve`, and whatever else reads it, then run the "
            "command again"
        )


@contextmanager
def sole_use(database: Database) -> Iterator[Connection]:
    """Give a transaction during which no other process of ours reads or writes; it is committed at the end.

    SQLite lets nobody else have the file open, not even idle: every process that has used it since its start holds a
    lock that is noticed here. PostgreSQL is asked for other sessions of ours, and `follow_up` is locked for writing.

    Raises:
        InUseError: another process has it open.
        DatabaseError: it cannot be used at all.
    """
    if not database.is_sqlite:
        with database.writer.begin() as connection:
            _lift_time_limits(connection)
            _wait_for_others(connection)
            if inspect(connection).has_table("follow_up"):
                connection.execute(text("LOCK TABLE follow_up IN EXCLUSIVE MODE"))
            yield connection
        return
    database.dispose()  # our own idle connections hold that lock too
    engine = _alone(database.writer)
    try:
        with engine.begin() as connection:
            yield connection
    except DatabaseError as error:
        if isinstance(error, OperationalError) and str(error.orig) in _BUSY:
            raise InUseError from None
        raise
    finally:
        engine.dispose()


_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND application_name IN (:ours, current_setting('application_name'))"
)


def _wait_for_others(connection: Connection) -> None:
    """Wait a moment until no other session of ours is left on PostgreSQL."""
    for _ in range(10 * SECONDS_TO_WAIT):
        if connection.execute(text(_OTHERS), {"ours": APPLICATION}).scalar_one() == 0:
            return
        connection.execute(text("SELECT pg_sleep(0.1), pg_stat_clear_snapshot()"))
    raise InUseError


def _lift_time_limits(connection: Connection) -> None:
    """Let the statements of a PostgreSQL transaction take as long as they need."""
    for name in ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"):
        connection.execute(select(func.set_config(name, "0", True)))


def _alone(like: Engine) -> Engine:
    """Return an engine of one SQLite file whose connections begin by leaving WAL, which nobody else may use then."""
    engine = create_engine(
        like.url,
        hide_parameters=True,
        connect_args={"isolation_level": None, "timeout": SECONDS_TO_WAIT},
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def leave_wal(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's own connection
        try:
            for pragma in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}").close()
        except BaseException:
            connection.close()  # else it would stay open beside whoever is in our way
            raise

    @event.listens_for(engine, "begin")
    def take_lock(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN EXCLUSIVE")

    return engine
