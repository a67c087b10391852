"""Calendar overrides and the revision that every plan names."""

from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import SQLModel

from service.domain.calendar_day import Override
from service.store import tables as _tables  # noqa: F401  # fills the metadata

OVERRIDE = SQLModel.metadata.tables["calendar_override"]
STATE = SQLModel.metadata.tables["calendar_state"]
_REVISION = select(STATE.c.revision)


def current_revision(connection: Connection) -> int:
    """Return the revision of the overrides that holds now."""
    revision: int = connection.execute(_REVISION).scalar_one()
    return revision


def note_calendar(connection: Connection, digest: str) -> bool:
    """Begin a new revision when the calendar that comes with the product is another one; tell whether it is."""
    known = connection.execute(select(STATE.c.digest).with_for_update()).scalar_one()
    if known == digest:
        return False
    connection.execute(update(STATE).values(digest=digest))
    if known:  # the first calendar of a database changes no plan
        _next_revision(connection)
    return True


def all_overrides(connection: Connection) -> tuple[Override, ...]:
    """Return every override, by date."""
    rows = connection.execute(
        select(OVERRIDE.c.on, OVERRIDE.c.province, OVERRIDE.c.kind, OVERRIDE.c.name).order_by(
            OVERRIDE.c.on, OVERRIDE.c.province
        )
    )
    return tuple(Override(on=on, kind=kind, name=name, province=province or None) for on, province, kind, name in rows)


def put_override(connection: Connection, override: Override, *, at: datetime) -> None:
    """Set the override of a date and province, and begin a new revision, in the caller's transaction."""
    _next_revision(connection)  # first: whoever changes the calendar at the same time waits here
    _delete(connection, override.on, override.province)
    connection.execute(
        insert(OVERRIDE).values(
            on=override.on, province=override.province or "", kind=override.kind, name=override.name, created_at=at
        )
    )


def delete_override(connection: Connection, on: date, province: str | None) -> bool:
    """Remove an override and begin a new revision; False: there was none."""
    connection.execute(select(STATE.c.revision).with_for_update())  # in the order of `put_override`
    if not _delete(connection, on, province):
        return False
    _next_revision(connection)
    return True


def _delete(connection: Connection, on: date, province: str | None) -> bool:
    result = connection.execute(delete(OVERRIDE).where(OVERRIDE.c.on == on, OVERRIDE.c.province == (province or "")))
    return result.rowcount > 0


def _next_revision(connection: Connection) -> None:
    connection.execute(update(STATE).values(revision=STATE.c.revision + 1))
