"""Owners' SMTP accounts: registered, changed, verified, removed. A secret goes in and never comes out again."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from service.accounts.book import DEFAULT_ACCOUNT, AccountBook
from service.accounts.connecting import Connecting
from service.credentials import Vault
from service.domain.clock import Clock
from service.domain.outcome import AccountFault, Outcome, Stage, TransientFailure
from service.egress import Refused, resolve
from service.egress.allowing import normal_host
from service.intake.account_terms import NewAccount, check_port, check_sign_in, invalid, merged, port_of, secret_of
from service.mail.account import SmtpAccount
from service.mail.destination import refusal_of
from service.mail.link import Link
from service.mail.oauth import destination_of, refusal_of_url
from service.store import accounts, owner_accounts
from service.store.accounts import AccountState
from service.store.engine import Connection, Database
from service.store.owner_accounts import Removal, StoredAccount
from service.store.writer import Writer

MOST_ACCOUNTS = 100  # of one owner
VERIFY_CONNECT_SECONDS, VERIFY_STEP_SECONDS, VERIFY_SECONDS = 10.0, 15.0, 45.0  # somebody waits for the answer


class OperatorsAccountError(Exception):
    """The environment's account is not for owners to change."""


class TooManyAccountsError(Exception):
    """The owner has as many accounts as an owner may have."""


