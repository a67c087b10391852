"""Several processes on one database: each thread here has a database of its own, as a process has."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import Connection, text

from service.dispatch.breaker import Breaker
from service.domain.calendar_day import Override
from service.domain.outcome import AccountFault, Reply, Stage
from service.domain.pacing import BreakerPolicy
from service.intake.registering import Registering
from service.mail.account import Security, SmtpAccount
from service.store import accounts, delivery, follow_ups, overrides, owner_accounts
from service.store.accounts import AccountState
from service.store.engine import Database, open_database
from tests.accounts.stored import stored
from tests.peers.postgres import until_blocked_or_done
from tests.store.rows import DUE, new, plan

PROCESSES = 4
REAL = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
T = TypeVar("T")


@pytest.fixture
def databases(url: str, database: Database) -> Iterator[list[Database]]:
    others = [open_database(url) for _ in range(PROCESSES - 1)]
    yield [database, *others]
    for other in others:
        other.dispose()


def at_once(databases: list[Database], job: Callable[[Connection], T]) -> list[T]:
    """Run `job` in a transaction of each database at the same moment; return what each gave."""
    start = threading.Barrier(len(databases))

    def run(database: Database) -> T:
        start.wait(10)
        with database.writer.begin() as connection:
            return job(connection)

    with ThreadPoolExecutor(len(databases)) as pool:
        return list(pool.map(run, databases))


def store(database: Database, count: int = 1, **changed: object) -> None:
    with database.writer.begin() as connection:
        for _ in range(count):
            assert follow_ups.accept(connection, new(**changed)) is None


def counted(database: Database, table: str) -> int:
    with database.reading() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608  # our own word


def test_the_same_interview_posted_at_once_is_one_follow_up(databases: list[Database]) -> None:
    for number in range(10):
        answers = at_once(
            databases,
            lambda connection: follow_ups.accept(connection, new(duplicate_hash=f"{number:064x}")),  # noqa: B023  # run at once
        )
        assert Counter(type(each) for each in answers) == {type(None): 1, follow_ups.Duplicate: PROCESSES - 1}
    assert counted(databases[0], "follow_up") == 10


def test_what_may_be_a_duplicate_is_stored_however_many_come_at_once(databases: list[Database]) -> None:
    answers = at_once(
        databases,
        lambda connection: follow_ups.accept(connection, new(duplicate_hash="a" * 64, allow_duplicate=True)),
    )
    assert answers == [None] * PROCESSES


def test_each_late_follow_up_expires_once(databases: list[Database]) -> None:
    store(databases[0], 100)
    late = DUE + timedelta(days=30)

    def expire(connection: Connection) -> list[object]:
        return [id_ for _ in range(10) for id_ in delivery.expire(connection, now=late, limit=20)]

    expired = [id_ for ids in at_once(databases, expire) for id_ in ids]
    assert len(expired) == len(set(expired)) == 100


@pytest.mark.parametrize("url", ["postgres"], indirect=True)  # SQLite's writers follow each other
def test_what_gets_a_later_expiry_while_another_process_expires_it_stays(databases: list[Database]) -> None:
    store(databases[0])
    late = DUE + timedelta(days=30)
    with ThreadPoolExecutor(1) as pool:
        with databases[0].writer.begin() as connection:
            connection.execute(text("UPDATE follow_up SET expires_at = :later"), {"later": late + timedelta(days=9)})
            expiring = pool.submit(at_once, databases[1:2], lambda other: delivery.expire(other, now=late, limit=20))
            until_blocked_or_done(databases[2], expiring.done)
        assert expiring.result(10) == [[]]


def test_each_overdue_lease_is_recovered_by_one_process(databases: list[Database]) -> None:
    store(databases[0], 60)
    with databases[0].writer.begin() as connection:
        delivery.claim_due(connection, account="default", now=DUE, lease_until=REAL, token=uuid4(), limit=60)

    def recover(connection: Connection) -> list[object]:
        found = delivery.overdue_leases(connection, real_now=REAL, limit=60)
        for claimed, _, _ in found:
            follow_ups.set_state(connection, claimed.id, at=DUE, status="scheduled", token=None, lease_until=None)
        return [claimed.id for claimed, _, _ in found]

    recovered = [id_ for ids in at_once(databases, recover) for id_ in ids]
    assert len(recovered) == len(set(recovered)) == 60


def test_each_outdated_plan_is_made_again_by_one_process(databases: list[Database]) -> None:
    store(databases[0], 60)

    def replan(connection: Connection) -> list[object]:
        ids = delivery.outdated_plans(connection, revision=1, limit=60)
        for id_ in ids:
            follow_ups.set_plan(connection, id_, plan(revision=1), at=DUE)
        return list(ids)

    replanned = [id_ for ids in at_once(databases, replan) for id_ in ids]
    assert len(replanned) == len(set(replanned)) == 60


def test_claims_of_one_account_follow_each_other_from_its_very_first_one(databases: list[Database]) -> None:
    cap = 5
    store(databases[0], 40)

    def claim(connection: Connection) -> int:
        accounts.state_of(connection, "default", for_update=True)
        room = cap - accounts.out_since(connection, "default", DUE - timedelta(days=1), at_most=cap)
        if room <= 0:
            return 0
        return len(
            delivery.claim_due(connection, account="default", now=DUE, lease_until=REAL, token=uuid4(), limit=room)
        )

    assert sum(at_once(databases, claim)) == cap


def test_an_override_declared_twice_at_once_is_one_override(databases: list[Database]) -> None:
    override = Override(on=DUE.date(), kind="day_off", name="Pemilu")
    at_once(databases, lambda connection: overrides.put_override(connection, override, at=DUE))
    assert counted(databases[0], "calendar_override") == 1
    with databases[0].reading() as connection:
        assert overrides.current_revision(connection) == PROCESSES


def test_an_accounts_first_state_may_be_stored_by_several_at_once(databases: list[Database]) -> None:
    state = AccountState(failures=1)
    at_once(databases, lambda connection: accounts.set_state(connection, "default", state))
    with databases[0].reading() as connection:
        assert accounts.state_of(connection, "default") == state


def test_a_claim_that_was_looked_at_stays_as_it_was_until_the_transaction_ends(databases: list[Database]) -> None:
    """A holder that records and a process that recovers its lease must not both believe that it is theirs."""
    store(databases[0])
    with databases[0].writer.begin() as connection:
        (claimed,) = delivery.claim_due(
            connection, account="default", now=DUE, lease_until=REAL, token=uuid4(), limit=1
        )

    def record(connection: Connection) -> bool:
        if delivery.held(connection, claimed) is None:
            return False
        follow_ups.set_state(connection, claimed.id, at=DUE, status="scheduled", token=None, lease_until=None)
        return True

    assert sum(at_once(databases, record)) == 1


def test_one_look_sees_one_moment(databases: list[Database]) -> None:
    store(databases[0])
    with databases[0].reading() as connection:
        before = connection.execute(text("SELECT count(*) FROM follow_up")).scalar_one()
        store(databases[1])
        assert connection.execute(text("SELECT count(*) FROM follow_up")).scalar_one() == before
    assert counted(databases[0], "follow_up") == before + 1


REFUSED = AccountFault(
    stage=Stage.AUTH, reply=Reply(code=535, text="5.7.8 no"), detail="the server refuses the account"
)


def note_a_try(connection: Connection) -> None:
    Breaker(BreakerPolicy()).note(connection, "acc_1", REFUSED, now=DUE, revision=1)


def note_a_verification(connection: Connection) -> None:
    tried = SmtpAccount(
        name="acc_1", revision=1, host="localhost", port=465, security=Security.TLS, from_address="a@karirhub.co.id"
    )
    Registering._note(connection, account=tried, outcome=REFUSED, at=DUE)  # noqa: SLF001  # the moment is the test's


@pytest.mark.parametrize("note", [note_a_try, note_a_verification])
@pytest.mark.parametrize("url", ["postgres"], indirect=True)  # SQLite's writers follow each other
def test_a_refusal_of_what_an_account_was_does_not_pause_what_it_is_being_changed_to(
    databases: list[Database], note: Callable[[Connection], None]
) -> None:
    with databases[0].writer.begin() as connection:
        owner_accounts.put(connection, stored())
    with ThreadPoolExecutor(1) as pool:
        with databases[0].writer.begin() as connection:
            owner_accounts.put(connection, stored(revision=2))
            accounts.renew(connection, "acc_1")
            noting = pool.submit(at_once, databases[1:2], note)
            until_blocked_or_done(databases[2], noting.done)
        noting.result(10)
    with databases[0].reading() as connection:
        assert accounts.state_of(connection, "acc_1") == AccountState()
