"""Ramadan in Indonesia: it ends on the day before Idul Fitri, and its first day is data or an estimate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from service.domain.calendar_day import CalendarDay

_DAY: Final = timedelta(days=1)
_LONGEST: Final = timedelta(days=30)
_NOT_THE_FEAST: Final = ("Pegangti",)  # the library's word for a substitute day


@dataclass(frozen=True, slots=True, kw_only=True)
class Ramadan:
    """One Ramadan; both ends are local dates and belong to it."""

    first_on: date
    last_on: date
    estimated: bool  # the first day is not settled: 30 days are counted back from Idul Fitri


def ramadans_of(days: Mapping[date, CalendarDay], data: Iterable[Mapping[str, Any]]) -> tuple[Ramadan, ...]:
    """Return every Ramadan that `days` imply, oldest first; a year such as 2000 or 2033 has two.

    Args:
        days: public holidays by date, with names.
        data: the content of `data/ramadan.json`: settled first days by the date of Idul Fitri.
    """
    settled = {date.fromisoformat(one["idul_fitri"]): one["first_day"] for one in data}
    feasts = [on for on in sorted(days) if _is_feast(days.get(on)) and not _is_feast(days.get(on - _DAY))]
    return tuple(_ramadan(feast, settled.get(feast)) for feast in feasts)


def _is_feast(day: CalendarDay | None) -> bool:
    if day is None or day.kind != "public_holiday" or day.name is None:
        return False
    return "Idul Fitri" in day.name and not day.name.startswith(_NOT_THE_FEAST)


def _ramadan(feast: date, first_day: str | None) -> Ramadan:
    return Ramadan(
        first_on=feast - _LONGEST if first_day is None else date.fromisoformat(first_day),
        last_on=feast - _DAY,
        estimated=first_day is None,
    )
