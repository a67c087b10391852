import base64
import itertools
import json

import httpx
import pytest

from service.domain.planner import spread_of
from service.domain.request import spread_key
from service.store.engine import open_database
from tests.api.bodies import INTERVIEWED_ON, Body, due_now, smallest
from tests.peers.service_process import until
from tests.privacy.conftest import Sandboxed, due_for
from tests.privacy.dumps import dump


def everything(sandboxed: Sandboxed) -> str:
    """All that the installation's database and Maildir hold."""
    folder = sandboxed.installation.folder / "data"
    database = open_database(f"sqlite:///{folder / 'tanyakabar.db'}")
    try:
        letters = [path.read_text(errors="replace") for path in (folder / "sandbox").rglob("*.sandbox")]
        return "\n".join([dump(database), *letters])
    finally:
        database.dispose()


def erase(sandboxed: Sandboxed, **person: str) -> Body:
    answer = sandboxed.api.post("/v1/privacy/erase", json=person)
    assert answer.status_code == 200, answer.text
    found: Body = answer.json()
    return found


def due_to_all(mark: str, recruiters: tuple[str, ...]) -> str:
    """Return an address of a candidate whose letters to these recruiters leave when they are posted."""
    return next(
        email
        for email in (f"{mark}{number}@example.com" for number in itertools.count())
        if all(spread_of(spread_key("default", email, each, INTERVIEWED_ON)) < 0.9 for each in recruiters)
    )


def test_a_candidate_is_exported_whole_then_erased_then_unknown(sandboxed: Sandboxed) -> None:
    mark = "kenanga"
    file = {"filename": f"{mark}.pdf", "content_base64": base64.b64encode(f"%PDF-1.7 {mark}".encode()).decode()}
    recruiters = ("sari@majujaya.co.id", "drop-after-dot+1@sandbox.test", "refused+1@sandbox.test")
    email = due_to_all(mark, recruiters)
    bodies = []
    for recruiter in recruiters:
        body = due_for(recruiter)
        body["candidate"] = {"name": f"Rina {mark}", "email": email, "phone": "+62 812 0000 0000"}
        bodies.append({**body, "attachments": [file], "reference": f"ref-{mark}"})
    bodies.append({**smallest(), "candidate": {"name": f"Rina {mark}", "email": email}})
    posted = [sandboxed.post(each, **{"Idempotency-Key": f"key-{number}"}) for number, each in enumerate(bodies)]
    until(
        lambda: [sandboxed.get(each)["status"] for each in posted],
        lambda statuses: statuses == ["sent", "in_doubt", "failed", "scheduled"],
    )
    params = {"candidate_email": email.upper()}
    exported = sandboxed.api.get("/v1/privacy/export", params=params).json()
    assert [each["follow_up"] for each in exported["items"]] == [sandboxed.get(each) for each in reversed(posted)]
    assert exported["items"][-1]["files"][0]["content_base64"] == file["content_base64"]
    assert exported["items"][-1]["events"] == sandboxed.events(posted[0])
    first = sandboxed.api.get("/v1/privacy/export", params={**params, "limit": 1}).json()
    second = sandboxed.api.get(
        "/v1/privacy/export", params={**params, "limit": 3, "cursor": first["next_cursor"]}
    ).json()
    assert first["items"] + second["items"] == exported["items"]
    assert mark in everything(sandboxed)

    assert erase(sandboxed, candidate_email=email) == {"wiped": 4, "stopped": 1, "pending": 0}
    assert mark not in everything(sandboxed)
    assert erase(sandboxed, candidate_email=email) == {"wiped": 0, "stopped": 0, "pending": 0}
    assert sandboxed.api.get("/v1/privacy/export", params=params).json()["items"] == []
    assert sandboxed.get(posted[-1])["status"] == "cancelled"
    assert sandboxed.events(posted[-1])[-2]["detail"]["reason"] == "erasure"
    again = sandboxed.api.post("/v1/follow-ups", json=bodies[0], headers={"Idempotency-Key": "key-0"})
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert (again.json()["id"], again.json()["candidate"]["email"]) == (posted[0]["id"], "")


def test_whom_a_follow_up_named_before_it_was_changed_is_nowhere(sandboxed: Sandboxed) -> None:
    mark = "melati"
    body = {**smallest(), "candidate": {"name": f"Rina {mark}", "email": f"rina@{mark}.co.id"}}
    posted = sandboxed.post(body, **{"Idempotency-Key": "changed-1"})
    assert mark in everything(sandboxed)
    changed = sandboxed.api.patch(
        f"/v1/follow-ups/{posted['id']}",
        json={"candidate": {"name": "Budi Santoso", "email": "budi@example.com"}},
        headers={"If-Match": "*"},
    )
    assert changed.status_code == 200
    assert mark not in everything(sandboxed)
    again = sandboxed.api.post("/v1/follow-ups", json=body, headers={"Idempotency-Key": "changed-1"})
    assert (again.status_code, again.json()["id"], again.json()["candidate"]["name"]) == (201, posted["id"], "")


def test_what_was_erased_can_be_read_settled_and_never_sent_again(sandboxed: Sandboxed) -> None:
    doubted = sandboxed.post(due_for("drop-after-dot+2@sandbox.test"))
    failed = sandboxed.post(due_for("refused+2@sandbox.test"))
    sandboxed.until_status(doubted, "in_doubt")
    sandboxed.until_status(failed, "failed")
    erase(sandboxed, recruiter_email="drop-after-dot+2@sandbox.test")
    erase(sandboxed, recruiter_email="refused+2@sandbox.test")
    api = sandboxed.api
    resend = api.post(f"/v1/follow-ups/{doubted['id']}/resolve", json={"as": "resend"})
    retry = api.post(f"/v1/follow-ups/{failed['id']}/retry")
    assert [(each.status_code, each.json()["code"]) for each in (resend, retry)] == [(409, "wiped")] * 2
    message = api.get(f"/v1/follow-ups/{doubted['id']}/message")
    assert (message.status_code, message.json()["code"]) == (410, "gone")
    settled = api.post(f"/v1/follow-ups/{doubted['id']}/resolve", json={"as": "sent"}).json()
    assert (settled["status"], settled["cancel_requested"], settled["letter"]["body"]) == ("sent", False, "")


