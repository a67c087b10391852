import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.api.bodies import Body, changed, smallest
from tests.peers.running_service import Running

HEADER = "Idempotency-Key"


def post(service: Running, body: Body, key: str, client: httpx.Client | None = None) -> httpx.Response:
    return (client or service.api).post("/v1/follow-ups", json=body, headers={HEADER: key})


def count(service: Running, reference: str) -> int:
    return len(service.api.get("/v1/follow-ups", params={"reference": reference}).json()["items"])


def test_a_replay_gets_the_first_answer_again(service: Running) -> None:
    body = changed("/reference", "replay")
    first = post(service, body, "replay-1")
    assert first.status_code == 201
    assert "idempotency-replayed" not in first.headers
    service.ask(first.json(), "cancel")
    again = post(service, body, "replay-1")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["etag"] == first.headers["etag"] != service.api.get(first.headers["location"]).headers["etag"]
    assert count(service, "replay") == 1


def test_bodies_are_compared_by_what_they_say_not_by_their_spelling(service: Running) -> None:
    body = changed("/reference", "spelling é")
    first = post(service, body, "spelling-1")
    spelled = json.dumps(dict(reversed(body.items())), indent=3, ensure_ascii=True)
    again = service.api.post(
        "/v1/follow-ups", content=spelled, headers={HEADER: "spelling-1", "content-type": "application/json"}
    )
    assert again.json() == first.json()


def test_another_body_under_the_same_key_is_refused(service: Running) -> None:
    post(service, changed("/reference", "other"), "other-1")
    answer = post(service, changed("/reference", "other"), "other-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert count(service, "other") == 1


def test_a_refusal_is_not_kept(service: Running) -> None:
    body = changed("/application/interviewed_on", "2027-01-01")
    assert post(service, body, "refused-1").status_code == 422
    assert post(service, smallest(), "refused-1").status_code == 201


def test_a_duplicate_is_not_kept_either(service: Running) -> None:
    body = smallest()
    first = service.post(body)
    assert post(service, body, "dup-1").status_code == 409
    service.ask(first, "cancel")
    assert post(service, body, "dup-1").status_code == 201


def test_requests_at_the_same_time_store_one(service: Running) -> None:
    body = changed("/reference", "race")
    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(lambda _: post(service, body, "race-1"), range(24)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    first = [answer for answer in answers if answer.status_code == 201 and HEADER not in answer.headers]
    assert sum("idempotency-replayed" not in answer.headers for answer in first) == 1
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"idempotency_in_progress"}
    assert count(service, "race") == 1


def test_requests_to_two_processes_at_the_same_time_store_one(service: Running) -> None:
    body = changed("/reference", "two processes")
    with service.installation.serve("--role", "api") as other, other.client(service.key) as api:
        with ThreadPoolExecutor(8) as threads:
            clients = [service.api, api] * 8
            answers = list(threads.map(lambda client: post(service, body, "two-1", client), clients))
        assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
        assert {answer.status_code for answer in answers} <= {201, 409}
    assert count(service, "two processes") == 1


def test_a_key_belongs_to_its_owner(service: Running) -> None:
    body = smallest()
    mine = post(service, body, "shared-1")
    with service.process.client(service.installation.create_key(owner="dewi")) as theirs:
        answer = post(service, body, "shared-1", theirs)
    assert answer.status_code == 201
    assert answer.json()["id"] != mine.json()["id"]


def test_the_key_of_the_preview_is_not_the_posts(service: Running) -> None:
    body = smallest()
    headers = {HEADER: "preview-1"}
    assert service.api.post("/v1/follow-ups/preview", json=body, headers=headers).status_code == 200
    assert "idempotency-replayed" not in post(service, body, "preview-1").headers


@pytest.mark.parametrize("key", ["", '""', "x" * 256, "a\tb"])
def test_a_key_that_is_none_is_refused(service: Running, key: str) -> None:
    answer = post(service, changed("/reference", "bad key"), key)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert count(service, "bad key") == 0


def test_two_keys_for_one_request_are_refused(service: Running) -> None:
    keys = [(HEADER, "two-keys-1"), (HEADER, "two-keys-2")]
    answer = service.api.post("/v1/follow-ups", json=changed("/reference", "two keys"), headers=keys)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert count(service, "two keys") == 0
