import asyncio
import multiprocessing
import os
from datetime import timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook

from service.webhooks import signing
from service.webhooks.delivery import Posting
from tests.peers.webhook_receiver import Receiver
from tests.webhooks.outbox_bench import outbox_bench

pytestmark = pytest.mark.anyio
DIED = 86


def work_until(folder: Path, point: str) -> None:
    """Deliver what is due, and end at a point at once, as at a power cut."""

    def die(*_given: object, **_named: object) -> None:
        os._exit(DIED)

    setattr(Posting, point, die)

    async def work() -> None:
        async with outbox_bench(folder, seconds=5) as bench:
            await bench.run_due()

    asyncio.run(work())


@pytest.mark.parametrize(
    ("point", "received"),
    [("deliver", 1), ("_record", 2)],
    ids=["claimed and not yet posted", "posted and not yet recorded"],
)
async def test_what_a_killed_process_had_claimed_is_delivered_by_another_with_the_same_id(
    tmp_path: Path, point: str, received: int
) -> None:
    secret = signing.new_secret()
    with Receiver() as receiver:
        async with outbox_bench(tmp_path, seconds=5) as bench:
            webhook = await bench.add(receiver.url, secret=secret)
            await bench.happen()
            context = multiprocessing.get_context("forkserver")
            process = context.Process(target=work_until, args=(tmp_path, point), daemon=True)
            process.start()
            await asyncio.to_thread(process.join, 30)
            assert process.exitcode == DIED
            await bench.run_due()
            assert bench.deliveries(webhook)[0].state == "claimed"
            bench.clock.real_offset = timedelta(seconds=61)
            await bench.run_due()
            (delivery,) = bench.deliveries(webhook)
    assert (delivery.state, delivery.tries) == ("delivered", 1)
    assert len(receiver.receptions) == received
    for each in receiver.receptions:
        assert each.headers["webhook-id"] == str(delivery.id)
        Webhook(secret).verify(each.body, dict(each.headers))
