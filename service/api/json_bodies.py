"""Request bodies as strict JSON: no member twice, no NaN or Infinity, and no other media type in its place."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service.api.problems import ProblemError
from service.api.schemas.json_text import decode_json


class JsonRequest(Request):
    """A request whose body is read by the strict decoder."""

    async def json(self) -> Any:  # noqa: ANN401  # any JSON value
        """Return the body's value.

        Raises:
            ValueError: it is not JSON, or says something twice.
        """
        if not hasattr(self, "_json"):
            self._json = decode_json((await self.body()).decode())
        return self._json


class JsonRoute(APIRoute):
    """A route that reads bodies strictly; set it as the `route_class` of every router."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the request wrapped."""
        handle = super().get_route_handler()
        reads_a_body = self.body_field is not None

        async def handle_strictly(request: Request) -> Response:
            if reads_a_body and not _may_be_json(request.headers.get("content-type")):
                raise ProblemError("unsupported_media_type", "Send the body as application/json.")
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_strictly


def _may_be_json(content_type: str | None) -> bool:
    if content_type is None:
        return True  # said of its body, not of its header: there may be none
    kind, _, subtype = content_type.partition(";")[0].strip().casefold().partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))
