import asyncio
import socket

import pytest
from pydantic import SecretStr

from service.domain.network import is_loopback
from service.domain.outcome import AccountFault, Outcome, Sent, Stage, TransientFailure
from service.mail.account import Envelope, Security, SmtpAccount
from service.mail.opening import open_link
from tests.mail.sending import HASTY, account_at, opened, refused, send_on, send_once
from tests.peers import faults
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Action, Behaviour
from tests.peers.smtp_server import Features, SmtpServer

pytestmark = pytest.mark.anyio

PASSWORD = "abcd efgh ijkl mnop"
CREDENTIALS = {"rina@example.com": PASSWORD}


def signing_in(server: SmtpServer, tls: TlsContexts, **changes: object) -> SmtpAccount:
    return account_at(
        server,
        **{
            "security": Security.STARTTLS,
            "username": "rina@example.com",
            "password": SecretStr(PASSWORD),
            "tls_context": tls.client,
            "connect_timeout_seconds": 2,
            "step_timeout_seconds": 2,
            **changes,
        },
    )


def starttls_server(tls: TlsContexts, *behaviours: Behaviour, auth: tuple[str, ...] = ("PLAIN", "LOGIN")) -> SmtpServer:
    features = Features(starttls=True, auth=auth, credentials=CREDENTIALS)
    return SmtpServer(*behaviours, features=features, tls=tls.server)


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
async def test_starttls_and_sign_in_carry_a_letter(tls: TlsContexts, mechanism: str) -> None:
    with starttls_server(tls, auth=(mechanism,)) as server:
        outcome = await send_once(signing_in(server, tls))
        await asyncio.to_thread(server.wait_idle)
    assert isinstance(outcome, Sent)
    assert len(server.kept) == 1
    assert server.commands == ["EHLO", "STARTTLS", "EHLO", f"AUTH {mechanism}", "MAIL", "RCPT", "DATA", "QUIT"]


async def test_an_access_token_signs_in_by_xoauth2(tls: TlsContexts) -> None:
    features = Features(implicit_tls=True, auth=("XOAUTH2",), credentials={"rina@example.com": "token"})
    with SmtpServer(features=features, tls=tls.server) as server:
        account = signing_in(server, tls, security=Security.TLS, password=None, access_token=SecretStr("token"))
        assert isinstance(await send_once(account), Sent)


async def test_tls_from_the_first_byte_carries_a_letter_of_megabytes(tls: TlsContexts) -> None:
    content = b"".join(b"%076d\r\n" % n for n in range(65_000))
    features = Features(implicit_tls=True, auth=("PLAIN",), credentials=CREDENTIALS)
    with SmtpServer(features=features, tls=tls.server) as server:
        outcome = await send_once(
            signing_in(server, tls, security=Security.TLS, reply_timeout_seconds=5), content=content
        )
    assert isinstance(outcome, Sent)
    assert [letter.content for letter in server.kept] == [content]


async def test_several_letters_use_one_connection(tls: TlsContexts) -> None:
    with starttls_server(tls) as server:
        link = await opened(signing_in(server, tls))
        for _ in range(3):
            assert isinstance(await send_on(link), Sent)
            assert link.reusable
        await link.quit()
    assert (len(server.kept), server.connections) == (3, 1)


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_server_that_hangs_up_with_its_221_is_closed_once(tls: TlsContexts, security: Security) -> None:
    features = Features(starttls=security is Security.STARTTLS, implicit_tls=security is Security.TLS)
    with SmtpServer(features=features, tls=tls.server) as server:
        link = await opened(signing_in(server, tls, security=security, username=None, password=None))
        transport = link._transport  # noqa: SLF001  # closed twice it forgets its protocol, and Python 3.11.2 cannot abort it
        await link.quit()
        link.abort()
        await asyncio.to_thread(server.wait_idle)
    assert server.commands[-1] == "QUIT"
    assert transport.is_closing()
    assert transport._ssl_protocol is not None  # type: ignore[attr-defined]  # noqa: SLF001  # asyncio's own


