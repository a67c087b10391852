"""The writer of a process: commits what has gathered in ONE transaction, then answers every waiting caller.

A caller is answered only after its own commit (group commit). Jobs are run again when the transaction they shared
had to be rolled back, so a job must be free of side effects outside its connection.

What is urgent comes first: the mark before a dot, while the server waits for it, and the outcome of a try, which is
known to this process alone until it is committed. Other jobs make their transaction no longer than a moment, a shorter
one when something urgent has come meanwhile, and one of them always goes along; on PostgreSQL, where each may wait for
another process's locks, they have a thread and a connection of their own.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeAlias, TypeVar

import structlog
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from service.store.engine import DatabaseError, may_run_again

log = structlog.get_logger()
T = TypeVar("T")
MOST_IN_ONE_COMMIT = 500
MOST_RUNS = 4  # of a transaction that deadlocked, or lost its connection before its commit
MOMENT_SECONDS = 0.05
URGENT_MOMENT_SECONDS = 0.005  # once something urgent waits for the next one
SLOW_SECONDS = 1.0
_STRUCK_ALL = "struck_all"  # an attribute of such errors


@dataclass(slots=True)
class _Waiting:
    job: Callable[[Connection], Any]
    urgent: bool
    begun: bool = False
    answer: "Future[Any]" = field(default_factory=Future)
    context: Context = field(default_factory=copy_context)  # of the caller: what the job logs names request and letter

    def begin(self) -> bool:
        """Say whether to run it; from here on a caller that goes away no longer takes its job with it."""
        self.begun = self.begun or self.answer.set_running_or_notify_cancel()
        return self.begun


_Queue: TypeAlias = deque[_Waiting]


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What one commit took, in real seconds."""

    jobs: int  # that shared it
    waited_seconds: float  # until its transaction could begin: on SQLite, for another process's lock
    ran_seconds: float  # its jobs
    commit_seconds: float  # until it was durable

    def warn_when_slow(self) -> None:
        """Log where the time went, for who wonders why nothing moved: a lock, the jobs, or the disk."""
        took = (self.waited_seconds, self.ran_seconds, self.commit_seconds)
        if sum(took) > SLOW_SECONDS:
            waited, ran, commit = (round(each, 3) for each in took)
            log.warning("commit_slow", jobs=self.jobs, waited_seconds=waited, ran_seconds=ran, commit_seconds=commit)


def struck_all(error: BaseException) -> bool:
    """Say whether an error was the transaction's own, so that no job of it would fare better in one of its own."""
    return getattr(error, _STRUCK_ALL, False)


class _SharedError(Exception):
    """The transaction could not begin, or nobody knows whether it was committed."""

    def __init__(self, error: DatabaseError) -> None:
        super().__init__(str(error))
        self.error = error


