"""A follow-up's facts + the calendar as it stands → its plan; used by intake, by dispatch and for planning again."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from service.calendar.indonesian import IndonesianCalendar
from service.domain.errors import NoSendTimeError
from service.domain.explanation import why
from service.domain.plan import Plan, PlanReason
from service.domain.planner import MARGIN, Rules, expires_at, plan, spread_of, window_at
from service.domain.promise import promised_by
from service.domain.request import Language, PlannedFacts
from service.domain.retry import OPENING_SPREAD
from service.domain.windows import OpenWindow
from service.store import overrides
from service.store.engine import Connection
from service.store.records import StoredContent, StoredFollowUp, StoredPlan

_DECIDE_THE_WINDOW = ("office", "windows", "greeting_hours", "promise")  # of the facts as they are stored
_MOST_WINDOWS = 1_000


@dataclass(frozen=True, slots=True)
class Standing:
    """The calendar with the overrides of one revision; swapped whole, never changed."""

    revision: int
    calendar: IndonesianCalendar


class Planning:
    """Plans with the calendar that stands; every process refreshes it at least once a second."""

    def __init__(self, calendar: IndonesianCalendar, standing: Standing | None = None) -> None:
        self._decreed = calendar
        self.standing = standing or Standing(-1, calendar)
        self._windows: dict[str, tuple[Standing, OpenWindow]] = {}  # that were open, by what decides on them

    def note_calendar(self, connection: Connection) -> bool:
        """Tell the database which calendar this version of the product brings; what changed is planned again."""
        return overrides.note_calendar(connection, self._decreed.digest())

    def refresh(self, connection: Connection) -> bool:
        """Take over the overrides of the newest revision; tell whether they changed.

        Args:
            connection: of a transaction that only reads, so that nothing is taken over which may be rolled back.
        """
        found = self._found(connection)
        if found.revision <= self.standing.revision:
            return False
        self.standing = found
        return True

    def seen_by(self, connection: Connection) -> "Planning":
        """Return what plans by the calendar of this very transaction, without taking it over."""
        found = self._found(connection)
        return self if found.revision == self.standing.revision else Planning(self._decreed, found)

    def _found(self, connection: Connection) -> Standing:
        revision = overrides.current_revision(connection)
        if revision == self.standing.revision:
            return self.standing
        return Standing(revision, self._decreed.with_overrides(overrides.all_overrides(connection)))

    def answer_by(self, facts: PlannedFacts, *, interviewed_on: date | None = None) -> date:
        """Return D, the local date by which an answer was promised, by the calendar as it stands.

        Raises:
            InvalidInputError: also when it lies before `interviewed_on`.
        """
        return _answer_by(facts, self.standing, interviewed_on=interviewed_on)

    def first(
        self,
        facts: PlannedFacts,
        *,
        now: datetime,
        not_before: datetime | None = None,
        reason: PlanReason = "promise",
    ) -> StoredPlan:
        """Return the plan of a new follow-up, or of one that its owner wants tried again.

        Args:
            facts: of the follow-up.
            now: aware UTC.
            not_before: where the windows before are full; aware UTC.
            reason: why this plan is made.

        Raises:
            InvalidInputError, NoSendTimeError: as the domain's planner says.
        """
        standing = self.standing
        made = self._plan(
            facts, standing, now=now, not_before=not_before, reason=reason, spread=spread_of(facts.spread_key)
        )
        return _stored(made, facts, standing, first_on=made.window.on)

    def again(self, follow_up: StoredFollowUp, *, now: datetime, pause: timedelta = timedelta()) -> StoredPlan:
        """Return a stored follow-up's plan by the calendar as it stands, with the reason it was needed.

        `missed_window` when its window has closed, else `calendar_changed` when a newer calendar moved it, else the
        reason it had. Its days until it expires are counted from the first window ever planned, unless that one
        still lies ahead.

        Args:
            follow_up: as stored.
            now: aware UTC.
            pause: the least time until it is due again.
        """
        standing, facts = self.standing, facts_of(follow_up)
        told: PlanReason = follow_up.plan["reason"]
        retry_ahead = told == "retry" and follow_up.send_at > now
        made = self._plan(
            facts,
            standing,
            now=now,
            reason=told,
            spread=0.0 if retry_ahead else spread_of(facts.spread_key),
            not_before=follow_up.send_at if retry_ahead else now + pause,
        )
        if follow_up.closes_at - now <= MARGIN:
            made = replace(made, reason="missed_window")
        elif follow_up.calendar_revision != standing.revision and made.send_at != follow_up.send_at:
            made = replace(made, reason="calendar_changed")
        return self._keeping_days(follow_up, made, facts, standing)

    def pushed_on(
        self, follow_up: StoredFollowUp, *, now: datetime, not_before: datetime, reason: PlanReason
    ) -> StoredPlan:
        """Return the plan of a stored follow-up whose windows before `not_before` (aware UTC) are closed to it."""
        standing, facts = self.standing, facts_of(follow_up)
        spread = spread_of(facts.spread_key)
        made = self._plan(facts, standing, now=now, not_before=not_before, reason=reason, spread=spread)
        return self._keeping_days(follow_up, made, facts, standing)

    def next_try(
        self,
        follow_up: StoredFollowUp,
        *,
        now: datetime,
        pause: timedelta,
        chance: float,
        reason: PlanReason = "retry",
    ) -> StoredPlan:
        """Return the plan after a try that did not end the follow-up.

        Args:
            follow_up: as stored.
            now: aware UTC.
            pause: before the next try.
            chance: in [0, 1), spreads tries over the first ten minutes of a later window.
            reason: why this plan is made.
        """
        standing, facts = self.standing, facts_of(follow_up)
        made = self._plan(facts, standing, now=now, reason=reason, not_before=now + pause)
        if made.window.opens_at > now:  # it did not fit into the window that is open now
            opening = made.window.opens_at + OPENING_SPREAD * chance
            made = self._plan(facts, standing, now=now, reason=reason, not_before=opening)
        return self._keeping_days(follow_up, made, facts, standing)

    def window_now(self, letter: StoredContent, *, now: datetime) -> OpenWindow | None:
        """Return the window in which the letter may leave at `now`, by the calendar as it stands, or None.

        What was found for an office, its hours and a promise is remembered: it holds for all of their letters until
        the window closes or another calendar stands.
        """
        standing, asked = self.standing, repr([letter.request.get(name) for name in _DECIDE_THE_WINDOW])
        known = self._windows.get(asked)
        if known is not None and known[0] is standing and known[1].holds(now):
            return known[1]
        facts = facts_of(letter)
        window = window_at(now, answer_by=_answer_by(facts, standing), rules=_rules(facts, standing))
        if window is not None:
            if len(self._windows) >= _MOST_WINDOWS:
                self._windows.clear()
            self._windows[asked] = (standing, window)
        return window

    def _plan(
        self,
        facts: PlannedFacts,
        standing: Standing,
        *,
        now: datetime,
        reason: PlanReason,
        spread: float = 0.0,
        not_before: datetime | None = None,
    ) -> Plan:
        return plan(
            _answer_by(facts, standing),
            rules=_rules(facts, standing),
            now=now,
            spread=spread,
            not_before=not_before,
            reason=reason,
            rests_from=facts.promise.rests_from(standing.calendar),
        )

    def _keeping_days(
        self, follow_up: StoredFollowUp, made: Plan, facts: PlannedFacts, standing: Standing
    ) -> StoredPlan:
        """Store a later plan; its days until it expires go on counting from the first one's."""
        first_on = date.fromisoformat(follow_up.plan["first_on"])
        waits_for_its_first = not follow_up.attempts and follow_up.plan["send_at_local"].startswith(str(first_on))
        if waits_for_its_first and made.reason == "calendar_changed":
            first_on = made.window.on
        return _stored(made, facts, standing, first_on=first_on)


