"""A token server (RFC 6749) on a real socket of this machine; what it answers is queued, what it is asked is kept."""

import json
import ssl
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs


@dataclass(frozen=True, kw_only=True)
class TokenAnswer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drops: bool = False  # the connection, without a word


def token(value: str, *, lasts: int = 3600, **more: str) -> TokenAnswer:
    given = {"access_token": value, "token_type": "Bearer", "expires_in": lasts, **more}
    return TokenAnswer(body=json.dumps(given).encode())


def error(code: str, *, status: int = 400) -> TokenAnswer:
    return TokenAnswer(status=status, body=json.dumps({"error": code}).encode())


class TokenServer:
    """Use it as a context manager; the last answer queued is given again and again."""

    def __init__(self, *answers: TokenAnswer, tls: ssl.SSLContext | None = None) -> None:
        self._answers = deque(answers)
        self.asked: list[dict[str, str]] = []
        self.hosts: list[str] = []  # as the Host header named it
        self.gate = threading.Event()  # requests wait for it
        self.gate.set()
        self._changed = threading.Condition()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the library's name
                length = int(self.headers.get("Content-Length", "0"))
                given = parse_qs(self.rfile.read(length).decode())
                answer = peer.note({name: values[0] for name, values in given.items()}, self.headers["Host"])
                peer.gate.wait(10)
                if answer.drops:
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_what: object) -> None:
                """Say nothing on standard error."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self.scheme = "http" if tls is None else "https"
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}/token"

    def note(self, asked: dict[str, str], host: str) -> TokenAnswer:
        with self._changed:
            self.asked.append(asked)
            self.hosts.append(host)
            self._changed.notify_all()
            return self._answers.popleft() if len(self._answers) > 1 else self._answers[0]

    def then(self, *answers: TokenAnswer) -> None:
        with self._changed:
            self._answers = deque(answers)

    def wait_asked(self, count: int) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.asked) >= count, 10), f"asked {len(self.asked)} times"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gate.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
