from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from pydantic import ValidationError

from service.api.schemas.errors import field_errors
from service.api.schemas.office import OfficeIn, office_or_default
from service.calendar.indonesian import IndonesianCalendar
from service.domain.errors import InvalidInputError
from service.domain.office import Hours, Office

MONDAY, FRIDAY, SATURDAY, SUNDAY = (date(2026, 11, day) for day in (23, 27, 28, 29))


def resolved(given: dict[str, Any], calendar: IndonesianCalendar) -> Office:
    return OfficeIn.model_validate(given).to_office(calendar.provinces)


def hours(office: Office, on: date, *, ramadan: bool = False) -> list[tuple[str, str, str]]:
    windows = office.windows_on(on, ramadan=ramadan)
    return [(window.kind, f"{window.opens:%H:%M}", f"{window.closes:%H:%M}") for window in windows]


def refusals(given: dict[str, Any], calendar: IndonesianCalendar) -> list[tuple[str, str]]:
    try:
        resolved(given, calendar)
    except ValidationError as error:
        return [(found.pointer, found.code) for found in field_errors(error)]
    except InvalidInputError as error:
        return [(found.pointer, found.code) for found in error.errors]
    return []


OFFICES: list[dict[str, Any]] = [
    {},
    {"province": "bali"},
    {"province": "Jakarta", "timezone": "Asia/Jakarta"},
    {"break": None},
    {"closes_at": None, "break": {"default": ["12:00", "13:00"], "fri": None}},
    {"working_days": ["sat", "mon"], "closes_at": {"sat": "17:00"}, "break": {"mon": ["11:00", "12:00"]}},
    {"pre_close_minutes": 15, "observes_joint_leave": False, "closed_on": ["2026-12-31", "2026-01-02"]},
    {"ramadan": False, "timezone": "Europe/Amsterdam"},
]


@pytest.mark.parametrize("given", OFFICES)
def test_the_echoed_office_is_the_same_office_when_given_again(
    given: dict[str, Any], calendar: IndonesianCalendar
) -> None:
    office = resolved(given, calendar)
    assert resolved(office.to_document(), calendar) == office
    assert Office.from_document(office.to_document()) == office


def test_nothing_given_is_the_built_in_office(calendar: IndonesianCalendar) -> None:
    assert office_or_default(None, calendar.provinces) == resolved({}, calendar)


def test_built_in_hours_have_a_longer_friday_break_and_a_short_saturday(calendar: IndonesianCalendar) -> None:
    office = resolved({"working_days": ["mon", "tue", "wed", "thu", "fri", "sat"]}, calendar)
    assert hours(office, MONDAY) == [("break", "12:00", "13:00"), ("pre_close", "16:00", "17:00")]
    assert hours(office, FRIDAY) == [("break", "11:30", "13:00"), ("pre_close", "16:00", "17:00")]
    assert hours(office, SATURDAY) == [("pre_close", "12:00", "13:00")]
    assert hours(office, SUNDAY) == []


def test_a_plain_break_holds_on_friday_too(calendar: IndonesianCalendar) -> None:
    office = resolved({"break": ["12:00", "13:00"]}, calendar)
    assert hours(office, FRIDAY)[0] == ("break", "12:00", "13:00")


def test_a_weekday_that_a_map_lacks_takes_the_maps_default(calendar: IndonesianCalendar) -> None:
    office = resolved({"break": {"default": ["11:00", "12:00"]}, "closes_at": {"fri": "16:00"}}, calendar)
    assert hours(office, FRIDAY) == [("break", "11:00", "12:00"), ("pre_close", "15:00", "16:00")]


def test_a_weekday_in_a_map_without_default_takes_the_built_in_value(calendar: IndonesianCalendar) -> None:
    office = resolved({"break": {"mon": ["11:00", "12:00"]}, "closes_at": {"mon": "16:00"}}, calendar)
    assert hours(office, FRIDAY) == [("break", "11:30", "13:00"), ("pre_close", "16:00", "17:00")]


def test_null_means_none_that_day(calendar: IndonesianCalendar) -> None:
    office = resolved({"break": {"fri": None}, "closes_at": {"default": "17:00", "mon": None}}, calendar)
    assert hours(office, MONDAY) == [("break", "12:00", "13:00")]
    assert hours(office, FRIDAY) == [("pre_close", "16:00", "17:00")]


def test_an_office_closed_by_one_has_no_break_unless_it_was_given(calendar: IndonesianCalendar) -> None:
    assert hours(resolved({"closes_at": "13:00"}, calendar), MONDAY) == [("pre_close", "12:00", "13:00")]
    given = resolved({"closes_at": "13:00", "break": ["11:00", "11:30"]}, calendar)
    assert hours(given, MONDAY) == [("break", "11:00", "11:30"), ("pre_close", "12:00", "13:00")]


def test_ramadan_shortens_hours_and_leaves_null_alone(calendar: IndonesianCalendar) -> None:
    assert hours(resolved({}, calendar), MONDAY, ramadan=True) == [
        ("break", "12:00", "12:30"),
        ("pre_close", "15:00", "16:00"),
    ]
    assert hours(resolved({}, calendar), FRIDAY, ramadan=True)[0] == ("break", "11:30", "12:30")
    assert hours(resolved({"closes_at": None}, calendar), MONDAY, ramadan=True) == [("break", "12:00", "12:30")]
    assert hours(resolved({"break": ["13:00", "14:00"]}, calendar), MONDAY, ramadan=True) == [
        ("pre_close", "15:00", "16:00")
    ]
    assert len(hours(resolved({"ramadan": False}, calendar), MONDAY, ramadan=True)) == 2


