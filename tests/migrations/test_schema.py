import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from service.store import schema
from service.store.engine import Database, open_database
from tests.repo.tree import ROOT

MIGRATE = (
    "import sys; from service.store import engine, schema; "
    "database = engine.open_database(sys.argv[1]); sys.stdin.readline(); schema.upgrade(database)"
)


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'tanyakabar.db'}"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    database = open_database(url_in(tmp_path))
    yield database
    database.dispose()


def revision_of(database: Database) -> str | None:
    with database.reading() as connection:
        return schema.stored_revision(connection)


def set_revision(database: Database, revision: str) -> None:
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_an_empty_database_comes_to_the_newest_revision(empty: Database) -> None:
    assert revision_of(empty) is None
    schema.upgrade(empty)
    assert revision_of(empty) == schema.newest_revision()


def test_the_migrations_make_what_the_tables_say(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_a_database_that_is_up_to_date_is_left_alone(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.writer.begin() as connection:
        connection.execute(text("CREATE TABLE mark (id INTEGER)"))
    schema.upgrade(empty)
    with empty.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM mark")).scalar_one() == 0


def test_processes_that_migrate_at_once_do_not_harm_each_other(empty: Database, tmp_path: Path) -> None:
    processes = [
        subprocess.Popen(  # noqa: S603  # our own interpreter
            [sys.executable, "-c", MIGRATE, url_in(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    complaints = [process.communicate(timeout=60)[1] for process in processes]
    assert [(process.returncode, each) for process, each in zip(processes, complaints, strict=True)] == [(0, "")] * 2
    assert revision_of(empty) == schema.newest_revision()


def test_a_schema_of_a_newer_version_is_refused_with_what_to_do(empty: Database) -> None:
    schema.upgrade(empty)
    set_revision(empty, "9999")
    with pytest.raises(schema.SchemaError, match=r"9999 is newer than this version.*install the newer version"):
        schema.upgrade(empty)
    with pytest.raises(schema.SchemaError, match="install the newer version"):
        schema.demand_current(empty)


def test_an_empty_database_is_refused_where_only_migrate_may_change_it(empty: Database) -> None:
    with pytest.raises(schema.SchemaError, match=r"is empty, this version needs .* `tanyakabar migrate`"):
        schema.demand_current(empty)


def test_the_command_says_in_one_line_that_the_schema_is_too_new(empty: Database, tmp_path: Path) -> None:
    schema.upgrade(empty)
    set_revision(empty, "9999")
    done = subprocess.run(
        [sys.executable, "-m", "service", "migrate"],
        cwd=ROOT,
        env={"TANYAKABAR_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("tanyakabar: the database's schema 9999 is newer")
    assert done.stderr.count("\n") == 1
