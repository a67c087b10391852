"""The commit points: who may claim, who may write the dot, who may record."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from service.domain.calendar_day import Override
from service.domain.follow_up import Status
from service.store import delivery, follow_ups, overrides, owner_accounts
from service.store.engine import Database
from service.store.follow_ups import STATE
from service.store.records import Claimed
from tests.store.explained import explained
from tests.store.rows import CLOSES, DUE, new, plan

REAL = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
LEASE = timedelta(minutes=6)


def accept(database: Database, **changed: object) -> UUID:
    row = new(**changed)
    with database.writer.begin() as connection:
        assert follow_ups.accept(connection, row) is None
    return row.id


def claim(database: Database, *, now: datetime = DUE, limit: int = 10, account: str = "default") -> list[Claimed]:
    with database.writer.begin() as connection:
        return delivery.claim_due(
            connection, account=account, now=now, lease_until=REAL + LEASE, token=uuid4(), limit=limit
        )


def mark(database: Database, claimed: Claimed, *, now: datetime = DUE, real_now: datetime = REAL) -> bool:
    with database.writer.begin() as connection:
        lease = real_now + LEASE
        marked = delivery.mark_transmitting(connection, [claimed], now=now, real_now=real_now, lease_until=lease)
    return marked == {claimed.own}


def status(database: Database, id_: UUID) -> str:
    with database.reading() as connection:
        return str(
            connection.execute(text("SELECT status FROM follow_up WHERE id = :id"), {"id": id_.hex}).scalar_one()
        )


def test_only_what_is_due_is_claimed_oldest_first_up_to_the_limit(database: Database) -> None:
    later = accept(database, plan=plan(DUE + timedelta(seconds=1)))
    second = accept(database, plan=plan(DUE))
    first = accept(database, plan=plan(DUE - timedelta(minutes=1)))
    assert [each.id for each in claim(database, limit=1)] == [first]
    assert [each.id for each in claim(database)] == [second]
    assert claim(database) == []
    assert status(database, later) == "scheduled"


def test_another_accounts_follow_ups_are_not_claimed(database: Database) -> None:
    accept(database, account="hrd")
    assert claim(database) == []
    assert len(claim(database, account="hrd")) == 1


def test_claims_of_many_threads_never_overlap(database: Database) -> None:
    ids = {accept(database) for _ in range(200)}
    start = threading.Barrier(8)

    def take(_: int) -> list[UUID]:
        start.wait(10)
        mine: list[UUID] = []
        while taken := claim(database, limit=7):
            mine += [each.id for each in taken]
        return mine

    with ThreadPoolExecutor(8) as pool:
        taken = [id_ for mine in pool.map(take, range(8)) for id_ in mine]
    assert len(taken) == 200
    assert set(taken) == ids


def test_the_dot_may_follow_only_once(database: Database) -> None:
    accept(database)
    (claimed,) = claim(database)
    assert mark(database, claimed)
    assert not mark(database, claimed)


@pytest.mark.parametrize(
    ("now", "real_now", "may"),
    [
        (DUE, REAL, True),
        (CLOSES - timedelta(microseconds=1), REAL, True),
        (CLOSES, REAL, False),
        (DUE - timedelta(microseconds=1), REAL, False),
        (DUE, REAL + LEASE, False),
        (DUE, REAL + LEASE - timedelta(microseconds=1), True),
    ],
)
def test_the_dot_may_follow_only_in_the_window_and_under_the_lease(
    database: Database, now: datetime, real_now: datetime, *, may: bool
) -> None:
    accept(database)
    (claimed,) = claim(database)
    assert mark(database, claimed, now=now, real_now=real_now) is may


def test_the_dot_may_not_follow_under_another_token(database: Database) -> None:
    accept(database)
    (claimed,) = claim(database)
    stranger = Claimed(**{name: getattr(claimed, name) for name in Claimed.__slots__} | {"token": uuid4()})
    assert not mark(database, stranger)
    with database.writer.begin() as connection:
        assert delivery.held(connection, stranger) is None


def test_the_dot_may_not_follow_once_a_stop_was_asked(database: Database) -> None:
    id_ = accept(database)
    (claimed,) = claim(database)
    with database.writer.begin() as connection:
        follow_ups.set_state(connection, id_, at=DUE, stop_requested="cancelled")
    assert not mark(database, claimed)


def test_the_dot_may_not_follow_once_the_calendar_changed(database: Database) -> None:
    accept(database)
    (claimed,) = claim(database)
    with database.writer.begin() as connection:
        overrides.put_override(connection, Override(on=DUE.date(), kind="day_off", name="Pemilu"), at=DUE)
    assert not mark(database, claimed)


def test_an_open_follow_up_of_the_same_interview_is_a_duplicate_and_an_ended_one_is_not(database: Database) -> None:
    first = accept(database, duplicate_hash="same")
    with database.writer.begin() as connection:
        assert follow_ups.accept(connection, new(duplicate_hash="same")) == follow_ups.Duplicate(first)
        assert follow_ups.accept(connection, new(duplicate_hash="same", allow_duplicate=True)) is None
    with database.writer.begin() as connection:
        connection.execute(text("UPDATE follow_up SET status = 'sent'"))
        assert follow_ups.accept(connection, new(duplicate_hash="same")) is None


@pytest.mark.parametrize(
    "change",
    [
        "status = 'lost'",
        "status = 'claimed'",
        "send_at = closes_at",
        "tries = -1",
        "stop_requested = 'please'",
    ],
)
def test_a_wrong_state_is_impossible(database: Database, change: str) -> None:
    accept(database)
    with pytest.raises(IntegrityError), database.writer.begin() as connection:
        connection.execute(text(f"UPDATE follow_up SET {change}"))  # noqa: S608  # the test's own words


def test_of_many_dots_asked_for_at_once_each_needs_its_own_token(database: Database) -> None:
    ids = [accept(database) for _ in range(3)]
    claims = {claimed.id: claimed for claimed in claim(database)}  # they share a token
    ours, taken_over, lost = (claims[id_] for id_ in ids)
    fresh, foreign = replace(taken_over, token=uuid4()), replace(lost, token=uuid4())
    for newer in (fresh, foreign):
        with database.writer.begin() as connection:
            connection.execute(update(STATE).where(STATE.c.id == newer.id).values(token=newer.token))
    asked = [ours, taken_over, fresh, lost]
    with database.writer.begin() as connection:
        marked = delivery.mark_transmitting(connection, asked, now=DUE, real_now=REAL, lease_until=REAL + LEASE)
    assert marked == {ours.own, fresh.own}
    assert status(database, lost.id) == "claimed"


def test_outcomes_of_many_are_held_by_their_own_tokens_only(database: Database) -> None:
    ids = [accept(database) for _ in range(3)]
    claims = {claimed.id: claimed for claimed in claim(database)}
    foreign = replace(claims[ids[0]], token=uuid4())
    with database.writer.begin() as connection:
        held = delivery.held_of(connection, [foreign, claims[ids[1]]])
    assert set(held) == {claims[ids[1]].own}
    assert foreign.own not in held


def test_frozen_bytes_change_until_a_try_reached_data_and_never_after(database: Database) -> None:
    id_ = accept(database)
    claim(database)
    with database.writer.begin() as connection:
        delivery.freeze_messages(connection, {id_: b"first"})
        delivery.freeze_messages(connection, {id_: b"second"})
        assert delivery.frozen_message(connection, id_) == (b"second", False)
        delivery.note_reached_data(connection, [id_])
        delivery.freeze_messages(connection, {id_: b"third"})
        assert delivery.frozen_message(connection, id_) == (b"second", True)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT min(send_at) FROM follow_up WHERE status = 'scheduled'",
        "SELECT min(expires_at) FROM follow_up WHERE status = 'scheduled'",
        "SELECT min(calendar_revision) FROM follow_up WHERE status = 'scheduled'",
        "SELECT min(lease_until) FROM follow_up WHERE status IN ('claimed', 'transmitting')",
    ],
)
def test_each_look_of_a_tick_is_served_by_an_index(database: Database, query: str) -> None:
    with database.reading() as connection:
        if database.is_sqlite:
            steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").all()
            assert all("USING INDEX ix_follow_up_" in step[3] for step in steps), steps
            return
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # the table is empty: reading it is cheaper
        lines = "\n".join(connection.exec_driver_sql(f"EXPLAIN {query}").scalars())
    assert " using ix_follow_up_" in lines, lines


def test_what_is_due_is_found_by_an_index_that_holds_nothing_sent(database: Database) -> None:
    accept(database)
    with explained(database.writer) as plans:
        claim(database, now=DUE - timedelta(days=1))
        with database.writer.begin() as connection:
            delivery.claim_due(
                connection, account="default", now=DUE - timedelta(days=1), lease_until=REAL + LEASE, token=uuid4(),
                limit=5, but=[uuid4()],
            )  # fmt: skip
            delivery.due_in_shut_windows(connection, account="default", now=CLOSES, limit=5)
            owner_accounts.due_accounts(connection, now=DUE)
    assert len(plans) == 4
    if database.is_sqlite:  # PostgreSQL chooses by the statistics of its tables
        assert [plan for plan in plans if "ix_follow_up_due" not in plan or "ix_follow_up_places" in plan] == []


def test_a_look_tells_what_waits(database: Database) -> None:
    with database.reading() as connection:
        empty = delivery.waiting(connection)
    assert (empty.next_due_at, empty.next_lease_end) == (None, None)
    accept(database)
    with database.reading() as connection:
        waiting = delivery.waiting(connection)
    assert waiting.next_due_at == DUE
    assert waiting.next_expiry_at == DUE + timedelta(days=6)
    assert waiting.oldest_revision == 0
    claim(database)
    with database.reading() as connection:
        waiting = delivery.waiting(connection)
    assert waiting.next_due_at is None
    assert waiting.next_lease_end == REAL + LEASE


def test_a_claimed_row_is_read_back_as_claimed(database: Database) -> None:
    id_ = accept(database)
    claim(database)
    with database.reading() as connection:
        stored = follow_ups.load(connection, id_, owner="karirhub")
        assert follow_ups.load(connection, id_, owner="somebody else") is None
    assert stored is not None
    assert stored.status is Status.CLAIMED
