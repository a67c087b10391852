"""Who calls: an API key, its owner and its scopes."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.api.problems import ProblemError
from service.credentials import PREFIX, hash_of
from service.domain.clock import Clock
from service.store import keys
from service.store.engine import Database
from service.store.records import ApiKey

REMEMBERED_SECONDS = 1.0  # a revoked key works no longer than this
MOST_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The owner behind a request; sees only their own."""

    owner: str
    scopes: tuple[str, ...]


class Gatekeeper:
    """Recognises keys; looks each up in the database at most once a second."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._remembered: dict[str, tuple[float, ApiKey | None]] = {}

    async def caller(self, secret: str) -> Caller | None:
        """Return who `secret` belongs to, or None when it is unknown, revoked or expired."""
        hashed = hash_of(secret)
        known = self._remembered.get(hashed)
        if known is None or known[0] < self._clock.monotonic():
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            known = (self._clock.monotonic() + REMEMBERED_SECONDS, await asyncio.to_thread(self._look_up, hashed))
            self._remembered[hashed] = known
        key = known[1]
        if key is None or key.revoked_at is not None:
            return None
        if key.expires_at is not None and key.expires_at <= self._clock.real_now():
            return None
        return Caller(owner=key.owner, scopes=key.scopes)

    def _look_up(self, hashed: str) -> ApiKey | None:
        with self._database.reading() as connection:
            return keys.key_of(connection, hashed)


_BEARER = HTTPBearer(
    scheme_name="key",
    bearerFormat="tk_…",
    description="An API key, as `tanyakabar keys create` prints it once: `Authorization: Bearer tk_…`.",
    auto_error=False,  # the gate answers, with a problem
)


class Gate:
    """A dependency that gives the caller, who must have one of some scopes."""

    def __init__(self, *scopes: str) -> None:
        self._scopes = scopes

    async def __call__(
        self, request: Request, _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Caller:
        """Return who asks; the route has let `check` find out before it read the body."""
        return await self.check(request)

    async def check(self, request: Request) -> Caller:
        """Return who asks.

        Raises:
            ProblemError: `unauthorized`, `forbidden`.
        """
        kind, _, secret = request.headers.get("authorization", "").partition(" ")
        gatekeeper: Gatekeeper = request.app.state.gatekeeper
        found = None
        if kind.casefold() == "bearer" and secret.strip().startswith(PREFIX):
            found = await gatekeeper.caller(secret.strip())
        if found is None:
            raise ProblemError(
                "unauthorized",
                "Send `Authorization: Bearer tk_…` with a key that `tanyakabar keys create` printed.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if self._scopes and not set(self._scopes) & set(found.scopes):
            raise ProblemError("forbidden", f"This route needs a key with the scope {' or '.join(self._scopes)}.")
        return found


def needs(*scopes: str) -> Gate:
    """Return a dependency that gives the caller, who must have one of `scopes` (without any: any key will do)."""
    return Gate(*scopes)
