"""When a follow-up may leave: the first open window of a working day after the promise has lapsed by a day."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import floor

from service.domain.calendar_day import FIRST_YEAR, LAST_YEAR, DayKind, OutsideCalendarError, WorkingCalendar
from service.domain.errors import FieldError, InvalidInputError, NoSendTimeError
from service.domain.office import Office
from service.domain.plan import Plan, PlanReason, SkippedDay, SkipReason
from service.domain.windows import OpenWindow, WindowKind
from service.domain.working_days import HORIZON_DAYS, day_off, weekday_windows, windows_on

MARGIN = timedelta(seconds=120)  # so much of a window must be left for a letter that is late for its point
_DAY = timedelta(days=1)
_SKIPPED_FOR: dict[DayKind, SkipReason] = {
    "override_day_off": "override",
    "public_holiday": "public_holiday",
    "joint_leave": "joint_leave",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Where and when letters are welcome, for one follow-up."""

    office: Office
    calendar: WorkingCalendar
    kinds: frozenset[WindowKind]  # the windows wanted

    def windows(self, on: date) -> tuple[OpenWindow, ...]:
        """Return the windows open on the local date `on`."""
        return windows_on(on, office=self.office, calendar=self.calendar, kinds=self.kinds)

    def local_date(self, instant: datetime) -> date:
        """Return the office's local date at `instant` (aware).

        Raises:
            OutsideCalendarError: the instant lies outside the years covered.
        """
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise OutsideCalendarError
        return instant.astimezone(self.office.zone).date()


