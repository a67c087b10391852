"""The part `distance`: drain over a round trip of 50 ms, against plain aiosmtplib with as many connections."""

from dataclasses import replace

from tests.bench.drain_part import RATE, draining
from tests.bench.drains import ChildDrain
from tests.bench.ground import Ground
from tests.bench.processes import Child
from tests.bench.report import Section
from tests.bench.rounds import Contender, interleaved, ratio

LOOKS, BLIND, PLAIN = "service", "service without the look", "aiosmtplib"


def distance(ground: Ground) -> Section:
    """Measure it."""
    size = ground.size
    given = {"port": ground.sink.port, "round_trip_seconds": size.round_trip_seconds}
    proxy = ground.ends.enter_context(Child("tests.bench.delay_proxy", given))
    store = ground.store("near", port=proxy.port)
    blind = ground.store("blind", port=proxy.port)
    terms = ground.terms(store, letters=size.distant_letters, port=proxy.port)
    blind.installation = replace(blind.installation, module="tests.bench.blind_service")
    contenders: dict[str, Contender] = {
        LOOKS: draining(ground, "looks", store, letters=size.distant_letters),
        BLIND: draining(ground, "blind", blind, letters=size.distant_letters),
        PLAIN: ChildDrain("plain", "tests.bench.peers.plain_aiosmtplib", terms, ground.sink),
    }
    measured = interleaved(contenders, rounds=size.rounds, tell=ground.tell)
    ratios = [
        ratio(measured, RATE, LOOKS, PLAIN, wanted="≥ 1.9, aim 3"),
        ratio(measured, RATE, BLIND, PLAIN),
    ]
    how = f"{size.connections} connections, a round trip of {1000 * size.round_trip_seconds:.0f} ms"
    return Section(title="Drain over a distance", measured=measured, ratios=ratios, notes=[how])
