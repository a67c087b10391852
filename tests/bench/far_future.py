"""The part `far_future`: what changes for a process when a million follow-ups wait for later days."""

from dataclasses import dataclass, field
from time import monotonic

from tests.bench.accepts import Accepts
from tests.bench.drains import ServiceDrain
from tests.bench.ground import Ground
from tests.bench.letters import demand_exactly_once
from tests.bench.processes import Child, cpu_seconds, pause, resident_bytes
from tests.bench.report import Section
from tests.bench.rounds import Figures, Ratio, Spread, interleaved, ratio
from tests.bench.stores import Store
from tests.peers.service_process import ServiceProcess, until

EMPTY = "empty store"
MIB = 1024 * 1024
FIRST_LETTERS = 5
SECONDS_TO_REST = 15.0  # what a process loads once, it loads in its first seconds


@dataclass(kw_only=True)
class OneLife:
    """A process from its start on: its first letter, its rates, its rest. One round."""

    name: str
    store: Store
    ground: Ground
    echo: Child
    sent: int = field(default=0)

    def __call__(self, number: int) -> Figures:
        tag = f"first-{self.name.replace(' ', '-')}-{number}"
        self.ground.sink.ask("forget")
        first = self.store.due(tag, FIRST_LETTERS)
        with self.store.serve() as process:
            ready_at = monotonic()
            first_after = self._first_letter_at(tag, first) - ready_at
            self.sent += FIRST_LETTERS
            rates = self._rates(process, number)
            pause(SECONDS_TO_REST)
            used = cpu_seconds(process.pid)
            pause(self.ground.size.idle_seconds)
            idle = (cpu_seconds(process.pid) - used) / self.ground.size.idle_seconds
            resident = resident_bytes(process.pid)
        return {
            **rates,
            "first_letter_after_ready_s": first_after,
            "memory_mib": resident / MIB,
            "idle_cpu_percent": 100 * idle,
        }

    def _first_letter_at(self, tag: str, first: int) -> float:
        sink = self.ground.sink
        told = until(lambda: sink.ask("count"), lambda count: count["letters"] >= FIRST_LETTERS, seconds=60)
        self.store.wait_at_rest()
        demand_exactly_once(sink.ask("letters")["ids"], tag=tag, first=first, count=FIRST_LETTERS)
        return float(told["first_at"])

    def _rates(self, process: ServiceProcess, number: int) -> Figures:
        size, label = self.ground.size, self.name.replace(" ", "-")
        accepts = Accepts(self.store, process, self.echo, requests=size.posts)
        accepts.warm_up()
        posted = accepts.post()
        draining = ServiceDrain(label, self.store, process, self.ground.sink, letters=size.letters, sent=self.sent)
        drained = draining(number)
        self.sent += size.letters
        return {"letters_per_s": drained["letters_per_s"], "posts_per_s": posted["per_s"]}


def far_future(ground: Ground) -> Section:
    """Measure it on SQLite."""
    size = ground.size
    echo = ground.ends.enter_context(Child("tests.bench.echo"))
    full = f"{size.far_rows:,} waiting"
    stores = {EMPTY: ground.store("empty"), full: ground.store("full")}
    began = monotonic()
    stores[full].far(size.far_rows)
    ground.tell(f"{size.far_rows:,} follow-ups stored in {monotonic() - began:.0f} s")
    lives = {name: OneLife(name=name, store=store, ground=ground, echo=echo) for name, store in stores.items()}
    measured = interleaved(lives, rounds=size.rounds, tell=ground.tell)
    more = [mine["memory_mib"] - none["memory_mib"] for mine, none in zip(measured[full], measured[EMPTY], strict=True)]
    first = [one["first_letter_after_ready_s"] for one in measured[full]]
    idle = [one["idle_cpu_percent"] for one in measured[full]]
    ratios = [
        ratio(measured, "letters_per_s", full, EMPTY, wanted="≥ 0.9"),
        ratio(measured, "posts_per_s", full, EMPTY, wanted="≥ 0.9"),
        Ratio(name="first letter after /readyz, s", spread=Spread.of(first), wanted="≤ 1"),
        Ratio(name="memory beyond the empty store's, MiB", spread=Spread.of(more), wanted="≤ 20"),
        Ratio(name="idle CPU, % of one core", spread=Spread.of(idle), wanted="< 0.5"),
    ]
    return Section(title=f"With {size.far_rows:,} far-future follow-ups, SQLite", measured=measured, ratios=ratios)
