"""The machine's wall clock jumps under a running service: nothing leaves outside a window, and dispatch goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.peers import wall_clock
from tests.peers.bench import body
from tests.peers.service_process import Installation, smtp_settings, until
from tests.peers.smtp_server import SmtpServer
from tests.peers.wall_clock import WallClock

pytestmark = pytest.mark.skipif(
    wall_clock.library() is None, reason="needs Debian's package faketime to set one process's wall clock"
)
HOUR = timedelta(hours=1)


@contextmanager
def serving(
    folder: Path, now: str, *, window: str
) -> Iterator[tuple[WallClock, SmtpServer, httpx.Client, str, datetime]]:
    clock = WallClock(folder, datetime.fromisoformat(now))
    with SmtpServer() as server:
        installation = Installation(folder=folder, settings=smtp_settings(server, **clock.settings))
        key = installation.create_key()
        with installation.serve() as process, process.client(key) as api:
            posted = api.post("/v1/follow-ups", json=body(windows=[window]))
            assert posted.status_code == 201, posted.text
            send_at = datetime.fromisoformat(posted.json()["plan"]["send_at"])
            yield clock, server, api, f"/v1/follow-ups/{posted.json()['id']}", send_at


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
