"""What stands around every route: request id, cap on the body, security headers, the last word on errors."""

import asyncio
import json
import secrets
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any

import structlog
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import MEDIA_TYPE, ProblemError

log = structlog.get_logger()
BODY_SECONDS = 120.0  # real time, from the headers to the last byte of the body
SILENT_SECONDS = 15.0  # real time, from one part of the body to the next

SECURITY_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
)


class _BodyTooLargeError(HTTPException):
    """Of a kind that FastAPI lets through while it reads a body; what else is raised there it calls bad JSON."""

    def __init__(self, most: int) -> None:
        detail = f"Accepted are bodies of at most {most} bytes."
        super().__init__(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, headers={"Connection": "close"})


class _TooSlowError(HTTPException):
    """Likewise."""

    def __init__(self, most: float, most_silent: float) -> None:
        detail = f"Accepted are bodies that come within {most:g} seconds, with no pause of {most_silent:g} seconds."
        super().__init__(HTTPStatus.REQUEST_TIMEOUT, detail, headers={"Connection": "close"})


class Shell:
    """ASGI middleware; see the module."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body_bytes: int,
        body_seconds: float = BODY_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        self._app = app
        self._max, self._body_seconds, self._silent_seconds = max_body_bytes, body_seconds, silent_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":  # wherever GET is, and as GET is answered (RFC 9110 9.3.2)
            scope, send = {**scope, "method": "GET"}, _without_content(send)
        request_id = secrets.token_hex(8)
        state: MutableMapping[str, Any] = scope.setdefault("state", {})
        state["request_id"] = request_id
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [
                    *message.get("headers", ()), (b"x-request-id", request_id.encode()), *SECURITY_HEADERS,
                    *((name.lower().encode(), value.encode()) for name, value in state.get("headers", {}).items()),
                ]  # fmt: skip
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                self._refuse_declared(scope)
                await self._app(scope, self._counted(receive), send_with_headers)
            except (_BodyTooLargeError, _TooSlowError) as error:
                if started:
                    raise
                code = "too_slow" if isinstance(error, _TooSlowError) else "body_too_large"
                problem = ProblemError(code, error.detail, headers={"Connection": "close"})
                await _answer(problem, scope, request_id, send_with_headers)
            except Exception as error:  # here, not above: the server's own log would tell the message with the frames
                log.exception("request_failed", error=type(error).__name__)
                if started:
                    raise
                problem = ProblemError("internal_error", "The request failed; nothing was half-stored.")
                await _answer(problem, scope, request_id, send_with_headers)

    def _refuse_declared(self, scope: Scope) -> None:
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value[:20]) > self._max:
                raise _BodyTooLargeError(self._max)

    def _counted(self, receive: Receive) -> Receive:
        seen, whole = 0, False
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._body_seconds

        async def receive_counted() -> Message:
            nonlocal seen, whole
            try:
                async with asyncio.timeout_at(None if whole else min(deadline, loop.time() + self._silent_seconds)):
                    message = await receive()
            except TimeoutError:
                raise _TooSlowError(self._body_seconds, self._silent_seconds) from None
            whole = whole or not message.get("more_body", False)
            seen += len(message.get("body", b""))
            if seen > self._max:
                raise _BodyTooLargeError(self._max)
            return message

        return receive_counted


def _without_content(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head


async def _answer(problem: ProblemError, scope: Scope, request_id: str, send: Send) -> None:
    body = json.dumps(problem.document(instance=scope["path"], request_id=request_id)).encode()
    headers = {"content-type": MEDIA_TYPE, "content-length": str(len(body)), **problem.headers}
    told = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": told})
    await send({"type": "http.response.body", "body": body})
