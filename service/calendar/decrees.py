"""The yearly joint decrees (SKB 3 Menteri) that the project ships as its own data; they win over the library."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.domain.calendar_day import CalendarDay, DayKind

_KINDS: Mapping[str, DayKind] = {"national": "public_holiday", "joint_leave": "joint_leave"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decree:
    """The days off of one year, as signed."""

    year: int
    signed_on: date
    days: Mapping[date, CalendarDay]
    awaits: frozenset[date]  # days that a minister still has to settle


def decrees_of(data: Mapping[str, Any]) -> tuple[Decree, ...]:
    """Return the decrees in `data`, oldest first.

    Args:
        data: the content of `data/decrees.json`: per year the decree's title, when it was signed, and its days.
    """
    return tuple(_decree(int(year), content) for year, content in sorted(data.items()))


def _decree(year: int, content: Mapping[str, Any]) -> Decree:
    days = [
        CalendarDay(
            on=date.fromisoformat(day["date"]),
            kind=_KINDS[day["kind"]],
            name=day["name"],
            source=content["decree"],
        )
        for day in content["days"]
    ]
    return Decree(
        year=year,
        signed_on=date.fromisoformat(content["signed_on"]),
        days={day.on: day for day in days},
        awaits=frozenset(date.fromisoformat(day["date"]) for day in content["days"] if "awaits" in day),
    )
