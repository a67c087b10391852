"""From the sense of what was said to a date; always the latest day that the words can mean."""

import calendar as months
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS_PER_WEEK = 7
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidSense:
    """One reading of what was said."""

    means: str  # a key of `DATES`
    words: Mapping[str, str]  # the named parts of the rule: n, unit, part, which, weekday, day, month, year, iso
    counted_from: date  # local date
    nth_working_day: Callable[[int], date]  # of the office, strictly after `counted_from`
    last_day_of_part: Mapping[str, Mapping[str, int]]  # {"week": {"START": 3, …}, "month": …}; 1 = Monday or the first


def month_after(on: date, count: int) -> date:
    """Return the same day `count` months later, or that month's last day where it has no such day."""
    first = _first_of_month(on, count)
    return _day_in(first.year, first.month, on.day)


def _first_of_month(on: date, count: int = 0) -> date:
    index = on.year * _MONTHS_PER_YEAR + on.month - 1 + count
    return date(index // _MONTHS_PER_YEAR, index % _MONTHS_PER_YEAR + 1, 1)


def _day_in(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def _after(sense: SaidSense) -> date:
    count, start = int(sense.words["n"]), sense.counted_from
    match sense.words.get("unit", "DAY"):
        case "WORKDAY":
            return sense.nth_working_day(count)
        case "WEEK":
            return start + timedelta(weeks=count)
        case "MONTH":
            return month_after(start, count)
        case _:
            return start + timedelta(days=count)


def _week(sense: SaidSense) -> date:
    start, which = sense.counted_from, sense.words.get("which")
    monday = start - timedelta(days=start.weekday()) + timedelta(weeks=1 if which == "NEXT" else 0)
    day = monday + timedelta(days=sense.last_day_of_part["week"][sense.words.get("part", "END")] - 1)
    if which is None and (day <= start or sense.words.get("part") == "START"):  # "akhir pekan" on a Sunday: the next
        day += timedelta(weeks=1)
    return max(day, start)


def _month(sense: SaidSense) -> date:
    start, which, part = sense.counted_from, sense.words.get("which"), sense.words.get("part", "END")
    last = sense.last_day_of_part["month"][part]
    first = _first_of_month(start, 1 if which == "NEXT" else 0)
    if which is None and (part == "START" or (part == "MID" and start.day >= last)):  # this month's start has begun
        first = _first_of_month(start, 1)
    return max(_day_in(first.year, first.month, last), start)


def _named_month(sense: SaidSense) -> date | None:
    day = sense.last_day_of_part["month"][sense.words.get("part", "END")]
    return _in_named_month(sense, lambda year, month: _day_in(year, month, day))


def _day_of_named_month(sense: SaidSense) -> date | None:
    return _in_named_month(sense, lambda year, month: _date_or_none(year, month, int(sense.words["day"])))


def _in_named_month(sense: SaidSense, day_of: Callable[[int, int], date | None]) -> date | None:
    month, start = _MONTHS.index(sense.words["month"]) + 1, sense.counted_from
    if "year" in sense.words:
        year = int(sense.words["year"])
        return day_of(year, month) if year >= date.min.year else None
    this_year = day_of(start.year, month)
    if this_year is not None and this_year >= start:
        return this_year
    return day_of(start.year + 1, month)


def _day_of_month(sense: SaidSense) -> date | None:
    start, day, which = sense.counted_from, int(sense.words["day"]), sense.words.get("which")
    first = _first_of_month(start, 1 if which == "NEXT" else 0)
    if which is not None:
        return _date_or_none(first.year, first.month, day)
    coming = (_date_or_none(later.year, later.month, day) for later in (_first_of_month(start, n) for n in range(3)))
    return next((on for on in coming if on is not None and on > start), None)


def _weekday(sense: SaidSense) -> date:
    start, weekday = sense.counted_from, _WEEKDAYS.index(sense.words["weekday"])
    if sense.words.get("which") == "NEXT":
        return start + timedelta(days=_DAYS_PER_WEEK - start.weekday() + weekday)
    return start + timedelta(days=(weekday - start.weekday() - 1) % _DAYS_PER_WEEK + 1)


def _year_end(sense: SaidSense) -> date:
    return date(sense.counted_from.year, 12, 31)


def _iso_date(sense: SaidSense) -> date | None:
    year, month, day = (int(part) for part in sense.words["iso"].split("~"))
    return _date_or_none(year, month, day)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# A reading that is no date at all (31 November) gives None.
DATES: Mapping[str, Callable[[SaidSense], date | None]] = {
    "after": _after,
    "week": _week,
    "month": _month,
    "named_month": _named_month,
    "day_of_named_month": _day_of_named_month,
    "day_of_month": _day_of_month,
    "weekday": _weekday,
    "year_end": _year_end,
    "iso_date": _iso_date,
}
