"""As an operator installs it: the user is not root, and the program's files may be written by nobody."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.peers.bench import body
from tests.peers.service_process import ServiceProcess, free_port
from tests.repo.tree import ROOT

NOBODY = 65534
READ_ANYTHING = ("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search")  # and write nothing more
SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A read-only tree, a data directory elsewhere, and whom it belongs to."""

    folder: Path
    uid: int
    before: tuple[str, ...]  # of a command, which make it another user's

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TANYAKABAR_", "PYTHON"))}
        ours = {"TANYAKABAR_DATA_DIR": str(self.data), "PYTHONPATH": str(self.tree), "HOME": "/nonexistent"}
        return {**kept, **ours, "TANYAKABAR_LOG_FORMAT": "json"}

    def command(self, *arguments: str) -> list[str]:
        return [*self.before, sys.executable, "-m", "service", *arguments]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own commands
            command, cwd=self.tree, env=self.environment, capture_output=True, text=True, check=False, timeout=SECONDS
        )


def lay(tree: Path) -> None:
    """Copy what runs, compiled as far as it is here, and let nobody write there."""
    for package in ("service", "alembic"):
        shutil.copytree(ROOT / package, tree / package)
    for path in (tree, *tree.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)


def another_user(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Return a user who is not root and what makes a command theirs; the interpreter may lie in root's own folders."""
    if os.getuid() != 0:
        return os.getuid(), ()
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("these tests run as root, and there is no setpriv to become another user")
    plain = (setpriv, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs")
    for before in (plain, (*plain, *READ_ANYTHING)):
        ground = Ground(folder=folder, uid=NOBODY, before=before)
        if ground.run(*before, sys.executable, "-c", "import service.settings").returncode == 0:
            return NOBODY, before
    pytest.skip(f"another user cannot read this interpreter: {sys.executable}")


@pytest.fixture
def ground() -> Iterator[Ground]:
    folder = Path(tempfile.mkdtemp(prefix="tanyakabar-start-"))
    try:
        folder.chmod(0o755)
        lay(folder / "tree")
        uid, before = another_user(folder)
        made = Ground(folder=folder, uid=uid, before=before)
        made.data.mkdir(mode=0o700)
        os.chown(made.data, uid, -1)
        yield made
    finally:
        for each in folder.rglob("*"):
            if each.is_dir():
                each.chmod(0o755)
        shutil.rmtree(folder)


def test_it_serves_as_a_user_who_is_not_root_from_a_tree_that_nobody_may_write(ground: Ground) -> None:
    laid = sorted(ground.tree.rglob("*"))
    refused = ground.run(*ground.before, sys.executable, "-c", f"open({str(ground.tree / 'new')!r}, 'w')")
    assert "PermissionError" in refused.stderr
    made = ground.run(*ground.command("keys", "create", "--name", "laptop", "--scope", "send,read,admin"))
    assert made.returncode == 0, made.stderr
    port = free_port()
    with ServiceProcess(
        ground.command("serve", "--sandbox", "--port", str(port)),
        port=port, folder=ground.folder, environment=ground.environment,
    ) as service, service.client(made.stdout.strip()) as api:  # fmt: skip
        posted = api.post("/v1/follow-ups", json=body())
        assert posted.status_code == 201, posted.text
        assert api.get("/metrics").status_code == 200
        assert service.terminate() == 0
    assert sorted(ground.tree.rglob("*")) == laid
    written = [path for path in ground.data.rglob("*") if path.is_file()]
    assert "tanyakabar.db" in {path.name for path in written}
    assert {path.stat().st_uid for path in written} == {ground.uid}
