import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from service.app import Parts, SystemClock, build
from service.settings import Settings
from tests.api.bodies import START, Body
from tests.api.foreign import (
    ACCOUNT,
    CALLS,
    KEY,
    OAUTH_ACCOUNT,
    SECRETS,
    WEBHOOK,
    WITH_ACCOUNT,
    Answer,
    Call,
    Things,
    waiting_body,
)
from tests.peers.bench import new_database
from tests.peers.service_process import Installation, ServiceProcess, TestClock, until
from tests.privacy.conftest import due_for

OPEN = {"healthz", "readyz", "metrics"}  # ask for no key
SCOPES = ("send", "read", "admin")
KEYED = sorted(CALLS.keys() - OPEN)


@dataclass(frozen=True, kw_only=True)
class Shared:
    """A service of two owners and more; of the first it is known what is theirs."""

    installation: Installation
    process: ServiceProcess
    operations: dict[str, tuple[str, str]]  # id → method, path
    document: dict[str, Any]
    things: Things
    first: httpx.Client
    key: str
    anyone: httpx.Client  # shows the key that it is given
    keys: list[str]  # every one that was made
    told: list[str]  # every body of an answer of `ask`, as it came

    def key_of(self, owner: str, **options: str) -> str:
        self.keys.append(self.installation.create_key(owner=owner, **options))
        return self.keys[-1]

    def ask(self, operation: str, key: str | None, call: Call | None = None) -> httpx.Response:
        call = CALLS[operation](self.things) if call is None else call
        method, path = self.operations[operation]
        for name, value in call.path.items():
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        assert "{" not in path, f"the call of {operation} does not fill its path"
        shown = {} if key is None else {"Authorization": f"Bearer {key}"}
        answer = self.anyone.request(
            method, path, params=call.query, headers={**call.headers, **shown}, json=call.body or None
        )
        self.told.append(answer.text)
        return answer

    def firsts(self) -> dict[str, Any]:
        """Everything that the first owner can see of what is theirs."""
        paths = [
            "/v1/follow-ups?limit=200", "/v1/suppressions", "/v1/webhooks", "/v1/accounts", "/v1/sandbox/messages",
            *(f"/v1/follow-ups/{id_}{more}" for id_ in (self.things.follow_up, self.things.sent)
              for more in ("/events", "/message")),
        ]  # fmt: skip
        return {path: self.first.get(path).text for path in paths}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    clock = TestClock(start=START)
    installation = Installation(
        folder=tmp_path_factory.mktemp("isolation"),
        settings={"TANYAKABAR_REQUESTS_PER_MINUTE": "0", "TANYAKABAR_ALLOWED_SMTP_HOSTS": "127.0.0.1"},
    )
    key = installation.create_key(owner="karirhub")
    with (
        installation.serve("--sandbox", *clock.options) as process,
        process.client(key) as first,
        process.client() as anyone,
    ):
        document: dict[str, Any] = first.get("/openapi.json").json()
        yield Shared(
            installation=installation,
            process=process,
            operations={
                operation["operationId"]: (method.upper(), path)
                for path, item in document["paths"].items()
                for method, operation in item.items()
            },
            document=document,
            things=made(first),
            first=first,
            key=key,
            anyone=anyone,
            keys=[key],
            told=[],
        )


def made(first: httpx.Client) -> Things:
    def must(answer: httpx.Response) -> Body:
        assert answer.status_code in (200, 201), answer.text
        found: Body = answer.json()
        return found

    body = waiting_body()
    sent = must(first.post("/v1/follow-ups", json=due_for("andi@majujaya.co.id", owner="karirhub")))
    letters = until(
        lambda: must(first.get("/v1/sandbox/messages", params={"follow_up_id": sent["id"]}))["items"],
        lambda found: found,
    )
    until(lambda: must(first.get(f"/v1/follow-ups/{sent['id']}"))["status"], lambda status: status == "sent")
    things = Things(
        body=body,
        follow_up=must(first.post("/v1/follow-ups", json=body, headers={"Idempotency-Key": KEY}))["id"],
        sent=sent["id"],
        letter=letters[0]["id"],
    )
    must(first.put(f"/v1/webhooks/{things.webhook}", json=WEBHOOK))
    must(first.put(f"/v1/accounts/{things.account}", json=ACCOUNT))
    must(first.put(f"/v1/accounts/{things.oauth_account}", json=OAUTH_ACCOUNT))
    must(first.put(f"/v1/suppressions/{things.suppressed}"))
    return things


def test_every_route_of_the_service_is_called(shared: Shared) -> None:
    assert CALLS.keys() == shared.operations.keys()


def test_every_route_of_the_service_is_in_the_document(shared: Shared, tmp_path: Path) -> None:
    with new_database(tmp_path) as database:
        parts = Parts(
            settings=Settings(_env_file=None, data_dir=tmp_path), database=database, clock=SystemClock(), sandboxed=True
        )
        served = {
            (method, route.path_format)
            for route in iter_route_contexts(build(parts).routes)
            for method in route.methods or {"every method"}
        }
    assert served == {*shared.operations.values(), ("GET", "/openapi.json"), ("HEAD", "/openapi.json")}


