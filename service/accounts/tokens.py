"""Access tokens of accounts that sign in with OAuth: one refresh at a time, kept until shortly before they end."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import structlog
from pydantic import SecretStr

from service.accounts.book import secret_text
from service.credentials import Vault, VaultError
from service.domain.clock import Clock
from service.domain.outcome import AccountFault, Outcome, Stage, TransientFailure
from service.mail.account import Grant, Guard, SmtpAccount
from service.mail.oauth import Token, fetch_token
from service.store import owner_accounts
from service.store.engine import Connection, Database, DatabaseError
from service.store.writer import Writer

SPARE_SECONDS = 120.0  # a token is not used this long before its end; of a short-lived one half its life
MOST_KEPT = 1_000
SECONDS_BEFORE_LOOKS = (0.0, 0.1, 0.4, 1.5)  # for a refresh token that another process was given but has yet to store
Fetch = Callable[[Grant, Guard], Awaitable[Token | Outcome]]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A token at hand."""

    value: SecretStr = field(repr=False)
    fresh: bool  # fetched for this very caller, so that another fetch would bring nothing better


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    revision: int
    value: SecretStr = field(repr=False)
    until: float  # monotonic


class Tokens:
    """Gives access tokens; where the server gives another refresh token, that one is stored in place of the old."""

    def __init__(
        self, *, clock: Clock, vault: Vault, database: Database, writer: Writer, fetch: Fetch = fetch_token
    ) -> None:
        self._clock, self._vault, self._database, self._writer = clock, vault, database, writer
        self._fetch = fetch
        self._kept: dict[str, _Kept] = {}
        self._refreshing: dict[str, asyncio.Lock] = {}

    async def of(self, account: SmtpAccount, *, refused: SecretStr | None = None) -> Held | Outcome:
        """Return a token of an account that has a grant and a guard, or the outcome that the lack of one is.

        Args:
            account: whose.
            refused: a token that the SMTP server did not take: it is not given again.
        """
        lock = self._refreshing.setdefault(account.name, asyncio.Lock())
        async with lock:
            kept = self._kept.get(account.name)
            usable = kept is not None and kept.revision == account.revision and kept.until > self._clock.monotonic()
            if kept is not None and usable and (refused is None or _differ(kept.value, refused)):
                return Held(value=kept.value, fresh=False)
            self._kept.pop(account.name, None)
            return await self._refresh(account)

    def forget(self, account: SmtpAccount) -> None:
        """Drop an account's token: it was refused though it was fresh."""
        self._kept.pop(account.name, None)

    async def _refresh(self, account: SmtpAccount) -> Held | Outcome:
        grant, guard = account.grant, account.guard
        assert grant is not None and guard is not None  # noqa: S101, PT018  # the caller's part
        token = await self._fetch(grant, guard)
        if isinstance(token, AccountFault) and await self._was_replaced(account, grant):
            return TransientFailure(stage=Stage.AUTH, detail="the account's refresh token was replaced meanwhile")
        if not isinstance(token, Token):
            return token
        following = token.next_refresh_token
        if following is not None and _differ(following, grant.refresh_token):
            await self._store(account, grant, following)
        spare = min(SPARE_SECONDS, token.lasts_seconds / 2)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
            self._refreshing = {name: lock for name, lock in self._refreshing.items() if lock.locked()}
        until = self._clock.monotonic() + token.lasts_seconds - spare
        self._kept[account.name] = _Kept(revision=account.revision, value=token.value, until=until)
        return Held(value=token.value, fresh=True)

    async def _was_replaced(self, account: SmtpAccount, grant: Grant) -> bool:
        """Whether another process, or the owner, has stored another refresh token since this one was read.

        Servers refuse the old one as soon as they have answered with the new: a moment before that can be stored.
        """
        for seconds in SECONDS_BEFORE_LOOKS:
            await asyncio.sleep(seconds)
            if await asyncio.to_thread(self._is_replaced, account, grant):
                return True
        return False

    def _is_replaced(self, account: SmtpAccount, grant: Grant) -> bool:
        with self._database.reading() as connection:
            found = owner_accounts.load(connection, account.name)
        if found is None or found.sealed_secret is None:
            return found is None
        if found.revision != account.revision:
            return True
        try:
            now = self._vault.open(found.sealed_secret)
        except VaultError:
            return False
        return now != _text(grant, grant.refresh_token)

    async def _store(self, account: SmtpAccount, grant: Grant, following: SecretStr) -> None:
        """Store the refresh token that replaces the account's; without it the old one may work no more."""
        try:
            sealed = await asyncio.to_thread(self._vault.seal, _text(grant, following))
            await self._writer.run(partial(self._replace, account=account, grant=grant, sealed=sealed))
        except (VaultError, DatabaseError) as error:
            log.exception("refresh_token_not_stored", account=account.name, error=type(error).__name__)

    def _replace(self, connection: Connection, *, account: SmtpAccount, grant: Grant, sealed: str) -> None:
        """Store it where the grant is still the one that was used, whatever else of the account was changed."""
        found = owner_accounts.load(connection, account.name, for_update=True)
        if found is None or found.sealed_secret is None or found.sign_in != "oauth":
            return
        same = (found.oauth_token_url, found.oauth_client_id) == (grant.token_url, grant.client_id)
        if same and self._vault.open(found.sealed_secret) == _text(grant, grant.refresh_token):
            owner_accounts.replace_secret(connection, found.id, old=found.sealed_secret, new=sealed)


def _text(grant: Grant, refresh_token: SecretStr) -> str:
    return secret_text(
        refresh_token=refresh_token.get_secret_value(),
        client_secret=None if grant.client_secret is None else grant.client_secret.get_secret_value(),
    )


def _differ(one: SecretStr, other: SecretStr) -> bool:
    return one.get_secret_value() != other.get_secret_value()
