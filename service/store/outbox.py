"""The outbox of events: written in the transaction of what happened, emptied by claim, lease and token.

`due_at` of a claimed delivery is the end of its lease, so one index serves both: who asks for what is due also takes
over what another process left lying. Times are real time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, case, delete, func, insert, select, text, union, update
from sqlmodel import SQLModel
from uuid_utils.compat import uuid7

from service.domain.follow_up import Status
from service.domain.webhook_event import TYPE_OF, payload_of, wants
from service.store import tables as _tables  # noqa: F401  # fills the metadata
from service.store.owner_tables import IS_WAITING
from service.store.records import NewFollowUp

TABLES = SQLModel.metadata.tables
HOOK = TABLES["webhook"]
DELIVERY = TABLES["webhook_delivery"]
STATE = TABLES["follow_up"]
CONTENT = TABLES["follow_up_content"]
LOOKED_THROUGH = 50  # deliveries at each end of what is due, for untried ones

_LISTENING = (
    select(
        STATE.c.id.label("follow_up_id"),
        HOOK.c.id,
        HOOK.c.events,
        STATE.c.status,
        STATE.c.send_at,
        # It may name somebody, so it is told no more once its erasure was asked for.
        case((STATE.c.erase_requested_at.is_(None), CONTENT.c.reference)).label("reference"),
    )
    .select_from(STATE)
    .join(HOOK, HOOK.c.owner == STATE.c.owner)
    .join(CONTENT, CONTENT.c.follow_up_id == STATE.c.id)
    .where(STATE.c.id.in_(bindparam("follow_ups", expanding=True)), HOOK.c.disabled_reason.is_(None))
    .order_by(STATE.c.id, HOOK.c.id)
)
_HOOKS_OF = select(HOOK.c.id, HOOK.c.owner, HOOK.c.events).where(
    HOOK.c.owner.in_(bindparam("owners", expanding=True)), HOOK.c.disabled_reason.is_(None)
)
_ADD = insert(DELIVERY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An entry of a follow-up's history, about to be stored."""

    follow_up_id: UUID
    at: datetime  # aware UTC, the pretended time under a test clock
    type: str
    detail: dict[str, Any]


def put_out(connection: Connection, happened: Sequence[Happened]) -> None:
    """Put entries of follow-ups' histories into the outbox, once for each webhook that wants them.

    Args:
        connection: of the transaction in which it happens; the rows of the follow-ups stand as they will be.
        happened: at most one entry of each follow-up.
    """
    told = {each.follow_up_id: each for each in happened if each.type in TYPE_OF}
    if not told:
        return
    listening = connection.execute(_LISTENING, {"follow_ups": list(told)}).all()
    put = [_row(told[row[0]], *row[1:]) for row in listening if wants(row[2], TYPE_OF[told[row[0]].type])]
    if put:
        connection.execute(_ADD, put)


def _row(
    happened: Happened, hook: str, _events: object, status: str, send_at: datetime, reference: str | None
) -> dict[str, Any]:
    told = TYPE_OF[happened.type]
    payload = payload_of(
        told,
        at=happened.at,
        id_=happened.follow_up_id,
        status=Status(status),
        reference=reference,
        send_at=send_at,
        detail=happened.detail,
    )
    return _delivery_row(hook, happened.follow_up_id, told, payload)


def put_out_new(connection: Connection, entries: Sequence[tuple[NewFollowUp, str, dict[str, Any]]]) -> None:
    """Put the first entries of new follow-ups into the outbox, as `put_out` does; one look for all of them.

    Args:
        connection: of the transaction that stores the follow-ups.
        entries: whose, the type and the detail of each.
    """
    hooks: dict[str, list[tuple[str, Any]]] = {}
    for hook, owner, events in connection.execute(_HOOKS_OF, {"owners": sorted({new.owner for new, *_ in entries})}):
        hooks.setdefault(owner, []).append((hook, events))
    rows = []
    for new, type_, detail in entries:
        told = TYPE_OF.get(type_)
        for hook, events in hooks.get(new.owner, ()):
            if told is None or not wants(events, told):
                continue
            payload = payload_of(
                told,
                at=new.at,
                id_=new.id,
                status=Status.SCHEDULED,
                reference=new.reference,
                send_at=new.plan.send_at,
                detail=detail,
            )
            rows.append(_delivery_row(hook, new.id, told, payload))
    if rows:
        connection.execute(_ADD, rows)


def _delivery_row(hook: str, follow_up_id: UUID, told: str, payload: dict[str, Any]) -> dict[str, Any]:
    id_ = uuid7()
    now = datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)  # real time: the one that the id was made of
    return {
        "id": id_,
        "webhook_id": hook,
        "follow_up_id": follow_up_id,
        "type": told,
        "payload": payload,
        "state": "waiting",
        "due_at": now,
        "tries": 0,
        "created_at": now,
    }


