"""Step (9), C2: what the outcome of a try makes of the follow-up, in one commit that is fenced by the token."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from service.domain.clock import Clock
from service.domain.follow_up import Status
from service.domain.outcome import InDoubt, Outcome, Stage
from service.domain.retry import Next, RetryPolicy, after_try
from service.planning.plans import Planning
from service.store import delivery, follow_ups
from service.store.engine import Connection, DatabaseError
from service.store.history import add_event
from service.store.records import Attempt, Claimed, StoredFollowUp, StoredPlan
from service.store.writer import Writer

LONGEST_REPLY_KEPT = 500
_AFTER_DATA = (Stage.CONTENT, Stage.DOT)
SECONDS_BETWEEN_RECORDINGS = 1.0
RECOVERED_AT_ONCE = 100
PAUSE_AFTER_CUT = timedelta(seconds=1)  # what was refused before the dot is not asked again in the same breath

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One try that is over."""

    claimed: Claimed
    outcome: Outcome
    started_at: datetime  # aware UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    follow_up: StoredFollowUp
    next_: Next
    state: dict[str, object]  # columns of the state row that change with it
    detail: dict[str, object]  # what the history says beside the plan


class Recorder:
    """Writes outcomes down, and does not give up while the database is away."""

    def __init__(
        self,
        *,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        policy: RetryPolicy,
        instance: str,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._writer, self._clock, self._planning = writer, clock, planning
        self._policy, self._instance, self._chance = policy, instance, chance

    async def record(self, ended: Ended) -> Status | None:
        """Commit the outcome; it stays in memory until that succeeded. None: the claim was no longer ours."""
        while True:
            try:
                status = await self._writer.run(lambda connection: self._settle(connection, ended))
            except DatabaseError as error:
                log.warning("outcome_not_yet_recorded", followup_id=str(ended.claimed.id), error=type(error).__name__)
                await asyncio.sleep(SECONDS_BETWEEN_RECORDINGS)
                continue
            reply = ended.outcome.reply
            log.info(
                "try_ended",
                followup_id=str(ended.claimed.id),
                outcome=ended.outcome.name,
                stage=ended.outcome.stage.value,
                reply_code=None if reply is None else reply.code,
                status=None if status is None else status.value,
            )
            return status

    async def put_off(self, claimed: Claimed) -> Status | None:
        """Give back a claim with which nothing was tried, with a new plan; None: it was no longer ours."""
        return await self._writer.run(lambda connection: self._put_off(connection, claimed))

    async def recover(self) -> int:
        """Settle claims whose holder is gone: before C1 they are planned again, after it they are in doubt."""
        return await self._writer.run(self._recover)

    def _recover(self, connection: Connection) -> int:
        overdue = delivery.overdue_leases(connection, real_now=self._clock.real_now(), limit=RECOVERED_AT_ONCE)
        for claimed, status, started_at in overdue:
            if status is Status.CLAIMED:
                self._put_off(connection, claimed)
            else:
                lost = InDoubt(stage=Stage.DOT, detail="the process that sent it ended before it knew the answer")
                self._settle(connection, Ended(claimed=claimed, outcome=lost, started_at=started_at))
        return len(overdue)

    def _put_off(self, connection: Connection, claimed: Claimed) -> Status | None:
        if delivery.held(connection, claimed) is None:
            return None
        follow_up = follow_ups.load(connection, claimed.id, owner=None)
        assert follow_up is not None  # noqa: S101  # held in this transaction
        settled = _Settled(follow_up=follow_up, next_=Next.PLAN_AGAIN, state={}, detail={})
        if follow_up.stop_requested is not None:
            settled = replace(settled, next_=Next.STOPPED)
        return self._enter(connection, claimed, settled)

    def _settle(self, connection: Connection, ended: Ended) -> Status | None:
        claimed, outcome = ended.claimed, ended.outcome
        held = delivery.held(connection, claimed)
        if held is None:
            return None
        n, tries = held.attempts + 1, held.tries + outcome.counted
        self._add_attempt(connection, ended, n=n, now=self._clock.now())
        follow_up = follow_ups.load(connection, claimed.id, owner=None)
        assert follow_up is not None  # noqa: S101  # held in this transaction
        next_ = after_try(
            outcome, tries=tries, policy=self._policy, stop_requested=follow_up.stop_requested is not None
        )
        settled = _Settled(
            follow_up=follow_up,
            next_=next_,
            state={"tries": tries, "attempts": n},
            detail={"attempt": n, "stage": outcome.stage.value, "cause": outcome.detail},
        )
        return self._enter(connection, claimed, settled)

    def _enter(self, connection: Connection, claimed: Claimed, settled: "_Settled") -> Status:
        """Move a row that is ours to its next status, with the plan and the history that belong to it."""
        follow_up, next_, now = settled.follow_up, settled.next_, self._clock.now()
        status = _status(next_, follow_up.stop_requested)
        state = {**settled.state, "lease_until": None, "stop_requested": None, "token": None}
        plan = None
        if status is Status.SCHEDULED:
            plan, tries_in_window = self._next_plan(connection, claimed, settled, now)
            state["tries_in_window"] = tries_in_window
            if plan.send_at >= plan.expires_at:
                status = Status.EXPIRED
        if plan is None or status is Status.EXPIRED:
            if status is Status.IN_DOUBT:
                state["token"] = claimed.token  # a late reply may still settle it
            if status is Status.ANSWERED:
                state["answered_at"] = now
            follow_ups.set_state(connection, claimed.id, at=now, status=status.value, **state)
            add_event(connection, claimed.id, at=now, type=status.value, detail=settled.detail)
            return status
        follow_ups.set_plan(connection, claimed.id, plan, at=now, status=status.value, **state)
        moved = {"old_send_at": follow_up.plan["send_at"], **follow_ups.planned_detail(plan)}
        type_ = "retrying" if next_ is Next.TRY_AGAIN else "replanned"
        add_event(connection, claimed.id, at=now, type=type_, detail={**settled.detail, **moved})
        return status

    def _next_plan(
        self, connection: Connection, claimed: Claimed, settled: _Settled, now: datetime
    ) -> tuple[StoredPlan, int]:
        """Return the next plan and how many tries its window has seen, by the newest calendar."""
        follow_up, next_, tried = settled.follow_up, settled.next_, bool(settled.state)
        planning = self._planning.seen_by(connection)
        if next_ is not Next.TRY_AGAIN:
            plan = planning.again(follow_up, now=now, pause=PAUSE_AFTER_CUT if tried else timedelta())
            return plan, claimed.tries_in_window if plan.opens_at == claimed.opens_at else 0
        in_window = claimed.tries_in_window + 1
        pause = self._policy.delay(in_window, self._chance())
        plan = planning.next_try(follow_up, now=now, pause=pause, chance=self._chance())
        return plan, in_window if plan.opens_at == claimed.opens_at else 0

    def _add_attempt(self, connection: Connection, ended: Ended, *, n: int, now: datetime) -> None:
        outcome = ended.outcome
        reply = outcome.reply
        attempt = Attempt(
            n=n,
            started_at=ended.started_at,
            ended_at=now,
            stage=outcome.stage.value,
            reply_code=None if reply is None else reply.code,
            reply_text=outcome.detail if reply is None else reply.text[:LONGEST_REPLY_KEPT],
            outcome=outcome.name,
            counted=outcome.counted,
            instance=self._instance,
        )
        delivery.add_attempt(connection, ended.claimed.id, attempt)
        if outcome.stage in _AFTER_DATA:
            delivery.note_reached_data(connection, ended.claimed.id)


def _status(next_: Next, stop_requested: str | None) -> Status:
    match next_:
        case Next.SENT:
            return Status.SENT
        case Next.IN_DOUBT:
            return Status.IN_DOUBT
        case Next.FAILED:
            return Status.FAILED
        case Next.STOPPED:
            return Status(stop_requested or Status.CANCELLED)
        case Next.TRY_AGAIN | Next.PLAN_AGAIN:
            return Status.SCHEDULED
        case _:
            assert_never(next_)
