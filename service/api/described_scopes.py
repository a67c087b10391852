"""The scopes of which a route needs one, in the OpenAPI document: roles of its security requirement (3.1, 4.8.30)."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from service.api.callers import Gate


def install(app: FastAPI) -> None:
    """Let the document of `app` name the scopes."""
    build_document = app.openapi

    def openapi() -> dict[str, Any]:
        document = build_document()
        for route in iter_route_contexts(app.routes):
            _describe(document["paths"].get(route.path_format, {}), route)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to change the document


def _describe(item: dict[str, Any], route: RouteContext) -> None:
    gates = route.dependant.dependencies if item else ()
    scopes = [scope for each in gates if isinstance(each.call, Gate) for scope in each.call.scopes]
    for method in route.methods or ():
        for requirement in item.get(method.lower(), {}).get("security", ()):
            for name in requirement:
                requirement[name] = scopes
