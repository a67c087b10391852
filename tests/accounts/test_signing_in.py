import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pydantic import SecretStr

from service.accounts.book import AccountBook
from service.accounts.connecting import Connecting
from service.accounts.tokens import Tokens
from service.credentials import Vault, new_sealing_key
from service.domain.outcome import AccountFault, Outcome, Reply, Stage, TransientFailure
from service.egress import AllowedHosts
from service.mail.account import Guard, SmtpAccount
from service.mail.link import Link
from service.mail.words import NOT_KEPT
from service.store import owner_accounts
from service.store.owner_accounts import StoredAccount
from service.store.writer import Writer
from tests.accounts.stored import stored
from tests.peers.bench import new_database
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Behaviour, reply
from tests.peers.hand_clock import HandClock
from tests.peers.smtp_server import Features, SmtpServer
from tests.peers.token_server import TokenServer, error, token

pytestmark = pytest.mark.anyio

GUARD = Guard(allowed=AllowedHosts.parse("localhost 127.0.0.1"))
REFRESH = '{"refresh_token": "first"}'


class MovingClock(HandClock):
    """A clock whose monotonic seconds the test moves."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


class ToldVault(Vault):
    """A vault that tells the test when it has opened something."""

    def __init__(self) -> None:
        super().__init__(given=SecretStr(new_sealing_key()))
        self.opened = Event()

    def open(self, sealed: str) -> str:
        found = super().open(sealed)
        self.opened.set()
        return found


@dataclass(frozen=True, kw_only=True)
class Signing:
    connecting: Connecting
    clock: MovingClock
    book: AccountBook
    vault: ToldVault
    writer: Writer
    smtp: SmtpServer
    tokens: TokenServer
    tls: TlsContexts

    def account(self) -> SmtpAccount:
        return replace(self.book.opened(self.stored()), tls_context=self.tls.client)

    def stored(self) -> StoredAccount:
        found = self.writer.run_blocking(lambda connection: owner_accounts.load(connection, "acc_1"))
        assert found is not None
        return found

    async def open(self, account: SmtpAccount | None = None) -> Outcome | None:
        """Open a link and say goodbye; the outcome when there was none."""
        opened = await self.connecting.open(account or self.account())
        if not isinstance(opened, Link):
            return opened
        await opened.quit()
        return None

    def auths(self) -> int:
        return self.smtp.commands.count("AUTH XOAUTH2")

    def takes(self, value: str) -> None:
        self.smtp.features.credentials["rina@example.com"] = value


@pytest.fixture
def signing(tmp_path: Path, tls: TlsContexts) -> Iterator[Signing]:
    with signing_in(tmp_path, tls) as found:
        yield found


@contextmanager
def signing_in(folder: Path, tls: TlsContexts) -> Iterator[Signing]:
    features = Features(implicit_tls=True, auth=("XOAUTH2",), credentials={"rina@example.com": "one"})
    vault = ToldVault()
    clock = MovingClock(datetime(2026, 11, 24, tzinfo=UTC))
    with (
        new_database(folder) as database,
        SmtpServer(features=features, tls=tls.server) as smtp,
        TokenServer(token("one"), token("two"), token("three")) as tokens,
    ):
        writer = Writer(database.writer)
        given = stored(
            port=smtp.port,
            sign_in="oauth",
            sealed_secret=vault.seal(REFRESH),
            oauth_client_id="client",
            oauth_token_url=tokens.url,
        )
        writer.run_blocking(lambda connection: owner_accounts.put(connection, given))
        connecting = Connecting(Tokens(clock=clock, vault=vault, database=database, writer=writer))
        book = AccountBook(operators=None, vault=vault, guard=GUARD)
        yield Signing(
            connecting=connecting,
            clock=clock,
            book=book,
            vault=vault,
            writer=writer,
            smtp=smtp,
            tokens=tokens,
            tls=tls,
        )
        writer.close()


async def test_one_access_token_serves_until_shortly_before_its_end(signing: Signing) -> None:
    for _ in range(3):
        assert await signing.open() is None
    signing.clock.seconds = 3600 - 121
    assert await signing.open() is None
    assert len(signing.tokens.asked) == 1
    signing.clock.seconds = 3600 - 119
    signing.takes("two")
    assert await signing.open() is None
    assert len(signing.tokens.asked) == 2


async def test_many_that_need_a_token_at_once_ask_for_one(signing: Signing) -> None:
    signing.tokens.gate.clear()
    account = signing.account()
    opening = [asyncio.create_task(signing.open(account)) for _ in range(5)]
    await asyncio.to_thread(signing.tokens.wait_asked, 1)
    signing.tokens.gate.set()
    assert await asyncio.gather(*opening) == [None] * 5
    assert len(signing.tokens.asked) == 1


async def test_a_token_that_is_refused_before_its_end_is_replaced_once(signing: Signing) -> None:
    assert await signing.open() is None
    signing.takes("two")
    assert await signing.open() is None
    assert (len(signing.tokens.asked), signing.auths()) == (2, 3)


async def test_a_fresh_token_that_is_refused_is_the_accounts_fault_at_once(signing: Signing) -> None:
    signing.takes("never")
    refused = await signing.open()
    assert isinstance(refused, AccountFault)
    assert (refused.stage, refused.reply) == (Stage.AUTH, Reply(code=535, text=f"5.7.8 {NOT_KEPT}"))
    assert (len(signing.tokens.asked), signing.auths()) == (1, 1)


async def test_a_replaced_token_that_is_refused_too_is_not_replaced_again(signing: Signing) -> None:
    assert await signing.open() is None
    signing.takes("never")
    assert isinstance(await signing.open(), AccountFault)
    assert (len(signing.tokens.asked), signing.auths()) == (2, 3)


async def test_a_server_that_asks_to_try_later_costs_no_token(signing: Signing) -> None:
    assert await signing.open() is None
    signing.smtp.add(Behaviour(stage=Stage.AUTH, action=reply(454, "4.7.0 later"), times=1))
    assert isinstance(await signing.open(), TransientFailure)
    assert len(signing.tokens.asked) == 1


async def test_a_revoked_refresh_token_never_reaches_the_smtp_server(signing: Signing) -> None:
    signing.tokens.then(error("invalid_grant"))
    assert isinstance(await signing.open(), AccountFault)
    assert signing.smtp.connections == 0


async def test_a_refresh_token_that_the_server_replaces_is_stored_sealed(signing: Signing) -> None:
    signing.tokens.then(token("one", refresh_token="second"))
    before = signing.stored()
    assert await signing.open() is None
    after = signing.stored()
    assert after.revision == before.revision
    assert after.sealed_secret is not None
    assert "second" not in after.sealed_secret
    assert signing.vault.open(after.sealed_secret) == '{"refresh_token": "second"}'
    signing.clock.seconds = 4000
    assert await signing.open() is None
    assert signing.tokens.asked[-1]["refresh_token"] == "second"


async def test_a_refresh_token_that_another_process_replaced_pauses_nothing(signing: Signing) -> None:
    old = signing.account()
    sealed = signing.vault.seal('{"refresh_token": "second"}')
    before = signing.stored().sealed_secret or ""
    signing.writer.run_blocking(
        lambda connection: owner_accounts.replace_secret(connection, "acc_1", old=before, new=sealed)
    )
    signing.tokens.then(error("invalid_grant"), token("one"))
    assert isinstance(await signing.open(old), TransientFailure)
    assert await signing.open() is None


async def test_a_changed_account_fetches_a_token_of_its_own(signing: Signing) -> None:
    assert await signing.open() is None
    changed = replace(signing.stored(), revision=2)
    signing.writer.run_blocking(lambda connection: owner_accounts.put(connection, changed))
    signing.takes("two")
    assert await signing.open() is None
    assert (len(signing.tokens.asked), signing.auths()) == (2, 2)


def store_another(signing: Signing, refresh_token: str) -> None:
    before = signing.stored().sealed_secret or ""
    sealed = signing.vault.seal(f'{{"refresh_token": "{refresh_token}"}}')
    assert signing.writer.run_blocking(
        lambda connection: owner_accounts.replace_secret(connection, "acc_1", old=before, new=sealed)
    )


async def test_a_refresh_token_that_another_process_is_about_to_store_pauses_nothing(signing: Signing) -> None:
    old = signing.account()
    signing.tokens.then(error("invalid_grant"), token("one"))
    signing.vault.opened.clear()
    opening = asyncio.create_task(signing.open(old))
    assert await asyncio.to_thread(signing.vault.opened.wait, 10)  # it has looked, and found nothing new
    store_another(signing, "second")
    assert isinstance(await opening, TransientFailure)
    assert await signing.open() is None


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ({"per_day": 7}, "second"),
        ({"oauth_client_id": "another"}, "first"),
        ({"oauth_token_url": "https://login.example.com/token"}, "first"),
    ],
)
async def test_a_replaced_refresh_token_is_stored_whatever_else_of_the_account_was_changed_meanwhile(
    signing: Signing, changed: dict[str, Any], kept: str
) -> None:
    signing.tokens.then(token("one", refresh_token="second"))
    signing.tokens.gate.clear()
    opening = asyncio.create_task(signing.open())
    await asyncio.to_thread(signing.tokens.wait_asked, 1)
    now = replace(signing.stored(), revision=2, **changed)
    signing.writer.run_blocking(lambda connection: owner_accounts.put(connection, now))
    signing.tokens.gate.set()
    assert await opening is None
    assert signing.vault.open(signing.stored().sealed_secret or "") == f'{{"refresh_token": "{kept}"}}'
    assert (signing.stored().revision, signing.stored().per_day) == (2, now.per_day)


async def test_a_refresh_token_that_the_owner_has_given_meanwhile_stays(signing: Signing) -> None:
    signing.tokens.then(token("one", refresh_token="second"))
    signing.tokens.gate.clear()
    opening = asyncio.create_task(signing.open())
    await asyncio.to_thread(signing.tokens.wait_asked, 1)
    store_another(signing, "the owner's")
    signing.tokens.gate.set()
    assert await opening is None
    assert signing.vault.open(signing.stored().sealed_secret or "") == '{"refresh_token": "the owner\'s"}'
