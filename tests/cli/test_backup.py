"""`backup`: whole or not at all, never over another file; of PostgreSQL it says how."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from service.store.engine import without_password
from tests.migrations.filled_databases import rows_of, write_file
from tests.peers.service_process import Installation

OLD = "0001"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    (tmp_path / "data").mkdir()
    write_file(OLD, tmp_path / "data" / "tanyakabar.db")
    return Installation(folder=tmp_path)


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return database.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608  # our own names


def test_a_backup_is_one_sound_file_of_whatever_schema_for_its_owner_alone(
    installation: Installation, tmp_path: Path
) -> None:
    path = tmp_path / "backup.db"
    with closing(sqlite3.connect(tmp_path / "data" / "tanyakabar.db")) as writing:
        writing.execute("PRAGMA journal_mode = WAL")
        writing.execute("UPDATE api_key SET name = 'not yet in the main file'")
        writing.commit()  # in the write-ahead log only, while this connection lives
        done = installation.invoke("backup", str(path))
    assert (done.exit_code, done.stdout) == (0, f"{path}\n"), done.output
    assert f"11 follow-ups, schema {OLD}" in done.stderr
    assert "keep it apart from the backups" in done.stderr
    assert path.stat().st_mode & 0o777 == 0o600
    assert rows(path, "api_key")[0][1] == "not yet in the main file"
    for table in rows_of(OLD):
        assert rows(path, table) == rows(tmp_path / "data" / "tanyakabar.db", table)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["backup.db", "data"]


def test_nothing_is_overwritten(installation: Installation, tmp_path: Path) -> None:
    path = tmp_path / "backup.db"
    path.write_text("precious", encoding="utf-8")
    done = installation.invoke("backup", str(path))
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "nothing is overwritten" in done.stderr
    assert path.read_text(encoding="utf-8") == "precious"
    (tmp_path / "leads-nowhere").symlink_to(tmp_path / "gone")
    assert installation.invoke("backup", str(tmp_path / "leads-nowhere")).exit_code == 1
    assert not (tmp_path / "gone").exists()


def test_a_damaged_original_gives_no_backup(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "data" / "tanyakabar.db"
    with closing(sqlite3.connect(file)) as database:
        page, size = (database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    with file.open("r+b") as opened:
        for number in range(page // 2, page):
            opened.seek(number * size)
            opened.write(os.urandom(64))
    done = installation.invoke("backup", str(tmp_path / "backup.db"))
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["data"]


@pytest.mark.parametrize("path", ["nowhere/backup.db", "data/tanyakabar.db/backup.db"])
def test_a_folder_that_is_not_there_is_told_of(installation: Installation, tmp_path: Path, path: str) -> None:
    done = installation.invoke("backup", str(tmp_path / path))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "is no folder" in done.stderr


def test_without_a_database_there_is_no_backup_and_none_is_made(tmp_path: Path) -> None:
    done = Installation(folder=tmp_path).invoke("backup", str(tmp_path / "backup.db"))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "there is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_of_postgresql_the_command_is_told_without_the_password(tmp_path: Path) -> None:
    url = "postgresql://rina:hunter2-planted@db.example.com/kabar"
    done = Installation(folder=tmp_path).invoke("backup", "to night.dump", TANYAKABAR_DATABASE_URL=url)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "pg_dump --format=custom --file='to night.dump' " in done.stderr
    assert "--dbname=postgresql://rina@db.example.com/kabar" in done.stderr
    assert "migrate --restored" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://rina:hunter2@/kabar?host=/run/a b", "postgresql://rina@/kabar?host=/run/a%20b"),
        ("postgresql://db.example.com/kabar?sslmode=verify-full&port=6432&password=hunter2", None),
        (
            "postgresql+psycopg://[::1]:5433/kabar?sslkey=/k&sslpassword=hunter2",
            "postgresql://[::1]:5433/kabar?sslkey=/k",
        ),
        (
            "postgresql:///kabar?options=-c%20statement_timeout%3D0",
            "postgresql:///kabar?options=-c%20statement_timeout%3D0",
        ),
    ],
)
def test_a_urls_parameters_are_told_with_it_but_never_a_password(url: str, shown: str | None) -> None:
    assert without_password(url) == (shown or "postgresql://db.example.com/kabar?sslmode=verify-full&port=6432")
