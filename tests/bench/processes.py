"""The parent's side of the processes of the bench, and what a process has used."""

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_ANSWER = 120.0
SECONDS_TO_END = 10.0
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


class ChildEndedError(RuntimeError):
    """A process of the bench ended or kept silent."""


class Child:
    """`python -m MODULE …`, told and asked by lines; a context manager that ends it."""

    def __init__(self, module: str, given: Mapping[str, object] | None = None) -> None:
        self._module = module
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", module, json.dumps(given or {})],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.first: dict[str, Any] = {}  # what it said when it had started

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def port(self) -> int:
        port: int = self.first["port"]
        return port

    def __enter__(self) -> Self:
        try:
            self.first = self.hear()
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def tell(self, order: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def ask(self, order: str) -> dict[str, Any]:
        self.tell(order)
        return self.hear()

    def hear(self, seconds: float = SECONDS_TO_ANSWER) -> dict[str, Any]:
        """Return its next line; it says one for each order, so none waits unread in our buffer."""
        assert self._process.stdout is not None
        readable, _, _ = select.select([self._process.stdout], [], [], seconds)
        line = self._process.stdout.readline() if readable else b""
        if not line:
            raise ChildEndedError(f"{self._module} said nothing more (exit code {self._process.poll()})")
        told: dict[str, Any] = json.loads(line)
        return told

    def end(self) -> None:
        """Close its standard input, which it takes for the end; then ask by signal, then kill."""
        for end in (self._process.stdin, self._process.stdout):
            if end is not None:
                end.close()
        for insist in (self._process.terminate, self._process.kill):
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(SECONDS_TO_END / 2)
                return
            insist()
        self._process.wait(SECONDS_TO_END)


def cpu_seconds(pid: int) -> float:
    """Return what a process and the processes below it that still live have used, user and system."""
    parents: dict[int, list[int]] = {}
    used: dict[int, float] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        own = int(path.parent.name)
        parents.setdefault(int(told[1]), []).append(own)
        used[own] = (int(told[11]) + int(told[12])) / _TICKS_A_SECOND
    family, total = [pid], 0.0
    while family:
        one = family.pop()
        total += used.get(one, 0.0)
        family += parents.get(one, [])
    return total


def resident_bytes(pid: int) -> int:
    """Return how much memory a process holds."""
    told = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in told.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def pause(seconds: float) -> None:
    """Let real time pass: rates are measured in it, and nothing happens that could be waited for."""
    threading.Event().wait(seconds)
