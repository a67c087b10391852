import asyncio
import ssl

import pytest

from service.domain.outcome import AccountFault, Stage, TransientFailure
from service.egress import AllowedHosts
from service.mail.account import Guard, Security, SmtpAccount
from service.mail.link import Link
from service.mail.opening import open_link
from tests.mail.sending import account_at, send_on
from tests.peers.certificates import TlsContexts
from tests.peers.smtp_server import Features, SmtpServer

pytestmark = pytest.mark.anyio

HERE = Guard(allowed=AllowedHosts.parse("localhost 127.0.0.1 mail.example"))


def guarded(server: SmtpServer, tls: TlsContexts, **changes: object) -> SmtpAccount:
    return account_at(
        server,
        **{"host": "localhost", "security": Security.STARTTLS, "tls_context": tls.client, "guard": HERE, **changes},
    )


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_a_guarded_account_is_reached_at_the_checked_address_by_its_name(
    tls: TlsContexts, security: Security
) -> None:
    names: list[str | None] = []

    def note(_connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        names.append(name)

    looked_up: list[str] = []

    def look_up(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["192.0.2.1"] if len(looked_up) > 1 else ["127.0.0.1"]

    features = Features(starttls=security is Security.STARTTLS, implicit_tls=security is Security.TLS)
    tls.server.sni_callback = note
    try:
        with SmtpServer(features=features, tls=tls.server) as server:
            link = await open_link(guarded(server, tls, security=security), look_up=look_up)
            assert isinstance(link, Link)
            await send_on(link)
            await link.quit()
    finally:
        tls.server.sni_callback = None
    assert names == ["localhost"]
    assert looked_up == ["localhost"]
    assert len(server.kept) == 1


async def test_a_certificate_for_another_name_is_refused_though_the_address_is_right(tls: TlsContexts) -> None:
    with SmtpServer(features=Features(starttls=True), tls=tls.server) as server:
        account = guarded(server, tls, host="mail.example")
        found = await open_link(account, look_up=lambda _host, _port: ["127.0.0.1"])
        assert isinstance(found, AccountFault)
        assert "certificate" in found.detail
        assert server.commands == ["EHLO", "STARTTLS"]


@pytest.mark.parametrize(
    ("host", "port"), [("localhost", 587), ("127.0.0.1", 465), ("10.0.0.1", 587), ("[::1]", 465), ("2130706433", 587)]
)
async def test_what_leads_into_the_operators_network_is_the_accounts_fault(host: str, port: int) -> None:
    account = SmtpAccount(
        name="acc_1", host=host, port=port, security=Security.TLS, from_address="a@example.com", guard=Guard()
    )
    found = await open_link(account)
    assert isinstance(found, AccountFault)
    assert found.stage is Stage.CONNECT
    assert host not in found.detail


async def test_a_public_name_that_leads_inside_is_never_connected_to(tls: TlsContexts) -> None:
    with SmtpServer(features=Features(starttls=True), tls=tls.server) as server:
        account = guarded(server, tls, host="rebound.example", guard=Guard(), port=587)
        found = await open_link(account, look_up=lambda _host, _port: ["93.184.215.14", "127.0.0.1"])
        assert isinstance(found, AccountFault)
        assert server.connections == 0


async def test_other_ports_are_for_the_operator_to_allow() -> None:
    account = SmtpAccount(
        name="acc_1",
        host="mail.example",
        port=25,
        security=Security.STARTTLS,
        from_address="a@example.com",
        guard=Guard(allowed=AllowedHosts.parse("mail.example:2525")),
    )
    found = await open_link(account)
    assert isinstance(found, AccountFault)
    assert "465 and 587" in found.detail


async def test_without_tls_an_allowed_host_must_be_this_machine_wherever_its_name_leads() -> None:
    guard = Guard(allowed=AllowedHosts.parse("localhost"))
    account = SmtpAccount(
        name="acc_1", host="localhost", port=2525, security=Security.NONE, from_address="a@example.com", guard=guard
    )
    found = await open_link(account, look_up=lambda _host, _port: ["93.184.215.14"])
    assert isinstance(found, AccountFault)


async def test_a_name_without_an_address_may_get_one() -> None:
    def nowhere(_host: str, _port: int) -> list[str]:
        raise OSError("none")

    account = SmtpAccount(
        name="acc_1",
        host="mail.example",
        port=587,
        security=Security.TLS,
        from_address="a@example.com",
        guard=Guard(),
    )
    assert isinstance(await open_link(account, look_up=nowhere), TransientFailure)


async def test_of_several_addresses_the_next_is_tried_when_one_refuses(tls: TlsContexts) -> None:
    with SmtpServer(features=Features(starttls=True), tls=tls.server) as server:
        link = await open_link(guarded(server, tls), look_up=lambda _host, _port: ["127.0.0.2", "127.0.0.1"])
        assert isinstance(link, Link)
        await link.quit()
        await asyncio.to_thread(server.wait_idle)
    assert server.connections == 1


async def test_under_a_test_clock_an_account_leads_to_this_machine_only() -> None:
    guard = Guard(allowed=AllowedHosts.parse("mail.example"), loopback_only=True)
    account = SmtpAccount(
        name="acc_1", host="mail.example", port=587, security=Security.TLS, from_address="a@example.com", guard=guard
    )
    found = await open_link(account, look_up=lambda _host, _port: ["127.0.0.1"])
    assert isinstance(found, AccountFault)
    assert "test clock" in found.detail
