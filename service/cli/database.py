"""Opening the database for a command, with its schema brought forward where that is allowed."""

from service.cli.faults import CommandError, plain_faults, tell
from service.settings import Settings, load_settings
from service.store import schema
from service.store.engine import Database, open_database


def open_for(settings: Settings) -> Database:
    """Open the database; SQLite is made and migrated, PostgreSQL must have been migrated.

    Raises:
        CommandError: the data directory cannot be written.
        DatabaseUrlError: the URL is none.
        SchemaError: the schema is not this version's.
    """
    _make_data_dir(settings)
    database = open_database(settings.url)
    if database.is_sqlite:
        schema.upgrade(database)
    else:
        schema.demand_current(database)
    return database


def run_migrate() -> int:
    """Bring the schema forward; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        _make_data_dir(settings)
        database = open_database(settings.url)
        schema.upgrade(database)
        database.dispose()
        tell(f"the schema is {schema.newest_revision()}")
    return 0


def _make_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"the data directory {settings.data_dir} cannot be made: {error.strerror} (see TANYAKABAR_DATA_DIR)"
        ) from None
