import json
import mailbox
import os
import pty
import re
import socket
from datetime import datetime
from pathlib import Path

import pytest

from tests.peers.service_process import Installation, TestClock, until

SECRET = "hunter2-planted"
SMTP = {"TANYAKABAR_SMTP_HOST": "127.0.0.1", "TANYAKABAR_SMTP_FROM": "rina@example.com"}
# variables → the one that is named
WRONG_SETTINGS = [
    ({"SMTP_PORT": "smtp"}, "SMTP_PORT"),
    ({"SMTP_PORT": "70000"}, "SMTP_PORT"),
    ({"SMTP_PORT": "0"}, "SMTP_PORT"),
    ({"SMTP_SECURITY": "ssl"}, "SMTP_SECURITY"),
    ({"SMTP_SECURITY": "none", "SMTP_HOST": "smtp.example.com"}, "SMTP_SECURITY"),
    ({"SMTP_USERNAME": "rina@example.com"}, "SMTP_USERNAME"),
    ({"SMTP_PASSWORD": SECRET}, "SMTP_PASSWORD"),
    ({"SMTP_USERNAME": "r@example.com", "SMTP_PASSWORD": SECRET, "SMTP_PASSWORD_FILE": "x"}, "SMTP_PASSWORD"),
    ({"SMTP_USERNAME": "r@example.com", "SMTP_PASSWORD_FILE": "nowhere"}, "SMTP_PASSWORD_FILE"),
    ({"SMTP_FROM": ""}, "SMTP_FROM"),
    ({"SMTP_FROM": "Rina"}, "SMTP_FROM"),
    ({"SMTP_FROM": "rina@example.com\r\nBcc: eve@example.com"}, "SMTP_FROM"),
    ({"SMTP_MAX_CONNECTIONS": "0"}, "SMTP_MAX_CONNECTIONS"),
    ({"SMTP_STEP_TIMEOUT": "-1"}, "SMTP_STEP_TIMEOUT"),
    ({"SMTP_REPLY_TIMEOUT": "nan"}, "SMTP_REPLY_TIMEOUT"),
    ({"RETRY_DELAYS": "300,soon"}, "RETRY_DELAYS"),
    ({"RETRY_DELAYS": "0"}, "RETRY_DELAYS"),
    ({"MAX_TRIES": "0"}, "MAX_TRIES"),
    ({"LEASE_SECONDS": "1"}, "LEASE_SECONDS"),
    ({"MAX_BODY_BYTES": "12 MiB"}, "MAX_BODY_BYTES"),
    ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
]


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(folder=tmp_path, settings=SMTP)


@pytest.mark.parametrize(("given", "named"), WRONG_SETTINGS)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    installation: Installation, given: dict[str, str], named: str
) -> None:
    done = installation.invoke("serve", "--port", "0", **{f"TANYAKABAR_{name}": value for name, value in given.items()})
    assert done.exit_code == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert f"TANYAKABAR_{named}" in line
    assert SECRET not in line


