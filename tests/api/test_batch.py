import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.api.bodies import Body, changed, smallest
from tests.peers.running_service import Running

PDF = base64.b64encode(b"%PDF-1.7 one").decode()


def batch(service: Running, *items: object, client: httpx.Client | None = None) -> list[dict[str, Any]]:
    answer = (client or service.api).post("/v1/follow-ups/batch", json={"items": items})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    assert [each["index"] for each in found] == list(range(len(items)))
    return found


def statuses(told: list[dict[str, Any]]) -> list[int]:
    return [each["status"] for each in told]


def codes(told: list[dict[str, Any]]) -> list[str | None]:
    return [each["problem"]["code"] if "problem" in each else None for each in told]


def keyed(key: object, body: Body | None = None) -> Body:
    return {**(smallest() if body is None else body), "idempotency_key": key}


def count(service: Running, reference: str) -> int:
    return len(service.api.get("/v1/follow-ups", params={"reference": reference}).json()["items"])


def test_what_is_stored_is_answered_as_it_is_looked_up(service: Running) -> None:
    told = batch(service, smallest(), changed("/attachments", [{"filename": "cv.pdf", "content_base64": PDF}]))
    assert [set(each) for each in told] == [{"index", "status", "follow_up"}] * 2
    assert statuses(told) == [201, 201]
    assert [service.get(each["follow_up"]) for each in told] == [each["follow_up"] for each in told]


def test_one_bad_item_spoils_no_other(service: Running) -> None:
    bad: list[object] = [
        5, None, "x", [], {}, {**smallest(), "unknown": 1}, {**smallest(), "body": 1},
        changed("/application/interviewed_on", "2027-01-01"), changed("/candidate/email", "no address"),
        {**smallest(), "account": "nowhere"}, {**smallest(), "windows": []},
    ]  # fmt: skip
    items = [each for one in bad for each in (smallest(), one)]
    told = batch(service, *items)
    assert statuses(told[0::2]) == [201] * len(bad)
    assert statuses(told[1::2]) == [422, 422, 422, 422, 422, 422, 422, 422, 422, 409, 422]
    assert all(set(each) == {"index", "status", "problem"} for each in told[1::2])


def test_pointers_are_relative_to_the_item(service: Running) -> None:
    told = batch(service, {**smallest(), "body": 1}, changed("/application/interviewed_on", "2027-01-01"), 5)
    assert [each["problem"]["errors"][0]["pointer"] for each in told] == ["/body", "/application/interviewed_on", ""]
    assert [each["problem"]["status"] for each in told] == [422] * 3
    assert told[1]["problem"]["instance"] == "/v1/follow-ups/batch#/items/1"
    assert told[0]["problem"]["request_id"] == told[1]["problem"]["request_id"]


def test_the_same_interview_twice_is_stored_once(service: Running) -> None:
    body = smallest()
    told = batch(service, body, body, {**body, "allow_duplicate": True})
    assert statuses(told) == [201, 409, 201]
    assert told[1]["problem"]["follow_up_id"] == told[0]["follow_up"]["id"]


def test_an_items_key_gives_the_first_answer_again(service: Running) -> None:
    body = keyed("batch-1", changed("/reference", "batch replay"))
    (first,) = batch(service, body)
    service.ask(first["follow_up"], "cancel")
    (again,) = batch(service, dict(reversed(body.items())))
    assert again == {**first, "replayed": True}
    assert count(service, "batch replay") == 1


def test_the_same_key_twice_in_one_batch_is_judged_as_one_after_the_other(service: Running) -> None:
    body = keyed("batch-2", changed("/reference", "batch twice"))
    told = batch(service, body, body, keyed("batch-2"), keyed("batch-2", changed("/candidate/email", "x")))
    assert statuses(told) == [201, 201, 422, 422]
    assert told[1] == {**told[0], "index": 1, "replayed": True}
    assert told[2]["problem"]["code"] == "idempotency_key_reused"
    assert count(service, "batch twice") == 1


def test_a_bad_item_under_a_used_key_is_told_of_the_key(service: Running) -> None:
    bad = changed("/application/interviewed_on", "2027-01-01")
    told = batch(service, keyed("batch-3"), keyed("batch-3", bad))
    assert codes(told) == [None, "idempotency_key_reused"]


def test_a_refusal_is_not_kept_under_its_key(service: Running) -> None:
    bad = changed("/application/interviewed_on", "2027-01-01")
    told = batch(service, keyed("batch-4", bad), keyed("batch-4"))
    assert statuses(told) == [422, 201]


def test_a_key_of_a_single_post_is_another_key(service: Running) -> None:
    service.api.post("/v1/follow-ups", json=smallest(), headers={"Idempotency-Key": "batch-5"})
    assert statuses(batch(service, keyed("batch-5"))) == [201]


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb", 5, " a"])
def test_a_key_that_is_none_is_refused(service: Running, key: object) -> None:
    (told,) = batch(service, keyed(key))
    assert [each["pointer"] for each in told["problem"]["errors"]] == ["/idempotency_key"]


def test_a_header_with_a_key_is_refused(service: Running) -> None:
    given = {"items": [changed("/reference", "batch header")]}
    answer = service.api.post("/v1/follow-ups/batch", json=given, headers={"Idempotency-Key": "x"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert count(service, "batch header") == 0


@pytest.mark.parametrize(
    "given", [{}, {"items": {}}, {"items": None}, {"items": [], "more": 1}, [], {"items": [1] * 1001}]
)
def test_what_is_no_batch_is_refused_whole(service: Running, given: object) -> None:
    answer = service.api.post("/v1/follow-ups/batch", json=given)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_an_empty_batch_is_answered_empty(service: Running) -> None:
    assert batch(service) == []


def test_the_bodys_cap_holds_for_the_whole(service: Running) -> None:
    items = [changed("/letter", {"subject": "Kabar", "body": "x" * 49_000}) for _ in range(5)]
    answer = service.api.post("/v1/follow-ups/batch", json={"items": items})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_of_batches_with_the_same_keys_at_the_same_time_each_key_is_stored_once(service: Running) -> None:
    items = [keyed(f"race-{number}", changed("/reference", "batch race")) for number in range(20)]
    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(lambda _: batch(service, *items), range(4)))
    assert {status for each in told for status in statuses(each)} == {201}
    for number in range(20):
        assert len({each[number]["follow_up"]["id"] for each in told}) == 1
    assert count(service, "batch race") == 20


def test_a_replay_is_given_even_when_its_body_would_no_longer_be_accepted(service: Running) -> None:
    body = keyed("batch-6")
    (first,) = batch(service, body)
    service.api.put(f"/v1/suppressions/{body['recruiter']['email']}")
    (again,) = batch(service, body)
    assert again == {**first, "replayed": True}
