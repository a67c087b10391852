"""Drain: N due letters to one sink, through the real service and through what else a user might pick."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from tests.bench.letters import NotExactlyOnceError, Terms, demand_exactly_once
from tests.bench.processes import Child, cpu_seconds, pause
from tests.bench.rounds import Figures
from tests.bench.stores import Store
from tests.peers.service_process import ServiceProcess

SECONDS_WITHOUT_A_LETTER = 30.0
POLL_SECONDS = 0.02


@dataclass(frozen=True, kw_only=True)
class Drained:
    """One drain, as the sink saw it; nothing of it was lost or came twice."""

    letters: int
    seconds: float  # from the first letter to the last
    cpu_seconds: float  # of the sender, from the first letter that was seen to its rest
    cpu_letters: int  # that left in that time
    first_at: float  # monotonic

    @property
    def figures(self) -> Figures:
        return {
            "letters_per_s": (self.letters - 1) / self.seconds,
            "cpu_ms_per_letter": 1000 * self.cpu_seconds / max(1, self.cpu_letters),
        }


def drain(
    sink: Child,
    *,
    tag: str,
    first: int,
    letters: int,
    pid: int,
    go: Callable[[], object],
    rest: Callable[[], object] = lambda: None,
) -> Drained:
    """Let go, watch the sink until all letters came, and refuse the round unless each came exactly once.

    Args:
        sink: where they go; emptied before.
        tag: of the letters.
        first: number of the first.
        letters: how many.
        pid: of the sender, whose processor time is measured with that of all processes below it.
        go: lets the sender begin.
        rest: returns when the sender has recorded everything.

    Raises:
        NotExactlyOnceError: lost, doubled or foreign letters.
    """
    sink.ask("forget")
    started, began_with, used_before = monotonic(), 0, cpu_seconds(pid)
    go()
    count, grew_at = 0, monotonic()
    while count < letters:
        pause(POLL_SECONDS)
        came = int(sink.ask("count")["letters"])
        if not count and 0 < came < letters / 2:  # else it was too quick to leave out how it began
            began_with, used_before = came, cpu_seconds(pid)
        if came > count:
            count, grew_at = came, monotonic()
        if monotonic() - grew_at > SECONDS_WITHOUT_A_LETTER:
            raise NotExactlyOnceError(f"{count} of {letters} letters came in {monotonic() - started:.0f} s, then none")
    rest()
    used = cpu_seconds(pid) - used_before
    pause(0.2)  # one too many would come now
    told = sink.ask("count")
    demand_exactly_once(sink.ask("letters")["ids"], tag=tag, first=first, count=letters)
    return Drained(
        letters=letters,
        seconds=told["last_at"] - told["first_at"],
        cpu_seconds=used,
        cpu_letters=letters - began_with,
        first_at=told["first_at"],
    )


class ServiceDrain:
    """A running `serve` process: the letters become due by one commit, and it finds them at its next tick."""

    def __init__(
        self, name: str, store: Store, process: ServiceProcess, sink: Child, *, letters: int, sent: int = 0
    ) -> None:
        self._name, self._store, self._process = name, store, process
        self._sink, self._letters = sink, letters
        self._sent = sent  # from this store so far

    def __call__(self, number: int) -> Figures:
        tag = f"{self._name}-{number}-{self._sent}"
        drained = drain(
            self._sink,
            tag=tag,
            first=self._store.next_number,
            letters=self._letters,
            pid=self._process.pid,
            go=lambda: self._store.due(tag, self._letters),
            rest=self._store.wait_at_rest,
        )
        self._sent += self._letters
        recorded = self._store.count_of("sent")
        if recorded != self._sent:
            raise NotExactlyOnceError(f"{self._sent} letters came, {recorded} are recorded as sent")
        return drained.figures


class ChildDrain:
    """A process that makes its letters due, says so, and sends them at the order `go`."""

    def __init__(self, name: str, module: str, terms: Terms, sink: Child) -> None:
        self._name, self._module, self._terms, self._sink = name, module, terms, sink

    def __call__(self, number: int) -> Figures:
        tag = f"{self._name}-{number}"
        folder = Path(self._terms["folder"]) / tag
        folder.mkdir(parents=True)
        with Child(self._module, {**self._terms, "tag": tag, "folder": str(folder)}) as child:
            return drain(
                self._sink,
                tag=tag,
                first=0,
                letters=self._terms["letters"],
                pid=child.pid,
                go=lambda: child.tell("go"),
                rest=lambda: pause(0.3),
            ).figures
