from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.domain.calendar_day import Override
from service.domain.explanation import Language, why
from service.domain.explanation_texts import TEXTS
from service.domain.office import Hours, Office
from service.domain.plan import Plan, PlanReason, SkipReason
from service.domain.planner import Rules, plan
from service.domain.windows import WINDOW_KINDS


@pytest.fixture
def christmas(calendar: IndonesianCalendar, office: Office) -> Plan:
    rules = Rules(office=office, calendar=calendar, kinds=frozenset(WINDOW_KINDS))
    return plan(date(2026, 12, 23), rules=rules, now=datetime(2026, 12, 20, tzinfo=UTC), spread=0.3)


def test_indonesian_tells_promise_moment_and_what_was_passed_over(christmas: Plan, office: Office) -> None:
    assert why(christmas, office, "id") == (
        "Jawaban dijanjikan paling lambat Rabu, 23 Desember 2026; surat ini dijadwalkan pada Senin, 28 Desember 2026 "
        "pukul 12.17 WIB, pada jam istirahat, setelah melewati cuti bersama Natal (24 Desember), libur nasional Hari "
        "Raya Natal (25 Desember) dan libur mingguan (26–27 Desember)."
    )


def test_english_tells_the_same(christmas: Plan, office: Office) -> None:
    assert why(christmas, office, "en") == (
        "An answer was promised by Wednesday, 23 December 2026; this letter is planned for Monday, 28 December 2026 "
        "at 12:17 WIB, during the lunch break, after passing over joint leave for Christmas (24 December), the public "
        "holiday Christmas (25 December) and the weekly rest (26–27 December)."
    )


def test_an_assumed_promise_is_not_called_a_promise(christmas: Plan, office: Office) -> None:
    assert why(christmas, office, "en", assumed=True).startswith("No date was promised, so an answer is assumed")
    assert "dijanjikan" not in why(christmas, office, "id", assumed=True)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("Asia/Makassar", "13.17 WITA"), ("Asia/Jayapura", "14.17 WIT"), ("Asia/Singapore", "13.17 waktu Singapura")],
)
def test_the_hour_is_the_offices(zone: str, hour: str, christmas: Plan, office: Office) -> None:
    assert f"pukul {hour}," in why(christmas, replace(office, timezone=zone), "id")


@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("reason", get_args(PlanReason))
def test_every_reason_makes_one_sentence(
    reason: PlanReason, language: Language, christmas: Plan, office: Office
) -> None:
    sentence = why(replace(christmas, reason=reason), office, language)
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert ". " not in sentence


@pytest.mark.parametrize("language", get_args(Language))
def test_every_skip_reason_has_words(language: Language) -> None:
    told = {*get_args(SkipReason)} - {"before_promise_lapsed"}
    assert set(TEXTS[language].skipped) == {*told, "closed_on"}


def test_days_in_a_row_over_the_end_of_a_month_are_told_as_one_stretch(
    calendar: IndonesianCalendar, office: Office
) -> None:
    rules = Rules(office=office, calendar=calendar, kinds=frozenset(WINDOW_KINDS))
    lebaran = plan(date(2025, 3, 27), rules=rules, now=datetime(2025, 3, 27, tzinfo=UTC))
    sentence = why(lebaran, office, "en")
    assert "joint leave for Eid al-Fitr (2–4 April and 7 April)" in sentence
    assert "the weekly rest (29–30 March and 5–6 April)" in sentence


def told(calendar: IndonesianCalendar, office: Office, answer_by: date, language: Language) -> str:
    rules = Rules(office=office, calendar=calendar, kinds=frozenset(WINDOW_KINDS))
    made = plan(answer_by, rules=rules, now=datetime(answer_by.year, answer_by.month, answer_by.day, 12, tzinfo=UTC))
    return why(made, office, language)


def test_the_days_of_one_feast_are_told_together_and_what_may_change_is_said(
    calendar: IndonesianCalendar, office: Office
) -> None:
    sentence = told(calendar, office, date(2027, 3, 9), "en")
    assert "the public holiday Eid al-Fitr (10–11 March)" in sentence
    assert sentence.endswith("and this date may still change when the government confirms the calendar.")


def test_an_estimated_holiday_is_called_so(calendar: IndonesianCalendar, office: Office) -> None:
    assert "Lunar New Year (estimated, 13 February)" in told(calendar, office, date(2029, 2, 12), "en")


def test_an_overrides_name_stands_in_quotes(calendar: IndonesianCalendar, office: Office) -> None:
    named = calendar.with_overrides([Override(on=date(2026, 11, 24), kind="day_off", name="Pilkada, serentak (1)")])
    assert "the day off “Pilkada, serentak (1)” (24 November)" in told(named, office, date(2026, 11, 23), "en")


def test_a_closed_office_is_told_and_a_long_list_is_cut(calendar: IndonesianCalendar, office: Office) -> None:
    closed = replace(office, closed_on=frozenset(date(2026, 11, 23) + timedelta(days=n) for n in range(0, 50, 2)))
    sentence = told(calendar, closed, date(2026, 11, 22), "en")
    assert "days on which the office is closed (23 November)" in sentence
    shut = replace(office, closed_on=frozenset(date(2026, 11, 23) + timedelta(days=n) for n in range(50)))
    assert " more days." in told(calendar, shut, date(2026, 11, 22), "en")


@pytest.mark.parametrize(("language", "told"), [("id", "sapaan waktu dalam surat"), ("en", "time greeting")])
def test_a_narrowed_window_is_told_with_its_hours_and_no_false_closing(
    language: Language, told: str, calendar: IndonesianCalendar, office: Office
) -> None:
    closes_early = replace(
        office,
        hours=tuple(hours and replace(hours, closes_at=time(15, 30), pause=None) for hours in office.hours),
        within=Hours(opens=time(11), closes=time(15)),
    )
    rules = Rules(office=closes_early, calendar=calendar, kinds=frozenset(WINDOW_KINDS))
    made = plan(date(2026, 11, 23), rules=rules, now=datetime(2026, 11, 23, 2, tzinfo=UTC))
    assert (made.window.closes_at - made.window.opens_at) == timedelta(minutes=30)
    sentence = why(made, closes_early, language)
    assert told in sentence
    assert "60" in sentence
    assert "30 men" not in sentence and "30 min" not in sentence  # noqa: PT018  # one thing in two languages