class BeingVerifiedError(Exception):
    """A verification of this account is under way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An account and how it stands; `stored` is None for the environment's."""

    stored: StoredAccount | None
    state: AccountState


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What signing in without sending came to."""

    outcome: Outcome | None  # None: it worked
    account: SmtpAccount


class Registering:
    """Keeps owners' accounts; whatever it is asked, it is asked by an owner and for that owner."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        vault: Vault,
        book: AccountBook,
        connecting: Connecting,
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._vault, self._book, self._connecting = vault, book, connecting
        self._verifying: set[tuple[str, str]] = set()

    def all_of(self, owner: str) -> list[Standing]:
        """Return the accounts that an owner may send from: the environment's, then their own by name."""
        with self._database.reading() as connection:
            stored: list[StoredAccount | None] = [*owner_accounts.all_of(connection, owner=owner)]
            if self._book.default_for(owner) is not None:
                stored.insert(0, None)
            states = accounts.states_of(connection, [_id(each) for each in stored])
        return [Standing(stored=each, state=states.get(_id(each), AccountState())) for each in stored]

    def find(self, owner: str, name: str) -> Standing | None:
        """Return an account that an owner may send from, or None."""
        with self._database.reading() as connection:
            return self._standing(connection, owner, name)

    async def put(self, owner: str, name: str, given: NewAccount) -> tuple[Standing, bool]:
        """Register an account or replace it; its pause ends. Tells also whether it is new.

        Raises:
            InvalidInputError: with what cannot be accepted.
            OperatorsAccountError: the name is the environment's.
            TooManyAccountsError: there is no room for another one.
            VaultError: the secret cannot be sealed.
        """
        if name == DEFAULT_ACCOUNT:
            raise OperatorsAccountError
        given = replace(given, host=await self._checked_host(given), port=port_of(given))
        check_sign_in(given)
        await self._check_grant(given)
        sealed = None
        if given.password is not None or given.grant is not None:
            sealed = await asyncio.to_thread(self._vault.seal, secret_of(given))
        put = partial(self._put, owner=owner, name=name, given=given, sealed=sealed)
        return await self._writer.run(put)

    async def remove(self, owner: str, name: str) -> Removal:
        """Delete an owner's account unless open follow-ups leave through it.

        Raises:
            OperatorsAccountError: the name is the environment's.
        """
        if name == DEFAULT_ACCOUNT:
            raise OperatorsAccountError
        return await self._writer.run(partial(owner_accounts.remove, owner=owner, name=name))

    async def verify(self, owner: str, name: str) -> Verified | None:
        """Connect, demand TLS, sign in, send nothing; None: no such account.

        Success ends a pause, a refusal begins one: a second try would be a second failed sign-in for the provider.

        Raises:
            BeingVerifiedError: one is under way.
            VaultError: the stored secret cannot be opened.
        """
        standing = await asyncio.to_thread(self.find, owner, name)
        if standing is None:
            return None
        account = self._ready(standing.stored)
        if (owner, name) in self._verifying:
            raise BeingVerifiedError
        self._verifying.add((owner, name))
        try:
            outcome = await self._sign_in(account)
        finally:
            self._verifying.discard((owner, name))
        await self._writer.run(partial(self._note, account=account, outcome=outcome, at=self._clock.now()))
        return Verified(outcome=outcome, account=account)

    async def _sign_in(self, account: SmtpAccount) -> Outcome | None:
        try:
            async with asyncio.timeout(VERIFY_SECONDS):
                opened = await self._connecting.open(account)
        except TimeoutError:
            return TransientFailure(stage=Stage.CONNECT, detail="connecting and signing in took too long")
        if not isinstance(opened, Link):
            return opened
        await opened.quit()
        return None

    def _ready(self, stored: StoredAccount | None) -> SmtpAccount:
        if stored is not None:
            account = self._book.opened(stored)
        else:
            assert self._book.operators is not None  # noqa: S101  # it was found
            account = self._book.operators.account
        return replace(
            account,
            connect_timeout_seconds=min(VERIFY_CONNECT_SECONDS, account.connect_timeout_seconds),
            step_timeout_seconds=min(VERIFY_STEP_SECONDS, account.step_timeout_seconds),
        )

    @staticmethod
    def _note(connection: Connection, *, account: SmtpAccount, outcome: Outcome | None, at: datetime) -> None:
        """Write down what a verification came to, unless the account was changed meanwhile."""
        name, operators = account.name, account.name == DEFAULT_ACCOUNT
        if outcome is None:
            same = owner_accounts.note_verified(connection, name, revision=account.revision, at=at)
            if operators or same:
                accounts.renew(connection, name)
        elif isinstance(outcome, AccountFault):
            state = accounts.state_of(connection, name, for_update=True)  # before the look: a change renews it
            if operators or owner_accounts.revision_of(connection, name) == account.revision:
                accounts.set_state(connection, name, replace(state, paused_reason=outcome.reason, paused_at=at))

    def _standing(self, connection: Connection, owner: str, name: str) -> Standing | None:
        stored = None
        if name == DEFAULT_ACCOUNT:
            if self._book.default_for(owner) is None:
                return None
        else:
            stored = owner_accounts.find(connection, owner=owner, name=name)
            if stored is None:
                return None
        return Standing(stored=stored, state=accounts.state_of(connection, _id(stored)))

    def _put(
        self, connection: Connection, *, owner: str, name: str, given: NewAccount, sealed: str | None
    ) -> tuple[Standing, bool]:
        before = owner_accounts.find(connection, owner=owner, name=name, for_update=True)
        if before is None and owner_accounts.count_of(connection, owner=owner) >= MOST_ACCOUNTS:
            raise TooManyAccountsError
        now = self._clock.now()
        account = merged(before, given, sealed, owner=owner, name=name, now=now)
        owner_accounts.put(connection, account)
        accounts.renew(connection, account.id)
        return Standing(stored=account, state=AccountState()), before is None

    async def _checked_host(self, given: NewAccount) -> str:
        host = normal_host(given.host)
        if host is None:
            raise invalid("/host", "invalid_host", "A host name such as smtp.gmail.com is accepted.")
        if self._book.sandboxed:
            return host  # nothing is connected to but the sandbox
        guard, port = self._book.guard, port_of(given)
        wrong = refusal_of(host, port, given.security, guard)
        if wrong is not None:
            part, why = wrong
            raise invalid(f"/{part}", f"{part}_not_allowed", f"{why[:1].upper()}{why[1:]}.")
        found = await resolve(host, port, allowed=guard.allowed)
        if isinstance(found, Refused) and found.code != "unresolvable":
            raise invalid("/host", "host_not_allowed", found.detail)
        if not guard.allowed.has(host, port):
            check_port(given)
        return host

    async def _check_grant(self, given: NewAccount) -> None:
        if given.grant is None:
            return
        pointer, guard = "/oauth/token_url", self._book.guard
        wrong = refusal_of_url(given.grant.token_url, guard)
        if wrong is not None:
            raise invalid(pointer, "token_url_not_allowed", f"{wrong[:1].upper()}{wrong[1:]}.")
        if not self._book.sandboxed:
            found = await destination_of(given.grant.token_url, guard)
            if isinstance(found, Refused) and found.code != "unresolvable":
                raise invalid(pointer, "token_url_not_allowed", found.detail)


def _id(stored: StoredAccount | None) -> str:
    return DEFAULT_ACCOUNT if stored is None else stored.id