def wipe_references(connection: Connection, follow_up_id: UUID) -> None:
    """Take the owner's own reference, which may name somebody, out of all that was told or waits to be."""
    rows = connection.execute(select(DELIVERY.c.id, DELIVERY.c.payload).where(DELIVERY.c.follow_up_id == follow_up_id))
    for id_, payload in rows.all():
        left = {**payload, "data": {**payload["data"], "reference": None}}
        connection.execute(update(DELIVERY).where(DELIVERY.c.id == id_).values(payload=left))


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWebhook:
    """A webhook with something to be delivered."""

    id: str
    owner: str
    url: str
    failing: bool  # nothing has been delivered since its last failure
    disabled: bool
    due: int  # how many deliveries; counting stops early


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedDelivery:
    """An event taken for one try; only the holder of `token` may change it until the lease is over."""

    id: UUID
    token: UUID
    webhook_id: str
    url: str
    sealed_secret: str
    type: str
    payload: dict[str, Any]
    tries: int  # before this one


def next_due_at(connection: Connection) -> datetime | None:
    """Return when the next delivery is due, or a lease is over; real time."""
    found: datetime | None = connection.execute(select(func.min(DELIVERY.c.due_at)).where(text(IS_WAITING))).scalar()
    return found


def waiting_webhooks(connection: Connection, *, now: datetime, counted_at_most: int) -> list[WaitingWebhook]:
    """Return the webhooks with something due at `now`, who waits longest first; one index look-up a webhook."""
    due = (
        select(DELIVERY.c.due_at)
        .where(DELIVERY.c.webhook_id == HOOK.c.id, text(IS_WAITING), DELIVERY.c.due_at <= now)
        .correlate(HOOK)
        .order_by(DELIVERY.c.due_at)
        .limit(counted_at_most)
        .subquery()
    )
    first = select(func.min(due.c.due_at)).scalar_subquery()
    count = select(func.count()).select_from(due).scalar_subquery()
    waits = select(
        HOOK.c.id,
        HOOK.c.owner,
        HOOK.c.url,
        HOOK.c.failing_since,
        HOOK.c.disabled_reason,
        first.label("due_at"),
        count.label("due"),
    ).subquery()
    rows = connection.execute(select(waits).where(waits.c.due > 0).order_by(waits.c.due_at, waits.c.id))
    return [
        WaitingWebhook(
            id=row.id,
            owner=row.owner,
            url=row.url,
            failing=row.failing_since is not None,
            disabled=row.disabled_reason is not None,
            due=row.due,
        )
        for row in rows
    ]


def claim_deliveries(
    connection: Connection, webhook_id: str, *, now: datetime, lease_until: datetime, token: UUID, limit: int
) -> list[ClaimedDelivery]:
    """Take up to `limit` due deliveries of a webhook, first tries first; none when it is disabled.

    Args:
        connection: of the caller's transaction.
        webhook_id: whose deliveries.
        now: aware UTC, real time.
        lease_until: aware UTC, real time.
        token: proof of ownership; shared by one batch, unique to it.
        limit: at most so many.
    """
    hook = connection.execute(
        select(HOOK.c.url, HOOK.c.sealed_secret).where(HOOK.c.id == webhook_id, HOOK.c.disabled_reason.is_(None))
    ).one_or_none()
    if hook is None:
        return []
    rows = connection.execute(
        update(DELIVERY)
        .where(DELIVERY.c.id.in_(_due_first_tries_first(webhook_id, now, limit)), text(IS_WAITING))
        .values(state="claimed", token=token, lease_until=lease_until, due_at=lease_until)
        .returning(DELIVERY.c.id, DELIVERY.c.type, DELIVERY.c.payload, DELIVERY.c.tries)
    ).all()
    return [
        ClaimedDelivery(
            id=row.id,
            token=token,
            webhook_id=webhook_id,
            url=hook.url,
            sealed_secret=hook.sealed_secret,
            type=row.type,
            payload=row.payload,
            tries=row.tries,
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]


def _due(webhook_id: str, now: datetime, limit: int) -> Any:  # noqa: ANN401  # a select, whose type is a mouthful
    due = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.webhook_id == webhook_id, text(IS_WAITING), DELIVERY.c.due_at <= now)
        .order_by(DELIVERY.c.due_at, DELIVERY.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return select(due.c.id)


def _due_first_tries_first(webhook_id: str, now: datetime, limit: int) -> Any:  # noqa: ANN401  # likewise
    """Select `limit` of what is due: untried ones, else what is due longest.

    Looked through are both ends of the index by `due_at`, however much is due: what has just happened is at the one,
    and what waits longest at the other.
    """
    due = (DELIVERY.c.webhook_id == webhook_id) & text(IS_WAITING) & (DELIVERY.c.due_at <= now)
    ends = [
        select(select(DELIVERY.c.id).where(due).order_by(*by).limit(LOOKED_THROUGH).subquery().c.id)
        for by in ((DELIVERY.c.due_at, DELIVERY.c.id), (DELIVERY.c.due_at.desc(), DELIVERY.c.id.desc()))
    ]
    best = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.id.in_(union(*ends)), text(IS_WAITING), DELIVERY.c.due_at <= now)
        .order_by(DELIVERY.c.tries > 0, DELIVERY.c.due_at, DELIVERY.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("best")
    )
    return select(best.c.id)


