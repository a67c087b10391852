import json
from typing import Any

import pytest

from service.reference import load_checker
from tests.api.bodies import INTERVIEWED_ON, changed, smallest
from tests.peers.own_letters import ASKS_THE_OUTCOME, SUBJECT, own_body
from tests.peers.running_service import Running

BODY = own_body(interviewed_on=INTERVIEWED_ON)
BAD = own_body(interviewed_on=INTERVIEWED_ON, also=ASKS_THE_OUTCOME)
RULE = "ask.direct-outcome"


def letter(**changed_parts: object) -> dict[str, Any]:
    return {"subject": SUBJECT, "body": BODY, **changed_parts}


def check(service: Running, **given: object) -> dict[str, Any]:
    answer = service.api.post("/v1/letters/check", json={"subject": SUBJECT, "body": BODY, **given})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_letter_is_checked_without_being_stored(service: Running) -> None:
    found = check(service, id="rina", body=BAD)
    assert found["id"] == "rina"
    assert found["blocked"] is True
    assert RULE in {each["rule"] for each in found["findings"]}
    assert found["rules_version"] == load_checker().version
    assert check(service)["blocked"] is False


@pytest.mark.parametrize("scope", ["read", "send"])
def test_a_key_that_reads_or_sends_may_check_and_compose(service: Running, scope: str) -> None:
    with service.process.client(service.installation.create_key(scope=scope)) as api:
        assert api.post("/v1/letters/check", json=letter()).status_code == 200
        parts = {name: smallest()[name] for name in ("candidate", "application")}
        assert api.post("/v1/letters/compose", json=parts).status_code == 200


def test_a_key_that_does_neither_may_not(service: Running) -> None:
    with service.process.client(service.installation.create_key(scope="admin")) as api:
        for path in ("check", "compose"):
            answer = api.post(f"/v1/letters/{path}", json={})
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\u202e", "a" * 10_000, "{" * 9_000, "\x1b[31m"], ids=ascii)
def test_hostile_text_gets_findings_and_no_fault(service: Running, text: str) -> None:
    content = json.dumps(letter(body=BODY + text, subject=text[:900]))
    answer = service.api.post("/v1/letters/check", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert answer.content.isascii()
    assert "findings" in answer.json()


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"body": "a" * 30_000}, "/body", "letter_too_long"),
        ({"subject": 7}, "/subject", "not_a_string"),
        ({"letter": "a"}, "/letter", "unknown_field"),
        ({"context": {"honorific": "Kapten"}}, "/context/honorific", "unknown_honorific"),
        ({"context": {"send_on": "tomorrow"}}, "/context/send_on", "not_a_date"),
    ],
)
def test_what_is_no_letter_is_refused_by_its_place(
    service: Running, given: dict[str, object], pointer: str, code: str
) -> None:
    answer = service.api.post("/v1/letters/check", json=letter(**given))
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]


def test_a_composed_letter_is_the_one_that_a_follow_up_would_get(service: Running) -> None:
    body = smallest()
    body["recruiter"] |= {"name": "Andi Pratama", "honorific": "Bapak"}
    parts = {name: body[name] for name in ("candidate", "recruiter", "application")}
    for language in ("id", "en"):
        answer = service.api.post("/v1/letters/compose", json={**parts, "language": language})
        assert answer.status_code == 200, answer.text
        composed = answer.json()
        previewed = service.api.post("/v1/follow-ups/preview", json={**body, "letter": {"language": language}}).json()
        told = previewed["letter"]
        assert {name: composed[name] for name in ("subject", "body", "language", "rules_version")} == {
            name: told[name] for name in ("subject", "body", "language", "rules_version")
        }
        assert composed["phrasing"].startswith(f"{language}-")
        assert [each for each in composed["findings"] if each["severity"] != "info"] == []


def test_a_letter_is_composed_of_names_alone(service: Running) -> None:
    parts = {"candidate": {"name": "Rina"}, "application": smallest()["application"]}
    composed = service.api.post("/v1/letters/compose", json=parts).json()
    assert "Tim Rekrutmen PT Maju Jaya" in composed["body"]


def test_a_composed_answer_has_the_recruiters_subject(service: Running) -> None:
    parts = {"candidate": {"name": "Rina"}, "application": smallest()["application"]}
    thread = {"message_id": "<1@majujaya.co.id>", "subject": "Undangan"}
    assert service.api.post("/v1/letters/compose", json={**parts, "thread": thread}).json()["subject"] == "Re: Undangan"


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/recruiter/honorific", "Kapten", "unknown_honorific"),
        ("/recruiter/email", "AAA", "invalid_email"),
        ("/candidate/email", "rina@", "invalid_email"),
        ("/candidate/name", "", "string_too_short"),
        ("/language", "fr", "literal_error"),
        ("/thread/message_id", "none", "invalid_message_id"),
    ],
)
def test_what_no_letter_can_be_made_of_is_refused(service: Running, pointer: str, value: str, code: str) -> None:
    parts = {"candidate": {"name": "Rina"}, "application": smallest()["application"]}
    answer = service.api.post("/v1/letters/compose", json=changed(pointer, value, parts))
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("route", ["/v1/follow-ups", "/v1/follow-ups/preview"])
def test_a_letter_that_needs_changes_is_refused_with_its_findings(service: Running, route: str) -> None:
    answer = service.api.post(route, json=changed("/letter", letter(body=BAD)))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "letter_needs_changes")
    assert answer.headers["content-type"] == "application/problem+json"
    (finding,) = [each for each in problem["findings"] if each["rule"] == RULE]
    assert BAD[finding["start"] : finding["end"]] == finding["text"]


def test_an_accepted_rule_lets_the_letter_pass_and_is_told(service: Running) -> None:
    posted = service.post(changed("/letter", letter(body=BAD, accept=[RULE])))
    assert posted["letter"]["accept"] == [RULE]
    assert RULE in {each["rule"] for each in posted["letter"]["findings"]}
    assert service.events(posted)[0]["detail"]["accepted_rules"] == [RULE]


@pytest.mark.parametrize(
    ("rule", "code"), [("tech.encoding", "rule_not_acceptable"), ("ask.everything", "unknown_rule")]
)
def test_a_rule_that_can_not_be_accepted_is_refused(service: Running, rule: str, code: str) -> None:
    answer = service.api.post("/v1/follow-ups", json=changed("/letter", letter(accept=[rule])))
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [("/letter/accept/0", code)]


@pytest.mark.parametrize("char", ["\x01", "\x0b", "\x1b", "\x7f", "\x85", "\u202e", "\u200b", "\ufffd"], ids=ascii)
def test_a_character_that_has_no_place_in_a_letter_is_told_with_its_place(service: Running, char: str) -> None:
    given = letter(body=BODY.replace("Rina Wulandari,", f"Rina{char} Wulandari,"), accept=[])
    answer = service.api.post("/v1/follow-ups", json=changed("/letter", given))
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "letter_needs_changes")
    assert "tech.encoding" in {each["rule"] for each in problem["findings"]}
    assert any(each["text"] == char for each in problem["findings"])


def test_an_idempotent_post_that_was_refused_may_come_again_with_a_better_letter(service: Running) -> None:
    body, key = smallest(), {"Idempotency-Key": "letters-1"}
    assert service.api.post("/v1/follow-ups", json={**body, "letter": letter(body=BAD)}, headers=key).status_code == 422
    assert service.api.post("/v1/follow-ups", json={**body, "letter": letter()}, headers=key).status_code == 201
