"""SIGTERM finds letters at every stage: it ends soon, sends nothing more, and forgets nothing that was said."""

import base64
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from tests.peers.bench import body
from tests.peers.faults import Behaviour, Gate, hang, hold, stall
from tests.peers.service_process import Installation, ServiceProcess, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
LATE_IN_BREAK = datetime.fromisoformat("2026-11-24T12:55:00+07:00")
LATE_IN_WINDOW = datetime.fromisoformat("2026-11-24T16:55:00+07:00")
LARGE = {
    "filename": "cv.pdf",
    "content_base64": base64.b64encode(b"%PDF-1.4\n" + b"x" * 4_500_000).decode(),  # more than a socket takes unread
}
CODES = {
    Stage.BANNER: 220,
    Stage.EHLO: 250,
    Stage.MAIL: 250,
    Stage.RCPT: 250,
    Stage.DATA: 354,
    Stage.DOT: 250,
}


@pytest.fixture
def clock() -> TestClock:
    return TestClock(start=MONDAY)


@pytest.fixture
def smtp(clock: TestClock) -> Iterator[SmtpServer]:
    with SmtpServer(now=clock.now) as server:
        yield server


def installed(folder: Path, smtp: SmtpServer, **more: str) -> Installation:
    no_caps = {
        "TANYAKABAR_SMTP_PER_MINUTE": "0",
        "TANYAKABAR_SMTP_PER_DAY": "0",
        "TANYAKABAR_SMTP_MAX_CONNECTIONS": "8",
        "TANYAKABAR_RETRY_DELAYS": "1",
    }
    return Installation(folder=folder, settings=smtp_settings(smtp, **no_caps, **more))


def address(number: int) -> str:
    return f"hr{number}@majujaya.test"


def post(api: httpx.Client, number: int, **changed: object) -> None:
    given = body(recruiter={"email": address(number)}, **{"windows": ["pre_close"], **changed})
    answer = api.post("/v1/follow-ups", json=given)
    assert answer.status_code == 201, answer.text


def listed(api: httpx.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/v1/follow-ups", params={"limit": 200}).json()["items"]
    return items


def see_all_sent(api: httpx.Client, clock: TestClock) -> None:
    """Move pretended time from plan to plan until every letter is sent."""

    def step() -> set[str]:
        letters = listed(api)
        waiting = [datetime.fromisoformat(each["plan"]["send_at"]) for each in letters if each["status"] == "scheduled"]
        if waiting and max(waiting) > clock.now():
            clock.advance_to(max(waiting), api)
        return {each["status"] for each in letters}

    until(step, lambda found: found == {"sent"}, seconds=30)


def stopped(process: ServiceProcess) -> float:
    """Ask it to stop; return the seconds that took."""
    began = time.monotonic()
    assert process.terminate() == 0
    assert "Traceback" not in process.log()
    return time.monotonic() - began


def test_a_letter_at_every_stage_is_cut_before_the_dot_and_waited_for_after_it(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    gates, stalled = {stage: Gate() for stage in CODES}, Gate()
    stalled.open()
    smtp.add(Behaviour(stage=Stage.CONTENT, action=replace(stall(), gate=stalled)))
    installation = installed(tmp_path, smtp)
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        post(api, len(CODES), windows=["break"], attachments=[LARGE])
        clock.advance_to(LATE_IN_BREAK, api)
        assert stalled.reached.wait(15)
        smtp.add(*(Behaviour(stage=stage, action=hold(gates[stage], code)) for stage, code in CODES.items()))
        for number in range(len(CODES)):
            post(api, number)
        clock.advance_to(LATE_IN_WINDOW, api)
        for stage, gate in gates.items():
            assert gate.reached.wait(15), stage
        process.ask_to_stop()
        until(process.log, lambda log: "stopping" in log)
        gates[Stage.DOT].open()
        assert stopped(process) < 8
        for gate in gates.values():
            gate.open()
    assert len(smtp.kept) == 1
    sent_to = smtp.kept[0].rcpt_to[0]
    smtp.forget_behaviours()
    with installation.serve("--role", "api") as process, process.client(key) as api:
        for each in listed(api):
            wanted = "sent" if each["recruiter"]["email"] == sent_to else "scheduled"
            assert each["status"] == wanted, each["attempts"]
            assert {attempt["outcome"] for attempt in each["attempts"]} <= {"sent", "cut"}
    with installation.serve() as process, process.client(key) as api:
        see_all_sent(api, clock)
    assert sorted(each.rcpt_to[0] for each in smtp.kept) == sorted(address(number) for number in range(len(CODES) + 1))


def test_it_waits_for_a_silent_server_no_longer_than_for_a_reply_and_then_says_in_doubt(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    smtp.add(Behaviour(stage=Stage.DOT, action=hang()))
    installation = installed(tmp_path, smtp, TANYAKABAR_SMTP_REPLY_TIMEOUT="3")
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        post(api, 1)
        clock.advance_to(LATE_IN_WINDOW, api)
        smtp.wait_kept(1)
        assert stopped(process) < 3 + 5
    with installation.serve("--role", "api") as process, process.client(key) as api:
        (letter,) = listed(api)
        assert letter["status"] == "in_doubt"
        assert letter["attempts"][0]["stage"] == "dot"
    assert len(smtp.kept) == 1


def test_stopped_among_many_letters_it_sends_each_once_and_doubts_none(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    count = 40
    installation = installed(tmp_path, smtp)
    key = installation.create_key()
    with installation.serve("--role", "api", *clock.options) as process, process.client(key) as api:
        for number in range(count):
            post(api, number)
        clock.advance_to(LATE_IN_WINDOW - timedelta(seconds=30), api)
    with installation.serve() as process:
        smtp.wait_kept(count // 3, timeout=20)
        assert stopped(process) < 8
    with installation.serve("--role", "api") as process, process.client(key) as api:
        standing = listed(api)
        assert {each["status"] for each in standing} <= {"sent", "scheduled"}
        assert sum(each["status"] == "sent" for each in standing) == len(smtp.kept)
    with installation.serve() as process, process.client(key) as api:
        see_all_sent(api, clock)
    assert sorted(each.rcpt_to[0] for each in smtp.kept) == sorted(address(number) for number in range(count))
