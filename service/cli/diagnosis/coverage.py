"""The calendar: whether the days off of the coming year are decreed in this version, or entered by hand."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from service.calendar.indonesian import IndonesianCalendar
from service.cli.diagnosis.line import Line, fault, ok, warn
from service.domain.calendar_day import Override

DECREES_COME_IN = 10  # October: the joint decree of the next year is signed by then, as a rule
A_YEAR = timedelta(days=365)
_ABOUT = "calendar"


def coverage(calendar: IndonesianCalendar, overrides: Sequence[Override], *, today: date) -> Iterator[Line]:
    """Say of each year that a letter of the next twelve months can fall into whether its days off are known.

    Args:
        calendar: as this version brings it.
        overrides: that operators entered.
        today: local date.
    """
    years = range(today.year, (today + A_YEAR).year + 1)
    lacking = [year for year in years if not calendar.is_decreed(year)]
    for year in lacking:
        entered = sum(each.on.year == year and each.kind == "day_off" for each in overrides)
        yield _lacking(year, entered, today=today)
    if not lacking:
        yield ok(_ABOUT, f"holidays and joint leave are decreed to the end of {years[-1]}")


def _lacking(year: int, entered: int, *, today: date) -> Line:
    says = f"the decree on holidays and joint leave (SKB 3 Menteri) of {year} is missing in this version"
    do = "install a newer version, or enter the days (PUT /v1/calendar/overrides/DATE) as soon as they are decreed"
    if entered:
        return warn(_ABOUT, f"{says}; {entered} days off were entered by hand", f"see that they are all there, or {do}")
    if year > today.year and today.month < DECREES_COME_IN:
        return warn(_ABOUT, f"{says}; it is awaited in autumn", do)
    return fault(_ABOUT, f"{says}, and no day was entered by hand: letters may leave on days off", do)
