from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.store import accounts, owner_accounts
from service.store.accounts import AccountState
from tests.accounts.stored import stored
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Behaviour, Gate, hold, reply
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY = datetime.fromisoformat("2026-11-24T12:45:00+07:00")
SETTINGS: dict[str, Any] = {"allowed_smtp_hosts": "127.0.0.1", "retry_delays": "1"}


async def register(service: Bench, name: str, **changed: object) -> None:
    given = {"id": f"acc_{name}", "owner": OWNER, "name": name, "host": "127.0.0.1", "port": service.server.port}
    account = stored(**{**given, "security": "none", "username": None, **changed})
    await service.services.writer.run(lambda connection: owner_accounts.put(connection, account))


async def post(service: Bench, account: str, number: int = 0) -> UUID:
    candidate = {"name": "Rina Wulandari", "email": f"{account}-{number}@example.com"}
    return (await service.stored(body(candidate=candidate, account=account))).id


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
