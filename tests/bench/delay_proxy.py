"""A TCP proxy that holds everything back for half a round trip, each way: a server far away.

`python -m tests.bench.delay_proxy '{"port": …, "round_trip_seconds": 0.05}'`. The three-way handshake is not delayed.
"""

import asyncio
import json
import sys
import threading
from collections import deque

from tests.bench.orders import orders, say


class Side(asyncio.Protocol):
    """One end of a delayed connection; what it hears is written to the other end later, in order."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._later: deque[bytes | None] = deque()  # None: the end of the stream
        self.transport: asyncio.Transport | None = None
        self.other: Side | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._hold(data)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._hold(None)

    def _hold(self, data: bytes | None) -> None:
        self._later.append(data)
        asyncio.get_running_loop().call_later(self._seconds, self._let_go)

    def _let_go(self) -> None:
        data = self._later.popleft()
        if self.other is None or self.other.transport is None or self.other.transport.is_closing():
            return
        if data is None:
            self.other.transport.close()
        else:
            self.other.transport.write(data)


class Near(Side):
    """The end that the client connected to; it opens the far end."""

    def __init__(self, seconds: float, port: int) -> None:
        super().__init__(seconds)
        self._port = port
        self._opening: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._opening = asyncio.create_task(self._open())

    async def _open(self) -> None:
        far = Side(self._seconds)
        far.other = self
        await asyncio.get_running_loop().create_connection(lambda: far, "127.0.0.1", self._port)
        self.other = far


async def serve(port: int, round_trip_seconds: float) -> None:
    """Forward to `port` until the parent ends."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    half = round_trip_seconds / 2
    server = await loop.create_server(lambda: Near(half, port), "127.0.0.1", 0, backlog=1000)

    def obey() -> None:
        for _ in orders():
            pass
        loop.call_soon_threadsafe(over.set)

    threading.Thread(target=obey, daemon=True).start()
    say(port=server.sockets[0].getsockname()[1])
    await over.wait()


if __name__ == "__main__":
    asyncio.run(serve(**json.loads(sys.argv[1])))
