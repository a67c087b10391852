"""Caps for a company's domain and for an owner's day, followed from the POST to the planner."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.domain.follow_up import Status
from service.intake.owner_caps import OwnerCapError
from service.store.records import StoredFollowUp
from tests.peers.bench import Bench, bench, body
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")


def nth(number: int, domain: str) -> dict[str, Any]:
    return body(
        candidate={"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
        recruiter={"email": f"hr{number}@{domain}"},
        windows=["break"],
        allow_duplicate=True,
    )


async def by_window(running: Bench, domain: str, count: int) -> list[int]:
    posted = [await running.stored(nth(number, domain)) for number in range(count)]
    opens = [each.opens_at for each in posted]
    return [opens.count(each) for each in sorted(set(opens))]


async def test_a_companys_mailboxes_get_so_many_letters_a_window_and_the_rest_is_told_a_later_one(
    tmp_path: Path,
) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_domain_per_window": 3}) as running:
            assert await by_window(running, "majujaya.test", 7) == [3, 3, 1]
            assert await by_window(running, "MajuJaya.test", 2) == [2]  # the place left, and one window on
            last = await running.stored(nth(99, "majujaya.test"))
            assert last.plan["reason"] == "recruiter_cap"
            assert await by_window(running, "lain.test", 3) == [3]


async def test_free_mail_providers_are_no_company(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_domain_per_window": 1}) as running:
            assert await by_window(running, "gmail.com", 4) == [4]


async def test_the_claim_counts_a_companys_letters_too_and_those_of_free_mail_providers_not(tmp_path: Path) -> None:
    domains = ("majujaya.test",) * 3 + ("gmail.com",) * 3
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:  # without a cap: all are planned
            posted = [await running.stored(nth(number, domain)) for number, domain in enumerate(domains)]
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_domain_per_window": 2}) as running:
            await running.run_at(max(each.send_at for each in posted))
            found = [running.load(each.id) for each in posted]
            assert [each.status for each in found].count(Status.SENT) == 5
            (waiting,) = (each for each in found if each.status is Status.SCHEDULED)
            assert waiting.plan["reason"] == "recruiter_cap"
            assert waiting.opens_at > posted[0].opens_at
    assert sum("majujaya" in to for letter in server.kept for to in letter.rcpt_to) == 2


async def test_an_owners_day_is_any_24_hours_and_each_accept_that_leaves_it_gives_its_place(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_owner_per_day": 40}) as running:

            async def post(number: int) -> StoredFollowUp:
                return await running.stored(nth(number, "majujaya.test"))

            for number in range(40):
                running.clock.set(MONDAY_MORNING + timedelta(minutes=number))
                await post(number)
            for later in (timedelta(minutes=39), timedelta(hours=23, minutes=59)):
                running.clock.set(MONDAY_MORNING + later)
                with pytest.raises(OwnerCapError) as refused:
                    await post(99)
                assert refused.value.seconds == (timedelta(days=1) - later).total_seconds()
            running.clock.set(MONDAY_MORNING + timedelta(days=1))
            await post(100)
            with pytest.raises(OwnerCapError):
                await post(101)
