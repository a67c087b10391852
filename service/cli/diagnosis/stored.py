"""What is stored: the database and its schema, the API keys, the secrets of owners and the key that opens them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from service.cli.database import refuse_network
from service.cli.diagnosis.line import Line, fault, ok, warn
from service.cli.faults import CommandError, cause_of
from service.credentials import KEY_FILE, NoKeyError, Vault, WrongKeyError
from service.settings import Settings
from service.store import inspection, schema, sealed
from service.store.engine import Connection, Database, DatabaseError, without_password

MOST_BYTES_READ = 200 * 1024**2  # of a file that is read to the end
OPENED_AT_ONCE = 500
_BACKUP_FIRST = "make a backup (`tanyakabar backup PATH`), then run `tanyakabar migrate`"
_SEE_URL = "see TANYAKABAR_DATABASE_URL and TANYAKABAR_DATA_DIR, and whether the server runs"


def is_yet_to_be_made(database: Database) -> bool:
    """Whether this is a SQLite file that is not there: to open it would make it."""
    return database.is_sqlite and not Path(database.writer.url.database or "").is_file()


def look_at(database: Database) -> tuple[list[Line], bool]:
    """Return what there is to say of a database, and whether it has the newest schema."""
    about = "database"
    try:
        if is_yet_to_be_made(database):
            return [ok(about, f"{database.writer.url.database} is made when the service first starts")], False
    except PermissionError as error:
        says = f"{error.filename} cannot be looked at by this user: {error.strerror}"
        return [
            fault(about, says, "run `tanyakabar doctor` as the user whom the service runs as, see TANYAKABAR_DATA_DIR")
        ], False
    try:
        refuse_network(database)
    except CommandError as error:
        return [fault(about, str(error), "use a local disk, or PostgreSQL")], False
    try:
        with database.reading() as connection:
            stored = schema.stored_revision(connection)
            lines = list(_soundness(database, connection))
    except DatabaseError as error:
        return [fault(about, f"it cannot be read: {cause_of(error)}", _SEE_URL)], False
    line = _schema(stored, schema.newest_revision(), schema.known_revisions())
    return [*lines, line], stored == schema.newest_revision()


def _soundness(database: Database, connection: Connection) -> Iterator[Line]:
    about = "database"
    if not database.is_sqlite:
        says = f"PostgreSQL answers ({without_password(str(database.writer.url))})"
        loose = [f"{name} = {value}" for name, value in inspection.durability(connection).items() if value == "off"]
        if loose:
            yield warn(about, f"{says}, with {', '.join(loose)}", "switch it on: a power cut could undo a commit")
        else:
            yield ok(about, says)
        return
    file = Path(database.writer.url.database or "")
    if file.stat().st_size > MOST_BYTES_READ:
        yield ok(about, f"SQLite, {file}; it is large, and was not read to the end (`tanyakabar backup` does)")
    elif (wrong := inspection.file_fault(connection)) is not None:
        yield fault(about, f"{file} is damaged: {wrong}", "stop the service and restore the last backup")
    else:
        yield ok(about, f"SQLite, {file}, read to the end")
    if _is_readable_by_others(file):
        yield warn(about, f"others on this machine can read {file}: addresses and letters", f"chmod 600 {file}*")


def _is_readable_by_others(file: Path) -> bool:
    """Whether the modes of a file and of its folder let the group in, or everybody."""
    mode, above = file.stat().st_mode, file.parent.stat().st_mode
    return any(mode & read and above & enter for read, enter in ((0o040, 0o010), (0o004, 0o001)))


def _schema(stored: str | None, newest: str, known: frozenset[str]) -> Line:
    if stored == newest:
        return ok("schema", f"{stored}, as this version needs it")
    if stored is None:
        return fault("schema", "the database is empty", "run `tanyakabar migrate`")
    if stored not in known:
        return fault("schema", f"{stored} is newer than this version of Tanyakabar knows", "install the newer version")
    return fault("schema", f"the database has an old schema, {stored}: this version needs {newest}", _BACKUP_FIRST)


def keys(connection: Connection, *, now: datetime) -> Line:
    """Say whether anybody could use the API."""
    count = inspection.usable_keys(connection, now=now)
    if count == 0:
        return warn("API keys", "there is none that works", "run `tanyakabar keys create --name NAME`")
    return ok("API keys", f"{count} that work")


def doubts(connection: Connection) -> Line:
    """Say whether letters wait for a person's word."""
    count = inspection.in_doubt(connection)
    if count == 0:
        return ok("letters", "none is in doubt")
    do = "their owners look into the Sent folder and settle them (POST /v1/follow-ups/ID/resolve)"
    return warn("letters", f"{count} are in doubt: nobody knows whether they were sent", do)


def secrets(connection: Connection, settings: Settings) -> Line:
    """Say whether the key at hand opens every secret that owners entrusted."""
    about, vault = "secret key", settings.vault
    count = lacking = 0
    try:
        for portion in sealed.portions(connection, size=OPENED_AT_ONCE):
            count += len(portion)
            lacking += sum(not _opens(vault, each.text) for each in portion)
    except NoKeyError as error:
        return fault(about, f"{count} or more secrets of owners are stored, and no key: {error}", "give the key back")
    if lacking:
        says = f"no key opens {lacking} of {count} secrets of owners"
        return fault(about, says, "give the key they were sealed with in TANYAKABAR_SECRET_KEY, behind the present one")
    return _key(settings, count)


def _opens(vault: Vault, text: str) -> bool:
    try:
        vault.open(text)
    except WrongKeyError:
        return False
    return True


def _key(settings: Settings, count: int) -> Line:
    about = "secret key"
    if settings.secret_key is not None:
        return ok(about, f"TANYAKABAR_SECRET_KEY opens all {count} secrets of owners")
    file = settings.secret_key_file or settings.data_dir.absolute() / KEY_FILE
    if not file.exists():
        if not settings.url.startswith("sqlite"):
            do = "give TANYAKABAR_SECRET_KEY to every process (`tanyakabar secrets key` prints one)"
            return warn(about, "there is none: owners cannot register accounts and webhooks", do)
        return ok(about, f"{file} is made when an owner first entrusts a secret")
    if file.stat().st_mode & 0o077:
        return warn(about, f"others on this machine can read {file}", f"chmod 600 {file}")
    return ok(about, f"{file} opens all {count} secrets of owners; keep a copy apart from the backups")
