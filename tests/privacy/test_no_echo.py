"""422 without input echo: a mark is put in the place of each field of each route of the OpenAPI document."""

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.privacy.conftest import Sandboxed

MARK = "kemboja-7731"
PLANTS: tuple[object, ...] = (MARK, f"{MARK}@@x", [MARK], {MARK[:3]: MARK}, f"{MARK}\r\nBcc: x", "x" * 3000 + MARK)


def examples(operation: dict[str, Any]) -> Iterator[Any]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from (each["value"] for each in content.get("examples", {}).values())


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to each value of a body, objects and lists themselves included."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in items:
        yield from places(member, (*path, name))


def planted(body: object, path: tuple[str | int, ...], plant: object) -> object:
    if not path:
        return plant
    whole = copy.deepcopy(body)
    at: Any = whole
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = plant
    return whole


def address(path: str, parameters: list[dict[str, Any]], value: str) -> tuple[str, dict[str, str]]:
    query = {each["name"]: value for each in parameters if each["in"] == "query"}
    for each in parameters:
        if each["in"] == "path":
            path = path.replace("{" + each["name"] + "}", quote(value, safe=""))
    return path, query


@pytest.fixture(scope="module")
def operations(sandboxed: Sandboxed) -> list[tuple[str, str, dict[str, Any]]]:
    document = sandboxed.api.get("/openapi.json").json()
    return [
        (method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if path.startswith("/v1/")
    ]


def check(answer: httpx.Response, what: object) -> int:
    assert answer.status_code < 500, (what, answer.text)
    if answer.status_code >= 400:
        told = {name: value for name, value in answer.json().items() if name != "instance"}  # a URI of the caller's own
        assert MARK not in str(told), (what, answer.text)
    return int(answer.status_code == 422)


def test_no_route_repeats_what_it_refuses_in_a_body(
    sandboxed: Sandboxed, operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    refused = 0
    for method, path, operation in operations:
        url, _ = address(path, operation.get("parameters", []), "default")
        for example in examples(operation):
            for place in places(example):
                for plant in PLANTS:
                    body = planted(example, place, plant)
                    refused += check(sandboxed.api.request(method, url, json=body), (method, path, place, plant))
    assert refused > 500


def test_no_route_repeats_what_it_refuses_in_its_address(
    sandboxed: Sandboxed, operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    refused = 0
    for method, path, operation in operations:
        for value in (MARK, f"{MARK}@@", f"2026-13-45{MARK}", MARK * 30):
            url, query = address(path, operation.get("parameters", []), value)
            for headers in ({}, {"Idempotency-Key": MARK * 30, "If-Match": MARK}):
                answer = sandboxed.api.request(method, url, params=query, headers=headers)
                refused += check(answer, (method, path, value))
    assert refused > 20


def test_what_was_refused_stands_in_no_log(sandboxed: Sandboxed) -> None:
    sandboxed.api.post("/v1/follow-ups", json={"candidate": MARK})
    assert MARK not in sandboxed.process.log()
