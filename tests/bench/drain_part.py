"""The part `drain`: how fast due letters leave, beside what the sink can take and beside the peers."""

from importlib.util import find_spec

from tests.bench import ceilings
from tests.bench.drains import ChildDrain, ServiceDrain
from tests.bench.ground import Ground
from tests.bench.report import Section
from tests.bench.rounds import Contender, Ratio, interleaved, over_best, ratio
from tests.bench.stores import Store

SQLITE, POSTGRES, RAW = "service, SQLite", "service, PostgreSQL", "raw sender"
APSCHEDULER, HUEY, DRAMATIQ, PROCRASTINATE = "APScheduler", "huey", "dramatiq", "Procrastinate"
RATE, CPU = "letters_per_s", "cpu_ms_per_letter"


def drain(ground: Ground) -> Section:
    """Measure it."""
    size = ground.size
    store = ground.store("sqlite")
    contenders: dict[str, Contender] = {SQLITE: draining(ground, "sqlite", store)}
    if ground.postgres is not None:
        contenders[POSTGRES] = draining(ground, "postgres", ground.store("postgres", on_postgres=True))
    peers = _peers(ground, store) if size.peers else {}
    contenders |= peers
    contenders[RAW] = ChildDrain(
        "raw", "tests.bench.raw_sender", ground.terms(store, letters=3 * size.letters), ground.sink
    )
    contenders |= ceilings.of_postfix(ground)
    measured = interleaved(contenders, rounds=size.rounds, tell=ground.tell)
    ratios: list[Ratio] = [ratio(measured, RATE, SQLITE, RAW)]
    if peers:
        ratios.append(over_best(measured, RATE, SQLITE, list(peers), wanted="≥ 8, aim 15"))
        ratios.append(over_best(measured, CPU, SQLITE, list(peers), lowest=True, wanted="≤ 1/6 = 0.167"))
    if POSTGRES in contenders and PROCRASTINATE in peers:
        ratios.append(ratio(measured, RATE, POSTGRES, PROCRASTINATE, wanted="≥ 10, aim 30"))
    how = f"{size.connections} connections over {size.accounts} accounts, {size.letters} letters a round"
    return Section(title="Drain of what is due", measured=measured, ratios=ratios, notes=[how])


def draining(ground: Ground, name: str, store: Store, *options: str, letters: int | None = None) -> ServiceDrain:
    """Start a service on a store and return what drains it."""
    process = ground.ends.enter_context(store.serve("--role", "dispatch", *options))
    return ServiceDrain(name, store, process, ground.sink, letters=letters or ground.size.letters)


def _peers(ground: Ground, store: Store) -> dict[str, Contender]:
    """Return the peers that are installed, with what they need."""
    modules = {APSCHEDULER: ("apscheduler", "apscheduler_jobs", ""), HUEY: ("huey", "huey_tasks", "")}
    redis = ground.redis() if find_spec("dramatiq") else None
    if redis is not None:
        modules[DRAMATIQ] = ("dramatiq", "dramatiq_actors", redis)
    if ground.postgres is not None and find_spec("procrastinate"):
        modules[PROCRASTINATE] = ("procrastinate", "procrastinate_tasks", ground.database_dsn())
    found: dict[str, Contender] = {}
    for name, (package, module, url) in modules.items():
        if find_spec(package) is None:
            ground.tell(f"without {name}: pip install '.[bench]'")
            continue
        terms = ground.terms(store, letters=ground.size.peer_letters, url=url)
        found[name] = ChildDrain(package, f"tests.bench.peers.{module}", terms, ground.sink)
    return found