def test_an_owner_reaches_only_their_own_follow_ups(sandboxed: Sandboxed) -> None:
    posted = sandboxed.post(smallest())
    email = posted["candidate"]["email"]
    answer = sandboxed.stranger.post("/v1/privacy/erase", json={"candidate_email": email})
    assert answer.json() == {"wiped": 0, "stopped": 0, "pending": 0}
    exported = sandboxed.stranger.get("/v1/privacy/export", params={"candidate_email": email}).json()
    assert exported == {"suppressed_since": None, "items": [], "next_cursor": None}
    assert sandboxed.get(posted)["wiped_at"] is None


@pytest.mark.parametrize(
    "given",
    [{}, {"candidate_email": "a@example.com", "recruiter_email": "b@example.com"}, {"candidate_email": "melati@@"}],
)
def test_one_person_has_to_be_named(sandboxed: Sandboxed, given: Body) -> None:
    for answer in (
        sandboxed.api.post("/v1/privacy/erase", json=given),
        sandboxed.api.get("/v1/privacy/export", params=given),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert "melati" not in answer.text


@pytest.mark.parametrize(("scope", "erases", "exports"), [("send", 200, 403), ("read", 403, 200), ("admin", 403, 403)])
def test_who_may_send_may_erase_and_who_may_read_may_export(
    sandboxed: Sandboxed, scope: str, erases: int, exports: int
) -> None:
    key = sandboxed.installation.create_key(scope=scope)
    with httpx.Client(base_url=sandboxed.process.url, headers={"Authorization": f"Bearer {key}"}) as api:
        person = {"candidate_email": "a@example.com"}
        assert api.post("/v1/privacy/erase", json=person).status_code == erases
        assert api.get("/v1/privacy/export", params=person).status_code == exports


def test_an_owner_is_exported_line_by_line_and_erased_on_the_command_line(sandboxed: Sandboxed) -> None:
    mark, installation = "flamboyan", sandboxed.installation
    key = installation.create_key(owner=mark)
    with sandboxed.process.client(key) as api:
        body = {**due_now(owner=mark), "candidate": {"name": f"Rina {mark}", "email": f"{mark}@example.com"}}
        assert api.post("/v1/follow-ups", json=body).status_code == 201
        assert api.put(f"/v1/suppressions/{mark}@majujaya.co.id").status_code in {200, 201}
        exported = installation.invoke("owner", "export", mark)
        assert exported.exit_code == 0, exported.output
        kinds = [json.loads(line)["kind"] for line in exported.stdout.splitlines()]
        assert sorted(kinds) == ["follow_up", "key", "suppression"]
        refused = installation.invoke("owner", "erase", mark)
        assert refused.exit_code == 1
        assert "1 follow-ups that are not erased yet" in refused.output
        assert api.get("/v1/follow-ups").json()["items"] != []
        done = until(lambda: installation.invoke("owner", "erase", mark, "--yes"), lambda result: result.exit_code == 0)
        assert "waiting" in done.output
        assert "1 suppressions" in done.output
        until(lambda: api.get("/v1/follow-ups").status_code, lambda status: status == 401)
    assert f"{mark}@" not in everything(sandboxed)
    assert f"Rina {mark}" not in everything(sandboxed)
    assert installation.invoke("owner", "erase", mark, "--yes").exit_code == 0


def test_letters_are_wiped_thirty_days_after_their_end_by_the_service_itself(sandboxed: Sandboxed) -> None:
    mark = "cempaka"
    recruiter = "andi@majujaya.co.id"
    candidate = {"name": f"Rina {mark}", "email": due_to_all(mark, (recruiter,))}
    body = {**due_for(recruiter), "candidate": candidate}
    posted = sandboxed.post(body, **{"Idempotency-Key": "wiped-1"})
    sandboxed.until_status(posted, "sent")
    sandboxed.forward(days=29, hours=23)
    assert sandboxed.get(posted)["wiped_at"] is None
    sandboxed.forward(hours=2)
    wiped = until(lambda: sandboxed.get(posted), lambda found: found["wiped_at"])
    assert (wiped["status"], wiped["letter"]["body"], wiped["candidate"]["email"]) == ("sent", "", "")
    until(lambda: mark in everything(sandboxed), lambda found: not found)


def test_a_repeated_key_is_new_again_once_its_thirty_days_after_the_end_are_over(sandboxed: Sandboxed) -> None:
    body, key = smallest(), {"Idempotency-Key": "new-again-1"}

    def again() -> httpx.Response:
        return sandboxed.api.post("/v1/follow-ups", json=body, headers=key)

    posted = sandboxed.post(body, **key)
    sandboxed.api.post(f"/v1/follow-ups/{posted['id']}/cancel")
    sandboxed.forward(days=29)
    assert (again().json()["id"], again().headers["Idempotency-Replayed"]) == (posted["id"], "true")
    sandboxed.forward(days=2)
    answer = until(again, lambda found: "Idempotency-Replayed" not in found.headers, seconds=5)
    assert answer.status_code == 201, answer.text
    assert answer.json()["id"] != posted["id"]