@pytest.mark.parametrize(
    ("given", "pointer", "code"),
    [
        ({"timezone": "Asia/Jakart"}, "/office/timezone", "unknown_timezone"),
        ({"timezone": "../etc/passwd"}, "/office/timezone", "unknown_timezone"),
        ({"timezone": "Asia"}, "/office/timezone", "unknown_timezone"),
        ({"timezone": "localtime"}, "/office/timezone", "unknown_timezone"),
        ({"timezone": ""}, "/office/timezone", "unknown_timezone"),
        ({"timezone": "Asia/Jakarta", "province": "Papua"}, "/office/timezone", "timezone_contradicts_province"),
        ({"province": "Sumatra"}, "/office/province", "unknown_province"),
        ({"break": ["09:30", "10:30"]}, "/office/break", "break_out_of_range"),
        ({"break": ["14:30", "15:30"]}, "/office/break", "break_out_of_range"),
        ({"break": ["12:00", "12:14"]}, "/office/break", "break_out_of_range"),
        ({"break": ["11:00", "13:31"]}, "/office/break", "break_out_of_range"),
        ({"break": ["13:00", "12:00"]}, "/office/break", "break_out_of_range"),
        ({"break": {"fri": ["12:00", "12:05"]}}, "/office/break/fri", "break_out_of_range"),
        ({"break": {"default": ["12:00", "12:05"]}}, "/office/break/default", "break_out_of_range"),
        ({"closes_at": "11:59"}, "/office/closes_at", "closing_out_of_range"),
        ({"closes_at": {"sat": "22:01"}}, "/office/closes_at/sat", "closing_out_of_range"),
        ({"pre_close_minutes": 14}, "/office/pre_close_minutes", "pre_close_out_of_range"),
        ({"pre_close_minutes": 91}, "/office/pre_close_minutes", "pre_close_out_of_range"),
        ({"working_days": []}, "/office/working_days", "no_working_day"),
        ({"break": None, "closes_at": None}, "/office", "no_window"),
        ({"working_days": ["mon"], "closes_at": "13:30"}, "/office/closes_at", "windows_overlap"),
        (
            {"working_days": ["mon"], "break": ["13:30", "15:00"], "closes_at": "14:00"},
            "/office/break",
            "windows_overlap",
        ),
        ({"working_days": ["sun"]}, "/office/working_days/0", "literal_error"),
        ({"break": {"sun": None}}, "/office/break/sun", "unknown_field"),
        ({"break": ["12:00"]}, "/office/break", "too_short"),
        ({"break": "12:00-13:00"}, "/office/break", "not_a_list"),
        ({"break": {"fri": ["noon", "13:00"]}}, "/office/break/fri/0", "not_a_time"),
        ({"closes_at": "17.00"}, "/office/closes_at", "not_a_time"),
        ({"closes_at": 17}, "/office/closes_at", "not_a_time"),
        ({"closed_on": [20261231]}, "/office/closed_on/0", "not_a_date"),
        ({"observes_joint_leave": 1}, "/office/observes_joint_leave", "not_a_boolean"),
        ({"pre_close_minutes": True}, "/office/pre_close_minutes", "not_an_integer"),
        ({"pre_close_minutes": "60"}, "/office/pre_close_minutes", "not_an_integer"),
        ({"tz/~": 1}, "/office/tz~1~0", "unknown_field"),
    ],
)
def test_a_limit_that_is_broken_is_told_with_its_pointer(
    given: dict[str, Any], pointer: str, code: str, calendar: IndonesianCalendar
) -> None:
    found = refusals(given, calendar)
    assert [(at if at.startswith("/office") else f"/office{at}", what) for at, what in found] == [(pointer, code)]


def test_every_broken_limit_is_told_at_once(calendar: IndonesianCalendar) -> None:
    given = {"timezone": "Mars/Base", "break": ["09:00", "09:05"], "closes_at": "23:00", "pre_close_minutes": 5}
    assert len(refusals(given, calendar)) == 4


def test_hours_know_their_length(calendar: IndonesianCalendar) -> None:
    monday = resolved({}, calendar).hours[0]
    assert monday is not None
    assert monday.pause is not None
    assert (monday.pause.minutes, monday.closes_at) == (60, time(17))


@pytest.mark.parametrize(
    ("within", "on", "ramadan", "expected"),
    [
        (("11:00", "15:00"), MONDAY, False, [("break", "12:00", "13:00")]),
        (("15:00", "18:30"), MONDAY, False, [("pre_close", "16:00", "17:00")]),
        (("15:00", "18:30"), MONDAY, True, [("pre_close", "15:00", "16:00")]),
        (("12:00", "18:00"), FRIDAY, False, [("break", "12:00", "13:00"), ("pre_close", "16:00", "17:00")]),
        (("12:55", "15:00"), MONDAY, False, [("break", "12:55", "13:00")]),
        (("12:56", "15:00"), MONDAY, False, []),
        (("00:00", "11:00"), MONDAY, False, []),
    ],
)
def test_the_hours_of_a_greeting_leave_the_part_of_each_window_that_lies_in_them(
    within: tuple[str, str],
    on: date,
    ramadan: bool,  # noqa: FBT001  # a column of the table
    expected: list[tuple[str, str, str]],
    office: Office,
) -> None:
    narrowed = replace(office, within=Hours.from_document(within))
    assert hours(narrowed, on, ramadan=ramadan) == expected
    assert narrowed.to_document() == office.to_document()
