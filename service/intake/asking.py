"""What an owner may ask of a stored follow-up: stop it, note the reply, try again, settle a doubt. One transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from service.accounts.book import AccountBook
from service.domain.clock import Clock
from service.domain.errors import WipedError
from service.domain.follow_up import PublicStatus, Status, Verb, Verdict, public_status, verdict
from service.domain.mail_domain import capped_domain
from service.intake.checking import LetterChecking, letter_in
from service.intake.suppressing import refuse_suppressed
from service.planning.pacing import Pacing
from service.planning.places import Place
from service.planning.plans import Planning, facts_of
from service.store import follow_ups, rule_sets
from service.store.engine import Connection
from service.store.follow_ups import Duplicate
from service.store.history import add_event
from service.store.records import StoredFollowUp


@dataclass(frozen=True, slots=True)
class Refused:
    """The follow-up's status does not allow what was asked."""

    status: PublicStatus


@dataclass(frozen=True, slots=True)
class NeedsChanges:
    """The letter can't be sent as it is: a finding blocks it that its writer has not accepted."""

    findings: list[dict[str, Any]]


class Asking:
    """Obeys the owner, or says why not."""

    def __init__(
        self, *, clock: Clock, planning: Planning, pacing: Pacing, checking: LetterChecking, accounts: AccountBook
    ) -> None:
        self._clock, self._planning, self._pacing = clock, planning, pacing
        self._checking, self._accounts = checking, accounts

    def ask(
        self, connection: Connection, *, id_: UUID, verb: Verb, owner: str
    ) -> StoredFollowUp | Refused | NeedsChanges | Duplicate | None:
        """Do what `verb` comes to in the caller's transaction; None: no such follow-up of this owner."""
        follow_up = follow_ups.load(connection, id_, owner=owner, for_update=True)
        if follow_up is None:
            return None
        now = self._clock.now()
        match verdict(follow_up.status, verb):
            case Verdict.REFUSED:
                return Refused(public_status(follow_up.status))
            case Verdict.UNCHANGED:
                return follow_up
            case Verdict.AGAIN:
                if (refused := self._again(connection, follow_up, verb, now)) is not None:
                    return refused
            case Verdict.STOP:
                self._stop(connection, follow_up, verb, now)
            case Verdict.REQUEST:
                self._request_stop(connection, follow_up, verb, now)
            case Verdict.NOTE:
                self._note_answer(connection, follow_up, now)
            case Verdict.SETTLE:
                self._settle(connection, follow_up, verb, now)
        return follow_ups.load(connection, id_, owner=owner)

    def _note_answer(self, connection: Connection, follow_up: StoredFollowUp, now: datetime) -> None:
        if follow_up.answered_at is not None:
            return  # the first word on it stays
        follow_ups.set_state(connection, follow_up.id, at=now, answered_at=now)
        add_event(connection, follow_up.id, at=now, type="answered", detail={"status": follow_up.status.value})

    def _stop(self, connection: Connection, follow_up: StoredFollowUp, verb: Verb, now: datetime) -> None:
        state: dict[str, object] = {"status": _stopped(verb).value, "token": None, "stop_requested": None}
        if verb is Verb.REPLIED:
            state["answered_at"] = now
        follow_ups.set_state(connection, follow_up.id, at=now, **state)
        detail = {"by": "owner", "was": follow_up.status.value}
        add_event(connection, follow_up.id, at=now, type=_stopped(verb).value, detail=detail)

    def _request_stop(self, connection: Connection, follow_up: StoredFollowUp, verb: Verb, now: datetime) -> None:
        wanted = _stopped(verb).value
        if follow_up.stop_requested == wanted:
            return
        follow_ups.set_state(connection, follow_up.id, at=now, stop_requested=wanted)
        add_event(connection, follow_up.id, at=now, type="stop_requested", detail={"as": wanted})

    def _again(
        self, connection: Connection, follow_up: StoredFollowUp, verb: Verb, now: datetime
    ) -> NeedsChanges | Duplicate | None:
        """Plan it again; a retry is checked again too, while what is resent is the very bytes of before."""
        if follow_up.wiped_at is not None:
            raise WipedError
        if (other := follow_ups.open_double(connection, follow_up)) is not None:
            return other
        recruiter = follow_up.request["recruiter"]["email"]
        refuse_suppressed(connection, owner=follow_up.owner, email=recruiter)
        account = self._accounts.kept_for(connection, follow_up)
        planning = self._planning.seen_by(connection)
        facts = facts_of(follow_up)
        plan = self._pacing.fit(
            connection,
            planning.first(facts, now=now),
            Place(
                account=account,
                recruiter_hash=follow_up.recruiter_hash,
                beside=follow_up.id,
                domain_hash=capped_domain(recruiter),
            ),
            later=lambda at, why: planning.first(facts, now=now, not_before=at, reason=why),
        )
        state: dict[str, object] = {}
        if verb is Verb.RETRY:
            checked = self._checking.check(letter_in(follow_up), follow_up.request, plan.document)
            if checked.blocked:
                return NeedsChanges(checked.findings)
            rule_sets.set_findings(connection, follow_up.id, checked.findings)
            state["rules_version"] = checked.rules_version
        follow_ups.set_plan(
            connection,
            follow_up.id,
            plan,
            at=now,
            status=Status.SCHEDULED.value,
            account=account,
            tries=0,
            tries_in_window=0,
            token=None,
            stop_requested=None,
            **state,
        )
        detail = {"was": follow_up.status.value, **follow_ups.planned_detail(plan)}
        add_event(connection, follow_up.id, at=now, type="planned", detail=detail)
        return None

    def _settle(self, connection: Connection, follow_up: StoredFollowUp, verb: Verb, now: datetime) -> None:
        status = Status.SENT if verb is Verb.RESOLVE_SENT else Status.FAILED
        follow_ups.set_state(connection, follow_up.id, at=now, status=status.value, token=None, stop_requested=None)
        detail = {"by": "owner", "was": follow_up.status.value}
        add_event(connection, follow_up.id, at=now, type=status.value, detail=detail)


def _stopped(verb: Verb) -> Status:
    return Status.ANSWERED if verb is Verb.REPLIED else Status.CANCELLED
