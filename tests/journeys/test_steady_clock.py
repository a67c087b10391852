"""The clock that the two-second rule goes by, in a time namespace whose machine seems to have slept for two hours."""

import shutil
import subprocess
import sys

import pytest

SLEPT_SECONDS = 7200
ASK = "import time; from service.app.clocks import SystemClock; print(SystemClock().monotonic() - time.monotonic())"


def test_time_in_which_the_machine_was_suspended_counts() -> None:
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("needs util-linux's unshare to move one process's clock of the time since boot")
    slept = [unshare, "--user", "--map-root-user", "--time", "--boottime", str(SLEPT_SECONDS), "--fork"]
    if subprocess.run([*slept, "true"], check=False, capture_output=True).returncode:  # noqa: S603  # our own words
        pytest.skip("this system lets nobody make a time namespace")
    asked = subprocess.run([*slept, sys.executable, "-c", ASK], check=True, capture_output=True, text=True)  # noqa: S603  # likewise
    assert float(asked.stdout) == pytest.approx(SLEPT_SECONDS, abs=5)
