"""What a route depends on runs in the event loop: FastAPI gives a plain function a thread, at every request."""

from collections.abc import Iterator
from inspect import iscoroutinefunction

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from service.app.web import ROUTERS


def all_of(dependant: Dependant) -> Iterator[Dependant]:
    for each in dependant.dependencies:
        yield each
        yield from all_of(each)


def test_no_dependency_of_a_route_takes_a_thread() -> None:
    found = [
        each.call
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for each in all_of(route.dependant)
    ]
    assert found
    in_the_loop = [call for call in found if iscoroutinefunction(call) or iscoroutinefunction(type(call).__call__)]
    assert in_the_loop == found
