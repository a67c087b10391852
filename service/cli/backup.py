"""`tanyakabar backup`: a copy of the SQLite database while it is used; of PostgreSQL, how to make one."""

import shlex
from pathlib import Path

from service.cli.faults import CommandError, plain_faults, tell
from service.credentials import KEY_FILE
from service.settings import Settings, load_settings
from service.store.backup import BackupError, back_up
from service.store.engine import Database, open_database, without_password

NOT_HERE = 2  # the exit code of what another program has to do


def run_backup(path: Path) -> int:
    """Make the backup and print its path alone on standard output; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        database = open_database(settings.url)
        try:
            if not database.is_sqlite:
                return _say_how(settings, path)
            demand_file(database)
            made = back_up(database, path)
        except BackupError as error:
            raise CommandError(str(error)) from None
        finally:
            database.dispose()
        print(path)  # noqa: T201  # the result
        tell(f"{made.follow_ups} follow-ups, schema {made.revision or 'empty'}, {made.size} bytes, checked")
        tell(_about_the_key(settings))
        tell("to restore: see `tanyakabar migrate --restored`")
    return 0


def demand_file(database: Database) -> None:
    """Refuse a SQLite file that is not there: opening it would make it.

    Raises:
        CommandError: there is none.
    """
    file = database.writer.url.database
    if file is None or not Path(file).is_file():
        raise CommandError(f"there is no database {file} (see TANYAKABAR_DATA_DIR, TANYAKABAR_DATABASE_URL)")


def _about_the_key(settings: Settings) -> str:
    if settings.secret_key is not None:
        return "the key that opens owners' secrets is not in it: keep TANYAKABAR_SECRET_KEY apart from it"
    file = settings.secret_key_file or settings.data_dir.absolute() / KEY_FILE
    if settings.secret_key_file is None and not file.exists():
        return "there is no key yet that opens owners' secrets; once there is, keep it apart from the backups"
    return f"the key that opens owners' secrets is not in it: keep {file} apart from it"


def _say_how(settings: Settings, path: Path) -> int:
    url = without_password(settings.url)
    tell("PostgreSQL makes its own backups, safe while the service runs (its password: ~/.pgpass or PGPASSWORD):")
    tell(f"  pg_dump --format=custom --file={shlex.quote(str(path))} --dbname={shlex.quote(url)}")
    tell("to restore it into an empty database, with no `serve` running:")
    tell(f"  pg_restore --exit-on-error --no-owner --dbname={shlex.quote(url)} {shlex.quote(str(path))}")
    tell("  tanyakabar migrate --restored")
    tell(_about_the_key(settings))
    return NOT_HERE
