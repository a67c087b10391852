from typing import Any

import pytest

from tests.api.bodies import smallest
from tests.peers.running_service import Running

ROUTES = {
    ("post", "/v1/follow-ups"), ("post", "/v1/follow-ups/preview"), ("get", "/v1/follow-ups"),
    ("get", "/v1/follow-ups/{id}"), ("get", "/v1/follow-ups/{id}/events"), ("get", "/v1/follow-ups/{id}/message"),
    ("post", "/v1/follow-ups/{id}/cancel"), ("post", "/v1/follow-ups/{id}/replied"),
    ("post", "/v1/follow-ups/{id}/retry"), ("get", "/v1/calendar/days"), ("get", "/v1/calendar/overrides"),
    ("put", "/v1/calendar/overrides/{date}"), ("delete", "/v1/calendar/overrides/{date}"),
    ("get", "/healthz"), ("get", "/readyz"),
}  # fmt: skip


@pytest.fixture(scope="module")
def document(service: Running) -> dict[str, Any]:
    found: dict[str, Any] = service.api.get("/openapi.json").json()
    return found


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method, path, each) for path, item in document["paths"].items() for method, each in item.items()]


def test_every_route_of_the_contract_is_described(document: dict[str, Any]) -> None:
    assert {(method, path) for method, path, _ in operations(document)} >= ROUTES


def test_every_operation_has_a_summary_and_an_id_of_its_own(document: dict[str, Any]) -> None:
    assert all(each["summary"] for _, _, each in operations(document))
    ids = [each["operationId"] for _, _, each in operations(document)]
    assert len(set(ids)) == len(ids)


def test_every_operation_names_its_errors_as_problems(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if not path.startswith("/v1/"):
            continue
        errors = {status: each for status, each in operation["responses"].items() if status.startswith("4")}
        wanted = {"401"} | ({"404"} if "{id}" in path else set()) | ({"422"} if "requestBody" in operation else set())
        assert set(errors) >= wanted, (method, path)
        for status, each in errors.items():
            assert set(each["content"]) == {"application/problem+json"}, (method, path, status)
            schema = each["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ProblemOut"}, (method, path, status)
            assert each["description"], (method, path, status)


def test_the_body_has_examples_that_are_accepted(service: Running, document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/follow-ups"]["post"]["requestBody"]["content"]["application/json"]
    assert content["examples"]
    for example in content["examples"].values():
        body = {**smallest(), **example["value"], "application": smallest()["application"], "allow_duplicate": True}
        assert service.api.post("/v1/follow-ups/preview", json=body).status_code == 200


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: object) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
            return own + [each for member in value.values() for each in references(member)]
        return [each for member in value for each in references(member)] if isinstance(value, list) else []

    schemas = document["components"]["schemas"]
    assert {each.removeprefix("#/components/schemas/") for each in references(document)} <= set(schemas)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_that_would_load_from_elsewhere_are_off(service: Running, path: str) -> None:
    assert service.api.get(path).status_code == 404
