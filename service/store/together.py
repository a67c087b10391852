"""What many deliveries, or many posts, ask of the database at the same moment becomes one job of the writer.

A statement for fifty rows costs hardly more than one for a single row, and each job of the writer costs a hand-over
between threads. While one batch is being committed the next one gathers.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextvars import Context
from functools import partial
from typing import Generic, TypeVar

from service.store.engine import UNAVAILABLE, Connection
from service.store.writer import Writer

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
MOST_TOGETHER = 200


class Together(Generic[Asked, Answer]):
    """Runs one kind of job for all that ask; belongs to one event loop."""

    def __init__(
        self,
        writer: Writer,
        job: Callable[[Connection, Sequence[Asked]], Sequence[Answer]],
        *,
        urgent: bool = True,
        most: int = MOST_TOGETHER,
        strikes_all: Callable[[Exception], bool] = lambda error: isinstance(error, UNAVAILABLE),
    ) -> None:
        """Gather for a job.

        Args:
            writer: commits it.
            job: answers each that asks, in their order, and has no effect outside the connection: where it raises,
                it is run again for each alone, so that one bad row spoils no other. It may answer the first ones only;
                the others are asked for in a job after it.
            urgent: whether the job comes before others.
            most: that share a job.
            strikes_all: whether after an error of the database nobody is run alone, for it would take too long or be
                of no use.
        """
        self._writer, self._job, self._urgent, self._most = writer, job, urgent, most
        self._strikes_all = strikes_all
        self._gathered: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """Return the answer, once it is committed. A cancelled wait does not undo what was asked for.

        Raises:
            Exception: what the job raised for this one, or what kept its transaction from being committed.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._gathered.append((asked, answer))
        if self._working is None:
            self._working = asyncio.create_task(self._work(), context=Context())  # not that of who asked first
        return await answer

    async def _work(self) -> None:
        try:
            while self._gathered:
                batch, self._gathered = self._gathered[: self._most], self._gathered[self._most :]
                await self._run(batch)
        finally:
            self._working = None

    async def _run(self, batch: Sequence[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        job = partial(self._job_of, [asked for asked, _ in batch])
        try:
            answers = await self._writer.run(job, urgent=self._urgent)
        except Exception as error:  # noqa: BLE001  # handed to who asked, who is the one to judge it
            if len(batch) > 1 and not self._strikes_all(error):
                for each in batch:
                    await self._run([each])
                return
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, waiting), given in zip(batch, answers, strict=False):
            if not waiting.done():  # who asked may have been cancelled
                waiting.set_result(given)
        self._gathered[:0] = batch[len(answers) :]

    def _job_of(self, asked: Sequence[Asked], connection: Connection) -> Sequence[Answer]:
        return self._job(connection, asked)
