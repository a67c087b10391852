from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from service.domain.follow_up import Status
from service.store import delivery, follow_ups, history, idempotency, outbox, privacy, retention, webhooks
from service.store.engine import Connection, Database
from service.store.idempotency import Remembered
from service.store.privacy import Person
from service.store.records import Attempt, NewAttachment
from tests.privacy.dumps import dump
from tests.store.rows import DUE, new
from tests.webhooks.outbox_bench import hook

MARK = "wulandari"
ENDED_AT = DUE + timedelta(hours=1)
LATER = ENDED_AT + timedelta(days=31)
REQUEST: dict[str, Any] = {
    "candidate": {"name": f"Rina {MARK}", "email": f"{MARK}@example.com", "phone": f"+62 {MARK}"},
    "recruiter": {"name": f"Andi {MARK}", "email": f"andi@{MARK}.co.id", "honorific": "Bapak"},
    "application": {"company": f"PT {MARK}", "position": f"Analis {MARK}", "interviewed_on": "2026-11-09"},
    "attachments": [{"filename": f"{MARK}.pdf", "size": 3, "sha256": "ab"}],
    "thread": {"message_id": f"<{MARK}@x>", "subject": MARK, "references": [f"<{MARK}@y>"]},
    "reference": "K-1",
    "allow_duplicate": False,
}

ANSWER = REQUEST | {
    "who": MARK,
    "letter": {"language": "id", "subject": MARK, "body": MARK, "findings": [{"text": MARK}]},
}


def store(connection: Connection, status: Status = Status.SENT, at: datetime = ENDED_AT, **changed: object) -> UUID:
    """Store a follow-up with a mark in each text that a person could be known by."""
    given = new(
        request=REQUEST,
        recruiter_email=f"andi@{MARK}.co.id",
        candidate_email=f"{MARK}@example.com",
        reference="K-1",
        subject=f"Kabar {MARK}",
        body=f"Yth. {MARK}\n",
        findings=[{"text": MARK}],
        attachments=(NewAttachment(filename=f"{MARK}.pdf", sha256="ab", content=MARK.encode()),),
        **changed,
    )
    assert follow_ups.accept(connection, given) is None
    answer = Remembered(body_hash="1", status=201, answer={**ANSWER, "id": str(given.id)})
    idempotency.remember(
        connection, answer, owner=given.owner, route="POST", key=str(given.id), follow_up_id=given.id, at=given.at
    )
    connection.execute(
        text("INSERT INTO message (follow_up_id, content, reached_data) VALUES (:id, :content, true)"),
        {"id": given.id if connection.dialect.name == "postgresql" else given.id.hex, "content": MARK.encode()},
    )
    tried = Attempt(
        n=1, started_at=at, ended_at=at, stage="rcpt", reply_code=550, reply_text=f"no {MARK}", outcome="permanent",
        counted=True,
    )  # fmt: skip
    delivery.add_attempts(connection, {given.id: tried})
    history.add_event(connection, given.id, at=at, type="failed", detail={"cause": f"no {MARK}", "attempt": 1})
    follow_ups.set_state(connection, given.id, at=at, status=status.value)
    return given.id


def wipe_lapsed(connection: Connection, *, at: datetime = LATER, limit: int = 50) -> list[UUID]:
    ids = retention.lapsed(connection, before=at - timedelta(days=30), limit=limit)
    retention.wipe(connection, ids, at=at, why=retention.RETENTION)
    return ids


