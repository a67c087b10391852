"""Letters that were claimed ahead wait for a connection; what becomes of them when it ends, stalls or is refused."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.dispatch.lanes import AHEAD_UNKNOWN
from service.domain.follow_up import Status
from service.domain.outcome import Stage
from tests.peers.bench import Bench, bench, body
from tests.peers.faults import Action, Behaviour, Gate, hold, reply
from tests.peers.service_process import until
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
IN_BREAK = datetime.fromisoformat("2026-11-24T12:57:00+07:00")
LETTERS = 24
SETTINGS: dict[str, Any] = {"smtp_max_connections": 2, "retry_delays": (timedelta(minutes=30),)}


async def posted(service: Bench, count: int = LETTERS) -> dict[str, UUID]:
    """Post letters to as many mailboxes; return, by mailbox, those that are due at `IN_BREAK`."""
    asked = [
        service.stored(
            body(
                candidate={"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
                recruiter={"email": f"hr{number}@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"},
            )
        )
        for number in range(count)
    ]
    stored = await asyncio.gather(*asked)
    return {each.request["recruiter"]["email"]: each.id for each in stored if each.send_at <= IN_BREAK}


def statuses(service: Bench, letters: dict[str, UUID]) -> Counter[Status]:
    return Counter(service.status(each) for each in letters.values())


def at_dot(mailbox: str, action: Action) -> Behaviour:
    return Behaviour(stage=Stage.DOT, action=action, recipient=mailbox)


async def test_each_letter_leaves_once_and_its_outcome_is_its_own(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            letters = await posted(service)
            mailboxes = list(letters)
            refused, late = mailboxes[3:12:4], mailboxes[4:13:4]
            # At every occasion: an envelope that left behind a slow dot comes a second time, on another connection.
            refusals = (Behaviour(stage=Stage.RCPT, action=reply(550), recipient=each, times=None) for each in refused)
            server.add(*refusals, *(at_dot(each, reply(451)) for each in late))
            await service.run_at(IN_BREAK)
            ends = {mailbox: service.status(id_) for mailbox, id_ in letters.items()}
            assert [mailbox for mailbox, end in ends.items() if end is Status.FAILED] == refused
            assert [mailbox for mailbox, end in ends.items() if end is Status.SCHEDULED] == late
            sent = [mailbox for mailbox, end in ends.items() if end is Status.SENT]
            assert sorted(letter.rcpt_to for letter in server.kept) == sorted((each,) for each in sent)
            assert len(sent) == len(letters) - len(refused) - len(late)
            assert any(letter.followed for letter in server.kept)  # envelopes left with dots


async def test_what_waits_at_a_stop_is_given_back_untried(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings={**SETTINGS, "smtp_reply_timeout": 30.0}) as service:
            letters = await posted(service)
            planned = {each: service.load(each).send_at for each in letters.values()}
            last = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)[8:]
            server.add(*(at_dot(each, hold(gate, 250)) for each in last))
            service.clock.set(IN_BREAK)
            await service.dispatch.tick()
            assert await asyncio.to_thread(gate.reached.wait, 10)
            stopping = asyncio.create_task(service.dispatch.stop())
            gate.open()
            await stopping
            ends = statuses(service, letters)
            assert set(ends) == {Status.SENT, Status.SCHEDULED}
            assert ends[Status.SENT] == len(server.kept)
            untried = [each for each in letters.values() if service.status(each) is Status.SCHEDULED]
            assert {service.load(each).tries for each in untried} == {0}
            never_begun = [each for each in untried if not service.load(each).attempts]
            assert never_begun
            for each in never_begun:  # it stays due: whoever is there next sends it, in this window
                assert service.load(each).send_at == planned[each]
                assert [event.type for event in service.events(each)] == ["accepted", "planned"]
            with service.services.database.reading() as connection:
                started = connection.execute(text("SELECT COUNT(attempt_started_at) FROM follow_up")).scalar_one()
            assert started == len(letters) - len(never_begun)  # those count for no cap


async def test_an_account_that_is_refused_tries_no_letter_that_waits(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.MAIL, action=reply(535), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            letters = await posted(service)
            await service.run_at(IN_BREAK)
            assert statuses(service, letters) == {Status.SCHEDULED: len(letters)}
            tried = [each for each in letters.values() if service.load(each).attempts]
            assert 0 < len(tried) <= 2
            assert server.kept == []


async def test_a_reply_that_is_slow_to_come_keeps_no_other_letter_waiting(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings={**SETTINGS, "smtp_reply_timeout": 30.0}) as service:
            letters = await posted(service)
            in_turn = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)
            server.add(at_dot(in_turn[8], hold(gate, 250)))  # by then the pace is known, and letters wait
            service.clock.set(IN_BREAK)
            await service.dispatch.tick()
            await asyncio.to_thread(server.wait_kept, len(letters) - 1)
            assert not gate.opened.is_set()
            gate.open()
            await service.dispatch.at_rest()
            assert statuses(service, letters) == {Status.SENT: len(letters)}
            assert len(server.kept) == len(letters)


async def test_what_waits_for_a_slow_reply_is_given_back_at_a_stop_before_that_reply(tmp_path: Path) -> None:
    gate = Gate()
    settings = {**SETTINGS, "smtp_max_connections": 1, "smtp_reply_timeout": 30.0}
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=settings) as service:
            letters = await posted(service)
            in_turn = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)
            server.add(at_dot(in_turn[4], hold(gate, 250)))
            service.clock.set(IN_BREAK)
            await service.dispatch.tick()
            assert await asyncio.to_thread(gate.reached.wait, 10)
            stopping = asyncio.create_task(service.dispatch.stop())
            await asyncio.to_thread(
                lambda: until(lambda: statuses(service, letters), lambda now: not now[Status.CLAIMED])
            )
            assert not stopping.done()
            gate.open()
            await stopping
            assert statuses(service, letters) == {Status.SENT: 5, Status.SCHEDULED: len(letters) - 5}


async def test_a_server_that_takes_no_envelope_behind_a_dot_costs_its_letter_nothing(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings={**SETTINGS, "smtp_max_connections": 1}) as service:
            letters = await posted(service)
            in_turn = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)
            server.add(Behaviour(stage=Stage.DATA, action=reply(503), recipient=in_turn[3]))  # once
            await service.run_at(IN_BREAK)
            assert statuses(service, letters) == {Status.SENT: len(letters)}
            assert service.load(letters[in_turn[3]]).tries == 1
            kept = [letter.followed for letter in server.kept]
            assert kept[2] is True
            assert not any(kept[3:])  # from then on one letter at a time


async def test_the_next_letter_is_written_while_an_outcome_is_committed_and_its_dot_waits(tmp_path: Path) -> None:
    first, content = Gate(), Gate()
    settings = {**SETTINGS, "smtp_max_connections": 1, "smtp_reply_timeout": 30.0, "smtp_step_timeout": 30.0}
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=settings) as service:
            letters = await posted(service)
            in_turn = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)
            server.add(
                at_dot(in_turn[4], hold(first, 250)),
                Behaviour(stage=Stage.DATA, action=hold(content, 354), recipient=in_turn[5]),
            )
            service.clock.set(IN_BREAK)
            await service.dispatch.tick()
            assert await asyncio.to_thread(first.reached.wait, 10)
            with closing(sqlite3.connect(tmp_path / "tanyakabar.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                first.open()
                assert await asyncio.to_thread(content.reached.wait, 10)  # the connection goes on
                content.open()
                await asyncio.to_thread(server.wait_reached, Stage.CONTENT, 6)
                assert service.status(letters[in_turn[4]]) is Status.TRANSMITTING
                assert service.status(letters[in_turn[5]]) is Status.CLAIMED
                assert len(server.kept) == 5
                other.execute("ROLLBACK")
            await service.dispatch.at_rest()
            assert statuses(service, letters) == {Status.SENT: len(letters)}
            assert len(server.kept) == len(letters)


async def test_no_dot_follows_while_the_outcome_before_is_not_committed(tmp_path: Path) -> None:
    first = Gate()
    settings = {**SETTINGS, "smtp_max_connections": 1, "smtp_reply_timeout": 30.0, "lease_seconds": 2}
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=settings) as service:
            letters = await posted(service)
            in_turn = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)
            server.add(at_dot(in_turn[4], hold(first, 250)))
            service.clock.set(IN_BREAK)
            await service.dispatch.tick()
            assert await asyncio.to_thread(first.reached.wait, 10)
            with closing(sqlite3.connect(tmp_path / "tanyakabar.db", isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                first.open()
                await asyncio.to_thread(server.wait_reached, Stage.CONTENT, 6)
                await asyncio.to_thread(server.wait_idle)  # the link was cut, in the time that its lease leaves
                assert len(server.kept) == 5
                other.execute("ROLLBACK")
            await service.dispatch.at_rest()
            assert service.status(letters[in_turn[4]]) is Status.SENT
            cut = service.load(letters[in_turn[5]])
            assert cut.tries == 0
            assert {each.outcome for each in cut.attempts} <= {"cut", "sent"}
            assert len(server.kept) == statuses(service, letters)[Status.SENT]
            assert len({letter.rcpt_to for letter in server.kept}) == len(server.kept)


async def test_the_second_letter_of_an_account_waits_for_no_claim(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings={**SETTINGS, "smtp_max_connections": 1}) as service:
            letters = await posted(service)
            await service.run_at(IN_BREAK)
            assert statuses(service, letters) == {Status.SENT: len(letters)}
            assert all(letter.followed for letter in server.kept[:AHEAD_UNKNOWN])  # by the envelope of the next
            assert len(server.kept) == len(letters)


async def test_a_letter_that_was_refused_meanwhile_opens_no_way_past_an_outcome_that_is_not_committed(
    tmp_path: Path,
) -> None:
    first = Gate()
    settings = {**SETTINGS, "smtp_max_connections": 1, "smtp_reply_timeout": 30.0, "lease_seconds": 2}
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=settings) as service:
            letters = await posted(service)
            in_turn = sorted(letters, key=lambda mailbox: service.load(letters[mailbox]).send_at)
            server.add(
                at_dot(in_turn[4], hold(first, 250)),
                Behaviour(stage=Stage.RCPT, action=reply(550), recipient=in_turn[5], times=None),
            )
            service.clock.set(IN_BREAK)
            await service.dispatch.tick()
            assert await asyncio.to_thread(first.reached.wait, 10)
            with closing(sqlite3.connect(tmp_path / "tanyakabar.db", isolation_level=None)) as other:
                ((id_,),) = other.execute("SELECT id FROM follow_up WHERE status = 'transmitting'")
                other.execute(
                    f"CREATE TRIGGER refused BEFORE UPDATE ON follow_up WHEN NEW.status = 'sent' AND NEW.id = '{id_}'"
                    " BEGIN SELECT RAISE(ABORT, 'not now'); END"
                )
                first.open()
                await asyncio.to_thread(until, lambda: service.status(letters[in_turn[5]]), lambda now: now == "failed")
                await asyncio.to_thread(server.wait_reached, Stage.CONTENT, 6)
                await asyncio.to_thread(server.wait_idle)  # the next link was cut, in the time that its lease leaves
                assert len(server.kept) == 5
                other.execute("DROP TRIGGER refused")
            await service.dispatch.at_rest()
            assert service.status(letters[in_turn[4]]) is Status.SENT
            assert len({letter.rcpt_to for letter in server.kept}) == len(server.kept)
