"""The scopes of which a route needs one, in the OpenAPI document.

They are roles of security requirements (3.1, 4.8.30): of the roles of one requirement a caller needs all, of a list of
requirements one. So each scope is a requirement of its own.
"""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts

from service.api.callers import Gate


def install(app: FastAPI) -> None:
    """Let the document of `app` name the scopes."""
    build_document = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is not None:  # FastAPI keeps the document, and with it what was described in it
            return app.openapi_schema
        document = build_document()
        for route in iter_route_contexts(app.routes):
            _describe(document["paths"].get(route.path_format, {}), route)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to change the document


def _describe(item: dict[str, Any], route: RouteContext) -> None:
    gates = route.dependant.dependencies if item else ()
    scopes = [scope for each in gates if isinstance(each.call, Gate) for scope in each.call.scopes]
    for method in route.methods or ():
        operation = item.get(method.lower(), {})
        if scopes and "security" in operation:
            operation["security"] = [
                {name: [scope] for name in requirement} for requirement in operation["security"] for scope in scopes
            ]
