from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

import pytest

from service.domain.outcome import Stage
from tests.api.bodies import changed, due_now, smallest
from tests.peers import faults
from tests.peers.faults import Behaviour
from tests.peers.running_service import Running
from tests.peers.service_process import FROM, until


def listed(service: Running, **filters: Any) -> list[str]:  # noqa: ANN401  # any query value
    answer = service.api.get("/v1/follow-ups", params={"limit": 200, **filters})
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["items"]]


def read_message(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_list_has_the_newest_first_and_each_as_it_is_looked_up(service: Running) -> None:
    first, second = (service.post(changed("/reference", "order")) for _ in range(2))
    items = service.api.get("/v1/follow-ups", params={"reference": "order"}).json()["items"]
    assert items == [second, first]


@pytest.mark.parametrize("field", ["recruiter", "candidate"])
def test_an_address_is_found_whatever_its_case(service: Running, field: str) -> None:
    found = service.post(smallest())
    assert listed(service, **{f"{field}_email": found[field]["email"].upper()}) == [found["id"]]


def test_several_statuses_can_be_asked_for(service: Running) -> None:
    scheduled, cancelled, answered = (service.post(changed("/reference", "statuses")) for _ in range(3))
    service.ask(cancelled, "cancel")
    service.ask(answered, "replied")
    assert listed(service, reference="statuses", status="cancelled") == [cancelled["id"]]
    assert listed(service, reference="statuses", status=["scheduled", "answered"]) == [answered["id"], scheduled["id"]]
    assert listed(service, reference="statuses", status=["sent", "sending", "failed", "expired", "in_doubt"]) == []


def test_send_before_leaves_out_what_leaves_at_that_instant(service: Running) -> None:
    found = service.post(changed("/reference", "before"))
    at = found["plan"]["send_at"]
    assert listed(service, reference="before", send_before=at) == []
    assert listed(service, reference="before", send_before="2026-12-07T06:00:00Z") == [found["id"]]


def test_updated_since_holds_what_changed_at_that_instant(service: Running) -> None:
    old, changed_later = (service.post(changed("/reference", "since")) for _ in range(2))
    updated_at = service.ask(changed_later, "cancel").json()["updated_at"]
    assert updated_at > old["updated_at"]
    assert listed(service, reference="since", updated_since=updated_at) == [changed_later["id"]]


def test_an_address_is_found_in_every_way_to_write_it(service: Running) -> None:
    found = service.post(changed("/recruiter/email", "HRD@bücher.co.id"))
    for way in ("hrd@bücher.co.id", "HRD@xn--bcher-kva.co.id"):
        page = service.api.get("/v1/follow-ups", params={"recruiter_email": way}).json()
        assert [each["id"] for each in page["items"]] == [found["id"]]
    assert service.api.get("/v1/follow-ups", params={"recruiter_email": "no address"}).json()["items"] == []


def test_pages_stay_as_they_were_while_new_follow_ups_come_in(service: Running) -> None:
    ids = [service.post(changed("/reference", "pages"))["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = service.api.get("/v1/follow-ups", params={"reference": "pages", "limit": 2, **cursor}).json()
        seen += [each["id"] for each in page["items"]]
        service.post(changed("/reference", "pages"))
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert seen == ids[::-1]


def test_a_last_page_that_is_full_has_no_next(service: Running) -> None:
    for _ in range(2):
        service.post(changed("/reference", "full"))
    page = service.api.get("/v1/follow-ups", params={"reference": "full", "limit": 2}).json()
    assert (len(page["items"]), page["next_cursor"]) == (2, None)


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"status": "claimed"}, {"cursor": "nonsense"},
        {"send_before": "2026-12-07T06:00:00"}, {"updated_since": "yesterday"}, {"updated_since": "2026-12-07"},
        {"send_before": "2026-12-07T06:00:00+07:60"}, {"reference": "\0"}, {"recruiter_email": "a\0"},
        {"candidate_email": "\0"}, {"recruter_email": "andi@majujaya.co.id"}, {"Status": "sent"},
        {"recruiter_email": ""}, {"candidate_email": ""}, {"reference": ""}, {"status": ""}, {"cursor": ""},
        {"send_before": ""}, {"updated_since": ""}, {"limit": ""},
    ],
)  # fmt: skip
def test_a_wrong_filter_is_refused(service: Running, query: dict[str, str]) -> None:
    answer = service.api.get("/v1/follow-ups", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each["pointer"].split("/")[1] for each in answer.json()["errors"]] == list(query)


def test_what_is_asked_for_twice_or_where_nothing_is_taken_is_refused(service: Running) -> None:
    one = service.post(smallest())
    for path, query, pointer, code in (
        ("/v1/follow-ups", "limit=1&limit=2", "/limit", "given_twice"),
        ("/v1/follow-ups", "a/b=1", "/a~1b", "unknown_field"),
        (f"/v1/follow-ups/{one['id']}", "verbose=1", "/verbose", "unknown_field"),
        (f"/v1/follow-ups/{one['id']}/events", "limit=1", "/limit", "unknown_field"),
    ):
        answer = service.api.get(f"{path}?{query}")
        assert answer.status_code == 422, answer.text
        (error,) = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, code)
    assert service.api.get("/v1/follow-ups?status=sent&status=failed").status_code == 200
    refused = service.api.post("/v1/follow-ups?dry_run=true", json=smallest())
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["detail"] == "No query parameter of this name is accepted here; there are none."