async def test_a_stripped_starttls_is_the_accounts_fault_and_no_password_is_sent(tls: TlsContexts) -> None:
    with SmtpServer(features=Features(auth=("PLAIN", "LOGIN"), credentials=CREDENTIALS)) as server:
        outcome = await refused(signing_in(server, tls))
        await asyncio.to_thread(server.wait_idle)
    assert isinstance(outcome, AccountFault)
    assert outcome.stage is Stage.STARTTLS
    assert server.commands == ["EHLO"]


@pytest.mark.parametrize(("security", "stage"), [(Security.TLS, Stage.CONNECT), (Security.STARTTLS, Stage.STARTTLS)])
async def test_a_certificate_nobody_vouches_for_is_the_accounts_fault(
    tls: TlsContexts, security: Security, stage: Stage
) -> None:
    features = Features(starttls=True, implicit_tls=security is Security.TLS, auth=("PLAIN",))
    with SmtpServer(features=features, tls=tls.server) as server:
        outcome = await refused(signing_in(server, tls, security=security, tls_context=tls.stranger))
    assert isinstance(outcome, AccountFault)
    assert (outcome.stage, outcome.detail) == (stage, "the server's certificate is not to be trusted")
    assert "AUTH PLAIN" not in server.commands


async def test_tls_to_a_port_that_speaks_none_is_the_accounts_fault(tls: TlsContexts) -> None:
    with SmtpServer() as server:
        outcome = await refused(signing_in(server, tls, security=Security.TLS))
    assert isinstance(outcome, AccountFault)
    assert outcome.stage is Stage.CONNECT


async def test_wrong_credentials_are_the_accounts_fault_after_one_try(tls: TlsContexts) -> None:
    with starttls_server(tls, auth=("LOGIN", "PLAIN")) as server:
        outcome = await refused(signing_in(server, tls, password=SecretStr("wrong")))
    assert isinstance(outcome, AccountFault)
    assert (outcome.stage, outcome.counted) == (Stage.AUTH, False)
    assert outcome.reply is not None
    assert outcome.reply.code == 535
    assert [command for command in server.commands if command.startswith("AUTH")] == ["AUTH PLAIN"]


@pytest.mark.parametrize(
    ("stage", "action", "expected"),
    [
        (Stage.AUTH, faults.reply(454, "4.7.0 later"), TransientFailure),
        (Stage.AUTH, faults.reply(421), TransientFailure),
        (Stage.AUTH, faults.reply(250), TransientFailure),
        (Stage.AUTH, faults.reply(534, "5.7.9 application-specific password required"), AccountFault),
        (Stage.AUTH, faults.reply(504), AccountFault),
        (Stage.AUTH, faults.hang(), TransientFailure),
        (Stage.AUTH, faults.drop(), TransientFailure),
        (Stage.AUTH, faults.garbage(), TransientFailure),
        (Stage.AUTH, faults.half_line(), TransientFailure),
        (Stage.STARTTLS, faults.reply(454), TransientFailure),
        (Stage.STARTTLS, faults.reply(502), AccountFault),
        (Stage.STARTTLS, faults.hang(), TransientFailure),
        (Stage.STARTTLS, faults.drop(), TransientFailure),
        (Stage.STARTTLS, faults.garbage(), TransientFailure),
        (Stage.BANNER, faults.close(), TransientFailure),
        (Stage.BANNER, faults.hang(), TransientFailure),
    ],
)
async def test_a_fault_while_opening_tells_its_stage(
    tls: TlsContexts, stage: Stage, action: Action, expected: type[Outcome]
) -> None:
    with starttls_server(tls, Behaviour(stage=stage, action=action)) as server:
        outcome = await refused(signing_in(server, tls, step_timeout_seconds=0.3, connect_timeout_seconds=0.3))
    assert type(outcome) is expected
    assert (outcome.stage, outcome.counted) == (stage, False)


async def test_a_server_without_our_kind_of_sign_in_is_the_accounts_fault(tls: TlsContexts) -> None:
    with starttls_server(tls, auth=("CRAM-MD5",)) as server:
        outcome = await refused(signing_in(server, tls))
    assert isinstance(outcome, AccountFault)
    assert outcome.stage is Stage.AUTH


async def test_an_unencrypted_account_may_not_leave_this_machine() -> None:
    with SmtpServer() as server:
        outcome = await refused(account_at(server, host="192.0.2.1"))
    assert isinstance(outcome, AccountFault)
    assert server.connections == 0


