import itertools
from functools import partial
from pathlib import Path
from time import monotonic

import pytest

from service.store.webhooks import StoredWebhook
from service.webhooks.places import MOST, Place, Places
from tests.peers.webhook_receiver import Receiver, Way
from tests.webhooks.outbox_bench import OutboxBench, outbox_bench

pytestmark = pytest.mark.anyio
A_FEW_SECONDS = 5.0


async def broken_webhooks(bench: OutboxBench, receiver: Receiver, *, owner: str) -> list[StoredWebhook]:
    return [await bench.add(receiver.url, owner=owner, name=f"broken-{number}") for number in range(8)]


def has_more_than(receiver: Receiver, received: int) -> bool:
    return len(receiver.receptions) > received


@pytest.mark.parametrize(
    "ways", [(Way.ERROR,), (Way.TIME_OUT,), (Way.ERROR, Way.TIME_OUT)], ids=["500", "hangs", "both"]
)
async def test_an_owners_event_arrives_while_anothers_backlog_for_the_same_host_fails(
    tmp_path: Path, ways: tuple[Way, ...]
) -> None:
    turns = itertools.cycle(ways)
    with Receiver(way=lambda _id, _n: next(turns)) as broken, Receiver() as well:
        async with outbox_bench(tmp_path, seconds=15) as bench:
            await broken_webhooks(bench, broken, owner="gina")
            good = await bench.add(well.url, owner="hugo")
            await bench.happen("gina", times=60)  # 480 events
            bench.worker.wake()
            await bench.until(lambda: len(broken.receptions) >= MOST["owner at host"][0])
            for received in range(3):
                before = monotonic()
                await bench.happen("hugo")
                bench.worker.wake()
                await bench.until(partial(has_more_than, well, received))
                assert monotonic() - before < A_FEW_SECONDS
            await bench.until(lambda: {each.state for each in bench.deliveries(good)} == {"delivered"})


async def test_an_owners_own_webhook_that_answers_is_told_while_retries_to_others_hang(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, n: Way.ERROR if n == 1 else Way.TIME_OUT) as broken, Receiver() as well:
        async with outbox_bench(tmp_path, seconds=15) as bench:
            await broken_webhooks(bench, broken, owner="gina")
            await bench.happen("gina", times=3)
            await bench.run_due()
            good = await bench.add(well.url, owner="gina")
            await bench.make_due()
            bench.worker.wake()
            await bench.until(lambda: any(each.way is Way.TIME_OUT for each in broken.receptions))
            before = monotonic()
            await bench.happen("gina", times=20)
            bench.worker.wake()
            await bench.until(lambda: {each.state for each in bench.deliveries(good)} == {"delivered"})
            assert monotonic() - before < A_FEW_SECONDS
            hanging = [each for each in broken.receptions if each.way is Way.TIME_OUT]
            assert len(hanging) <= MOST["owner at host"][1]


def place(owner: str, number: int = 0, *, host: str = "a.example", failing: bool = False) -> Place:
    return Place(webhook_id=f"{owner}-{number}", owner=owner, host=host, failing=failing)


def test_places_go_round_among_owners_then_among_their_webhooks() -> None:
    many = [place("gina", number, host=f"{number}.example") for number in range(8)]
    few = [place(f"owner-{number}", host=f"of-{number}.example") for number in range(20)]
    shares = Places().share_out([(each, 1000) for each in (*many, *few)])
    assert sum(shares.values()) == MOST["all"][0]
    assert sum(shares[each] for each in many) == 2
    assert max(shares[each] for each in many) == 1
    assert {shares[each] for each in few} <= {1, 2}


def test_a_place_that_comes_free_goes_to_who_has_waited_for_a_turn_longest() -> None:
    places = Places()
    wanted = [(place(f"owner-{number:02}", host=f"{number}.example"), 1000) for number in range(100)]
    told: list[str] = []
    for _ in range(100):
        shares = places.share_out(wanted)
        for each, count in shares.items():
            for _ in range(count):
                places.take(each)
                told.append(each.owner)
        first = next(each for each, _ in wanted if each.owner == told[len(told) - MOST["all"][0]])
        places.leave(first)
    assert len(set(told)) == 100


def test_a_webhook_that_fails_has_one_place_and_all_that_fail_half_of_each_share() -> None:
    failing = [place("gina", number, failing=True) for number in range(8)]
    shares = Places().share_out([(each, 1000) for each in failing])
    assert sum(shares.values()) == MOST["owner at host"][1]
    apart = [place("gina", number, host=f"{number}.example", failing=True) for number in range(8)]
    shares = Places().share_out([(each, 1000) for each in apart])
    assert set(shares.values()) == {1}
    assert sum(shares.values()) == MOST["owner"][1]


def test_what_was_begun_before_a_webhook_failed_counts() -> None:
    places = Places()
    places.take(place("gina"))
    assert not places.share_out([(place("gina", failing=True), 5)])
    places.leave(place("gina"))
    assert places.share_out([(place("gina", failing=True), 5)]) == {place("gina", failing=True): 1}


def test_no_more_is_shared_out_than_is_due() -> None:
    assert places_of(1) == 1
    assert places_of(1000) == MOST["webhook"][0]


def places_of(due: int) -> int:
    return Places().share_out([(place("hugo"), due)])[place("hugo")]
