"""Every earlier schema is brought forward with all its rows, and the service goes on where the old one stopped."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from service.store import schema
from service.store.engine import Database, open_database
from tests.migrations.filled_databases import (
    REVISIONS,
    VERSION_TABLE,
    Rows,
    changed_in,
    put_in,
    rows_of,
    upgrade_to,
    write_file,
)
from tests.peers.bench import bench
from tests.peers.postgres import Postgres
from tests.peers.smtp_server import SmtpServer

BEFORE_CLOSING = datetime.fromisoformat("2026-11-24T16:00:00+07:00")  # a little before the letter at work was due
# Tried once, waiting for December, at work when its process ended; all the others have ended, or are in doubt.
WAITING = [f"hr{number}@majujaya.test" for number in (4, 8, 9, 10, 11)]


def told(revision: str) -> Rows:
    return {name: rows for name, rows in rows_of(revision).items() if name != VERSION_TABLE}


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        database.dispose()


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'tanyakabar.db'}"


def test_a_filled_database_of_every_earlier_schema_is_kept() -> None:
    assert schema.known_revisions() - {schema.newest_revision()} <= set(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_keeps_every_row_of_a_sqlite_file(revision: str, tmp_path: Path) -> None:
    write_file(revision, tmp_path / "tanyakabar.db")
    with opened(url_of(tmp_path)) as database:
        with database.reading() as connection:
            assert schema.stored_revision(connection) == revision
        schema.upgrade(database)
        with database.reading() as connection:
            assert schema.stored_revision(connection) == schema.newest_revision()
            assert changed_in(connection, told(revision)) == []
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_upgrade_keeps_every_row_in_postgresql(revision: str, postgres: Postgres) -> None:
    with postgres.database(migrated=False) as url, opened(url) as database:
        upgrade_to(database, revision)
        with database.writer.begin() as connection:
            put_in(connection, told(revision))
        schema.upgrade(database)
        with database.reading() as connection:
            assert schema.stored_revision(connection) == schema.newest_revision()
            assert changed_in(connection, told(revision)) == []


@pytest.mark.anyio
@pytest.mark.parametrize("revision", REVISIONS)
async def test_after_an_upgrade_what_waited_leaves_once_and_nothing_else_does(revision: str, tmp_path: Path) -> None:
    write_file(revision, tmp_path / "tanyakabar.db")
    assert await left(tmp_path, url_of(tmp_path)) == Counter(WAITING)


@pytest.mark.anyio
@pytest.mark.parametrize("revision", REVISIONS)
async def test_what_an_older_process_still_stores_after_the_upgrade_leaves_once_too(
    revision: str, tmp_path: Path, postgres: Postgres
) -> None:
    with postgres.database() as url:
        with opened(url) as database, database.writer.begin() as connection:
            put_in(connection, told(revision))  # into the newest schema, in the columns that it knows
        assert await left(tmp_path, url) == Counter(WAITING)


async def left(folder: Path, url: str) -> Counter[str]:
    """Let the service of this version work until nothing waits; return who got how many letters."""
    with SmtpServer() as server:
        async with bench(folder, server, now=BEFORE_CLOSING, url=url) as running:
            running.clock.real_offset = timedelta(days=3650)  # leases of then are over
            await running.run_due()  # gives back what was at work
            for _ in range(20):
                due = await running.dispatch.tick()
                await running.dispatch.at_rest()
                if due is None:
                    break
                running.clock.set(max(due, running.clock.now()))
        return Counter(letter.rcpt_to[0] for letter in server.kept)
