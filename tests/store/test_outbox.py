import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from service.domain.follow_up import ENDED, Status
from service.domain.webhook_event import TYPE_OF, TYPES
from service.store import follow_ups, history, outbox, webhooks
from service.store.engine import Connection, Database
from service.store.outbox import ClaimedDelivery
from service.store.webhooks import StoredDelivery, StoredWebhook
from service.store.writer import Writer
from tests.store.explained import explained
from tests.store.rows import DUE, new
from tests.webhooks.outbox_bench import hook

LEASE = timedelta(seconds=60)
OWNER = "karirhub"


def add(writer: Writer, webhook: StoredWebhook, owner: str = OWNER) -> StoredWebhook:
    writer.run_blocking(lambda connection: webhooks.add_webhook(connection, webhook, owner=owner))
    return webhook


def happen(writer: Writer, *, times: int = 1, **changed: object) -> UUID:
    accepted = [new(**changed) for _ in range(times)]

    def accept(connection: Connection) -> None:
        for each in accepted:
            assert follow_ups.accept(connection, each) is None

    writer.run_blocking(accept)
    return accepted[0].id


def listed(database: Database, webhook: StoredWebhook) -> list[StoredDelivery]:
    with database.reading() as connection:
        return webhooks.deliveries_of(connection, webhook.id, limit=1000)


def soon() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=1)


def claiming(webhook: StoredWebhook, at: datetime, limit: int) -> Callable[[Connection], list[ClaimedDelivery]]:
    token = uuid7()
    return lambda connection: outbox.claim_deliveries(
        connection, webhook.id, now=at, lease_until=at + LEASE, token=token, limit=limit
    )


def test_each_entry_of_the_history_that_webhooks_know_is_told_with_the_status_that_then_holds(
    database: Database, writer: Writer
) -> None:
    webhook = add(writer, hook("https://a.example/"))
    id_ = happen(writer)
    detail = {"reason": "retry", "attempt": 1, "stage": "rcpt", "cause": "550 <andi@majujaya.co.id> unknown"}
    for entry in TYPE_OF:
        status = Status(entry) if entry in set(Status) else Status.SCHEDULED
        if status is Status.IN_DOUBT:
            continue  # its row needs a token

        def change(connection: Connection, status: Status = status, entry: str = entry) -> None:
            follow_ups.set_state(connection, id_, at=DUE, status=status.value)
            history.add_event(connection, id_, at=DUE, type=entry, detail=detail)

        writer.run_blocking(change)
        payload = told(database, webhook)[0]
        assert payload["type"] == TYPE_OF[entry]
        assert payload["timestamp"] == "2026-11-24T05:00:00Z"
        assert payload["data"] == {
            "id": str(id_), "status": status.value, "reference": None, "send_at": "2026-11-24T05:00:00Z",
            "reason": "retry", "attempt": 1, "stage": "rcpt",
        }  # fmt: skip


def told(database: Database, webhook: StoredWebhook) -> list[dict[str, Any]]:
    with database.reading() as connection:
        rows = connection.execute(
            outbox.DELIVERY.select().where(outbox.DELIVERY.c.webhook_id == webhook.id).order_by(outbox.DELIVERY.c.id)
        ).mappings()
        return [row["payload"] for row in rows][::-1]


def test_every_way_in_which_a_follow_up_ends_is_told() -> None:
    assert {status.value for status in (*ENDED, Status.IN_DOUBT)} <= set(TYPE_OF)
    assert len(TYPES) == len(TYPE_OF) == 9


def test_only_the_owners_webhooks_that_ask_for_it_and_are_not_disabled_are_told(
    database: Database, writer: Writer
) -> None:
    all_ = add(writer, hook("https://a.example/"))
    wanted = add(writer, hook("https://a.example/", name="one", events=("follow_up.sent", "follow_up.scheduled")))
    others = [
        add(writer, hook("https://a.example/", name="two", events=("follow_up.sent",))),
        add(writer, replace(hook("https://a.example/", name="three"), disabled_reason="gone")),
        add(writer, hook("https://a.example/"), owner="another"),
    ]
    happen(writer)
    assert [len(listed(database, each)) for each in (all_, wanted, *others)] == [1, 1, 0, 0, 0]


