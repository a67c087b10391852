"""What is stored, as the body that would post it again: also of rows that an older version stored."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.api.change_bodies import body_of, merged
from service.store.records import StoredFollowUp
from tests.peers.bench import bench, body
from tests.peers.own_letters import SUBJECT, own_body
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

NOW = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
OWN = {
    "subject": SUBJECT,
    "body": own_body(),
    "accept": ["ask.result"],
}
THREAD = {"message_id": "<a@majujaya.test>", "subject": "Undangan", "references": ["<b@majujaya.test>"]}
BODIES: dict[str, dict[str, Any]] = {
    "assumed": body(promise=None),
    "instant": body(promise={"answer_by": "2026-11-23T23:30:00+09:00"}),
    "said": body(promise={"said": "1-2 minggu"}),
    "counted": body(promise={"within_working_days": 4, "counted_from": "2026-11-12"}),
    "office": body(
        office={"province": "Papua", "break": {"default": ["12:00", "13:00"], "fri": None}, "closes_at": None}
    ),
    "letter": body(letter=OWN),
    "english": body(letter={**OWN, "language": "en"}, thread=THREAD),
    "more": body(windows=["break"], reference="KH-1", expires_after_working_days=9, thread=THREAD),
}


def comparable(stored: StoredFollowUp) -> StoredFollowUp:
    """A follow-up without what every POST gives anew."""
    nothing = {"id": NOW, "message_id": "", "created_at": NOW, "updated_at": NOW}
    return replace(stored, **nothing)  # type: ignore[arg-type]  # an id that is none


@pytest.mark.parametrize("name", BODIES)
async def test_the_body_of_a_stored_follow_up_is_understood_as_the_one_that_was_posted(
    tmp_path: Path, name: str
) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=NOW) as running:
            first = await running.stored(BODIES[name])
            again = await running.stored({**body_of(first), "allow_duplicate": True})
            again = replace(again, request={**again.request, "allow_duplicate": False})
            assert comparable(again) == comparable(first)
            assert body_of(again) == body_of(first)


async def test_the_letter_of_a_row_of_the_first_schema_is_taken_as_it_was_to_be_sent(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=NOW) as running:
            stored = await running.stored(body(letter=OWN))
    since = {"letter", "accept", "greeting_hours"}
    old = replace(stored, request={name: value for name, value in stored.request.items() if name not in since})
    assert body_of(old)["letter"] == {**OWN, "accept": [], "language": "id"}


def test_a_patch_merges_what_is_merged_replaces_the_rest_and_null_removes() -> None:
    before = {"candidate": {"name": "a", "phone": "1"}, "office": {"timezone": "x", "break": 1}, "reference": "r"}
    patch = {"candidate": {"phone": None, "email": "e"}, "office": {"break": None}, "reference": None, "new": None}
    assert merged(before, patch) == {"candidate": {"name": "a", "email": "e"}, "office": {"break": None}}
    assert before["candidate"] == {"name": "a", "phone": "1"}
