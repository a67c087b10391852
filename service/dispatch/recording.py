"""Step (9), C2: what the outcome of a try makes of the follow-up, in one commit that is fenced by the token."""

import asyncio
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial
from math import inf
from typing import TypeAlias, assert_never
from uuid import UUID

import structlog

from service.dispatch.breaker import Breaker
from service.dispatch.counting import Counting
from service.domain.clock import Clock
from service.domain.errors import UNPLANNABLE, NoSendTimeError
from service.domain.follow_up import Status
from service.domain.outcome import InDoubt, Outcome, Sent, Stage
from service.domain.plan import PlanReason
from service.domain.retry import Next, RetryPolicy, after_try
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.planning.set_aside import SetAside
from service.store import accounts, delivery, follow_ups, retention
from service.store.accounts import AccountState
from service.store.delivery import Held
from service.store.engine import Connection, DatabaseError
from service.store.history import add_event, add_events
from service.store.outbox import Happened
from service.store.records import Attempt, Claimed, StoredPlan
from service.store.together import Together
from service.store.writer import Writer

LONGEST_REPLY_KEPT = 500
_AFTER_DATA = (Stage.CONTENT, Stage.DOT)
_Job: TypeAlias = Callable[[Connection], Status | None]
SECONDS_BETWEEN_RECORDINGS = 1.0
SECONDS_TO_RECORD_AT_LAST = 20.0  # after the service was told to stop
RECOVERED_AT_ONCE = 100
MOST_FAULTS = 3  # of ours, in writing down one outcome
PAUSE_AFTER_CUT = timedelta(seconds=1)  # what was refused before the dot is not asked again in the same breath

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """One try that is over."""

    claimed: Claimed
    outcome: Outcome
    started_at: datetime  # aware UTC
    revision: int | None = None  # of the account that was tried


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settled:
    next_: Next
    stop_requested: str | None
    state: dict[str, object]  # columns of the state row that change with it
    detail: dict[str, object]  # what the history says beside the plan
    reason: PlanReason | None = None  # of the next plan, when the claim is given back untried
    account: AccountState | None = None  # how the try left it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    plan: StoredPlan
    old_send_at: str
    tries_in_window: int


class _Recorded(Enum):
    """What became of a letter that went out, in a job that it shared with others."""

    SENT = auto()
    NOT_OURS = auto()
    APART = auto()  # nothing was written: it takes a job of its own


