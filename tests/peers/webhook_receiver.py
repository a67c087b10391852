"""A receiver of webhooks on a real socket that can answer as badly as any, and writes down what it read before."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import Enum
from types import TracebackType
from typing import Self

HELD_SECONDS = 30.0  # at most; every way ends when the receiver does
LONGEST_REQUEST = 1_000_000


class Way(Enum):
    """How a request is answered."""

    TAKEN = "204"
    TAKEN_BUT_DRIPPING = "200, then a body that never ends"
    TIME_OUT = "nothing"
    ERROR = "500"
    BUSY = "503"
    RESET = "the connection is reset"
    CLOSED = "the connection is closed"
    DRIP = "a header that never ends"
    HUGE_BODY = "500, then a body without end, as fast as it is taken"
    HUGE_HEADER = "a header without end, as fast as it is taken"
    GARBAGE = "no HTTP"
    REDIRECT_302 = "302"
    REDIRECT_307 = "307"
    REDIRECT_308 = "308"
    GONE = "410"


_TOLD = "HTTP/1.1 {way} Error\r\nContent-Length: 6\r\n\r\nsecret"
_ELSEWHERE = "HTTP/1.1 {way} Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n"
_BEGINNINGS = {
    Way.TAKEN: "HTTP/1.1 204 No Content\r\n\r\n",
    Way.TAKEN_BUT_DRIPPING: "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n",
    Way.DRIP: "HTTP/1.1 200 OK\r\nX-Slow: ",
    Way.HUGE_BODY: "HTTP/1.1 500 Error\r\nSet-Cookie: a=b\r\n\r\n",
    Way.HUGE_HEADER: "HTTP/1.1 200 OK\r\nX-Long: ",
    Way.GARBAGE: "220 mail.example.com ESMTP\r\n",
    **dict.fromkeys((Way.ERROR, Way.BUSY, Way.GONE), _TOLD),
    **dict.fromkeys((Way.REDIRECT_302, Way.REDIRECT_307, Way.REDIRECT_308), _ELSEWHERE),
}


@dataclass(frozen=True, kw_only=True)
class Reception:
    """A request as it was read."""

    request_line: str
    headers: Mapping[str, str]
    body: bytes
    way: Way
    server_name: str | None  # SNI


@dataclass
class Receiver:
    """Listens while it is a context manager.

    Args:
        way: how to answer the nth reception (from 1) of a `webhook-id`.
        redirect_to: where redirects lead.
        tls: the server's context; None: plain HTTP.
        host: a loopback address.
    """

    way: Callable[[str, int], Way] = lambda _id, _n: Way.TAKEN
    redirect_to: str = "/"
    tls: ssl.SSLContext | None = None
    host: str = "127.0.0.1"
    receptions: list[Reception] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._lock = threading.Lock()
        self._names: dict[int, str] = {}
        if self.tls is not None:
            self.tls.sni_callback = self._note_name
        self._listener = socket.create_server((self.host, 0), backlog=128)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @property
    def url(self) -> str:
        return f"{'http' if self.tls is None else 'https'}://{self.host}:{self.port}/hooks"

    def _note_name(self, connection: ssl.SSLObject, name: str, _context: ssl.SSLContext) -> None:
        self._names[id(connection)] = name

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError), closing(plain):
            plain.settimeout(HELD_SECONDS)
            if self.tls is None:
                self._answer(plain, None)
                return
            with closing(self.tls.wrap_socket(plain, server_side=True)) as wrapped:
                self._answer(wrapped, self._names.pop(id(wrapped), None))

    def _answer(self, connection: socket.socket, name: str | None) -> None:
        got = b""
        while b"\r\n\r\n" not in got and len(got) < LONGEST_REQUEST:
            more = connection.recv(65_536)
            if not more:
                return
            got += more
        head, _, body = got.partition(b"\r\n\r\n")
        request_line, *lines = head.decode("latin-1").split("\r\n")
        headers = {key.casefold(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        while len(body) < int(headers.get("content-length", 0)):
            body += connection.recv(65_536)
        id_ = headers.get("webhook-id", "")
        with self._lock:
            n = 1 + sum(each.headers.get("webhook-id") == id_ for each in self.receptions)
            way = self.way(id_, n)
            self.receptions.append(
                Reception(request_line=request_line, headers=headers, body=body, way=way, server_name=name)
            )
        self._behave(connection, way)

    def _behave(self, connection: socket.socket, way: Way) -> None:
        connection.sendall(_BEGINNINGS.get(way, "").format(way=way.value, to=self.redirect_to).encode())
        match way:
            case Way.TAKEN_BUT_DRIPPING | Way.DRIP:
                self._drip(connection)
            case Way.HUGE_BODY | Way.HUGE_HEADER:
                self._flood(connection)
            case Way.TIME_OUT:
                self._ended.wait(HELD_SECONDS)
            case Way.RESET:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            case _:
                pass

    def _drip(self, connection: socket.socket) -> None:
        while not self._ended.wait(0.02):
            connection.sendall(b"a")

    def _flood(self, connection: socket.socket) -> None:
        while not self._ended.is_set():
            connection.sendall(b"a" * 65_536)


class Trap:
    """A listener inside the network that nothing may ever reach; a context manager."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._listener = socket.create_server((host, port))
        self._listener.setblocking(False)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://{host}:{self.port}/inside"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.close()

    def is_untouched(self) -> bool:
        """Whether nobody has connected; the kernel keeps who did until they are accepted."""
        try:
            self._listener.accept()
        except BlockingIOError:
            return True
        return False
