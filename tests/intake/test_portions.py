"""Many accepts in one transaction come to what they would have come to one after the other."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import event

from service.accounts.book import NoAccountError
from service.api.schemas.follow_up import FollowUpIn, Reading, read_follow_up
from service.intake.owner_caps import OwnerCapError
from service.intake.storing import Accepted, Entry, Idempotent, Refusal
from service.intake.suppressing import SuppressedError
from service.store import owner_accounts
from service.store.follow_ups import Duplicate
from service.store.idempotency import Remembered
from service.store.records import NewFollowUp, StoredFollowUp
from service.store.writer import MOMENT_SECONDS
from tests.accounts.stored import stored
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.hand_clock import HandClock
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
ROUTE = "POST /v1/follow-ups/batch"
SUPPRESSED = "hr0@majujaya.test"
CAPS = {
    "per_recruiter_per_window": 3,
    "per_domain_per_window": 6,
    "smtp_per_minute": 1,
    "smtp_per_day": 8,
    "per_owner_per_day": 20,
}


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Bench]:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_owner_per_day": 0}) as found:
            yield found


def prepared(running: Bench, given: dict[str, Any]) -> NewFollowUp:
    reading = Reading(
        calendar=running.services.planning.standing.calendar,
        today=lambda _zone: MONDAY_MORNING.date(),
        allow_reserved=True,
    )
    return running.services.intake.prepare(read_follow_up(FollowUpIn.model_validate(given), reading), owner=OWNER)


def entry(running: Bench, given: dict[str, Any], key: str | None = None) -> Entry:
    idempotent = None
    if key is not None:
        idempotent = Idempotent(
            route=ROUTE,
            key=key,
            body_hash=key,
            answer=lambda stored: Remembered(body_hash=key, status=201, answer={"id": str(stored.id)}),
        )
    return Entry(new=prepared(running, given), idempotent=idempotent)


def one_of_few(random: Random) -> tuple[dict[str, Any], str | None]:
    """Return a body of few candidates and mailboxes, so that doubles, full windows and used keys come about."""
    given = body(
        candidate={"name": "Rina Wulandari", "email": f"rina{random.randrange(12)}@example.com"},
        recruiter={"email": f"hr{random.randrange(5)}@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"},
        allow_duplicate=random.random() < 0.2,
        windows=["break"],
        attachments=[{"filename": "cv.pdf", "content_base64": "JVBERi0xLjc="}] if random.random() < 0.3 else [],
    )
    return given, f"key-{random.randrange(9)}" if random.random() < 0.3 else None


def told(results: Sequence[Accepted | Refusal], entries: Sequence[Entry]) -> list[tuple[object, ...]]:
    """Return what became of each, ids as the places of the entries that have them."""
    places = {each.new.id: place for place, each in enumerate(entries)}
    by_text = {str(id_): place for id_, place in places.items()}

    def of(result: Accepted | Refusal) -> tuple[object, ...]:
        match result:
            case StoredFollowUp():
                return "stored", result.plan, result.expires_at
            case Duplicate(existing=existing):
                return "duplicate", places[existing]
            case Remembered(answer=answer):
                return "remembered", by_text[answer["id"]]
            case _:
                return "refused", type(result).__name__, str(result)

    return [of(each) for each in results]


def rows(running: Bench) -> list[tuple[object, ...]]:
    with running.services.database.reading() as connection:
        found = connection.exec_driver_sql(
            "SELECT send_at, opens_at, expires_at, recruiter_email, candidate_email, plan,"
            " (SELECT count(*) FROM event WHERE event.follow_up_id = follow_up.id),"
            " (SELECT count(*) FROM attachment WHERE attachment.follow_up_id = follow_up.id),"
            " (SELECT count(*) FROM idempotency_key WHERE idempotency_key.follow_up_id = follow_up.id)"
            " FROM follow_up JOIN follow_up_content ON follow_up_content.follow_up_id = id"
            " JOIN follow_up_plan ON follow_up_plan.follow_up_id = id ORDER BY id"
        )
        return [tuple(row) for row in found]


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_portion_is_judged_as_if_posted_one_after_the_other(tmp_path: Path, seed: int) -> None:
    found = []
    for together in (True, False):
        folder = tmp_path / str(together)
        folder.mkdir()
        random = Random(seed)  # noqa: S311  # the same items for both
        with SmtpServer() as server:
            async with bench(folder, server, now=MONDAY_MORNING, settings=CAPS) as running:
                await running.services.suppressing.suppress(SUPPRESSED, owner=OWNER)
                entries = [entry(running, *one_of_few(random)) for _ in range(60)]
                storing = running.services.intake.storing
                results: list[Accepted | Refusal] = []
                for portion in [entries] if together else [[each] for each in entries]:
                    results += await running.services.writer.run(partial(storing.store, entries=portion))
                found.append((told(results, entries), rows(running)))
    together_told, apart_told = found[0][0], found[1][0]
    assert together_told == apart_told
    assert found[0][1] == found[1][1]
    assert {each[0] for each in together_told} == {"stored", "duplicate", "remembered", "refused"}


async def test_a_portion_takes_as_many_statements_whatever_its_length(running: Bench) -> None:
    asked: list[str] = []
    event.listen(
        running.services.database.writer,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )
    counts = []
    for length in (2, 40):
        entries = [
            entry(running, body(candidate={"name": "Rina", "email": f"rina{length}.{n}@example.com"}), f"{length}-{n}")
            for n in range(length)
        ]
        asked.clear()
        storing = running.services.intake.storing
        results = await running.services.writer.run(partial(storing.store, entries=entries))
        assert all(isinstance(each, StoredFollowUp) for each in results)
        counts.append(len(asked))
    assert counts[0] == counts[1]


async def test_posts_of_one_moment_are_stored_together_and_judged_one_by_one(running: Bench) -> None:
    asked: list[str] = []
    event.listen(
        running.services.database.writer,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )
    await running.services.suppressing.suppress(SUPPRESSED, owner=OWNER)
    new = [
        prepared(running, body(candidate={"name": "Rina", "email": f"rina{number % 20}@example.com"}))
        for number in range(30)  # ten come twice
    ]
    unwanted = prepared(running, body(recruiter={"email": SUPPRESSED, "name": "Andi Pratama", "honorific": "Bapak"}))
    asked.clear()
    accepting = [running.services.intake.accept(each) for each in [*new[:15], unwanted, *new[15:]]]
    results = await asyncio.gather(*accepting, return_exceptions=True)
    assert isinstance(results.pop(15), SuppressedError)
    assert [type(each) for each in results] == [StoredFollowUp] * 20 + [Duplicate] * 10
    assert [each.id for each in results[:20] if isinstance(each, StoredFollowUp)] == [each.id for each in new[:20]]
    assert len(rows(running)) == 20
    assert sum("INSERT INTO follow_up " in statement for statement in asked) <= 3


async def test_places_of_an_owner_that_a_failed_commit_took_are_free_again(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_owner_per_day": 5}) as running:
            entries = [
                entry(running, body(candidate={"name": "Rina", "email": f"rina{number}@example.com"}))
                for number in range(8)
            ]
            with running.services.database.writer.connect() as connection, connection.begin() as transaction:
                results = running.services.intake.storing.store(connection, entries)
                assert [type(each) for each in results] == [StoredFollowUp] * 5 + [OwnerCapError] * 3
                transaction.rollback()
            assert isinstance(await running.services.intake.accept(entries[7].new), StoredFollowUp)


async def test_an_owner_without_a_place_is_refused_without_asking_once_that_is_committed(tmp_path: Path) -> None:
    asked: list[str] = []
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"per_owner_per_day": 3}) as running:
            new = [
                prepared(running, body(candidate={"name": "Rina", "email": f"rina{number}@example.com"}))
                for number in range(6)
            ]
            batch = [Entry(new=each) for each in new[:4]]
            assert isinstance((await running.services.batching.accept_all(batch))[3], OwnerCapError)
            event.listen(
                running.services.database.writer,
                "before_cursor_execute",
                lambda _connection, _cursor, statement, *_: asked.append(statement),
            )
            with pytest.raises(OwnerCapError):
                await running.services.intake.accept(new[4])
            assert not asked


class SteppingClock(HandClock):
    """A clock by which 3 ms pass with each look at it."""

    def __init__(self) -> None:
        super().__init__(MONDAY_MORNING)
        self.passed = 0.0

    def monotonic(self) -> float:
        self.passed += 0.003
        return self.passed


@pytest.mark.parametrize(("urgent", "stored_at_once"), [(True, 2), (False, 17)])
async def test_a_portion_ends_early_when_something_urgent_waits(
    running: Bench, stored_at_once: int, *, urgent: bool
) -> None:
    entries = [
        entry(running, body(candidate={"name": "Rina", "email": f"rina{number}@example.com"})) for number in range(20)
    ]
    store = partial(
        running.services.intake.storing.store_some,
        entries=entries,
        clock=SteppingClock(),
        has_urgent=lambda: urgent,
        seconds=MOMENT_SECONDS,
    )
    assert len(await running.services.writer.run(store)) == stored_at_once
    assert len(rows(running)) == stored_at_once


async def test_what_is_no_longer_timely_is_left_to_the_next_transaction(running: Bench) -> None:
    entries = [
        entry(running, body(candidate={"name": "Rina", "email": f"rina{n}@example.com"}), f"key-{n}") for n in range(5)
    ]
    left = iter([True, True, False])
    storing = running.services.intake.storing
    results = await running.services.writer.run(
        lambda connection: storing.store(connection, entries, may_go_on=lambda: next(left))
    )
    assert [type(each) for each in results] == [StoredFollowUp] * 3
    assert len(rows(running)) == 3
    assert [type(each) for each in await running.services.batching.accept_all(entries)] == (
        [Remembered] * 3 + [StoredFollowUp] * 2
    )


async def test_an_account_registered_anew_under_its_name_is_the_one_that_counts(running: Bench) -> None:
    database = running.services.database
    given = body(account="mailbox")
    with database.writer.begin() as connection:
        owner_accounts.put(connection, stored(id="acc_old", owner=OWNER, name="mailbox"))
    prepared(running, given)
    with database.writer.begin() as connection:
        owner_accounts.remove(connection, owner=OWNER, name="mailbox")
        owner_accounts.put(connection, stored(id="acc_new", owner=OWNER, name="mailbox"))
    accepted = await running.services.intake.accept(prepared(running, given))
    assert isinstance(accepted, StoredFollowUp)
    assert running.load(accepted.id).account == "acc_new"


async def test_an_account_deleted_a_moment_ago_takes_nothing_and_previews_nothing(running: Bench) -> None:
    database = running.services.database
    given = body(account="mailbox")
    with database.writer.begin() as connection:
        owner_accounts.put(connection, stored(id="acc_old", owner=OWNER, name="mailbox"))
    first, second = prepared(running, given), prepared(running, given)
    with database.writer.begin() as connection:
        owner_accounts.remove(connection, owner=OWNER, name="mailbox")
    with pytest.raises(NoAccountError):
        await running.services.intake.accept(first)
    with pytest.raises(NoAccountError):
        await running.services.intake.preview(second)
    assert rows(running) == []
