"""What PostgreSQL may answer to a transaction that did nothing wrong: it is run again, and the caller hears nothing."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from service.store import follow_ups
from service.store.engine import open_database
from service.store.history import add_event
from service.store.writer import Writer
from tests.peers.postgres import Postgres
from tests.store.rows import DUE, new

PUT = text("INSERT INTO test_clock VALUES (1, now(), now(), 1, 0)")


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as found:
        yield found


@pytest.fixture
def other(url: str) -> Iterator[Writer]:
    database = open_database(url)
    running = Writer(database.writer)
    yield running
    running.close()
    database.dispose()


def in_order(first: int, second: int, met: threading.Barrier) -> Callable[[Connection], int]:
    """Return a job that locks two things, once every other job holds its first one; it tells its runs."""
    runs: list[None] = []

    def job(connection: Connection) -> int:
        runs.append(None)
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": first})
        if len(runs) == 1:
            met.wait(10)
        connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": second})
        return len(runs)

    return job


def test_a_deadlock_is_run_again_and_no_caller_hears_of_it(writer: Writer, other: Writer) -> None:
    met = threading.Barrier(2)
    runs = [writer.submit(in_order(1, 2, met)), other.submit(in_order(2, 1, met))]
    assert sorted(future.result(20) for future in runs) == [1, 2]


def test_a_key_that_another_process_stored_meanwhile_is_looked_at_again(writer: Writer, other: Writer) -> None:
    looked, stored = threading.Event(), threading.Event()

    def unless_there(connection: Connection) -> str:
        if connection.execute(text("SELECT count(*) FROM test_clock")).scalar_one():
            return "found"
        looked.set()
        assert stored.wait(10)
        connection.execute(PUT)
        return "stored"

    answer = writer.submit(unless_there)
    assert looked.wait(10)
    other.run_blocking(lambda connection: connection.execute(PUT).rowcount)
    stored.set()
    assert answer.result(10) == "found"


def test_a_row_that_another_process_deleted_meanwhile_is_looked_for_again(writer: Writer, other: Writer) -> None:
    looked, deleted = threading.Event(), threading.Event()
    row = new()
    other.run_blocking(lambda connection: follow_ups.accept(connection, row))

    def while_there(connection: Connection) -> str:
        if not connection.execute(text("SELECT count(*) FROM follow_up")).scalar_one():
            return "gone"
        looked.set()
        assert deleted.wait(10)
        add_event(connection, row.id, at=DUE, type="changed", detail={})
        return "noted"

    answer = writer.submit(while_there)
    assert looked.wait(10)
    other.run_blocking(lambda connection: connection.execute(text("DELETE FROM follow_up")).rowcount)
    deleted.set()
    assert answer.result(10) == "gone"


def test_a_connection_that_the_server_ends_in_a_transaction_costs_no_job(
    url: str, postgres: Postgres, writer: Writer
) -> None:
    ended: list[int] = []

    def job(connection: Connection) -> int:
        if not ended:
            ended.append(postgres.terminate(url))
        return int(connection.execute(text("SELECT 7")).scalar_one())

    jobs = [writer.submit(job) for _ in range(5)]
    wait(jobs, timeout=20)
    assert [each.result(0) for each in jobs] == [7] * 5
    assert ended[0] >= 1


def test_a_commit_whose_answer_is_lost_is_not_run_again(url: str, postgres: Postgres, writer: Writer) -> None:
    runs: list[None] = []

    def job(connection: Connection) -> None:
        runs.append(None)
        # The trigger fires in the commit itself, and ends the server's side of it.
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION go() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
        )
        connection.exec_driver_sql(
            "CREATE CONSTRAINT TRIGGER go AFTER INSERT ON test_clock DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION go()"
        )
        connection.execute(PUT)

    with pytest.raises(DBAPIError):
        writer.run_blocking(job)
    assert len(runs) == 1
    assert postgres.ask("SELECT 1") == [(1,)]
    assert writer.run_blocking(lambda connection: connection.execute(text("SELECT 1")).scalar_one()) == 1
    assert url
