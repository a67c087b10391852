"""Accepts over HTTP, beside what the same server does without storing and what the framework does without us."""

import json
from typing import Any

from tests.bench.http_load import RefusedError, Target, ask_all
from tests.bench.processes import Child, cpu_seconds
from tests.bench.rounds import Contender, Figures, Measured, Ratio, ratio
from tests.bench.stores import OWNER, Store, body
from tests.peers.service_process import ServiceProcess

CONNECTIONS = 32
BATCH = 100
POST, PREVIEW, BATCHES, ECHO = "POST", "preview", "batch of 100", "bare echo"


class Accepts:
    """The contenders that ask one server; each body is another interview."""

    def __init__(self, store: Store, process: ServiceProcess, echo: Child, *, requests: int, prefix: str = "") -> None:
        self._store, self._process, self._echo = store, process, echo
        self._requests, self._prefix = requests, prefix
        self._key = store.installation.create_key(owner=OWNER)

    def contenders(self) -> dict[str, Contender]:
        named: dict[str, Contender] = {POST: self.post, BATCHES: self.batch, PREVIEW: self.preview}
        return {f"{self._prefix}{name}": contender for name, contender in named.items()}

    def warm_up(self) -> None:
        """Let the process load what it loads at the first letter."""
        target = self._target("/v1/follow-ups/preview", 200)
        ask_all(target, [target.request(each) for each in self._bodies(8)], connections=8)

    def post(self, _number: int = 0) -> Figures:
        target = self._target("/v1/follow-ups", 201)
        before = self._store.count_of("scheduled")
        figures = self._ask(target, self._bodies(self._requests))
        self._demand_stored(before + self._requests)
        return figures

    def preview(self, _number: int = 0) -> Figures:
        return self._ask(self._target("/v1/follow-ups/preview", 200), self._bodies(self._requests))

    def batch(self, _number: int = 0) -> Figures:
        """Post ten times as many, or two batches at least: they are over sooner."""
        target = self._target("/v1/follow-ups/batch", 200)
        batches = max(2, self._requests * 2 // BATCH)
        before = self._store.count_of("scheduled")
        requests = [target.request({"items": self._bodies(BATCH)}) for _ in range(batches)]
        used = cpu_seconds(self._process.pid)
        seconds = ask_all(target, requests, connections=2, look=_demand_accepted)
        used = cpu_seconds(self._process.pid) - used
        self._demand_stored(before + batches * BATCH)
        return {"per_s": batches * BATCH / seconds, "cpu_ms_each": 1000 * used / (batches * BATCH)}

    def echo(self, _number: int = 0) -> Figures:
        target = Target(url=f"http://127.0.0.1:{self._echo.port}", path="/echo", status=200)
        return self._ask(target, self._bodies(4 * self._requests), pid=self._echo.pid)

    def _ask(self, target: Target, bodies: list[dict[str, Any]], *, pid: int | None = None) -> Figures:
        pid = pid or self._process.pid
        requests = [target.request(each) for each in bodies]
        used = cpu_seconds(pid)
        seconds = ask_all(target, requests, connections=CONNECTIONS)
        used = cpu_seconds(pid) - used
        return {"per_s": len(requests) / seconds, "cpu_ms_each": 1000 * used / len(requests)}

    def _target(self, path: str, status: int) -> Target:
        return Target(url=self._process.url, path=path, status=status, key=self._key)

    def _bodies(self, wanted: int) -> list[dict[str, Any]]:
        accounts = self._store.sending.accounts
        numbers = [next(self._store.interviews) for _ in range(wanted)]
        return [body(number, account=f"mailbox-{number % accounts}") for number in numbers]

    def _demand_stored(self, wanted: int) -> None:
        found = self._store.count_of("scheduled")
        if found != wanted:
            raise RefusedError(f"{wanted} follow-ups were accepted, {found} are stored")


def ratios_of(measured: Measured, prefix: str = "") -> list[Ratio]:
    """Return what is promised of accepts."""
    post, preview, batch, echo = *(f"{prefix}{name}" for name in (POST, PREVIEW, BATCHES)), ECHO
    return [
        ratio(measured, "per_s", post, preview, wanted="≥ 0.6, aim 0.85"),
        ratio(measured, "per_s", batch, post, wanted="≥ 5"),
        ratio(measured, "per_s", post, echo),
        ratio(measured, "per_s", preview, echo),
    ]


def _demand_accepted(content: bytes) -> None:
    statuses = [item["status"] for item in json.loads(content)["items"]]
    if statuses != [201] * BATCH:
        raise RefusedError(f"a batch was answered {statuses}")
