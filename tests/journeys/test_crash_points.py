"""The process ends at a named point of a letter's way; the next one finds the state that is true, and no other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.intake.storing import Idempotent
from service.store.idempotency import Remembered
from service.store.records import StoredFollowUp
from tests.peers.bench import Bench, bench, body
from tests.peers.crashing import DIED, Point, Work, run
from tests.peers.faults import Behaviour, reply
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
LEASES_ARE_OVER = timedelta(minutes=3)
SETTINGS: dict[str, Any] = {"lease_seconds": 60}

BEFORE_C1 = (
    Point.CLAIM_COMMITTED,
    Point.CONNECTION_WANTED,
    Point.GO_AHEAD_READ,
    Point.CONTENT_WRITTEN,
    Point.LOOKED,
    Point.C1_WRITTEN,
)


@asynccontextmanager
async def next_process(folder: Path, server: SmtpServer, at: datetime) -> AsyncIterator[Bench]:
    async with bench(folder, server, now=at, settings=SETTINGS) as running:
        yield running


async def posted(folder: Path, server: SmtpServer) -> StoredFollowUp:
    async with next_process(folder, server, MONDAY_MORNING) as running:
        return await running.stored(body())


async def died_at(point: Point, work: Work) -> None:
    exit_code = await asyncio.to_thread(run, work)
    assert exit_code == DIED, f"the process did not come by {point.value}"


async def crashed_at(point: Point, folder: Path, server: SmtpServer) -> StoredFollowUp:
    """Post a letter, and let a process that dies at `point` find it due."""
    letter = await posted(folder, server)
    work = Work(folder=folder, port=server.port, now=letter.send_at, point=point, settings=SETTINGS)
    await died_at(point, work)
    await asyncio.to_thread(server.wait_idle)
    return letter


async def recovered(running: Bench, id_: UUID) -> Status:
    """Let the leases of the dead run out, and send what is then due."""
    running.clock.real_offset = LEASES_ARE_OVER
    await running.run_due()
    await running.run_at(max(running.clock.now(), running.load(id_).send_at))
    return running.status(id_)


async def test_a_process_without_a_crash_point_sends_as_the_service_does(tmp_path: Path) -> None:
    with SmtpServer() as server:
        letter = await posted(tmp_path, server)
        work = Work(folder=tmp_path, port=server.port, now=letter.send_at, point=None, settings=SETTINGS)
        assert await asyncio.to_thread(run, work) == 0
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert running.status(letter.id) is Status.SENT
        assert len(server.kept) == 1


@pytest.mark.parametrize("point", [Point.CLAIM_WRITTEN, Point.BYTES_WRITTEN])
async def test_a_claim_that_was_not_committed_is_none_and_the_letter_goes_at_once(tmp_path: Path, point: Point) -> None:
    with SmtpServer() as server:
        letter = await crashed_at(point, tmp_path, server)
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert running.status(letter.id) is Status.SCHEDULED
            await running.run_due()
            assert running.status(letter.id) is Status.SENT
        assert len(server.kept) == 1


@pytest.mark.parametrize("point", BEFORE_C1)
async def test_a_crash_between_claim_and_c1_sends_nothing_and_the_next_process_sends_it_once(
    tmp_path: Path, point: Point
) -> None:
    with SmtpServer() as server:
        letter = await crashed_at(point, tmp_path, server)
        assert server.kept == []
        async with next_process(tmp_path, server, letter.send_at) as running:
            await running.run_due()
            assert running.status(letter.id) is Status.CLAIMED  # its holder may be alive until the lease is over
            assert server.kept == []
            assert await recovered(running, letter.id) is Status.SENT
        assert len(server.kept) == 1


@pytest.mark.parametrize(
    ("point", "copies"),
    [(Point.C1_COMMITTED, 0), (Point.DOT_WRITTEN, 1), (Point.REPLY_READ, 1), (Point.C2_WRITTEN, 1)],
)
async def test_a_crash_between_c1_and_c2_leaves_the_letter_in_doubt_for_good(
    tmp_path: Path, point: Point, copies: int
) -> None:
    with SmtpServer() as server:
        letter = await crashed_at(point, tmp_path, server)
        assert len(server.kept) == copies
        async with next_process(tmp_path, server, letter.send_at) as running:
            await running.run_due()
            assert running.status(letter.id) is Status.TRANSMITTING
            assert await recovered(running, letter.id) is Status.IN_DOUBT
            (attempt,) = running.load(letter.id).attempts
            assert (attempt.stage, attempt.outcome) == ("dot", "in_doubt")
            for days in range(1, 8):
                await running.run_at(letter.send_at + timedelta(days=days))
            assert running.status(letter.id) is Status.IN_DOUBT
        assert len(server.kept) == copies


async def test_a_crash_after_c2_leaves_the_letter_sent(tmp_path: Path) -> None:
    with SmtpServer() as server:
        letter = await crashed_at(Point.C2_COMMITTED, tmp_path, server)
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert running.status(letter.id) is Status.SENT
            assert await recovered(running, letter.id) is Status.SENT
        assert len(server.kept) == 1


@pytest.mark.parametrize("code", [451, 554])
@pytest.mark.parametrize("point", [Point.REPLY_READ, Point.C2_WRITTEN])
async def test_a_no_to_the_dot_that_died_with_its_reader_is_in_doubt(tmp_path: Path, point: Point, code: int) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=reply(code))) as server:
        letter = await crashed_at(point, tmp_path, server)
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert await recovered(running, letter.id) is Status.IN_DOUBT
        assert server.kept == []


@pytest.mark.parametrize(
    ("code", "at_once", "in_the_end", "copies"),
    [(451, Status.SCHEDULED, Status.SENT, 1), (554, Status.FAILED, Status.FAILED, 0)],
)
async def test_a_no_to_the_dot_holds_once_it_is_committed(
    tmp_path: Path, code: int, at_once: Status, in_the_end: Status, copies: int
) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=reply(code))) as server:
        letter = await crashed_at(Point.C2_COMMITTED, tmp_path, server)
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert running.status(letter.id) is at_once
            assert await recovered(running, letter.id) is in_the_end
        assert len(server.kept) == copies


@pytest.mark.parametrize("point", [Point.C2_WRITTEN, Point.C2_COMMITTED])
async def test_a_busy_server_before_the_dot_costs_nothing_wherever_the_process_dies(
    tmp_path: Path, point: Point
) -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=reply(450))) as server:
        letter = await crashed_at(point, tmp_path, server)
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert await recovered(running, letter.id) is Status.SENT
            assert running.load(letter.id).tries == (1 if point is Point.C2_WRITTEN else 2)
        assert len(server.kept) == 1


@pytest.mark.parametrize(
    ("first", "in_the_end", "copies"),
    [(Point.LOOKED, Status.SENT, 1), (Point.C1_COMMITTED, Status.IN_DOUBT, 0), (Point.DOT_WRITTEN, Status.IN_DOUBT, 1)],
)
async def test_a_crash_inside_the_recovery_changes_nothing_of_it(
    tmp_path: Path, first: Point, in_the_end: Status, copies: int
) -> None:
    with SmtpServer() as server:
        letter = await crashed_at(first, tmp_path, server)
        work = partial(Work, folder=tmp_path, port=server.port, now=letter.send_at, settings=SETTINGS)
        await died_at(Point.RECOVERY_WRITTEN, work(point=Point.RECOVERY_WRITTEN, real_offset=LEASES_ARE_OVER))
        async with next_process(tmp_path, server, letter.send_at) as running:
            assert await recovered(running, letter.id) is in_the_end
        assert len(server.kept) == copies


def remembered(stored: StoredFollowUp) -> Remembered:
    return Remembered(body_hash="the same", status=201, answer={"id": str(stored.id)})


@pytest.mark.parametrize(("point", "replayed"), [(Point.POST_WRITTEN, False), (Point.POST_COMMITTED, True)])
async def test_a_post_that_died_before_its_answer_is_safe_to_repeat(
    tmp_path: Path, point: Point, *, replayed: bool
) -> None:
    idempotent = Idempotent(route="POST /v1/follow-ups", key="k-1", body_hash="the same", answer=remembered)
    with SmtpServer() as server:
        work = Work(folder=tmp_path, port=server.port, now=MONDAY_MORNING, point=point, posts=(body(), idempotent))
        await died_at(point, work)
        async with next_process(tmp_path, server, MONDAY_MORNING) as running:
            again = await running.post(body(), idempotent=idempotent)
            assert isinstance(again, Remembered) is replayed
            id_ = UUID(again.answer["id"]) if isinstance(again, Remembered) else None
            if isinstance(again, StoredFollowUp):
                id_ = again.id
            assert id_ is not None
            await running.run_at(running.load(id_).send_at)
            assert running.status(id_) is Status.SENT
        assert len(server.kept) == 1
