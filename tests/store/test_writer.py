import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from datetime import UTC, date, datetime
from time import monotonic
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection, event, text
from structlog.testing import LogCapture

from service.domain.calendar_day import Override
from service.store import overrides
from service.store.engine import Database
from service.store.writer import MOMENT_SECONDS, URGENT_MOMENT_SECONDS, Committed, Writer
from service.store.writer import log as writer_log


def note(day: int) -> Callable[[Connection], None]:
    """Return a job that inserts the override of one day of January."""

    def job(connection: Connection) -> None:
        override = Override(on=date(2026, 1, day), kind="day_off", name="x")
        overrides.put_override(connection, override, at=datetime(2026, 1, 1, tzinfo=UTC))

    return job


def count(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(text("SELECT count(*) FROM calendar_override")).scalar_one())


@contextmanager
def counted_commits(database: Database) -> Iterator[Callable[[], int]]:
    """Give what counts the commits of one engine's transactions, as that engine is told of them."""
    commits: list[None] = []

    def committed(_connection: Connection) -> None:
        commits.append(None)

    event.listen(database.writer, "commit", committed)
    try:
        yield lambda: len(commits)
    finally:
        event.remove(database.writer, "commit", committed)


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


def test_jobs_that_gathered_share_one_commit(database: Database) -> None:
    writer = Writer(database.writer, moment_seconds=60)
    release = held_writer(writer)
    with counted_commits(database) as commits:
        futures = [writer.submit(note(day)) for day in range(10, 30)]
        release.set()
        wait(futures, timeout=10)
        assert commits() == 2  # of the job that held the writer, and of all that gathered
    writer.close()
    assert count(database) == 20


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


def test_a_fault_of_ours_before_any_job_could_begin_is_told_to_all_of_them(database: Database) -> None:
    begun = threading.Event()

    def fail(_connection: Connection) -> None:
        begun.set()
        raise LookupError("not even begun")

    event.listen(database.writer, "begin", fail)
    writer = Writer(database.writer)
    try:
        for future in [writer.submit(note(day)) for day in range(10, 13)]:
            with pytest.raises(LookupError, match="not even begun"):
                future.result(10)
        assert begun.is_set()
    finally:
        event.remove(database.writer, "begin", fail)
        writer.close()


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


def test_what_a_job_logs_names_the_request_that_asked_for_it(writer: Writer) -> None:
    release = held_writer(writer)
    asked = []
    for request in ("one", "other"):
        with structlog.contextvars.bound_contextvars(request_id=request):
            asked.append(writer.submit(lambda _connection: structlog.contextvars.get_contextvars()))
    release.set()
    assert [each.result(10)["request_id"] for each in asked] == ["one", "other"]


def test_after_each_commit_it_is_told_how_many_jobs_shared_it(database: Database) -> None:
    told: list[Committed] = []
    writer = Writer(database.writer, committed=told.append, moment_seconds=60)
    release = held_writer(writer)
    for day in range(1, 4):
        writer.submit(note(day))
    release.set()
    writer.close()
    assert [commit.jobs for commit in told] == [1, 3]


@contextmanager
def said_through(logger: Any) -> Iterator[list[Any]]:  # noqa: ANN401  # structlog's own type says no more
    """Give what is logged; a logger that an earlier test has used keeps the processors of then, so they are changed."""
    processors, said = logger.bind()._processors, LogCapture()  # noqa: SLF001  # see above
    kept = processors[:]
    processors[:] = [said]
    try:
        yield said.entries
    finally:
        processors[:] = kept


@pytest.mark.parametrize(("waited", "ran", "durable", "warned"), [(0.7, 0.2, 0.2, True), (0.5, 0.2, 0.2, False)])
def test_a_commit_that_took_long_says_where_its_time_went(
    waited: float, ran: float, durable: float, *, warned: bool
) -> None:
    commit = Committed(jobs=2, waited_seconds=waited, ran_seconds=ran, commit_seconds=durable)
    with said_through(writer_log) as lines:
        commit.warn_when_slow()
    said = {"event": "commit_slow", "log_level": "warning", "jobs": 2}
    said |= {"waited_seconds": waited, "ran_seconds": ran, "commit_seconds": durable}
    assert lines == ([said] if warned else [])


