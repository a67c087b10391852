"""How accounts stand: paused, left alone for a while, and how much of their caps is used."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, bindparam, func, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from service.domain.follow_up import LEASED, Status
from service.domain.pacing import DAY
from service.store.engine import Connection
from service.store.tables import TAKES_A_PLACE

TABLES = SQLModel.metadata.tables
ACCOUNT = TABLES["account_state"]
STATE = TABLES["follow_up"]
_AT_WORK_OR_OUT = [*(status.value for status in LEASED), Status.SENT.value, Status.IN_DOUBT.value]
_WAIT = text(
    "SELECT pg_advisory_xact_lock(hashtextextended('claims ' || place, 0))"
    " FROM unnest(CAST(:wanted AS text[])) AS place"
)
_STATE_OF = select(ACCOUNT.c.paused_reason, ACCOUNT.c.paused_at, ACCOUNT.c.failures, ACCOUNT.c.alone_until).where(
    ACCOUNT.c.name == bindparam("the_name")
)
_HOLD_STATE_OF = _STATE_OF.with_for_update()
_STATES_OF = select(
    ACCOUNT.c.name, *(ACCOUNT.c[name] for name in ("paused_reason", "paused_at", "failures", "alone_until"))
).where(ACCOUNT.c.name.in_(bindparam("names", expanding=True)))
_IS_THERE = select(ACCOUNT.c.name).where(ACCOUNT.c.name == bindparam("the_name"))


# What is asked for each letter is built once: building a statement costs more than SQLite takes to run it.
def _counting(*conditions: ColumnElement[bool] | object) -> Select[Any]:
    found = select(STATE.c.id).where(*conditions).limit(bindparam("at_most")).subquery()  # type: ignore[arg-type]  # text() is one
    return select(func.count()).select_from(found)


_OF_ACCOUNT = STATE.c.account == bindparam("whose")
_OF_MAILBOX = STATE.c.recruiter_hash == bindparam("whose")
_OF_DOMAIN = STATE.c.domain_hash == bindparam("whose")
_STARTED = (_OF_ACCOUNT, STATE.c.attempt_started_at > bindparam("since"))
_STARTED_SINCE = _counting(*_STARTED)
_OUT_SINCE = _counting(*_STARTED, STATE.c.status.in_(_AT_WORK_OR_OUT))
_LEASED = STATE.c.status.in_([status.value for status in LEASED])
_AT_WORK_SINCE = _counting(_OF_ACCOUNT, STATE.c.attempt_started_at >= bindparam("since"), _LEASED)


def _begun_in(whose: ColumnElement[bool]) -> Select[Any]:
    return _counting(
        whose,
        STATE.c.send_at > bindparam("day_before"),  # in the window that the try began in; with it the index serves
        STATE.c.send_at < bindparam("to"),
        text(TAKES_A_PLACE),
        STATE.c.attempt_started_at >= bindparam("since"),
        STATE.c.attempt_started_at < bindparam("to"),
        STATE.c.status.in_(_AT_WORK_OR_OUT),
    )


_BEGUN_AT, _BEGUN_IN_DOMAIN = _begun_in(_OF_MAILBOX), _begun_in(_OF_DOMAIN)


@dataclass(frozen=True, slots=True)
class _Places:
    """Counts what has a place, of all or of all but one."""

    all: Select[Any]
    others: Select[Any]

    @classmethod
    def of(cls, whose: ColumnElement[bool]) -> Self:
        taken = (whose, STATE.c.send_at >= bindparam("since"), STATE.c.send_at < bindparam("to"), text(TAKES_A_PLACE))
        return cls(_counting(*taken), _counting(*taken, STATE.c.id != bindparam("beside")))


_PLACES, _PLACES_AT, _PLACES_IN_DOMAIN = _Places.of(_OF_ACCOUNT), _Places.of(_OF_MAILBOX), _Places.of(_OF_DOMAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountState:
    """How an account stands."""

    paused_reason: str | None = None  # None: not paused; only a restart or a verification resumes it
    paused_at: datetime | None = None
    failures: int = 0  # in a row, before MAIL
    alone_until: datetime | None = None  # not tried before

    def may_send(self, now: datetime) -> bool:
        """Whether a letter may be claimed at `now` (aware UTC)."""
        return self.paused_reason is None and (self.alone_until is None or self.alone_until <= now)


def state_of(connection: Connection, account: str, *, for_update: bool = False) -> AccountState:
    """Return how an account stands.

    Args:
        connection: of the caller's transaction.
        account: its name.
        for_update: hold the row, so that claims of one account follow each other; PostgreSQL has to have one to hold
            (SQLite's writers hold the database).
    """
    if for_update and connection.dialect.name == "postgresql":
        _make_sure_of_row(connection, account)
    query = _HOLD_STATE_OF if for_update else _STATE_OF
    row = connection.execute(query, {"the_name": account}).mappings().one_or_none()
    return AccountState() if row is None else AccountState(**row)


def set_state(connection: Connection, account: str, state: AccountState) -> None:
    """Store how an account stands, in the caller's transaction."""
    values = {
        "paused_reason": state.paused_reason,
        "paused_at": state.paused_at,
        "failures": state.failures,
        "alone_until": state.alone_until,
    }
    _make_sure_of_row(connection, account)
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.name == account).values(**values))


def resume(connection: Connection, account: str) -> bool:
    """End the pause of an account, in the caller's transaction; False: it was not paused."""
    paused = (ACCOUNT.c.name == account, ACCOUNT.c.paused_reason.is_not(None))
    ended = connection.execute(update(ACCOUNT).where(*paused).values(paused_reason=None, paused_at=None))
    return ended.rowcount == 1


