"""What is kept of API keys and of answers to Idempotency-Keys."""

from datetime import UTC, datetime, timedelta

import pytest

from service.credentials import hash_of, new_secret
from service.domain.follow_up import ENDED, OPEN, Status
from service.store import accepted, follow_ups, idempotency, keys
from service.store.engine import Database
from service.store.idempotency import Remembered
from service.store.records import ApiKey
from tests.store.rows import DUE, new

NOW = datetime(2026, 11, 24, 5, 0, 30, tzinfo=UTC)
DAY = timedelta(days=1)
KEPT = timedelta(days=30)


def added(database: Database) -> tuple[ApiKey, str]:
    hashed = hash_of(new_secret())
    key = ApiKey(id="key_1", name="a", owner="b", scopes=("read",), created_at=NOW, expires_at=None, revoked_at=None)
    with database.writer.begin() as connection:
        keys.add_key(connection, key, hashed)
    return key, hashed


def test_a_key_is_found_by_its_hash_and_by_no_other(database: Database) -> None:
    key, hashed = added(database)
    with database.reading() as connection:
        assert keys.key_of(connection, hashed) == key
        assert keys.key_of(connection, hash_of(new_secret())) is None
        assert keys.key_of(connection, hashed.upper()) is None


def test_the_use_of_a_key_is_written_once_a_minute(database: Database) -> None:
    key, hashed = added(database)
    for seconds, noted in ((0, 0), (1, 0), (59.9, 0), (60, 60), (61, 60), (3600, 3600)):
        with database.writer.begin() as connection:
            keys.note_use(connection, key.id, at=NOW + timedelta(seconds=seconds))
        with database.reading() as connection:
            found = keys.key_of(connection, hashed)
        assert found is not None
        assert found.last_used_at == NOW + timedelta(seconds=noted)


def remembered(database: Database, status: Status, *, ended_at: datetime, key: str) -> None:
    row = new(at=DUE)
    with database.writer.begin() as connection:
        follow_ups.accept(connection, row)
        idempotency.remember(
            connection,
            Remembered(body_hash="0", status=201, answer={"id": str(row.id)}),
            owner="karirhub",
            route="POST",
            key=key,
            follow_up_id=row.id,
            at=DUE,
        )
        if status in ENDED or status is Status.IN_DOUBT:
            follow_ups.set_state(connection, row.id, at=ended_at, status=status.value)


def kept(database: Database) -> set[str]:
    asked = [status.value for status in Status] + ["young"]
    with database.reading() as connection:
        return set(idempotency.recall_all(connection, owner="karirhub", route="POST", keys=asked))


def test_an_answer_is_forgotten_thirty_days_after_the_end_and_not_before(database: Database) -> None:
    states = (*ENDED, Status.SCHEDULED, Status.IN_DOUBT)
    for status in states:
        remembered(database, status, ended_at=DUE, key=status.value)
    remembered(database, Status.SENT, ended_at=DUE + DAY, key="young")
    with database.writer.begin() as connection:
        assert idempotency.forget(connection, now=DUE + KEPT - timedelta(seconds=1), limit=99) == 0
    with database.writer.begin() as connection:
        assert idempotency.forget(connection, now=DUE + KEPT, limit=3) == 3
        assert idempotency.forget(connection, now=DUE + KEPT, limit=99) == len(ENDED) - 3
    assert kept(database) == {Status.SCHEDULED.value, Status.IN_DOUBT.value, "young"}
    assert set(OPEN) >= {Status.SCHEDULED, Status.IN_DOUBT}


def test_what_an_owner_had_accepted_is_counted_up_to_a_bound(database: Database) -> None:
    with database.writer.begin() as connection:
        for hours in range(5):
            follow_ups.accept(connection, new(at=DUE + timedelta(hours=hours)))
        follow_ups.accept(connection, new(owner="another", at=DUE + timedelta(hours=9)))
        assert accepted.accepted_since(connection, "karirhub", DUE, at_most=99) == 4
        assert accepted.accepted_since(connection, "karirhub", DUE - DAY, at_most=3) == 3
        nth = [accepted.nth_newest_accepted_at(connection, "karirhub", DUE - DAY, n=n) for n in (1, 5, 6)]
        assert nth == [DUE + timedelta(hours=4), DUE, None]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM (SELECT 1 FROM follow_up WHERE owner = 'a' AND created_at > '2026' LIMIT 9)",
        "SELECT created_at FROM follow_up WHERE owner = 'a' AND created_at > '2026' ORDER BY created_at DESC LIMIT 1",
    ],
)
def test_an_owners_cap_is_counted_from_an_index_alone(database: Database, query: str) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL chooses by the statistics of its tables")
    with database.reading() as connection:
        plan = " ".join(row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}"))
    assert "COVERING INDEX ix_follow_up_accepted" in plan
