"""Event loop, executor and database writer without threads and without waiting: a run is one line of steps."""

import asyncio
import selectors
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, TypeVar

from service.store.engine import Connection, Database, DatabaseError
from service.store.writer import Writer
from tests.peers.hand_clock import HandClock

T = TypeVar("T")
SLOW = timedelta(seconds=3)  # more than may pass between C1 and the dot


class WholeClock(HandClock):
    """Real and monotonic time go with the pretended time: a machine whose clock is never wrong."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        # Counted from the start: of larger numbers a float cannot tell the nanosecond by which a loop sees a timer due.
        self._began = self.now()

    def real_now(self) -> datetime:
        return self.now() + self.real_offset

    def monotonic(self) -> float:
        return (self.now() - self._began).total_seconds()


class _NeverWaits(selectors.DefaultSelector):
    """Says when the loop would have to wait, in place of waiting."""

    idle: Callable[[], None]

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and (timeout is None or timeout > 0):
            self.idle()
        return ready


class InPlace(ThreadPoolExecutor):
    """Runs what is submitted at once, in the caller's thread."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> "Future[T]":  # noqa: ANN401  # as the base
        done: Future[T] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # handed to the caller
            done.set_exception(error)
        return done


class SteppedLoop(asyncio.SelectorEventLoop):
    """Runs until nothing is left to do at this instant; its time is the hand clock's."""

    def __init__(self, clock: WholeClock) -> None:
        selector = _NeverWaits()
        super().__init__(selector)
        selector.idle = self.stop
        self._clock_of_run = clock
        self.set_default_executor(InPlace(max_workers=1))
        self.set_exception_handler(lambda _loop, _context: None)  # tasks of processes that died

    def time(self) -> float:
        return self._clock_of_run.monotonic()


class ProcessDied(BaseException):  # no error: the end
    """Unwinds whatever a pretended process was at."""


class WriteFault(Enum):
    """What may befall a process at one of its writes."""

    DIES_BEFORE = auto()
    DIES_AFTER = auto()  # committed, and nobody was told
    FAILS = auto()  # rolled back
    FAILS_AFTER = auto()  # committed, but the answer was lost
    SLOW = auto()  # committed after three seconds


class InPlaceWriter(Writer):
    """Commits each job at once, in the caller's thread; the armed fault befalls one of the next writes."""

    def __init__(self, database: Database, clock: WholeClock, note_doubt: Callable[[], None]) -> None:
        self._database, self._clock, self._note_doubt = database, clock, note_doubt
        self._armed: tuple[int, WriteFault] | None = None
        self.at_work = False  # faults befall dispatch only: a client whose answer was lost is another story
        self.dead = False

    def arm(self, skip: int, fault: WriteFault) -> None:
        self._armed = (skip, fault)

    def has_urgent(self) -> bool:
        return False  # each job is its own transaction

    def submit(self, job: Callable[[Connection], T], *, urgent: bool = False) -> "Future[T]":  # noqa: ARG002
        if self.dead:
            raise ProcessDied
        fault = self._next_fault()
        if fault is WriteFault.DIES_BEFORE:
            self._note_doubt()
            self._die()
        done: Future[T] = Future()
        if fault is WriteFault.FAILS:
            done.set_exception(DatabaseError("disk full"))
            return done
        try:
            with self._database.writer.begin() as connection:
                result = job(connection)
        except Exception as error:  # noqa: BLE001  # handed to the caller, as the real writer does
            done.set_exception(error)
            return done
        if fault is None:
            done.set_result(result)
            return done
        self._note_doubt()
        if fault is WriteFault.DIES_AFTER:
            self._die()
        if fault is WriteFault.SLOW:
            self._clock.advance(SLOW)
            done.set_result(result)
        else:
            done.set_exception(DatabaseError("connection lost"))
        return done

    def close(self) -> None:
        self.dead = True

    def _next_fault(self) -> WriteFault | None:
        if self._armed is None or not self.at_work:
            return None
        skip, fault = self._armed
        self._armed = (skip - 1, fault) if skip else None
        return None if skip else fault

    def _die(self) -> None:
        self.dead = True
        raise ProcessDied
