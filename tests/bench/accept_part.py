"""The part `accept`: follow-ups accepted over HTTP, on each database."""

from tests.bench.accepts import CONNECTIONS, ECHO, Accepts, ratios_of
from tests.bench.ground import Ground
from tests.bench.processes import Child
from tests.bench.report import Section
from tests.bench.rounds import Contender, interleaved


def accept(ground: Ground) -> Section:
    """Measure it; everything is asked once before, for processes load their word lists at the first letter."""
    size = ground.size
    echo = ground.ends.enter_context(Child("tests.bench.echo"))
    stores = {"SQLite: ": ground.store("accepts")}
    if ground.postgres is not None:
        stores["PostgreSQL: "] = ground.store("accepts-postgres", on_postgres=True)
    contenders: dict[str, Contender] = {}
    for prefix, store in stores.items():
        process = ground.ends.enter_context(store.serve())
        accepts = Accepts(store, process, echo, requests=size.posts, prefix=prefix)
        accepts.warm_up()
        contenders |= accepts.contenders()
        contenders[ECHO] = accepts.echo
    measured = interleaved(contenders, rounds=size.rounds, tell=ground.tell)
    ratios = [each for prefix in stores for each in ratios_of(measured, prefix)]
    how = f"{CONNECTIONS} connections, {size.posts} requests a round; a batch of 100 over 2 connections"
    return Section(title="Accepts over HTTP", measured=measured, ratios=ratios, notes=[how])
