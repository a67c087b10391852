"""Access tokens for AUTH XOAUTH2: one request to an owner's token server (RFC 6749 6), through the guard."""

import asyncio
import json
import re
import ssl
from dataclasses import dataclass, field
from typing import NoReturn

import httpx
from pydantic import SecretStr

from service.domain.network import is_loopback
from service.domain.outcome import AccountFault, Outcome, Stage, TransientFailure
from service.egress import Destination, Refused, resolve
from service.egress.authorities import system_authorities
from service.egress.guard import LookUp
from service.mail.account import Grant, Guard
from service.mail.words import hide, secrets_of

HTTPS_PORT, HTTP_PORT = 443, 80
SECONDS = 20.0  # for the whole exchange
MOST_BYTES = 64 * 1024  # of an answer
LONGEST_TOKEN = 16_000  # characters
USUAL_LIFE_SECONDS = 3600.0  # where the server does not say; RFC 6749 5.1 only recommends that it does
_ERROR = re.compile(r"[a-z_]{1,40}")  # error codes of RFC 6749 and of providers
_TOKEN = re.compile(r"[!-~]+")
_RETRY = frozenset({"temporarily_unavailable", "server_error", "slow_down"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """An access token."""

    value: SecretStr = field(repr=False)
    lasts_seconds: float  # from the answer on
    next_refresh_token: SecretStr | None = field(default=None, repr=False)  # when the server gave another one

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is not pickled: it is a secret")


def refusal_of_url(text: str, guard: Guard) -> str | None:
    """Return why a URL cannot be a token server's, as far as can be told without DNS, or None."""
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL:
        return "a URL such as https://oauth2.googleapis.com/token is accepted"
    if url.scheme not in ("https", "http") or not url.host or url.userinfo or url.fragment:
        return "a URL such as https://oauth2.googleapis.com/token is accepted"
    port = _port(url)
    if guard.loopback_only and not is_loopback(url.host):
        return "under a test clock a token server may be on this machine only"
    if guard.allowed.has(url.host, port):
        return None
    if url.scheme != "https":
        return "https is demanded"
    return None if port == HTTPS_PORT else f"the port {HTTPS_PORT} is accepted; others the operator has to allow"


async def destination_of(text: str, guard: Guard, look_up: LookUp | None = None) -> Destination | Refused:
    """Return where a token server is, looked up once, or why there may be no connection."""
    url = httpx.URL(text)
    return await resolve(url.host, _port(url), allowed=guard.allowed, look_up=look_up)


async def fetch_token(grant: Grant, guard: Guard, look_up: LookUp | None = None) -> Token | Outcome:
    """Ask for an access token once; no redirect is followed, and what is not understood is never told.

    Returns:
        The token; or an outcome at `AUTH`: an `AccountFault` is one that waiting does not heal.
    """
    wrong = refusal_of_url(grant.token_url, guard)
    found = Refused(code="bad_host", detail=wrong) if wrong else await destination_of(grant.token_url, guard, look_up)
    if isinstance(found, Refused):
        detail = f"the token server: {found.detail[:1].lower()}{found.detail[1:].rstrip('.')}"
        if found.code == "unresolvable":
            return TransientFailure(stage=Stage.AUTH, detail=detail)
        return AccountFault(stage=Stage.AUTH, detail=detail)
    if guard.loopback_only and not all(is_loopback(each) for each in found.addresses):
        return AccountFault(stage=Stage.AUTH, detail="the token server does not lead to this machine")
    answered = await _exchange(grant, found)
    return _judge(*answered, secrets_of(grant)) if isinstance(answered, tuple) else answered


async def _exchange(grant: Grant, to: Destination) -> tuple[int, bytes] | Outcome:
    """Ask at the first of the addresses that can be connected to."""
    failed: Exception | None = None
    try:
        async with asyncio.timeout(SECONDS):
            for address in to.addresses:
                try:
                    return await _ask(grant, to, address)
                except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                    failed = error
    except (TimeoutError, httpx.TimeoutException):
        return TransientFailure(stage=Stage.AUTH, detail="the token server did not answer in time")
    except (httpx.HTTPError, OSError):
        return TransientFailure(stage=Stage.AUTH, detail="the connection to the token server was lost")
    if _is_certificate(failed):
        return AccountFault(stage=Stage.AUTH, detail="the token server's certificate is not to be trusted")
    return TransientFailure(stage=Stage.AUTH, detail="the token server cannot be reached")


async def _ask(grant: Grant, to: Destination, address: str) -> tuple[int, bytes]:
    """Return the status and the beginning of the body; the connection leads to `address`, which was checked.

    Raises:
        httpx.HTTPError: no whole answer came.
    """
    url = httpx.URL(grant.token_url)
    form = {
        "grant_type": "refresh_token",
        "refresh_token": grant.refresh_token.get_secret_value(),
        "client_id": grant.client_id,
    }
    if grant.client_secret is not None:
        form["client_secret"] = grant.client_secret.get_secret_value()
    headers = {"Host": url.netloc.decode("ascii"), "Accept": "application/json", "Accept-Encoding": "identity"}
    async with (
        httpx.AsyncClient(
            verify=system_authorities(),
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(SECONDS, connect=10),
        ) as client,
        client.stream(
            "POST",
            url.copy_with(host=address),
            data=form,
            headers=headers,
            extensions={"sni_hostname": to.host},
        ) as answer,
    ):
        body = b""
        async for chunk in answer.aiter_raw():
            body += chunk
            if len(body) > MOST_BYTES:
                break
        return answer.status_code, body[:MOST_BYTES]


def _judge(status: int, body: bytes, secrets: list[str]) -> Token | Outcome:
    """Return what an answer means; nothing of it is told but an error code of a known form that is no secret."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    given = found if isinstance(found, dict) else {}
    if status == httpx.codes.OK:
        token = _token(given)
        return token or TransientFailure(stage=Stage.AUTH, detail="the token server's answer holds no access token")
    error = given.get("error")
    code = error if isinstance(error, str) and _ERROR.fullmatch(error) else None
    if code == "invalid_grant":
        detail = "the token server says invalid_grant: the refresh token has expired or was revoked; give a new one"
        return AccountFault(stage=Stage.AUTH, detail=detail)
    if 400 <= status < 500 and code is not None and code not in _RETRY:  # noqa: PLR2004  # the client's fault
        return AccountFault(stage=Stage.AUTH, detail=f"the token server says {hide(code, secrets)}")
    if 300 <= status < 400 or status in (404, 405, 410):  # noqa: PLR2004  # redirects are not followed
        return AccountFault(stage=Stage.AUTH, detail=f"the token URL answers {status}: it is not a token server's")
    return TransientFailure(stage=Stage.AUTH, detail=f"the token server answers {status}")


def _token(given: dict[str, object]) -> Token | None:
    value, lasts, following = (given.get(name) for name in ("access_token", "expires_in", "refresh_token"))
    if not isinstance(value, str) or len(value) > LONGEST_TOKEN or not _TOKEN.fullmatch(value):
        return None
    known = isinstance(lasts, int | float) and not isinstance(lasts, bool) and 0 < lasts < 10**8
    return Token(
        value=SecretStr(value),
        lasts_seconds=float(lasts) if known and isinstance(lasts, int | float) else USUAL_LIFE_SECONDS,
        next_refresh_token=SecretStr(following) if isinstance(following, str) and following else None,
    )


def _port(url: httpx.URL) -> int:
    return url.port or (HTTPS_PORT if url.scheme == "https" else HTTP_PORT)


def _is_certificate(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
