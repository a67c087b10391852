"""Processes on one SQLite file take turns: one that commits without a rest keeps no other waiting."""

import threading
from pathlib import Path

from sqlalchemy import text

from service.store.engine import Database, open_database

TURNS, MOST_BETWEEN = 20, 1_000  # some 60 to 110 were seen; SQLite's own waiting let 6,000 go before, for 40 s


def insert(database: Database, *, busy: threading.Event | None = None) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("INSERT INTO turn VALUES (1)"))
        if busy is not None:
            busy.wait(0.005)


def test_who_commits_without_a_rest_leaves_the_lock_to_others(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'turns.db'}"
    restless, other = open_database(url), open_database(url)
    with restless.writer.begin() as connection:
        connection.execute(text("CREATE TABLE turn (x)"))
    over, commits, started = threading.Event(), [0], threading.Event()

    def commit_without_rest() -> None:
        while not over.is_set():
            insert(restless, busy=over)
            commits[0] += 1
            started.set()

    thread = threading.Thread(target=commit_without_rest)
    thread.start()
    try:
        assert started.wait(10)
        before = commits[0]
        for _ in range(TURNS):
            insert(other)
            let_go = commits[0] - before
            assert let_go < MOST_BETWEEN
    finally:
        over.set()
        thread.join()
        restless.dispose()
        other.dispose()