@pytest.fixture(scope="module")
def strangers(shared: Shared) -> dict[bool, str]:
    """A key of an owner who has nothing, and of one who makes what is theirs."""
    return {False: shared.key_of("stranger"), True: shared.key_of("neighbour")}


@pytest.mark.parametrize("operation", sorted(CALLS))
def test_another_owners_key_reaches_nothing_and_changes_nothing(
    shared: Shared, strangers: dict[bool, str], operation: str
) -> None:
    call = CALLS[operation](shared.things)
    before = shared.firsts()
    answer = shared.ask(operation, strangers[call.answer is Answer.OWN])
    assert shared.firsts() == before
    match call.answer:
        case Answer.NOT_FOUND:
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), answer.text
        case Answer.NOTHING:
            assert answer.status_code == 200, answer.text
            assert [each for each in answer.json()["items"] if each.get("name") != "default"] == []
        case Answer.OWN | Answer.SHARED:
            assert answer.is_success or operation == "delete_override", answer.text
            assert "Idempotency-Replayed" not in answer.headers
    asked = json.dumps([call.path, call.query, call.body], ensure_ascii=False, default=dict)
    theirs = [shared.things.follow_up, shared.things.sent, shared.things.letter, shared.things.suppressed,
              shared.things.candidate, shared.things.recruiter, str(ACCOUNT["username"])]  # fmt: skip
    assert [each for each in theirs if each in answer.text and each not in asked] == []


@pytest.mark.parametrize("operation", sorted(WITH_ACCOUNT))
def test_nobody_sends_through_another_owners_account(
    shared: Shared, strangers: dict[bool, str], operation: str
) -> None:
    body = WITH_ACCOUNT[operation]({**waiting_body(), "account": shared.things.account})
    answer = shared.ask(operation, strangers[False], Call(scope="send", answer=Answer.OWN, body=body))
    problem = answer.json()["items"][0]["problem"] if operation == "post_follow_up_batch" else answer.json()
    assert (problem["status"], problem["code"]) == (409, "no_account")


@pytest.fixture(scope="module")
def dead_keys(shared: Shared) -> dict[str, str | None]:
    """Keys of the first owner that open nothing."""
    revoked = shared.key_of("karirhub")
    listed = shared.installation.invoke("keys", "list").stdout.splitlines()
    done = shared.installation.invoke("keys", "revoke", listed[-1].split()[0])
    assert done.exit_code == 0
    expired = shared.key_of("karirhub", expires="2020-01-31")
    return {"none": None, "expired": expired, "revoked": revoked, "unknown": f"tk_{'x' * 43}", "not one": "x"}


@pytest.mark.parametrize("operation", KEYED)
def test_without_a_key_that_lives_every_route_is_shut(
    shared: Shared, dead_keys: dict[str, str | None], operation: str
) -> None:
    before = shared.firsts()
    for kind, key in dead_keys.items():
        answer = shared.ask(operation, key)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), kind
        assert answer.headers["www-authenticate"] == "Bearer"
    assert shared.firsts() == before


@pytest.fixture(scope="module")
def one_scope_keys(shared: Shared) -> dict[str, str]:
    """A key of the first owner's for each scope, without the others."""
    return {scope: shared.key_of("karirhub", scope=scope) for scope in SCOPES}


@pytest.mark.parametrize("operation", KEYED)
def test_a_key_without_the_scope_is_refused(shared: Shared, one_scope_keys: dict[str, str], operation: str) -> None:
    needed = CALLS[operation](shared.things).scopes
    before = shared.firsts()
    for scope, key in one_scope_keys.items():
        if not needed or scope in needed:
            continue
        answer = shared.ask(operation, key)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), scope
    assert shared.firsts() == before


@pytest.mark.parametrize("operation", sorted(CALLS))
def test_the_document_names_the_scope_that_a_route_needs(shared: Shared, operation: str) -> None:
    method, path = shared.operations[operation]
    needed = CALLS[operation](shared.things).scopes
    described = shared.document["paths"][path][method.lower()].get("security")
    alternatives = [{"key": [scope]} for scope in needed] or [{"key": []}]  # of the roles of one, all would be needed
    assert described == (None if operation in OPEN else alternatives)


def test_with_their_owners_key_the_same_calls_find_what_they_name(shared: Shared) -> None:
    """Runs last, for it changes and deletes: else a 404 above might only mean a wrong call."""
    order = ("GET", "PATCH", "POST", "PUT", "DELETE")
    for operation in sorted(CALLS, key=lambda each: (order.index(shared.operations[each][0]), each)):
        answer = shared.ask(operation, shared.key)
        assert answer.is_success or answer.status_code == 409, (operation, answer.text)


def test_no_answer_has_told_a_secret(shared: Shared) -> None:
    """Runs after the last."""
    everything = "\n".join([*shared.told, *shared.firsts().values()])
    assert [secret for secret in (*SECRETS, *shared.keys) if secret in everything] == []
    assert everything.count("whsec_") == sum(
        json.loads(each).get("secret") is not None for each in shared.told if each.startswith("{")
    )
