import threading
from collections.abc import Callable
from concurrent.futures import Future, wait

import pytest
from sqlalchemy import Connection, text

from service.store.engine import Database
from service.store.writer import Writer


def note(day: int) -> Callable[[Connection], None]:
    """Return a job that inserts the override of one day of January."""

    def job(connection: Connection) -> None:
        statement = text("INSERT INTO calendar_override VALUES (:on, '', 'day_off', 'x', '2026-01-01 00:00:00.000000')")
        connection.execute(statement.bindparams(on=f"2026-01-{day}"))

    return job


def count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM calendar_override")).scalar_one())


def held_writer(writer: Writer) -> threading.Event:
    """Keep the writer busy, so that what follows gathers behind it."""
    begun, release = threading.Event(), threading.Event()

    def hold(_connection: Connection) -> None:
        begun.set()
        assert release.wait(10)

    writer.submit(hold)
    assert begun.wait(10)
    return release


def test_a_caller_is_answered_only_after_its_own_commit(database: Database, writer: Writer) -> None:
    for day in range(10, 20):
        writer.run_blocking(note(day))
        assert count(database) == day - 9


def test_jobs_that_gathered_share_one_commit(database: Database, writer: Writer) -> None:
    watcher = database.reader.connect()
    watcher.exec_driver_sql("SELECT 1")
    release = held_writer(writer)
    before = watcher.exec_driver_sql("PRAGMA data_version").scalar_one()
    watcher.rollback()
    futures = [writer.submit(note(day)) for day in range(10, 30)]
    release.set()
    wait(futures, timeout=10)
    after = watcher.exec_driver_sql("PRAGMA data_version").scalar_one()
    watcher.close()
    assert count(database) == 20
    assert after - before == 1  # data_version counts the commits of other connections


def test_a_job_that_fails_spoils_no_other(database: Database, writer: Writer) -> None:
    def fail(connection: Connection) -> None:
        note(25)(connection)
        raise LookupError("on purpose")

    release = held_writer(writer)
    good: list[Future[None]] = [writer.submit(note(10))]
    bad = writer.submit(fail)
    good.append(writer.submit(note(11)))
    release.set()
    for future in good:
        future.result(10)
    with pytest.raises(LookupError, match="on purpose"):
        bad.result(10)
    assert count(database) == 2


def test_a_job_whose_caller_went_away_before_it_began_is_not_run(database: Database, writer: Writer) -> None:
    release = held_writer(writer)
    gone = writer.submit(note(10))
    assert gone.cancel()
    stays = writer.submit(note(11))
    release.set()
    stays.result(10)
    assert count(database) == 1


def test_closing_commits_what_was_queued_and_then_refuses(database: Database) -> None:
    writer = Writer(database.writer)
    futures = [writer.submit(note(day)) for day in range(10, 20)]
    writer.close()
    assert all(future.done() for future in futures)
    assert count(database) == 10
    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(lambda _connection: None)
