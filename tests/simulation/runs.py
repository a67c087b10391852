"""Plays many runs of the simulation, and says how it went."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Simulation

STEPS = 40  # at most, of one run
_EXPECTED = {"ProcessDied", "DatabaseError"}  # what the simulation itself does to deliveries


@contextmanager
def quiet(crashes: list[str]) -> Iterator[None]:
    """Drop the service's log, except for what a delivery died of that nobody drew: that goes into `crashes`."""

    def watch(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        if event["event"] == "delivery_failed" and event.get("error") not in _EXPECTED | {"SQLAlchemyError"}:
            crashes.append(f"{event.get('error')}: {event.get('exc_info')}")
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[watch])
    try:
        yield
    finally:
        structlog.configure(**before)


def play(runs: int, *, with_seed: int | None = None, shrink: bool = True) -> None:
    """Play so many runs; a broken promise is raised with the steps that lead to it and the blob that repeats it."""
    chosen = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=True,
        derandomize=with_seed is None,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    machine = type("Simulation", (Simulation,), {})  # a seed sticks to the class that it is given to
    if with_seed is not None:
        machine = seed(with_seed)(machine)
    crashes: list[str] = []
    with quiet(crashes):
        run_state_machine_as_test(machine, settings=chosen)
    assert crashes == []
