"""Caps, pauses and circuit breaking: told in the plan, exact at the claim, and nothing fails by them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain.follow_up import Status, Verb
from service.domain.outcome import Stage
from service.store import accounts
from service.store.accounts import AccountState
from service.store.records import StoredFollowUp
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Behaviour, Gate, drop, hold, reply
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY_NOON = datetime.fromisoformat("2026-11-24T12:00:00+07:00")


def nth(number: int, **changed: object) -> dict[str, Any]:
    """Return the body of one of many candidates for one position at one mailbox."""
    return body(candidate={"name": "Rina Wulandari", "email": f"rina{number}@example.com"}, **changed)


def other_mailbox(number: int, **changed: object) -> dict[str, Any]:
    return nth(number, recruiter={"email": f"hr{number}@majujaya.test"}, **changed)


def account(running: Bench) -> AccountState:
    with running.services.database.reading() as connection:
        return accounts.state_of(connection, "default")


def windows(running: Bench, posted: list[Any]) -> list[str]:
    return [running.load(each.id).plan["window"]["opens_at"] for each in posted]


async def test_a_mailbox_gets_five_letters_a_window_and_the_rest_is_told_a_later_one(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_recruiter_per_window": 5}) as running:
            posted = [await running.stored(nth(number, windows=["break"])) for number in range(12)]
            by_window = [windows(running, posted).count(each) for each in sorted(set(windows(running, posted)))]
            assert by_window == [5, 5, 2]
            assert {each.plan["reason"] for each in posted[:5]} == {"promise"}
            assert {each.plan["reason"] for each in posted[5:]} == {"recruiter_cap"}
            for instant in sorted(each.send_at for each in posted):
                await running.run_at(instant)
            assert {running.status(each.id) for each in posted} == {Status.SENT}
        assert len(server.kept) == 12


async def test_each_follow_ups_days_until_it_expires_count_from_the_window_it_was_given(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_recruiter_per_window": 1}) as running:
            first = await running.stored(nth(1, windows=["break"], expires_after_working_days=1))
            second = await running.stored(nth(2, windows=["break"], expires_after_working_days=1))
            assert second.expires_at - first.expires_at == timedelta(days=1)
            assert second.send_at < second.expires_at


async def test_an_accounts_cap_a_minute_fills_windows_and_the_surplus_goes_to_the_next(tmp_path: Path) -> None:
    office = {"break": ["12:00", "12:17"]}  # 15 minutes of it can be planned into
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_per_minute": 1}) as running:
            posted = [await running.stored(other_mailbox(n, office=office, windows=["break"])) for n in range(20)]
            found = windows(running, posted)
            assert [found.count(each) for each in sorted(set(found))] == [15, 5]
            assert posted[-1].plan["reason"] == "account_cap"


async def test_an_accounts_cap_a_day_holds_over_both_windows_of_it(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_per_day": 3}) as running:
            posted = [await running.stored(other_mailbox(number)) for number in range(7)]
            sends = sorted(each.send_at for each in posted)
            for index in range(len(sends) - 3):
                assert sends[index + 3] - sends[index] >= timedelta(days=1)
            for instant in sends:
                await running.run_at(instant)
            assert {running.status(each.id) for each in posted} == {Status.SENT}


async def test_no_more_than_the_cap_leave_in_any_minute_however_many_are_due(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_per_minute": 4}) as running:
            posted = [await running.stored(other_mailbox(number, windows=["break"])) for number in range(10)]
            late = TUESDAY_NOON + timedelta(minutes=50)  # all are due: nobody was there before
            await running.run_at(late)
            assert len(server.kept) == 4
            await running.run_at(late + timedelta(seconds=59))
            assert len(server.kept) == 4
            await running.run_at(late + timedelta(seconds=61))
            assert len(server.kept) == 8
            await running.run_at(late + timedelta(seconds=122))
            assert len(server.kept) == 10
            assert {running.status(each.id) for each in posted} == {Status.SENT}


async def test_what_a_cap_keeps_back_until_the_window_closes_is_planned_again_with_that_reason(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_per_minute": 1}) as running:
            posted = [await running.stored(other_mailbox(number, windows=["break"])) for number in range(3)]
            await running.run_at(TUESDAY_NOON + timedelta(minutes=59, seconds=20))
            await running.run_at(TUESDAY_NOON + timedelta(minutes=60, seconds=5))
            waiting = [running.load(each.id) for each in posted if running.status(each.id) is Status.SCHEDULED]
            assert waiting
            for each in waiting:
                assert each.plan["send_at_local"].startswith("2026-11-25T12:")
                assert each.plan["reason"] in {"account_cap", "missed_window"}


async def test_the_first_wrong_password_pauses_the_account_and_keeps_every_follow_up(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.MAIL, action=reply(535, "5.7.8 sign in again"), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = [await running.stored(other_mailbox(number, windows=["break"])) for number in range(3)]
            await running.run_at(min(each.send_at for each in posted))
            assert account(running).paused_reason == "535: the server refuses the account"
            await running.run_at(TUESDAY_NOON + timedelta(minutes=57))
            assert server.commands.count("MAIL") == 1
            await running.run_at(TUESDAY_NOON + timedelta(hours=1))
            for each in posted:
                kept = running.load(each.id)
                assert kept.status is Status.SCHEDULED
                assert kept.plan["reason"] == "account_paused"
                assert kept.plan["send_at_local"].startswith("2026-11-25T12:")


async def test_an_account_that_cannot_be_reached_is_left_alone_for_a_while(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.BANNER, action=drop(), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_max_connections": 1}) as running:
            posted = [await running.stored(other_mailbox(number, windows=["break"])) for number in range(20)]
            await running.run_at(TUESDAY_NOON + timedelta(minutes=40))
            assert server.connections == 5  # and not twenty
            state = account(running)
            assert state.failures == 5
            assert state.alone_until == running.clock.now() + timedelta(minutes=1)

            server.forget_behaviours()
            await running.run_at(TUESDAY_NOON + timedelta(minutes=41))
            assert account(running).failures == 0
            await running.run_at(TUESDAY_NOON + timedelta(minutes=57))
            assert [running.status(each.id) for each in posted].count(Status.SENT) >= 15


async def test_after_a_pause_one_try_decides_however_often_is_looked(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.BANNER, action=hold(gate, 220), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = [await running.stored(other_mailbox(number, windows=["break"])) for number in range(3)]
            over = AccountState(failures=5, alone_until=MONDAY_MORNING)
            await running.services.writer.run(lambda connection: accounts.set_state(connection, "default", over))
            running.clock.set(TUESDAY_NOON + timedelta(minutes=57))
            for _ in range(3):
                await running.dispatch.tick()
            assert [running.status(each.id) for each in posted].count(Status.CLAIMED) == 1
            gate.open()
            await running.dispatch.at_rest()
            assert {running.status(each.id) for each in posted} == {Status.SENT}
            assert account(running) == AccountState()


@pytest.mark.parametrize(("verb", "status"), [(Verb.RESOLVE_SENT, Status.SENT), (Verb.RESOLVE_FAILED, Status.FAILED)])
async def test_a_doubt_ends_as_its_owner_says(tmp_path: Path, verb: Verb, status: Status) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=drop())) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at)
            settled = await running.services.intake.ask(posted.id, verb, owner=OWNER)
            assert isinstance(settled, StoredFollowUp)
            assert settled.status is status
            assert running.events(posted.id)[-1].detail == {"by": "owner", "was": "in_doubt"}


async def test_a_resend_keeps_bytes_and_message_id_and_gets_new_days(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=drop())) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at)
            running.clock.set(posted.expires_at + timedelta(days=1))
            again = await running.services.intake.ask(posted.id, Verb.RESOLVE_RESEND, owner=OWNER)
            assert isinstance(again, StoredFollowUp)
            assert again.status is Status.SCHEDULED
            assert again.send_at > running.clock.now()
            assert again.expires_at > posted.expires_at
            await running.run_at(again.send_at)
            assert running.status(posted.id) is Status.SENT
        first, second = server.received
        assert first.content == second.content
