"""A backup of a SQLite database while others use it: SQLite's own online backup, whole or not at all.

All pages are copied in one step, so that the copy is what one moment committed, however much is written meanwhile;
writers are not kept waiting (WAL). The copy needs no second file beside it.
"""

import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, func, select
from sqlmodel import SQLModel

from service.store import schema
from service.store.engine import Database

STATE = SQLModel.metadata.tables["follow_up"]
SPARE_BYTES = 1024 * 1024  # that a copy may need beyond the size of the original


class BackupError(RuntimeError):
    """There is no backup; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds."""

    size: int  # bytes
    revision: str | None  # of the schema
    follow_ups: int


def back_up(database: Database, path: Path) -> Backup:
    """Copy a SQLite database to a new file, mode 0600, durably, and check the copy.

    Args:
        database: a SQLite file that exists; processes may use it meanwhile.
        path: names no file yet.

    Raises:
        BackupError: it cannot be done, or the copy is not sound; no file of that name is left.
        DatabaseError: the database cannot be read.
    """
    if path.exists() or path.is_symlink():
        raise BackupError(f"{path} is there already: nothing is overwritten, give a name that is free")
    if not path.parent.is_dir():
        raise BackupError(f"{path.parent} is no folder: make it first")
    _demand_room(database, path.parent)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(database, draft)
        told = _check(draft)
        _sync(draft)
        _publish(draft, path)
        _sync(path.parent)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or type(error).__name__}") from None
    finally:
        for left in (draft, *(draft.with_name(f"{draft.name}-{end}") for end in ("wal", "shm", "journal"))):
            left.unlink(missing_ok=True)
    return told


def _demand_room(database: Database, folder: Path) -> None:
    with database.reading() as connection:
        pages, page_size = (connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _SIZES)
    needed, free = pages * page_size + SPARE_BYTES, shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(f"{folder} has {_mb(free)} MB left and the backup needs {_mb(needed)}: make room")


_SIZES = ("page_count", "page_size")


def _copy(database: Database, draft: Path) -> None:
    target = create_engine(f"sqlite:///{draft}", poolclass=NullPool)
    source: Any = database.reader.raw_connection()
    copied: Any = target.raw_connection()
    try:
        source.driver_connection.backup(copied.driver_connection, pages=-1)
        copied.driver_connection.execute("PRAGMA journal_mode = DELETE")  # one file, whoever carries it away
    except Exception as error:
        if type(error).__module__ != "sqlite3":
            raise
        raise BackupError(f"the backup could not be written: {error}") from None
    finally:
        copied.close()
        source.close()
        target.dispose()


def _check(draft: Path) -> Backup:
    """Read the copy as a restored one would be read."""
    engine = create_engine(f"sqlite:///{draft}", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            fault = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            if fault != "ok":
                raise BackupError(f"the copy is not sound, and is thrown away: {fault} (is the original?)")
            revision = schema.stored_revision(connection)
            count = select(func.count()).select_from(STATE)
            return Backup(
                size=draft.stat().st_size,
                revision=revision,
                follow_ups=0 if revision is None else connection.execute(count).scalar_one(),
            )
    finally:
        engine.dispose()


def _publish(draft: Path, path: Path) -> None:
    """Give the copy its name, unless another file took it meanwhile."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise BackupError(f"{path} came to be meanwhile: nothing is overwritten") from None
    except OSError:  # a file system without links
        if path.exists():
            raise BackupError(f"{path} came to be meanwhile: nothing is overwritten") from None
        draft.rename(path)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _mb(size: int) -> int:
    return -(-size // 1024**2)
