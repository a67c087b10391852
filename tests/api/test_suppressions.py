from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from tests.api.bodies import Body, changed, due_now, smallest
from tests.peers import faults
from tests.peers.faults import Behaviour, Gate
from tests.peers.running_service import Running


def put(service: Running, email: str, client: httpx.Client | None = None) -> dict[str, Any]:
    answer = (client or service.api).put(f"/v1/suppressions/{email}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def suppressed(service: Running) -> Body:
    """A body whose recruiter asked not to be written to."""
    body = smallest()
    put(service, body["recruiter"]["email"])
    return body


def assert_refused(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (422, "recipient_suppressed"), answer.text
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/recruiter/email"]


@pytest.mark.parametrize("route", ["", "/preview"])
def test_nothing_is_accepted_for_a_suppressed_address(service: Running, route: str) -> None:
    body = suppressed(service)
    assert_refused(service.api.post(f"/v1/follow-ups{route}", json=body))
    body["recruiter"]["email"] = body["recruiter"]["email"].upper()
    assert_refused(service.api.post(f"/v1/follow-ups{route}", json=body))


def test_in_a_batch_only_its_item_is_refused(service: Running) -> None:
    items = [smallest(), suppressed(service), smallest()]
    told = service.api.post("/v1/follow-ups/batch", json={"items": items}).json()["items"]
    assert [each["status"] for each in told] == [201, 422, 201]
    assert told[1]["problem"]["code"] == "recipient_suppressed"


def test_nothing_is_changed_to_a_suppressed_address(service: Running) -> None:
    found, body = service.post(smallest()), suppressed(service)
    change = {"recruiter": body["recruiter"]}
    answer = service.api.patch(f"/v1/follow-ups/{found['id']}", json=change, headers={"If-Match": "*"})
    assert_refused(answer)
    assert service.get(found) == found


@pytest.mark.parametrize(
    ("stage", "action", "status", "verb"),
    [
        (Stage.RCPT, faults.reply(550, "5.1.1 unknown"), "failed", "retry"),
        (Stage.DOT, faults.drop(), "in_doubt", "resend"),
    ],
)
def test_nothing_is_tried_again_at_a_suppressed_address(
    service: Running, stage: Stage, action: faults.Action, status: str, verb: str
) -> None:
    body = due_now()
    service.smtp.add(Behaviour(stage=stage, action=action, recipient=body["recruiter"]["email"]))
    found = service.until_status(service.post(body), status)
    put(service, body["recruiter"]["email"])
    if verb == "retry":
        assert_refused(service.ask(found, "retry"))
    else:
        assert_refused(service.api.post(f"/v1/follow-ups/{found['id']}/resolve", json={"as": "resend"}))
    assert service.get(found)["status"] == status


def test_what_waits_is_cancelled_with_the_reason_and_counted(service: Running) -> None:
    body = smallest()
    waiting = [service.post({**body, "allow_duplicate": True}) for _ in range(3)]
    service.ask(waiting[0], "replied")
    other = service.post(smallest())
    assert put(service, body["recruiter"]["email"])["cancelled"] == 2
    assert [service.get(each)["status"] for each in [*waiting, other]] == [
        "answered", "cancelled", "cancelled", "scheduled"
    ]  # fmt: skip
    event = service.events(waiting[1])[-1]
    assert (event["type"], event["detail"]["reason"]) == ("cancelled", "recipient_suppressed")
    assert put(service, body["recruiter"]["email"])["cancelled"] == 0


def test_what_is_being_sent_is_asked_to_stop(service: Running) -> None:
    gate, body = Gate(), due_now()
    email = body["recruiter"]["email"]
    service.smtp.add(Behaviour(stage=Stage.DATA, action=faults.hold(gate, 354), recipient=email))
    found = service.post(body)
    assert gate.reached.wait(15)
    assert put(service, email)["cancelled"] == 0
    gate.open()
    assert service.until_status(found, "cancelled", "sent")["status"] == "cancelled"
    assert email not in [to for letter in service.smtp.kept for to in letter.rcpt_to]
    asked = [each["detail"] for each in service.events(found) if each["type"] == "stop_requested"]
    assert asked == [{"as": "cancelled", "reason": "recipient_suppressed"}]


def test_what_was_answered_while_it_is_being_sent_stays_answered(service: Running) -> None:
    gate, body = Gate(), due_now()
    email = body["recruiter"]["email"]
    service.smtp.add(Behaviour(stage=Stage.DATA, action=faults.hold(gate, 354), recipient=email))
    found = service.post(body)
    assert gate.reached.wait(15)
    assert service.ask(found, "replied").status_code == 200
    put(service, email)
    gate.open()
    assert service.until_status(found, "answered", "cancelled", "sent")["status"] == "answered"
    assert [each["detail"] for each in service.events(found) if each["type"] == "stop_requested"] == [
        {"as": "answered"}
    ]


def test_a_released_address_is_written_to_again(service: Running) -> None:
    body = suppressed(service)
    path = f"/v1/suppressions/{body['recruiter']['email']}"
    assert service.api.delete(path).status_code == 204
    assert service.api.delete(path).status_code == 404
    service.post(body)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Andi.Kecil@MajuJaya.co.id", "andi.kecil@majujaya.co.id"),
        ("hr@büro-jaya.de", "hr@xn--bro-jaya-65a.de"),
        ("HR@XN--BRO-JAYA-65A.de", "hr@xn--bro-jaya-65a.de"),
        ("a/b@majujaya.co.id", "a/b@majujaya.co.id"),
        ("a%2Fc@majujaya.co.id", "a/c@majujaya.co.id"),
        ("a+b@majujaya.test", "a+b@majujaya.test"),
    ],
)
def test_an_address_is_kept_in_one_form(service: Running, written: str, kept: str) -> None:
    assert put(service, written)["email"] == kept
    assert service.api.delete(f"/v1/suppressions/{kept}").status_code == 204


