import json
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import BaseModel

from service.api import answer_examples, examples
from service.api.calendar import OverrideIn
from service.api.documents import event_document, follow_up_document
from service.api.follow_up_verbs import ResolveIn
from service.api.problems import PROBLEMS
from service.api.schemas import answers
from service.api.schemas.account import AccountIn
from service.api.schemas.batch import BatchIn
from service.api.schemas.change import FollowUpChange
from service.api.schemas.compose import ComposeIn
from service.api.schemas.follow_up import FollowUpIn
from service.api.schemas.letter_line import LetterLineIn
from service.api.schemas.privacy import EraseIn
from service.api.schemas.webhook import WebhookIn
from service.api.test_clock import Forward
from service.cli.connections import MOST_HEADER_BYTES
from tests.api.bodies import smallest
from tests.peers.bench import bench
from tests.peers.running_service import Running
from tests.peers.smtp_server import SmtpServer

POSTED_AT = datetime.fromisoformat("2026-11-16T09:00:00+07:00")  # when the example of a follow-up was posted
OWN = {"id", "message_id"}  # of each follow-up
BODIES: dict[str, type[BaseModel]] = {
    "post_follow_up": FollowUpIn,
    "preview_follow_up": FollowUpIn,
    "resolve_follow_up": ResolveIn,
    "change_follow_up": FollowUpChange,
    "post_follow_up_batch": BatchIn,
    "check_letter": LetterLineIn,
    "compose_letter": ComposeIn,
    "put_override": OverrideIn,
    "put_webhook": WebhookIn,
    "put_account": AccountIn,
    "erase_person": EraseIn,
    "advance_test_clock": Forward,
}

ROUTES = {
    ("post", "/v1/follow-ups"), ("post", "/v1/follow-ups/preview"), ("get", "/v1/follow-ups"),
    ("get", "/v1/follow-ups/{id}"), ("get", "/v1/follow-ups/{id}/events"), ("get", "/v1/follow-ups/{id}/message"),
    ("post", "/v1/follow-ups/{id}/cancel"), ("post", "/v1/follow-ups/{id}/replied"),
    ("post", "/v1/follow-ups/{id}/retry"), ("post", "/v1/follow-ups/{id}/resolve"),
    ("patch", "/v1/follow-ups/{id}"), ("post", "/v1/follow-ups/batch"),
    ("get", "/v1/suppressions"), ("put", "/v1/suppressions/{email}"), ("delete", "/v1/suppressions/{email}"),
    ("post", "/v1/letters/check"), ("post", "/v1/letters/compose"),
    ("get", "/v1/test-clock"), ("post", "/v1/test-clock"),
    ("get", "/v1/calendar/days"), ("get", "/v1/calendar/overrides"),
    ("put", "/v1/calendar/overrides/{date}"), ("delete", "/v1/calendar/overrides/{date}"),
    ("get", "/v1/webhooks"), ("get", "/v1/webhooks/{name}"), ("put", "/v1/webhooks/{name}"),
    ("delete", "/v1/webhooks/{name}"), ("get", "/v1/webhooks/{name}/deliveries"),
    ("get", "/healthz"), ("get", "/readyz"), ("get", "/metrics"),
}  # fmt: skip


