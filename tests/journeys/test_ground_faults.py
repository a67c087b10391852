"""The ground gives way under running processes: the file locked, the disk full, several processes on one file."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from tests.peers.bench import bench, body
from tests.peers.faults import Behaviour, Gate, drip, hold
from tests.peers.service_process import Installation, ServiceProcess, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
LATE_IN_WINDOW = datetime.fromisoformat("2026-11-24T16:55:00+07:00")
LOCKED_SECONDS = 20.0


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
        "TANYAKABAR_SMTP_REPLY_TIMEOUT": "30",
        "TANYAKABAR_SMTP_STEP_TIMEOUT": "30",
    }
    return Installation(folder=folder, settings=smtp_settings(smtp, **no_caps, **more))


def address(number: int) -> str:
    return f"hr{number}@majujaya.test"


def post(api: httpx.Client, number: int, **more: str) -> httpx.Response:
    given = body(recruiter={"email": address(number)}, windows=["pre_close"])
    return api.post("/v1/follow-ups", json=given, headers={"Idempotency-Key": f"letter-{number}", **more}, timeout=40)


def letters(api: httpx.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = api.get("/v1/follow-ups", params={"limit": 200}, timeout=40).json()["items"]
    return items


def listed(api: httpx.Client) -> dict[str, str]:
    """Return the status of each letter by its recipient."""
    return {each["recruiter"]["email"]: each["status"] for each in letters(api)}


def see_all_sent(api: httpx.Client, clock: TestClock, count: int) -> None:
    """Move pretended time from plan to plan until every letter is sent."""
    wanted = {address(number): "sent" for number in range(count)}

    def step() -> dict[str, str]:
        found = letters(api)
        waiting = [datetime.fromisoformat(each["plan"]["send_at"]) for each in found if each["status"] == "scheduled"]
        if waiting and max(waiting) > clock.now():
            clock.advance_to(max(waiting), api)
        return {each["recruiter"]["email"]: each["status"] for each in found}

    until(step, lambda found: found == wanted, seconds=40)


def copies(smtp: SmtpServer) -> list[str]:
    for letter in smtp.kept:
        assert letter.at.astimezone(MONDAY.tzinfo).hour == 16
    return sorted(letter.rcpt_to[0] for letter in smtp.kept)


def once_each(count: int) -> list[str]:
    return sorted(address(number) for number in range(count))


def test_a_file_locked_for_20_seconds_delays_posts_and_letters_and_loses_and_doubles_none(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    before, after = Gate(), Gate()
    smtp.add(Behaviour(stage=Stage.DATA, action=hold(before, 354)), Behaviour(stage=Stage.DOT, action=hold(after, 250)))
    installation = installed(tmp_path, smtp, TANYAKABAR_RETRY_DELAYS="1")
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        assert {post(api, number).status_code for number in range(2)} == {201}
        clock.advance_to(LATE_IN_WINDOW, api)
        assert before.reached.wait(15)
        assert after.reached.wait(15)
        with closing(sqlite3.connect(tmp_path / "data" / "tanyakabar.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            before.open()  # C1 has to wait, longer than a dot may follow it
            after.open()  # C2 has to wait, with the answer in memory
            with ThreadPoolExecutor(3) as callers:
                posting = [callers.submit(post, api, number) for number in range(2, 5)]
                threading.Event().wait(LOCKED_SECONDS)
                assert listed(api) == {address(0): "sending", address(1): "sending"}
                other.execute("ROLLBACK")
                assert {each.result().status_code for each in posting} == {201}
        until(lambda: listed(api)[address(0)], lambda status: status != "sending")
        see_all_sent(api, clock, 5)
    assert copies(smtp) == once_each(5)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder on a disk of 6 MB."""
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or mount is None or umount is None:
        pytest.skip("needs the right to mount a small tmpfs")
    done = subprocess.run(  # noqa: S603  # our own command line
        [mount, "-t", "tmpfs", "-o", "size=6m,mode=0700", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("mounting a small tmpfs is not permitted here")
    try:
        yield folder
    finally:
        subprocess.run([umount, "--lazy", str(folder)], check=True)  # noqa: S603  # our own command line


def fill(disk: Path) -> None:
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        for size in (65536, 4096, 1):
            while True:
                try:
                    ballast.write(b"x" * size)
                except OSError:
                    break


def make_room(disk: Path) -> None:
    (disk / "ballast").unlink()


@contextmanager
def letters_before_c1_and_c2(
    tmp_path: Path, disk: Path, clock: TestClock, smtp: SmtpServer
) -> Iterator[tuple[ServiceProcess, httpx.Client, Installation]]:
    """Serve from `disk` with one letter at each side of the dot, then fill the disk and let both go on."""
    before, after = Gate(), Gate()
    smtp.add(Behaviour(stage=Stage.DATA, action=hold(before, 354)), Behaviour(stage=Stage.DOT, action=hold(after, 250)))
    more = {"TANYAKABAR_DATA_DIR": str(disk), "TANYAKABAR_RETRY_DELAYS": "1"}
    installation = installed(tmp_path, smtp, **more)
    key = installation.create_key()
    with installation.serve(*clock.options) as process, process.client(key) as api:
        assert {post(api, number).status_code for number in range(2)} == {201}
        clock.advance_to(LATE_IN_WINDOW, api)
        assert before.reached.wait(15)
        assert after.reached.wait(15)
        fill(disk)
        before.open()
        after.open()
        until(process.log, lambda log: "mark_failed" in log and log.count("outcome_not_yet_recorded") > 1)
        assert len(smtp.kept) == 1
        yield process, api, installation


def test_a_full_disk_refuses_posts_whole_and_dispatch_goes_on_when_there_is_room(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    with small_disk(tmp_path / "disk") as disk, letters_before_c1_and_c2(tmp_path, disk, clock, smtp) as (_, api, _at):
        refused = post(api, 2)
        assert refused.status_code in {500, 503}
        assert refused.headers["content-type"] == "application/problem+json"
        assert listed(api) == {address(0): "sending", address(1): "sending"}
        make_room(disk)
        until(lambda: sorted(listed(api).values()), lambda found: "sent" in found)
        assert post(api, 2).status_code == 201
        see_all_sent(api, clock, 3)
        assert copies(smtp) == once_each(3)


@pytest.mark.anyio
async def test_a_process_that_dies_on_a_full_disk_leaves_in_doubt_only_what_was_past_its_dot(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with letters_before_c1_and_c2(tmp_path, disk, clock, smtp) as (process, _, _at):
            process.kill()
        (past_the_dot,) = copies(smtp)
        make_room(disk)
        async with bench(disk, smtp, now=clock.now()) as running:
            running.clock.real_offset = timedelta(hours=1)
            await running.run_due()
            await running.run_at(LATE_IN_WINDOW + timedelta(days=1))
            with running.services.database.reading() as connection:
                rows = connection.exec_driver_sql(
                    "SELECT recruiter_email, status FROM follow_up, follow_up_content WHERE id = follow_up_id"
                )
                found = dict(tuple(row) for row in rows)
        assert found.pop(past_the_dot) == "in_doubt"
        assert list(found.values()) == ["sent"]
        assert copies(smtp) == once_each(2)


def test_three_processes_on_one_file_send_100_letters_once_each(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer
) -> None:
    count = 100
    # A quarter of a second each, so that there is some for whoever comes next.
    smtp.add(Behaviour(stage=Stage.DOT, action=drip(byte_seconds=0.02), times=None))
    installation = installed(tmp_path, smtp)
    key = installation.create_key()
    with (
        installation.serve(*clock.options) as first,
        installation.serve() as second,
        installation.serve() as third,
        first.client(key) as one,
        second.client(key) as two,
        third.client(key) as three,
        ThreadPoolExecutor(3) as callers,
    ):
        apis = (one, two, three)
        for answer in callers.map(lambda number: post(apis[number % 3], number), range(count)):
            assert answer.status_code == 201, answer.text
        clock.advance_to(LATE_IN_WINDOW, one)
        see_all_sent(three, clock, count)
    assert copies(smtp) == once_each(count)
    assert sum(letter.complete for letter in smtp.received) == count  # as many dots
    assert len(set(instances(tmp_path))) > 1


def instances(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "data" / "tanyakabar.db")) as database:
        return [instance for (instance,) in database.execute("SELECT instance FROM attempt")]
