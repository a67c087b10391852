import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from tests.api.bodies import START, due_now, smallest
from tests.peers.running_service import Running, running
from tests.peers.service_process import until
from tests.peers.webhook_receiver import Receiver, Reception

PUBLIC = "https://8.8.8.8/hooks"  # an address needs no name server; nothing happens that would be told there


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as found:
        yield found


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Running]:
    """A service whose operator lets webhooks lead to the tests' receiver, and nowhere else inside."""
    folder: Path = tmp_path_factory.mktemp("webhooks")
    with running(folder, START, TANYAKABAR_ALLOWED_WEBHOOK_HOSTS=f"127.0.0.1:{receiver.port}") as found:
        yield found


@pytest.fixture
def owner() -> str:
    return f"owner-{next(_numbers)}"


@pytest.fixture
def api(telling: Running, owner: str) -> Iterator[httpx.Client]:
    """A client of an owner who has no webhook yet."""
    with telling.process.client(telling.installation.create_key(owner=owner)) as client:
        yield client


_numbers = iter(range(1000))


def put(api: httpx.Client, name: str = "portal", **body: object) -> httpx.Response:
    return api.put(f"/v1/webhooks/{name}", json={"url": PUBLIC, "events": ["*"], **body})


def test_the_secret_is_told_when_it_is_made_and_when_it_is_changed_and_never_else(api: httpx.Client) -> None:
    made = put(api)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    changed = put(api, events=["follow_up.sent", "follow_up.sent"])
    assert (changed.status_code, changed.json()["secret"]) == (200, None)
    assert changed.json()["events"] == ["follow_up.sent"]
    rotated = put(api, rotate_secret=True)
    assert rotated.status_code == 200
    assert rotated.json()["secret"] not in (None, secret)
    told = api.get("/v1/webhooks/portal")
    assert "secret" not in told.json()
    assert secret not in told.text + api.get("/v1/webhooks").text + api.get("/v1/webhooks/portal/deliveries").text


def test_a_webhook_is_listed_looked_up_and_deleted(api: httpx.Client) -> None:
    put(api, "b"), put(api, "a")
    assert [each["name"] for each in api.get("/v1/webhooks").json()["items"]] == ["a", "b"]
    found = api.get("/v1/webhooks/a").json()
    assert found == {
        "name": "a", "url": PUBLIC, "events": ["*"], "state": "enabled", "disabled_reason": None,
        "failing_since": None, "created_at": found["created_at"], "updated_at": found["updated_at"],
    }  # fmt: skip
    assert api.delete("/v1/webhooks/a").status_code == 204
    assert api.delete("/v1/webhooks/a").status_code == 404
    assert api.get("/v1/webhooks/a").status_code == 404
    assert api.get("/v1/webhooks/a/deliveries").status_code == 404
    assert [each["name"] for each in api.get("/v1/webhooks").json()["items"]] == ["b"]


def test_of_another_owners_webhook_there_is_no_trace(api: httpx.Client, telling: Running) -> None:
    put(telling.api, "theirs")
    assert api.get("/v1/webhooks").json() == {"items": []}
    for answer in (
        api.get("/v1/webhooks/theirs"),
        api.get("/v1/webhooks/theirs/deliveries"),
        api.delete("/v1/webhooks/theirs"),
    ):
        assert answer.status_code == 404
    assert put(api, "theirs").status_code == 201
    assert telling.api.get("/v1/webhooks/theirs").status_code == 200
    telling.api.delete("/v1/webhooks/theirs")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://8.8.8.8/", "bad_url"),
        ("ftp://8.8.8.8/", "bad_url"),
        ("https://", "bad_url"),
        ("https:///a", "bad_url"),
        ("8.8.8.8", "bad_url"),
        ("not a url", "bad_url"),
        ("https://user:word@8.8.8.8/", "bad_url"),
        ("https://8.8.8.8/#part", "bad_url"),
        ("https://8.8.8.8:99999/", "bad_url"),
        ("https://2130706433/", "bad_url"),
        ("https://0x7f.1/", "bad_url"),
        ("https://0177.0.0.1/", "bad_url"),
        ("https://[fe80::1%25lo]/", "bad_url"),
        ("https://exam\nple.com/", "bad_url"),
        ("https://127.0.0.1/", "not_public"),
        ("https://127.0.0.1:1/", "not_public"),
        ("http://127.0.0.1/", "bad_url"),
        ("https://localhost/", "not_public"),
        ("https://10.0.0.1/", "not_public"),
        ("https://169.254.169.254/latest/meta-data", "not_public"),
        ("https://[::1]/", "not_public"),
        ("https://[::ffff:127.0.0.1]/", "not_public"),
        ("https://[64:ff9b::7f00:1]/", "not_public"),
    ],
)
def test_a_url_that_may_not_be_posted_to_is_refused(api: httpx.Client, url: str, code: str) -> None:
    answer = put(api, url=url)
    assert answer.status_code == 422
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [("/url", code)]
    assert "127.0.0.1" not in answer.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"events": []}, "/events"),
        ({"events": ["follow_up.read"]}, "/events/0"),
        ({"events": "*"}, "/events"),
        ({"url": 1}, "/url"),
        ({"rotate_secret": "yes"}, "/rotate_secret"),
        ({"secret": "whsec_mine"}, "/secret"),
    ],
)
def test_a_body_that_is_not_as_described_is_refused(api: httpx.Client, body: dict[str, Any], pointer: str) -> None:
    answer = put(api, **body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)
    assert "whsec_mine" not in answer.text


