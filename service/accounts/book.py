"""Every account that letters may leave from. What owners registered is read from the store whenever it is asked for."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

import structlog
from pydantic import SecretStr

from service.credentials import Vault, VaultError
from service.domain.outcome import Outcome, Stage, TransientFailure
from service.domain.pacing import NO_CAPS, Caps
from service.mail.account import Grant, Guard, Letterhead, Security, SmtpAccount
from service.store import owner_accounts
from service.store.engine import Connection
from service.store.owner_accounts import Allowed, StoredAccount
from service.store.records import StoredFollowUp

DEFAULT_ACCOUNT = "default"  # the environment's; no owner's account has this name
MOST_REMEMBERED = 1_000

log = structlog.get_logger()


class NoAccountError(LookupError):
    """There is no account of that name which this owner may send from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operators:
    """The account that the environment names."""

    account: SmtpAccount
    owner: str | None  # None: open to every owner
    max_connections: int
    caps: Caps = NO_CAPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long connections of owners' accounts wait; real seconds."""

    connect_seconds: float = 30
    step_seconds: float = 60
    reply_seconds: float = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An account to send from, as far as intake needs it."""

    id: str  # what a follow-up holds
    letterhead: Letterhead


@dataclass(frozen=True, slots=True)
class _Opened:
    revision: int
    sealed_secret: str | None = field(repr=False)
    account: SmtpAccount


class AccountBook:
    """Finds accounts; safe to ask from any thread."""

    def __init__(
        self,
        *,
        operators: Operators | None,
        vault: Vault,
        guard: Guard,
        waits: Waits | None = None,
        sandbox: SmtpAccount | None = None,
    ) -> None:
        """Take what does not change while the process runs.

        Args:
            operators: the environment's account, if there is one.
            vault: opens owners' secrets.
            guard: where owners' accounts may lead.
            waits: for owners' accounts.
            sandbox: where all their letters go instead, so that nothing leaves this machine.
        """
        self.operators, self.guard, self.sandboxed = operators, guard, sandbox is not None
        self._vault, self._waits, self._sandbox = vault, waits or Waits(), sandbox
        self._opened: dict[str, _Opened] = {}

    def default_for(self, owner: str) -> Operators | None:
        """Return the environment's account when this owner may send from it."""
        found = self.operators
        return found if found is not None and found.owner in (None, owner) else None

    def sending(self, connection: Connection | None, name: str, *, owner: str) -> Sending | None:
        """Return the account that a name of an owner's is, or None.

        Args:
            connection: of the caller's transaction; not needed for the environment's account.
            name: as the owner gave it.
            owner: who asks.
        """
        if name == DEFAULT_ACCOUNT:
            default = self.default_for(owner)
            return None if default is None else Sending(id=default.account.name, letterhead=default.account.letterhead)
        if connection is None:
            return None
        found = owner_accounts.find(connection, owner=owner, name=name)
        return None if found is None else Sending(id=found.id, letterhead=_letterhead(found))

    def keep(self, connection: Connection, id_: str, *, owner: str) -> bool:
        """Keep an account while the caller's transaction stores what leaves through it; False: it is gone."""
        return id_ == DEFAULT_ACCOUNT or owner_accounts.keep(connection, id_=id_, owner=owner)

    def keep_all(self, connection: Connection, ids: Collection[str]) -> dict[str, owner_accounts.Kept]:
        """Keep owners' accounts, whoever's they are, while the caller's transaction stores what leaves through them.

        Returns:
            Those that are there; the environment's account is not among them, for nobody can delete it.
        """
        return owner_accounts.keep_all(connection, set(ids) - {DEFAULT_ACCOUNT})

    def kept_for(self, connection: Connection, follow_up: StoredFollowUp) -> str:
        """Return the account of a follow-up that is to leave after all, kept: its own, or the one of that name now.

        Raises:
            NoAccountError: there is none.
        """
        if self.keep(connection, follow_up.account, owner=follow_up.owner):
            return follow_up.account
        name = follow_up.request["account"]
        found = self.sending(connection, name, owner=follow_up.owner)
        if found is None or not self.keep(connection, found.id, owner=follow_up.owner):
            raise NoAccountError(name)
        return found.id

    def letterhead(self, connection: Connection, id_: str) -> Letterhead | None:
        """Return whom an account's letters come from, or None when it is gone."""
        if self.operators is not None and id_ == self.operators.account.name:
            return self.operators.account.letterhead
        found = owner_accounts.load(connection, id_)
        return None if found is None else _letterhead(found)

    def connections(self, connection: Connection, ids: Iterable[str]) -> dict[str, Allowed]:
        """Return of each account that is there whose it is and how many connections this process may have of it."""
        wanted = set(ids)
        found: dict[str, Allowed] = {}
        if self.operators is not None and self.operators.account.name in wanted:
            most = self.operators.max_connections
            found[self.operators.account.name] = Allowed(owner=None, connections=most)
        others = wanted - {DEFAULT_ACCOUNT}
        return found | owner_accounts.connections_of(connection, others) if others else found

    def open(self, connection: Connection, id_: str) -> SmtpAccount | Outcome:
        """Return an account ready to connect with, its secret opened; or the outcome of a try with it."""
        if self.operators is not None and id_ == self.operators.account.name:
            return self.operators.account
        stored = owner_accounts.load(connection, id_)
        if stored is None:
            return TransientFailure(stage=Stage.CONNECT, detail="the account is gone")
        try:
            return self.opened(stored)
        except VaultError as error:
            log.error("account_secret_not_opened", account=id_, why=str(error))  # noqa: TRY400  # it says what to do
            return TransientFailure(stage=Stage.CONNECT, detail="the account's secret cannot be opened just now")

    def opened(self, stored: StoredAccount) -> SmtpAccount:
        """Return a stored account ready to connect with.

        Raises:
            VaultError: its secret cannot be opened.
        """
        known = self._opened.get(stored.id)
        if known is not None and (known.revision, known.sealed_secret) == (stored.revision, stored.sealed_secret):
            return known.account
        account = self._account(stored)
        if len(self._opened) >= MOST_REMEMBERED:
            self._opened.clear()
        self._opened[stored.id] = _Opened(stored.revision, stored.sealed_secret, account)
        return account

    def _account(self, stored: StoredAccount) -> SmtpAccount:
        if self._sandbox is not None:
            return replace(
                self._sandbox,
                name=stored.id,
                revision=stored.revision,
                from_address=stored.from_address,
                from_name=stored.from_name,
            )
        secret = {} if stored.sealed_secret is None else json.loads(self._vault.open(stored.sealed_secret))
        return SmtpAccount(
            name=stored.id,
            revision=stored.revision,
            host=stored.host,
            port=stored.port,
            security=Security(stored.security),
            from_address=stored.from_address,
            from_name=stored.from_name,
            username=stored.username,
            password=SecretStr(secret["password"]) if stored.sign_in == "password" else None,
            grant=_grant(stored, secret) if stored.sign_in == "oauth" else None,
            step_timeout_seconds=self._waits.step_seconds,
            connect_timeout_seconds=min(self._waits.connect_seconds, self._waits.step_seconds),
            reply_timeout_seconds=self._waits.reply_seconds,
            guard=self.guard,
        )


def secret_text(
    *, password: str | None = None, refresh_token: str | None = None, client_secret: str | None = None
) -> str:
    """Return what is sealed of an account's secrets."""
    given = {"password": password, "refresh_token": refresh_token, "client_secret": client_secret}
    return json.dumps({name: value for name, value in given.items() if value is not None})


def _grant(stored: StoredAccount, secret: dict[str, str]) -> Grant:
    client_secret = secret.get("client_secret")
    return Grant(
        token_url=stored.oauth_token_url or "",
        client_id=stored.oauth_client_id or "",
        refresh_token=SecretStr(secret["refresh_token"]),
        client_secret=None if client_secret is None else SecretStr(client_secret),
    )


def _letterhead(stored: StoredAccount) -> Letterhead:
    return Letterhead(from_address=stored.from_address, from_name=stored.from_name)
