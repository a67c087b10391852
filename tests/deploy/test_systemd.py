import re
import shlex
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

from service.settings import load_settings
from tests.deploy.commands import DEPLOY, parsed

FILE = DEPLOY / "tanyakabar.service"
TEXT = FILE.read_text(encoding="utf-8")
README = (DEPLOY / "README.md").read_text(encoding="utf-8")
LONGEST_SECONDS = 60

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")


def service() -> dict[str, str]:
    reader = ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    reader.optionxform = str  # type: ignore[method-assign,assignment]  # systemd's names have capitals
    reader.read_string(TEXT)
    return dict(reader["Service"])


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", "--no-pager", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)  # noqa: S603  # where it is installed


def test_it_starts_what_the_steps_install() -> None:
    program, *arguments = shlex.split(service()["ExecStart"])
    assert parsed(arguments)["role"] == "all"
    assert f"python3 -m venv {Path(program).parents[1]}\n" in README
    assert f"{service()['WorkingDirectory']}/.env\n" in README
    assert f"useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin {service()['User']}\n" in README
    assert f"echo TANYAKABAR_DATA_DIR=/var/lib/{service()['StateDirectory']} >>" in README


def test_a_stop_waits_longer_than_for_the_answer_to_a_letter() -> None:
    assert int(service()["TimeoutStopSec"]) > load_settings(_env_file=None).smtp_reply_timeout


@needs_systemd
def test_systemd_accepts_it(tmp_path: Path) -> None:
    installed = tmp_path / FILE.name
    program = shlex.split(service()["ExecStart"])[0]
    installed.write_text(TEXT.replace(program, sys.executable), encoding="utf-8")  # one that is there
    done = analyze("verify", str(installed))
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_it_is_exposed_as_little_as_it_says() -> None:
    (told,) = re.findall(r"# rates its exposure ([\d.]+) ", TEXT)
    done = analyze("security", "--offline=yes", "--threshold=15", str(FILE))  # of 100
    if "nrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze cannot rate a file")
    assert done.returncode == 0, done.stdout
    (rated,) = re.findall(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert abs(float(rated) - float(told)) <= 0.3  # other versions weigh otherwise
