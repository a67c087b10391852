import re
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, text

from service.domain.follow_up import Status
from service.store import accounts, follow_ups, webhooks
from service.store.accounts import AccountState
from service.store.engine import Database
from service.store.figures import Figures, figures
from service.store.writer import Writer
from tests.store.explained import explained
from tests.store.rows import DUE, new, plan
from tests.webhooks.outbox_bench import hook

NOTHING = Figures(
    scheduled=0,
    sending=0,
    in_doubt=0,
    due=0,
    oldest_due_at=None,
    accounts_paused=0,
    webhook_backlog=0,
    webhook_due_at=None,
)
AN_HOUR = timedelta(hours=1)


def accept(writer: Writer, *, status: Status = Status.SCHEDULED, send_at: timedelta = AN_HOUR) -> UUID:
    """Store a follow-up that is planned so long after `DUE`."""
    row = new(plan=plan(DUE + send_at))

    def job(connection: Connection) -> UUID:
        assert follow_ups.accept(connection, row) is None
        leased = status in {Status.CLAIMED, Status.TRANSMITTING}
        values: dict[str, Any] = {"lease_until": DUE, "token": row.id} if leased else {}
        follow_ups.set_state(connection, row.id, at=DUE, status=status.value, **values)
        return row.id

    return writer.run_blocking(job)


def read(database: Database, at_most: int = 1000) -> Figures:
    with database.reading() as connection:
        return figures(connection, now=DUE, at_most=at_most)


def test_of_an_empty_database_there_is_nothing_to_tell(database: Database) -> None:
    assert read(database) == NOTHING


def test_what_has_not_ended_is_counted_by_status_and_what_has_ended_is_not(database: Database, writer: Writer) -> None:
    for status in Status:
        accept(writer, status=status)
    accept(writer, status=Status.IN_DOUBT)
    found = read(database)
    assert (found.scheduled, found.sending, found.in_doubt) == (1, 2, 2)


def test_due_is_what_waits_and_whose_moment_has_come(database: Database, writer: Writer) -> None:
    accept(writer)
    assert (read(database).due, read(database).oldest_due_at) == (0, None)
    accept(writer, send_at=timedelta())
    accept(writer, send_at=-AN_HOUR)
    accept(writer, send_at=-2 * AN_HOUR, status=Status.SENT)
    found = read(database)
    assert (found.due, found.oldest_due_at, found.scheduled) == (2, DUE - AN_HOUR, 3)


def test_a_count_stops_where_it_is_told_to(database: Database, writer: Writer) -> None:
    for _ in range(4):
        accept(writer, send_at=-AN_HOUR)
    found = read(database, at_most=3)
    assert (found.scheduled, found.due) == (3, 3)


def test_paused_accounts_are_counted_and_those_left_alone_for_a_while_are_not(
    database: Database, writer: Writer
) -> None:
    writer.run_blocking(lambda to: accounts.set_state(to, "a", AccountState(paused_reason="535: no", paused_at=DUE)))
    writer.run_blocking(lambda to: accounts.set_state(to, "b", AccountState(failures=3, alone_until=DUE)))
    assert read(database).accounts_paused == 1


def test_the_webhooks_backlog_is_what_has_not_been_told_yet(database: Database, writer: Writer) -> None:
    owner = new().owner
    writer.run_blocking(lambda to: webhooks.add_webhook(to, hook("https://example.com/a"), owner=owner))
    for _ in range(3):
        accept(writer)
    with database.writer.begin() as connection:
        first = connection.execute(text("SELECT id FROM webhook_delivery ORDER BY id LIMIT 1")).scalar_one()
        connection.execute(text("UPDATE webhook_delivery SET state = 'delivered' WHERE id = :id"), {"id": first})
    found = read(database)
    assert found.webhook_backlog == 2
    assert found.webhook_due_at is not None


def test_every_figure_of_a_table_that_grows_goes_by_a_partial_index(database: Database, writer: Writer) -> None:
    for _ in range(3):
        accept(writer)
    with explained(database.reader) as plans:
        read(database)
    assert len(plans) == 8
    tables = re.compile(r"(?:SCAN|SEARCH|Scan.*on) (?:follow_up|webhook_delivery)\b")
    for told in (each for each in plans if tables.search(each)):
        assert re.search(r"USING (?:COVERING )?INDEX ix_|Index (?:Only )?Scan.*\bix_", told), told
        assert "Seq Scan" not in told, told
