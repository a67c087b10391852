"""What dispatch does is counted as it happened: real database, real SMTP server."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from tests.peers.bench import Bench, bench, body
from tests.peers.faults import Behaviour, drop, reply
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")


def counted(running: Bench) -> dict[tuple[str, ...], float]:
    """What is not nought, without histograms and the process's own figures."""
    page = running.services.metrics.page({}).decode()
    return {
        (each.name.removeprefix("tanyakabar_"), *each.labels.values()): each.value
        for family in text_string_to_metric_families(page)
        for each in family.samples
        if each.value and family.type == "counter" and each.name.startswith("tanyakabar_")
    }


async def test_each_try_is_counted_once_with_what_came_of_it(tmp_path: Path) -> None:
    faults = (
        Behaviour(stage=Stage.RCPT, action=reply(550, "5.1.1 no such user")),
        Behaviour(stage=Stage.DOT, action=drop()),
        Behaviour(stage=Stage.DOT, action=reply(451, "4.7.1 later")),
    )
    with SmtpServer(*faults) as server:
        async with bench(tmp_path, server, now=MORNING, settings={"smtp_max_connections": 1}) as running:
            posted = [
                await running.stored(body(candidate={"name": "Rina", "email": f"rina{number}@example.com"}))
                for number in range(4)
            ]
            await running.run_at(max(each.send_at for each in posted))
            retried = next(each for each in posted if running.status(each.id) is Status.SCHEDULED)
            await running.run_at(running.load(retried.id).send_at + timedelta(seconds=4))
            found = counted(running)
            lag = running.services.metrics.page({}).decode()
    assert found == {
        ("tries_total", "sent"): 2,
        ("tries_total", "permanent"): 1,
        ("tries_total", "in_doubt"): 1,
        ("tries_total", "transient"): 1,
        ("sent_total",): 2,
        ("failed_total", "recipient"): 1,
        ("in_doubt_total",): 1,
        ("retries_total",): 1,
    }
    assert "tanyakabar_lag_seconds_count 2.0" in lag


async def test_what_expires_while_nobody_was_there_is_counted(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.expires_at + timedelta(hours=1))
            assert running.status(posted.id) is Status.EXPIRED
            assert counted(running) == {("expired_total",): 1}
            assert server.received == []