def facts_of(letter: StoredContent) -> PlannedFacts:
    """Return what planning needs of a stored follow-up."""
    language: Language = "en" if letter.language == "en" else "id"
    return PlannedFacts.from_document(letter.request, owner=letter.owner, language=language)


def _answer_by(facts: PlannedFacts, standing: Standing, *, interviewed_on: date | None = None) -> date:
    calendar = standing.calendar
    return promised_by(facts.promise, office=facts.office, calendar=calendar, interviewed_on=interviewed_on)


def _rules(facts: PlannedFacts, standing: Standing) -> Rules:
    return Rules(office=facts.office, calendar=standing.calendar, kinds=frozenset(facts.windows))


def _stored(made: Plan, facts: PlannedFacts, standing: Standing, *, first_on: date) -> StoredPlan:
    rules = _rules(facts, standing)
    return StoredPlan(
        send_at=made.send_at,
        opens_at=made.window.opens_at,
        closes_at=made.window.closes_at,
        expires_at=_expiry(made, rules, facts, first_on),
        revision=standing.revision,
        document={
            **made.to_document(),
            "why": why(made, facts.office, facts.language, assumed=facts.promise.assumed),
            "answer_by": made.answer_by.isoformat(),
            "first_on": first_on.isoformat(),
        },
    )


def _expiry(made: Plan, rules: Rules, facts: PlannedFacts, first_on: date) -> datetime:
    """Return when the follow-up expires; where its days cannot be counted to their end, with the window it has."""
    try:
        return expires_at(first_on, rules=rules, working_days=facts.expires_after_working_days)
    except NoSendTimeError:
        return made.window.closes_at
