from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.domain.calendar_day import OutsideCalendarError, Override
from service.domain.errors import NoSendTimeError
from service.domain.office import Office
from service.domain.office_terms import OfficeTerms, resolve_office
from service.domain.planner import Rules, expires_at, plan, spread_of, window_at
from service.domain.windows import WINDOW_KINDS, SendWindow, open_on
from service.domain.working_days import nth_working_day


@pytest.fixture
def rules(calendar: IndonesianCalendar, office: Office) -> Rules:
    return Rules(office=office, calendar=calendar, kinds=frozenset(WINDOW_KINDS))


def jakarta(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00").astimezone(UTC)


def test_each_skipped_day_tells_the_first_reason_that_applies(rules: Rules) -> None:
    made = plan(date(2026, 12, 23), rules=rules, now=jakarta("2026-12-20T09:00"))
    assert [(day.on.day, day.reason, day.name) for day in made.skipped] == [
        (23, "before_promise_lapsed", None),
        (24, "joint_leave", "Cuti bersama Natal"),
        (25, "public_holiday", "Hari Raya Natal"),
        (26, "weekly_rest", None),
        (27, "weekly_rest", None),
    ]


def test_a_day_whose_windows_are_over_is_told(rules: Rules) -> None:
    made = plan(date(2026, 11, 2), rules=rules, now=jakarta("2026-11-18T17:00"))
    assert [(day.on.day, day.reason) for day in made.skipped] == [(18, "windows_over")]


def test_a_day_with_under_two_minutes_left_is_over(rules: Rules) -> None:
    made = plan(date(2026, 11, 2), rules=rules, now=jakarta("2026-11-18T16:58:30"))
    assert made.earliest == jakarta("2026-11-18T16:58:30")
    assert made.earliest_window.on == date(2026, 11, 18)
    assert [(day.on.day, day.reason) for day in made.skipped] == [(18, "windows_over")]


def test_closed_comes_before_override_and_holiday(rules: Rules, calendar: IndonesianCalendar) -> None:
    office = replace(rules.office, closed_on=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
    overridden = calendar.with_overrides([Override(on=date(2026, 12, 24), kind="day_off", name="Pilkada")])
    made = plan(
        date(2026, 12, 23), rules=replace(rules, office=office, calendar=overridden), now=jakarta("2026-12-23T20:00")
    )
    assert [day.reason for day in made.skipped] == [
        "before_promise_lapsed",
        "closed",
        "closed",
        "weekly_rest",
        "weekly_rest",
    ]


def test_an_override_is_told_with_its_name(rules: Rules, calendar: IndonesianCalendar) -> None:
    decreed = calendar.with_overrides([Override(on=date(2026, 11, 24), kind="day_off", name="Pilkada")])
    made = plan(date(2026, 11, 23), rules=replace(rules, calendar=decreed), now=jakarta("2026-11-23T20:00"))
    assert [(day.reason, day.name) for day in made.skipped][1:] == [("override", "Pilkada")]


@pytest.mark.parametrize(("province", "day"), [("Bali", 25), ("Papua", 24), (None, 24)])
def test_a_provinces_day_off_closes_only_its_own_offices(
    province: str | None, day: int, calendar: IndonesianCalendar
) -> None:
    galungan = Override(on=date(2026, 11, 24), kind="day_off", name="Galungan", province="Bali")
    office = resolve_office(OfficeTerms(province=province), calendar.provinces)
    rules = Rules(office=office, calendar=calendar.with_overrides([galungan]), kinds=frozenset(WINDOW_KINDS))
    assert plan(date(2026, 11, 23), rules=rules, now=jakarta("2026-11-20T09:00")).window.on.day == day


def test_a_retry_is_planned_from_its_pause_and_told_from_today(rules: Rules) -> None:
    made = plan(
        date(2026, 11, 2),
        rules=rules,
        now=jakarta("2026-11-18T12:50"),
        not_before=jakarta("2026-11-19T09:00"),
        reason="retry",
    )
    assert made.send_at == jakarta("2026-11-19T12:00")
    assert (made.reason, [day.on.day for day in made.skipped]) == ("retry", [18])


def test_the_spread_picks_a_whole_second_of_the_window_less_two_minutes(rules: Rules) -> None:
    latest = plan(date(2026, 11, 23), rules=rules, now=jakarta("2026-11-20T09:00"), spread=0.9999999)
    middle = plan(date(2026, 11, 23), rules=rules, now=jakarta("2026-11-20T09:00"), spread=0.5)
    assert latest.send_at == jakarta("2026-11-24T12:57:59")
    assert middle.send_at == jakarta("2026-11-24T12:29:00")


def test_a_text_spreads_to_the_same_place_each_time() -> None:
    fractions = [spread_of(f"id-{n}") for n in range(2000)]
    assert all(0 <= fraction < 1 for fraction in fractions)
    assert 0.48 < sum(fractions) / len(fractions) < 0.52
    assert spread_of("id-7") == fractions[7]
    assert 0 <= spread_of("\ud800") < 1


@pytest.mark.parametrize(
    ("at", "kind"),
    [
        ("2026-11-24T11:59:59", None),
        ("2026-11-24T12:00:00", "break"),
        ("2026-11-24T12:59:59", "break"),
        ("2026-11-24T13:00:00", None),
        ("2026-11-24T16:59:59", "pre_close"),
        ("2026-11-23T12:30:00", None),
        ("2026-11-28T12:30:00", None),
    ],
)
def test_sending_is_allowed_only_in_a_window_after_the_promised_date(at: str, kind: str | None, rules: Rules) -> None:
    window = window_at(jakarta(at), answer_by=date(2026, 11, 23), rules=rules)
    assert (window and window.kind) == kind


def test_expiry_counts_days_that_have_windows(rules: Rules) -> None:
    first_on = plan(date(2026, 12, 22), rules=rules, now=jakarta("2026-12-20T09:00")).window.on
    assert first_on == date(2026, 12, 23)
    assert expires_at(first_on, rules=rules, working_days=5) == jakarta("2026-12-31T17:00")


def test_expiry_of_one_day_is_that_days_last_close(rules: Rules) -> None:
    breaks = replace(rules, kinds=frozenset({"break"}))
    assert expires_at(date(2026, 12, 23), rules=breaks, working_days=1) == jakarta("2026-12-23T13:00")


@pytest.mark.parametrize(
    ("answer_by", "now", "provisional"),
    [
        ("2026-11-23", "2026-11-20T09:00", False),
        ("2027-12-30", "2027-12-20T09:00", False),
        ("2027-12-31", "2027-12-20T09:00", True),  # Saturday, Sunday, and Monday 3 January 2028
        ("2027-02-01", "2027-01-20T09:00", False),
        ("2027-02-09", "2027-01-20T09:00", True),  # Ramadan's first day is estimated
        ("2027-05-13", "2027-05-01T09:00", False),  # Friday 14 May is three days before Idul Adha
        ("2027-05-15", "2027-05-01T09:00", True),
        ("2014-12-30", "2014-12-20T09:00", True),
    ],
)
def test_a_plan_is_provisional_where_a_decree_may_still_move_it(
    answer_by: str, now: str, rules: Rules, *, provisional: bool
) -> None:
    assert plan(date.fromisoformat(answer_by), rules=rules, now=jakarta(now)).provisional is provisional


def test_an_estimated_ramadan_does_not_matter_to_an_office_that_ignores_it(rules: Rules) -> None:
    secular = replace(rules, office=replace(rules.office, ramadan=False))
    assert not plan(date(2027, 2, 9), rules=secular, now=jakarta("2027-01-20T09:00")).provisional


def test_instants_outside_the_calendar_are_refused(rules: Rules) -> None:
    with pytest.raises(OutsideCalendarError):
        plan(date(2026, 11, 23), rules=rules, now=datetime(2101, 1, 1, tzinfo=UTC))
    with pytest.raises(OutsideCalendarError):
        plan(date(1945, 8, 17), rules=rules, now=jakarta("2026-11-23T09:00"))


def test_the_document_tells_instants_in_utc_and_in_local_time(rules: Rules) -> None:
    document = plan(date(2026, 11, 23), rules=rules, now=jakarta("2026-11-23T09:00")).to_document()
    assert document == {
        "not_before_on": "2026-11-24",
        "earliest": "2026-11-24T05:00:00Z",
        "send_at": "2026-11-24T05:00:00Z",
        "send_at_local": "2026-11-24T12:00:00+07:00",
        "window": {"kind": "break", "opens_at": "2026-11-24T05:00:00Z", "closes_at": "2026-11-24T06:00:00Z"},
        "timezone": "Asia/Jakarta",
        "provisional": False,
        "reason": "promise",
        "skipped": [{"date": "2026-11-23", "reason": "before_promise_lapsed"}],
    }


def test_counting_working_days_of_an_office_that_is_always_closed_ends(rules: Rules) -> None:
    days = frozenset(date(2026, 11, 1) + timedelta(days=n) for n in range(120))
    closed = replace(rules.office, closed_on=days)
    with pytest.raises(NoSendTimeError):
        nth_working_day(date(2026, 11, 9), 1, office=closed, calendar=rules.calendar)
    with pytest.raises(NoSendTimeError):
        plan(date(2026, 11, 9), rules=replace(rules, office=closed), now=jakarta("2026-11-09T09:00"))


def test_an_opening_that_the_clocks_leave_out_does_not_exist() -> None:
    window = SendWindow(kind="break", opens=time(2, 30), closes=time(4, 0))
    zone = ZoneInfo("Europe/Amsterdam")
    assert open_on(window, date(2026, 3, 29), zone) is None
    assert open_on(window, date(2026, 3, 30), zone) is not None
