"""From the sense of what was said to a date; always the latest day that the words can mean."""

import calendar as months
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS_PER_WEEK = 7
_MONTHS_PER_YEAR = 12
_DAYS_PER_YEAR = 366
_HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidSense:
    """One reading of what was said: all of it, or one end of a range."""

    means: str  # a key of `DATES`
    words: Mapping[str, str]  # the named parts of the rule: n, unit, part, which, weekday, day, month, year, nth, iso
    counted_from: date  # local date
    nth_working_day: Callable[[int], date]  # of the office, strictly after `counted_from`
    last_day_of_part: Mapping[str, Mapping[str, int]]  # {"week": {"START": 3, …}, "month": …}; 1 = Monday or the first
    not_before: date | None  # the range's end before this one; this one lies on it or later
    last: bool  # False: a range goes on after it, so that it may have begun already ("20-25 November" on the 25th)

    @property
    def floor(self) -> date:
        """The first date that this end of a range can mean."""
        return self.counted_from if self.not_before is None else max(self.counted_from, self.not_before)

    def agrees_with(self, day: date) -> bool:
        """Say whether `day` falls on the weekday that was said with it, if one was."""
        return "weekday" not in self.words or day.weekday() == _WEEKDAYS.index(self.words["weekday"])


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


def _hours(sense: SaidSense) -> date:
    return sense.counted_from + timedelta(days=-(-int(sense.words["n"]) // _HOURS_PER_DAY))


def _and_a_half(sense: SaidSense) -> date:
    count, start = int(sense.words["n"]), sense.counted_from
    match sense.words["unit"]:
        case "WORKDAY":
            return sense.nth_working_day(count + 1)
        case "WEEK":
            return start + timedelta(weeks=count, days=4)
        case "MONTH":
            half_months = 2 * count + 1
            by_days = start + timedelta(days=-(-half_months * _DAYS_PER_YEAR // (2 * _MONTHS_PER_YEAR)))
            return max(month_after(start, count) + timedelta(days=16), by_days)
        case _:
            return start + timedelta(days=count + 1)


def _whole(sense: SaidSense) -> date:
    """Return the end of the nth week or month ahead: "2 minggu depan" may mean all of that week."""
    count, start = int(sense.words["n"]), sense.counted_from
    if sense.words["unit"] == "WEEK":
        return start + timedelta(days=_DAYS_PER_WEEK - 1 - start.weekday(), weeks=count)
    first = _first_of_month(start, count)
    return _day_in(first.year, first.month, 31)


def _week(sense: SaidSense) -> date:
    start, which = sense.counted_from, sense.words.get("which")
    monday = start - timedelta(days=start.weekday()) + timedelta(weeks=1 if which == "NEXT" else 0)
    day = monday + timedelta(days=sense.last_day_of_part["week"][sense.words.get("part", "END")] - 1)
    if which is None and (day <= start or sense.words.get("part") == "START"):  # "akhir pekan" on a Sunday: the next
        day += timedelta(weeks=1)
    if which is None and day < sense.floor:
        day += timedelta(weeks=1)
    return max(day, start)


def _month(sense: SaidSense) -> date:
    start, which, part = sense.counted_from, sense.words.get("which"), sense.words.get("part", "END")
    last = sense.last_day_of_part["month"][part]
    first = _first_of_month(start, 1 if which == "NEXT" else 0)
    over = part == "MID" and start.day >= last and sense.last
    if which is None and (part == "START" or over):  # this month's start has begun
        first = _first_of_month(start, 1)
    day = _day_in(first.year, first.month, last)
    if which is None and day < sense.floor and sense.not_before is not None:
        first = _first_of_month(first, 1)
        day = _day_in(first.year, first.month, last)
    return max(day, start)


def _named_month(sense: SaidSense) -> date | None:
    day = sense.last_day_of_part["month"][sense.words.get("part", "END")]
    return _in_named_month(sense, lambda year, month: _day_in(year, month, day))


def _day_of_named_month(sense: SaidSense) -> date | None:
    return _in_named_month(sense, lambda year, month: _date_or_none(year, month, int(sense.words["day"])))


def _week_of_named_month(sense: SaidSense) -> date | None:
    return _in_named_month(sense, lambda year, month: _last_of_week(year, month, sense.words["nth"]))


def _week_of_month(sense: SaidSense) -> date | None:
    first = _first_of_month(sense.counted_from, 1 if sense.words["which"] == "NEXT" else 0)
    return _last_of_week(first.year, first.month, sense.words["nth"])


def _last_of_week(year: int, month: int, nth: str) -> date | None:
    # The first week may be the one that holds the first, days 1 to 7, or the first whole week: the latest end counts.
    if nth == "0":
        return None
    end = date(year, month, 1) + timedelta(days=int(nth) * _DAYS_PER_WEEK - 1) if nth != "LAST" else date.max
    last = _day_in(year, month, 31)
    return last if end >= last else min(last, end + timedelta(days=_DAYS_PER_WEEK - 1 - end.weekday()))


def _in_named_month(sense: SaidSense, day_of: Callable[[int, int], date | None]) -> date | None:
    name, start = sense.words["month"], sense.counted_from
    month = int(name) if name.isdecimal() else _MONTHS.index(name) + 1
    if "year" in sense.words:
        year = int(sense.words["year"])
        return day_of(year, month) if year >= date.min.year else None
    near = (day_of(start.year + n, month) for n in (-1, 0, 1, 2))
    days = [day for day in near if day is not None]
    if not sense.last and sense.not_before is None:  # it may have begun: the nearest is meant
        return min(days, key=lambda day: abs(day - start), default=None)
    return next((day for day in days if day >= sense.floor), None)


def _day_of_month(sense: SaidSense) -> date | None:
    start, day, which = sense.counted_from, int(sense.words["day"]), sense.words.get("which")
    first = _first_of_month(start, 1 if which == "NEXT" else 0)
    if which is not None:
        return _date_or_none(first.year, first.month, day)
    months_ahead = (_first_of_month(start, n) for n in range(6))
    coming = (on for one in months_ahead if (on := _date_or_none(one.year, one.month, day)) is not None)
    if not sense.last and sense.not_before is None:  # it may have begun
        return next(coming, None)
    return next((on for on in coming if on > start and on >= sense.floor), None)


def _weekday(sense: SaidSense) -> date:
    start, weekday = sense.counted_from, _WEEKDAYS.index(sense.words["weekday"])
    if sense.words.get("which") == "NEXT":
        day = start + timedelta(days=_DAYS_PER_WEEK - start.weekday() + weekday)
    else:
        day = start + timedelta(days=(weekday - start.weekday() - 1) % _DAYS_PER_WEEK + 1)
    while day < sense.floor:
        day += timedelta(weeks=1)
    return day


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
    "hours": _hours,
    "and_a_half": _and_a_half,
    "whole": _whole,
    "week": _week,
    "month": _month,
    "named_month": _named_month,
    "day_of_named_month": _day_of_named_month,
    "week_of_named_month": _week_of_named_month,
    "week_of_month": _week_of_month,
    "day_of_month": _day_of_month,
    "weekday": _weekday,
    "year_end": _year_end,
    "iso_date": _iso_date,
}

# What is counted, and bounded by its count.
COUNTED = frozenset({"after", "hours", "and_a_half", "whole"})
