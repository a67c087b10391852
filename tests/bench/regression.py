"""`--check`: ratios inside one run that must not get worse; generous, for machines differ and others work beside.

The service is compared with the raw sender at the same sink and with a bare echo of the same framework: that hardly
depends on the machine. Rates suffer from neighbours, processor time hardly does, so both are looked at; of the rounds
the best one counts.
"""

from dataclasses import replace

from tests.bench.accepts import ECHO, POST, Accepts
from tests.bench.drain_part import CPU, RATE, RAW, SQLITE, draining
from tests.bench.drains import ChildDrain
from tests.bench.ground import ground
from tests.bench.processes import Child
from tests.bench.report import Section
from tests.bench.rounds import Contender, interleaved, ratio
from tests.bench.size import Size, Tell

# About half, and twice, of what was measured on two shared cores; see the README. To be tightened with every gain.
LEAST_DRAIN_OVER_RAW = 0.02
MOST_CPU_OVER_RAW = 60.0
LEAST_POST_OVER_ECHO = 0.07
MOST_CPU_OVER_ECHO = 50.0
SIZE = Size(rounds=3, letters=200, posts=80)


def check(tell: Tell, size: Size = SIZE) -> tuple[Section, bool]:
    """Measure on SQLite; the flag says whether every limit holds."""
    with ground(replace(size, peers=False, postgres=False), tell) as here:
        store = here.store("check")
        echo = here.ends.enter_context(Child("tests.bench.echo"))
        accepts = Accepts(store, here.ends.enter_context(store.serve("--role", "api")), echo, requests=size.posts)
        accepts.warm_up()
        raw = here.terms(store, letters=15 * size.letters)
        contenders: dict[str, Contender] = {
            SQLITE: draining(here, "check", store),
            RAW: ChildDrain("raw", "tests.bench.raw_sender", raw, here.sink),
            POST: accepts.post,
            ECHO: accepts.echo,
        }
        measured = interleaved(contenders, rounds=size.rounds, tell=tell)
    limits = (
        (ratio(measured, RATE, SQLITE, RAW, wanted=f"≥ {LEAST_DRAIN_OVER_RAW}"), LEAST_DRAIN_OVER_RAW, True),
        (ratio(measured, CPU, SQLITE, RAW, wanted=f"≤ {MOST_CPU_OVER_RAW:g}"), MOST_CPU_OVER_RAW, False),
        (ratio(measured, "per_s", POST, ECHO, wanted=f"≥ {LEAST_POST_OVER_ECHO}"), LEAST_POST_OVER_ECHO, True),
        (ratio(measured, "cpu_ms_each", POST, ECHO, wanted=f"≤ {MOST_CPU_OVER_ECHO:g}"), MOST_CPU_OVER_ECHO, False),
    )
    held = all(
        found.spread.most >= limit if at_least else found.spread.least <= limit for found, limit, at_least in limits
    )
    return Section(title="Regression check", measured=measured, ratios=[found for found, _, _ in limits]), held
