"""The schema's versions: Alembic migrations, from a checkout or from an installed wheel."""

from importlib import resources
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata, with the tables it imports
from service.store.engine import Database

MIGRATION_LOCK = 7_265_637_201_846  # any number that no other user of the database takes


class SchemaError(RuntimeError):
    """The database's schema is not the one this version needs; the message says what to do."""


def migrations_directory() -> Path:
    """Return where the migrations are: packed into the wheel, or `alembic/` of the checkout."""
    packed = Path(str(resources.files("service.store"))) / "migrations"
    return packed if packed.is_dir() else Path(__file__).resolve().parents[2] / "alembic"


def newest_revision() -> str:
    """Return the schema revision that this version of the product needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise SchemaError("no migrations were found beside the package: install it again")
    return head


def known_revisions() -> frozenset[str]:
    """Return every schema revision that this version of the product can start from."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def stored_revision(connection: Connection) -> str | None:
    """Return the schema revision of a database, or None when it is empty."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> None:
    """Bring the schema forward to the newest revision, in one transaction; safe when several processes try.

    Where there is nothing to do, as at nearly every start, nobody who writes is kept waiting for it.
    """
    newest = newest_revision()  # reads the migrations' files, which takes a moment
    with database.reading() as connection:
        if stored_revision(connection) == newest:
            return
    with database.writer.begin() as connection:
        if not database.is_sqlite:  # SQLite's BEGIN has taken its write lock
            _wait_for_turn(connection)
        stored = stored_revision(connection)
        if stored == newest:
            return
        _refuse_unknown(stored)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _wait_for_turn(connection: Connection) -> None:
    """Hold PostgreSQL's migration lock until the transaction ends, however long another process migrates."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.execute(select(func.pg_advisory_xact_lock(MIGRATION_LOCK)))


def demand_current(database: Database) -> None:
    """Refuse a database whose schema is not the newest.

    Raises:
        SchemaError: saying what to do.
    """
    with database.reading() as connection:
        stored = stored_revision(connection)
    _refuse_unknown(stored)
    if stored != newest_revision():
        raise SchemaError(
            f"the database's schema is {stored or 'empty'}, this version needs {newest_revision()}: "
            "run `tanyakabar migrate` first"
        )


def _refuse_unknown(stored: str | None) -> None:
    if stored is not None and stored not in known_revisions():
        raise SchemaError(
            f"the database's schema {stored} is newer than this version of Tanyakabar knows: install the newer version"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_directory()).replace("%", "%%"))
    return config
