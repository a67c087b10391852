"""Letters past a first try or past their dot, and what has become of them or their account meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Action, Behaviour, Gate, reply
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")


@asynccontextmanager
async def in_doubt_with_a_late(
    answer: Action, folder: Path
) -> AsyncIterator[tuple[Bench, UUID, Callable[[], Awaitable[None]]]]:
    """Give a letter past its dot whose process lost its lease, and what lets the server answer after all."""
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DOT, action=replace(answer, gate=gate))) as server:
        async with bench(folder, server, now=MONDAY_MORNING, settings={"smtp_reply_timeout": 10.0}) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            sending = asyncio.create_task(running.run_due())
            assert await asyncio.to_thread(gate.reached.wait, 10)

            async def late() -> None:
                gate.open()
                await sending

            yield running, posted.id, late


async def lose_the_lease(running: Bench, id_: UUID) -> None:
    running.clock.real_offset = timedelta(hours=1)
    await running.tick_of_another_process()
    assert running.status(id_) is Status.IN_DOUBT


async def test_a_late_answer_about_an_erased_letter_settles_it_and_none_of_its_words_is_kept(tmp_path: Path) -> None:
    late_answer = reply(250, "2.0.0 kept for rina@example.com")
    async with in_doubt_with_a_late(late_answer, tmp_path) as (running, id_, late):
        await lose_the_lease(running, id_)
        erased = await running.services.forgetting.erase(None, owner=OWNER)
        assert (erased.wiped, running.status(id_)) == (1, Status.IN_DOUBT)
        await late()
        settled = running.load(id_)
        assert settled.status is Status.SENT
        assert [(each.reply_code, each.reply_text) for each in settled.attempts] == [(None, None), (250, None)]
        assert {each.detail.get("cause", "") for each in running.events(id_)} == {""}


async def test_a_stop_that_was_asked_past_the_dot_holds_when_a_late_answer_would_have_it_tried_again(
    tmp_path: Path,
) -> None:
    async with in_doubt_with_a_late(reply(451, "4.3.0 later"), tmp_path) as (running, id_, late):
        await running.services.suppressing.suppress("andi@majujaya.test", owner=OWNER)
        await lose_the_lease(running, id_)
        await late()
        assert running.status(id_) is Status.CANCELLED


async def test_a_letter_whose_bytes_are_frozen_leaves_under_the_address_that_it_is_from(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=reply(451, "4.3.0 later"))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"]))
            await running.run_at(posted.send_at)
            waiting = running.load(posted.id)
        changed = {"smtp_from": "baru@karirhub.test"}
        async with bench(tmp_path, server, now=waiting.send_at, settings=changed) as running:
            await running.run_due()
            assert running.status(posted.id) is Status.SENT
    first, second = server.received
    assert first.content == second.content
    assert {letter.mail_from for letter in (first, second)} == {"portal@karirhub.test"}


async def test_a_server_that_refuses_a_letters_earlier_sender_fails_the_letter_and_pauses_no_account(
    tmp_path: Path,
) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=reply(451, "4.3.0 later"))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"]))
            await running.run_at(posted.send_at)
            waiting = running.load(posted.id)
        server.add(Behaviour(stage=Stage.MAIL, action=reply(553, "5.7.1 not owned by user")))
        changed = {"smtp_from": "baru@karirhub.test"}
        async with bench(tmp_path, server, now=waiting.send_at, settings=changed) as running:
            other = await running.stored(body(recruiter={"email": "hrd@nusantara.test"}))
            await running.run_due()
            assert running.status(posted.id) is Status.FAILED
            await running.run_at(other.send_at)
            assert running.status(other.id) is Status.SENT
    assert server.kept[-1].mail_from == "baru@karirhub.test"