async def test_a_refused_connection_is_transient() -> None:
    with SmtpServer() as server:
        account = account_at(server)
    outcome = await refused(account)
    assert isinstance(outcome, TransientFailure)
    assert (outcome.stage, outcome.detail) == (Stage.CONNECT, "the server refuses connections")


async def test_a_server_that_never_takes_the_connection_is_transient() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        with socket.create_connection(listener.getsockname()), SmtpServer() as server:
            outcome = await refused(account_at(server, port=listener.getsockname()[1], **HASTY))
    assert isinstance(outcome, TransientFailure)
    assert outcome.stage in {Stage.CONNECT, Stage.BANNER}


@pytest.mark.parametrize("host", ["no..host.invalid", f"{'a' * 64}.invalid", "fe80::1%nosuch0"])
async def test_a_host_that_cannot_exist_is_the_accounts_fault(tls: TlsContexts, host: str) -> None:
    with SmtpServer() as server:
        outcome = await refused(signing_in(server, tls, host=host))
    assert isinstance(outcome, AccountFault)
    assert (outcome.stage, outcome.detail) == (Stage.CONNECT, "there is no such host")


async def test_a_cancelled_opening_leaves_no_connection(tls: TlsContexts) -> None:
    with starttls_server(tls, Behaviour(stage=Stage.EHLO, action=faults.hang())) as server:
        task = asyncio.create_task(open_link(signing_in(server, tls, step_timeout_seconds=30)))
        while "EHLO" not in server.commands:
            await asyncio.wait([task], timeout=0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(server.wait_idle)


async def test_a_cancelled_transaction_is_thrown_away_by_abort() -> None:
    with SmtpServer(Behaviour(stage=Stage.DATA, action=faults.hang())) as server:
        link = await opened(account_at(server, step_timeout_seconds=30))
        task = asyncio.create_task(link.begin(Envelope(sender="a@example.com", recipient="b@example.com")))
        while "DATA" not in server.commands:
            await asyncio.wait([task], timeout=0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not link.reusable
        link.abort()
        await asyncio.to_thread(server.wait_idle)
    assert server.kept == []


@pytest.mark.parametrize("pipelining", [True, False])
async def test_commands_ride_together_only_where_pipelining_is_offered(*, pipelining: bool) -> None:
    with SmtpServer(features=Features(pipelining=pipelining)) as server:
        assert isinstance(await send_once(account_at(server)), Sent)
    assert bool(server.piped_commands) is pipelining


async def test_the_look_lasts_two_to_twenty_milliseconds() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server))
        quick = link.look_seconds
        await link.quit()
    assert 0.002 <= quick <= 0.020


async def test_no_secret_shows_in_an_accounts_text(tls: TlsContexts) -> None:
    with SmtpServer() as server:
        text = repr(signing_in(server, tls))
    assert PASSWORD not in text
    assert "rina@" not in text


def test_an_account_signs_in_one_way_only(tls: TlsContexts) -> None:
    with SmtpServer() as server, pytest.raises(ValueError, match="not both"):
        signing_in(server, tls, access_token=SecretStr("token"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST.", "::1", "[::1]", "127.8.9.1", "a.localhost"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["smtp.gmail.com", "10.0.0.1", "localhost.example.com", "0.0.0.0", ""])  # noqa: S104 nothing binds
def test_other_hosts_are_not_this_machine(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "address", ["", "a", "a@b c", "a@b>\r\nRCPT TO:<c@d", "andré@example.com", f"{'a' * 250}@b.id"]
)
def test_an_envelope_refuses_what_cannot_stand_in_a_command(address: str) -> None:
    with pytest.raises(ValueError, match="plain ASCII"):
        Envelope(sender="a@example.com", recipient=address)


async def test_a_server_that_resets_before_its_banner_is_always_told_as_such() -> None:
    with SmtpServer(Behaviour(stage=Stage.BANNER, action=faults.drop(), times=None)) as server:
        outcomes = [await open_link(account_at(server)) for _ in range(100)]
    stages = [outcome.stage for outcome in outcomes if isinstance(outcome, TransientFailure)]
    assert stages == [Stage.BANNER] * 100
