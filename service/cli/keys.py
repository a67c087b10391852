"""`tanyakabar keys`: make, list and revoke API keys."""

from datetime import UTC, date, datetime, timedelta

from service.app import SystemClock
from service.cli.database import open_for
from service.cli.faults import CommandError, plain_faults, tell
from service.credentials import SCOPES, hash_of, new_key_id, new_secret
from service.settings import load_settings
from service.store import keys
from service.store.engine import Database
from service.store.records import ApiKey

_SHOWN_BEFORE = timedelta(seconds=1)  # it expires as its last day ends; that day is what was asked for


def create_key(
    database: Database,
    *,
    name: str,
    owner: str,
    scopes: tuple[str, ...],
    expires_at: datetime | None,
    now: datetime,
) -> tuple[ApiKey, str]:
    """Store a new key; returns it and its secret, which is kept nowhere."""
    secret = new_secret()
    key = ApiKey(
        id=new_key_id(),
        name=name,
        owner=owner,
        scopes=scopes,
        created_at=now,
        expires_at=expires_at,
        revoked_at=None,
    )
    with database.writer.begin() as connection:
        keys.add_key(connection, key, hash_of(secret))
    return key, secret


def run_create(*, name: str, owner: str, scope: str, expires: str | None) -> int:
    """Print a new key's secret alone on standard output; returns the exit code."""
    with plain_faults():
        scopes = _scopes(scope)
        expires_at = _expiry(expires)
        if expires_at is not None and expires_at <= SystemClock().now():
            tell("--expires names a day that has passed: the key works for nobody")
        if not name.strip() or not owner.strip():
            raise CommandError("--name and --owner: a text that is not blank is accepted")
        database = open_for(load_settings())
        key, secret = create_key(database, name=name, owner=owner, scopes=scopes, expires_at=expires_at, now=_now())
        database.dispose()
        tell(f"key {key.id} of owner {key.owner}, scopes {','.join(key.scopes)}; it is shown this once:")
        print(secret)  # noqa: T201  # the result
    return 0


def run_list() -> int:
    """Print one line a key; returns the exit code."""
    with plain_faults():
        database = open_for(load_settings())
        with database.reading() as connection:
            found = keys.all_keys(connection)
        database.dispose()
        for key in found:
            print(_line(key))  # noqa: T201  # the result
        if not found:
            tell("there are no keys; make one with `tanyakabar keys create --name NAME`")
    return 0


def run_revoke(key_id: str) -> int:
    """Revoke a key; returns the exit code."""
    with plain_faults():
        database = open_for(load_settings())
        with database.writer.begin() as connection:
            found = keys.revoke_key(connection, key_id, at=_now())
        database.dispose()
        if not found:
            raise CommandError(f"there is no key {key_id}; `tanyakabar keys list` shows them")
        tell(f"key {key_id} is revoked")
    return 0


def _scopes(text: str) -> tuple[str, ...]:
    given = {each.strip() for each in text.split(",") if each.strip()}
    if not given or not given <= set(SCOPES):
        raise CommandError(f"--scope: accepted are some of {', '.join(SCOPES)}, separated by commas")
    return tuple(scope for scope in SCOPES if scope in given)


def _expiry(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        last_day = date.fromisoformat(text)
    except ValueError:
        raise CommandError("--expires: a date written as YYYY-MM-DD is accepted") from None
    return datetime(last_day.year, last_day.month, last_day.day, tzinfo=UTC) + timedelta(days=1)


def _line(key: ApiKey) -> str:
    state = "revoked" if key.revoked_at is not None else "active"
    until = "never expires" if key.expires_at is None else f"works until {key.expires_at - _SHOWN_BEFORE:%Y-%m-%d}"
    used = "never used" if key.last_used_at is None else f"last used {key.last_used_at:%Y-%m-%d %H:%M}Z"
    return f"{key.id}  {state}  {key.owner}  {','.join(key.scopes)}  {until}  {used}  {key.name}"


def _now() -> datetime:
    return SystemClock().now()
