"""What `doctor` advises: on what is not this user's, on the way to a mailbox; it goes on with what can be looked at."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.cli.diagnosis.line import Line
from service.cli.diagnosis.mailboxes import Mailbox, sign_in_to
from service.mail.account import Security
from service.mail.opening import open_link
from tests.mail.sending import HASTY, account_at
from tests.peers.certificates import TlsContexts
from tests.peers.service_process import Installation, free_port
from tests.peers.smtp_server import Features, SmtpServer


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A folder that nobody may enter, as another user's 0700 is."""
    folder = tmp_path / "closed"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "tanyakabar.db").touch()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def as_anybody(*command: str) -> list[str]:
    """Give a command that modes hold for: root's own pass them by."""
    if os.geteuid() != 0:
        return list(command)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("these tests run as root, and there is no setpriv to lay that down")
    return [setpriv, "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", *command]


def run(installation: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # our own command line
        as_anybody(*installation.command(*arguments)),
        cwd=installation.folder, env=installation.environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("data", ["closed", "closed/data"])
def test_a_folder_that_this_user_may_not_enter_is_named_and_the_rest_is_looked_at(
    closed: Path, tmp_path: Path, data: str
) -> None:
    installation = Installation(folder=tmp_path, settings={"TANYAKABAR_DATA_DIR": str(tmp_path / data)})
    done = run(installation, "doctor", "--json", "--port", str(free_port()))
    assert (done.returncode, done.stderr) == (1, "")
    lines: list[dict[str, Any]] = json.loads(done.stdout)["checks"]
    faults = {line["about"]: f"{line['says']} → {line['do']}" for line in lines if line["level"] == "fault"}
    assert list(faults) == ["data directory", "database"]
    assert "TANYAKABAR_DATA_DIR" in faults["data directory"]
    assert (
        f"{tmp_path / data / 'tanyakabar.db'} cannot be looked at by this user: Permission denied" in faults["database"]
    )
    assert "as the user whom the service runs as" in faults["database"]
    assert {"port", "clock", "calendar", "time zones", "mailbox"} <= {line["about"] for line in lines}
    assert closed.is_dir()


def test_other_commands_there_end_with_one_line(closed: Path, tmp_path: Path) -> None:
    done = run(Installation(folder=tmp_path, settings={"TANYAKABAR_DATA_DIR": str(closed)}), "backup", "night.db")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "Permission denied: run this as the user whom the service runs as" in done.stderr


def test_a_database_is_made_for_its_owner_alone_in_a_folder_of_any_mode(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    installation = Installation(folder=tmp_path)
    before = os.umask(0o022)
    try:
        installation.create_key()
    finally:
        os.umask(before)
    assert {stat.S_IMODE(each.stat().st_mode) for each in (tmp_path / "data").iterdir()} == {0o600}


@pytest.mark.parametrize(("folder", "told"), [(0o755, True), (0o700, False)])
def test_a_database_that_others_can_read_is_warned_of(tmp_path: Path, folder: int, *, told: bool) -> None:
    installation = Installation(folder=tmp_path)
    installation.create_key()
    (tmp_path / "data" / "tanyakabar.db").chmod(0o644)
    (tmp_path / "data").chmod(folder)
    done = installation.invoke("doctor", "--port", str(free_port()))
    assert done.exit_code == 0
    assert ("warn  database: others on this machine can read" in done.stdout) is told
    assert (f"chmod 600 {tmp_path / 'data' / 'tanyakabar.db'}" in done.stdout) is told


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("spoken", "given"), [(Security.TLS, Security.STARTTLS), (Security.STARTTLS, Security.TLS)], ids=str
)
async def test_a_port_of_the_other_kind_of_tls_is_advised_on(
    tls: TlsContexts, spoken: Security, given: Security
) -> None:
    features = Features(implicit_tls=spoken is Security.TLS, starttls=spoken is Security.STARTTLS)
    with SmtpServer(features=features, tls=tls.server) as server:
        account = account_at(server, security=given, tls_context=tls.client, **HASTY)
        (line,) = await sign_in_to([Mailbox(told="the account", account=account)], open_link)
    assert isinstance(line, Line)
    assert line.do is not None
    assert "port and security" in line.do
    assert "587 goes with starttls and 465 with tls" in line.do
    assert "firewall" not in line.do
