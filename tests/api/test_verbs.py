from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from tests.api.bodies import START, due_now, smallest
from tests.peers import faults
from tests.peers.faults import Behaviour, Gate
from tests.peers.running_service import Running, running

VERBS = ("cancel", "replied", "retry")
REFUSED = "409"
# status → verb → the status after it, or a refusal
TABLE = {
    "scheduled": {"cancel": "cancelled", "replied": "answered", "retry": REFUSED},
    "in_doubt": {"cancel": REFUSED, "replied": "answered", "retry": REFUSED},
    "failed": {"cancel": "cancelled", "replied": "answered", "retry": "scheduled"},
    "expired": {"cancel": "cancelled", "replied": "answered", "retry": "scheduled"},
    "sent": {"cancel": REFUSED, "replied": "sent", "retry": REFUSED},
    "cancelled": {"cancel": "cancelled", "replied": REFUSED, "retry": REFUSED},
    "answered": {"cancel": REFUSED, "replied": "answered", "retry": REFUSED},
}
CASES = [(status, verb, after) for status, verbs in TABLE.items() for verb, after in verbs.items()]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A service, and a follow-up of each status for each verb."""

    service: Running
    follow_ups: dict[tuple[str, str], dict[str, Any]]


def refusing(service: Running, stage: Stage, action: faults.Action) -> dict[str, Any]:
    """A body that leaves at once and meets `action`."""
    body = due_now()
    service.smtp.add(Behaviour(stage=stage, action=action, recipient=body["recruiter"]["email"]))
    return body


def expiring(number: int) -> dict[str, Any]:
    body = smallest()
    return {**body, "reference": f"expiring {number}", "expires_after_working_days": 1}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    early = datetime.fromisoformat("2026-10-19T09:00:00+07:00")
    with running(
        tmp_path_factory.mktemp("verbs"),
        early,
        TANYAKABAR_SMTP_MAX_CONNECTIONS="20",
        TANYAKABAR_SMTP_REPLY_TIMEOUT="25",
    ) as service:
        found = {}
        for verb in VERBS:
            body = expiring(VERBS.index(verb))
            body["application"] = {**body["application"], "interviewed_on": "2026-10-01"}
            found["expired", verb] = service.post({**body, "promise": {"answer_by": "2026-10-20"}})
        service.clock.advance_to(START, service.api)
        for verb in VERBS:
            found["scheduled", verb] = service.post(smallest())
            found["sent", verb] = service.post(due_now())
            found["failed", verb] = service.post(refusing(service, Stage.RCPT, faults.reply(550, "5.1.1 unknown")))
            found["in_doubt", verb] = service.post(refusing(service, Stage.DOT, faults.drop()))
            for status, asked in (("cancelled", "cancel"), ("answered", "replied")):
                found[status, verb] = service.post(smallest())
                assert service.ask(found[status, verb], asked).status_code == 200
        for (status, verb), follow_up in found.items():
            found[status, verb] = service.until_status(follow_up, status, seconds=20)
        yield Prepared(service=service, follow_ups=found)


def check_refused(answer: httpx.Response, status: str) -> None:
    assert answer.status_code == 409, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.json()["code"], answer.json()["follow_up_status"]) == ("wrong_status", status)


@pytest.mark.parametrize(("status", "verb", "after"), CASES)
def test_a_verb_does_what_the_table_says(prepared: Prepared, status: str, verb: str, after: str) -> None:
    service, before = prepared.service, prepared.follow_ups[status, verb]
    history = service.events(before)
    answer = service.ask(before, verb)
    if after == REFUSED:
        check_refused(answer, status)
        assert service.get(before) == before
        assert service.events(before) == history
        return
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == after
    assert answer.json() == service.get(before)
    assert (answer.json()["answered_at"] is not None) == (verb == "replied")
    if status in ("cancelled", "answered"):
        assert answer.json() == before
        assert service.events(before) == history
    else:
        assert service.events(before)[:-1] == history


@pytest.mark.parametrize("status", ["scheduled", "failed", "expired"])
@pytest.mark.parametrize("verb", ["cancel", "replied"])
def test_stopping_twice_changes_nothing_more(prepared: Prepared, status: str, verb: str) -> None:
    service, follow_up = prepared.service, prepared.follow_ups[status, verb]
    first = service.ask(follow_up, verb).json()
    assert service.ask(follow_up, verb).json() == first


def test_a_retry_of_a_failed_one_goes_out_under_the_same_message_id(prepared: Prepared) -> None:
    service, before = prepared.service, prepared.follow_ups["failed", "retry"]
    service.ask(before, "retry")
    again = service.until_status(before, "sent")
    assert again["message_id"] == before["message_id"]
    assert [each["outcome"] for each in again["attempts"]] == ["permanent", "sent"]


def test_a_retry_of_an_expired_one_gives_a_new_plan_and_new_days(prepared: Prepared) -> None:
    service, before = prepared.service, prepared.follow_ups["expired", "retry"]
    service.ask(before, "retry")
    again = service.get(before)
    assert before["expires_at"] < service.clock.now().isoformat() < again["plan"]["window"]["closes_at"]
    assert again["plan"]["send_at"] < again["expires_at"]
    assert again["plan"]["reason"] == "promise"


def test_a_sent_follow_up_notes_the_answer_once(prepared: Prepared) -> None:
    service, follow_up = prepared.service, prepared.follow_ups["sent", "replied"]
    first = service.ask(follow_up, "replied").json()
    assert (first["status"], first["answered_at"] is not None) == ("sent", True)


def test_a_stop_before_the_dot_is_noted_and_obeyed(prepared: Prepared) -> None:
    service = prepared.service
    for verb, after in (("cancel", "cancelled"), ("replied", "answered")):
        gate = Gate()
        follow_up = service.post(refusing(service, Stage.RCPT, faults.hold(gate, 250)))
        assert gate.reached.wait(10)
        assert service.get(follow_up)["status"] == "sending"
        check_refused(service.ask(follow_up, "retry"), "sending")
        for _ in range(2):
            asked = service.ask(follow_up, verb)
            assert (asked.status_code, asked.json()["status"]) == (200, "sending")
            assert asked.json()["cancel_requested"] is True
        gate.open()
        stopped = service.until_status(follow_up, after)
        assert stopped["cancel_requested"] is False
        assert (stopped["answered_at"] is not None) == (verb == "replied")
        assert follow_up["recruiter"]["email"] not in [to for letter in service.smtp.kept for to in letter.rcpt_to]


def test_past_the_dot_every_verb_comes_too_late(prepared: Prepared) -> None:
    service, gate = prepared.service, Gate()
    follow_up = service.post(refusing(service, Stage.DOT, faults.hold(gate, 250)))
    assert gate.reached.wait(10)
    for verb in VERBS:
        check_refused(service.ask(follow_up, verb), "sending")
    gate.open()
    assert service.until_status(follow_up, "sent")["cancel_requested"] is False


@pytest.mark.parametrize("status", ["sent", "failed", "in_doubt"])
def test_what_ended_tells_its_attempt(prepared: Prepared, status: str) -> None:
    (attempt,) = prepared.follow_ups[status, "cancel"]["attempts"]
    expected = {
        "sent": ("dot", 250, "sent"),
        "failed": ("rcpt", 550, "permanent"),
        "in_doubt": ("dot", None, "in_doubt"),
    }
    assert (attempt["stage"], attempt["reply_code"], attempt["outcome"]) == expected[status]
    assert attempt["counted"] is True


def test_what_is_in_doubt_is_never_sent_again_by_itself(prepared: Prepared) -> None:
    service, follow_up = prepared.service, prepared.follow_ups["in_doubt", "cancel"]
    service.until_status(service.post(due_now()), "sent")
    to = [letter for letter in service.smtp.received if letter.rcpt_to == (follow_up["recruiter"]["email"],)]
    assert len(to) == 1
    assert service.get(follow_up)["status"] == "in_doubt"
