"""A backup that is made under load and restored after a crash: nobody gets a letter twice, nothing is lost silently."""

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from service.domain.outcome import Stage
from tests.peers.faults import Behaviour, Gate, hold
from tests.peers.service_process import Installation, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer

HALF_PAST_TWELVE = datetime.fromisoformat("2026-11-24T12:30:00+07:00")  # what had its point before is due at once
POSTED, SENT_LATER = 30, 15  # letters before the backup; of these, how many are seen to arrive after it
NO_CAPS = {
    "TANYAKABAR_SMTP_PER_MINUTE": "0",
    "TANYAKABAR_SMTP_PER_DAY": "0",
    "TANYAKABAR_PER_RECRUITER_PER_WINDOW": "0",
    "TANYAKABAR_SMTP_MAX_CONNECTIONS": "1",  # so that letters queue up behind the one that is held
}


def body(number: int) -> dict[str, Any]:
    return {
        "candidate": {"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
        "recruiter": {"email": address(number), "name": "Andi Pratama", "honorific": "Bapak"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": "2026-11-23"},
        "windows": ["break"],
    }


def address(number: int) -> str:
    return f"hr{number}@majujaya.test"


class Posting:
    """A client that posts letters one after the other, in a thread of its own, until the service is gone."""

    def __init__(self, api: httpx.Client) -> None:
        self.accepted: dict[str, str] = {}  # ids by recipient
        self._api = api
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(20)

    def _run(self) -> None:
        number = 0
        while not self._over.wait(0.03):
            try:
                answer = self._api.post("/v1/follow-ups", json=body(number))
            except httpx.TransportError:
                return
            if answer.status_code == 201:
                self.accepted[address(number)] = answer.json()["id"]
            number += 1


@pytest.fixture
def clock() -> TestClock:
    return TestClock(start=HALF_PAST_TWELVE)


@pytest.fixture
def smtp(clock: TestClock) -> Iterator[SmtpServer]:
    with SmtpServer(now=clock.now) as server:
        yield server


def copies(smtp: SmtpServer) -> Counter[str]:
    return Counter(letter.rcpt_to[0] for letter in smtp.received)


def letters(api: httpx.Client, *wanted: str) -> list[dict[str, Any]]:
    """Return the letters of these statuses, or all of them."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = api.get("/v1/follow-ups", params={"limit": 200, "status": wanted, **cursor}).json()
        found += page["items"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


def statuses(found: list[dict[str, Any]]) -> dict[str, str]:
    """Return the status of every letter, by its recipient."""
    return {each["recruiter"]["email"]: each["status"] for each in found}


def settled(api: httpx.Client, clock: TestClock) -> dict[str, str]:
    """Move pretended time from plan to plan until nothing waits; return every letter's status."""

    def step() -> list[dict[str, Any]]:
        found = letters(api, "scheduled", "sending")
        waiting = [datetime.fromisoformat(each["plan"]["send_at"]) for each in found if each["status"] == "scheduled"]
        if waiting and max(waiting) > clock.now():
            clock.advance_to(max(waiting), api)
        return found

    until(step, lambda found: not found, seconds=40)
    return statuses(letters(api))


def restore(backup: Path, data: Path) -> None:
    """Put a backup in the database's place, as the README says: without what was left beside the old file."""
    for old in data.glob("tanyakabar.db*"):
        old.unlink()
    shutil.copy(backup, data / "tanyakabar.db")


def test_a_backup_under_load_restores_to_a_service_that_sends_nothing_twice(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    held = Gate()
    smtp.add(Behaviour(stage=Stage.DOT, action=hold(held, 250)))
    installation = Installation(folder=tmp_path, settings=smtp_settings(smtp, **NO_CAPS))
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api, Posting(api) as posting:
        assert held.reached.wait(20)
        until(lambda: len(posting.accepted), lambda count: count >= POSTED)
        made = installation.invoke("backup", str(tmp_path / "backup.db"))
        assert made.exit_code == 0, made.output
        refused = installation.invoke("migrate", "--restored")
        assert (refused.exit_code, "stop every `serve`" in refused.stderr) == (1, True)
        held.open()
        smtp.wait_received(1 + SENT_LATER, timeout=30)
        process.kill()
    smtp.wait_idle()
    restore(tmp_path / "backup.db", tmp_path / "data")
    done = installation.invoke("migrate", "--restored")
    assert done.exit_code == 0, done.output
    arrived = copies(smtp)
    with installation.serve() as process, process.client(key) as api:
        restored = statuses(letters(api))
        in_doubt = {email for email, status in restored.items() if status == "in_doubt"}
        waiting = restored.keys() - in_doubt
        assert len(in_doubt & arrived.keys()) > SENT_LATER / 2  # they have left, and the backup does not know it
        assert waiting
        after = settled(api, clock)
        history = api.get(f"/v1/follow-ups/{posting.accepted[min(in_doubt)]}/events").json()["items"]
    assert set(copies(smtp).values()) == {1}
    assert after == dict.fromkeys(in_doubt, "in_doubt") | dict.fromkeys(waiting, "sent")
    assert waiting <= copies(smtp).keys()
    assert (history[-1]["type"], history[-1]["detail"]["reason"]) == ("in_doubt", "restored")
