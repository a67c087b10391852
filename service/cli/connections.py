"""Connections to the API: uvicorn's HTTP/1.1, with an end to how long and how much a peer may talk before it asks.

uvicorn by itself waits for ever for a request that has begun and for a peer that does not read its answer, and answers
what is no request as plain text.
"""

import asyncio
import json
import secrets

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.problems import MEDIA_TYPE, ProblemError
from service.api.shell import SECURITY_HEADERS

SECONDS_FOR_HEADERS = 10.0  # from the connection, or the first byte of a later request, to the end of the headers
MOST_HEADER_BYTES = 32 * 1024  # request line and headers together
SECONDS_FOR_READING = 30.0  # of an answer that does not fit into the kernel's buffers: so much of it, or all
LEAST_READ_BYTES = 64 * 1024
_SLICE_BYTES = 4 * 1024


class BoundedHttp(H11Protocol):
    """One connection; see the module."""

    seconds_for_reading = SECONDS_FOR_READING
    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the first request."""
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn knows it for a Transport
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Read on; a request that has begun has to be whole before long."""
        while data and self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            # In slices, for h11 looks at the length of headers only while they are not whole.
            head, data = data[:_SLICE_BYTES], data[_SLICE_BYTES:]
            super().data_received(head)
        if data and not self.transport.is_closing():
            super().data_received(data)
        if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
            self._watch()
        else:
            self._unwatch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._unwatch()
        self._watch_reading(None)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to look whether the peer reads: what it does not read is held in memory."""
        super().pause_writing()
        self._watch_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Look no longer."""
        self._watch_reading(None)
        super().resume_writing()

    def on_response_complete(self) -> None:
        """Wait for the next request, which uvicorn gives a few seconds to begin."""
        self._unwatch()
        super().on_response_complete()

    def send_400_response(self, _message: str) -> None:
        """Answer what is no request, or too much of one, as every other error is answered."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()  # an answer is under way, or was given
            return
        request_id = secrets.token_hex(8)
        problem = ProblemError("bad_request", "An HTTP/1.1 request is accepted, with at most 32 KiB of headers.")
        body = json.dumps(problem.document(instance="", request_id=request_id)).encode()
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            (b"x-request-id", request_id.encode()),
            *SECURITY_HEADERS,
        ]
        for event in (h11.Response(status_code=400, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _watch(self) -> None:
        if self._late is None:
            self._late = self.loop.call_later(SECONDS_FOR_HEADERS, self._give_up)

    def _unwatch(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _watch_reading(self, unread: int | None) -> None:
        if self._unread is not None:
            self._unread.cancel()
        self._unread = None if unread is None else self.loop.call_later(self.seconds_for_reading, self._look, unread)

    def _look(self, before: int) -> None:
        unread = self.transport.get_write_buffer_size()
        if unread > before - LEAST_READ_BYTES:
            self._unread = None
            self.transport.abort()
        else:
            self._watch_reading(unread)

    def _give_up(self) -> None:
        self._late = None
        if not self.transport.is_closing():
            self.transport.abort()