def test_what_did_not_happen_is_not_told(database: Database, writer: Writer) -> None:
    webhook = add(writer, hook("https://a.example/"))

    def accept_and_fail(connection: Connection) -> None:
        follow_ups.accept(connection, new())
        raise LookupError

    with pytest.raises(LookupError):
        writer.run_blocking(accept_and_fail)
    assert listed(database, webhook) == []


def test_of_processes_that_claim_at_once_none_gets_what_another_got(database: Database, writer: Writer) -> None:
    webhook = add(writer, hook("https://a.example/"))
    happen(writer, times=60)

    def claim_all(_: int) -> list[UUID]:
        own = Writer(database.writer)
        got: list[UUID] = []
        while portion := own.run_blocking(claiming(webhook, soon(), 4)):
            got += [each.id for each in portion]
        own.close()
        return got

    with ThreadPoolExecutor(4) as threads:
        got = [id_ for each in threads.map(claim_all, range(4)) for id_ in each]
    assert len(got) == len(set(got)) == 60


def test_a_claim_is_another_processs_once_its_lease_is_over_and_the_first_can_settle_it_no_more(
    database: Database, writer: Writer
) -> None:
    webhook = add(writer, hook("https://a.example/"))
    happen(writer)
    at = soon()
    (first,) = writer.run_blocking(claiming(webhook, at, 4))
    assert writer.run_blocking(claiming(webhook, at + LEASE / 2, 4)) == []
    (second,) = writer.run_blocking(claiming(webhook, at + LEASE, 4))
    assert second.id == first.id
    assert (first.payload, first.tries) == (second.payload, 0)

    def settle(claimed: ClaimedDelivery) -> bool:
        return writer.run_blocking(
            lambda connection: outbox.settle(connection, claimed, state="delivered", now=at, status=204, error=None)
        )

    assert not settle(first)
    assert not writer.run_blocking(lambda connection: outbox.give_back(connection, first, now=at))
    assert settle(second)
    assert not settle(second)
    (delivery,) = listed(database, webhook)
    assert (delivery.state, delivery.tries, delivery.last_status) == ("delivered", 1, 204)


def test_webhooks_wait_in_the_order_of_what_is_due_longest(database: Database, writer: Writer) -> None:
    added = [add(writer, hook("https://a.example/"), owner=f"owner-{number}") for number in range(3)]
    for owner in ("owner-2", "owner-0", "owner-2"):
        happen(writer, owner=owner)
    with database.reading() as connection:
        waiting = outbox.waiting_webhooks(connection, now=soon(), counted_at_most=1)
        assert outbox.waiting_webhooks(connection, now=DUE - timedelta(days=3650), counted_at_most=3) == []
        assert outbox.next_due_at(connection) is not None
    assert [each.id for each in waiting] == [added[2].id, added[0].id]
    assert [(each.owner, each.failing, each.disabled) for each in waiting] == [
        ("owner-2", False, False), ("owner-0", False, False),
    ]  # fmt: skip


def test_how_much_is_due_is_counted_no_further_than_is_asked(database: Database, writer: Writer) -> None:
    add(writer, hook("https://a.example/"))
    happen(writer, times=5)
    with database.reading() as connection:
        counts = [outbox.waiting_webhooks(connection, now=soon(), counted_at_most=most)[0].due for most in (3, 9)]
    assert counts == [3, 5]


def test_first_tries_are_claimed_before_retries_however_many_of_these_are_due(
    database: Database, writer: Writer
) -> None:
    webhook = add(writer, hook("https://a.example/"))
    happen(writer, times=3 * outbox.LOOKED_THROUGH)
    table = outbox.DELIVERY

    def try_all(connection: Connection) -> None:
        connection.execute(table.update().values(tries=1))

    writer.run_blocking(try_all)
    happen(writer, times=2)
    claimed = writer.run_blocking(claiming(webhook, soon(), 3))
    assert sorted(each.tries for each in claimed) == [0, 0, 1]
    retry = next(each for each in claimed if each.tries)
    assert retry.id == listed(database, webhook)[-1].id  # the one due longest