def with_those_below(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    below = [with_those_below(each) for each in model.__subclasses__()]
    return {model.__name__: model} | {name: each for models in below for name, each in models.items()}


ANSWERS = with_those_below(answers.Answer) | with_those_below(answers.ProblemOut)

pytestmark = pytest.mark.anyio


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
        errors = {status: each for status, each in operation["responses"].items() if status[0] in "45"}
        wanted = {"401"} | ({"404"} if "{id}" in path else set()) | ({"422"} if "requestBody" in operation else set())
        assert set(errors) >= wanted, (method, path)
        for status, each in errors.items():
            assert set(each["content"]) == {"application/problem+json"}, (method, path, status)
            schema = each["content"]["application/problem+json"]["schema"]
            assert schema["$ref"] == "#/components/schemas/ProblemOut", (method, path, status)
            assert each["description"], (method, path, status)


def shown(content: dict[str, Any]) -> list[Any]:
    return [each["value"] for each in content.get("examples", {}).values()] + (
        [content["example"]] if "example" in content else []
    )


def answered_with(
    document: dict[str, Any],
) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every operation's id, status, media type and what is said of it."""
    return [
        (operation["operationId"], status, media_type, content)
        for _, _, operation in operations(document)
        for status, response in operation["responses"].items()
        for media_type, content in response.get("content", {}).items()
    ]


def test_every_v1_route_asks_for_a_bearer_key_and_no_other_route_does(document: dict[str, Any]) -> None:
    ((name, scheme),) = document["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    assert "tk_" in scheme["bearerFormat"] + scheme["description"]
    for method, path, operation in operations(document):
        asked = {key for requirement in operation.get("security", ()) for key in requirement}
        assert asked == ({name} if path.startswith("/v1/") else set()), (method, path)


def test_what_the_connection_answers_before_any_route_is_told_once_for_all(document: dict[str, Any]) -> None:
    told = document["info"]["description"]
    assert all(each in told for each in ("400", "`bad_request`", f"{MOST_HEADER_BYTES // 1024} KiB"))


def test_every_answer_has_an_example_that_fits_its_description(document: dict[str, Any]) -> None:
    for operation, status, media_type, content in answered_with(document):
        assert shown(content), (operation, status, media_type)
        reference = content["schema"].get("$ref")
        if reference is not None:
            model = ANSWERS[reference.rpartition("/")[2]]
            for value in shown(content):
                model.model_validate(value)
        else:
            assert all(isinstance(value, str) for value in shown(content)), (operation, status)


def test_every_error_has_an_example_for_each_of_its_codes(document: dict[str, Any]) -> None:
    for operation, status, media_type, content in answered_with(document):
        if media_type != "application/problem+json":
            continue
        codes = content["schema"]["properties"]["code"]["enum"]
        assert [value["code"] for value in shown(content)] == codes, (operation, status)
        assert set(codes) <= {code for code, (of, _) in PROBLEMS.items() if str(of) == status}, (operation, status)
        assert {value["status"] for value in shown(content)} == {HTTPStatus(int(status))}
        assert all(value["detail"] and value["request_id"] for value in shown(content))


def test_every_example_fits_its_schema_as_other_tools_read_it(document: dict[str, Any]) -> None:
    contents = [content for _, _, _, content in answered_with(document)]
    for _, _, operation in operations(document):
        contents += operation.get("requestBody", {}).get("content", {}).values()
    for content in contents:
        schema = {"components": document["components"], **content["schema"]}
        for value in shown(content):
            jsonschema_rs.validate(schema, value)


@pytest.mark.parametrize("status", ["409", "429"])
def test_conflicts_are_told_by_the_codes_that_a_route_has_and_no_others(document: dict[str, Any], status: str) -> None:
    every = {code for code, (of, _) in PROBLEMS.items() if str(of) == status}
    for operation, its_status, _, content in answered_with(document):
        if its_status == status:
            assert set(content["schema"]["properties"]["code"]["enum"]) < every or operation == "post_follow_up"


def test_a_problem_has_one_of_the_codes_that_are_listed(document: dict[str, Any]) -> None:
    codes = document["components"]["schemas"]["ProblemOut"]["properties"]["code"]["enum"]
    assert codes == list(PROBLEMS)


def test_no_object_holds_more_than_what_is_described(document: dict[str, Any]) -> None:
    objects = {name: each for name, each in document["components"]["schemas"].items() if each.get("type") == "object"}
    assert [name for name, each in objects.items() if each.get("additionalProperties") is not False] == []


def test_every_body_has_examples_that_are_read(document: dict[str, Any]) -> None:
    found = {each["operationId"]: each["requestBody"] for _, _, each in operations(document) if "requestBody" in each}
    assert set(found) == set(BODIES)
    for operation, body in found.items():
        values = shown(body["content"]["application/json"])
        assert values, operation
        for value in values:
            BODIES[operation].model_validate_json(json.dumps(value))


async def test_the_follow_up_shown_is_what_its_request_is_answered_with(tmp_path: Path) -> None:
    with SmtpServer(now=lambda: POSTED_AT) as server:
        async with bench(tmp_path, server, now=POSTED_AT) as running:
            stored = await running.stored(examples.USUAL)
            events = [event_document(each) for each in running.events(stored.id)]
    expected = answer_examples.FOLLOW_UP
    found = follow_up_document(stored)
    found["letter"]["rules_version"] = expected["letter"]["rules_version"]  # changes with every rule
    assert set(found) == set(expected)
    assert {name: value for name, value in found.items() if name not in OWN} == {
        name: value for name, value in expected.items() if name not in OWN
    }
    assert events == answer_examples.EVENTS["items"][: len(events)]


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
