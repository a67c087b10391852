"""The alarm clock: the only module that knows APScheduler. It wakes dispatch; the database knows what is due.

One job asks at least once a second of real time; when the next follow-up is due sooner, a one-off job wakes at that
very instant. APScheduler's waits are computed from the wall clock, so a jump of that clock can stop it: a plain
watchdog beside it ticks by the monotonic clock and sets the jobs anew.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from service.domain.clock import Clock

TICK_SECONDS = 1.0
WATCH_SECONDS = 5.0
STALE_SECONDS = 15.0  # without a tick; the promise is that dispatch goes on within 60 s of a clock jump
_TICK, _DUE = "tick", "due"

log = structlog.get_logger()


class Ticker:
    """Calls `tick` while it runs; `tick` is idempotent and returns the next due instant (aware UTC) or None."""

    def __init__(self, *, tick: Callable[[], Coroutine[None, None, datetime | None]], clock: Clock) -> None:
        self._tick, self._clock = tick, clock
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._watching: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[datetime | None]] = set()
        self.last_tick_at = clock.monotonic()  # monotonic seconds; /readyz asks

    def start(self) -> None:
        """Begin to tick, at once and then at least once a second."""
        self._scheduler.start()
        self._set_job()
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End all waits, and wait for a tick that is under way: what it claims must not be left lying."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def seconds_since_tick(self) -> float:
        """Return the age of the last tick that ended well, in real seconds."""
        return self._clock.monotonic() - self.last_tick_at

    def _set_job(self) -> None:
        self._scheduler.add_job(
            self._wake,
            IntervalTrigger(seconds=TICK_SECONDS, timezone=UTC),
            id=_TICK,
            replace_existing=True,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
            next_run_time=self._clock.real_now(),
        )

    async def _wake(self) -> None:
        if self._under_way:
            return  # that one tells how old the last tick is
        try:
            next_due_at = await asyncio.shield(self._ticking())
        except asyncio.CancelledError:
            return  # the scheduler has ended; the tick itself goes on, and `stop` waits for it
        except Exception as error:  # the tick must go on, whatever one of them met
            log.exception("tick_failed", error=type(error).__name__)
            return
        self.last_tick_at = self._clock.monotonic()
        if next_due_at is not None:
            self._wake_at(next_due_at)

    def _ticking(self) -> "asyncio.Task[datetime | None]":
        """Begin a tick in a task of its own: the scheduler cancels its jobs when it ends, and a claim must not be."""
        task = asyncio.create_task(self._tick())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    def _wake_at(self, next_due_at: datetime) -> None:
        wait = (next_due_at - self._clock.now()).total_seconds() / self._clock.speed()
        if 0 < wait < TICK_SECONDS:
            self._scheduler.add_job(
                self._wake,
                DateTrigger(self._clock.real_now() + timedelta(seconds=wait), timezone=UTC),
                id=_DUE,
                replace_existing=True,
                coalesce=True,
                misfire_grace_time=None,
            )

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self.seconds_since_tick() > STALE_SECONDS:
                log.warning("alarm_clock_stale", seconds=round(self.seconds_since_tick()))
                self._set_job()
                await self._wake()
