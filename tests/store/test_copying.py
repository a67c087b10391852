"""SQLite → PostgreSQL: every row, compared before it counts; nothing of a copy that fails is kept."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, insert, inspect, select
from sqlmodel import SQLModel

from service.store import follow_ups, schema
from service.store.copying import CopyError, copy_all
from service.store.engine import Connection, Database, open_database
from service.store.history import add_event
from service.store.sole_use import InUseError
from tests.migrations.filled_databases import REVISIONS, put_in, rows_of, upgrade_to, write_file
from tests.peers.postgres import Postgres
from tests.peers.service_process import Installation, free_port
from tests.store.rows import DUE, new

TABLES = SQLModel.metadata.tables
ODD_KEYS = ("Zz", "aa", "a-b", "ab", "é", "ä", "B", "_", "日本", "~")  # which languages sort each in their own way


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with rows in every table that a service fills, brought forward from the last schema that is kept."""
    folder = tmp_path_factory.mktemp("filled")
    write_file(REVISIONS[-1], folder / "tanyakabar.db")
    database = open_database(f"sqlite:///{folder / 'tanyakabar.db'}")
    schema.upgrade(database)
    with database.writer.begin() as connection:
        for key in ODD_KEYS:
            values = {"owner": key, "email": f"{key}@majujaya.test", "created_at": DUE}
            connection.execute(insert(TABLES["suppression"]).values(**values))
        for number in range(600):  # more than one portion
            assert follow_ups.accept(connection, new(subject=f"Tindak lanjut {number}\u2028'\"\\ 🙂")) is None
    database.dispose()
    return folder / "tanyakabar.db"


@pytest.fixture
def source(filled: Path, tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "data").mkdir()
    shutil.copy(filled, tmp_path / "data" / "tanyakabar.db")
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'tanyakabar.db'}")
    yield database
    database.dispose()


@pytest.fixture
def empty(postgres: Postgres) -> Iterator[str]:
    with postgres.database(migrated=False) as url:
        yield url


@pytest.fixture
def target(empty: str) -> Iterator[Database]:
    database = open_database(empty)
    yield database
    database.dispose()


def counts(connection: Connection) -> dict[str, int]:
    sizes = {name: select(func.count()).select_from(table) for name, table in TABLES.items()}
    return {name: connection.execute(size).scalar_one() for name, size in sizes.items()}


def test_every_row_of_every_table_is_copied_and_the_next_entry_gets_a_number_of_its_own(
    source: Database, target: Database
) -> None:
    copied = copy_all(source, target)
    with source.reading() as connection:
        ours = counts(connection)
        last = connection.execute(select(func.max(TABLES["event"].c.id))).scalar_one()
    with target.reading() as connection:
        assert counts(connection) == ours == copied.rows
    assert all(count for name, count in ours.items() if name != "test_clock")
    assert copied.sealed_secrets == 2
    with target.writer.begin() as connection:
        id_ = connection.execute(select(TABLES["follow_up"].c.id).limit(1)).scalar_one()
        add_event(connection, id_, at=DUE, type="changed", detail={})
        assert connection.execute(select(func.max(TABLES["event"].c.id))).scalar_one() == last + 1


def test_a_row_that_differs_in_one_byte_undoes_the_whole_copy(source: Database, target: Database) -> None:
    schema.upgrade(target)
    body = "BEGIN NEW.content := '\\x00'; RETURN NEW; END"
    spoil = (
        f"CREATE FUNCTION spoil() RETURNS trigger AS $$ {body} $$ LANGUAGE plpgsql",
        "CREATE TRIGGER spoil BEFORE INSERT ON attachment FOR EACH ROW EXECUTE FUNCTION spoil()",
    )
    with target.writer.begin() as connection:
        for statement in spoil:
            connection.exec_driver_sql(statement)
    with pytest.raises(CopyError, match="the copy of attachment differs in row 1 by its key"):
        copy_all(source, target)
    with target.reading() as connection:
        assert {name for name, count in counts(connection).items() if count} == {"calendar_state", "rule_set"}


