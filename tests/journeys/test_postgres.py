"""Any number of `serve` processes in any role on one PostgreSQL, and what they owe when it goes away."""

import itertools
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from service.domain.planner import spread_of
from service.domain.request import spread_key
from service.store import schema
from service.store.engine import open_database
from tests.peers import faults
from tests.peers.faults import Behaviour
from tests.peers.postgres import Postgres
from tests.peers.service_process import Installation, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
BREAK_OPENS = datetime.fromisoformat("2026-11-24T12:00:00+07:00")
ALL_DUE = datetime.fromisoformat("2026-11-24T12:53:00+07:00")
BREAK_CLOSES = datetime.fromisoformat("2026-11-24T13:00:00+07:00")
NO_CAPS = {
    "TANYAKABAR_SMTP_PER_MINUTE": "0",
    "TANYAKABAR_SMTP_PER_DAY": "0",
    "TANYAKABAR_PER_RECRUITER_PER_WINDOW": "0",
}
# As long as a server far away, so that letters are still leaving when something happens to the database.
TAKES_ITS_TIME = Behaviour(stage=Stage.DOT, action=faults.drip(byte_seconds=0.02), times=None)


def body(number: int = 1) -> dict[str, Any]:
    """Return a body whose point of the break lies before 12:53."""
    recruiter = f"andi{number}@majujaya.co.id"
    candidate = next(
        email
        for email in (f"rina{number}.{n}@example.com" for n in itertools.count())
        if spread_of(spread_key("default", email, recruiter, "2026-11-09")) < 0.9
    )
    return {
        "candidate": {"name": "Rina Wulandari", "email": candidate},
        "recruiter": {"email": recruiter, "name": "Andi Pratama", "honorific": "Bapak"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": "2026-11-23"},
        "windows": ["break"],
    }


@pytest.fixture
def clock() -> TestClock:
    return TestClock(start=MONDAY)


@pytest.fixture
def smtp(clock: TestClock) -> Iterator[SmtpServer]:
    with SmtpServer(now=clock.now) as server:
        yield server


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as found:
        yield found


def installation_on(url: str, folder: Path, smtp: SmtpServer, **more: str) -> Installation:
    given = {"TANYAKABAR_DATABASE_URL": url, "TANYAKABAR_LEASE_SECONDS": "5", **NO_CAPS, **more}
    return Installation(folder=folder, settings=smtp_settings(smtp, **given))


def sent(api: httpx.Client) -> int:
    return len(api.get("/v1/follow-ups", params={"status": "sent", "limit": 200}).json()["items"])


def statuses(api: httpx.Client) -> Counter[str]:
    items = api.get("/v1/follow-ups", params={"limit": 200}).json()["items"]
    return Counter(each["status"] for each in items)


def recipients(smtp: SmtpServer) -> Counter[str]:
    for letter in smtp.kept:
        assert BREAK_OPENS <= letter.at < BREAK_CLOSES
    return Counter(letter.rcpt_to[0] for letter in smtp.kept)


def each_once(count: int) -> Counter[str]:
    return Counter({f"andi{number}@majujaya.co.id": 1 for number in range(count)})


def post_all(clients: list[httpx.Client], count: int) -> None:
    def post(number: int) -> int:
        return clients[number % len(clients)].post("/v1/follow-ups", json=body(number)).status_code

    with ThreadPoolExecutor(6) as pool:
        assert Counter(pool.map(post, range(count))) == {201: count}


def test_three_processes_send_sixty_letters_once_each(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer, url: str
) -> None:
    installation = installation_on(url, tmp_path, smtp)
    key = installation.create_key()
    with ExitStack() as stack:
        first = stack.enter_context(installation.serve(*clock.options))
        processes = [first, *(stack.enter_context(installation.serve()) for _ in range(2))]
        clients = [stack.enter_context(each.client(key)) for each in processes]
        post_all(clients, 60)
        clock.advance_to(ALL_DUE, clients[0])
        smtp.wait_kept(60, timeout=40)
        until(lambda: sent(clients[1]), lambda count: count == 60)
        attempts = clients[2].get("/v1/follow-ups", params={"limit": 200}).json()["items"]
        assert {len(each["attempts"]) for each in attempts} == {1}
        assert [process.terminate() for process in processes] == [0, 0, 0]
        assert all("Traceback" not in process.log() for process in processes)
    assert recipients(smtp) == each_once(60)


def test_one_process_takes_posts_another_sends_and_an_override_of_the_first_holds_in_both(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer, url: str
) -> None:
    installation = installation_on(url, tmp_path, smtp)
    key = installation.create_key()
    with (
        installation.serve("--role", "api", *clock.options) as front,
        installation.serve("--role", "api") as second,
        installation.serve("--role", "dispatch") as back,
        front.client(key) as api,
        second.client(key) as other,
    ):
        posted = api.post("/v1/follow-ups", json=body()).json()
        declared = other.put("/v1/calendar/overrides/2026-11-24", json={"kind": "day_off", "name": "Pemilu"})
        assert declared.status_code == 200, declared.text
        moved = until(
            lambda: api.get(f"/v1/follow-ups/{posted['id']}").json(),
            lambda found: found["plan"]["send_at_local"].startswith("2026-11-25T12:"),
        )
        assert moved["plan"]["reason"] == "calendar_changed"
        preview = until(
            lambda: api.post("/v1/follow-ups/preview", json=body(2)).json(),
            lambda found: found["plan"]["send_at_local"].startswith("2026-11-25"),
        )
        assert {"date": "2026-11-24", "reason": "override", "name": "Pemilu"} in preview["plan"]["skipped"]
        events = api.get(f"/v1/follow-ups/{posted['id']}/events").json()["items"]
        assert [each["type"] for each in events].count("replanned") == 1
        clock.advance_to(datetime.fromisoformat("2026-11-25T12:57:30+07:00"), api)
        (letter,) = smtp.wait_kept(1, timeout=60)
        assert letter.rcpt_to == ("andi1@majujaya.co.id",)
        assert back.terminate() == 0


def test_one_interview_posted_to_two_processes_at_once_is_one_follow_up(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer, url: str
) -> None:
    installation = installation_on(url, tmp_path, smtp)
    key = installation.create_key()
    with ExitStack() as stack:
        processes = [stack.enter_context(installation.serve("--role", "api", *clock.options)) for _ in range(2)]
        clients = [stack.enter_context(process.client(key)) for process in processes]
        for number in range(10):
            plain = at_once(clients, body(number))
            assert Counter(each.status_code for each in plain) == {201: 1, 409: 3}
            again = at_once(clients, {**body(number), "allow_duplicate": True})
            assert {each.status_code for each in again} == {201}
        for number in range(10, 20):
            keyed = at_once(clients, body(number), {"Idempotency-Key": f"key-{number}"})
            # 409 idempotency_in_progress: the first one still runs in the same process
            codes = {each.status_code: each.json().get("code") for each in keyed}
            assert codes.keys() <= {201, 409}
            assert codes.get(409, "idempotency_in_progress") == "idempotency_in_progress"
            assert len({each.json()["id"] for each in keyed if each.status_code == 201}) == 1
        assert not any("Traceback" in process.log() for process in processes)


def at_once(
    clients: list[httpx.Client], given: dict[str, Any], headers: dict[str, str] | None = None
) -> list[httpx.Response]:
    """Post one body to every client twice at the same moment."""
    start = threading.Barrier(2 * len(clients))

    def post(client: httpx.Client) -> httpx.Response:
        start.wait(10)
        return client.post("/v1/follow-ups", json=given, headers=headers)

    with ThreadPoolExecutor(2 * len(clients)) as pool:
        return list(pool.map(post, [*clients, *clients]))


def test_an_empty_database_is_refused_until_migrate_was_run(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.database(migrated=False) as url, SmtpServer() as smtp:
        installation = installation_on(url, tmp_path, smtp)
        for command in (("serve", "--port", "0"), ("keys", "create", "--name", "a test")):
            refused = installation.run(*command)
            assert refused.returncode == 1
            assert refused.stdout == ""
            assert "schema is empty" in refused.stderr
            assert "run `tanyakabar migrate` first" in refused.stderr
            assert refused.stderr.count("\n") == 1
        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(lambda _: installation.run("migrate"), range(2)))
        assert [(each.returncode, each.stdout) for each in done] == [(0, "")] * 2, [each.stderr for each in done]
        assert installation.create_key().startswith("tk_")


def test_the_scheme_that_hosts_hand_out_is_understood_and_a_server_that_is_away_is_one_line(
    tmp_path: Path, url: str
) -> None:
    short = open_database(url.replace("postgresql://", "postgres://"))
    with short.reading() as connection:
        assert schema.stored_revision(connection) == schema.newest_revision()
    short.dispose()
    with SmtpServer() as smtp:
        away = installation_on("postgresql://nobody@127.0.0.1:1/none", tmp_path, smtp).run("keys", "list")
    assert away.returncode == 1
    assert "the database cannot be used" in away.stderr
    assert away.stderr.count("\n") == 1


def test_connections_ended_at_random_while_letters_leave_lose_none_and_double_none(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer, postgres: Postgres, url: str
) -> None:
    installation = installation_on(url, tmp_path, smtp)
    key = installation.create_key()
    with ExitStack() as stack:
        processes = [stack.enter_context(installation.serve(*clock.options)) for _ in range(2)]
        clients = [stack.enter_context(process.client(key)) for process in processes]
        post_all(clients, 80)
        smtp.add(TAKES_ITS_TIME)
        clock.advance_to(ALL_DUE, clients[0])
        ended = 0
        for letters in range(5, 80, 5):
            smtp.wait_kept(letters, timeout=60)
            ended += postgres.terminate(url, at_most=1)
        assert ended >= 10
        until(lambda: len(recipients(smtp)), lambda count: count == 80, seconds=60)
        settled = until(lambda: statuses(clients[0]), lambda found: not found["sending"], seconds=30)
    assert settled == {"sent": 80}
    assert recipients(smtp) == each_once(80)


def test_a_server_that_is_restarted_under_load_is_missed_for_seconds_and_costs_no_letter(
    tmp_path: Path, clock: TestClock, smtp: SmtpServer, postgres: Postgres, url: str
) -> None:
    if postgres.own is None:
        pytest.skip("the server that the variable names is not ours to restart")
    installation = installation_on(url, tmp_path, smtp)
    key = installation.create_key()
    with ExitStack() as stack:
        processes = [stack.enter_context(installation.serve(*clock.options)) for _ in range(2)]
        clients = [stack.enter_context(process.client(key)) for process in processes]
        post_all(clients, 60)
        smtp.add(TAKES_ITS_TIME)
        clock.advance_to(ALL_DUE, clients[0])
        smtp.wait_kept(5, timeout=30)
        postgres.stop()
        try:
            for client in clients:
                ready = client.get("/readyz")
                assert ready.status_code == 503, ready.text
                assert ready.json()["checks"]["database"]["ok"] is False
                refused = client.post("/v1/follow-ups", json=body(70))
                assert (refused.status_code, refused.json()["code"]) == (503, "database_unavailable")
                assert client.get("/healthz").status_code == 200
        finally:
            postgres.start()
        for client in clients:
            until(lambda client=client: client.get("/readyz").status_code, lambda code: code == 200, seconds=10)  # type: ignore[misc]  # bound at once
        until(lambda: len(recipients(smtp)), lambda count: count == 60, seconds=60)
        settled = until(lambda: statuses(clients[0]), lambda found: not found["sending"], seconds=30)
    assert settled == {"sent": 60}
    assert recipients(smtp) == each_once(60)
