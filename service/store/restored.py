"""After a backup was restored: what may have been sent since it was made is in doubt, and nothing is at work.

A database that was put back believes that the time since its backup did not happen. What it holds as scheduled and
has fallen due, or as being sent, may long have left: it goes in doubt, where only its owner settles it. What is due
later than now was not due before either, unless its plan was moved to an earlier day after the backup (a changed
follow-up, an override taken back): that the database cannot know.

Deliveries to webhooks are given back instead: their receivers go by `webhook-id`, which stays the same.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, text, update
from sqlmodel import SQLModel

from service.domain.follow_up import Status
from service.store import follow_ups
from service.store import owner_tables as _owner_tables  # noqa: F401  # fills the metadata
from service.store.history import add_event
from service.store.tables import IS_LEASED, IS_SCHEDULED

TABLES = SQLModel.metadata.tables
STATE = TABLES["follow_up"]
DELIVERY = TABLES["webhook_delivery"]
AT_ONCE = 500  # rows of one look
REASON = "restored"
_CAUSES = {
    Status.SCHEDULED: "it fell due after the backup that was restored, so it may have been sent",
    Status.CLAIMED: "it was being sent when the backup that was restored was made",
    Status.TRANSMITTING: "it was being sent when the backup that was restored was made",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """What became of a restored database's rows."""

    fell_due: int  # were scheduled for a moment that has passed
    at_work: int  # were being sent
    deliveries: int  # to webhooks, given back


def put_in_doubt(connection: Connection, *, now: datetime, real_now: datetime) -> Doubted:
    """Put in doubt what may have been sent since the backup, each with its entry in the history; ends every lease.

    A second run finds only what fell due after the first one.

    Args:
        connection: of a transaction beside which nobody works.
        now: aware UTC, the pretended time under a test clock.
        real_now: aware UTC, real time.
    """
    were: Counter[Status] = Counter()
    for conditions in ([text(IS_LEASED)], [text(IS_SCHEDULED), STATE.c.send_at <= now]):
        query = select(STATE.c.id, STATE.c.status, STATE.c.send_at, STATE.c.attempt_started_at).where(*conditions)
        while rows := connection.execute(query.order_by(STATE.c.id).limit(AT_ONCE)).all():
            for row in rows:
                _doubt(connection, row, now=now)
                were[Status(row.status)] += 1
    connection.execute(  # a late reply of a process that no longer runs settles nothing
        update(STATE).where(STATE.c.status == Status.IN_DOUBT.value).values(token=None)
    )
    deliveries = connection.execute(
        update(DELIVERY)
        .where(DELIVERY.c.state == "claimed")
        .values(state="waiting", token=None, lease_until=None, due_at=real_now)
    ).rowcount
    return Doubted(
        fell_due=were[Status.SCHEDULED],
        at_work=were[Status.CLAIMED] + were[Status.TRANSMITTING],
        deliveries=deliveries,
    )


def _doubt(connection: Connection, row: Any, *, now: datetime) -> None:  # noqa: ANN401  # a row of the query above
    status = Status(row.status)
    begun: dict[str, object] = {}
    if status is Status.SCHEDULED:  # the caps of its account and recruiter count it as begun when it was due
        begun["attempt_started_at"] = max(filter(None, (row.send_at, row.attempt_started_at)))
    follow_ups.set_state(
        connection,
        row.id,
        at=now,
        status=Status.IN_DOUBT.value,
        token=None,
        lease_until=None,
        stop_requested=None,
        **begun,
    )
    detail = {"reason": REASON, "was": status.value, "cause": _CAUSES[status]}
    add_event(connection, row.id, at=now, type=Status.IN_DOUBT.value, detail=detail)
