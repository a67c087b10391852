import base64
import hashlib
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from service.api.callers import Caller
from service.api.preparing import prepared
from service.api.schemas.follow_up import FollowUpIn
from tests.api.bodies import INTERVIEWED_ON, START, Body, changed, smallest
from tests.peers.bench import bench
from tests.peers.hand_clock import HandClock
from tests.peers.own_letters import own_body
from tests.peers.running_service import Running
from tests.peers.service_process import FROM
from tests.peers.smtp_server import SmtpServer

PDF = b"%PDF-1.4 a short one"
pytestmark = pytest.mark.anyio


class WitnessClock(HandClock):
    """Notes in which threads it was asked for the time."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self.asked_in: set[int] = set()

    def now(self) -> datetime:
        self.asked_in.add(threading.get_ident())
        return super().now()


def test_a_posted_follow_up_is_answered_with_its_address_and_entity_tag(service: Running) -> None:
    answer = service.api.post("/v1/follow-ups", json=smallest())
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/follow-ups/{answer.json()['id']}"
    looked_up = service.api.get(answer.headers["location"])
    assert looked_up.json() == answer.json()
    assert looked_up.headers["etag"] == answer.headers["etag"] != ""
    assert answer.headers["content-type"] == "application/json"


def test_the_answer_holds_every_part_with_what_was_assumed(service: Running) -> None:
    body = smallest()
    found = service.post(body)
    assert set(found) == {
        "id", "status", "candidate", "recruiter", "application", "promise", "office", "windows", "attachments",
        "thread", "account", "reference", "expires_after_working_days", "allow_duplicate", "plan", "expires_at",
        "letter", "message_id", "attempts", "cancel_requested", "answered_at", "created_at", "updated_at",
        "wiped_at",
    }  # fmt: skip
    expected: Body = {
        "status": "scheduled",
        "candidate": body["candidate"],
        "recruiter": {**body["recruiter"], "name": None, "honorific": None},
        "application": body["application"],
        "promise": {"answer_by": "2026-12-04", "counted_from": "2026-11-20", "assumed": True},
        "windows": ["break", "pre_close"],
        "attachments": [],
        "thread": None,
        "account": "default",
        "reference": None,
        "expires_after_working_days": 5,
        "allow_duplicate": False,
        "attempts": [],
        "cancel_requested": False,
        "answered_at": None,
        "expires_at": "2026-12-11T10:00:00Z",
    }
    assert {name: found[name] for name in expected} == expected
    assert found["message_id"] == f"<{found['id']}.followup@{FROM.partition('@')[2]}>"
    assert found["created_at"] == found["updated_at"]
    assert found["created_at"].startswith("2026-11-24T05:2")


def test_the_office_is_answered_with_its_built_in_hours(service: Running) -> None:
    days = ["mon", "tue", "wed", "thu", "fri"]
    assert service.post(smallest())["office"] == {
        "timezone": "Asia/Jakarta",
        "working_days": days,
        "break": {day: ["11:30" if day == "fri" else "12:00", "13:00"] for day in days},
        "closes_at": dict.fromkeys(days, "17:00"),
        "pre_close_minutes": 60,
        "observes_joint_leave": True,
        "closed_on": [],
        "ramadan": True,
    }


def test_the_office_as_answered_can_be_posted_again(service: Running) -> None:
    given = {
        "province": "Bali",
        "working_days": ["mon", "sat"],
        "break": {"default": ["12:00", "13:00"], "sat": None},
        "closes_at": {"mon": "18:30"},
        "pre_close_minutes": 30,
        "observes_joint_leave": False,
        "closed_on": ["2026-12-31"],
        "ramadan": False,
    }
    office = service.post(changed("/office", given))["office"]
    assert office["timezone"] == "Asia/Makassar"
    assert office["closes_at"] == {"mon": "18:30", "sat": "13:00"}
    assert service.post(changed("/office", office))["office"] == office


def test_the_plan_tells_when_where_and_why(service: Running) -> None:
    plan = service.post(smallest())["plan"]
    assert set(plan) == {
        "not_before_on", "earliest", "send_at", "send_at_local", "window", "timezone", "provisional", "reason",
        "skipped", "why",
    }  # fmt: skip
    assert plan["not_before_on"] == "2026-12-05"
    assert plan["earliest"] == "2026-12-07T05:00:00Z"
    assert plan["window"] == {
        "kind": "break", "opens_at": "2026-12-07T05:00:00Z", "closes_at": "2026-12-07T06:00:00Z"
    }  # fmt: skip
    assert "2026-12-07T05:00:00Z" <= plan["send_at"] < "2026-12-07T05:58:00Z"
    assert plan["send_at_local"] == f"2026-12-07T12:{plan['send_at'][14:19]}+07:00"
    assert (plan["timezone"], plan["reason"], plan["provisional"]) == ("Asia/Jakarta", "promise", False)
    assert plan["skipped"] == [
        {"date": "2026-12-04", "reason": "before_promise_lapsed"},
        {"date": "2026-12-05", "reason": "weekly_rest"},
        {"date": "2026-12-06", "reason": "weekly_rest"},
    ]
    assert plan["why"]


@pytest.mark.parametrize(("language", "word"), [("id", "Senin"), ("en", "Monday")])
def test_why_is_told_in_the_letters_language(service: Running, language: str, word: str) -> None:
    found = service.post(changed("/letter/language", language))
    assert found["letter"]["language"] == language
    assert word in found["plan"]["why"]


def test_a_holiday_that_is_passed_over_is_named(service: Running) -> None:
    found = service.post(changed("/promise", {"answer_by": "2026-12-23"}))
    by_date = {day["date"]: day for day in found["plan"]["skipped"]}
    assert by_date["2026-12-24"]["reason"] == "joint_leave"
    assert by_date["2026-12-25"]["reason"] == "public_holiday"
    assert by_date["2026-12-24"]["name"]
    assert by_date["2026-12-25"]["name"]
    assert found["plan"]["window"]["opens_at"] == "2026-12-28T05:00:00Z"


@pytest.mark.parametrize(
    ("given", "answer_by"),
    [
        ({"answer_by": "2026-12-01"}, "2026-12-01"),
        ({"answer_by": "2026-12-01T23:30:00+07:00"}, "2026-12-01"),
        ({"answer_by": "2026-12-01T17:30:00Z"}, "2026-12-02"),
        ({"within_days": 3}, "2026-11-23"),
        ({"within_weeks": 1}, "2026-11-27"),
        ({"within_working_days": 5}, "2026-11-27"),
        ({"within_days": 3, "counted_from": "2026-11-23"}, "2026-11-26"),
        ({"said": "H+7"}, "2026-11-27"),
        ({"said": "1-2 minggu"}, "2026-12-04"),
        ({"said": "minggu depan"}, "2026-11-29"),
        ({"said": "akhir bulan"}, "2026-11-30"),
        ({"said": "5 hari kerja"}, "2026-11-27"),
        ({"said": "next week"}, "2026-11-29"),
    ],
)
def test_a_promise_is_echoed_as_it_was_understood(service: Running, given: Body, answer_by: str) -> None:
    promise = service.post(changed("/promise", given))["promise"]
    expected: dict[str, Any] = {
        "answer_by": answer_by,
        "counted_from": given.get("counted_from", "2026-11-20"),
        "assumed": False,
    }
    if "said" in given:
        expected["said"] = given["said"]
    assert promise == expected


def test_preview_answers_what_a_post_answers_and_stores_nothing(service: Running) -> None:
    body = changed("/reference", "preview-and-post")
    preview = service.api.post("/v1/follow-ups/preview", json=body)
    assert preview.status_code == 200
    assert service.api.get("/v1/follow-ups", params={"reference": "preview-and-post"}).json()["items"] == []
    posted = service.post(body)
    own = {"id", "message_id", "created_at", "updated_at"}
    assert {name: value for name, value in preview.json().items() if name not in own} == {
        name: value for name, value in posted.items() if name not in own
    }
    assert "id" not in preview.json()


@pytest.mark.parametrize(("given", "understood"), [("Pak", "Bapak"), ("Bu", "Ibu"), ("Mr", "Mr"), (None, None)])
def test_an_honorific_is_understood(service: Running, given: str | None, understood: str | None) -> None:
    assert service.post(changed("/recruiter/honorific", given))["recruiter"]["honorific"] == understood


def test_a_composed_letter_names_whom_it_is_about(service: Running) -> None:
    body = changed("/recruiter/name", "Andi Pratama", changed("/recruiter/honorific", "Bapak"))
    letter = service.post(body)["letter"]
    assert "Andi" in letter["body"]
    assert "Rina Wulandari" in letter["body"]
    assert "Analis Data" in letter["subject"] + letter["body"]
    assert not letter["subject"].startswith("Re:")


def test_the_candidates_own_words_are_kept_to_the_letter(service: Running) -> None:
    body = own_body(interviewed_on=INTERVIEWED_ON, also="  Berkas saya sudah lengkap — ✓\n.")
    words = {"subject": "Kabar lamaran", "body": body}
    letter = service.post(changed("/letter", words))["letter"]
    assert (letter["subject"], letter["body"]) == (words["subject"], words["body"])


def test_the_language_of_own_words_is_detected(service: Running) -> None:
    english = {
        "subject": "Follow-up - Data Analyst - Rina Wulandari",
        "body": "Dear Mr Andi,\n\nMy name is Rina Wulandari, and I was interviewed for the position of Data Analyst on "
        "20 November 2026. Could you kindly let me know how the selection is progressing?\n\nThank you for your "
        "time.\n\nKind regards,\n\nRina Wulandari\n",
    }
    assert service.post(changed("/letter", english))["letter"]["language"] == "en"


@pytest.mark.parametrize("subject", ["Undangan wawancara", "Re: Undangan wawancara", "Bls: Undangan wawancara"])
def test_a_thread_gives_the_subject_with_one_re(service: Running, subject: str) -> None:
    found = service.post(changed("/thread", {"message_id": "<1@majujaya.co.id>", "subject": subject}))
    assert found["letter"]["subject"] == "Re: Undangan wawancara"
    assert found["thread"] == {"message_id": "<1@majujaya.co.id>", "subject": subject, "references": []}


def test_an_attachment_is_answered_by_name_size_and_hash(service: Running) -> None:
    body = smallest() | {"attachments": [{"filename": "cv.pdf", "content_base64": base64.b64encode(PDF).decode()}]}
    assert service.post(body)["attachments"] == [
        {"filename": "cv.pdf", "size": len(PDF), "sha256": hashlib.sha256(PDF).hexdigest()}
    ]


async def test_files_are_decoded_off_the_event_loop(tmp_path: Path) -> None:
    clock = WitnessClock(START)
    file = {"filename": "cv.pdf", "content_base64": base64.b64encode(PDF).decode()}
    with SmtpServer(now=clock.now) as server:
        async with bench(tmp_path, server, now=START) as running:
            services = replace(running.services, clock=clock)
            given = FollowUpIn.model_validate(smallest() | {"attachments": [file]})
            new = await prepared(given, Caller(owner="rina", scopes=("send",), key_id="key_1"), services)
    assert [(each.filename, each.content) for each in new.attachments] == [("cv.pdf", PDF)]
    assert clock.asked_in
    assert threading.get_ident() not in clock.asked_in


def test_an_international_domain_is_taken_in_its_ascii_form(service: Running) -> None:
    body = smallest()
    body["recruiter"]["email"] = "andi@bücher.example.com"
    assert service.post(body)["recruiter"]["email"] == "andi@xn--bcher-kva.example.com"


def test_a_test_address_is_taken_while_letters_stay_on_this_machine(service: Running) -> None:
    assert service.post(changed("/recruiter/email", "andi@majujaya.test"))["recruiter"]["email"] == "andi@majujaya.test"
