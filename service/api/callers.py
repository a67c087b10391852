"""Who calls: an API key, its owner and its scopes; and how often it may."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.api.limits import RequestLimit
from service.api.problems import ProblemError
from service.credentials import PREFIX, hash_of
from service.domain.clock import Clock
from service.store import keys
from service.store.engine import Database
from service.store.records import ApiKey
from service.store.writer import Writer

REMEMBERED_SECONDS = 1.0  # a revoked key works no longer than this
MOST_REMEMBERED = 10_000
_CALLER = "tanyakabar.caller"  # in a request's scope: a route's gate asks before the body is read, and again after


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The owner behind a request; sees only their own."""

    owner: str
    scopes: tuple[str, ...]
    key_id: str


class Gatekeeper:
    """Recognises keys; looks each up in the database at most once a second, and wrong ones not without limit."""

    def __init__(self, *, database: Database, clock: Clock, writer: Writer, limit: RequestLimit) -> None:
        self._database, self._clock, self._writer = database, clock, writer
        self.limit = limit
        self._remembered: dict[str, tuple[float, ApiKey]] = {}  # keys that exist, some of them revoked
        self._guess = asyncio.Lock()
        self._noted: dict[str, float] = {}  # key id → when its use was last handed to the writer

    async def caller(self, secret: str, *, address: str) -> Caller | None:
        """Return who `secret` belongs to, or None when it is unknown, revoked or expired.

        Raises:
            ProblemError: `too_many_requests`.
        """
        key = await self._key(hash_of(secret), address)
        if key is None or key.revoked_at is not None:
            return None
        if key.expires_at is not None and key.expires_at <= self._clock.real_now():
            return None
        self._note_use(key)
        return Caller(owner=key.owner, scopes=key.scopes, key_id=key.id)

    async def _key(self, hashed: str, address: str) -> ApiKey | None:
        known = self._remembered.get(hashed)
        if known is not None and known[0] >= self._clock.monotonic():
            return known[1]
        if known is None and self.limit.guesses(address):
            # Whatever comes from there may still be right: it is looked up, but one at a time, so that others need
            # not wait for guesses.
            async with self._guess:
                found = await asyncio.to_thread(self._look_up, hashed)
        else:
            found = await asyncio.to_thread(self._look_up, hashed)
        if found is None:
            self._remembered.pop(hashed, None)
            self.limit.note_wrong(address)
            return None
        if len(self._remembered) >= MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[hashed] = (self._clock.monotonic() + REMEMBERED_SECONDS, found)
        return found

    def _look_up(self, hashed: str) -> ApiKey | None:
        with self._database.reading() as connection:
            return keys.key_of(connection, hashed)

    def _note_use(self, key: ApiKey) -> None:
        """Hand the key's use to the writer once a minute, and wait for nothing."""
        now = self._clock.monotonic()
        noted = self._noted.get(key.id)
        if noted is not None and now - noted < keys.USE_NOTED_EVERY.total_seconds():
            return
        if len(self._noted) >= MOST_REMEMBERED:
            self._noted.clear()
        self._noted[key.id] = now
        try:
            self._writer.submit(partial(keys.note_use, id_=key.id, at=self._clock.real_now()))
        except RuntimeError:  # the process is ending, and its writer has
            return


_BEARER = HTTPBearer(
    scheme_name="key",
    bearerFormat="tk_…",
    description="An API key, as `tanyakabar keys create` prints it once: `Authorization: Bearer tk_…`.",
    auto_error=False,  # the gate answers, with a problem
)


class Gate:
    """A dependency that gives the caller, who must have one of some scopes."""

    def __init__(self, *scopes: str) -> None:
        self.scopes = scopes

    async def __call__(
        self, request: Request, _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Caller:
        """Return who asks; the route has let `check` find out before it read the body."""
        return await self.check(request)

    async def check(self, request: Request) -> Caller:
        """Return who asks; of one request the first check counts.

        Raises:
            ProblemError: `unauthorized`, `too_many_requests`, `forbidden`.
        """
        found: Caller | None = request.scope.get(_CALLER)
        if found is None:
            found = request.scope[_CALLER] = await _recognised(request)
        if self.scopes and not set(self.scopes) & set(found.scopes):
            raise ProblemError("forbidden", f"This route needs a key with the scope {' or '.join(self.scopes)}.")
        return found


async def _recognised(request: Request) -> Caller:
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    found = None
    if kind.casefold() == "bearer" and secret.strip().startswith(PREFIX):
        address = "" if request.client is None else request.client.host
        found = await gatekeeper.caller(secret.strip(), address=address)
    if found is None:
        raise ProblemError(
            "unauthorized",
            "Send `Authorization: Bearer tk_…` with a key that `tanyakabar keys create` printed.",
            headers={"WWW-Authenticate": "Bearer"},
        )
    allowance = gatekeeper.limit.spend(found.key_id)
    if allowance is not None:
        request.scope.setdefault("state", {})["headers"] = gatekeeper.limit.headers(allowance)
    return found


def needs(*scopes: str) -> Gate:
    """Return a dependency that gives the caller, who must have one of `scopes` (without any: any key will do)."""
    return Gate(*scopes)
