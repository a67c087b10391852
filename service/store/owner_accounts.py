"""Accounts that owners registered. What answers an owner filters by that owner; dispatch asks by the account's id."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection, bindparam, delete, exists, func, insert, select, text, update
from sqlmodel import SQLModel

from service.domain.pacing import NO_CAPS, Caps
from service.store import owner_tables as _tables  # noqa: F401  # fills the metadata
from service.store.tables import IS_OPEN, IS_SCHEDULED

TABLES = SQLModel.metadata.tables
ACCOUNT = TABLES["account"]
ACCOUNT_STATE = TABLES["account_state"]
FOLLOW_UP = TABLES["follow_up"]

# Steps from each account that has something scheduled to the next one: as many look-ups as there are such accounts,
# whatever the number of follow-ups.
_DUE = text(
    f"""
    WITH RECURSIVE waiting(account) AS (
        SELECT min(account) FROM follow_up WHERE {IS_SCHEDULED}
        UNION ALL
        SELECT (SELECT min(account) FROM follow_up WHERE {IS_SCHEDULED} AND account > waiting.account)
        FROM waiting WHERE waiting.account IS NOT NULL
    )
    SELECT account FROM waiting WHERE account IS NOT NULL AND EXISTS (
        SELECT 1 FROM follow_up WHERE {IS_SCHEDULED} AND follow_up.account = waiting.account AND send_at <= :now
    )
    """  # noqa: S608  # a constant condition
).bindparams(bindparam("now", type_=FOLLOW_UP.c.send_at.type))


# What is asked for each letter is built once: building a statement costs more than SQLite takes to run it.
_FIND = select(ACCOUNT).where(ACCOUNT.c.owner == bindparam("the_owner"), ACCOUNT.c.name == bindparam("the_name"))
_LOAD = select(ACCOUNT).where(ACCOUNT.c.id == bindparam("the_id"))
_CONNECTIONS = select(ACCOUNT.c.id, ACCOUNT.c.owner, ACCOUNT.c.max_connections).where(
    ACCOUNT.c.id.in_(bindparam("ids", expanding=True))
)
_CAPS = select(ACCOUNT.c.per_minute, ACCOUNT.c.per_day).where(ACCOUNT.c.id == bindparam("the_id"))
_KEEP = (
    select(ACCOUNT.c.id)
    .where(ACCOUNT.c.id == bindparam("the_id"), ACCOUNT.c.owner == bindparam("the_owner"))
    .with_for_update(read=True, key_share=True)
)
_KEEP_ALL = (
    select(ACCOUNT.c.id, ACCOUNT.c.owner, ACCOUNT.c.per_minute, ACCOUNT.c.per_day)
    .where(ACCOUNT.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(ACCOUNT.c.id)
    .with_for_update(read=True, key_share=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAccount:
    """An account as its owner registered it; the secret is sealed."""

    id: str  # "acc_…"
    owner: str
    name: str
    host: str
    port: int
    security: str
    sign_in: str  # none | password | oauth
    username: str | None = field(repr=False)
    sealed_secret: str | None = field(repr=False)
    oauth_client_id: str | None = field(repr=False)
    oauth_token_url: str | None = field(repr=False)
    from_address: str = field(repr=False)
    from_name: str | None = field(repr=False)
    max_connections: int
    per_minute: int
    per_day: int
    revision: int
    verified_at: datetime | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An account that nobody deletes while a transaction stores what leaves through it."""

    owner: str
    caps: Caps


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What an account may have at once in one process."""

    owner: str | None  # None: the operator's own account
    connections: int


class Removal(Enum):
    """What deleting an account came to."""

    DELETED = auto()
    IN_USE = auto()  # open follow-ups leave through it
    UNKNOWN = auto()


def find(connection: Connection, *, owner: str, name: str, for_update: bool = False) -> StoredAccount | None:
    """Return an owner's account by its name, or None."""
    query = _FIND.with_for_update() if for_update else _FIND
    row = connection.execute(query, {"the_owner": owner, "the_name": name}).mappings().one_or_none()
    return None if row is None else StoredAccount(**row)


