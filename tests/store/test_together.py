"""What many ask for at once is one job: each has its own answer, and one that fails spoils no other."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import Connection

from service.store.engine import Database
from service.store.together import Together
from service.store.writer import Writer
from tests.store.test_writer import count, note

pytestmark = pytest.mark.anyio
DAYS = range(1, 29)


async def test_each_has_its_own_answer_whatever_shares_a_job(database: Database, writer: Writer) -> None:
    jobs: list[int] = []

    def job(connection: Connection, days: Sequence[int]) -> list[str]:
        jobs.append(len(days))
        for day in days:
            note(day)(connection)
        return [f"day {day}" for day in days]

    together = Together(writer, job, urgent=False, most=10)
    answers = await asyncio.gather(*(together.ask(day) for day in DAYS))
    assert answers == [f"day {day}" for day in DAYS]
    assert count(database) == len(DAYS)
    assert max(jobs) == 10
    assert sum(jobs) == len(DAYS)
    assert len(jobs) < len(DAYS) / 4


async def test_what_a_job_leaves_is_asked_for_again_in_its_order(database: Database, writer: Writer) -> None:
    done: list[int] = []

    def job(connection: Connection, days: Sequence[int]) -> list[int]:
        for day in days[:3]:
            note(day)(connection)
            done.append(day)
        return list(days[:3])

    together = Together(writer, job, urgent=False)
    assert await asyncio.gather(*(together.ask(day) for day in DAYS)) == list(DAYS)
    assert done == list(DAYS)
    assert count(database) == len(DAYS)


async def test_one_that_fails_spoils_no_other(database: Database, writer: Writer) -> None:
    def job(connection: Connection, days: Sequence[int]) -> list[int]:
        for day in days:
            note(day)(connection)
            if day == 7:
                raise ValueError("the seventh")
        return list(days)

    together = Together(writer, job, urgent=False)
    answers = await asyncio.gather(*(together.ask(day) for day in DAYS), return_exceptions=True)
    assert [each for each in answers if isinstance(each, int)] == [day for day in DAYS if day != 7]
    assert isinstance(answers[6], ValueError)
    assert count(database) == len(DAYS) - 1