def settle(
    connection: Connection,
    claimed: ClaimedDelivery,
    *,
    state: str,
    now: datetime,
    status: int | None,
    error: str | None,
    due_at: datetime | None = None,
) -> bool:
    """Record what became of a try; False: the claim was no longer ours, and nothing is recorded.

    Args:
        connection: of the caller's transaction.
        claimed: the delivery.
        state: `delivered`, `given_up`, or `waiting` for the next try at `due_at`.
        now: aware UTC, real time.
        status: HTTP status of the answer; None: there was none.
        error: what went wrong, in words of our own.
        due_at: aware UTC, real time; of the next try.
    """
    ended = {"ended_at": now} if due_at is None else {"due_at": due_at}
    mine = connection.execute(
        update(DELIVERY)
        .where(_is(claimed))
        .values(
            state=state,
            token=None,
            lease_until=None,
            tries=claimed.tries + 1,
            last_status=status,
            last_error=error,
            **ended,
        )
    )
    return mine.rowcount == 1


def give_back(connection: Connection, claimed: ClaimedDelivery, *, now: datetime) -> bool:
    """Give back a claim whose try was cut short; it is due at once, and its try does not count."""
    values = {"state": "waiting", "token": None, "lease_until": None, "due_at": now}
    return connection.execute(update(DELIVERY).where(_is(claimed)).values(**values)).rowcount == 1


def _is(claimed: ClaimedDelivery) -> Any:  # noqa: ANN401  # a condition
    return (DELIVERY.c.id == claimed.id) & (DELIVERY.c.token == claimed.token) & (DELIVERY.c.state == "claimed")


def note_answer(connection: Connection, webhook_id: str) -> None:
    """Note that a webhook takes deliveries."""
    failing = (HOOK.c.id == webhook_id) & HOOK.c.failing_since.is_not(None)
    connection.execute(update(HOOK).where(failing).values(failing_since=None))


def note_failure(connection: Connection, webhook_id: str, *, now: datetime) -> datetime:
    """Note that a webhook took a delivery not; return since when it takes none (real time)."""
    well = (HOOK.c.id == webhook_id) & HOOK.c.failing_since.is_(None)
    connection.execute(update(HOOK).where(well).values(failing_since=now))
    since = connection.execute(select(HOOK.c.failing_since).where(HOOK.c.id == webhook_id)).scalar()
    return since or now  # no row: it has been deleted


def disable(connection: Connection, webhook_id: str, reason: str) -> bool:
    """Tell a webhook nothing more; False: it is disabled already, or deleted."""
    told = (HOOK.c.id == webhook_id) & HOOK.c.disabled_reason.is_(None)
    return connection.execute(update(HOOK).where(told).values(disabled_reason=reason)).rowcount == 1


def give_up_disabled(connection: Connection, webhook_id: str, *, now: datetime, limit: int) -> int:
    """Give up what waits for a disabled webhook and is due, up to `limit`; returns how many."""
    disabled = select(HOOK.c.id).where(HOOK.c.id == webhook_id, HOOK.c.disabled_reason.is_not(None)).exists()
    given_up = connection.execute(
        update(DELIVERY)
        .where(DELIVERY.c.id.in_(_due(webhook_id, now, limit)), text(IS_WAITING), disabled)
        .values(state="given_up", token=None, lease_until=None, ended_at=now, last_error="The webhook is disabled.")
        .returning(DELIVERY.c.id)  # SQLite counts no rows of a statement that begins with WITH
    )
    return len(given_up.all())


def forget_deliveries(connection: Connection, *, before: datetime, limit: int) -> int:
    """Delete deliveries that ended and were made before an instant (aware UTC), up to `limit`; returns how many."""
    first_of_then = UUID(int=int(before.timestamp() * 1000) << 80)  # ids grow with time, and begin with it
    old = (
        select(DELIVERY.c.id)
        .where(DELIVERY.c.id < first_of_then, DELIVERY.c.state.in_(["delivered", "given_up"]))
        .order_by(DELIVERY.c.id)
        .limit(limit)
    )
    return connection.execute(delete(DELIVERY).where(DELIVERY.c.id.in_(old.scalar_subquery()))).rowcount
