"""Opening the database for a command, with its schema brought forward where that is allowed."""

from pathlib import Path

from service.cli.faults import CommandError, plain_faults, tell
from service.cli.network_file_systems import network_file_system
from service.settings import Settings, load_settings
from service.store import schema
from service.store.engine import Database, open_database

MOUNTS = Path("/proc/mounts")


def open_for(settings: Settings) -> Database:
    """Open the database; SQLite is made and migrated, PostgreSQL must have been migrated.

    Raises:
        CommandError: the data directory cannot be written, or the SQLite file lies on a network file system.
        DatabaseUrlError: the URL is none.
        SchemaError: the schema is not this version's.
    """
    _make_data_dir(settings)
    database = open_database(settings.url)
    _refuse_network(database)
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
        _refuse_network(database)
        schema.upgrade(database)
        database.dispose()
        tell(f"the schema is {schema.newest_revision()}")
    return 0


def _refuse_network(database: Database) -> None:
    """Refuse a SQLite file whose locks other processes may not see; without /proc/mounts nothing is known."""
    file = database.writer.url.database
    if not database.is_sqlite or file is None or not MOUNTS.exists():
        return
    folder = Path(file).resolve().parent
    kind = network_file_system(folder, MOUNTS.read_text(encoding="utf-8", errors="surrogateescape"))
    if kind is not None:
        raise CommandError(
            f"{folder} lies on a network file system ({kind}), where SQLite cannot be shared safely: "
            "set TANYAKABAR_DATA_DIR to a local disk, or TANYAKABAR_DATABASE_URL to a PostgreSQL database"
        )


def _make_data_dir(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"the data directory {settings.data_dir} cannot be made: {error.strerror} (see TANYAKABAR_DATA_DIR)"
        ) from None