def all_of(connection: Connection, *, owner: str) -> list[StoredAccount]:
    """Return an owner's accounts, by name."""
    rows = connection.execute(select(ACCOUNT).where(ACCOUNT.c.owner == owner).order_by(ACCOUNT.c.name)).mappings()
    return [StoredAccount(**row) for row in rows]


def count_of(connection: Connection, *, owner: str) -> int:
    """Return how many accounts an owner has."""
    return connection.execute(select(func.count()).select_from(ACCOUNT).where(ACCOUNT.c.owner == owner)).scalar_one()


def load(connection: Connection, id_: str, *, for_update: bool = False) -> StoredAccount | None:
    """Return an account by its id, whoever's it is, or None."""
    query = _LOAD.with_for_update() if for_update else _LOAD
    row = connection.execute(query, {"the_id": id_}).mappings().one_or_none()
    return None if row is None else StoredAccount(**row)


def connections_of(connection: Connection, ids: Iterable[str]) -> dict[str, Allowed]:
    """Return of each account that exists whose it is and how many connections it may have."""
    rows = connection.execute(_CONNECTIONS, {"ids": list(ids)})
    return {id_: Allowed(owner=owner, connections=most) for id_, owner, most in rows}


def caps_of(connection: Connection, id_: str) -> Caps:
    """Return an account's caps; of one that is gone, none."""
    row = connection.execute(_CAPS, {"the_id": id_}).one_or_none()
    return NO_CAPS if row is None else Caps(per_minute=row[0], per_day=row[1])


def revision_of(connection: Connection, id_: str) -> int | None:
    """Return an account's revision, or None when it is gone."""
    revision: int | None = connection.execute(select(ACCOUNT.c.revision).where(ACCOUNT.c.id == id_)).scalar()
    return revision


def keep(connection: Connection, *, id_: str, owner: str) -> bool:
    """Keep an owner's account from being deleted until the caller's transaction ends; False: there is none."""
    return connection.execute(_KEEP, {"the_id": id_, "the_owner": owner}).scalar() is not None


def keep_all(connection: Connection, ids: Collection[str]) -> dict[str, Kept]:
    """Keep accounts as `keep` does, whoever's they are; those that are there."""
    rows = connection.execute(_KEEP_ALL, {"ids": sorted(ids)}) if ids else ()
    return {
        id_: Kept(owner=owner, caps=Caps(per_minute=per_minute, per_day=per_day))
        for id_, owner, per_minute, per_day in rows
    }


def put(connection: Connection, account: StoredAccount) -> None:
    """Store an account, or replace the one of its id, in the caller's transaction."""
    values = asdict(account)
    changed = connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(**values))
    if changed.rowcount == 0:
        connection.execute(insert(ACCOUNT).values(**values))


def remove(connection: Connection, *, owner: str, name: str) -> Removal:
    """Delete an owner's account unless open follow-ups leave through it."""
    account = find(connection, owner=owner, name=name, for_update=True)
    if account is None:
        return Removal.UNKNOWN
    users = select(FOLLOW_UP.c.id).where(FOLLOW_UP.c.account == account.id, text(IS_OPEN))
    if connection.execute(select(exists(users))).scalar_one():
        return Removal.IN_USE
    connection.execute(delete(ACCOUNT_STATE).where(ACCOUNT_STATE.c.name == account.id))
    connection.execute(delete(ACCOUNT).where(ACCOUNT.c.id == account.id))
    return Removal.DELETED


def note_verified(connection: Connection, id_: str, *, revision: int, at: datetime) -> bool:
    """Note that an account was signed in to; False: it was changed or deleted meanwhile."""
    same = (ACCOUNT.c.id == id_, ACCOUNT.c.revision == revision)
    return connection.execute(update(ACCOUNT).where(*same).values(verified_at=at)).rowcount == 1


def replace_secret(connection: Connection, id_: str, *, old: str, new: str) -> bool:
    """Replace an account's sealed secret; False: it was another one meanwhile."""
    same = (ACCOUNT.c.id == id_, ACCOUNT.c.sealed_secret == old)
    return connection.execute(update(ACCOUNT).where(*same).values(sealed_secret=new)).rowcount == 1


def due_accounts(connection: Connection, *, now: datetime) -> list[str]:
    """Return which accounts have something scheduled at or before `now` (aware UTC), sorted."""
    return list(connection.execute(_DUE, {"now": now}).scalars())
