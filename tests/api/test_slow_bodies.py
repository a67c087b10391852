import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.types import Message

from service.api import problems
from service.api.shell import Shell

pytestmark = pytest.mark.anyio


def application(*, body_seconds: float = 0.2, silent_seconds: float = 0.2) -> Shell:
    app = FastAPI()

    @app.post("/read")
    async def read(request: Request) -> int:
        return len(await request.body())

    @app.post("/parse")
    async def parse(given: dict[str, Any]) -> int:
        return len(given)

    problems.install(app)
    return Shell(app, max_body_bytes=1000, body_seconds=body_seconds, silent_seconds=silent_seconds)


async def asked(path: str, *parts: bytes, whole: bool, app: Shell | None = None) -> tuple[int, dict[str, Any] | int]:
    """Ask with a body of which these parts come, and after them, unless it is whole, nothing."""
    coming = iter(parts)
    sent: list[Message] = []

    async def receive() -> Message:
        for part in coming:
            return {"type": "http.request", "body": part, "more_body": not (whole and part == parts[-1])}
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"content-type", b"application/json")], "http_version": "1.1", "scheme": "http", "state": {},
        "server": ("x", 1), "client": ("x", 1),
    }  # fmt: skip
    await (app or application())(scope, receive, send)
    return sent[0]["status"], json.loads(b"".join(each.get("body", b"") for each in sent[1:]))


@pytest.mark.parametrize("path", ["/read", "/parse"])
async def test_a_body_that_does_not_come_to_its_end_is_waited_for_no_longer(path: str) -> None:
    status, problem = await asked(path, b'{"a', whole=False)
    assert isinstance(problem, dict)
    assert (status, problem["code"]) == (408, "too_slow")


@pytest.mark.parametrize(("path", "answer"), [("/read", 7), ("/parse", 1)])
async def test_a_body_that_comes_in_time_is_read(path: str, answer: int) -> None:
    assert await asked(path, b'{"a":', b"1}", whole=True) == (200, answer)


@pytest.mark.parametrize("path", ["/read", "/parse"])
@pytest.mark.parametrize(("body_seconds", "silent_seconds"), [(60.0, 0.2), (0.2, 60.0)])
async def test_neither_silence_nor_a_whole_that_lasts_is_waited_out(
    path: str, body_seconds: float, silent_seconds: float
) -> None:
    app = application(body_seconds=body_seconds, silent_seconds=silent_seconds)
    async with asyncio.timeout(10):
        status, problem = await asked(path, b"{", b'"a', whole=False, app=app)
    assert isinstance(problem, dict)
    assert (status, problem["code"]) == (408, "too_slow")
