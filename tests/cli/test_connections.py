"""Peers that do not read their answer, over sockets of the test's own."""

import asyncio
import socket
from typing import Self

import pytest
import uvicorn
from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

from service.cli.connections import BoundedHttp

ANSWER = b"x" * (64 * 1024 * 1024)  # more than any kernel buffers
pytestmark = pytest.mark.anyio


async def answer_at_length(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    assert scope["type"] == "http"
    await receive()
    headers = [(b"content-length", str(len(ANSWER)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": ANSWER})


class Impatient(BoundedHttp):
    seconds_for_reading = 0.3
    ended: asyncio.Event

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.ended.set()


class Serving:
    async def __aenter__(self) -> Self:
        Impatient.ended = asyncio.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = self._socket.getsockname()
        config = uvicorn.Config(answer_at_length, http=Impatient, lifespan="off", log_config=None)
        self._server = uvicorn.Server(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.should_exit = True
        await self._task

    async def ask(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(*self.address, limit=65536)
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        await writer.drain()
        return reader, writer


async def test_who_stops_reading_is_cut_off_and_its_answer_is_held_no_longer() -> None:
    async with Serving() as serving:
        _reader, writer = await serving.ask()
        await asyncio.wait_for(Impatient.ended.wait(), 10)
        writer.close()


async def test_who_reads_on_gets_all_of_it() -> None:
    async with Serving() as serving:
        reader, writer = await serving.ask()
        got = 0
        while more := await reader.read(65536):
            got += len(more)
        assert got > len(ANSWER)
        writer.close()
        await asyncio.wait_for(Impatient.ended.wait(), 10)
