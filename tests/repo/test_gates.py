import subprocess
import sys
from pathlib import Path

from tests.repo.tree import ROOT

TOOLS = Path(sys.executable).parent


def complaints(*command: str) -> str:
    """Run a tool in the checkout; what it printed when it was not content, else nothing."""
    done = subprocess.run(  # noqa: S603  # our own tools
        [TOOLS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_has_nothing_to_say() -> None:
    assert not complaints("ruff", "check", "--quiet")


def test_every_file_is_formatted() -> None:
    assert not complaints("ruff", "format", "--check", "--quiet")


def test_mypy_strict_finds_no_fault() -> None:
    assert not complaints("mypy", "--no-error-summary")


def test_imports_go_the_ways_that_the_contracts_allow() -> None:
    assert not complaints("lint-imports", "--no-logo")
