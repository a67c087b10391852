"""The one writer of a process: commits what has gathered in ONE transaction, then answers every waiting caller.

A caller is answered only after its own commit (group commit). Jobs are run again when the transaction they shared
had to be rolled back, so a job must be free of side effects outside its connection.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from service.store.engine import DatabaseError, may_run_again

T = TypeVar("T")
MOST_IN_ONE_COMMIT = 500
MOST_RUNS = 4  # of a transaction that deadlocked, or lost its connection before its commit


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Callable[[Connection], Any]
    answer: "Future[Any]" = field(default_factory=Future)
    context: Context = field(default_factory=copy_context)  # of the caller: what the job logs names request and letter


class _SharedError(Exception):
    """The transaction could not begin, or nobody knows whether it was committed."""

    def __init__(self, error: DatabaseError) -> None:
        super().__init__(str(error))
        self.error = error


class Writer:
    """Serialises all writes of this process; safe to call from any thread and any event loop."""

    def __init__(self, engine: Engine, *, committed: Callable[[int], object] = lambda _jobs: None) -> None:
        """Begin to write.

        Args:
            engine: whose BEGIN takes SQLite's write lock.
            committed: told after each commit how many jobs shared it.
        """
        self._engine, self._committed = engine, committed
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, job: Callable[[Connection], T]) -> "Future[T]":
        """Queue `job`; the future is done when its transaction is committed, or failed with what it raised.

        Raises:
            RuntimeError: the writer is closed.
        """
        waiting = _Waiting(job)
        with self._lock:
            if self._closed:
                raise RuntimeError("the writer is closed")
            self._queue.put(waiting)
        return waiting.answer

    async def run(self, job: Callable[[Connection], T]) -> T:
        """Queue `job` and wait for its commit. A cancelled wait does not undo the job."""
        return await asyncio.shield(asyncio.wrap_future(self.submit(job)))

    def run_blocking(self, job: Callable[[Connection], T]) -> T:
        """Queue `job` and wait for its commit, from a thread without an event loop."""
        return self.submit(job).result()

    def close(self) -> None:
        """Commit what was queued, then end the thread."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_for_more = True
        while open_for_more:
            first = self._queue.get()
            if first is None:
                return
            gathered = [first]
            while len(gathered) < MOST_IN_ONE_COMMIT:
                try:
                    more = self._queue.get_nowait()
                except queue.Empty:
                    break
                if more is None:
                    open_for_more = False
                    break
                gathered.append(more)
            # From here on a caller that goes away no longer takes its job with it.
            self._commit([waiting for waiting in gathered if waiting.answer.set_running_or_notify_cancel()])

    def _commit(self, gathered: list[_Waiting]) -> None:
        if not gathered:
            return
        for run in range(1, MOST_RUNS + 1):
            try:
                results = self._in_one_transaction(gathered)
            except _SharedError as shared:
                for waiting in gathered:
                    waiting.answer.set_exception(shared.error)
                return
            except Exception as error:  # noqa: BLE001  # handed to the caller, who is the one to judge it
                if may_run_again(error) and run < MOST_RUNS:
                    continue
                if len(gathered) == 1:
                    gathered[0].answer.set_exception(error)
                    return
                for waiting in gathered:  # one bad job spoils no other: each gets a transaction of its own
                    self._commit([waiting])
                return
            for waiting, result in zip(gathered, results, strict=True):
                waiting.answer.set_result(result)
            self._committed(len(gathered))
            return

    def _in_one_transaction(self, gathered: list[_Waiting]) -> list[Any]:
        """Run the jobs and commit; what they raise goes up, and nothing of them is kept.

        Raises:
            _SharedError: no job is to blame, and none may be run again.
        """
        with ExitStack() as ends:
            try:
                connection = ends.enter_context(self._engine.connect())
                transaction = ends.enter_context(connection.begin())
            except DatabaseError as error:
                raise _SharedError(error) from error
            results = [waiting.context.run(waiting.job, connection) for waiting in gathered]
            try:
                transaction.commit()
            except DBAPIError as error:
                if error.connection_invalidated:  # it may have been committed: run again, the jobs could count twice
                    raise _SharedError(error) from error
                raise
        return results