def spread_of(text: str) -> float:
    """Return a number in [0, 1) that depends on `text` alone, even over many texts; lone surrogates are allowed."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return (int.from_bytes(digest[:6], "big")) / (1 << 48)


def plan(
    answer_by: date,
    *,
    rules: Rules,
    now: datetime,
    spread: float = 0.0,
    not_before: datetime | None = None,
    reason: PlanReason = "promise",
    rests_from: date | None = None,
) -> Plan:
    """Return when a follow-up leaves.

    Args:
        answer_by: D, local date by which an answer was promised; only later dates are allowed.
        rules: office, calendar, and the kinds of windows wanted.
        now: aware instant, any zone.
        spread: in [0, 1); which point of [opens, closes − 120 s) to aim at; 0 is the opening.
        not_before: aware instant; plan as if it were that late already; skipped days are told from `now` on.
        reason: why this plan is made, kept in it.
        rests_from: local date from which working days were counted up to `answer_by`; a decree that changes one of
            them moves `answer_by`, so the plan is provisional from there on.

    Raises:
        InvalidInputError: the office never has a window of the kinds wanted (`no_window`).
        NoSendTimeError: nothing is allowed within 60 days of the later of now and `answer_by`.
        OutsideCalendarError: the calendar does not cover the days looked at.
    """
    start = (now if not_before is None else max(now, not_before)).astimezone(UTC)
    today = rules.local_date(now)
    first_on = max(today if not_before is None else rules.local_date(start), _after(answer_by))
    earliest, earliest_window, send_at, window = _choose(_open_from(first_on, rules), start, spread)
    rests_on = answer_by if rests_from is None else min(rests_from, answer_by)
    return Plan(
        answer_by=answer_by,
        earliest=earliest,
        earliest_window=earliest_window,
        send_at=send_at,
        window=window,
        timezone=rules.office.timezone,
        provisional=rules.calendar.is_provisional(rests_on, window.on, ramadan=rules.office.ramadan),
        skipped=tuple(_skipped(max(today, answer_by), window.on, answer_by, rules)),
        reason=reason,
    )


def window_at(instant: datetime, *, answer_by: date, rules: Rules) -> OpenWindow | None:
    """Return the window in which a letter may leave at `instant` (aware); None when it may not.

    Raises:
        OutsideCalendarError: the instant lies outside the years covered.
    """
    on = rules.local_date(instant)
    if on <= answer_by:
        return None
    return next((window for window in rules.windows(on) if window.holds(instant)), None)


def expires_at(first_on: date, *, rules: Rules, working_days: int = 5) -> datetime:
    """Return when a follow-up is too late to be useful: the close of the last window of the nth day that has one.

    Args:
        first_on: day 1, the local date of the first window planned (`Plan.window.on`).
        rules: office, calendar, and the kinds of windows wanted.
        working_days: n, at least 1.

    Returns:
        An aware UTC instant.

    Raises:
        NoSendTimeError: 60 days in a row without a window.
        OutsideCalendarError: the calendar does not cover the days looked at.
    """
    *_, last = next(_days_with_windows(first_on, rules))
    for _ in range(working_days - 1):
        *_, last = next(_days_with_windows(last.on + _DAY, rules))
    return last.closes_at


def point_of(window: OpenWindow, spread: float) -> datetime:
    """Return the point of [opens, closes − 120 s) that `spread` in [0, 1) stands for, in whole seconds; aware UTC."""
    room = (window.closes_at - MARGIN - window.opens_at).total_seconds()
    return window.opens_at + timedelta(seconds=floor(spread * max(room, 0)))


def _after(answer_by: date) -> date:
    if not FIRST_YEAR <= answer_by.year <= LAST_YEAR:
        raise OutsideCalendarError
    return answer_by + _DAY


def _days_with_windows(first_on: date, rules: Rules) -> Iterator[tuple[OpenWindow, ...]]:
    on = first_on
    for _ in range(HORIZON_DAYS + 1):
        opened = rules.windows(on)
        if opened:
            yield opened
        on += _DAY
    if not any(window.kind in rules.kinds for window in rules.office.windows()):
        raise InvalidInputError(
            FieldError(
                pointer="/windows",
                code="no_window",
                detail="The office has no window of the kinds asked for; give it a break or a closing time, or ask for "
                "the other kind.",
            )
        )
    raise NoSendTimeError(f"No send window is open within {HORIZON_DAYS} days.")


def _open_from(first_on: date, rules: Rules) -> Iterator[OpenWindow]:
    for opened in _days_with_windows(first_on, rules):
        yield from opened


def _choose(
    windows: Iterator[OpenWindow], start: datetime, spread: float
) -> tuple[datetime, OpenWindow, datetime, OpenWindow]:
    """Return `earliest` and its window, `send_at` and its window, both at or after `start` (aware UTC)."""
    coming = (window for window in windows if window.closes_at > start)
    first = window = next(coming)
    while True:
        point = point_of(window, spread)
        if point >= start:
            break
        if window.closes_at - start > MARGIN:
            point = start
            break
        window = next(coming)
    return max(start, first.opens_at), first, point, window


def _skipped(first_on: date, sent_on: date, answer_by: date, rules: Rules) -> Iterator[SkippedDay]:
    on = first_on
    while on < sent_on:
        yield _skip(on, answer_by, rules)
        on += _DAY


def _skip(on: date, answer_by: date, rules: Rules) -> SkippedDay:
    office = rules.office
    if on <= answer_by:
        return SkippedDay(on=on, reason="before_promise_lapsed")
    if office.rests_on(on):
        return SkippedDay(on=on, reason="weekly_rest")
    if on in office.closed_on or not _has_windows(on, rules):
        return SkippedDay(on=on, reason="closed")
    entry = day_off(on, office=office, calendar=rules.calendar)
    if entry is None:
        exists = weekday_windows(on, office=office, calendar=rules.calendar, kinds=rules.kinds)
        return SkippedDay(on=on, reason="windows_over" if exists else "closed")
    return SkippedDay(on=on, reason=_SKIPPED_FOR[entry.kind], name=entry.name)


def _has_windows(on: date, rules: Rules) -> bool:
    windows = rules.office.windows_on(on, ramadan=rules.calendar.is_ramadan(on))
    return any(window.kind in rules.kinds for window in windows)