def test_a_wiped_follow_up_names_nobody_in_any_table_and_keeps_hashes_times_and_status(database: Database) -> None:
    with database.writer.begin() as connection:
        id_ = store(connection)
        before = follow_ups.load(connection, id_, owner=None)
    assert MARK in dump(database)
    with database.writer.begin() as connection:
        assert wipe_lapsed(connection) == [id_]
    assert MARK not in dump(database)
    with database.reading() as connection:
        after = follow_ups.load(connection, id_, owner="karirhub")
        events = history.events_of(connection, id_)
        remembered = idempotency.recall(connection, owner="karirhub", route="POST", key=str(id_))
    assert before is not None
    assert after is not None
    assert (after.status, after.wiped_at, after.updated_at) == (Status.SENT, LATER, before.updated_at)
    assert (after.send_at, after.plan, after.message_id) == (before.send_at, before.plan, before.message_id)
    assert after.request["reference"] == "K-1"
    assert after.request["application"]["interviewed_on"] == "2026-11-09"
    assert after.request["attachments"] == [{"filename": "", "size": 3, "sha256": "ab"}]
    assert after.attempts == (replace(before.attempts[0], reply_text=None),)
    assert after.version > before.version
    assert events[-1].type == "wiped"
    assert events[-1].detail["reason"] == "retention"
    assert remembered is not None
    assert (remembered.body_hash, remembered.status, remembered.answer["id"]) == ("1", 201, str(id_))
    assert remembered.answer["letter"] == {"language": "id", "subject": "", "body": "", "findings": []}
    assert len(events[-1].detail["letter_sha256"]) == len(events[-1].detail["message_sha256"]) == 64


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.IN_DOUBT])
def test_what_has_not_ended_is_kept_however_old_it_is(database: Database, status: Status) -> None:
    with database.writer.begin() as connection:
        store(connection, status)
    with database.reading() as connection:
        assert not retention.has_lapsed(connection, before=LATER)
    with database.writer.begin() as connection:
        assert wipe_lapsed(connection, at=LATER + timedelta(days=1000)) == []


def test_what_ended_is_kept_for_its_days_and_not_an_hour_more(database: Database) -> None:
    with database.writer.begin() as connection:
        id_ = store(connection)
        assert wipe_lapsed(connection, at=ENDED_AT + timedelta(days=30)) == []
        assert wipe_lapsed(connection, at=ENDED_AT + timedelta(days=30, hours=1)) == [id_]
        assert wipe_lapsed(connection, at=ENDED_AT + timedelta(days=99)) == []


def test_several_processes_that_wipe_at_once_wipe_each_follow_up_once(database: Database) -> None:
    with database.writer.begin() as connection:
        ids = [store(connection) for _ in range(40)]

    def sweep(_: int) -> list[UUID]:
        found: list[UUID] = []
        for _round in range(20):
            with database.writer.begin() as connection:
                found += wipe_lapsed(connection, limit=3)
        return found

    with ThreadPoolExecutor(3) as threads:
        wiped = [id_ for found in threads.map(sweep, range(3)) for id_ in found]
    assert sorted(wiped) == sorted(ids)


def test_the_look_for_what_has_lapsed_reads_an_index_and_not_the_table(database: Database) -> None:
    if not database.is_sqlite:
        pytest.skip("PostgreSQL reads a table of few rows whatever the indexes")
    with database.reading() as connection:
        statements: list[str] = []
        for condition, column in (
            ("wiped_at IS NULL AND status IN ('sent', 'failed', 'expired', 'cancelled', 'answered')", "updated_at"),
            ("wiped_at IS NULL AND erase_requested_at IS NOT NULL", "erase_requested_at"),
        ):
            rows = connection.execute(
                text(f"EXPLAIN QUERY PLAN SELECT id FROM follow_up WHERE {condition} ORDER BY {column} LIMIT 1")  # noqa: S608  # constants
            )
            statements += [row[3] for row in rows]
    assert ["USING COVERING INDEX" in line or "USING INDEX" in line for line in statements] == [True, True], statements
    assert "ix_follow_up_to_wipe" in statements[0]
    assert "ix_follow_up_to_erase" in statements[1]


def erase(connection: Connection, person: Person | None, *, owner: str = "karirhub") -> privacy.Portion:
    return privacy.erase_portion(connection, owner=owner, person=person, at=LATER, after=None, limit=50)


