from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.api.bodies import Body, changed, due_now, smallest
from tests.peers.running_service import Running
from tests.peers.service_process import Installation

SOMEWHERE = {"TANYAKABAR_SMTP_HOST": "smtp.example.com", "TANYAKABAR_SMTP_FROM": "kabar@example.com"}


def recent() -> Body:
    """A body for a service that lives in real time."""
    return changed("/application/interviewed_on", datetime.now(UTC).date().isoformat())


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(folder=tmp_path, settings=SOMEWHERE)


def test_an_open_follow_up_for_the_same_interview_is_told_of(service: Running) -> None:
    body = smallest()
    found = service.post(body)
    for spelled in (body, changed("/candidate/email", body["candidate"]["email"].upper(), {**body})):
        answer = service.api.post("/v1/follow-ups", json=spelled)
        assert (answer.status_code, answer.json()["code"]) == (409, "duplicate")
        assert answer.json()["follow_up"] == f"/v1/follow-ups/{found['id']}"
        assert answer.headers["content-type"] == "application/problem+json"


def test_of_the_same_posted_at_the_same_time_one_is_taken(service: Running) -> None:
    body = changed("/reference", "same time")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: service.api.post("/v1/follow-ups", json=body), range(16)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 15
    assert len(service.api.get("/v1/follow-ups", params={"reference": "same time"}).json()["items"]) == 1


def test_a_duplicate_that_is_meant_is_taken(service: Running) -> None:
    body = smallest()
    first = service.post(body)
    assert service.post({**body, "allow_duplicate": True})["id"] != first["id"]


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/candidate/email", "other-candidate@example.com"),
        ("/recruiter/email", "other-recruiter@majujaya.co.id"),
        ("/application/position", "Kepala Data"),
    ],
)
def test_another_candidate_recruiter_or_position_is_no_duplicate(service: Running, pointer: str, value: str) -> None:
    body = smallest()
    service.post(body)
    service.ask(service.post(changed(pointer, value, body)), "cancel")


@pytest.mark.parametrize("verb", ["cancel", "replied"])
def test_a_stopped_follow_up_makes_room_for_another(service: Running, verb: str) -> None:
    body = smallest()
    service.ask(service.post(body), verb)
    assert service.post(body)["status"] == "scheduled"


def test_a_sent_follow_up_is_not_open(service: Running) -> None:
    body = due_now()
    service.until_status(service.post(body), "sent")
    service.ask(service.post({**body, "promise": {"within_weeks": 8}}), "cancel")


def test_the_same_interview_of_another_owner_is_no_duplicate(service: Running) -> None:
    body = smallest()
    service.post(body)
    with service.process.client(service.installation.create_key(owner="another")) as client:
        assert client.post("/v1/follow-ups", json=body).status_code == 201


@pytest.mark.parametrize("path", ["", "/preview"])
def test_an_account_that_nobody_registered_cannot_be_sent_from(service: Running, path: str) -> None:
    answer = service.api.post(f"/v1/follow-ups{path}", json=changed("/account", "gmail"))
    assert (answer.status_code, answer.json()["code"]) == (409, "no_account")


def test_with_accounts_only_there_is_no_account_at_first_not_even_the_one_there_was(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    key = installation.create_key()
    with installation.serve("--sandbox") as process, process.client(key) as api:
        path = api.post("/v1/follow-ups", json=recent()).headers["location"]
    with installation.serve("--accounts-only") as process, process.client(key) as api:
        assert api.get(path).json()["status"] == "scheduled"
        for answer in (api.get(f"{path}/message"), api.post("/v1/follow-ups", json=recent())):
            assert (answer.status_code, answer.json()["code"]) == (409, "no_account")
        assert len(api.get("/v1/follow-ups").json()["items"]) == 1


def test_reserved_addresses_and_other_owners_are_refused_where_letters_leave_for_real(
    installation: Installation,
) -> None:
    key, siti = installation.create_key(), installation.create_key(owner="siti")
    with (
        installation.serve("--role", "api", TANYAKABAR_DEFAULT_ACCOUNT_OWNER="siti") as process,
        process.client(key) as api,
        process.client(siti) as sitis,
    ):
        for field in ("candidate", "recruiter"):
            for domain in ("majujaya.test", "x.local", "x.localhost", "x.invalid", "localhost"):
                answer = sitis.post("/v1/follow-ups", json=changed(f"/{field}/email", f"a@{domain}", recent()))
                assert answer.status_code == 422, domain
                assert answer.json()["errors"][0]["pointer"] == f"/{field}/email"
        assert sitis.get("/v1/follow-ups").json()["items"] == []
        assert sitis.post("/v1/follow-ups", json=recent()).status_code == 201
        assert api.post("/v1/follow-ups", json=recent()).json()["code"] == "no_account"
