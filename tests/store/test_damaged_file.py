"""A file that is damaged while a process has it open: every job is told, and the writer still ends."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from service.store.engine import DatabaseError, open_database
from service.store.writer import Writer

PAGE = 4096  # bytes


def insert(connection: Connection) -> None:
    connection.execute(text("INSERT INTO note VALUES (1)"))


def test_no_job_waits_for_a_database_that_cannot_even_begin(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    database = open_database(f"sqlite:///{path}")
    with database.writer.begin() as connection:
        connection.execute(text("CREATE TABLE note (x)"))
    writer = Writer(database.writer)
    writer.submit(insert).result(10)
    beside = sqlite3.connect(path)
    beside.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    beside.close()
    with path.open("r+b") as file:
        file.write(b"\xff" * PAGE)
    for _ in range(2):
        with pytest.raises(DatabaseError):
            writer.submit(insert).result(10)
    writer.close()
    database.dispose()
