"""An SMTP server that takes every letter and only counts: which Message-IDs came, in which order, and when.

`python -m tests.bench.sink` listens on a free port of this machine. Orders: `count`, `letters`, `forget`.
"""

import asyncio
import re
import threading
from dataclasses import dataclass, field
from time import monotonic

from tests.bench.orders import orders, say

END = b"\r\n.\r\n"
_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ANSWERS = {
    b"EHLO": b"250-sink.test\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250 8BITMIME\r\n",
    b"HELO": b"250 sink.test\r\n",
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"NOOP": b"250 2.0.0 Ok\r\n",
    b"DATA": b"354 End data with <CR><LF>.<CR><LF>\r\n",
    b"QUIT": b"221 2.0.0 Bye\r\n",
}


@dataclass(slots=True)
class Tally:
    """What came since the last `forget`."""

    ids: list[str] = field(default_factory=list)
    first_at: float = 0.0  # of this machine's monotonic clock, which all processes share
    last_at: float = 0.0

    def note(self, letter: bytes) -> None:
        found = _MESSAGE_ID.search(letter)
        self.last_at = monotonic()
        if not self.ids:
            self.first_at = self.last_at
        self.ids.append("" if found is None else found[1].decode("ascii", "replace"))


class Sink:
    """The tally of the moment; swapped whole."""

    def __init__(self) -> None:
        self.tally = Tally()


class Conversation(asyncio.Protocol):
    """One connection; answers to what came together leave together."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer = bytearray()
        self._in_letter = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink.test ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        answers: list[bytes] = []
        while (answer := self._next_answer()) is not None:
            answers.append(answer)
        assert self._transport is not None
        if answers:
            self._transport.write(b"".join(answers))
            if answers[-1].startswith(b"221"):
                self._transport.close()

    def _next_answer(self) -> bytes | None:
        if self._in_letter:
            end = self._buffer.find(END)
            if end < 0:
                return None
            self._sink.tally.note(bytes(self._buffer[:end]))
            del self._buffer[: end + len(END)]
            self._in_letter = False
            return b"250 2.0.0 Ok: kept\r\n"
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return None
        verb = bytes(self._buffer[:4]).upper()
        del self._buffer[: end + 2]
        self._in_letter = verb == b"DATA"
        return _ANSWERS.get(verb, b"500 5.5.1 what?\r\n")


async def serve() -> None:
    """Take letters until the parent ends."""
    loop, sink, over = asyncio.get_running_loop(), Sink(), asyncio.Event()
    server = await loop.create_server(lambda: Conversation(sink), "127.0.0.1", 0, backlog=1000)

    def obey() -> None:
        for order in orders():
            tally = sink.tally
            match order:
                case "count":
                    say(letters=len(tally.ids), first_at=tally.first_at, last_at=tally.last_at)
                case "letters":
                    say(ids=tally.ids)
                case "forget":
                    sink.tally = Tally()
                    say(forgotten=len(tally.ids))
                case _:
                    say(unknown=order)
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=obey, daemon=True).start()
    say(port=server.sockets[0].getsockname()[1])
    await over.wait()


if __name__ == "__main__":
    asyncio.run(serve())
