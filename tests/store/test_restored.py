"""After a restore: what may have been sent since the backup is in doubt, once, with its reason; the rest waits on."""

from datetime import timedelta
from uuid import UUID

import pytest
from uuid_utils.compat import uuid7

from service.domain.follow_up import Status
from service.store import accounts, delivery, follow_ups, history, outbox, restored, webhooks
from service.store.engine import Connection, Database, open_database
from service.store.records import Claimed
from service.store.sole_use import InUseError, sole_use
from service.store.webhooks import StoredWebhook
from tests.store.rows import DUE, new, plan

NOW = DUE + timedelta(minutes=10)
LATER = NOW + timedelta(days=1)


def stored(connection: Connection, **changed: object) -> UUID:
    given = new(**changed)
    assert follow_ups.accept(connection, given) is None
    return given.id


def claimed(connection: Connection, id_: UUID) -> Claimed:
    (one,) = delivery.claim_due(
        connection, account=str(id_), now=DUE, lease_until=DUE + timedelta(minutes=6), token=uuid7(), limit=1
    )
    return one


def doubt(database: Database) -> restored.Doubted:
    with database.writer.begin() as connection:
        return restored.put_in_doubt(connection, now=NOW, real_now=NOW)


def status(database: Database, id_: UUID) -> Status:
    with database.reading() as connection:
        found = follow_ups.load(connection, id_, owner=None)
    assert found is not None
    return found.status


def test_what_fell_due_or_was_at_work_is_in_doubt_and_what_is_due_later_waits(database: Database) -> None:
    with database.writer.begin() as connection:
        fell_due = stored(connection)
        missed = stored(connection, plan=plan(DUE - timedelta(days=2)))
        later = stored(connection, plan=plan(NOW + timedelta(seconds=1)))
        at_work, past_c1 = (stored(connection, id=id_, account=str(id_)) for id_ in (uuid7(), uuid7()))
        claimed(connection, at_work)
        assert delivery.mark_transmitting(
            connection, [claimed(connection, past_c1)], now=DUE, real_now=DUE, lease_until=DUE + timedelta(minutes=6)
        )
    assert doubt(database) == restored.Doubted(fell_due=2, at_work=2, deliveries=0)
    assert [status(database, each) for each in (fell_due, missed, at_work, past_c1)] == [Status.IN_DOUBT] * 4
    assert status(database, later) is Status.SCHEDULED
    with database.writer.begin() as connection:
        assert (
            delivery.claim_due(connection, account="default", now=NOW, lease_until=LATER, token=uuid7(), limit=9) == []
        )
        assert delivery.overdue_leases(connection, real_now=LATER, limit=9) == []
        for each, was in ((fell_due, "scheduled"), (at_work, "claimed"), (past_c1, "transmitting")):
            last = history.events_of(connection, each)[-1]
            assert (last.type, last.at) == ("in_doubt", NOW)
            assert last.detail == {"reason": "restored", "was": was, "cause": last.detail["cause"]}
            assert "backup" in last.detail["cause"]


def test_a_second_run_finds_nothing_more(database: Database) -> None:
    with database.writer.begin() as connection:
        id_ = stored(connection)
    doubt(database)
    assert doubt(database) == restored.Doubted(fell_due=0, at_work=0, deliveries=0)
    with database.reading() as connection:
        assert [each.type for each in history.events_of(connection, id_)].count("in_doubt") == 1


def test_a_token_of_before_the_restore_settles_nothing(database: Database) -> None:
    with database.writer.begin() as connection:
        id_ = uuid7()
        stored(connection, id=id_, account=str(id_))
        claim = claimed(connection, id_)
    doubt(database)
    with database.writer.begin() as connection:
        assert delivery.held(connection, claim) is None
        assert not delivery.mark_transmitting(connection, [claim], now=DUE, real_now=DUE, lease_until=LATER)


def test_what_may_have_left_counts_against_the_caps_of_its_account(database: Database) -> None:
    with database.writer.begin() as connection:
        stored(connection)
    doubt(database)
    with database.reading() as connection:
        assert accounts.out_since(connection, "default", DUE - timedelta(hours=1), at_most=9) == 1


def test_webhooks_are_told_of_the_doubt_and_claimed_deliveries_are_given_back_under_their_ids(
    database: Database,
) -> None:
    hook = StoredWebhook(
        id="wh_1", name="ats", url="https://ats.test/", events=["*"], sealed_secret="s", disabled_reason=None,
        failing_since=None, created_at=DUE, updated_at=DUE,
    )  # fmt: skip
    with database.writer.begin() as connection:
        webhooks.add_webhook(connection, hook, owner="karirhub")
        stored(connection)
    real = DUE + timedelta(days=3650)
    with database.writer.begin() as connection:
        before = outbox.claim_deliveries(
            connection, "wh_1", now=real, lease_until=real + timedelta(minutes=1), token=uuid7(), limit=9
        )
    assert [each.type for each in before] == ["follow_up.scheduled"]
    assert doubt(database).deliveries == 1
    with database.writer.begin() as connection:
        after = outbox.claim_deliveries(
            connection, "wh_1", now=real, lease_until=real + timedelta(minutes=1), token=uuid7(), limit=9
        )
        assert not outbox.settle(connection, before[0], state="delivered", now=real, status=200, error=None)
    assert {each.type for each in after} == {"follow_up.scheduled", "follow_up.in_doubt"}
    assert before[0].id in {each.id for each in after}


def test_nobody_else_may_have_the_database_open_not_even_idle(database: Database, url: str) -> None:
    other = open_database(url)
    with other.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
    with pytest.raises(InUseError, match="stop every `serve`"), sole_use(database):
        pass
    other.dispose()
    with sole_use(database) as connection:
        id_ = stored(connection)
    assert status(database, id_) is Status.SCHEDULED
