"""The part `steps`: where the processor time of a letter and of a POST goes, step by step."""

import json
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.accepts import Accepts
from tests.bench.drains import ServiceDrain
from tests.bench.ground import Ground
from tests.bench.processes import Child
from tests.bench.report import Section
from tests.bench.rounds import Contender, Figures, Measured, Spread, interleaved
from tests.bench.stepped_service import ALL, IN_LOOP, MAIN, VARIABLE
from tests.bench.stores import Store
from tests.peers.service_process import ServiceProcess, until

LETTER, POST = "a letter", "a POST"


@dataclass(frozen=True, kw_only=True)
class Stepped:
    """A process with a stopwatch, and what it is given to do."""

    process: ServiceProcess
    written: Path
    work: Callable[[int], object]
    many: int

    def __call__(self, number: int) -> Figures:
        before = self._snapshot()
        self.work(number)
        after = self._snapshot()
        spent = {step: 1000 * (after[step] - before.get(step, 0.0)) / self.many for step in after}
        all_, main = spent.pop(ALL), spent.pop(MAIN)
        loop = sum(value for step, value in spent.items() if step.endswith(IN_LOOP))
        spent["event loop: all else"] = main - loop
        spent["threads: all else"] = all_ - sum(spent.values())
        return {**spent, "all of it": all_}

    def _snapshot(self) -> dict[str, float]:
        self.written.unlink(missing_ok=True)
        os.kill(self.process.pid, signal.SIGUSR1)
        until(self.written.exists, bool)
        told: dict[str, float] = json.loads(self.written.read_text())
        return told


def steps(ground: Ground) -> Section:
    """Measure it on SQLite: one process that sends, one that accepts."""
    size = ground.size
    sending, sender = _stepped(ground, "sending", "--role", "dispatch")
    accepting, accepter = _stepped(ground, "accepting")
    echo = ground.ends.enter_context(Child("tests.bench.echo"))
    accepts = Accepts(accepting, accepter, echo, requests=size.posts)
    accepts.warm_up()
    drain = ServiceDrain("steps", sending, sender, ground.sink, letters=size.letters)
    contenders: dict[str, Contender] = {
        LETTER: Stepped(process=sender, written=_written(sending), work=drain, many=size.letters),
        POST: Stepped(process=accepter, written=_written(accepting), work=accepts.post, many=size.posts),
    }
    measured = interleaved(contenders, rounds=size.rounds)
    return Section(title="Processor time by step, ms", measured=_turned(measured))


def _written(store: Store) -> Path:
    return store.installation.folder / "steps.json"


def _stepped(ground: Ground, name: str, *options: str) -> tuple[Store, ServiceProcess]:
    store = ground.store(name)
    settings = {**store.installation.settings, VARIABLE: str(_written(store))}
    store.installation = replace(store.installation, module="tests.bench.stepped_service", settings=settings)
    return store, ground.ends.enter_context(store.serve(*options))


def _turned(measured: Measured) -> Measured:
    """Return a row for each step that took a hundredth of a millisecond, the dearest letters' steps first."""
    names = dict.fromkeys(step for rounds in measured.values() for one in rounds for step in one)

    def told(step: str, contender: str, number: int) -> Figures:
        value = measured[contender][number].get(step, 0.0)
        return {f"ms {contender}": value} if value >= 0.01 else {}

    rows: dict[str, list[Figures]] = {
        step: [{**told(step, LETTER, number), **told(step, POST, number)} for number in range(len(measured[LETTER]))]
        for step in names
    }

    def dearest(step: str) -> float:
        return max(Spread.of([one.get(step, 0.0) for one in rounds]).median for rounds in measured.values())

    return {step: rows[step] for step in sorted(names, key=dearest, reverse=True) if any(rows[step])}
