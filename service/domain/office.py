"""The recruiter's office: where it is, when it works, and the hours in which a letter is welcome there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from service.domain.windows import SendWindow, minute_of_day, wall_time

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat")  # index = date.weekday()
FRIDAY = 4
SATURDAY = 5

_RAMADAN_BREAK = (time(12, 0), time(12, 30))
_RAMADAN_FRIDAY_BREAK = (time(11, 30), time(12, 30))
_RAMADAN_CLOSES = time(16, 0)
_SHORTEST_RAMADAN_BREAK = 15  # minutes
_SHORTEST_PART = (
    5  # minutes of a window that a letter's greeting must leave: the planner's margin, and room for a point
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A stretch of local wall time, closed-open."""

    opens: time
    closes: time

    @property
    def minutes(self) -> int:
        """How long it lasts, in minutes; negative when it ends before it begins."""
        return minute_of_day(self.closes) - minute_of_day(self.opens)

    def to_document(self) -> list[str]:
        """Return the hours as `["HH:MM", "HH:MM"]`."""
        return [f"{self.opens:%H:%M}", f"{self.closes:%H:%M}"]

    @classmethod
    def from_document(cls, document: Sequence[str]) -> "Hours":
        """Return the hours that `to_document` wrote down; the document is trusted."""
        return cls(opens=time.fromisoformat(document[0]), closes=time.fromisoformat(document[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """What is known of one weekday of an office."""

    pause: Hours | None  # the midday break; None: none that day
    closes_at: time | None  # local wall time; None: no window before closing that day


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office with every default resolved; `service.domain.office_terms` makes one from what was given."""

    timezone: str  # IANA
    province: str | None  # canonical name
    hours: tuple[DayHours | None, ...]  # seven, Monday first; None: weekly rest
    pre_close_minutes: int  # how long before closing the window opens
    observes_joint_leave: bool
    closed_on: frozenset[date]  # local dates; win over every calendar
    ramadan: bool  # whether hours change in Ramadan
    within: Hours | None = None  # the hours that the letter's own time greeting leaves of every window; None: all

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)

    def rests_on(self, on: date) -> bool:
        """Say whether `on` falls on the office's weekly rest."""
        return self.hours[on.weekday()] is None

    def windows_on(self, on: date, *, ramadan: bool) -> tuple[SendWindow, ...]:
        """Return the send windows of the weekday of `on`, sorted, not overlapping; holidays are not looked at.

        Args:
            on: local date.
            ramadan: whether `on` lies in Ramadan; ignored by an office that does not observe it.
        """
        weekday = on.weekday()
        hours = self.hours[weekday]
        if hours is None:
            return ()
        windows = windows_of(hours, self.pre_close_minutes, ramadan=ramadan and self.ramadan, friday=weekday == FRIDAY)
        return windows if self.within is None else tuple(_parts_within(windows, self.within))

    def windows(self) -> tuple[SendWindow, ...]:
        """Return every window that some weekday has outside Ramadan."""
        worked = (hours for hours in self.hours if hours is not None)
        windows = (
            window
            for hours in worked
            for window in windows_of(hours, self.pre_close_minutes, ramadan=False, friday=False)
        )
        return tuple(windows if self.within is None else _parts_within(windows, self.within))

    def to_document(self) -> dict[str, Any]:
        """Return the office as JSON-able values: fully resolved, itself valid as input again, without `within`."""
        worked = [(WEEKDAYS[index], hours) for index, hours in enumerate(self.hours) if hours is not None]
        document: dict[str, Any] = {"timezone": self.timezone}
        if self.province is not None:
            document["province"] = self.province
        document["working_days"] = [name for name, _ in worked]
        document["break"] = {name: _pause_document(hours.pause) for name, hours in worked}
        document["closes_at"] = {
            name: None if hours.closes_at is None else f"{hours.closes_at:%H:%M}" for name, hours in worked
        }
        document["pre_close_minutes"] = self.pre_close_minutes
        document["observes_joint_leave"] = self.observes_joint_leave
        document["closed_on"] = [day.isoformat() for day in sorted(self.closed_on)]
        document["ramadan"] = self.ramadan
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Office":
        """Return the office that `to_document` wrote down; the document is trusted."""
        pauses, closings = document["break"], document["closes_at"]
        hours = [
            DayHours(pause=_pause_of(pauses[name]), closes_at=_time_of(closings[name])) if name in pauses else None
            for name in WEEKDAYS
        ]
        return cls(
            timezone=document["timezone"],
            province=document.get("province"),
            hours=(*hours, None),
            pre_close_minutes=document["pre_close_minutes"],
            observes_joint_leave=document["observes_joint_leave"],
            closed_on=frozenset(date.fromisoformat(day) for day in document["closed_on"]),
            ramadan=document["ramadan"],
        )


@lru_cache(maxsize=1024)
def windows_of(hours: DayHours, pre_close_minutes: int, *, ramadan: bool, friday: bool) -> tuple[SendWindow, ...]:
    """Return the send windows of one weekday, break first.

    Args:
        hours: the weekday's hours.
        pre_close_minutes: how long before closing the last window opens.
        ramadan: whether the shorter hours of Ramadan apply; what is None stays None.
        friday: whether Ramadan's longer Friday break applies.
    """
    pause, closes = hours.pause, hours.closes_at
    if ramadan:
        pause = _ramadan_pause(pause, friday=friday)
        closes = None if closes is None else min(closes, _RAMADAN_CLOSES)
    windows = []
    if pause is not None:
        windows.append(SendWindow(kind="break", opens=pause.opens, closes=pause.closes))
    if closes is not None:
        opens = wall_time(minute_of_day(closes) - pre_close_minutes)
        windows.append(SendWindow(kind="pre_close", opens=opens, closes=closes))
    return tuple(windows)


def _parts_within(windows: Iterable[SendWindow], within: Hours) -> Iterator[SendWindow]:
    """Yield the part of each window that lies inside `within`; one whose part is too short drops out."""
    for window in windows:
        part = Hours(opens=max(window.opens, within.opens), closes=min(window.closes, within.closes))
        if part.minutes >= _SHORTEST_PART:
            yield SendWindow(kind=window.kind, opens=part.opens, closes=part.closes)


def _ramadan_pause(pause: Hours | None, *, friday: bool) -> Hours | None:
    if pause is None:
        return None
    opens, closes = _RAMADAN_FRIDAY_BREAK if friday else _RAMADAN_BREAK
    shared = Hours(opens=max(pause.opens, opens), closes=min(pause.closes, closes))
    return shared if shared.minutes >= _SHORTEST_RAMADAN_BREAK else None


def _pause_document(pause: Hours | None) -> list[str] | None:
    return None if pause is None else pause.to_document()


def _pause_of(given: Sequence[str] | None) -> Hours | None:
    return None if given is None else Hours.from_document(given)


def _time_of(given: str | None) -> time | None:
    return None if given is None else time.fromisoformat(given)
