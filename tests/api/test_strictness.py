import json
from collections.abc import Iterator

import httpx
import pytest

from tests.api.bodies import changed, smallest
from tests.peers.running_service import Running

PLANTED = "hunter2-planted"
ROUTES = ("/v1/follow-ups", "/v1/follow-ups/preview")
PROBLEM_MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id"}


def text_with(pointer: str, raw: str) -> str:
    """A right body as JSON text, with `raw` in the place of one value."""
    return json.dumps(changed(pointer, "@@")).replace('"@@"', raw)


def twice(member: str) -> str:
    text = json.dumps(smallest())
    return text.replace(f'"{member}": ', f'"{member}": "{PLANTED}", "{member}": ', 1)


BAD_TEXTS: dict[str, tuple[str | bytes, set[int]]] = {
    "nothing": ("", {400, 422}),
    "half of it": (json.dumps(smallest())[:-20], {400}),
    "no JSON": (PLANTED, {400}),
    "bytes that are no UTF-8": (b'{"candidate": "\xff\xfe"}', {400}),
    "a list": ("[]", {422}),
    "a string": (f'"{PLANTED}"', {422}),
    "a number": ("7", {422}),
    "null": ("null", {422}),
    "NaN for a number": (text_with("/expires_after_working_days", "NaN"), {400, 422}),
    "Infinity for a number": (text_with("/promise/within_days", "-Infinity"), {400, 422}),
    "a number too long to read": (text_with("/expires_after_working_days", "9" * 5000), {400, 422}),
    "a float too large": (text_with("/expires_after_working_days", "1e999"), {400, 422}),
    "lists too deep": ("[" * 50_000 + "]" * 50_000, {400, 413, 422}),
    "objects too deep": (text_with("/office", '{"a":' * 20_000 + "1" + "}" * 20_000), {400, 413, 422}),
    "a lone surrogate in a name": (text_with("/candidate/name", '"Rina\\ud800"'), {422}),
    "a lone surrogate in a letter": (text_with("/letter", '{"subject": "Kabar", "body": "\\udfff"}'), {422}),
    "a lone surrogate in a zone": (text_with("/office/timezone", '"\\ud800"'), {422}),
    "a lone surrogate in what was said": (text_with("/promise/said", '"\\ud800"'), {422}),
    "a lone surrogate in an address": (text_with("/candidate/email", '"\\ud800@example.com"'), {422}),
    "a lone surrogate in an accepted rule": (
        text_with("/letter", '{"subject": "Kabar", "body": "Halo", "accept": ["\\ud800"]}'), {422}
    ),
    "a lone surrogate for a member": (text_with("/office", '{"\\ud800": 1}'), {422}),
    "NUL in a zone": (text_with("/office/timezone", '"Asia/Jakarta\\u0000"'), {422}),
    "NUL in an address": (text_with("/recruiter/email", '"andi\\u0000@majujaya.co.id"'), {422}),
    "NUL in a file's name": (
        text_with("/attachments", '[{"filename": "\\u0000.pdf", "content_base64": "JVBERi0="}]'), {422}
    ),
    "a member twice": (twice("position"), {400, 422}),
}  # fmt: skip


def check_problem(answer: httpx.Response, *statuses: int) -> None:
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert set(problem) >= PROBLEM_MEMBERS
    assert (problem["status"], problem["instance"]) == (answer.status_code, answer.request.url.path)
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert PLANTED not in answer.text


@pytest.fixture(autouse=True)
def nothing_is_stored(service: Running) -> Iterator[None]:
    def newest() -> list[str]:
        found = service.api.get("/v1/follow-ups", params={"limit": 1}).json()
        return [each["id"] for each in found["items"]]

    before = newest()
    yield
    assert newest() == before


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("name", BAD_TEXTS)
def test_a_body_that_is_no_right_json_is_refused(service: Running, name: str, route: str) -> None:
    text, statuses = BAD_TEXTS[name]
    answer = service.api.post(route, content=text, headers={"content-type": "application/json"})
    check_problem(answer, *statuses)


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; x=y"])
def test_another_content_type_is_refused(service: Running, media_type: str) -> None:
    answer = service.api.post(ROUTES[0], content=json.dumps(smallest()), headers={"content-type": media_type})
    check_problem(answer, 415)
    assert answer.json()["code"] == "unsupported_media_type"


def test_a_body_without_a_content_type_is_refused(service: Running) -> None:
    request = service.api.build_request("POST", ROUTES[0], content=json.dumps(smallest()).encode())
    request.headers.pop("content-type", None)
    check_problem(service.api.send(request), 415, 422)


@pytest.mark.parametrize("route", ROUTES)
def test_a_body_over_the_cap_is_refused_by_its_declared_length(service: Running, route: str) -> None:
    check_problem(service.api.post(route, json=changed("/reference", "x" * 200_000)), 413)


def test_a_body_over_the_cap_is_refused_when_no_length_is_declared(service: Running) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"reference": "'
        for _ in range(30):
            yield b"x" * 10_000
        yield b'"}'

    answer = service.api.post(ROUTES[0], content=chunks(), headers={"content-type": "application/json"})
    check_problem(answer, 413)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/candidate/email", f"{PLANTED}@@example.com"),
        ("/office/timezone", PLANTED),
        ("/office/province", PLANTED),
        ("/promise/said", PLANTED),
        ("/promise/answer_by", PLANTED),
        ("/letter/language", PLANTED),
        ("/windows", [PLANTED]),
        ("/thread/message_id", PLANTED),
        ("/recruiter/honorific", "Sir " + PLANTED),
        ("/recruiter/email", f"no-reply+{PLANTED}@majujaya.co.id"),
        ("/attachments", [{"filename": "cv.pdf", "content_base64": f"{PLANTED}!"}]),
        ("/account", f"{PLANTED}!"),
        ("/expires_after_working_days", PLANTED),
    ],
)
def test_what_was_given_is_never_repeated(service: Running, pointer: str, value: object) -> None:
    check_problem(service.api.post(ROUTES[0], json=changed(pointer, value)), 422)


def test_every_refusal_has_its_own_request_id(service: Running) -> None:
    ids = {service.api.post(ROUTES[0], json={}).json()["request_id"] for _ in range(3)}
    assert len(ids) == 3


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/v1/nowhere", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("PUT", "/v1/follow-ups", 405, "method_not_allowed"),
        ("DELETE", "/v1/follow-ups/x/cancel", 405, "method_not_allowed"),
        ("POST", "/healthz", 405, "method_not_allowed"),
    ],
)
def test_what_no_route_takes_is_a_problem_too(service: Running, method: str, path: str, status: int, code: str) -> None:
    answer = service.api.request(method, path)
    check_problem(answer, status)
    assert answer.json()["code"] == code


def test_nothing_of_what_was_planted_is_in_the_log(service: Running) -> None:
    log = service.process.log()
    assert PLANTED not in log
    assert service.key not in log
    assert "request_failed" not in log
    assert "@example.com" not in log