def test_what_is_urgent_comes_before_what_gathered_first(database: Database, writer: Writer) -> None:
    order: list[str] = []
    release = held_writer(writer)
    others = [writer.submit(lambda _connection: order.append("other")) for _ in range(3)]
    urgent = writer.submit(lambda _connection: order.append("urgent"), urgent=True)
    if not database.is_sqlite:  # it waits for no other there
        urgent.result(10)
    release.set()
    wait([*others, urgent], timeout=10)
    assert order == ["urgent", "other", "other", "other"]


def test_other_jobs_make_a_transaction_no_longer_than_a_moment(database: Database) -> None:
    order: list[str] = []

    def slow(_connection: Connection) -> None:
        order.append("slow")
        assert not threading.Event().wait(MOMENT_SECONDS * 1.2)

    told: list[Committed] = []
    writer = Writer(database.writer, committed=told.append)
    release = held_writer(writer)
    left = writer.submit(slow)
    after = [writer.submit(lambda _connection: order.append("after")) for _ in range(2)]
    release.set()
    left.result(10)
    urgent = writer.submit(lambda _connection: order.append("urgent"), urgent=True)
    wait([*after, urgent], timeout=10)
    writer.close()
    assert [each for each in order if each != "urgent"] == ["slow", "after", "after"]
    jobs = [commit.jobs for commit in told]
    assert sum(jobs) == 5
    assert jobs[:2] == [1, 1]  # the one that held it, and the slow one alone


def test_what_comes_while_another_process_holds_the_database_shares_the_next_commit(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL's writers hold rows, not the database")
    told: list[Committed] = []
    about_to_begin = threading.Event()
    writer = Writer(database.writer, committed=told.append)
    with database.writer.begin():
        event.listen(database.writer, "checkout", lambda *_given: about_to_begin.set())
        answers = [writer.submit(note(1))]
        assert about_to_begin.wait(10)
        began_at = monotonic()
        answers += [writer.submit(note(2)), writer.submit(note(3), urgent=True)]
        held_seconds = monotonic() - began_at
    wait(answers, timeout=10)
    writer.close()
    assert [commit.jobs for commit in told] == [3]
    assert told[0].waited_seconds >= held_seconds
    assert count(database) == 3


def test_on_postgresql_what_is_urgent_waits_for_no_lock_of_others(database: Database, writer: Writer) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    release = held_writer(writer)
    writer.submit(note(10), urgent=True).result(10)
    assert count(database) == 1
    release.set()


def test_what_is_urgent_waits_for_one_other_job_and_not_for_all_that_gathered(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("on PostgreSQL it has a thread of its own and waits for none")
    writer = Writer(database.writer, moment_seconds=60)
    order: list[str] = []
    urgent: list[Future[None]] = []

    def slow(_connection: Connection) -> None:
        urgent.append(writer.submit(lambda _: order.append("urgent"), urgent=True))
        threading.Event().wait(2 * URGENT_MOMENT_SECONDS)

    release = held_writer(writer)
    others = [writer.submit(slow), *(writer.submit(lambda _: order.append("other")) for _ in range(3))]
    release.set()
    wait(others, timeout=10)
    urgent[0].result(10)
    writer.close()
    assert order == ["urgent", "other", "other", "other"]


def test_one_job_that_is_not_urgent_goes_along_however_many_urgent_ones_come(database: Database) -> None:
    writer = Writer(database.writer)
    over, came = threading.Event(), threading.Event()

    def busy(_connection: Connection) -> None:
        came.set()
        if not over.wait(2 * URGENT_MOMENT_SECONDS):
            writer.submit(busy, urgent=True)

    writer.submit(busy, urgent=True)
    assert came.wait(10)
    try:
        assert writer.submit(lambda _: "went along").result(10) == "went along"
    finally:
        over.set()
    writer.close()