@pytest.mark.parametrize("name", ["Portal", "a" * 41, "-a", "a.b", "a%0a", "%F0%9F%98%80"])
def test_a_name_of_other_characters_is_refused(api: httpx.Client, name: str) -> None:
    assert put(api, name).status_code == 422


def test_an_owner_has_no_more_webhooks_than_there_may_be(api: httpx.Client) -> None:
    assert [put(api, f"hook-{n}").status_code for n in range(11)] == [201] * 10 + [409]
    assert put(api, "hook-11").json()["code"] == "too_many"
    assert put(api, "hook-0").status_code == 200


def test_writing_needs_the_scope_send_and_reading_read(telling: Running) -> None:
    for scope, wanted in (("read", (200, 403, 403)), ("send", (403, 201, 204))):
        key = telling.installation.create_key(owner=f"with-{scope}", scope=scope)
        with telling.process.client(key) as client:
            answers = client.get("/v1/webhooks"), put(client), client.delete("/v1/webhooks/portal")
            assert tuple(answer.status_code for answer in answers) == wanted


def receptions_of(receiver: Receiver, id_: str) -> list[Reception]:
    return [each for each in receiver.receptions if id_.encode() in each.body]


def test_what_happens_to_a_follow_up_is_told_signed_and_listed(api: httpx.Client, receiver: Receiver) -> None:
    secrets = [put(api, url=receiver.url).json()["secret"]]
    secrets.append(put(api, url=receiver.url, rotate_secret=True).json()["secret"])
    body = {**smallest(), "reference": "KH-1"}
    follow_up = api.post("/v1/follow-ups", json=body).json()
    api.post(f"/v1/follow-ups/{follow_up['id']}/cancel")
    told = until(lambda: receptions_of(receiver, follow_up["id"]), lambda found: len(found) == 2)
    bodies = [
        Webhook(secret).verify(each.body, dict(each.headers)) for each in told for secret in secrets
    ]  # for a day the old secret verifies too
    assert {each["type"] for each in bodies} == {"follow_up.scheduled", "follow_up.cancelled"}
    assert {each["data"]["reference"] for each in bodies} == {"KH-1"}
    for each in told:
        assert not re.search(rb"@|Rina|Wulandari|Maju Jaya|Analis", each.body)
    items = until(
        lambda: api.get("/v1/webhooks/portal/deliveries").json()["items"],
        lambda found: {each["state"] for each in found} == {"delivered"},
    )
    assert [each["type"] for each in items] == ["follow_up.cancelled", "follow_up.scheduled"]
    assert {each["id"] for each in items} == {each.headers["webhook-id"] for each in told}
    first = api.get("/v1/webhooks/portal/deliveries", params={"limit": 1}).json()
    second = api.get("/v1/webhooks/portal/deliveries", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert first["items"] + second["items"] == items
    assert second["next_cursor"] is None
    assert api.get("/v1/webhooks/portal/deliveries", params={"cursor": "x"}).status_code == 422


def test_a_letter_that_left_is_told_with_its_attempt(api: httpx.Client, owner: str, receiver: Receiver) -> None:
    secret = put(api, url=receiver.url, events=["follow_up.sent"]).json()["secret"]
    follow_up = api.post("/v1/follow-ups", json=due_now(owner=owner)).json()
    (told,) = until(lambda: receptions_of(receiver, follow_up["id"]), len)
    body = Webhook(secret).verify(told.body, dict(told.headers))
    assert body["type"] == "follow_up.sent"
    assert body["data"]["status"] == "sent"
    assert body["data"]["attempt"] == 1


def test_no_secret_and_no_url_stands_in_the_log_or_in_the_database(
    api: httpx.Client, telling: Running, receiver: Receiver
) -> None:
    secret = put(api, url=f"{receiver.url}?token=hidden-in-the-url").json()["secret"]
    follow_up = api.post("/v1/follow-ups", json=smallest()).json()
    until(lambda: receptions_of(receiver, follow_up["id"]), len)
    assert secret not in telling.process.log()
    assert "hidden-in-the-url" not in telling.process.log()
    files = [each for each in (telling.installation.folder / "data").iterdir() if each.name.startswith("tanyakabar.db")]
    assert files
    assert not any(secret.encode() in each.read_bytes() for each in files)
