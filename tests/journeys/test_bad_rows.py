"""A row that a fault of ours keeps from being read, rendered or planned: told in the log, and no other waits for it."""

import asyncio
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.store import accounts
from service.store.accounts import AccountState
from tests.journeys.test_resilience import declare_off
from tests.peers.bench import Bench, bench, body
from tests.peers.faults import Behaviour, Gate, hold
from tests.peers.smtp_server import SmtpServer
from tests.store.test_writer import counted_commits

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY = date(2026, 11, 24)


async def test_faults_of_ours_are_not_held_against_the_account(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            bad = [await running.stored(nth(number)) for number in range(6)]
            write(running, "UPDATE follow_up_content SET message_id = 'no id at all'")
            await running.run_at(max(each.send_at for each in bad))
            with running.services.database.reading() as connection:
                assert accounts.state_of(connection, "default") == AccountState()
            assert [len(running.load(each.id).attempts) for each in bad] == [1] * 6


def nth(number: int) -> dict[str, object]:
    return body(candidate={"name": "Rina Wulandari", "email": f"rina{number}@example.com"}, windows=["break"])


def write(running: Bench, statement: str) -> None:
    with running.services.database.writer.begin() as connection:
        connection.execute(text(statement))


def spoil(running: Bench, id_: UUID, document: str = "{}") -> None:
    """Take from a row what planning needs; with a `document` that is no JSON it cannot even be read."""
    write(running, f"UPDATE follow_up_content SET request = '{document}' WHERE follow_up_id = '{id_.hex}'")  # noqa: S608  # our own words


async def test_a_row_that_cannot_be_planned_keeps_no_other_from_its_next_window_and_is_told_by_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            bad, good = [await running.stored(nth(number)) for number in range(2)]
            spoil(running, bad.id)
            await running.run_at(datetime.fromisoformat("2026-11-24T13:30:00+07:00"))
            assert running.load(good.id).plan["reason"] == "missed_window"
            assert running.status(bad.id) is Status.SCHEDULED
            told = "".join(capsys.readouterr()) + caplog.text
            assert "planning_failed" in told
            assert str(bad.id) in told
            await running.run_at(bad.expires_at)
            assert running.status(bad.id) is Status.EXPIRED
            assert running.events(bad.id)[-1].type == "expired"


async def test_a_row_that_cannot_be_planned_keeps_no_other_from_a_changed_calendar(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            bad, good = [await running.stored(nth(number)) for number in range(2)]
            spoil(running, bad.id)
            await declare_off(running, TUESDAY)
            await running.run_due()
            assert running.load(good.id).plan["reason"] == "calendar_changed"
            assert running.load(bad.id).plan == bad.plan


async def test_a_due_row_that_cannot_be_planned_is_tried_once_given_back_and_left_alone(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            bad, good = [await running.stored(nth(number)) for number in range(2)]
            spoil(running, bad.id)
            running.clock.set(max(bad.send_at, good.send_at))
            for _ in range(3):
                await running.run_due()
            assert running.status(good.id) is Status.SENT
            given_back = running.load(bad.id)
            assert given_back.status is Status.SCHEDULED
            assert given_back.plan == bad.plan
            assert [attempt.outcome for attempt in given_back.attempts] == ["transient"]


async def test_a_due_row_that_cannot_even_be_read_keeps_no_other_of_its_account_waiting(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            bad, *good = [await running.stored(nth(number)) for number in range(4)]
            spoil(running, bad.id, "no document")
            running.clock.set(max(each.send_at for each in (bad, *good)))
            for _ in range(3):
                await running.run_due()
            assert [running.status(each.id) for each in good] == [Status.SENT] * 3
            with running.services.database.reading() as connection:
                asked = text("SELECT status, attempts, send_at FROM follow_up WHERE id = :id")
                left = connection.execute(asked, {"id": bad.id.hex}).one()
            assert (left.status, left.attempts) == ("scheduled", 0)
            told = "".join(capsys.readouterr()) + caplog.text
            assert str(bad.id) in told


@pytest.mark.parametrize(("code", "status"), [(250, "sent"), (550, "failed"), (451, "scheduled")])
async def test_what_the_server_answered_is_written_down_whatever_became_of_the_row(
    tmp_path: Path, code: int, status: str
) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DOT, action=hold(gate, code))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            await running.dispatch.tick()
            assert await asyncio.to_thread(gate.reached.wait, 10)
            spoil(running, posted.id, "no document")
            write(running, "INSERT INTO account_state (name, failures, alone_until) VALUES ('default', 0, 'never')")
            gate.open()
            await running.dispatch.at_rest()
            with running.services.database.reading() as connection:
                assert connection.execute(text("SELECT status FROM follow_up")).scalar_one() == status
                assert connection.execute(text("SELECT reply_code FROM attempt")).scalars().all() == [code]


async def test_a_changed_calendar_is_planned_for_in_commits_that_keep_others_waiting_shortly(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await asyncio.gather(*(running.stored(nth(number)) for number in range(51)))
            await declare_off(running, TUESDAY)
            with counted_commits(running.services.database) as commits:
                assert (await running.services.replanning.replan_outdated()).moved == len(posted)
                assert commits() == 2
