"""The Indonesian calendar as one immutable value, built once and swapped whole when an override changes."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from service.calendar.decrees import decrees_of
from service.calendar.library import library_days
from service.calendar.ramadan import Ramadan, ramadans_of
from service.domain.calendar_day import FIRST_YEAR, LAST_YEAR, CalendarDay, DayKind, OutsideCalendarError, Override
from service.domain.province import Province
from service.domain.said import SaidGrammar

_FIRST_LIBRARY_DECREE = 2015  # from here on the library is right, with the corrections that are listed
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class IndonesianCalendar:
    """Indonesian public holidays, joint leave, Ramadan and overrides, from 1946 to 2100."""

    days: Mapping[date, CalendarDay]  # public holidays and joint leave, without overrides
    ramadan_days: frozenset[date]
    unsettled_ramadans: tuple[Ramadan, ...]  # of decreed years, first day estimated
    decreed_years: frozenset[int]  # every other year is estimated, and lacks joint leave
    awaits: tuple[date, ...]  # decreed days that a minister still has to settle, sorted
    provinces: Mapping[str, Province]  # by case-folded name and alias
    said: SaidGrammar
    overrides: Mapping[date, tuple[Override, ...]]

    def entry(self, on: date, province: str | None = None) -> CalendarDay | None:
        """Return what is special about the local date `on`, overrides first; None for an ordinary day.

        A `day_off` wins over a `working_day`, whichever of them is for the province and whichever for all.

        Raises:
            OutsideCalendarError: `on` lies outside 1946–2100.
        """
        if not FIRST_YEAR <= on.year <= LAST_YEAR:
            raise OutsideCalendarError
        if on in self.overrides:
            said = [one for one in self.overrides[on] if one.province is None or one.province == province]
            found = next((one for one in said if one.kind == "day_off"), said[0] if said else None)
            if found is not None:
                kind: DayKind = "override_day_off" if found.kind == "day_off" else "override_working"
                return CalendarDay(on=on, kind=kind, name=found.name, source="override")
        return self.days.get(on)

    def day(self, on: date, province: str | None = None) -> CalendarDay:
        """Return what the calendar says of `on`, an ordinary day included; Sundays are ordinary days here.

        Raises:
            OutsideCalendarError: `on` lies outside 1946–2100.
        """
        return self.entry(on, province) or CalendarDay(on=on, kind="working", name=None, source="calendar")

    def is_ramadan(self, on: date) -> bool:
        """Say whether the local date `on` lies in Ramadan."""
        return on in self.ramadan_days

    def is_decreed(self, year: int) -> bool:
        """Say whether the days off of `year` are decreed; else they are estimates."""
        return year in self.decreed_years

    def is_provisional(self, first: date, last: date, *, ramadan: bool) -> bool:
        """Say whether what is known of `first` … `last` (local dates, inclusive) may still change by decree.

        Args:
            first: first local date.
            last: last local date.
            ramadan: whether an estimated first day of Ramadan matters.
        """
        if not self.decreed_years.issuperset(range(first.year, last.year + 1)):
            return True
        if any(first <= day + _DAY and day - _DAY <= last for day in self.awaits):
            return True
        return ramadan and any(one.first_on <= last and first <= one.last_on for one in self.unsettled_ramadans)

    def digest(self) -> str:
        """Return what two calendars share that give the same days, overrides aside."""
        days = sorted(f"{on}{day.kind}" for on, day in self.days.items())
        parts = (days, sorted(map(str, self.ramadan_days)), sorted(self.decreed_years), list(map(str, self.awaits)))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def with_overrides(self, overrides: Iterable[Override]) -> "IndonesianCalendar":
        """Return this calendar with exactly these overrides, in place of any it had."""
        by_date: dict[date, tuple[Override, ...]] = defaultdict(tuple)
        for one in overrides:
            by_date[one.on] += (one,)
        return replace(self, overrides=MappingProxyType(dict(by_date)))


def build_calendar(
    *,
    decrees: Mapping[str, Any],
    corrections: Iterable[Mapping[str, str]],
    ramadan: Iterable[Mapping[str, Any]],
    provinces: Iterable[Mapping[str, Any]],
    said: Mapping[str, Any],
) -> IndonesianCalendar:
    """Return the calendar, without overrides.

    Args:
        decrees: content of `data/decrees.json`; a decreed year replaces the library's.
        corrections: content of `data/corrections.json`: days that the library has and that were working days.
        ramadan: content of `data/ramadan.json`.
        provinces: content of `data/provinces.json`.
        said: content of `data/said.json`.
    """
    decreed = decrees_of(decrees)
    years = {decree.year for decree in decreed}
    days = {on: day for on, day in library_days(range(FIRST_YEAR, LAST_YEAR + 1)).items() if on.year not in years}
    for correction in corrections:
        days.pop(date.fromisoformat(correction["date"]), None)
    for decree in decreed:
        days.update(decree.days)
    ramadans = ramadans_of(days, ramadan)
    decreed_years = frozenset(range(_FIRST_LIBRARY_DECREE, min(years, default=_FIRST_LIBRARY_DECREE))) | years
    return IndonesianCalendar(
        days=MappingProxyType(days),
        ramadan_days=frozenset(
            one.first_on + timedelta(days=n) for one in ramadans for n in range((one.last_on - one.first_on).days + 1)
        ),
        unsettled_ramadans=tuple(one for one in ramadans if one.estimated and one.last_on.year in decreed_years),
        decreed_years=decreed_years,
        awaits=tuple(sorted(day for decree in decreed for day in decree.awaits)),
        provinces=provinces_of(provinces),
        said=SaidGrammar(said),
        overrides=MappingProxyType({}),
    )


def provinces_of(data: Iterable[Mapping[str, Any]]) -> Mapping[str, Province]:
    """Return the provinces in `data` by case-folded name and by each alias."""
    found: dict[str, Province] = {}
    for one in data:
        province = Province(name=one["province"], timezone=one["timezone"])
        for name in (province.name, *one.get("aliases", ())):
            found[name.casefold()] = province
    return MappingProxyType(found)