def test_a_wrong_setting_in_the_env_file_is_named_too(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TANYAKABAR_MAX_TRIES=never\n", encoding="utf-8")
    done = installation.invoke("serve", "--port", "0")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "TANYAKABAR_MAX_TRIES" in done.stderr


def test_a_data_directory_that_cannot_be_made_is_told_of(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = installation.invoke("serve", "--port", "0", TANYAKABAR_DATA_DIR=str(tmp_path / "file" / "data"))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "TANYAKABAR_DATA_DIR" in done.stderr


def test_without_a_way_to_send_the_start_names_the_ways_out(tmp_path: Path) -> None:
    done = Installation(folder=tmp_path).invoke("serve", "--port", "0")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    for way in ("TANYAKABAR_SMTP_HOST", "--sandbox", "--accounts-only"):
        assert way in done.stderr


@pytest.mark.parametrize("options", [("--sandbox", "--accounts-only"), ("--speed", "2")])
def test_options_that_do_not_go_together_are_refused(installation: Installation, options: tuple[str, ...]) -> None:
    done = installation.run("serve", "--port", "0", *options)
    assert done.returncode == 1
    assert options[0] in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_port_in_use_ends_the_start(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = installation.invoke("serve", "--port", str(taken.getsockname()[1]))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "--port" in done.stderr


def test_a_keys_secret_is_printed_alone_and_once(installation: Installation) -> None:
    done = installation.invoke("keys", "create", "--name", "Rina", "--owner", "rina", "--expires", "2030-01-31")
    assert re.fullmatch(r"tk_[\w-]{40,}\n", done.stdout)
    listed = installation.invoke("keys", "list")
    assert done.stdout.strip() not in listed.stdout
    (line,) = listed.stdout.splitlines()
    for part in ("active", "rina", "send,read", "2030-01-31", "Rina"):
        assert part in line


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("create", "--name", "x", "--scope", "send,root"), "--scope"),
        (("create", "--name", "x", "--scope", ""), "--scope"),
        (("create", "--name", "x", "--expires", "soon"), "--expires"),
        (("create", "--name", " "), "--name"),
        (("revoke", "key_unknown"), "key_unknown"),
    ],
)
def test_a_wrong_key_command_says_why(installation: Installation, arguments: tuple[str, ...], named: str) -> None:
    done = installation.invoke("keys", *arguments)
    assert (done.exit_code, done.stdout) == (1, "")
    assert named in done.stderr
    assert installation.invoke("keys", "list").stdout == ""


def test_the_first_start_without_a_terminal_says_how_to_make_a_key(tmp_path: Path) -> None:
    with Installation(folder=tmp_path).serve("--sandbox") as process:
        assert "keys create" in process.log()
        assert "tk_" not in process.log()


def test_the_first_start_at_a_terminal_makes_one_key_and_shows_it_once(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    ours, theirs = pty.openpty()
    try:
        with installation.serve("--sandbox", terminal=theirs) as process:
            shown = os.read(ours, 100_000).decode()
            found = re.findall(r"tk_[\w-]+", shown)
            assert len(set(found)) == 1
            with process.client(found[0]) as api:
                assert api.get("/v1/calendar/overrides").status_code == 200
    finally:
        os.close(theirs)
        os.close(ours)
    assert len(installation.invoke("keys", "list").stdout.splitlines()) == 1


def test_the_sandbox_keeps_every_letter_in_its_maildir(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    key = installation.create_key()
    clock = TestClock(start=datetime.fromisoformat("2026-11-24T11:00:00+07:00"))
    body = {
        "candidate": {"name": "Rina", "email": "rina@example.com"},
        "recruiter": {"email": "andi@majujaya.co.id"},
        "application": {"company": "PT Maju Jaya", "position": "Analis", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": "2026-11-23"},
    }
    with installation.serve("--sandbox", *clock.options) as process, process.client(key) as api:
        found = api.post("/v1/follow-ups", json=body).json()
        clock.advance_to(datetime.fromisoformat(found["plan"]["send_at"]), api)
        path = f"/v1/follow-ups/{found['id']}"
        until(lambda: api.get(path).json()["status"], lambda status: status == "sent")
    (letter,) = mailbox.Maildir(tmp_path / "data" / "sandbox", create=False)
    assert (letter["X-Envelope-To"], letter["Message-ID"]) == ("andi@majujaya.co.id", found["message_id"])


def test_plan_answers_every_line_and_tells_of_a_bad_one(installation: Installation) -> None:
    lines = [
        {"id": "a", "promise": {"answer_by": "2026-12-23"}, "now": "2026-12-01T00:00:00Z"},
        {"id": "b", "now": "2026-12-01T00:00:00Z"},
    ]
    done = installation.run("plan", given="".join(f"{json.dumps(line)}\n" for line in lines))
    good, bad = (json.loads(line) for line in done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (1, "")
    assert (good["id"], good["earliest"]) == ("a", "2026-12-28T05:00:00Z")
    assert (bad["id"], bad["error"]["code"]) == ("b", "missing_interview")
