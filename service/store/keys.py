"""API keys: stored as the SHA-256 of their secret."""

import hmac
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update
from sqlmodel import SQLModel

from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.records import ApiKey

USE_NOTED_EVERY = timedelta(minutes=1)
KEY = SQLModel.metadata.tables["api_key"]
_COLUMNS = [
    KEY.c[name]
    for name in ("id", "name", "owner", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at")
]  # fmt: skip


def add_key(connection: Connection, key: ApiKey, secret_hash: str) -> None:
    """Store a key in the caller's transaction."""
    connection.execute(
        insert(KEY).values(
            id=key.id,
            name=key.name,
            owner=key.owner,
            scopes=",".join(key.scopes),
            secret_hash=secret_hash,
            created_at=key.created_at,
            expires_at=key.expires_at,
        )
    )


def key_of(connection: Connection, secret_hash: str) -> ApiKey | None:
    """Return the key whose secret hashes to `secret_hash`, or None.

    An indexed look-up of a hash of 256 random bits, whose time tells nothing of any secret; then the hashes are
    compared in constant time.
    """
    found = connection.execute(select(KEY.c.secret_hash, *_COLUMNS).where(KEY.c.secret_hash == secret_hash))
    row = found.mappings().one_or_none()
    if row is None or not hmac.compare_digest(row["secret_hash"], secret_hash):
        return None
    return _key(row)


def all_keys(connection: Connection) -> list[ApiKey]:
    """Return every key, oldest first."""
    return [_key(row) for row in connection.execute(select(*_COLUMNS).order_by(KEY.c.created_at, KEY.c.id)).mappings()]


def count_keys(connection: Connection) -> int:
    """Return how many keys exist, revoked ones included."""
    return connection.execute(select(func.count()).select_from(KEY)).scalar_one()


def revoke_key(connection: Connection, id_: str, *, at: datetime) -> bool:
    """Revoke a key; False: there is none of that id."""
    found = connection.execute(select(KEY.c.id).where(KEY.c.id == id_)).scalar()
    connection.execute(update(KEY).where(KEY.c.id == id_, KEY.c.revoked_at.is_(None)).values(revoked_at=at))
    return found is not None


def note_use(connection: Connection, id_: str, *, at: datetime) -> None:
    """Note when a key was last used (aware UTC, real time), unless that was noted within a minute before."""
    stale = or_(KEY.c.last_used_at.is_(None), KEY.c.last_used_at <= at - USE_NOTED_EVERY)
    connection.execute(update(KEY).where(KEY.c.id == id_, stale).values(last_used_at=at))


def _key(row: Any) -> ApiKey:  # noqa: ANN401  # a row of the queries above
    fields = {column.name: row[column.name] for column in _COLUMNS}
    return ApiKey(**{**fields, "scopes": tuple(row["scopes"].split(","))})
