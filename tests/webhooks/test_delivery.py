import itertools
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from service.egress import AllowedHosts
from service.store.webhooks import StoredDelivery
from service.webhooks import retrying, signing
from tests.peers.certificates import TlsContexts
from tests.peers.webhook_receiver import Receiver, Trap, Way
from tests.webhooks.outbox_bench import outbox_bench

pytestmark = pytest.mark.anyio
BAD = [way for way in Way if way not in (Way.TAKEN, Way.TAKEN_BUT_DRIPPING, Way.GONE)]


async def test_the_reference_verifier_accepts_a_delivery_and_reads_what_happened(tmp_path: Path) -> None:
    secret = signing.new_secret()
    with Receiver() as receiver:
        async with outbox_bench(tmp_path) as bench:
            webhook = await bench.add(receiver.url, secret=secret)
            (follow_up,) = await bench.happen()
            await bench.run_due()
            (delivery,) = bench.deliveries(webhook)
    (reception,) = receiver.receptions
    told = Webhook(secret).verify(reception.body, dict(reception.headers))
    assert told == {
        "type": "follow_up.scheduled",
        "timestamp": "2026-11-23T05:00:00Z",
        "data": {
            "id": str(follow_up),
            "status": "scheduled",
            "reference": "KH-0",
            "send_at": "2026-11-24T05:00:00Z",
            "reason": "promise",
        },
    }
    assert reception.request_line == "POST /hooks HTTP/1.1"
    assert reception.headers["webhook-id"] == str(delivery.id)
    assert reception.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert reception.headers["content-type"] == "application/json"
    assert (delivery.state, delivery.tries, delivery.last_status, delivery.last_error) == ("delivered", 1, 204, None)
    assert delivery.ended_at is not None


async def test_two_hundred_faulty_receptions_lose_no_event_and_lead_nowhere_else(tmp_path: Path) -> None:
    owners = {f"owner-{number}": signing.new_secret() for number in range(4)}
    ways = itertools.cycle(BAD)
    with (
        Trap() as trap,
        Receiver(way=lambda _id, n: next(ways) if n <= 5 else Way.TAKEN, redirect_to=trap.url) as receiver,
    ):
        async with outbox_bench(tmp_path, seconds=0.12) as bench:
            added = {
                owner: await bench.add(receiver.url, owner=owner, secret=secret) for owner, secret in owners.items()
            }
            happened = {str(id_) for owner in owners for id_ in await bench.happen(owner, times=10)}
            deliveries: list[StoredDelivery] = []
            while {each.state for each in deliveries} != {"delivered"}:
                await bench.make_due()
                await bench.run_due()
                deliveries = [each for webhook in added.values() for each in bench.deliveries(webhook)]
                assert all(each.state != "given_up" for each in deliveries)
        assert trap.is_untouched()
    assert sum(reception.way in BAD for reception in receiver.receptions) == 200
    assert {each.way for each in receiver.receptions} == {*BAD, Way.TAKEN}
    assert all(each.tries >= 6 for each in deliveries)  # more where an answer came too late to be heard
    told = set()
    for reception in receiver.receptions:
        (secret,) = [each for each in owners.values() if _is_signed_by(each, reception.body, reception.headers)]
        body = Webhook(secret).verify(reception.body, dict(reception.headers))
        told |= {body["data"]["id"]} if reception.way is Way.TAKEN else set()
        assert "cookie" not in reception.headers
    assert told == happened


def _is_signed_by(secret: str, body: bytes, headers: Mapping[str, str]) -> bool:
    try:
        Webhook(secret).verify(body, dict(headers))
    except WebhookVerificationError:
        return False
    return True


@pytest.mark.parametrize("way", BAD)
async def test_a_failure_is_told_without_a_word_of_the_receiver_and_tried_again(tmp_path: Path, way: Way) -> None:
    with Trap() as trap, Receiver(way=lambda _id, _n: way, redirect_to=trap.url) as receiver:
        async with outbox_bench(tmp_path, seconds=0.15) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen()
            before = bench.clock.real_now()
            await bench.run_due()
            (delivery,) = bench.deliveries(webhook)
            standing = bench.standing(webhook)
        assert trap.is_untouched()
    assert (delivery.state, delivery.tries) == ("waiting", 1)
    assert timedelta(seconds=4) < delivery.due_at - before < timedelta(seconds=8)
    assert delivery.last_error
    assert "secret" not in delivery.last_error
    assert "127.0.0.1" not in delivery.last_error
    assert standing.failing_since is not None
    assert standing.disabled_reason is None


async def test_an_answer_that_takes_it_counts_whatever_becomes_of_its_body(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, _n: Way.TAKEN_BUT_DRIPPING) as receiver:
        async with outbox_bench(tmp_path, seconds=0.15) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen()
            await bench.run_due()
            assert bench.deliveries(webhook)[0].state == "delivered"


async def test_gone_disables_the_webhook_and_gives_up_what_waits_for_it(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, _n: Way.GONE) as receiver:
        async with outbox_bench(tmp_path) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen(times=9)
            await bench.run_due()
            assert bench.standing(webhook).disabled_reason == retrying.GONE
            assert {each.state for each in bench.deliveries(webhook)} == {"given_up"}
            await bench.happen()
            assert len(bench.deliveries(webhook)) == 9