@pytest.mark.parametrize(
    "written", ["5.0", "1_0", " 5", "5 ", "+5", "-5", "00005", "٥", "1e1", "", "0x5"]
)  # the eighth is an Arabic five
@pytest.mark.parametrize("path", ["/v1/follow-ups", "/v1/suppressions"])
def test_an_integer_of_a_query_is_written_in_decimal_digits(service: Running, path: str, written: str) -> None:
    answer = service.api.get(path, params={"limit": written})
    assert answer.status_code == 422, answer.text
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/limit", "not_an_integer")
    assert service.api.get(path, params={"limit": "5"}).status_code == 200


@pytest.mark.parametrize("path", ["", "/events", "/message"])
@pytest.mark.parametrize(
    "id_", ["2f6f0d4e-6f0c-4f57-9d29-6f1a7f0f6c11", "nonsense", "1", "%00", "00000000-0000-0000-0000-00000000000g"]
)
def test_an_unknown_id_is_not_found(service: Running, id_: str, path: str) -> None:
    answer = service.api.get(f"/v1/follow-ups/{id_}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("verb", ["cancel", "replied", "retry"])
def test_a_verb_on_an_unknown_id_is_not_found(service: Running, verb: str) -> None:
    for id_ in (str(uuid4()), "nonsense"):
        answer = service.api.post(f"/v1/follow-ups/{id_}/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_the_history_begins_with_the_plan_and_its_reason(service: Running) -> None:
    found = service.post(smallest())
    events = service.events(found)
    assert {each["at"] for each in events} == {found["created_at"]}
    (event,) = [each for each in events if each["type"] == "planned"]
    assert {name: event["detail"][name] for name in ("send_at", "reason", "why")} == {
        name: found["plan"][name] for name in ("send_at", "reason", "why")
    }


def test_the_history_grows_at_its_end(service: Running) -> None:
    found = service.post(smallest())
    before = service.events(found)
    service.ask(found, "cancel")
    after = service.events(found)
    assert after[:-1] == before
    assert after[-1]["type"] == "cancelled"
    assert after[-1]["at"] >= before[-1]["at"]


def test_a_change_gives_another_entity_tag_and_time(service: Running) -> None:
    found = service.post(smallest())
    before = service.api.get(f"/v1/follow-ups/{found['id']}").headers["etag"]
    stopped = service.ask(found, "cancel")
    assert stopped.headers["etag"] != before
    assert stopped.json()["updated_at"] > found["updated_at"]


def test_before_the_first_try_the_message_is_the_one_planned(service: Running) -> None:
    body = changed("/thread", {"message_id": "<2@majujaya.co.id>", "subject": "Undangan", "references": ["<1@x.id>"]})
    found = service.post(body)
    answer = service.api.get(f"/v1/follow-ups/{found['id']}/message")
    assert answer.headers["content-type"].startswith("message/rfc822")
    message = read_message(answer.content)
    assert message["message-id"] == found["message_id"]
    assert message["subject"] == "Re: Undangan"
    assert (message["in-reply-to"], message["references"]) == ("<2@majujaya.co.id>", "<1@x.id> <2@majujaya.co.id>")
    assert message["to"].addresses[0].addr_spec == body["recruiter"]["email"]
    assert message["from"].addresses[0].addr_spec == FROM
    assert message["reply-to"].addresses[0].addr_spec == body["candidate"]["email"]
    assert message["date"].datetime.isoformat() == found["plan"]["send_at_local"]
    assert message.get_content().splitlines() == found["letter"]["body"].splitlines()


def test_after_sending_the_message_is_what_the_server_got(service: Running) -> None:
    found = service.post(due_now())
    sent = service.until_status(found, "sent")
    (letter,) = [each for each in service.smtp.kept if each.rcpt_to == (found["recruiter"]["email"],)]
    assert service.api.get(f"/v1/follow-ups/{found['id']}/message").content == letter.content
    (attempt,) = sent["attempts"]
    assert {name: attempt[name] for name in ("n", "stage", "reply_code", "outcome", "counted")} == {
        "n": 1, "stage": "dot", "reply_code": 250, "outcome": "sent", "counted": True
    }  # fmt: skip
    assert "kept" in attempt["reply_text"]
    assert found["created_at"] <= attempt["started_at"] <= sent["updated_at"]
    assert sent["plan"] == found["plan"]


def test_the_way_of_a_sent_letter_is_in_its_history(service: Running) -> None:
    found = service.post(due_now())
    service.until_status(found, "sent")
    events = until(lambda: service.events(found), lambda events: events[-1]["type"] == "sent")
    assert "planned" in {each["type"] for each in events[:-1]}
    assert [each["at"] for each in events] == sorted(each["at"] for each in events)


def test_a_451_is_tried_again_in_the_same_window_and_both_attempts_are_told(service: Running) -> None:
    body = due_now()
    later = Behaviour(
        stage=Stage.RCPT, action=faults.reply(451, "4.7.1 Greylisted"), recipient=body["recruiter"]["email"]
    )
    service.smtp.add(later)
    found = service.post(body)
    sent = service.until_status(found, "sent")
    first, second = sent["attempts"]
    assert [first[name] for name in ("n", "stage", "reply_code", "outcome", "counted")] == [
        1, "rcpt", 451, "transient", True
    ]  # fmt: skip
    assert "Greylisted" in first["reply_text"]
    assert [second["n"], second["outcome"]] == [2, "sent"]
    assert [each["type"] for each in service.events(found)][-2:] == ["retrying", "sent"]
    assert sent["plan"]["reason"] == "retry"
    assert sent["plan"]["window"] == found["plan"]["window"]
