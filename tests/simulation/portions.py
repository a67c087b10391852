"""One portion of a long run, played in a process of its own; such a process finds it by this module's name."""

from collections import Counter

from tests.simulation.machine import Simulation
from tests.simulation.runs import play


def played(runs: int, seed: int) -> tuple[Counter[str], str | None]:
    """Play one portion; returns its tally, and what broke."""
    Simulation.tally.clear()
    try:
        play(runs, with_seed=seed)
    except BaseException as error:  # noqa: BLE001  # Hypothesis raises what the machine raised, with its notes
        notes = "\n".join(getattr(error, "__notes__", ()))
        again = f"python -m tests.simulation --runs {runs} --seed {seed}"
        return Counter(Simulation.tally), f"{type(error).__name__}: {error}\n{notes}\nagain: {again}"
    return Counter(Simulation.tally), None
