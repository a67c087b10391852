"""Request bodies as strict JSON: no member twice, no NaN or Infinity, no other media type or encoding in its place.

Who may not ask is told so before a byte of the body is read: FastAPI alone reads the body first.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from service.api.callers import Gate
from service.api.problems import ProblemError
from service.api.query_parameters import QueryParameters
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
    """A route that reads bodies and query parameters strictly; set it as the `route_class` of every router."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with the request wrapped."""
        handle = super().get_route_handler()
        reads_a_body = self.body_field is not None
        gates = [each.call for each in self.dependant.dependencies if isinstance(each.call, Gate)]
        parameters = QueryParameters.of(self)

        async def handle_strictly(request: Request) -> Response:
            for gate in gates:
                await gate.check(request)
            parameters.check(request)
            if reads_a_body:
                _demand_plain_json(request)
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_strictly


def _demand_plain_json(request: Request) -> None:
    kind = request.headers.get("content-type")
    if not (_may_be_json(kind) if kind is not None else _is_empty(request)):
        raise ProblemError("unsupported_media_type", "Send the body as application/json.")
    encodings = ",".join(request.headers.getlist("content-encoding")).split(",")
    if any(each.strip().casefold() not in ("", "identity") for each in encodings):
        raise ProblemError("unsupported_media_type", "Send the body as it is, without Content-Encoding.")


def _is_empty(request: Request) -> bool:
    """Say whether there is no body whose type could be told; that is answered as what it lacks."""
    return "transfer-encoding" not in request.headers and request.headers.get("content-length", "0") == "0"


def _may_be_json(content_type: str) -> bool:
    kind, _, subtype = content_type.partition(";")[0].strip().casefold().partition("/")
    return kind == "application" and (subtype == "json" or subtype.endswith("+json"))
