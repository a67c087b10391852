import base64
from email import message_from_string
from email.policy import default

import httpx
import pytest

from tests.api.bodies import Body, smallest
from tests.privacy.conftest import Sandboxed, due_for

PDF = b"%PDF-1.7 kecil"


def test_a_letter_is_shown_as_the_recruiter_would_have_read_it(sandboxed: Sandboxed) -> None:
    file = {"filename": "riwayat hidup.pdf", "content_base64": base64.b64encode(PDF).decode()}
    posted = sandboxed.post({**due_for("andi@majujaya.co.id"), "attachments": [file]})
    sandboxed.until_status(posted, "sent")
    (shown,) = sandboxed.letters(posted)
    assert shown["follow_up_id"] == posted["id"]
    assert shown["rcpt_to"] == ["andi@majujaya.co.id"]
    assert shown["to"] == "andi@majujaya.co.id"
    assert posted["candidate"]["email"] in shown["reply_to"]
    assert (shown["subject"], shown["text"]) == (posted["letter"]["subject"], posted["letter"]["body"])
    assert shown["message_id"] == posted["message_id"]
    assert shown["attachments"] == [{"filename": "riwayat hidup.pdf", "size": len(PDF)}]
    whole = sandboxed.api.get(f"/v1/sandbox/messages/{shown['id']}").json()
    sent = sandboxed.api.get(f"/v1/follow-ups/{posted['id']}/message").text
    assert whole == {**shown, "mime": sent}
    assert message_from_string(whole["mime"], policy=default)["X-Followup-ID"] == posted["id"]


def test_nobody_sees_the_letters_of_another_owner(sandboxed: Sandboxed) -> None:
    posted = sandboxed.post(due_for("andi@majujaya.co.id"))
    sandboxed.until_status(posted, "sent")
    (shown,) = sandboxed.letters(posted)
    assert sandboxed.letters(posted, sandboxed.stranger) == []
    assert sandboxed.stranger.get("/v1/sandbox/messages").json() == {"items": [], "next_cursor": None}
    assert sandboxed.stranger.get(f"/v1/sandbox/messages/{shown['id']}").status_code == 404


def test_pages_hold_every_letter_once_the_newest_first(sandboxed: Sandboxed) -> None:
    posted = [sandboxed.post(due_for("andi@majujaya.co.id")) for _ in range(4)]
    for each in posted:
        sandboxed.until_status(each, "sent")
    whole = sandboxed.api.get("/v1/sandbox/messages", params={"limit": 100}).json()["items"]
    paged: list[Body] = []
    cursor: dict[str, str] = {}
    while True:
        page = sandboxed.api.get("/v1/sandbox/messages", params={"limit": 2, **cursor}).json()
        paged += page["items"]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert paged == whole
    assert [each["received_at"] for each in whole] == sorted((each["received_at"] for each in whole), reverse=True)
    assert {each["id"] for each in posted} <= {each["follow_up_id"] for each in whole}


@pytest.mark.parametrize("id_", ["x", "..%2F..%2Fetc", "1-000000-1-0123456789abcdef", "1" * 300])
def test_what_is_no_letter_is_not_found(sandboxed: Sandboxed, id_: str) -> None:
    assert sandboxed.api.get(f"/v1/sandbox/messages/{id_}").status_code == 404


@pytest.mark.parametrize("cursor", ["x", "1-2-3-4", "1-000000-1-0123456789abcdef0", "١-000000-1-0123456789abcdef"])
def test_a_cursor_that_no_answer_gave_is_refused(sandboxed: Sandboxed, cursor: str) -> None:
    answer = sandboxed.api.get("/v1/sandbox/messages", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")


def test_every_letter_to_greylist_is_put_off_once_and_then_taken(sandboxed: Sandboxed) -> None:
    posted = [sandboxed.post(due_for(f"greylist{tag}@sandbox.test")) for tag in ("", "", "+7")]
    for each in posted:
        ended = sandboxed.until_status(each, "sent")
        assert [(tried["reply_code"], tried["outcome"]) for tried in ended["attempts"]] == [
            (451, "transient"),
            (250, "sent"),
        ]
        assert len(sandboxed.letters(each)) == 1


def test_refused_fails_at_once(sandboxed: Sandboxed) -> None:
    posted = sandboxed.post(due_for("refused@sandbox.test"))
    (tried,) = sandboxed.until_status(posted, "failed")["attempts"]
    assert (tried["stage"], tried["reply_code"]) == ("rcpt", 550)
    assert sandboxed.letters(posted) == []


def test_a_link_dropped_after_the_dot_leaves_the_letter_in_doubt_though_it_arrived(sandboxed: Sandboxed) -> None:
    posted = sandboxed.post(due_for("drop-after-dot@sandbox.test"))
    (tried,) = sandboxed.until_status(posted, "in_doubt")["attempts"]
    assert (tried["stage"], tried["reply_code"]) == ("dot", None)
    assert len(sandboxed.letters(posted)) == 1


def test_slow_is_slow_and_sent(sandboxed: Sandboxed) -> None:
    posted = sandboxed.post(due_for("slow@sandbox.test"))
    ended = sandboxed.until_status(posted, "sent")
    assert len(ended["attempts"]) == 1
    (shown,) = sandboxed.letters(posted)
    assert shown["received_at"] > ended["attempts"][0]["started_at"]


def test_the_same_local_parts_at_another_domain_are_people_like_any_other(sandboxed: Sandboxed) -> None:
    posted = sandboxed.post(due_for("refused@majujaya.co.id"))
    assert sandboxed.until_status(posted, "sent", "failed")["status"] == "sent"


def test_a_key_without_the_scope_sees_nothing(sandboxed: Sandboxed) -> None:
    key = sandboxed.installation.create_key(scope="send")
    with httpx.Client(base_url=sandboxed.process.url, headers={"Authorization": f"Bearer {key}"}) as api:
        assert api.get("/v1/sandbox/messages").status_code == 403


def test_a_follow_up_that_waits_has_no_letter_yet(sandboxed: Sandboxed) -> None:
    assert sandboxed.letters(sandboxed.post(smallest())) == []


def test_a_cursor_of_any_time_is_taken(sandboxed: Sandboxed) -> None:
    for seconds, is_empty in (("0", True), ("999999999999", False)):
        params = {"cursor": f"{seconds}-000000-1-0123456789abcdef"}
        answer = sandboxed.api.get("/v1/sandbox/messages", params=params)
        assert answer.status_code == 200
        assert (answer.json()["items"] == []) is is_empty
