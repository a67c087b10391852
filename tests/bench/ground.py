"""What the parts of a run share: a folder, a sink, the databases, and processes that end with them."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import which

import psycopg

from tests.bench.letters import Terms
from tests.bench.processes import Child
from tests.bench.size import Size, Tell
from tests.bench.stores import Sending, Store, new_store
from tests.peers.postgres import NoPostgresError, Postgres, postgres_server
from tests.peers.service_process import free_port


@dataclass(kw_only=True)
class Ground:
    """One part's; everything ends with `ends`."""

    folder: Path
    size: Size
    tell: Tell
    sink: Child
    ends: ExitStack
    postgres: Postgres | None = None

    def store(self, name: str, *, port: int | None = None, on_postgres: bool = False) -> Store:
        """Return a new store whose letters go to the sink, or to `port`."""
        sending = Sending(
            port=port or self.sink.port, accounts=self.size.accounts, connections=self.size.connections_each
        )
        url = self.database() if on_postgres else None
        return self.ends.enter_context(new_store(self.folder / name, sending, url=url))

    def database(self) -> str:
        """Return the URL of a new, empty PostgreSQL database."""
        assert self.postgres is not None
        return self.ends.enter_context(self.postgres.database(migrated=False))

    def database_dsn(self) -> str:
        """Return where a new, empty PostgreSQL database is, as libpq reads it."""
        return Postgres.dsn(self.database())

    def terms(self, store: Store, *, letters: int, port: int | None = None, url: str = "") -> Terms:
        """Return what a process is started with that sends the same letter as a store does."""
        return {
            "port": port or self.sink.port,
            "connections": self.size.connections,
            "letters": letters,
            "tag": "",
            "letter": store.letter,
            "folder": str(self.folder),
            "url": url,
        }

    def redis(self) -> str | None:
        """Start a Redis server of our own; None where there is none."""
        program = which("redis-server")
        if program is None:
            return None
        port = free_port()
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        server = subprocess.Popen(  # noqa: S603  # a program of this machine
            [program, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        self.ends.callback(server.wait, 10)
        self.ends.callback(server.terminate)
        return f"redis://127.0.0.1:{port}/0"


@contextmanager
def ground(size: Size, tell: Tell) -> Iterator[Ground]:
    """Give what a part works on; everything of it is gone afterwards."""
    with ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="tanyakabar-bench-")))
        sink = ends.enter_context(Child("tests.bench.sink"))
        found = Ground(folder=folder, size=size, tell=tell, sink=sink, ends=ends)
        if size.postgres:
            try:
                found.postgres = ends.enter_context(postgres_server())
            except NoPostgresError as error:
                tell(f"without PostgreSQL: {error}")
            else:
                _make_durable(found.postgres)
        yield found


def _make_durable(postgres: Postgres) -> None:
    """Let the server write to the disk at every commit, which tests do without."""
    if postgres.own is None:
        return
    with psycopg.connect(Postgres.dsn(postgres.address), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET fsync")
        connection.execute("SELECT pg_reload_conf()")
    told = postgres.ask("SHOW fsync")
    if told != [("on",)]:
        raise RuntimeError(f"fsync of PostgreSQL is {told}")
