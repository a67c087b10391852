from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from service.domain.follow_up import Status
from service.store import follow_ups, suppressions
from service.store.engine import Connection, Database, open_database
from service.store.writer import Writer
from tests.store.rows import DUE, new

OWNER, EMAIL = "karirhub", "andi@majujaya.co.id"
ROUNDS = 40


def test_an_address_is_listed_once_with_its_first_time(database: Database) -> None:
    with database.writer.begin() as connection:
        first = suppressions.suppress(connection, owner=OWNER, email=EMAIL, at=DUE)
        assert suppressions.suppress(connection, owner=OWNER, email=EMAIL, at=DUE.replace(hour=9)) == first
        assert suppressions.suppressions_of(connection, owner=OWNER, limit=9, after=None) == [first]
        assert suppressions.is_suppressed(connection, owner=OWNER, email=EMAIL, hold=True)
        assert not suppressions.is_suppressed(connection, owner="another", email=EMAIL)
        assert suppressions.release(connection, owner=OWNER, email=EMAIL)
        assert not suppressions.release(connection, owner=OWNER, email=EMAIL)


def test_what_can_be_stopped_is_found_by_owner_address_and_status(database: Database) -> None:
    mine, other_mailbox, other_owner = new(), new(recruiter_email="x@majujaya.co.id"), new(owner="another")
    doubted, ended = new(), new()  # an answer that comes late may let a doubted one be tried again
    with database.writer.begin() as connection:
        for each in (mine, other_mailbox, other_owner, doubted, ended):
            follow_ups.accept(connection, each)
        follow_ups.set_state(connection, doubted.id, at=DUE, status=Status.IN_DOUBT.value)
        follow_ups.set_state(connection, ended.id, at=DUE, status=Status.CANCELLED.value)
        found = dict(suppressions.stoppable(connection, owner=OWNER, email=EMAIL))
        assert found == {mine.id: Status.SCHEDULED, doubted.id: Status.IN_DOUBT}


def test_of_a_post_and_a_suppression_at_once_the_later_sees_the_earlier(
    url: str, database: Database, writer: Writer
) -> None:
    other_database = open_database(url)
    other = Writer(other_database.writer)

    def accept(connection: Connection, id_: UUID, email: str) -> None:
        if not suppressions.is_suppressed(connection, owner=OWNER, email=email, hold=True):
            follow_ups.accept(connection, new(id=id_, recruiter_email=email, duplicate_hash=str(id_)))

    def stop(connection: Connection, email: str) -> None:
        suppressions.suppress(connection, owner=OWNER, email=email, at=DUE)
        for id_, _ in suppressions.stoppable(connection, owner=OWNER, email=email):
            follow_ups.set_state(connection, id_, at=DUE, status=Status.CANCELLED.value)

    def race(round_: int) -> None:
        id_, email = new().id, f"andi.{round_}@majujaya.co.id"
        both = (
            writer.submit(lambda connection: accept(connection, id_, email)),
            other.submit(lambda connection: stop(connection, email)),
        )
        for each in both:
            each.result(30)

    try:
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(race, range(ROUNDS)))
        with database.reading() as connection:
            waiting = follow_ups.find(
                connection, owner=OWNER, wanted=follow_ups.Filter(statuses=(Status.SCHEDULED,)), limit=200
            )
        assert waiting == []
    finally:
        other.close()
        other_database.dispose()
