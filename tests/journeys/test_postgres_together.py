"""The working parts of two processes on one PostgreSQL, with clocks that the test moves: each thing is done once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from service.domain.calendar_day import Override
from service.store import overrides, owner_accounts
from service.store.engine import DatabaseError
from service.store.records import Claimed, StoredFollowUp
from tests.accounts.stored import stored
from tests.intake.test_portions import prepared
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.postgres import Postgres, until_blocked_or_done
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY_NOON = datetime.fromisoformat("2026-11-24T12:00:00+07:00")


@pytest.fixture
def url(postgres: Postgres) -> Iterator[str]:
    with postgres.database() as found:
        yield found


def nth(number: int) -> dict[str, Any]:
    return body(
        candidate={"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
        recruiter={"email": f"hr{number}@majujaya.test"},
        windows=["break"],
    )


@asynccontextmanager
async def two(folder: Path, url: str, server: SmtpServer, **settings: object) -> AsyncIterator[tuple[Bench, Bench]]:
    async with (
        bench(folder, server, now=MONDAY_MORNING, url=url, settings=settings) as one,
        bench(folder, server, now=MONDAY_MORNING, url=url, settings=settings) as other,
    ):
        yield one, other


async def both_at(benches: tuple[Bench, Bench], instant: datetime) -> None:
    await asyncio.gather(*(each.run_at(instant) for each in benches))


async def test_the_cap_a_minute_is_exact_however_many_processes_claim(tmp_path: Path, url: str) -> None:
    with SmtpServer() as server:
        async with two(tmp_path, url, server, smtp_per_minute=4) as benches:
            for number in range(14):
                await benches[0].stored(nth(number))
            late = TUESDAY_NOON + timedelta(minutes=50)
            for minute, kept in enumerate((4, 8, 12)):
                await both_at(benches, late + timedelta(seconds=61 * minute))
                assert len(server.kept) == kept


async def test_each_late_follow_up_is_told_once_that_it_missed_its_window(tmp_path: Path, url: str) -> None:
    with SmtpServer() as server:
        async with two(tmp_path, url, server) as benches:
            posted = [await benches[0].stored(nth(number)) for number in range(20)]
            for _ in range(8):  # as many as there are connections at once
                await both_at(benches, TUESDAY_NOON + timedelta(hours=2))
            for each in posted:
                assert [one.type for one in benches[0].events(each.id)] == ["accepted", "planned", "replanned"]
        assert server.kept == []


async def test_each_plan_is_moved_once_by_an_override_and_expires_once(tmp_path: Path, url: str) -> None:
    with SmtpServer() as server:
        async with two(tmp_path, url, server) as benches:
            posted = [await benches[0].stored(nth(number)) for number in range(20)]
            override = Override(on=TUESDAY_NOON.date(), kind="day_off", name="Pemilu")
            await benches[0].services.writer.run(
                lambda connection: overrides.put_override(connection, override, at=MONDAY_MORNING)
            )
            await asyncio.gather(*(each.services.replanning.refresh() for each in benches))
            await both_at(benches, MONDAY_MORNING + timedelta(minutes=1))
            await both_at(benches, MONDAY_MORNING + timedelta(days=30))
            for each in posted:
                told = [one.type for one in benches[0].events(each.id)]
                assert told == ["accepted", "planned", "replanned", "expired"]
        assert server.kept == []


async def test_caps_that_keep_letters_back_until_the_window_shuts_are_told_once(tmp_path: Path, url: str) -> None:
    with SmtpServer() as server:
        async with two(tmp_path, url, server, smtp_per_minute=1) as benches:
            posted = [await benches[0].stored(nth(number)) for number in range(6)]
            await both_at(benches, TUESDAY_NOON + timedelta(minutes=59, seconds=20))
            for _ in range(3):
                await both_at(benches, TUESDAY_NOON + timedelta(minutes=60, seconds=5))
            for each in posted:
                told = [one.type for one in benches[0].events(each.id)]
                assert told.count("replanned") <= 1
                assert benches[0].load(each.id).send_at >= TUESDAY_NOON + timedelta(days=1) or "sent" in told
        assert len(server.kept) <= 1


async def claimed_at_once(one: Bench, other: Bench) -> tuple[list[Claimed], list[Claimed]]:
    """Return what two processes claim for an account each, the second while the first has yet to commit."""

    def second() -> list[Claimed]:
        with other.services.database.writer.begin() as connection:
            return other.dispatch._claims.claim(connection, account="acc_1", limit=9)  # noqa: SLF001  # the moment is the test's

    with one.services.database.writer.begin() as connection:
        first = one.dispatch._claims.claim(connection, account="default", limit=9)  # noqa: SLF001  # see above
        claiming = asyncio.create_task(asyncio.to_thread(second))
        await asyncio.to_thread(until_blocked_or_done, other.services.database, claiming.done)
    return first, await claiming


@pytest.mark.parametrize(
    ("cap", "mailboxes"), [("per_recruiter_per_window", ("hr", "hr")), ("per_domain_per_window", ("hr", "hrd"))]
)
async def test_a_mailboxs_cap_and_a_domains_are_exact_when_two_processes_claim_for_two_accounts(
    tmp_path: Path, url: str, cap: str, mailboxes: tuple[str, str]
) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, url=url) as running:  # without caps: both are planned
            account = stored(owner=OWNER)
            await running.services.writer.run(lambda connection: owner_accounts.put(connection, account))
            posted = [
                await running.stored(
                    {**nth(number), "account": name, "recruiter": {"email": f"{mailboxes[number]}@majujaya.test"}}
                )
                for number, name in enumerate(("default", "gmail"))
            ]
        async with two(tmp_path, url, server, **{cap: 1}) as (one, other):
            for each in (one, other):
                each.clock.set(max(each.send_at for each in posted))
            first, second = await claimed_at_once(one, other)
            assert ([each.id for each in first], second) == ([posted[0].id], [])
            assert one.load(posted[1].id).plan["reason"] == "recruiter_cap"


async def test_a_post_that_waits_for_a_lock_in_vain_spoils_no_other_of_its_moment(tmp_path: Path, url: str) -> None:
    impatient = f"{url}{'&' if '?' in url else '?'}options=-c%20lock_timeout%3D1s"
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, url=impatient) as running:
            database, intake = running.services.database, running.services.intake
            mine = stored(owner=OWNER, name="mine")
            with database.writer.begin() as connection:
                owner_accounts.put(connection, mine)
            new = [prepared(running, nth(number) | ({"account": "mine"} if number == 2 else {})) for number in range(6)]
            with database.writer.connect() as holder, holder.begin():
                holder.execute(text("SELECT * FROM account WHERE id = :id FOR UPDATE"), {"id": mine.id})
                results = await asyncio.gather(*map(intake.accept, new), return_exceptions=True)
            assert [number for number, each in enumerate(results) if not isinstance(each, StoredFollowUp)] == [2]
            assert isinstance(results[2], DatabaseError)
