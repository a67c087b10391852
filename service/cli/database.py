"""Opening the database for a command, with its schema brought forward where that is allowed."""

import os
from contextlib import suppress
from pathlib import Path

from service.app import PretendedClock, SystemClock
from service.cli.faults import CommandError, plain_faults, tell
from service.cli.network_file_systems import network_file_system
from service.domain.clock import Clock
from service.settings import Settings, load_settings
from service.store import inspection, restored, schema, test_clock
from service.store.engine import Connection, Database, open_database
from service.store.sole_use import InUseError, sole_use

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
    refuse_network(database)
    _make_private(database)
    if database.is_sqlite:
        schema.upgrade(database)
    else:
        schema.demand_current(database)
    return database


def run_migrate(*, after_restore: bool = False) -> int:
    """Bring the schema forward, and after a restore put in doubt what may have been sent; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        _make_data_dir(settings)
        database = open_database(settings.url)
        refuse_network(database)
        _make_private(database)
        try:
            if after_restore:
                with sole_use(database):
                    pass  # before anything is changed
            schema.upgrade(database)
            if after_restore:
                _after_restore(database)
        except InUseError as error:
            raise CommandError(str(error)) from None
        finally:
            database.dispose()
        tell(f"the schema is {schema.newest_revision()}")
    return 0


def _after_restore(database: Database) -> None:
    with sole_use(database) as connection:
        clock = clock_of(connection)
        newest = inspection.newest_entry_at(connection)
        doubted = restored.put_in_doubt(connection, now=clock.now(), real_now=clock.real_now())
    tell(
        f"{doubted.fell_due + doubted.at_work} letters may have been sent since the backup and are in doubt: "
        f"{doubted.fell_due} fell due, {doubted.at_work} were being sent; their owners settle them "
        f"(POST /v1/follow-ups/ID/resolve). {doubted.deliveries} deliveries to webhooks are tried again"
    )
    if newest is not None:
        tell(f"the newest entry here is of {newest:%Y-%m-%d %H:%M:%S}Z")
    tell(
        "what was posted, changed, cancelled, answered, suppressed or erased after the backup is not in it, and can be "
        "said again over REST only: start `serve --role api` alone, which sends nothing, and let owners say it, first "
        "of all what may not be sent any more; then start the rest"
    )
    tell(
        "what was posted and sent after the backup would be sent a second time when it is posted again: look into the "
        "mailbox's Sent folder first"
    )


def clock_of(connection: Connection) -> Clock:
    """Return the clock that this database lives by."""
    rule = test_clock.load_pretended_time(connection)
    return SystemClock() if rule is None else PretendedClock(rule)


def refuse_network(database: Database) -> None:
    """Refuse a SQLite file whose locks other processes may not see; without /proc/mounts nothing is known.

    Raises:
        CommandError: it lies on a network file system.
    """
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


def _make_private(database: Database) -> None:
    """Make the SQLite file for its owner alone: SQLite would go by the umask. What stands beside it takes its mode."""
    file = database.writer.url.database
    if database.is_sqlite and file and not file.startswith((":memory:", "file:")):
        with suppress(OSError):  # it is there already; or SQLite will say why it cannot be made
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
