"""Plain HTTP to the demo's own API, with the standard library and past any proxy."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from types import FrameType
from typing import Any

SECONDS = 10.0  # for one request


class DemoError(RuntimeError):
    """The demo cannot go on; the message is one sentence for people."""


class Client:
    """Asks the API on a loopback port with one key."""

    def __init__(self, *, host: str, port: int, key: str) -> None:
        self._host, self._port = host, port
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON of a GET.

        Raises:
            DemoError: no answer in time, or one that is no 2xx.
        """
        return self._ask("GET", path, None)

    def post(self, path: str, body: object = None) -> dict[str, Any]:
        """Return the JSON of a POST; raises as `get`."""
        return self._ask("POST", path, None if body is None else json.dumps(body).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> dict[str, Any]:
        connection = HTTPConnection(self._host, self._port, timeout=SECONDS)
        with _ctrl_c_held_back():
            try:
                connection.request(method, path, body=body, headers=self._headers)
                response = connection.getresponse()
                answered: dict[str, Any] = json.loads(response.read())
            except (OSError, HTTPException, ValueError) as error:
                raise DemoError(f"the API did not answer {method} {path}: {type(error).__name__}") from None
            finally:
                connection.close()
        if not 200 <= response.status < 300:  # noqa: PLR2004  # HTTP's success codes
            details = [each["detail"] for each in answered.get("errors", ())] or [answered.get("detail")]
            raise DemoError(f"the API answered {response.status} to {method} {path}: {' '.join(map(str, details))}")
        return answered


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Let a Ctrl-C take effect at the end of the block: inside the standard library it leaves a socket open."""
    came: list[tuple[int, FrameType | None]] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if came and callable(before):
            before(*came[0])
