"""Reads SMTP replies from a connection taken over from aiosmtplib; nothing that arrives is lost.

aiosmtplib's own reader pairs one reply with one command and drops what comes between, so a reply that arrives early
(a 554 inside the content, a premature 250) is never seen. This one keeps every byte, in order.
"""

import asyncio
import re
from dataclasses import dataclass

from service.domain.outcome import Reply

LONGEST_REPLY = 32 * 1024  # bytes that may stand unread; beyond that it is no SMTP server

_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])(.*))?", re.DOTALL)
_UNPRINTABLE = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f]")  # control characters have no business in a stored text
_LONGEST_TEXT = 1000  # characters of the server's words that are worth keeping


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReply:
    """No whole reply came, and why."""

    why: str
    timed_out: bool = False


class Replies(asyncio.Protocol):
    """The protocol of a connection from its takeover to its end; one task at a time may wait on it."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._overflowed = False
        self._lost = False
        self._waiter: asyncio.Future[bool] | None = None  # for bytes, loss, or room to write

    @property
    def lost(self) -> bool:
        """Whether the peer ended the connection or it broke."""
        return self._lost

    @property
    def unread(self) -> bool:
        """Whether bytes arrived that no reply was read from."""
        return bool(self._buffer) or self._overflowed

    @property
    def quiet(self) -> bool:
        """Whether the connection stands and nothing unread has arrived."""
        return not (self._lost or self.unread)

    def data_received(self, data: bytes) -> None:
        """Keep what arrives, up to the cap; behind a gap nothing is kept."""
        if not self._overflowed:
            room = LONGEST_REPLY - len(self._buffer)
            self._overflowed = len(data) > room
            self._buffer += data[:room]
        self._stir()

    def eof_received(self) -> bool:
        """Take the peer's end of stream for the loss it is; the transport closes."""
        self._lost = True
        self._stir()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note the loss; replies that arrived before it can still be read."""
        del exc
        self._lost = True
        self._stir()

    def resume_writing(self) -> None:
        """Wake whoever waits for the transport's buffer to empty."""
        self._stir()

    async def wait_for_stir(self, seconds: float) -> None:
        """Wait until bytes or loss came or the transport's buffer emptied, but no longer than `seconds`."""
        if self.quiet:
            await self._wait(asyncio.get_running_loop().time() + seconds)

    async def wait_for_loss(self, *, until: float) -> None:
        """Wait until the connection is over, or until the loop's time `until`; what arrives meanwhile stays unread."""
        while not self._lost and await self._wait(until):
            pass

    async def next_reply(self, *, until: float) -> Reply | NoReply:
        """Return the next reply, or why there is none.

        Args:
            until: the loop's time at which waiting ends.

        Returns:
            The reply, taken out of the buffer; `NoReply` on loss, time-out, or bytes that are no SMTP reply.
        """
        while True:
            taken = self._take_reply()
            if taken is not None:
                return taken
            if self._lost:
                return NoReply(why="the connection was lost")
            if not await self._wait(until):
                return self._take_reply() or NoReply(why="no answer in time", timed_out=True)

    def take_now(self) -> Reply | NoReply:
        """Return the reply that stands in the buffer without waiting, or why there is none."""
        return self._take_reply() or NoReply(why="the connection was lost" if self._lost else "half an answer")

    async def _wait(self, until: float) -> bool:
        """Wait until something happens; False when the loop's time `until` came first.

        A future and a timer: `asyncio.timeout` around an event costs several times that, at every reply.
        """
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[bool] = loop.create_future()
        self._waiter = waiter
        timer = loop.call_at(until, _tell, waiter, False)
        try:
            return await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _stir(self) -> None:
        if self._waiter is not None:
            _tell(self._waiter, True)

    def _take_reply(self) -> Reply | NoReply | None:
        """Take one reply off the buffer; None while it is incomplete."""
        code = b""
        texts: list[bytes] = []
        start = 0
        while (end := self._buffer.find(b"\n", start)) >= 0:
            line = _LINE.fullmatch(self._buffer[start:end].rstrip(b"\r"))
            if line is None or (code and line[1] != code):
                return NoReply(why="an answer that is not SMTP")
            code = line[1]
            texts.append(line[3] or b"")
            start = end + 1
            if line[2] != b"-":
                del self._buffer[:start]
                return Reply(code=int(code), text=readable(texts))
        return NoReply(why="an answer without end") if self._overflowed else None


def readable(texts: list[bytes]) -> str:
    """Return a reply's lines as text that is safe to store: valid Unicode, no control characters, bounded."""
    return "\n".join([_printable(text.decode("utf-8", "replace")) for text in texts])[:_LONGEST_TEXT]


def _printable(text: str) -> str:
    shown = text if text.isascii() and text.isprintable() else _UNPRINTABLE.sub(" ", text)
    return shown.strip()


def _tell(waiter: asyncio.Future[bool], happened: bool) -> None:  # noqa: FBT001  # see `_wait`
    if not waiter.done():
        waiter.set_result(happened)
