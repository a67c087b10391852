"""Step (6): what may be claimed now, by the state and the caps of an account. The claim counts exactly."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from uuid_utils.compat import uuid7

from service.dispatch.loading import Laden, Loading
from service.dispatch.recording import Recorder
from service.domain.clock import Clock
from service.domain.errors import UNPLANNABLE, NoSendTimeError
from service.domain.follow_up import Status
from service.domain.mail_domain import is_capped
from service.domain.pacing import DAY, MINUTE
from service.domain.plan import PlanReason
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.planning.set_aside import SetAside
from service.store import accounts, delivery, follow_ups
from service.store.accounts import AccountState
from service.store.engine import Connection, DatabaseError
from service.store.history import add_event
from service.store.records import Claimed, StoredFollowUp, StoredPlan

MISSED_AT_ONCE = 50  # planned again in one commit; others wait for it


@dataclass(frozen=True, slots=True)
class _Cap:
    """How many letters may begin in one window to a mailbox, or to a domain."""

    place: str  # its hash
    most: int
    begun: Callable[..., int]  # counts them
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What became of follow-ups whose window closed before they left."""

    seen_to: int  # planned again or expired, at most `MISSED_AT_ONCE`
    expired: int  # of those


class Claiming:
    """Takes due follow-ups of an account, each under a lease and a token."""

    def __init__(
        self,
        *,
        clock: Clock,
        planning: Planning,
        pacing: Pacing,
        recorder: Recorder,
        set_aside: SetAside,
        per_recruiter_per_window: int,
        lease: timedelta,
        loading: Loading,
        per_domain_per_window: int = 0,
    ) -> None:
        self._clock, self._planning, self._pacing = clock, planning, pacing
        self._recorder, self._set_aside, self._lease = recorder, set_aside, lease
        self._per_recruiter, self._per_domain = per_recruiter_per_window, per_domain_per_window
        self._loading = loading

    def claim_laden(self, connection: Connection, *, account: str, limit: int) -> list[Laden]:
        """Claim as `claim` does, and make ready to leave what was claimed."""
        claimed = self.claim(connection, account=account, limit=limit)
        return self._loading.load(connection, claimed, unreadable=partial(self._leave_alone, connection))

    def _leave_alone(self, connection: Connection, claimed: Claimed, error: Exception) -> None:
        """Give back a claim whose row cannot be read; it stays due, and this process claims it no more for a while."""
        self._set_aside.add(claimed.id, error)
        self._recorder.leave_due(connection, claimed=claimed)

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
            but=self._set_aside.ids(),
        )
        return self._within_mailboxes(connection, claimed)

    def _room(self, connection: Connection, account: str, state: AccountState) -> int:
        """Return how many letters the account may begin to send at this moment."""
        now, caps = self._clock.now(), self._pacing.caps_of(connection, account)
        if not state.may_send(now) or self._is_on_trial(connection, account, state):
            return 0
        room = 1 if state.alone_until is not None else 1_000_000  # after a pause one try decides
        if caps.per_minute:
            started = accounts.started_since(connection, account, now - MINUTE, at_most=caps.per_minute)
            room = min(room, caps.per_minute - started)
        if caps.per_day:
            out = accounts.out_since(connection, account, now - DAY, at_most=caps.per_day)
            room = min(room, caps.per_day - out)
        return room

    def _is_on_trial(self, connection: Connection, account: str, state: AccountState) -> bool:
        """Whether the one try after a pause is under way; a holder that died keeps others back for its lease only."""
        since = state.alone_until
        return since is not None and accounts.at_work_since(connection, account, since)

    def _within_mailboxes(self, connection: Connection, claimed: list[Claimed]) -> list[Claimed]:
        """Give back what would be one letter too many in its window for its mailbox or its domain."""
        capped = {each.id: self._capped(each) for each in claimed}
        mine = Counter(one.place for caps in capped.values() for one in caps)
        accounts.wait_for_claims_to(connection, mine)
        before = {
            one: one.begun(connection, one.place, one.opens_at, one.closes_at, at_most=one.most + mine[one.place])
            - mine[one.place]  # which all begin now, in the windows of all of them
            for one in {one for caps in capped.values() for one in caps}
        }
        kept: list[Claimed] = []
        taken: Counter[str] = Counter()
        for each in claimed:
            caps = capped[each.id]
            if any(before[one] + taken[one.place] >= one.most for one in caps):
                self._recorder.give_back(connection, each, reason="recruiter_cap")
                continue
            taken.update(one.place for one in caps)
            kept.append(each)
        return kept

    def _capped(self, claimed: Claimed) -> list[_Cap]:
        """Return what a letter counts against."""
        window, caps = (claimed.opens_at, claimed.closes_at), []
        if self._per_recruiter:
            caps.append(_Cap(claimed.recruiter_hash, self._per_recruiter, accounts.begun_at, *window))
        if self._per_domain and is_capped(claimed.domain_hash):
            caps.append(_Cap(claimed.domain_hash, self._per_domain, accounts.begun_in_domain, *window))
        return caps

    def plan_missed(self, connection: Connection, *, account: str) -> Missed:
        """Plan onward what is due and whose window has closed: nobody was there, or the account could not send.

        It is never claimed: hundreds that a downtime left behind must not stand before what is due now.
        """
        now = self._clock.now()
        missed = delivery.due_in_shut_windows(
            connection, account=account, now=now, limit=MISSED_AT_ONCE, but=self._set_aside.ids()
        )
        expired = 0
        if not missed:
            return Missed(seen_to=0, expired=expired)
        reason = self._why_not_sent(connection, account)
        planning = self._planning.seen_by(connection)
        for id_ in missed:
            try:  # nothing of the row is written in here
                follow_up = follow_ups.load(connection, id_, owner=None)
                if follow_up is None:
                    continue
                plan = self._onward(connection, follow_up, planning, reason)
            except UNPLANNABLE:
                expired += 1
                follow_ups.set_state(connection, id_, at=now, status=Status.EXPIRED.value)
                detail = {"reason": reason or "missed_window"}
                add_event(connection, id_, at=now, type=Status.EXPIRED.value, detail=detail)
                continue
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001  # a fault of ours in this row: told in the log
                self._set_aside.add(id_, error)
                continue
            follow_ups.set_plan(connection, id_, plan, at=now, tries_in_window=0)
            moved = {"old_send_at": follow_up.plan["send_at"], **follow_ups.planned_detail(plan)}
            add_event(connection, id_, at=now, type="replanned", detail=moved)
        return Missed(seen_to=len(missed), expired=expired)

    def _onward(
        self, connection: Connection, follow_up: StoredFollowUp, planning: Planning, reason: PlanReason | None
    ) -> StoredPlan:
        """Return the plan of what missed its window.

        Raises:
            NoSendTimeError, InvalidInputError: no window is left before it expires.
        """
        now = self._clock.now()
        if reason is None:
            plan = planning.again(follow_up, now=now)
        else:
            plan = planning.pushed_on(follow_up, now=now, not_before=now, reason=reason)
        plan = self._pacing.fit_stored(connection, plan, follow_up, planning=planning, now=now)
        if plan.send_at >= plan.expires_at:
            raise NoSendTimeError("no window is left before it expires")
        return plan

    def _why_not_sent(self, connection: Connection, account: str) -> PlanReason | None:
        """Return what keeps the account from sending now; None: nothing does, nobody was there."""
        state = accounts.state_of(connection, account)
        if not state.may_send(self._clock.now()) or self._is_on_trial(connection, account, state):
            return "account_paused"
        return "account_cap" if self._room(connection, account, state) <= 0 else None
