"""`tanyakabar copy --to URL`: from SQLite to PostgreSQL, compared row by row before it counts."""

from service.cli.backup import demand_file
from service.cli.faults import CommandError, cause_of, plain_faults, tell
from service.credentials import KEY_FILE
from service.settings import Settings, load_settings
from service.store.copying import Copied, CopyError, copy_all
from service.store.engine import Database, DatabaseError, DatabaseUrlError, open_database
from service.store.sole_use import InUseError


def run_copy(url: str) -> int:
    """Copy everything and print a line a table; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        source = open_database(settings.url)
        if not source.is_sqlite:
            raise CommandError("TANYAKABAR_DATABASE_URL: a copy goes from a SQLite file, and this is none")
        demand_file(source)
        target = _target(url)
        try:
            _demand_answer(target)
            copied = copy_all(source, target)
        except (CopyError, InUseError) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            raise CommandError(
                f"no row was copied: {cause_of(error)} (see --to, and TANYAKABAR_DATABASE_URL, TANYAKABAR_DATA_DIR)"
            ) from None
        finally:
            target.dispose()
            source.dispose()
        for table, count in copied.rows.items():
            print(f"{count:>10}  {table}")  # noqa: T201  # the result
        _tell_what_next(settings, copied)
    return 0


def _target(url: str) -> Database:
    try:
        target = open_database(url)
    except DatabaseUrlError as error:
        raise CommandError(f"--to: {error}") from None
    if target.is_sqlite:
        raise CommandError("--to: accepted is postgresql://user:password@host/name (the password may be in ~/.pgpass)")
    return target


def _demand_answer(target: Database) -> None:
    """Connect once, so that a target that is not there is told apart from the source."""
    try:
        with target.reading():
            pass
    except DatabaseError as error:
        raise CommandError(f"--to: the database there cannot be used: {cause_of(error)}") from None


def _tell_what_next(settings: Settings, copied: Copied) -> None:
    tell(f"{sum(copied.rows.values())} rows are copied, and each is the same on both sides")
    tell(
        "from now on give TANYAKABAR_DATABASE_URL to every process, and put the SQLite file away: a `serve` that is "
        "started on it by mistake would send its letters a second time"
    )
    if copied.sealed_secrets and settings.secret_key is None:
        file = settings.secret_key_file or settings.data_dir.absolute() / KEY_FILE
        tell(
            f"{copied.sealed_secrets} secrets of owners open with {file} only: give it to every process as "
            "TANYAKABAR_SECRET_KEY_FILE"
        )