class Recorder:
    """Writes outcomes down, and does not give up while the database is away."""

    def __init__(
        self,
        *,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        pacing: Pacing,
        breaker: Breaker,
        policy: RetryPolicy,
        set_aside: SetAside,
        counting: Counting,
        instance: str,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._writer, self._clock, self._planning = writer, clock, planning
        self._pacing, self._breaker, self._set_aside = pacing, breaker, set_aside
        self._policy, self._instance, self._chance = policy, instance, chance
        self._counting = counting
        self._give_up_at = inf  # monotonic seconds
        self._sent = Together(writer, self._settle_sent)

    def stopping(self) -> None:
        """Give up soon on outcomes that the database does not take."""
        self._give_up_at = self._clock.monotonic() + SECONDS_TO_RECORD_AT_LAST

    async def record(self, ended: Ended) -> Status | None:
        """Commit the outcome; it stays in memory until that succeeded. None: the claim was no longer ours.

        A service that is stopping gives up after a while: what was past its dot is then in doubt, which is true.
        """
        reply = ended.outcome.reply
        with structlog.contextvars.bound_contextvars(
            outcome=ended.outcome.name,
            stage=ended.outcome.stage.value,
            reply_code=None if reply is None else reply.code,
        ):
            recorded = await self._record_sent(ended) if isinstance(ended.outcome, Sent) else _Recorded.APART
            status = Status.SENT if recorded is _Recorded.SENT else None
            if recorded is _Recorded.APART:
                status = await self._persist(
                    partial(self._settle, ended=ended), spare=partial(self._settle, ended=ended, account_too=False)
                )
            self._counting.tried(ended.outcome, status, behind=self._clock.now() - ended.claimed.send_at)
            log.info("try_ended", status=None if status is None else status.value)
        return status

    async def _record_sent(self, ended: Ended) -> _Recorded:
        """Commit what went well together with what else did."""
        try:
            return await self._sent.ask(ended)
        except DatabaseError as error:  # it stays in memory, and is tried until it succeeds
            log.warning("outcome_not_yet_recorded", error=type(error).__name__)
        except Exception as error:
            log.exception("recording_failed", error=type(error).__name__)
        return _Recorded.APART

    async def put_off(self, claimed: Claimed) -> Status | None:
        """Give back a claim with which nothing was tried, with a new plan; None: it was no longer ours."""
        return await self._free(claimed, self.give_back)

    async def hand_back(self, claimed: Claimed) -> Status | None:
        """Give back a claim with which nothing was begun: it stays due as it was; None: it was no longer ours."""
        return await self._free(claimed, self.leave_due)

    async def _free(self, claimed: Claimed, give_back: Callable[..., Status | None]) -> Status | None:
        job, spare = partial(give_back, claimed=claimed), partial(self.give_back, claimed=claimed)
        status = await self._persist(job, spare=spare)
        if status is not None:
            self._counting.became(status)
        return status

    def leave_due(self, connection: Connection, *, claimed: Claimed) -> Status | None:
        """Do `hand_back` in the caller's transaction."""
        held = delivery.held(connection, claimed)
        if held is None:
            return None
        now = self._clock.now()
        stands = self._planning.seen_by(connection).standing.revision == claimed.calendar_revision
        if held.stop_requested is not None or not stands or now >= claimed.closes_at:
            return self.give_back(connection, claimed)
        started = {} if held.attempts else {"attempt_started_at": None}  # what never began counts for no cap
        state = {"status": Status.SCHEDULED.value, "lease_until": None, "token": None, **started}
        follow_ups.set_state(connection, claimed.id, at=now, **state)
        return Status.SCHEDULED

    async def _persist(self, job: _Job, *, spare: _Job) -> Status | None:
        """Run `job` until it is committed; where it meets a fault of ours, `spare` in its place, which says less."""
        faults = 0
        while True:
            try:
                return await self._writer.run(job if not faults else spare, urgent=True)
            except DatabaseError as error:
                log.warning("outcome_not_yet_recorded", error=type(error).__name__)
                if self._clock.monotonic() > self._give_up_at:
                    log.exception("outcome_not_recorded")
                    return None
                await asyncio.sleep(SECONDS_BETWEEN_RECORDINGS)
            except Exception as error:
                faults += 1
                log.exception("recording_failed", error=type(error).__name__)
                if faults >= MOST_FAULTS:
                    raise

    async def recover(self, at_work: Collection[UUID]) -> int:
        """Settle claims whose holder is gone: before C1 they are planned again, after it they are in doubt.

        Args:
            at_work: what this very process has at work; a clock that jumped does not make it gone.
        """
        overdue = await self._writer.run(
            lambda connection: delivery.overdue_leases(
                connection, real_now=self._clock.real_now(), limit=RECOVERED_AT_ONCE
            )
        )
        for each in [
            one for one in overdue if one[0].id not in at_work
        ]:  # one transaction each: a row that cannot be settled keeps no other waiting
            with structlog.contextvars.bound_contextvars(followup_id=str(each[0].id)):
                try:
                    status = await self._writer.run(partial(self._recover, overdue=each))
                except Exception as error:
                    log.exception("recovery_failed", error=type(error).__name__)
                    continue
                if status is not None:
                    self._counting.became(status)
                    log.info("recovered", status=status.value)
        return len(overdue)

    def _recover(self, connection: Connection, *, overdue: tuple[Claimed, Status, datetime]) -> Status | None:
        claimed, _, started_at = overdue
        held = delivery.held(connection, claimed)
        if held is None or held.lease_until is None or held.lease_until > self._clock.real_now():
            return None  # another process was quicker
        if held.status is Status.CLAIMED:
            return self.give_back(connection, claimed)
        lost = InDoubt(stage=Stage.DOT, detail="the process that sent it ended before it knew the answer")
        return self._settle(connection, Ended(claimed=claimed, outcome=lost, started_at=started_at))

    def give_back(self, connection: Connection, claimed: Claimed, *, reason: PlanReason | None = None) -> Status | None:
        """Give back a claim in the caller's transaction, with a plan made for `reason`; None: it was not ours."""
        held = delivery.held(connection, claimed)
        if held is None:
            return None
        next_ = Next.PLAN_AGAIN if held.stop_requested is None else Next.STOPPED
        settled = _Settled(next_=next_, stop_requested=held.stop_requested, state={}, detail={}, reason=reason)
        return self._enter(connection, claimed, settled)

    def _settle(self, connection: Connection, ended: Ended, *, account_too: bool = True) -> Status | None:
        claimed, outcome = ended.claimed, ended.outcome
        held = delivery.held(connection, claimed)
        if held is None:
            return None
        n, tries = held.attempts + 1, held.tries + outcome.counted
        delivery.add_attempts(connection, {claimed.id: self._attempt(ended, n=n, now=self._clock.now())})
        if outcome.stage in _AFTER_DATA:
            delivery.note_reached_data(connection, [claimed.id])
        account = None
        if account_too:
            account = self._breaker.note(
                connection, claimed.account, outcome, now=self._clock.now(), revision=ended.revision
            )
        next_ = after_try(outcome, tries=tries, policy=self._policy, stop_requested=held.stop_requested is not None)
        settled = _Settled(
            next_=next_,
            stop_requested=held.stop_requested,
            state={"tries": tries, "attempts": n},
            detail=_detail(outcome, n=n),
            account=account,
        )
        status = self._enter(connection, claimed, settled)
        if held.wiped:
            retention.wipe_words(connection, claimed.id)
        return status

    def _enter(self, connection: Connection, claimed: Claimed, settled: _Settled) -> Status:
        """Move a row that is ours to its next status, with the plan and the history that belong to it."""
        now = self._clock.now()
        status = _status(settled.next_, settled.stop_requested)
        state = {**settled.state, "lease_until": None, "stop_requested": None, "token": None}
        type_, detail = status.value, settled.detail
        if status is Status.SCHEDULED:
            try:
                moved = self._moved(connection, claimed, settled, now)
            except UNPLANNABLE:
                status, type_ = Status.EXPIRED, Status.EXPIRED.value
                detail = {**detail, "cause": detail.get("cause", "no window is left before it expires")}
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001  # a fault of ours, told in the log: its old plan stays
                self._set_aside.add(claimed.id, error)
                type_, detail = "retrying", {**detail, "cause": detail.get("cause", "a fault of this service")}
            else:
                state["tries_in_window"] = moved.tries_in_window
                follow_ups.set_plan(connection, claimed.id, moved.plan, at=now, status=status.value, **state)
                type_ = "retrying" if settled.next_ is Next.TRY_AGAIN else "replanned"
                told = {"old_send_at": moved.old_send_at, **follow_ups.planned_detail(moved.plan)}
                add_event(connection, claimed.id, at=now, type=type_, detail={**detail, **told})
                return status
        if status is Status.IN_DOUBT:
            state["token"] = claimed.token  # a late reply may still settle it, and a stop that was asked is then obeyed
            state["stop_requested"] = settled.stop_requested
        if status is Status.ANSWERED:
            state["answered_at"] = now
        follow_ups.set_state(connection, claimed.id, at=now, status=status.value, **state)
        add_event(connection, claimed.id, at=now, type=type_, detail=detail)
        return status

    def _moved(self, connection: Connection, claimed: Claimed, settled: _Settled, now: datetime) -> _Moved:
        """Return the next plan by the newest calendar; nothing is written.

        Raises:
            NoSendTimeError, InvalidInputError: no window is left before it expires.
        """
        follow_up = follow_ups.load(connection, claimed.id, owner=None)
        assert follow_up is not None  # noqa: S101  # held in this transaction
        tried = bool(settled.state)
        planning = self._planning.seen_by(connection)
        in_window = claimed.tries_in_window
        if settled.next_ is Next.TRY_AGAIN:
            in_window += 1
            account = settled.account or AccountState()
            alone = account.alone_until - now if account.alone_until is not None else timedelta()
            plan = planning.next_try(
                follow_up,
                now=now,
                pause=max(self._policy.delay(in_window, self._chance()), alone),
                chance=self._chance(),
                reason="retry" if account.paused_reason is None else "account_paused",
            )
        elif settled.reason is not None:
            plan = planning.pushed_on(follow_up, now=now, not_before=follow_up.closes_at, reason=settled.reason)
        else:
            plan = planning.again(follow_up, now=now, pause=PAUSE_AFTER_CUT if tried else timedelta())
        if plan.opens_at != follow_up.opens_at:
            in_window = 0
            plan = self._pacing.fit_stored(connection, plan, follow_up, planning=planning, now=now)
        if plan.send_at >= plan.expires_at:
            raise NoSendTimeError("no window is left before it expires")
        return _Moved(plan=plan, old_send_at=follow_up.plan["send_at"], tries_in_window=in_window)

    def _attempt(self, ended: Ended, *, n: int, now: datetime) -> Attempt:
        outcome = ended.outcome
        reply = outcome.reply
        return Attempt(
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

    def _settle_sent(self, connection: Connection, tries: Sequence[Ended]) -> list[_Recorded]:
        """Settle letters that went out, in one statement each table; what is more than that is left to `_settle`."""
        now = self._clock.now()
        held = delivery.held_of(connection, [ended.claimed for ended in tries])
        states = accounts.states_of(connection, {ended.claimed.account for ended in tries})
        plain: dict[UUID, tuple[Ended, Attempt, Held]] = {}
        recorded: list[_Recorded] = []
        for ended in tries:
            id_, one = ended.claimed.id, held.get(ended.claimed.own)
            if one is None:
                recorded.append(_Recorded.NOT_OURS)
            elif one.wiped or self._breaker.learns(states.get(ended.claimed.account), ended.outcome, now=now):
                recorded.append(_Recorded.APART)
            else:
                plain[id_] = (ended, self._attempt(ended, n=one.attempts + 1, now=now), one)
                recorded.append(_Recorded.SENT)
        if plain:
            delivery.add_attempts(connection, {id_: attempt for id_, (_, attempt, _) in plain.items()})
            delivery.note_reached_data(connection, list(plain))
            follow_ups.set_states(connection, {id_: _sent_state(*each) for id_, each in plain.items()}, at=now)
            add_events(connection, [_sent_event(*each, at=now) for each in plain.values()])
        return recorded


def _sent_state(_ended: Ended, attempt: Attempt, held: Held) -> dict[str, object]:
    return {
        "status": Status.SENT.value,
        "tries": held.tries + attempt.counted,
        "attempts": attempt.n,
        "lease_until": None,
        "stop_requested": None,
        "token": None,
    }


def _sent_event(ended: Ended, attempt: Attempt, _held: Held, *, at: datetime) -> Happened:
    detail = _detail(ended.outcome, n=attempt.n)
    return Happened(follow_up_id=ended.claimed.id, at=at, type=Status.SENT.value, detail=detail)


def _detail(outcome: Outcome, *, n: int) -> dict[str, object]:
    """Return what the history says of a try."""
    return {"attempt": n, "stage": outcome.stage.value, "cause": outcome.detail}


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
