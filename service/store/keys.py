"""API keys: stored as the SHA-256 of their secret."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update
from sqlmodel import SQLModel

from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.records import ApiKey

KEY = SQLModel.metadata.tables["api_key"]
_COLUMNS = [KEY.c[name] for name in ("id", "name", "owner", "scopes", "created_at", "expires_at", "revoked_at")]


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
    """Return the key whose secret hashes to `secret_hash` (an indexed look-up of 256 random bits), or None."""
    row = connection.execute(select(*_COLUMNS).where(KEY.c.secret_hash == secret_hash)).mappings().one_or_none()
    return None if row is None else _key(row)


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


def _key(row: Any) -> ApiKey:  # noqa: ANN401  # a row of the query above
    return ApiKey(**{**row, "scopes": tuple(row["scopes"].split(","))})
