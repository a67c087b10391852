import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from service.store import follow_ups, rule_sets, schema
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


def test_a_start_on_the_newest_schema_waits_for_nobody_who_writes(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.writer.begin():  # SQLite's write lock, as a process in the middle of a commit has it
        starting = threading.Thread(target=schema.upgrade, args=(empty,), daemon=True)
        starting.start()
        starting.join(10)
        assert not starting.is_alive()


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


def upgrade_to(database: Database, revision: str) -> None:
    with database.writer.begin() as connection:
        config = schema._config()  # noqa: SLF001  # the product itself goes to the newest only
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def insert_row(connection: Connection, table: str, **values: object) -> None:
    columns, slots = ", ".join(values), ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({slots})"), values)  # noqa: S608  # our own names


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_letter_of_the_first_schema_is_kept_and_counts_as_never_checked(
    engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with ExitStack() as stack:
        url = url_in(tmp_path)
        if engine == "postgres":
            url = stack.enter_context(request.getfixturevalue("postgres").database(migrated=False))
        database = open_database(url)
        stack.callback(database.dispose)
        upgrade_to(database, "0001")
        id_ = uuid4()
        stored_id = id_.hex if engine == "sqlite" else str(id_)
        day = datetime(2026, 11, 24, 5, tzinfo=UTC)
        hours = {name: day + timedelta(hours=n) for n, name in enumerate(("send_at", "closes_at", "expires_at"))}
        instants = {**hours, "opens_at": day, "created_at": day, "updated_at": day}
        with database.writer.begin() as connection:
            insert_row(
                connection, "follow_up", id=stored_id, owner="karirhub", account="default", status="scheduled",
                calendar_revision=0, tries=0, tries_in_window=0, attempts=0, duplicate_hash="1", recruiter_hash="1",
                version=1, **{name: f"{at:%Y-%m-%d %H:%M:%S}" for name, at in instants.items()},
            )  # fmt: skip
            insert_row(
                connection, "follow_up_content", follow_up_id=stored_id, recruiter_email="a@b.id",
                candidate_email="c@d.id", request="{}", language="id", subject="Kabar", body="Halo", phrasing=None,
                findings="[]", rules_version=None, message_id="<1@b.id>",
            )  # fmt: skip
            insert_row(connection, "follow_up_plan", follow_up_id=stored_id, plan="{}")
        schema.upgrade(database)
        with database.reading() as connection:
            found = follow_ups.load(connection, id_, owner="karirhub")
            assert found is not None
            assert (found.body, found.rules_version, found.send_at) == ("Halo", None, day)
            assert rule_sets.versions_that_wait(connection) == ("",)
            assert rule_sets.checked_with(connection, "", limit=9) == [(day, id_)]
            assert rule_sets.version_that_holds(connection) == ""
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, SQLModel.metadata) == []