def test_an_erased_person_is_gone_from_every_table_whatever_the_status_and_only_for_this_owner(
    database: Database,
) -> None:
    rina = Person(role="candidate", email=f"{MARK}@example.com")
    with database.writer.begin() as connection:
        ids = [store(connection, status) for status in (Status.SCHEDULED, Status.SENT, Status.FAILED, Status.IN_DOUBT)]
        other = store(connection, owner="somebody else")
        found = erase(connection, rina)
        assert (set(found.wiped), found.stopped, found.pending, found.last) == (set(ids), 1, 0, None)
        assert erase(connection, rina).wiped == ()
        assert follow_ups.load(connection, other, owner="somebody else") is not None
        after = [follow_ups.load(connection, id_, owner=None) for id_ in ids]
        wanted = [Status.CANCELLED, Status.SENT, Status.FAILED, Status.IN_DOUBT]
        assert [each and each.status for each in after] == wanted
        assert erase(connection, None, owner="somebody else").wiped == (other,)
    assert MARK not in dump(database)
    assert "K-1" not in dump(database)


def claim(connection: Connection, token: UUID) -> None:
    claimed = delivery.claim_due(
        connection,
        account="default",
        now=DUE,
        lease_until=DUE + timedelta(hours=1),
        token=token,
        limit=1,
    )
    assert len(claimed) == 1


def references_told(connection: Connection) -> set[tuple[str, str | None]]:
    rows = connection.execute(select(outbox.DELIVERY.c.state, outbox.DELIVERY.c.payload))
    return {(state, payload["data"]["reference"]) for state, payload in rows}


def test_webhooks_are_not_told_the_reference_of_what_was_erased(database: Database) -> None:
    with database.writer.begin() as connection:
        webhooks.add_webhook(connection, hook("https://a.example/"), owner="karirhub")
        erased, at_work, kept = (store(connection, status) for status in (Status.SENT, Status.SCHEDULED, Status.SENT))
        claim(connection, at_work)
        assert references_told(connection) == {("waiting", "K-1")}
        for id_ in (erased, at_work):
            one = (outbox.DELIVERY.c.follow_up_id == id_) & (outbox.DELIVERY.c.type == "follow_up.scheduled")
            connection.execute(outbox.DELIVERY.update().where(one).values(state="delivered"))
        privacy.end_and_wipe(connection, erased, Status.SENT, at=LATER)
        privacy.erase_portion(connection, owner="karirhub", person=None, at=LATER, after=erased, limit=1)
        for id_ in (erased, at_work):
            history.add_event(connection, id_, at=LATER, type="sent", detail={"attempt": 1})
        rows = connection.execute(select(outbox.DELIVERY.c.follow_up_id, outbox.DELIVERY.c.payload)).all()
        told = [(id_, payload["data"]["reference"]) for id_, payload in rows]
        assert {reference for id_, reference in told if id_ != kept} == {None}
        assert {reference for id_, reference in told if id_ == kept} == {"K-1"}
        assert ("delivered", None) in references_told(connection)
        follow_ups.set_state(connection, at_work, at=LATER, status="sent", lease_until=None, stop_requested=None)
        privacy.end_and_wipe(connection, at_work, Status.SENT, at=LATER)
        assert references_told(connection) == {("waiting", "K-1"), ("waiting", None)}


@pytest.mark.parametrize("ends_as", [Status.SENT, Status.CANCELLED, Status.SCHEDULED, Status.IN_DOUBT])
def test_what_is_at_work_is_asked_to_stop_and_erased_when_that_has_ended(database: Database, ends_as: Status) -> None:
    rina = Person(role="candidate", email=f"{MARK}@example.com")
    with database.writer.begin() as connection:
        id_ = store(connection, Status.SCHEDULED)
        claim(connection, id_)
        found = erase(connection, rina)
        assert (found.wiped, found.pending) == ((), 1)
        stored = follow_ups.load(connection, id_, owner=None)
        assert stored is not None
        assert (stored.stop_requested, stored.wiped_at) == ("cancelled", None)
        assert retention.erasable(connection, limit=5) == []
        follow_ups.set_state(connection, id_, at=LATER, status=ends_as.value, lease_until=None, stop_requested=None)
        assert retention.has_lapsed(connection, before=DUE)
        assert retention.erasable(connection, limit=5) == [(id_, ends_as)]
        privacy.end_and_wipe(connection, id_, ends_as, at=LATER)
        assert not retention.has_lapsed(connection, before=DUE)
    assert MARK not in dump(database)