def renew(connection: Connection, account: str) -> None:
    """Forget what was held against an account: it was changed, or signing in worked.

    A row is stored even for one that nothing is held against, so that who holds the state waits for this change.
    """
    set_state(connection, account, AccountState())


def states_of(connection: Connection, accounts: Iterable[str]) -> dict[str, AccountState]:
    """Return how accounts stand; those that are as new may be left out."""
    rows = connection.execute(_STATES_OF, {"names": list(accounts)})
    return {
        name: AccountState(paused_reason=reason, paused_at=at, failures=failures, alone_until=until)
        for name, reason, at, failures, until in rows
    }


def _make_sure_of_row(connection: Connection, account: str) -> None:
    """Store the state of a new account unless there is one; waits for another process that does the same."""
    if connection.execute(_IS_THERE, {"the_name": account}).scalar() is None:
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        connection.execute(insert(ACCOUNT).values(name=account, failures=0).on_conflict_do_nothing())


def started_since(connection: Connection, account: str, since: datetime, *, at_most: int) -> int:
    """Count an account's tries that began after `since`, up to `at_most`."""
    return _count(connection, _STARTED_SINCE, whose=account, since=since, at_most=at_most)


def out_since(connection: Connection, account: str, since: datetime, *, at_most: int) -> int:
    """Count an account's letters that went out, may have, or are at work since `since`, up to `at_most`."""
    return _count(connection, _OUT_SINCE, whose=account, since=since, at_most=at_most)


def at_work_since(connection: Connection, account: str, since: datetime) -> bool:
    """Say whether a try of an account's is under way that began at `since` or later."""
    return _count(connection, _AT_WORK_SINCE, whose=account, since=since, at_most=1) > 0


def begun_at(connection: Connection, recruiter_hash: str, start: datetime, end: datetime, *, at_most: int) -> int:
    """Count the letters to one mailbox whose try began in [start, end) and that went out, may have, or are at work."""
    return _begun(connection, _BEGUN_AT, recruiter_hash, start, end, at_most)


def begun_in_domain(connection: Connection, domain_hash: str, start: datetime, end: datetime, *, at_most: int) -> int:
    """Count the letters to one domain as `begun_at` does those to a mailbox."""
    return _begun(connection, _BEGUN_IN_DOMAIN, domain_hash, start, end, at_most)


def wait_for_claims_to(connection: Connection, hashes: Iterable[str]) -> None:
    """Let claims for the same mailboxes or domains follow each other until they are committed.

    Claims of one account follow each other by its state (`state_of`); those of two accounts see nothing of each
    other's letters before. All take their locks in one order.
    """
    wanted = sorted(set(hashes))
    if wanted and connection.dialect.name == "postgresql":  # SQLite's BEGIN has taken its write lock
        connection.execute(_WAIT, {"wanted": wanted})


def places_taken(
    connection: Connection, account: str, start: datetime, end: datetime, *, beside: object, at_most: int
) -> int:
    """Count an account's letters that are planned or went out in [start, end), up to `at_most`.

    Args:
        connection: of the caller's transaction.
        account: its name.
        start: aware UTC.
        end: aware UTC.
        beside: the id of the follow-up that asks, which does not count itself; None for a new one.
        at_most: where to stop counting.
    """
    return _places(connection, _PLACES, account, start, end, beside, at_most)


def planned_around(
    connection: Connection, account: str, instant: datetime, length: timedelta, *, beside: object
) -> list[datetime]:
    """Return when an account's letters within `length` of an instant are planned or went out, aware UTC, sorted."""
    conditions = [
        STATE.c.account == account,
        STATE.c.send_at > instant - length,
        STATE.c.send_at < instant + length,
        text(TAKES_A_PLACE),
    ]
    if beside is not None:
        conditions.append(STATE.c.id != beside)
    query = select(STATE.c.send_at).where(*conditions)  # type: ignore[arg-type]  # text() is a condition too
    return list(connection.execute(query.order_by(STATE.c.send_at)).scalars())


def places_taken_at(
    connection: Connection, recruiter_hash: str, start: datetime, end: datetime, *, beside: object, at_most: int
) -> int:
    """Count the letters to one mailbox that are planned or went out in [start, end), as `places_taken` does."""
    return _places(connection, _PLACES_AT, recruiter_hash, start, end, beside, at_most)


def places_taken_in_domain(
    connection: Connection, domain_hash: str, start: datetime, end: datetime, *, beside: object, at_most: int
) -> int:
    """Count the letters to one domain that are planned or went out in [start, end), as `places_taken` does."""
    return _places(connection, _PLACES_IN_DOMAIN, domain_hash, start, end, beside, at_most)


def _places(  # three public functions share it
    connection: Connection, places: _Places, whose: str, start: datetime, end: datetime, beside: object, at_most: int
) -> int:
    if beside is None:
        return _count(connection, places.all, whose=whose, since=start, to=end, at_most=at_most)
    return _count(connection, places.others, whose=whose, since=start, to=end, beside=beside, at_most=at_most)


def _begun(connection: Connection, query: Select[Any], whose: str, start: datetime, end: datetime, at_most: int) -> int:
    return _count(connection, query, whose=whose, since=start, to=end, day_before=start - DAY, at_most=at_most)


def _count(connection: Connection, query: Select[Any], **given: object) -> int:
    return int(connection.execute(query, given).scalar_one())