def test_a_row_that_is_lost_on_the_way_undoes_the_whole_copy(source: Database, target: Database) -> None:
    schema.upgrade(target)
    with target.writer.begin() as connection:
        connection.exec_driver_sql(
            "CREATE RULE lose AS ON INSERT TO suppression WHERE NEW.owner = 'ab' DO INSTEAD NOTHING"
        )
    with pytest.raises(CopyError, match="the copy of suppression differs"):
        copy_all(source, target)
    with target.reading() as connection:
        assert counts(connection)["follow_up"] == 0


def test_a_target_with_rows_is_refused(source: Database, target: Database) -> None:
    schema.upgrade(target)
    with target.writer.begin() as connection:
        assert follow_ups.accept(connection, new()) is None
    with pytest.raises(CopyError, match=r"not empty \(.*follow_up"):
        copy_all(source, target)
    with target.reading() as connection:
        assert counts(connection)["follow_up"] == 1


def test_a_filled_target_of_an_older_schema_is_refused_and_keeps_it(source: Database, target: Database) -> None:
    upgrade_to(target, "0003")
    with target.writer.begin() as connection:
        put_in(connection, rows_of("0003"))
    with pytest.raises(CopyError, match=r"not empty \(.*follow_up"):
        copy_all(source, target)
    with target.reading() as connection:
        assert schema.stored_revision(connection) == "0003"


def test_an_empty_target_of_an_older_schema_is_brought_forward(source: Database, target: Database) -> None:
    upgrade_to(target, "0003")
    assert copy_all(source, target).rows["follow_up"] == 612


def test_a_target_that_is_somebody_elses_is_refused_and_gets_no_table_of_ours(
    source: Database, target: Database
) -> None:
    with target.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE ledger (entry text)")
    with pytest.raises(CopyError, match=r"not ours \(ledger\)"):
        copy_all(source, target)
    with target.reading() as connection:
        assert inspect(connection).get_table_names() == ["ledger"]


def test_a_source_that_a_service_has_open_is_refused_though_it_is_idle(
    source: Database, target: Database, tmp_path: Path
) -> None:
    service = open_database(f"sqlite:///{tmp_path / 'data' / 'tanyakabar.db'}")
    with service.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    with pytest.raises(InUseError):
        copy_all(source, target)
    service.dispose()
    with target.reading() as connection:
        assert schema.stored_revision(connection) is None


def test_the_command_tells_the_rows_of_each_table_and_what_to_do_next(
    source: Database, empty: str, tmp_path: Path
) -> None:
    source.dispose()
    installation = Installation(folder=tmp_path)
    done = installation.invoke("copy", "--to", empty)
    assert done.exit_code == 0, done.output
    told = {name: int(count) for count, name in (line.split() for line in done.stdout.splitlines())}
    assert told["follow_up"] == told["follow_up_content"] == 612
    assert told["suppression"] == len(ODD_KEYS) + 1
    for part in ("each is the same on both sides", "put the SQLite file away", "TANYAKABAR_SECRET_KEY_FILE"):
        assert part in done.stderr
    again = installation.invoke("copy", "--to", empty)
    assert (again.exit_code, again.stdout, again.stderr.count("\n")) == (1, "", 1)
    assert "not empty" in again.stderr


def test_a_target_that_does_not_answer_is_told_of_by_its_option(source: Database, tmp_path: Path) -> None:
    source.dispose()
    done = Installation(folder=tmp_path).invoke("copy", "--to", f"postgresql://rina@127.0.0.1:{free_port()}/kabar")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "--to: the database there cannot be used: " in done.stderr
    assert "TANYAKABAR_DATABASE_URL" not in done.stderr


@pytest.mark.parametrize(
    ("to", "told"),
    [("nonsense", "--to: accepted are"), ("sqlite:///other.db", "--to: accepted is postgresql://")],
)
def test_a_target_that_is_none_is_refused_in_one_line(source: Database, tmp_path: Path, to: str, told: str) -> None:
    source.dispose()
    done = Installation(folder=tmp_path).invoke("copy", "--to", to)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert told in done.stderr


def test_an_old_schema_is_not_copied(source: Database, target: Database) -> None:
    with source.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(CopyError, match="run `tanyakabar migrate` first"):
        copy_all(source, target)
