"""Real `serve` processes and command lines of one installation, apart from the environment of the tests' runner."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import chdir, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx
from typer.testing import CliRunner, Result

import service
from service.__main__ import app
from tests.peers.smtp_server import SmtpServer

ROOT = Path(service.__file__).resolve().parents[1]
SECONDS_TO_START = 40.0
SECONDS_TO_STOP = 30.0
FROM = "kabar@tanyakabar.test"
FIRST_PORT = 12_000  # up to 32,000, all below those that systems give out by themselves
WORKERS, PORTS_A_WORKER = 10, 2_000
_PORTS = count(secrets.randbelow(PORTS_A_WORKER))  # runs side by side begin at different ones
T = TypeVar("T")


def until(read: Callable[[], T], wanted: Callable[[T], object], *, seconds: float = 15.0) -> T:
    """Read again and again until what is read is as wanted; AssertionError with the last one when it never is."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not wanted(found := read()):
        assert time.monotonic() < deadline, f"not within {seconds:g} s; the last was {found!r}"
        pause.wait(0.02)
    return found


def smtp_settings(server: SmtpServer, **more: str) -> dict[str, str]:
    """Settings that lead to the tests' SMTP server without TLS."""
    return {
        "TANYAKABAR_SMTP_HOST": server.host,
        "TANYAKABAR_SMTP_PORT": str(server.port),
        "TANYAKABAR_SMTP_SECURITY": "none",
        "TANYAKABAR_SMTP_FROM": FROM,
        "TANYAKABAR_REQUESTS_PER_MINUTE": "0",  # tests ask as fast as they can,
        "TANYAKABAR_PER_DOMAIN_PER_WINDOW": "0",  # and of few companies
        **more,
    }


@dataclass(kw_only=True)
class TestClock:
    """The test's own copy of the pretended time; what is advanced through it is known here before it happens."""

    __test__ = False  # pytest: not a test class

    start: datetime  # aware
    speed: float = 1.0
    real: datetime = field(default_factory=lambda: datetime.now(UTC))
    advanced_seconds: float = 0.0

    @property
    def options(self) -> tuple[str, ...]:
        return ("--test-clock", f"{self.start.isoformat()}@{self.real.isoformat()}", "--speed", f"{self.speed:g}")

    def now(self) -> datetime:
        real_seconds = (datetime.now(UTC) - self.real).total_seconds()
        seconds = real_seconds * self.speed + self.advanced_seconds
        return datetime.fromtimestamp(self.start.timestamp() + seconds, UTC)

    def advance_to(self, instant: datetime, api: httpx.Client) -> None:
        """Move the service's clock to `instant` (aware), or leave it when that has passed."""
        seconds = max(0.0, (instant - self.now()).total_seconds())
        self.advanced_seconds += seconds
        answer = api.post("/v1/test-clock", json={"advance_seconds": seconds})
        assert answer.status_code == 200, answer.text


class ServiceProcess:
    """A `serve` process; a context manager that ends it. `url` answers inside."""

    def __init__(
        self,
        command: list[str],
        *,
        port: int,
        folder: Path,
        environment: Mapping[str, str],
        terminal: int | None = None,
    ) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.log_path = folder / f"serve-{port}.log"
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own command line
                command,
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log if terminal is None else terminal,
            )

    def __enter__(self) -> Self:
        try:
            until(self._ready, lambda status: status == 200, seconds=SECONDS_TO_START)
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self.terminate()

    @property
    def pid(self) -> int:
        return self._process.pid

    def client(self, key: str | None = None, *, seconds: float = 20) -> httpx.Client:
        """Return a client that speaks for `key` and waits so long; it reaches this process and no proxy."""
        headers = {} if key is None else {"Authorization": f"Bearer {key}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=seconds, trust_env=False)

    def kill(self) -> None:
        """End it at once, as a power cut does."""
        self._process.kill()
        self._process.wait(SECONDS_TO_STOP)

    def suspend(self) -> None:
        """Stop it where it stands, as a machine that goes to sleep does."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def ask_to_stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def terminate(self) -> int:
        """Ask it to stop; return its exit code."""
        if self._process.poll() is None:
            self.ask_to_stop()
        try:
            return self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8")

    def _ready(self) -> int | None:
        assert self._process.poll() is None, f"serve ended with {self._process.returncode}: {self.log()}"
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code
        except httpx.TransportError:
            return None


@dataclass(frozen=True, kw_only=True)
class Installation:
    """A data directory with the settings of the processes that share it."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)  # TANYAKABAR_… variables
    module: str = "service"  # what is run in its place

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TANYAKABAR_")}
        ours = {"TANYAKABAR_DATA_DIR": str(self.folder / "data"), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
        return {**kept, **ours, **self.settings}

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", self.module, *arguments]

    def run(self, *arguments: str, given: str = "", seconds: float = 40.0) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(  # noqa: S603  # our own command line
            self.command(*arguments),
            cwd=self.folder,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def invoke(self, *arguments: str, **settings: str) -> Result:
        """Run a command to its end inside this process, which saves its start; for what leaves the logs alone."""
        foreign = dict.fromkeys(name for name in os.environ if name.startswith("TANYAKABAR_"))
        with chdir(self.folder):  # away from the `.env` of whoever runs the tests
            return CliRunner().invoke(app, list(arguments), env={**foreign, **self.environment, **settings})

    def create_key(self, *, owner: str = "default", scope: str = "send,read,admin", expires: str | None = None) -> str:
        """Make a key by the command line; return its secret."""
        more = () if expires is None else ("--expires", expires)
        done = self.invoke("keys", "create", "--name", "a test", "--owner", owner, "--scope", scope, *more)
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    def serve(self, *options: str, terminal: int | None = None, **settings: str) -> ServiceProcess:
        """Start `serve` on a free port; it answers inside the context.

        Args:
            options: of the command.
            terminal: a file descriptor for its standard error; None: into its log file.
            settings: more TANYAKABAR_… variables.
        """
        port = free_port()
        return ServiceProcess(
            self.command("serve", "--port", str(port), *options),
            port=port,
            folder=self.folder,
            environment={**self.environment, **settings},
            terminal=terminal,
        )


def free_port() -> int:
    """Return a port that is free and stays so until a process has started on it.

    It lies below those that systems give out by themselves, and each worker of the tests has its own.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
    for port in _PORTS:
        mine = FIRST_PORT + worker * PORTS_A_WORKER + port % PORTS_A_WORKER
        with suppress(OSError), socket.create_server(("127.0.0.1", mine)):
            return mine
    raise AssertionError
