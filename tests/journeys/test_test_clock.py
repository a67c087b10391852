import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.peers.running_service import Running, running
from tests.peers.service_process import Installation, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer

START = datetime.fromisoformat("2026-12-23T11:59:00+07:00")
CLOCK = "/v1/test-clock"
SAME = START.isoformat()
# SMTP host, options, what is said
REFUSED = [
    ("127.0.0.1", ("--test-clock", "2027-01-01T00:00:00+07:00"), "fresh data directory"),
    ("127.0.0.1", ("--test-clock", f"{SAME}@2020-01-01T00:00:00Z"), "fresh data directory"),
    ("127.0.0.1", ("--test-clock", SAME, "--speed", "60"), "fresh data directory"),
    ("127.0.0.1", ("--test-clock", "tomorrow"), "START[@REAL]"),
    ("127.0.0.1", ("--test-clock", "2027-01-01T00:00:00"), "offset"),
    ("smtp.example.com", ("--test-clock", SAME), "loopback"),
    ("smtp.example.com", (), "loopback"),  # the database remembers the test clock
]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("clock"), START) as found:
        yield found


def told(service: Running) -> datetime:
    return datetime.fromisoformat(service.api.get(CLOCK).json()["now"])


def test_pretended_time_runs_from_start_at_its_speed(service: Running) -> None:
    answer = service.api.get(CLOCK).json()
    assert answer["speed"] == 1.0
    assert abs(datetime.fromisoformat(answer["now"]) - service.clock.now()) < timedelta(seconds=2)


def test_it_is_moved_by_seconds_or_to_an_instant(service: Running) -> None:
    before = told(service)
    answer = service.api.post(CLOCK, json={"advance_seconds": 90}).json()
    assert timedelta(seconds=90) <= datetime.fromisoformat(answer["now"]) - before < timedelta(seconds=100)
    wanted = told(service) + timedelta(days=1)
    answer = service.api.post(CLOCK, json={"now": wanted.isoformat()}).json()
    assert timedelta() <= datetime.fromisoformat(answer["now"]) - wanted < timedelta(seconds=10)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance_seconds": -1},
        {"advance_seconds": "60"},
        {"advance_seconds": True},
        {"advance_seconds": 1e300},
        {"advance_seconds": 1, "now": "2027-01-01T00:00:00Z"},
        {"now": "2027-01-01T00:00:00"},
        {"now": "2026-12-23T04:58:00Z"},
        {"now": 1800000000},
        {"speed": 2},
    ],
)
def test_it_never_goes_back_and_takes_nothing_else(service: Running, body: dict[str, object]) -> None:
    before = told(service)
    answer = service.api.post(CLOCK, json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert told(service) - before < timedelta(seconds=10)


def test_it_needs_a_key(service: Running) -> None:
    with service.process.client() as client:
        assert client.get(CLOCK).status_code == 401
        assert client.post(CLOCK, json={"advance_seconds": 1}).status_code == 401


def test_another_process_goes_on_from_there_and_sees_a_jump_within_a_second(service: Running) -> None:
    with service.installation.serve("--role", "api") as other, other.client(service.key) as api:
        here, there = told(service), datetime.fromisoformat(api.get(CLOCK).json()["now"])
        assert abs(there - here) < timedelta(seconds=2)
        service.api.post(CLOCK, json={"advance_seconds": 86_400})
        until(
            lambda: datetime.fromisoformat(api.get(CLOCK).json()["now"]),
            lambda now: now - here > timedelta(days=1),
            seconds=1.5,
        )


@pytest.fixture(scope="module")
def refused(service: Running) -> dict[str, subprocess.CompletedProcess[str]]:
    """How the starts of `REFUSED` ended; two run at a time."""

    def start(case: tuple[str, tuple[str, ...], str]) -> tuple[str, subprocess.CompletedProcess[str]]:
        host, options, _ = case
        settings = {"TANYAKABAR_SMTP_HOST": host, "TANYAKABAR_SMTP_FROM": "rina@example.com"}
        installation = Installation(folder=service.installation.folder, settings=settings)
        return " ".join((host, *options)), installation.run("serve", "--port", "0", *options)

    with ThreadPoolExecutor(2) as threads:
        return dict(threads.map(start, REFUSED))


@pytest.mark.parametrize(("host", "options", "words"), REFUSED)
def test_a_start_in_another_time_or_with_a_real_server_is_refused_in_one_line(
    refused: dict[str, subprocess.CompletedProcess[str]], host: str, options: tuple[str, ...], words: str
) -> None:
    done = refused[" ".join((host, *options))]
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "--test-clock" in line
    assert words in line


def test_a_database_of_real_time_is_not_taken_over(tmp_path: Path) -> None:
    with SmtpServer() as smtp:
        installation = Installation(folder=tmp_path, settings=smtp_settings(smtp))
        key = installation.create_key()
        with installation.serve() as process, process.client(key) as api:
            assert api.get(CLOCK).status_code == 404
            answer = api.post(CLOCK, json={"advance_seconds": 60})
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
            body = {
                "candidate": {"name": "Rina", "email": "rina@example.com"},
                "recruiter": {"email": "andi@majujaya.co.id"},
                "application": {
                    "company": "PT Maju Jaya",
                    "position": "Analis Data",
                    "interviewed_on": datetime.now(UTC).date().isoformat(),
                },
            }
            assert api.post("/v1/follow-ups", json=body).status_code == 201
        done = installation.run("serve", "--port", "0", "--test-clock", "2030-01-01T00:00:00Z")
    assert done.returncode == 1
    assert "fresh data directory" in done.stderr


def test_a_fast_clock_sends_inside_the_window_too(tmp_path: Path) -> None:
    clock = TestClock(start=datetime.fromisoformat("2026-11-24T11:40:00+07:00"), speed=60)
    with SmtpServer(now=clock.now) as smtp:
        installation = Installation(folder=tmp_path, settings=smtp_settings(smtp))
        key = installation.create_key()
        body = {
            "candidate": {"name": "Rina", "email": "rina@example.com"},
            "recruiter": {"email": "andi@majujaya.co.id"},
            "application": {"company": "PT Maju Jaya", "position": "Analis", "interviewed_on": "2026-11-09"},
            "promise": {"answer_by": "2026-11-23"},
        }
        with installation.serve(*clock.options) as process, process.client(key) as api:
            plan = api.post("/v1/follow-ups", json=body).json()["plan"]
            clock.advance_to(datetime.fromisoformat(plan["send_at"]) - timedelta(minutes=1), api)
            (letter,) = smtp.wait_kept(1, timeout=60)
            (found,) = until(
                lambda: api.get("/v1/follow-ups", params={"status": "sent"}).json()["items"], lambda items: items
            )
    opens_at, closes_at = (datetime.fromisoformat(found["plan"]["window"][name]) for name in ("opens_at", "closes_at"))
    assert opens_at <= letter.at < closes_at
