import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from service.app import dispatch_of
from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.store import accounts, owner_accounts
from service.store.accounts import AccountState
from service.store.records import StoredFollowUp
from tests.accounts.stored import stored
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Behaviour, Gate, hold, reply
from tests.peers.hand_clock import HandClock
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY = datetime.fromisoformat("2026-11-24T12:45:00+07:00")
SETTINGS: dict[str, Any] = {"allowed_smtp_hosts": "127.0.0.1", "retry_delays": "1"}


async def register(service: Bench, name: str, **changed: object) -> None:
    given = {"id": f"acc_{name}", "owner": OWNER, "name": name, "host": "127.0.0.1", "port": service.server.port}
    account = stored(**{**given, "security": "none", "username": None, **changed})
    await service.services.writer.run(lambda connection: owner_accounts.put(connection, account))


async def post(service: Bench, account: str, number: int = 0, *, owner: str = OWNER) -> UUID:
    candidate = {"name": "Rina Wulandari", "email": f"{account}-{number}@example.com"}
    accepted = await service.post(body(candidate=candidate, account=account), owner=owner)
    assert isinstance(accepted, StoredFollowUp)
    return accepted.id


def state_of(service: Bench, name: str) -> AccountState:
    with service.services.database.reading() as connection:
        return accounts.state_of(connection, f"acc_{name}")


async def test_one_tick_sends_what_is_due_through_every_account(tmp_path: Path) -> None:
    names = [f"portal-{n}" for n in range(40)]
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            for name in names:
                await register(service, name, from_address=f"{name}@karirhub.co.id", max_connections=1)
            letters = [service.load(await post(service, name, n)) for name in [*names, "default"] for n in range(2)]
            await service.run_at(TUESDAY)
            due = [each for each in letters if each.send_at <= TUESDAY]
            assert {service.status(each.id) for each in due} == {Status.SENT}
    assert len({letter.mail_from for letter in server.kept}) > 30
    assert sorted(letter.mail_from for letter in server.kept) == sorted(
        "portal@karirhub.test" if each.account == "default" else f"{each.account.removeprefix('acc_')}@karirhub.co.id"
        for each in due
    )


async def test_an_account_that_was_changed_is_not_paused_by_what_the_old_one_met(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.MAIL, action=hold(gate, 535))) as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            await register(service, "gmail")
            id_ = await post(service, "gmail")
            service.clock.set(TUESDAY)
            await service.dispatch.tick()
            await service.services.writer.run(lambda _: gate.reached.wait(10))
            await register(service, "gmail", revision=2, per_day=1)
            gate.open()
            await service.dispatch.at_rest()
            assert [each.outcome for each in service.load(id_).attempts] == ["account"]
            assert state_of(service, "gmail") == AccountState()
            await service.run_at(service.load(id_).send_at)
            assert service.status(id_) is Status.SENT


async def test_a_connection_of_an_account_that_was_changed_is_not_used_again(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            await register(service, "gmail", max_connections=1)
            first = await post(service, "gmail", 1)
            await service.run_at(TUESDAY)
            before = server.connections
            second = (await service.stored(body(account="gmail", promise={"answer_by": "2026-11-20"}))).id
            await register(service, "gmail", revision=2, max_connections=1)
            await service.run_at(service.load(second).send_at)
            assert [service.status(each) for each in (first, second)] == [Status.SENT] * 2
            assert server.connections == before + 1


async def test_one_paused_account_keeps_no_other_waiting(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.MAIL, action=reply(535))) as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            for name in ("a", "b"):
                await register(service, name, max_connections=1)
            await post(service, "a")
            await service.run_at(TUESDAY)
            assert state_of(service, "a").paused_reason is not None
            other = await post(service, "b")
            await service.run_at(service.load(other).send_at)
            assert service.status(other) is Status.SENT


async def test_a_letter_planned_through_an_owners_account_keeps_within_its_caps(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            await register(service, "gmail", per_day=1)
            first, second = [service.load(await post(service, "gmail", n)) for n in range(2)]
            assert first.plan["reason"] == "promise"
            assert second.plan["reason"] == "account_cap"
            assert second.send_at > first.send_at


async def test_an_owner_with_many_accounts_leaves_places_for_others_and_all_get_their_turn(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DATA, action=hold(gate, 354), times=None)) as server:
        patient = {**SETTINGS, "smtp_step_timeout": 30.0}  # the gate may stay shut for seconds
        async with bench(tmp_path, server, now=MONDAY, settings=patient) as service:
            many = [f"a-{n}" for n in range(6)]
            for name in many:
                await register(service, name, max_connections=100, per_minute=0)
            await register(service, "z", owner="another")
            mine = [await post(service, name, n) for name in many for n in range(2)]
            theirs = await post(service, "z", owner="another")
            service.clock.set(TUESDAY + timedelta(minutes=12))  # all are due
            few = dispatch_of(service.parts, service.services, most_at_work=6)
            await few.tick()
            assert await asyncio.to_thread(gate.reached.wait, 10)
            assert service.status(theirs) is not Status.SCHEDULED
            at_work = [service.status(each) for each in mine if service.status(each) is not Status.SCHEDULED]
            assert len(at_work) == 3
            gate.open()
            await few.at_rest()
            await few.stop()
            assert {service.status(each) for each in (*mine, theirs)} == {Status.SENT}


async def test_places_left_for_an_account_that_has_nothing_more_are_anothers_at_once(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DATA, action=hold(gate, 354), times=None)) as server:
        patient = {**SETTINGS, "smtp_step_timeout": 30.0}
        async with bench(tmp_path, server, now=MONDAY, settings=patient) as service:
            for name in ("a", "b"):
                await register(service, name, max_connections=100, per_minute=0)
            each_one = [await post(service, name) for name in ("a", "b")]
            service.clock.set(TUESDAY + timedelta(minutes=12))
            few = dispatch_of(service.parts, service.services, most_at_work=4)  # two are left for a, then none for b
            await few.tick()
            assert Status.SCHEDULED not in {service.status(each) for each in each_one}
            gate.open()
            await few.stop()


class HurriedClock(HandClock):
    """Monotonic time that goes on whenever it is asked for, so that a tick plans one batch again."""

    seconds = 0.0

    def monotonic(self) -> float:
        self.seconds += 0.3
        return self.seconds


async def test_accounts_whose_letters_missed_their_window_are_seen_to_by_turns(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY, settings=SETTINGS) as service:
            for name in ("a", "b"):
                await register(service, name, per_minute=0, per_day=0)
            await asyncio.gather(*(post(service, "a", number) for number in range(51)))
            waits = await post(service, "b")
            hurried = dispatch_of(
                replace(service.parts, clock=HurriedClock(TUESDAY + timedelta(minutes=30))), service.services
            )
            for _ in range(2):
                await hurried.tick()
            await hurried.stop()
            assert service.load(waits).plan["reason"] == "missed_window"