async def test_after_ten_tries_it_is_given_up_and_after_five_days_of_that_the_webhook_is_disabled(
    tmp_path: Path,
) -> None:
    with Receiver(way=lambda _id, _n: Way.ERROR) as receiver:
        async with outbox_bench(tmp_path) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen()
            while bench.deliveries(webhook)[0].state == "waiting":
                bench.clock.real_offset += bench.deliveries(webhook)[0].due_at - bench.clock.real_now()
                await bench.run_due()
            (delivery,) = bench.deliveries(webhook)
            assert (delivery.state, delivery.tries, delivery.last_status) == ("given_up", 10, 500)
            assert timedelta(days=3) < bench.clock.real_offset < timedelta(days=4)
            assert bench.standing(webhook).disabled_reason is None
            await bench.happen()
            while bench.deliveries(webhook)[0].state == "waiting":
                bench.clock.real_offset += max(
                    timedelta(), bench.deliveries(webhook)[0].due_at - bench.clock.real_now()
                )
                await bench.run_due()
            assert bench.clock.real_offset > timedelta(days=5)
            assert bench.standing(webhook).disabled_reason == retrying.DEAF


async def test_a_delivery_ends_the_failing(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, n: Way.ERROR if n == 1 else Way.TAKEN) as receiver:
        async with outbox_bench(tmp_path) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen()
            await bench.run_due()
            await bench.make_due()
            await bench.run_due()
            assert bench.standing(webhook).failing_since is None
            assert bench.deliveries(webhook)[0].state == "delivered"


async def test_what_a_process_took_and_did_not_end_is_taken_over_when_its_lease_is_over(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, _n: Way.TIME_OUT) as receiver:
        async with outbox_bench(tmp_path, seconds=20) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen()
            bench.worker.wake()
            await bench.until(lambda: receiver.receptions)
            async with outbox_bench(tmp_path) as other:
                await other.run_due()
                assert bench.deliveries(webhook)[0].state == "claimed"
                receiver.way = lambda _id, _n: Way.TAKEN
                other.clock.real_offset = timedelta(seconds=61)
                await other.run_due()
                assert bench.deliveries(webhook)[0].state == "delivered"
    assert len({each.headers["webhook-id"] for each in receiver.receptions}) == 1
    assert len(receiver.receptions) == 2


async def test_stopping_gives_back_what_is_under_way_at_once(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, _n: Way.TIME_OUT) as receiver:
        async with outbox_bench(tmp_path, seconds=20) as bench:
            webhook = await bench.add(receiver.url)
            await bench.happen()
            bench.worker.wake()
            await bench.until(lambda: receiver.receptions)
            await bench.worker.stop()
            (delivery,) = bench.deliveries(webhook)
            assert (delivery.state, delivery.tries) == ("waiting", 0)
            assert delivery.due_at <= bench.clock.real_now()


async def test_a_certificate_that_is_not_good_gets_nothing(tmp_path: Path, tls: TlsContexts) -> None:
    for number, context in enumerate((tls.expired, tls.elsewhere)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Receiver(tls=context) as receiver:
            async with outbox_bench(folder, tls=tls.client, seconds=2) as bench:
                webhook = await bench.add(receiver.url)
                await bench.happen()
                await bench.run_due()
                (delivery,) = bench.deliveries(webhook)
        assert delivery.last_error is not None
        assert delivery.last_error.startswith("bad_tls")
        assert receiver.receptions == []


async def test_over_tls_the_name_goes_to_the_address_that_was_checked(tmp_path: Path, tls: TlsContexts) -> None:
    asked: list[str] = []

    def look_up(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with Receiver(tls=tls.server) as receiver, Trap("127.0.0.2", receiver.port) as trap:
        async with outbox_bench(tmp_path, tls=tls.client, look_up=look_up, seconds=2) as bench:
            webhook = await bench.add(f"https://localhost:{receiver.port}/hooks?a=b")
            await bench.happen()
            await bench.run_due()
            assert bench.deliveries(webhook)[0].state == "delivered"
        assert trap.is_untouched()
    assert asked == ["localhost"]
    (reception,) = receiver.receptions
    assert reception.headers["host"] == f"localhost:{receiver.port}"
    assert reception.request_line == "POST /hooks?a=b HTTP/1.1"


async def test_a_name_that_comes_to_lead_inside_is_not_followed(tmp_path: Path) -> None:
    with Trap() as trap:
        async with outbox_bench(tmp_path, look_up=lambda _host, _port: ["127.0.0.1"], allowed=AllowedHosts()) as bench:
            webhook = await bench.add(f"https://hooks.example.com:{trap.port}/")
            await bench.happen()
            await bench.run_due()
            (delivery,) = bench.deliveries(webhook)
        assert trap.is_untouched()
    assert (delivery.state, delivery.tries) == ("waiting", 1)
    assert delivery.last_error == "not_public: The host does not lead to a public address."


async def test_one_that_hangs_keeps_no_other_waiting(tmp_path: Path) -> None:
    with Receiver(way=lambda _id, _n: Way.TIME_OUT) as deaf, Receiver(host="127.0.0.2") as well:
        allowed = AllowedHosts.parse("127.0.0.1 127.0.0.2")
        async with outbox_bench(tmp_path, seconds=20, allowed=allowed) as bench:
            await bench.add(deaf.url, owner="deaf")
            good = await bench.add(well.url, owner="well")
            await bench.happen("deaf", times=30)
            await bench.happen("well", times=30)
            bench.worker.wake()
            await bench.until(lambda: {each.state for each in bench.deliveries(good)} == {"delivered"})
            assert len(deaf.receptions) <= 4
