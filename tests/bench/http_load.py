"""A client of HTTP/1.1 on kept connections that does no more than it must, so that the server is what is measured."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

_HEAD_ENDS = b"\r\n\r\n"
_LENGTH = b"content-length: "


class RefusedError(RuntimeError):
    """The server answered something else than was expected: there is nothing to report."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where requests go, and what every answer has to be."""

    url: str
    path: str
    status: int
    key: str | None = None

    def request(self, body: dict[str, Any]) -> bytes:
        """Return a POST with a JSON body as it goes over the wire."""
        content = json.dumps(body).encode()
        lines = [
            f"POST {self.path} HTTP/1.1",
            f"Host: {urlsplit(self.url).netloc}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
            *([f"Authorization: Bearer {self.key}"] if self.key else []),
        ]
        return "\r\n".join(lines).encode() + _HEAD_ENDS + content


class _Connection(asyncio.Protocol):
    """Asks one request after the other."""

    def __init__(self, requests: Iterator[bytes], note: Callable[[int, bytes], None]) -> None:
        self._requests, self._note = requests, note
        self._buffer = bytearray()
        self._answer_ends = 0  # 0: the head is not there yet
        self._status = 0
        self._body_begins = 0
        self._transport: asyncio.Transport | None = None
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._answer_ends and not self._read_head():
            return
        if len(self._buffer) >= self._answer_ends:
            self._note(self._status, bytes(self._buffer[self._body_begins : self._answer_ends]))
            del self._buffer[: self._answer_ends]
            self._answer_ends = 0
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self.over.set_exception(exc or RefusedError("the server closed a connection"))

    def _read_head(self) -> bool:
        head_ends = self._buffer.find(_HEAD_ENDS)
        if head_ends < 0:
            return False
        head = bytes(self._buffer[:head_ends]).lower()
        at = head.index(_LENGTH) + len(_LENGTH)
        length = int(head[at:].split(b"\r\n", 1)[0])
        self._status = int(head[9:12])
        self._body_begins = head_ends + len(_HEAD_ENDS)
        self._answer_ends = self._body_begins + length
        return True

    def _next(self) -> None:
        assert self._transport is not None
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
            return
        if not self.over.done():
            self.over.set_result(None)
        self._transport.close()


def ask_all(
    target: Target, requests: Sequence[bytes], *, connections: int, look: Callable[[bytes], object] = lambda _: None
) -> float:
    """Send all requests over so many connections; return the seconds from the first to the last answer.

    Args:
        target: tells the status that every answer must have.
        requests: as `Target.request` makes them.
        connections: each asks one request at a time.
        look: is given every answer's body.

    Raises:
        RefusedError: an answer had another status.
    """
    statuses: Counter[int] = Counter()
    first_other = b""

    def note(status: int, content: bytes) -> None:
        nonlocal first_other
        statuses[status] += 1
        if status != target.status and not first_other:
            first_other = content
        look(content)

    async def run() -> float:
        loop, waiting = asyncio.get_running_loop(), iter(requests)
        where = urlsplit(target.url)
        began = monotonic()
        opened = [
            await loop.create_connection(lambda: _Connection(waiting, note), where.hostname or "", where.port or 80)
            for _ in range(connections)
        ]
        await asyncio.gather(*(connection.over for _, connection in opened))
        return monotonic() - began

    seconds = asyncio.run(run())
    if statuses != {target.status: len(requests)}:
        raise RefusedError(f"{target.path} answered {dict(statuses)}: {first_other[:300]!r}")
    return seconds
