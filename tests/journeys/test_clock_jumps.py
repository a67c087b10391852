"""The machine's wall clock jumps under a running service: nothing leaves outside a window, and dispatch goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from service.domain.outcome import Stage
from tests.peers import wall_clock
from tests.peers.bench import body
from tests.peers.faults import Behaviour, Gate, hold
from tests.peers.service_process import Installation, ServiceProcess, smtp_settings, until
from tests.peers.smtp_server import SmtpServer
from tests.peers.wall_clock import WallClock

pytestmark = pytest.mark.skipif(
    wall_clock.library() is None, reason="needs Debian's package faketime to set one process's wall clock"
)
HOUR = timedelta(hours=1)


@contextmanager
def serving(
    folder: Path, now: str, *, window: str, at: Behaviour | None = None
) -> Iterator[tuple[WallClock, SmtpServer, httpx.Client, str, datetime]]:
    with suspendable(folder, now, window=window, at=at) as (_, clock, server, api, path, send_at):
        yield clock, server, api, path, send_at


@contextmanager
def suspendable(
    folder: Path, now: str, *, window: str, at: Behaviour | None = None
) -> Iterator[tuple[ServiceProcess, WallClock, SmtpServer, httpx.Client, str, datetime]]:
    clock = WallClock(folder, datetime.fromisoformat(now))
    with SmtpServer() as server:
        server.add(*() if at is None else (at,))
        installation = Installation(folder=folder, settings=smtp_settings(server, **clock.settings))
        key = installation.create_key()
        # Under libfaketime an answer was seen to take over 20 s, with the word lists still being loaded in a slow
        # process; that the one is the other's cause is not proved.
        with installation.serve() as process, process.client(key, seconds=120) as api:
            posted = api.post("/v1/follow-ups", json=body(windows=[window]))
            assert posted.status_code == 201, posted.text
            send_at = datetime.fromisoformat(posted.json()["plan"]["send_at"])
            yield process, clock, server, api, f"/v1/follow-ups/{posted.json()['id']}", send_at


def seconds_since_tick(api: httpx.Client) -> float:
    detail: str = api.get("/readyz").json()["checks"]["tick"]["detail"]
    return float(detail.split()[4])


def test_an_hour_back_sends_nothing_early_and_dispatch_goes_on_within_a_minute(tmp_path: Path) -> None:
    with serving(tmp_path, "2026-11-24T16:01:00+07:00", window="pre_close") as (clock, server, api, path, send_at):
        clock.set(datetime.fromisoformat("2026-11-24T15:01:00+07:00"))
        until(lambda: seconds_since_tick(api), lambda seconds: seconds > 2)  # the alarm clock waits for an hour now
        assert server.kept == []
        clock.set(send_at)
        (letter,) = server.wait_kept(1, timeout=60)
        assert letter.rcpt_to == ("andi@majujaya.test",)
        sent = until(lambda: api.get(path).json(), lambda found: found["status"] == "sent")
        started_at = datetime.fromisoformat(sent["attempts"][0]["started_at"])
        assert send_at <= started_at < datetime.fromisoformat("2026-11-24T17:00:00+07:00")


def test_an_hour_forward_over_the_end_of_the_window_sends_nothing_late_and_plans_again(tmp_path: Path) -> None:
    with serving(tmp_path, "2026-11-24T12:01:00+07:00", window="break") as (clock, server, api, path, _):
        clock.set(datetime.fromisoformat("2026-11-24T13:01:00+07:00"))
        missed = until(
            lambda: api.get(path).json(), lambda found: found["plan"]["reason"] == "missed_window", seconds=60
        )
        assert missed["status"] == "scheduled"
        assert missed["plan"]["send_at_local"].startswith("2026-11-25T12:")
        assert server.received == []


def test_an_hour_forward_inside_the_window_sends_at_once(tmp_path: Path) -> None:
    with serving(tmp_path, "2026-11-24T15:30:00+07:00", window="pre_close") as (clock, server, _, _, send_at):
        clock.set(max(send_at, datetime.fromisoformat("2026-11-24T15:30:00+07:00") + HOUR))
        assert len(server.wait_kept(1, timeout=60)) == 1


def test_a_day_forward_sends_nothing_outside_a_window_and_plans_again(tmp_path: Path) -> None:
    with serving(tmp_path, "2026-11-24T15:30:00+07:00", window="pre_close") as (clock, server, api, path, _):
        clock.set(datetime.fromisoformat("2026-11-25T15:30:00+07:00"))
        missed = until(
            lambda: api.get(path).json(), lambda found: found["plan"]["reason"] == "missed_window", seconds=60
        )
        assert server.received == []
        send_at = datetime.fromisoformat(missed["plan"]["send_at"])
        assert missed["plan"]["send_at_local"].startswith("2026-11-25T16:")
        clock.set(send_at)
        assert len(server.wait_kept(1, timeout=60)) == 1


def test_a_day_back_while_the_letter_is_on_the_wire_stops_it_before_the_dot(tmp_path: Path) -> None:
    gate = Gate()
    held = Behaviour(stage=Stage.DATA, action=hold(gate, 354))
    with serving(tmp_path, "2026-11-24T15:30:00+07:00", window="pre_close", at=held) as found:
        clock, server, api, path, send_at = found
        clock.set(send_at)
        assert gate.reached.wait(60)
        clock.set(send_at - timedelta(days=1))  # the promise has not lapsed there
        gate.open()
        cut = until(lambda: api.get(path).json(), lambda now: now["attempts"], seconds=60)
        assert cut["attempts"][0]["outcome"] == "cut"
        assert server.kept == []
        again = datetime.fromisoformat(cut["plan"]["send_at"])
        assert again >= send_at - timedelta(minutes=60)
        clock.set(again)
        assert len(server.wait_kept(1, timeout=60)) == 1


def test_a_day_forward_while_the_answer_is_awaited_is_settled_by_the_answer(tmp_path: Path) -> None:
    gate = Gate()
    held = Behaviour(stage=Stage.DOT, action=hold(gate, 250))
    with serving(tmp_path, "2026-11-24T15:30:00+07:00", window="pre_close", at=held) as found:
        clock, server, api, path, send_at = found
        clock.set(send_at)
        assert gate.reached.wait(60)
        clock.set(send_at + timedelta(days=1))  # its lease is over now, by the clock
        until(lambda: api.get("/readyz").json()["status"], lambda status: status == "ready")
        assert api.get(path).json()["status"] == "sending"  # its holder is alive and still listens
        gate.open()
        until(lambda: api.get(path).json()["status"], lambda status: status == "sent", seconds=60)
        assert "in_doubt" not in {each["type"] for each in api.get(f"{path}/events").json()["items"]}
        assert len(server.kept) == 1


def test_a_machine_that_slept_for_two_hours_sends_nothing_late_and_goes_on_within_a_minute(tmp_path: Path) -> None:
    gate = Gate()
    held = Behaviour(stage=Stage.DATA, action=hold(gate, 354))
    with suspendable(tmp_path, "2026-11-24T11:59:00+07:00", window="break", at=held) as found:
        process, clock, server, api, path, send_at = found
        clock.set(send_at)
        assert gate.reached.wait(60)
        process.suspend()
        clock.set(send_at + 2 * HOUR)
        gate.open()
        process.go_on()
        late = until(lambda: api.get(path).json(), lambda now: now["plan"]["send_at_local"] >= "2026-11-25", seconds=60)
        assert late["status"] == "scheduled"
        assert server.kept == []
        clock.set(datetime.fromisoformat(late["plan"]["send_at"]))
        (letter,) = server.wait_kept(1, timeout=60)
        assert letter.rcpt_to == ("andi@majujaya.test",)
