import asyncio
from datetime import UTC, datetime

import pytest

from service.ticker import Ticker
from tests.peers.hand_clock import HandClock

pytestmark = pytest.mark.anyio


class SteppedClock(HandClock):
    """Monotonic time that the test moves."""

    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


async def test_a_tick_that_hangs_grows_old_and_is_not_begun_twice() -> None:
    clock = SteppedClock(datetime(2026, 11, 23, 2, tzinfo=UTC))
    begun: list[asyncio.Event] = []
    under_way = asyncio.Event()

    async def hanging() -> None:
        begun.append(asyncio.Event())
        under_way.set()
        await begun[-1].wait()

    ticker = Ticker(tick=hanging, clock=clock)
    first = asyncio.create_task(ticker._wake())  # noqa: SLF001  # as the scheduler calls it
    await asyncio.wait_for(under_way.wait(), 5)
    clock.seconds = 30.0
    await ticker._wake()  # noqa: SLF001  # the next call, while the first one hangs
    assert len(begun) == 1
    assert ticker.seconds_since_tick() == 30.0
    begun[0].set()
    await first
    assert ticker.seconds_since_tick() == 0.0
