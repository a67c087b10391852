"""Step (6): what may be claimed now, by the state and the caps of an account. The claim counts exactly."""

from collections import Counter
from datetime import timedelta

from uuid_utils.compat import uuid7

from service.dispatch.recording import Recorder
from service.domain.clock import Clock
from service.domain.errors import UNPLANNABLE, NoSendTimeError
from service.domain.follow_up import Status
from service.domain.pacing import DAY, MINUTE
from service.domain.plan import PlanReason
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.store import accounts, delivery, follow_ups
from service.store.accounts import AccountState
from service.store.engine import Connection
from service.store.history import add_event
from service.store.records import Claimed

MISSED_AT_ONCE = 50  # planned again in one commit; others wait for it


class Claiming:
    """Takes due follow-ups of an account, each under a lease and a token."""

    def __init__(
        self,
        *,
        clock: Clock,
        planning: Planning,
        pacing: Pacing,
        recorder: Recorder,
        per_recruiter_per_window: int,
        lease: timedelta,
    ) -> None:
        self._clock, self._planning, self._pacing = clock, planning, pacing
        self._recorder, self._per_recruiter, self._lease = recorder, per_recruiter_per_window, lease

    def claim(self, connection: Connection, *, account: str, limit: int) -> list[Claimed]:
        """Claim up to `limit` due follow-ups, as many as the account's state and caps allow now."""
        now = self._clock.now()
        state = accounts.state_of(connection, account, for_update=True)
        room = min(limit, self._room(connection, account, state))
        if room <= 0:
            return []
        claimed = delivery.claim_due(
            connection,
            account=account,
            now=now,
            lease_until=self._clock.real_now() + self._lease,
            token=uuid7(),
            limit=room,
        )
        return self._within_mailboxes(connection, claimed)

    def _room(self, connection: Connection, account: str, state: AccountState) -> int:
        """Return how many letters the account may begin to send at this moment."""
        now, caps = self._clock.now(), self._pacing.caps_of(connection, account)
        if not state.may_send(now):
            return 0
        room = 1 if state.alone_until is not None else 1_000_000  # after a pause one try decides
        if caps.per_minute:
            started = accounts.started_since(connection, account, now - MINUTE, at_most=caps.per_minute)
            room = min(room, caps.per_minute - started)
        if caps.per_day:
            out = accounts.out_since(connection, account, now - DAY, at_most=caps.per_day)
            room = min(room, caps.per_day - out)
        return room

    def _within_mailboxes(self, connection: Connection, claimed: list[Claimed]) -> list[Claimed]:
        """Give back what would be one letter too many for its mailbox in this window."""
        cap = self._per_recruiter
        if not cap:
            return claimed
        kept: list[Claimed] = []
        taken: Counter[str] = Counter()
        for each in claimed:
            if each.recruiter_hash not in taken:
                mine = sum(one.recruiter_hash == each.recruiter_hash for one in claimed)
                at_work = accounts.begun_at(
                    connection, each.recruiter_hash, each.opens_at, each.closes_at, at_most=cap + mine
                )
                taken[each.recruiter_hash] = at_work - mine
            if taken[each.recruiter_hash] >= cap:
                self._recorder.give_back(connection, each, reason="recruiter_cap")
                continue
            taken[each.recruiter_hash] += 1
            kept.append(each)
        return kept

    def plan_missed(self, connection: Connection, *, account: str) -> int:
        """Plan onward what is due and whose window has closed: nobody was there, or the account could not send.

        It is never claimed: hundreds that a downtime left behind must not stand before what is due now.

        Returns:
            How many were seen to, at most `MISSED_AT_ONCE`.
        """
        now = self._clock.now()
        missed = delivery.due_in_shut_windows(connection, account=account, now=now, limit=MISSED_AT_ONCE)
        if not missed:
            return 0
        reason = self._why_not_sent(connection, account)
        planning = self._planning.seen_by(connection)
        for id_ in missed:
            follow_up = follow_ups.load(connection, id_, owner=None)
            if follow_up is None:
                continue
            try:
                plan = (
                    planning.again(follow_up, now=now)
                    if reason is None
                    else planning.pushed_on(follow_up, now=now, not_before=now, reason=reason)
                )
                plan = self._pacing.fit_stored(connection, plan, follow_up, planning=planning, now=now)
                if plan.send_at >= plan.expires_at:
                    raise NoSendTimeError("no window is left before it expires")
            except UNPLANNABLE:
                follow_ups.set_state(connection, id_, at=now, status=Status.EXPIRED.value)
                detail = {"reason": reason or "missed_window"}
                add_event(connection, id_, at=now, type=Status.EXPIRED.value, detail=detail)
                continue
            follow_ups.set_plan(connection, id_, plan, at=now, tries_in_window=0)
            moved = {"old_send_at": follow_up.plan["send_at"], **follow_ups.planned_detail(plan)}
            add_event(connection, id_, at=now, type="replanned", detail=moved)
        return len(missed)

    def _why_not_sent(self, connection: Connection, account: str) -> PlanReason | None:
        """Return what keeps the account from sending now; None: nothing does, nobody was there."""
        state = accounts.state_of(connection, account)
        if not state.may_send(self._clock.now()):
            return "account_paused"
        return "account_cap" if self._room(connection, account, state) <= 0 else None
