import json

import pytest
from pydantic import SecretStr

from service.domain.outcome import AccountFault, Outcome, TransientFailure
from service.egress import AllowedHosts
from service.mail.account import Grant, Guard
from service.mail.oauth import Token, fetch_token, refusal_of_url
from tests.peers.token_server import TokenAnswer, TokenServer, error, token

pytestmark = pytest.mark.anyio

OPEN = Guard(allowed=AllowedHosts.parse("localhost 127.0.0.1"))
REFRESH = "1//refresh-me"


def grant(url: str) -> Grant:
    return Grant(token_url=url, client_id="client", refresh_token=SecretStr(REFRESH), client_secret=SecretStr("sssh"))


async def asked(*answers: TokenAnswer) -> Token | Outcome:
    with TokenServer(*answers) as server:
        return await fetch_token(grant(server.url), OPEN)


async def test_a_token_is_asked_for_with_the_refresh_token() -> None:
    with TokenServer(token("ya29.abc", lasts=1800, refresh_token="another")) as server:
        found = await fetch_token(grant(server.url), OPEN)
    assert isinstance(found, Token)
    assert (found.value.get_secret_value(), found.lasts_seconds) == ("ya29.abc", 1800.0)
    assert found.next_refresh_token == SecretStr("another")
    assert server.asked == [
        {"grant_type": "refresh_token", "refresh_token": REFRESH, "client_id": "client", "client_secret": "sssh"}
    ]
    assert server.hosts == [f"localhost:{server.port}"]


async def test_a_revoked_refresh_token_is_the_accounts_fault_and_told_as_such() -> None:
    found = await asked(error("invalid_grant"))
    assert isinstance(found, AccountFault)
    assert "expired or was revoked" in found.detail


@pytest.mark.parametrize("code", ["invalid_client", "unauthorized_client", "consent_required"])
async def test_what_else_waiting_does_not_heal_is_the_accounts_fault(code: str) -> None:
    found = await asked(error(code, status=401))
    assert isinstance(found, AccountFault)
    assert code in found.detail


@pytest.mark.parametrize(
    "answer",
    [
        error("server_error", status=500),
        error("temporarily_unavailable", status=400),
        TokenAnswer(status=503, body=b"<html>"),
        TokenAnswer(status=429),
        TokenAnswer(status=400, body=b"a secret of the server's"),
        TokenAnswer(status=400, body=json.dumps({"error": "With an address: rina@example.com"}).encode()),
        TokenAnswer(status=200, body=b"{}"),
        TokenAnswer(status=200, body=b"[" * 100_000),
        TokenAnswer(status=200, body=json.dumps({"access_token": "with a\r\nline break"}).encode()),
        TokenAnswer(status=200, body=b" " * 10_000_000),
        TokenAnswer(drops=True),
    ],
    ids=lambda answer: f"{answer.status}-{len(answer.body)}",
)
async def test_what_may_pass_is_transient_and_repeats_nothing_of_the_servers(answer: TokenAnswer) -> None:
    found = await asked(answer)
    assert isinstance(found, TransientFailure)
    assert "secret" not in found.detail
    assert "@" not in found.detail


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed(status: int) -> None:
    with TokenServer(token("stolen")) as elsewhere:
        found = await asked(TokenAnswer(status=status, headers={"Location": elsewhere.url}))
        assert isinstance(found, AccountFault)
        assert elsewhere.asked == []


async def test_a_server_that_is_not_there_is_transient() -> None:
    with TokenServer(token("x")) as gone:
        url = gone.url
    assert isinstance(await fetch_token(grant(url), OPEN), TransientFailure)


async def test_a_certificate_that_is_not_trusted_is_the_accounts_fault(tls: object) -> None:
    with TokenServer(token("x"), tls=tls.server) as server:  # type: ignore[attr-defined]  # TlsContexts
        found = await fetch_token(grant(server.url), OPEN)
    assert isinstance(found, AccountFault)
    assert "certificate" in found.detail
    assert server.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://oauth2.googleapis.com/token",
        "https://oauth2.googleapis.com:8443/token",
        "https://user:secret@oauth2.googleapis.com/token",
        "ftp://oauth2.googleapis.com/token",
        "https:///token",
        "token",
        "https://[::1/token",
    ],
)
async def test_a_url_that_is_not_https_on_its_port_is_refused(url: str) -> None:
    assert refusal_of_url(url, Guard())
    assert isinstance(await fetch_token(grant(url), Guard()), AccountFault)


async def test_a_token_server_in_the_operators_network_is_never_reached() -> None:
    def inside(_host: str, _port: int) -> list[str]:
        return ["10.0.0.7"]

    found = await fetch_token(grant("https://token.example/token"), Guard(), inside)
    assert isinstance(found, AccountFault)
    assert "10.0.0.7" not in found.detail


async def test_a_name_that_leads_elsewhere_after_it_was_checked_is_not_followed() -> None:
    calls: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        calls.append(host)
        return ["192.0.2.1"] if len(calls) > 1 else ["127.0.0.1"]

    with TokenServer(token("once")) as server:
        guard = Guard(allowed=AllowedHosts.parse("token.example"))
        found = await fetch_token(grant(f"http://token.example:{server.port}/token"), guard, rebinding)
    assert isinstance(found, Token)
    assert calls == ["token.example"]
    assert server.hosts == [f"token.example:{server.port}"]


async def test_under_a_test_clock_a_token_server_elsewhere_is_refused() -> None:
    guard = Guard(allowed=AllowedHosts.parse("token.example"), loopback_only=True)
    assert isinstance(await fetch_token(grant("https://token.example/token"), guard), AccountFault)


async def test_tokens_are_shown_nowhere() -> None:
    found = await asked(token("ya29.abc", refresh_token="another"))
    assert "ya29" not in repr(found)
    assert "another" not in repr(found)
