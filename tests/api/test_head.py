"""HEAD is answered wherever GET is, with the same status and headers and no content (RFC 9110 9.3.2)."""

import httpx
import pytest

from tests.api.bodies import smallest
from tests.peers.running_service import Running

PATHS = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/v1/follow-ups",
    "/v1/follow-ups/{id}",
    "/v1/follow-ups/{id}/events",
    "/v1/follow-ups/{id}/message",
    "/v1/calendar/days?from=2026-12-01&to=2026-12-31",
    "/v1/accounts",
    "/v1/webhooks/none",
    "/v1/suppressions",
    "/v1/follow-ups?limit=0",
    "/nowhere",
]
# What differs from one answer to the next; of what is measured the length too.
CHANGING = {"date", "x-request-id", "ratelimit", "ratelimit-policy", "ratelimit-remaining", "ratelimit-reset"}
MEASURED = {"/readyz", "/metrics"}


def headers_of(answer: httpx.Response, path: str) -> dict[str, str]:
    left_out = CHANGING | ({"content-length"} if path in MEASURED or answer.is_error else set())
    return {name: value for name, value in answer.headers.items() if name not in left_out}


@pytest.mark.parametrize("path", PATHS)
def test_head_is_answered_as_get_is_without_the_content(service: Running, path: str) -> None:
    there = path.format(id=service.post(smallest())["id"]) if "{id}" in path else path
    head, get = service.api.head(there), service.api.get(there)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert headers_of(head, path) == headers_of(get, path)
    assert get.content


def test_head_reaches_no_more_than_get(service: Running) -> None:
    mine = f"/v1/follow-ups/{service.post(smallest())['id']}"
    create = service.installation.create_key
    for key, status in ((None, 401), (create(owner="somebody else"), 404), (create(scope="admin"), 403)):
        with service.process.client(key) as client:
            assert (client.head(mine).status_code, client.get(mine).status_code) == (status, status)


def test_where_no_get_is_there_is_no_head(service: Running) -> None:
    answer = service.api.head("/v1/letters/check")
    assert (answer.status_code, answer.headers["allow"], answer.content) == (405, "POST", b"")


def test_head_is_allowed_and_not_described(service: Running) -> None:
    assert service.api.delete("/healthz").headers["allow"] == "GET, HEAD"
    document = service.api.get("/openapi.json").json()
    assert [path for path, item in document["paths"].items() if "head" in item] == []
