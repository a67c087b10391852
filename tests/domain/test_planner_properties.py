from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from service.calendar.indonesian import IndonesianCalendar
from service.domain.office_terms import OfficeTerms, resolve_office
from service.domain.plan import Plan
from service.domain.planner import MARGIN, Rules, expires_at, plan, window_at
from service.domain.windows import WINDOW_KINDS
from service.domain.working_days import is_working_day
from service.reference import load_calendar

CALENDAR: IndonesianCalendar = load_calendar()
RULES = [
    Rules(
        office=resolve_office(OfficeTerms(timezone=zone, working_days=days), {}),
        calendar=CALENDAR,
        kinds=frozenset(WINDOW_KINDS),
    )
    for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
    for days in (("mon", "tue", "wed", "thu", "fri"), ("mon", "tue", "wed", "thu", "fri", "sat"))
]

promised = st.dates(date(1946, 1, 2), date(2100, 9, 1))
delays = st.timedeltas(timedelta(days=-40), timedelta(days=60))
spreads = st.floats(0, 1, exclude_max=True)
rules = st.sampled_from(RULES)
bounded = settings(max_examples=250, deadline=None)


def planned(answer_by: date, delay: timedelta, spread: float, rule: Rules) -> tuple[datetime, Plan]:
    now = max(
        datetime(answer_by.year, answer_by.month, answer_by.day, tzinfo=UTC) + delay, datetime(1946, 1, 2, tzinfo=UTC)
    )
    return now, plan(answer_by, rules=rule, now=now, spread=spread)


@bounded
@given(promised, delays, spreads, rules)
def test_a_letter_never_leaves_before_the_promise_has_lapsed(
    answer_by: date, delay: timedelta, spread: float, rule: Rules
) -> None:
    now, made = planned(answer_by, delay, spread, rule)
    assert made.send_at.astimezone(rule.office.zone).date() >= made.not_before_on > answer_by
    assert made.send_at >= made.earliest >= now


@bounded
@given(promised, delays, spreads, rules)
def test_a_letter_leaves_inside_a_window_of_a_working_day(
    answer_by: date, delay: timedelta, spread: float, rule: Rules
) -> None:
    _, made = planned(answer_by, delay, spread, rule)
    assert window_at(made.send_at, answer_by=answer_by, rules=rule) == made.window
    assert window_at(made.earliest, answer_by=answer_by, rules=rule) == made.earliest_window
    assert made.window.closes_at - made.send_at > timedelta(0)
    assert is_working_day(made.window.on, office=rule.office, calendar=CALENDAR)


@bounded
@given(promised, delays, spreads, rules)
def test_planning_at_a_planned_time_changes_nothing(
    answer_by: date, delay: timedelta, spread: float, rule: Rules
) -> None:
    _, made = planned(answer_by, delay, spread, rule)
    again = plan(answer_by, rules=rule, now=made.send_at, spread=spread)
    assert (again.send_at, again.window) == (made.send_at, made.window)


@bounded
@given(promised, delays, st.timedeltas(timedelta(0), timedelta(days=20)), spreads, rules)
def test_a_later_now_never_gives_an_earlier_plan(
    answer_by: date, delay: timedelta, later: timedelta, spread: float, rule: Rules
) -> None:
    now, made = planned(answer_by, delay, spread, rule)
    assert plan(answer_by, rules=rule, now=now + later, spread=spread).send_at >= made.send_at


@bounded
@given(promised, delays, spreads, rules)
def test_every_day_from_now_to_the_letter_is_told_once(
    answer_by: date, delay: timedelta, spread: float, rule: Rules
) -> None:
    now, made = planned(answer_by, delay, spread, rule)
    first_on = max(now.astimezone(rule.office.zone).date(), answer_by)
    days = (made.window.on - first_on).days
    assert [day.on for day in made.skipped] == [first_on + timedelta(days=n) for n in range(days)]


@bounded
@given(promised, delays, spreads, rules)
def test_the_same_question_has_the_same_answer(answer_by: date, delay: timedelta, spread: float, rule: Rules) -> None:
    assert planned(answer_by, delay, spread, rule) == planned(answer_by, delay, spread, rule)


@bounded
@given(promised, delays, spreads, rules)
def test_a_follow_up_expires_at_the_close_of_a_window_after_it_was_due(
    answer_by: date, delay: timedelta, spread: float, rule: Rules
) -> None:
    _, made = planned(answer_by, delay, spread, rule)
    ends = [expires_at(made.window.on, rules=rule, working_days=days) for days in (1, 2, 5)]
    assert made.window.closes_at <= ends[0] < ends[1] < ends[2]


@bounded
@given(promised, delays, spreads, rules)
def test_a_late_letter_still_has_its_margin(answer_by: date, delay: timedelta, spread: float, rule: Rules) -> None:
    _, made = planned(answer_by, delay, spread, rule)
    assert made.window.closes_at - made.send_at >= MARGIN
