"""The `serve` processes of a run: started, killed, stopped, continued; each keeps its port."""

import random
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from time import monotonic
from types import TracebackType
from typing import Self

import httpx

from tests.campaign.peer import process_name
from tests.peers.service_process import Installation, free_port

SECONDS_TO_START = 60.0


class Worker:
    """One process after another on one port; it sends through a door of its own, so that the server knows it."""

    def __init__(self, installation: Installation, key: str, *options: str, number: int, door: int) -> None:
        self.name = process_name(number)
        self._door = door
        self._installation = installation
        self._port = free_port()
        self._options = options
        self._log = (installation.folder / f"serve-{self._port}.log").open("ab")
        self._ready = False
        self.stopped = False
        self.api = httpx.Client(
            base_url=f"http://127.0.0.1:{self._port}",
            headers={"Authorization": f"Bearer {key}"},
            timeout=httpx.Timeout(5.0, connect=1.0),
            trust_env=False,
        )
        self._process = self._start()

    @property
    def ready(self) -> bool:
        """Whether this process answers; asked until it once did."""
        if self._process.poll() is not None:
            raise RuntimeError(f"serve ended by itself with {self._process.returncode}: see {self._log.name}")
        if not self._ready:
            try:
                self._ready = self.api.get("/healthz").status_code == 200
            except httpx.TransportError:
                return False
        return not self.stopped

    def kill(self) -> None:
        """End the process as a power cut does, and start the next one at once."""
        self._process.kill()
        self._process.wait(30)
        self._ready = False
        self._process = self._start()

    def stop(self) -> None:
        self.stopped = True
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)
        self.stopped = False

    def end(self) -> int:
        """Ask the process to end; return its exit code."""
        self.go_on()
        self._process.terminate()
        try:
            return self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait(30)
        finally:
            self.api.close()
            self._log.close()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603  # our own command line
            self._installation.command("serve", "--port", str(self._port), *self._options),
            cwd=self._installation.folder,
            env={**self._installation.environment, "TANYAKABAR_SMTP_PORT": str(self._door)},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )


class Crew:
    """All processes of a run; a context manager that ends them."""

    def __init__(self, installation: Installation, key: str, *, doors: Sequence[int], clock: tuple[str, ...]) -> None:
        self._installation, self._key, self._doors, self._clock = installation, key, doors, clock
        self._ending = ExitStack()
        self.workers: list[Worker] = []

    def __enter__(self) -> Self:
        try:
            for number, door in enumerate(self._doors):  # the first one writes the clock's rule and the schema down
                options = self._clock if number == 0 else ()
                worker = Worker(self._installation, self._key, *options, number=number, door=door)
                self.workers.append(worker)
                self._ending.callback(worker.end)
                if number == 0:
                    self.wait_ready()
            self.wait_ready()
        except BaseException:
            self._ending.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.close()

    def wait_ready(self) -> None:
        """Wait until every process answers."""
        deadline, pause = monotonic() + SECONDS_TO_START, threading.Event()
        while not all(worker.ready for worker in self.workers):
            if monotonic() > deadline:
                raise RuntimeError("a process did not come up")
            pause.wait(0.05)

    def ready(self) -> list[Worker]:
        return [worker for worker in self.workers if worker.ready]

    def any_api(self, chance: random.Random) -> httpx.Client:
        """Return a client of some process, ready or not."""
        return chance.choice(self.workers).api