@pytest.mark.parametrize(
    "email", ["nobody", "@x.co", "a b@x.co", "x@", "é@x.co", "a@b@c.co", "x" * 300 + "@x.co", "*@x.co"]
)
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_what_is_no_address_is_refused(service: Running, method: str, email: str) -> None:
    answer = service.api.request(method, f"/v1/suppressions/{email}")
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/email"]


def test_a_list_belongs_to_its_owner(service: Running) -> None:
    body = suppressed(service)
    email = body["recruiter"]["email"]
    with service.process.client(service.installation.create_key(owner="seberang")) as client:
        assert client.get("/v1/suppressions").json() == {"items": [], "next_cursor": None}
        assert client.delete(f"/v1/suppressions/{email}").status_code == 404
        assert client.post("/v1/follow-ups", json=body).status_code == 201
        theirs = client.post("/v1/follow-ups", json=changed("/candidate/email", "budi@example.com", body)).json()
        assert put(service, email)["cancelled"] == 0
        assert client.get(f"/v1/follow-ups/{theirs['id']}").json()["status"] == "scheduled"


def test_pages_stay_as_they_were_while_others_come_in(service: Running) -> None:
    with service.process.client(service.installation.create_key(owner="halaman")) as client:
        emails = [f"{letter}@majujaya.co.id" for letter in "bdfhj"]
        for email in emails:
            put(service, email, client)
        seen: list[str] = []
        query: dict[str, str | int] = {"limit": 2}
        for late in ("a", "c", "e"):  # before what was seen by then
            page = client.get("/v1/suppressions", params=query).json()
            seen += [each["email"] for each in page["items"]]
            put(service, f"{late}@majujaya.co.id", client)
            query["cursor"] = page["next_cursor"]
        assert (seen, page["next_cursor"]) == (emails, None)


@pytest.mark.parametrize("cursor", ["x", "nonsense", "YUBi=", "%00", "é"])
def test_a_cursor_that_no_answer_gave_is_refused(service: Running, cursor: str) -> None:
    answer = service.api.get("/v1/suppressions", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_no_address_stands_in_the_log(service: Running) -> None:
    put(service, "rahasia.sekali@majujaya.co.id")
    assert "rahasia" not in service.process.log()


def test_a_cursor_that_no_page_gave_is_refused(service: Running) -> None:
    for cursor in ("AEA=", "nonsense"):  # the first: NUL and @, which no address has
        answer = service.api.get("/v1/suppressions", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
