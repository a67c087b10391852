import json
from collections.abc import Mapping
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from service.calendar.decrees import decrees_of
from service.calendar.indonesian import IndonesianCalendar
from service.calendar.library import library_days
from service.domain.calendar_day import OutsideCalendarError, Override
from service.domain.errors import InvalidInputError
from service.domain.province import find_province

# Dates on which decree and library differ on purpose, each with its reason. None at present.
KNOWN_DIFFERENCES: Mapping[str, str] = {}


def data(name: str) -> Any:  # noqa: ANN401 - what a JSON file holds
    return json.loads(files("service.calendar").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("decree", decrees_of(data("decrees")), ids=lambda decree: str(decree.year))
def test_the_decrees_differ_from_the_library_only_where_listed(decree: Any) -> None:  # noqa: ANN401 - a Decree
    ours = {(on, day.kind) for on, day in decree.days.items()}
    theirs = {(on, day.kind) for on, day in library_days([decree.year]).items()}
    assert {f"{on}" for on, _ in ours ^ theirs} == {
        day for day in KNOWN_DIFFERENCES if day.startswith(f"{decree.year}")
    }


def test_every_decreed_day_lies_in_its_year_and_was_signed_before_it() -> None:
    for decree in decrees_of(data("decrees")):
        assert {on.year for on in decree.days} == {decree.year}
        assert decree.signed_on < date(decree.year, 1, 1)
        assert decree.awaits <= decree.days.keys()


def test_every_correction_is_still_needed() -> None:
    for correction in data("corrections"):
        on = date.fromisoformat(correction["date"])
        assert on in library_days([on.year])
        assert correction["reason"]


def test_the_first_of_june_2016_was_a_working_day(calendar: IndonesianCalendar) -> None:
    assert calendar.day(date(2016, 6, 1)).kind == "working"
    assert calendar.day(date(2017, 6, 1)).kind == "public_holiday"


def test_a_decreed_day_tells_its_decree_and_another_its_library(calendar: IndonesianCalendar) -> None:
    assert calendar.day(date(2026, 12, 24)).source == "SKB 3 Menteri tanggal 19 September 2025"
    assert calendar.day(date(2028, 12, 25)).source.startswith("holidays ")


@pytest.mark.parametrize(
    ("on", "kind"),
    [
        ("2026-12-24", "joint_leave"),
        ("2026-12-25", "public_holiday"),
        ("2025-08-18", "joint_leave"),
        ("2024-02-14", "public_holiday"),
        ("2024-04-12", "joint_leave"),
        ("2026-11-24", "working"),
        ("2026-11-22", "working"),
    ],
)
def test_a_date_has_the_kind_its_decree_gave_it(on: str, kind: str, calendar: IndonesianCalendar) -> None:
    assert calendar.day(date.fromisoformat(on)).kind == kind


@pytest.mark.parametrize("year", [1945, 2101, 1, 9999])
def test_outside_its_years_the_calendar_refuses_to_answer(year: int, calendar: IndonesianCalendar) -> None:
    with pytest.raises(OutsideCalendarError, match="1946 to 2100"):
        calendar.day(date(year, 1, 1))


def test_the_years_at_both_ends_are_filled(calendar: IndonesianCalendar) -> None:
    assert calendar.day(date(1946, 1, 1)).kind == "public_holiday"
    assert calendar.day(date(2100, 12, 25)).kind == "public_holiday"


def test_an_override_wins_and_a_day_off_wins_over_a_working_day(calendar: IndonesianCalendar) -> None:
    christmas, tuesday = date(2026, 12, 25), date(2026, 11, 24)
    changed = calendar.with_overrides(
        [
            Override(on=christmas, kind="working_day", name="Lembur"),
            Override(on=tuesday, kind="working_day"),
            Override(on=tuesday, kind="day_off", name="Pilkada"),
        ]
    )
    assert changed.day(christmas).kind == "override_working"
    assert (changed.day(tuesday).kind, changed.day(tuesday).name) == ("override_day_off", "Pilkada")
    assert calendar.day(tuesday).kind == "working"


def test_a_provinces_override_holds_only_there(calendar: IndonesianCalendar) -> None:
    on = date(2026, 11, 24)
    changed = calendar.with_overrides([Override(on=on, kind="day_off", name="Galungan", province="Bali")])
    assert changed.day(on, "Bali").kind == "override_day_off"
    assert changed.day(on, "Papua").kind == "working"
    assert changed.day(on).kind == "working"


def test_new_overrides_replace_the_old_ones(calendar: IndonesianCalendar) -> None:
    on = date(2026, 11, 24)
    assert calendar.with_overrides([Override(on=on, kind="day_off")]).with_overrides([]).day(on).kind == "working"


@pytest.mark.parametrize(
    ("on", "ramadan"),
    [
        ("2025-02-28", False),
        ("2025-03-01", True),
        ("2025-03-30", True),
        ("2025-03-31", False),
        ("2026-02-18", False),
        ("2026-02-19", True),
        ("2026-03-20", True),
        ("2026-03-21", False),
        ("2027-02-08", True),
        ("2027-03-09", True),
        ("2000-01-07", True),  # two Ramadans touch the year 2000, and two end in 2033
        ("2000-12-26", True),
        ("2032-12-04", True),
        ("2033-01-02", True),
        ("2033-12-22", True),
        ("2033-12-23", False),
    ],
)
def test_ramadan_ends_on_the_day_before_idul_fitri(on: str, calendar: IndonesianCalendar, *, ramadan: bool) -> None:
    assert calendar.is_ramadan(date.fromisoformat(on)) is ramadan


def test_every_ramadan_lasts_29_or_30_days(calendar: IndonesianCalendar) -> None:
    starts = [on for on in calendar.ramadan_days if on - timedelta(days=1) not in calendar.ramadan_days]
    for first in starts:
        lasts = next(n for n in range(40) if first + timedelta(days=n) not in calendar.ramadan_days)
        assert lasts in (29, 30)
    assert len(starts) > 150


@pytest.mark.parametrize(
    ("first", "last", "provisional"),
    [
        ("2015-01-01", "2015-01-02", False),
        ("2014-12-31", "2015-01-02", True),
        ("2027-12-31", "2027-12-31", False),
        ("2027-12-31", "2028-01-01", True),
        ("2027-05-15", "2027-05-15", False),
        ("2027-05-16", "2027-05-16", True),
        ("2027-05-18", "2027-05-18", True),
        ("2027-05-19", "2027-05-21", False),
        ("2027-05-01", "2027-05-31", True),
    ],
)
def test_days_near_an_open_decision_are_provisional(
    first: str, last: str, calendar: IndonesianCalendar, *, provisional: bool
) -> None:
    found = calendar.is_provisional(date.fromisoformat(first), date.fromisoformat(last), ramadan=True)
    assert found is provisional


def test_there_are_38_provinces_in_three_zones(calendar: IndonesianCalendar) -> None:
    zones = [province.timezone for province in {each.name: each for each in calendar.provinces.values()}.values()]
    counts = [zones.count(zone) for zone in ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")]
    assert counts == [18, 12, 8]


@pytest.mark.parametrize("name", ["DKI Jakarta", "dki  jakarta", "Jakarta", "Daerah Khusus Jakarta"])
def test_a_province_is_found_by_name_and_alias(name: str, calendar: IndonesianCalendar) -> None:
    assert find_province(calendar.provinces, name).name == "DKI Jakarta"


def test_an_unknown_province_is_refused_with_the_known_ones(calendar: IndonesianCalendar) -> None:
    with pytest.raises(InvalidInputError, match="Sulawesi Selatan"):
        find_province(calendar.provinces, "Atlantis")


def test_the_longest_stretch_without_a_working_weekday_is_eleven_days(calendar: IndonesianCalendar) -> None:
    longest = run = 0
    on = date(2023, 1, 1)
    while on.year <= 2027:
        working = on.weekday() < 5 and calendar.entry(on) is None
        run = 0 if working else run + 1
        longest = max(longest, run)
        on += timedelta(days=1)
    assert longest == 11
