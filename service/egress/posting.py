"""One POST to an address that an owner named: checked, without redirects, cookies, proxies or kept connections.

A connection serves one request: a kept one is found again by its address alone, and would carry the letters of one
name to whoever else is reached at that address.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import httpx

from service.egress.allowing import MOST_PORT, AllowedHosts, normal_host
from service.egress.authorities import system_authorities
from service.egress.guard import Destination, LookUp, Refused, resolve

LONGEST_URL = 2_000
MOST_ADDRESSES = 3  # tried one after the other
CONNECT_SECONDS = 5.0
PORTS = {"https": 443, "http": 80}
Fault = Literal["bad_url", "not_public", "unresolvable", "no_connection", "bad_tls", "time_out", "broken_answer"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; a redirect is an answer like any other."""

    status: int
    body: bytes  # the beginning


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer:
    """Why nothing came back, in words of our own."""

    fault: Fault
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A URL taken apart, by the parser that also makes the request."""

    url: httpx.URL
    host: str
    port: int


def endpoint_of(url: str, *, allowed: AllowedHosts) -> Endpoint | NoAnswer:
    """Take a URL apart; NoAnswer: it is none that may be posted to, wherever its host leads."""
    if len(url) > LONGEST_URL:
        return NoAnswer(fault="bad_url", detail=f"A URL of at most {LONGEST_URL} characters is accepted.")
    try:
        parsed = httpx.URL(url)
        host = normal_host(parsed.raw_host.decode("ascii"))
    except (httpx.InvalidURL, ValueError):
        return _BAD_URL
    if host is None or parsed.scheme not in PORTS or parsed.userinfo or parsed.fragment:
        return _BAD_URL
    port = PORTS[parsed.scheme] if parsed.port is None else parsed.port
    if not 0 < port <= MOST_PORT:
        return _BAD_URL
    if parsed.scheme != "https" and not allowed.has(host, port):
        return NoAnswer(fault="bad_url", detail="https is accepted; http only for hosts that the operator allows.")
    return Endpoint(url=parsed, host=host, port=port)


_BAD_URL = NoAnswer(
    fault="bad_url", detail="A URL such as https://example.com/path is accepted, without user name and fragment."
)


class Poster:
    """Posts; safe for any number of tasks of one event loop."""

    def __init__(
        self, *, allowed: AllowedHosts, look_up: LookUp | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.allowed, self._look_up, self._tls = allowed, look_up, tls

    @cached_property
    def _transport(self) -> httpx.AsyncHTTPTransport:
        return httpx.AsyncHTTPTransport(
            verify=self._tls or system_authorities(),
            trust_env=False,
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def close(self) -> None:
        """Close what is open."""
        if "_transport" in self.__dict__:
            await self._transport.aclose()

    async def check(self, url: str, *, seconds: float = CONNECT_SECONDS) -> NoAnswer | None:
        """Return why a URL cannot be posted to as things stand, or None; nothing is sent to its host."""
        endpoint = endpoint_of(url, allowed=self.allowed)
        if isinstance(endpoint, NoAnswer):
            return endpoint
        found = await resolve(
            endpoint.host, endpoint.port, allowed=self.allowed, look_up=self._look_up, seconds=seconds
        )
        return _as_no_answer(found) if isinstance(found, Refused) else None

    async def post(
        self, url: str, content: bytes, *, headers: Mapping[str, str], seconds: float, most_bytes: int
    ) -> Answer | NoAnswer:
        """Post `content` and read the beginning of the answer.

        Args:
            url: https, or http where the operator allows the host.
            content: the whole body.
            headers: beside Host, Content-Length and Connection.
            seconds: real time for everything: look-up, connection, request, answer.
            most_bytes: of the answer's body, as it comes over the wire; the rest is not read.
        """
        endpoint = endpoint_of(url, allowed=self.allowed)
        if isinstance(endpoint, NoAnswer):
            return endpoint
        deadline = asyncio.get_running_loop().time() + seconds
        try:
            async with asyncio.timeout_at(deadline):
                found = await resolve(endpoint.host, endpoint.port, allowed=self.allowed, look_up=self._look_up)
                if isinstance(found, Refused):
                    return _as_no_answer(found)
                response = await self._connected(endpoint, found, content, headers, seconds)
        except TimeoutError:
            return _TIME_OUT
        if isinstance(response, NoAnswer):
            return response
        body = bytearray()
        try:  # the status stands; what becomes of the body changes nothing about it
            with suppress(TimeoutError, OSError, httpx.HTTPError):
                async with asyncio.timeout_at(deadline):
                    async for portion in response.aiter_raw():
                        body += portion[: most_bytes - len(body)]
                        if len(body) >= most_bytes:
                            break
        finally:
            await response.aclose()
        return Answer(status=response.status_code, body=bytes(body))

    async def _connected(
        self, endpoint: Endpoint, to: Destination, content: bytes, headers: Mapping[str, str], seconds: float
    ) -> httpx.Response | NoAnswer:
        """Send the request to the first checked address that takes it; the answer's body is yet to be read."""
        answer: httpx.Response | NoAnswer = _TIME_OUT
        for address in to.addresses[:MOST_ADDRESSES]:
            request = httpx.Request(
                "POST",
                endpoint.url.copy_with(host=address),
                content=content,
                headers={**headers, "Host": endpoint.url.netloc.decode("ascii"), "Accept-Encoding": "identity"},
                extensions={
                    "sni_hostname": to.host,
                    "timeout": {"connect": CONNECT_SECONDS, "read": seconds, "write": seconds, "pool": seconds},
                },
            )
            try:
                return await self._transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                if _is_tls(error):
                    return NoAnswer(fault="bad_tls", detail="The host's certificate or TLS was not accepted.")
                answer = NoAnswer(fault="no_connection", detail="No connection could be made to the host.")
            except httpx.TimeoutException:
                return _TIME_OUT
            except (httpx.HTTPError, OSError, ValueError):  # the last: what a peer sent is not what it should be
                return NoAnswer(fault="broken_answer", detail="The connection ended before an answer, or broke HTTP.")
        return answer


_TIME_OUT = NoAnswer(fault="time_out", detail="There was no answer in time.")


def _as_no_answer(refused: Refused) -> NoAnswer:
    return NoAnswer(fault="bad_url" if refused.code == "bad_host" else refused.code, detail=refused.detail)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