def test_looking_and_claiming_go_by_indexes_however_much_is_due(database: Database, writer: Writer) -> None:
    webhook = add(writer, hook("https://a.example/"))
    happen(writer, times=3)
    with explained(database.reader) as plans, database.reading() as connection:
        outbox.waiting_webhooks(connection, now=soon(), counted_at_most=3)
    with explained(database.writer) as claims:
        writer.run_blocking(claiming(webhook, soon(), 3))
    of_deliveries = [told for told in (*plans, *claims) if "webhook_delivery" in told]
    assert len(of_deliveries) == 2
    for told in of_deliveries:
        assert "ix_webhook_delivery_waiting" in told, told
        assert not re.search(r"SCAN webhook_delivery|Seq Scan on webhook_delivery", told), told


def test_since_when_a_webhook_fails_is_its_first_failure_after_the_last_delivery(writer: Writer) -> None:
    webhook = add(writer, hook("https://a.example/"))
    first, later = soon(), soon() + timedelta(hours=1)
    fail = outbox.note_failure
    assert writer.run_blocking(lambda connection: fail(connection, webhook.id, now=first)) == first
    assert writer.run_blocking(lambda connection: fail(connection, webhook.id, now=later)) == first
    writer.run_blocking(lambda connection: outbox.note_answer(connection, webhook.id))
    assert writer.run_blocking(lambda connection: fail(connection, webhook.id, now=later)) == later


def test_a_disabled_webhook_is_claimed_for_no_more_and_a_change_enables_it_again(
    database: Database, writer: Writer
) -> None:
    webhook = add(writer, hook("https://a.example/"))
    happen(writer, times=3)
    assert writer.run_blocking(lambda connection: outbox.disable(connection, webhook.id, "Gone."))
    assert not writer.run_blocking(lambda connection: outbox.disable(connection, webhook.id, "Another."))
    assert writer.run_blocking(claiming(webhook, soon(), 4)) == []
    give_up = outbox.give_up_disabled
    assert writer.run_blocking(lambda connection: give_up(connection, webhook.id, now=soon(), limit=2)) == 2
    writer.run_blocking(lambda connection: webhooks.change_webhook(connection, webhook.id, owner=OWNER, at=DUE))
    assert writer.run_blocking(lambda connection: give_up(connection, webhook.id, now=soon(), limit=2)) == 0
    assert len(writer.run_blocking(claiming(webhook, soon(), 4))) == 1
    assert sorted(each.state for each in listed(database, webhook)) == ["claimed", "given_up", "given_up"]


def test_deliveries_that_ended_long_ago_are_forgotten_and_no_others(database: Database, writer: Writer) -> None:
    webhook = add(writer, hook("https://a.example/"))
    happen(writer, times=4)
    for claimed in writer.run_blocking(claiming(webhook, soon(), 3)):
        writer.run_blocking(
            lambda connection, claimed=claimed: outbox.settle(  # type: ignore[misc]  # a default in a lambda
                connection, claimed, state="delivered", now=soon(), status=200, error=None
            )
        )
    forget = outbox.forget_deliveries
    past = datetime.now(UTC) - timedelta(minutes=1)
    assert writer.run_blocking(lambda connection: forget(connection, before=past, limit=10)) == 0
    assert writer.run_blocking(lambda connection: forget(connection, before=soon(), limit=2)) == 2
    assert writer.run_blocking(lambda connection: forget(connection, before=soon(), limit=10)) == 1
    assert [each.state for each in listed(database, webhook)] == ["waiting"]


def test_an_owner_has_one_webhook_of_a_name_and_deletes_only_their_own(database: Database, writer: Writer) -> None:
    webhook = add(writer, hook("https://a.example/"))
    add(writer, hook("https://a.example/"), owner="another")
    happen(writer)
    with pytest.raises(IntegrityError):
        add(writer, hook("https://a.example/"))
    assert not writer.run_blocking(lambda connection: webhooks.delete_webhook(connection, "third", "portal"))
    assert writer.run_blocking(lambda connection: webhooks.delete_webhook(connection, OWNER, "portal"))
    with database.reading() as connection:
        assert webhooks.webhooks_of(connection, OWNER) == []
        assert len(webhooks.webhooks_of(connection, "another")) == 1
    assert listed(database, webhook) == []