class Writer:
    """Serialises all writes of this process; safe to call from any thread and any event loop."""

    def __init__(
        self,
        engine: Engine,
        *,
        committed: Callable[[Committed], object] = lambda _commit: None,
        moment_seconds: float = MOMENT_SECONDS,
    ) -> None:
        """Begin to write.

        Args:
            engine: whose BEGIN takes SQLite's write lock.
            committed: told after each commit what it took.
            moment_seconds: no job that is not urgent is begun later in a transaction; the next one takes it.
        """
        self._engine, self._committed, self._moment_seconds = engine, committed, moment_seconds
        self._urgent: _Queue = deque()
        self._others: _Queue = deque()
        self._closed = False
        self._arrived = threading.Condition()
        apart = engine.dialect.name == "postgresql"
        lanes = ((self._urgent,), (self._others,)) if apart else ((self._urgent, self._others),)
        self._threads = [threading.Thread(target=self._run, args=(lane,), name="writer", daemon=True) for lane in lanes]
        for thread in self._threads:
            thread.start()

    def submit(self, job: Callable[[Connection], T], *, urgent: bool = False) -> "Future[T]":
        """Queue `job`; the future is done when its transaction is committed, or failed with what it raised.

        Args:
            job: what to do with the connection.
            urgent: let it come before others.

        Raises:
            RuntimeError: the writer is closed.
        """
        waiting = _Waiting(job, urgent)
        with self._arrived:
            if self._closed:
                raise RuntimeError("the writer is closed")
            (self._urgent if urgent else self._others).append(waiting)
            self._arrived.notify_all()
        return waiting.answer

    async def run(self, job: Callable[[Connection], T], *, urgent: bool = False) -> T:
        """Queue `job` and wait for its commit. A cancelled wait does not undo the job."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(job, urgent=urgent)))

    def run_blocking(self, job: Callable[[Connection], T]) -> T:
        """Queue `job` and wait for its commit, from a thread without an event loop."""
        return self.submit(job).result()

    def has_urgent(self) -> bool:
        """Say whether something urgent waits for the transaction of what is not: a long job does well to end."""
        return len(self._threads) == 1 and bool(self._urgent)

    def close(self) -> None:
        """Commit what was queued, then end the threads."""
        with self._arrived:
            self._closed = True
            self._arrived.notify_all()
        for thread in self._threads:
            thread.join()

    def _run(self, lane: Sequence[_Queue]) -> None:
        while self._arrives(lane):
            self._commit([], lane)

    def _arrives(self, lane: Sequence[_Queue]) -> bool:
        """Wait until something has; False when nothing ever will."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._closed or any(lane))
            return any(lane)

    def _gather(self, lane: Sequence[_Queue]) -> list[_Waiting]:
        """Return what has arrived and is still wanted, the urgent first."""
        with self._arrived:
            gathered: list[_Waiting] = []
            for queue in lane:
                while queue and len(gathered) < MOST_IN_ONE_COMMIT:
                    gathered.append(queue.popleft())
        return [waiting for waiting in gathered if waiting.begin()]

    def _is_over(self, lane: Sequence[_Queue], *, began_at: float, others_at: float | None) -> bool:
        """Say whether a transaction begins no further job that is not urgent; where these have a thread, none waits."""
        now = monotonic()
        if others_at is not None and len(lane) > 1 and self._urgent and now > others_at + URGENT_MOMENT_SECONDS:
            return True
        return now > began_at + self._moment_seconds

    def _commit(self, gathered: list[_Waiting], lane: Sequence[_Queue] = ()) -> None:
        """Commit these jobs, or what has arrived in a lane by the time that the transaction could begin."""
        for run in range(1, MOST_RUNS + 1):
            try:
                results, committed = self._in_one_transaction(gathered, lane)
            except _SharedError as shared:
                setattr(shared.error, _STRUCK_ALL, True)
                for waiting in gathered:
                    waiting.answer.set_exception(shared.error)
                return
            except Exception as error:  # noqa: BLE001  # handed to the caller, who is the one to judge it
                if may_run_again(error) and run < MOST_RUNS:
                    continue
                gathered += () if gathered else self._gather(lane)  # it could not even begin: nobody may wait for ever
                if len(gathered) == 1:
                    gathered[0].answer.set_exception(error)
                    return
                for waiting in gathered:  # one bad job spoils no other: each gets a transaction of its own
                    self._commit([waiting])
                return
            for waiting, result in zip(gathered, results, strict=False):
                waiting.answer.set_result(result)
            if committed is not None:
                self._committed(committed)
                committed.warn_when_slow()
            with self._arrived:
                self._others.extendleft(reversed(gathered[len(results) :]))
            return

    def _in_one_transaction(
        self, gathered: list[_Waiting], lane: Sequence[_Queue]
    ) -> tuple[list[Any], Committed | None]:
        """Run the jobs, those that are not urgent for a moment only, and commit; what they raise undoes all of them.

        Args:
            gathered: the jobs. None: what the lane has is put in here, only when the transaction has begun: another
                process may hold SQLite's lock for long, and what comes meanwhile must not wait for it a second time.
            lane: where jobs arrive.

        Returns:
            The results of those that were run, which are the first ones, and what they took; None: nobody wanted any.

        Raises:
            _SharedError: no job is to blame, and none may be run again.
        """
        asked_at = monotonic()
        with ExitStack() as ends:
            try:
                connection = ends.enter_context(self._engine.connect())
                transaction = ends.enter_context(connection.begin())
            except DatabaseError as error:
                gathered += () if gathered else self._gather(lane)
                raise _SharedError(error) from error
            gathered += () if gathered else self._gather(lane)
            results: list[Any] = []
            began_at = monotonic()
            others_at: float | None = None
            for waiting in gathered:
                if not waiting.urgent and others_at is None:  # one always goes along
                    others_at = monotonic()
                elif not waiting.urgent and self._is_over(lane, began_at=began_at, others_at=others_at):
                    break
                results.append(waiting.context.run(waiting.job, connection))
            if not results:  # who asked went away
                return results, None
            ran_at = monotonic()
            try:
                transaction.commit()
            except DBAPIError as error:
                if error.connection_invalidated:  # it may have been committed: run again, the jobs could count twice
                    raise _SharedError(error) from error
                raise
            committed = Committed(
                jobs=len(results),
                waited_seconds=began_at - asked_at,
                ran_seconds=ran_at - began_at,
                commit_seconds=monotonic() - ran_at,
            )
        return results, committed
