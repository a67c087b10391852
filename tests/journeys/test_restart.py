from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain.outcome import Stage
from tests.peers import faults
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Behaviour, Gate
from tests.peers.service_process import FROM, Installation, TestClock, smtp_settings, until
from tests.peers.smtp_server import Features, SmtpServer

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY_BREAK = datetime.fromisoformat("2026-11-24T12:00:00+07:00")
Body = dict[str, Any]


def body(number: int = 1, answer_by: str = "2026-11-23") -> Body:
    return {
        "candidate": {"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
        "recruiter": {"email": f"andi{number}@majujaya.co.id", "name": "Andi Pratama", "honorific": "Bapak"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": answer_by},
    }


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def clock() -> TestClock:
    return TestClock(start=MONDAY)


@pytest.fixture
def smtp(clock: TestClock) -> Iterator[SmtpServer]:
    with SmtpServer(now=clock.now) as server:
        yield server


def test_a_letter_goes_over_starttls_with_a_sign_in_once_and_in_its_window(
    tmp_path: Path, clock: TestClock, tls: TlsContexts
) -> None:
    features = Features(starttls=True, auth=("PLAIN",), credentials={FROM: "abcd efgh ijkl mnop"})
    with SmtpServer(features=features, tls=tls.server, now=clock.now) as smtp:
        settings = smtp_settings(
            smtp,
            TANYAKABAR_SMTP_SECURITY="starttls",
            TANYAKABAR_SMTP_USERNAME=FROM,
            TANYAKABAR_SMTP_PASSWORD="abcd efgh ijkl mnop",
            SSL_CERT_FILE=str(tls.authority_file),
        )
        installation = Installation(folder=tmp_path, settings=settings)
        key = installation.create_key()
        with installation.serve(*clock.options) as process, process.client(key) as api:
            found = api.post("/v1/follow-ups", json=body()).json()
            path = f"/v1/follow-ups/{found['id']}"
            clock.advance_to(TUESDAY_BREAK - timedelta(seconds=1), api)
            assert api.get(path).json()["status"] == "scheduled"
            clock.advance_to(instant(found["plan"]["send_at"]) - timedelta(seconds=1), api)
            (letter,) = smtp.wait_kept(1)
            sent = until(lambda: api.get(path).json(), lambda now: now["status"] == "sent")
            clock.advance_to(TUESDAY_BREAK + timedelta(days=3), api)
            until(lambda: api.get("/readyz").json()["status"], lambda status: status == "ready")
            assert api.get(f"{path}/message").content == letter.content
        assert "abcd efgh" not in process.log()
    assert instant(found["plan"]["send_at"]) <= letter.at < TUESDAY_BREAK + timedelta(hours=1)
    assert (letter.mail_from, letter.rcpt_to) == (FROM, ("andi1@majujaya.co.id",))
    assert len(smtp.received) == 1
    assert smtp.commands.index("STARTTLS") < smtp.commands.index("AUTH PLAIN") < smtp.commands.index("MAIL")
    assert [each["outcome"] for each in sent["attempts"]] == ["sent"]


def test_what_fell_due_while_the_service_was_dead_goes_in_its_next_window(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    installation = Installation(folder=tmp_path, settings=smtp_settings(smtp))
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        posted = [api.post("/v1/follow-ups", json=body(number)).json() for number in range(6)]
        process.kill()
    # Pretended time is in the database: what passes while nobody runs is advanced by a process that cannot send.
    with installation.serve("--role", "api") as process, process.client(key) as api:
        clock.advance_to(instant("2026-11-24T14:00:00+07:00"), api)
    assert smtp.received == []
    with installation.serve() as process, process.client(key) as api:
        again = [
            until(
                lambda each=each: api.get(f"/v1/follow-ups/{each['id']}").json(),  # type: ignore[misc]  # bound at once
                lambda now: now["plan"]["reason"] == "missed_window",
            )
            for each in posted
        ]
        for follow_up in again:
            assert follow_up["status"] == "scheduled"
            assert follow_up["plan"]["window"]["opens_at"] == "2026-11-24T09:00:00Z"
        history = api.get(f"/v1/follow-ups/{posted[0]['id']}/events").json()["items"]
        assert smtp.received == []
        clock.advance_to(instant("2026-11-24T16:57:30+07:00"), api)
        letters = smtp.wait_kept(6, timeout=60)
        until(lambda: api.get("/v1/follow-ups", params={"status": "sent"}).json()["items"], lambda sent: len(sent) == 6)
    assert history[-1]["detail"]["old_send_at"] == posted[0]["plan"]["send_at"]
    assert history[-1]["detail"]["reason"] == "missed_window"
    assert sorted(letter.rcpt_to[0] for letter in letters) == [f"andi{number}@majujaya.co.id" for number in range(6)]
    for letter in smtp.kept:
        assert instant("2026-11-24T16:00:00+07:00") <= letter.at < instant("2026-11-24T17:00:00+07:00")


def test_a_kill_before_the_dot_loses_nothing_and_sends_nothing_twice(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    gate = Gate()
    smtp.add(Behaviour(stage=Stage.RCPT, action=faults.hold(gate, 250)))
    installation = Installation(folder=tmp_path, settings=smtp_settings(smtp, TANYAKABAR_LEASE_SECONDS="2"))
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        found = api.post("/v1/follow-ups", json=body()).json()
        clock.advance_to(instant(found["plan"]["send_at"]), api)
        assert gate.reached.wait(15)
        process.kill()
    gate.open()
    with installation.serve() as process, process.client(key) as api:
        path = f"/v1/follow-ups/{found['id']}"
        until(lambda: api.get(path).json(), lambda now: now["status"] == "sent", seconds=20)
    assert len(smtp.kept) == 1


def test_told_to_stop_it_waits_for_a_letter_past_its_dot_and_ends_in_order(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    gate = Gate()
    smtp.add(Behaviour(stage=Stage.DOT, action=faults.hold(gate, 250)))
    installation = Installation(folder=tmp_path, settings=smtp_settings(smtp))
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        found = api.post("/v1/follow-ups", json=body()).json()
        clock.advance_to(instant(found["plan"]["send_at"]), api)
        assert gate.reached.wait(15)
        process.ask_to_stop()
        until(process.log, lambda log: "stopping" in log)
        gate.open()
        assert process.terminate() == 0
    assert "Traceback" not in process.log()
    with installation.serve("--role", "api") as process, process.client(key) as api:
        assert api.get(f"/v1/follow-ups/{found['id']}").json()["status"] == "sent"


def test_two_processes_on_one_file_send_each_letter_once(tmp_path: Path, clock: TestClock, smtp: SmtpServer) -> None:
    installation = Installation(folder=tmp_path, settings=smtp_settings(smtp, TANYAKABAR_SMTP_PER_MINUTE="0"))
    key = installation.create_key()
    with (
        installation.serve("--role", "api", *clock.options) as front,
        installation.serve("--role", "dispatch") as first,
        installation.serve() as second,
        front.client(key) as api,
    ):
        for number in range(30):
            assert api.post("/v1/follow-ups", json=body(number)).status_code == 201
        with first.client(key) as dispatch:
            assert dispatch.get("/v1/follow-ups").status_code == 404
            assert dispatch.get("/healthz").status_code == 200
        clock.advance_to(instant("2026-11-24T12:57:30+07:00"), api)
        smtp.wait_kept(30, timeout=60)
        sent = until(
            lambda: api.get("/v1/follow-ups", params={"status": "sent", "limit": 200}).json()["items"],
            lambda items: len(items) == 30,
        )
        assert {each["status"] for each in sent} == {"sent"}
        assert second.terminate() == 0
    assert sorted(letter.rcpt_to[0] for letter in smtp.received) == sorted(
        f"andi{number}@majujaya.co.id" for number in range(30)
    )
