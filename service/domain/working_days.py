"""Whether an office works on a date: its weekly rest, its own days off, and the calendar, in that order."""

from collections.abc import Collection
from datetime import date, timedelta

from service.domain.calendar_day import CalendarDay, WorkingCalendar
from service.domain.errors import NoSendTimeError
from service.domain.office import Office
from service.domain.windows import OpenWindow, WindowKind, open_on

HORIZON_DAYS = 60  # the longest stretch without a working day in 2023–2027 had 11
_DAY = timedelta(days=1)


def day_off(on: date, *, office: Office, calendar: WorkingCalendar) -> CalendarDay | None:
    """Return the calendar's entry that closes the office on the local date `on`; None when the calendar closes nothing.

    Weekly rest and the office's own `closed_on` are not looked at.

    Raises:
        OutsideCalendarError: `on` lies outside the years covered.
    """
    entry = calendar.entry(on, office.province)
    if entry is None or entry.kind in ("working", "override_working"):
        return None
    if entry.kind == "joint_leave" and not office.observes_joint_leave:
        return None
    return entry


def is_working_day(on: date, *, office: Office, calendar: WorkingCalendar) -> bool:
    """Say whether somebody is in the office on the local date `on`, with or without a send window.

    Raises:
        OutsideCalendarError: `on` lies outside the years covered.
    """
    if office.rests_on(on) or on in office.closed_on:
        return False
    return day_off(on, office=office, calendar=calendar) is None


def nth_working_day(after: date, count: int, *, office: Office, calendar: WorkingCalendar) -> date:
    """Return the office's `count`th working day strictly after the local date `after`; `after` itself for 0.

    Raises:
        NoSendTimeError: 60 days in a row without a working day.
        OutsideCalendarError: the search leaves the years covered.
    """
    found = after
    for _ in range(count):
        found = next_working_day(found, office=office, calendar=calendar)
    return found


def next_working_day(after: date, *, office: Office, calendar: WorkingCalendar) -> date:
    """Return the office's first working day strictly after the local date `after`.

    Raises:
        NoSendTimeError: 60 days in a row without a working day.
        OutsideCalendarError: the search leaves the years covered.
    """
    on = after
    for _ in range(HORIZON_DAYS):
        on += _DAY
        if is_working_day(on, office=office, calendar=calendar):
            return on
    raise NoSendTimeError(f"No working day within {HORIZON_DAYS} days.")


def windows_on(
    on: date, *, office: Office, calendar: WorkingCalendar, kinds: Collection[WindowKind]
) -> tuple[OpenWindow, ...]:
    """Return the send windows that are open on the local date `on`, in their order; none on a day off.

    Raises:
        OutsideCalendarError: `on` lies outside the years covered.
    """
    if not is_working_day(on, office=office, calendar=calendar):
        return ()
    return weekday_windows(on, office=office, calendar=calendar, kinds=kinds)


def weekday_windows(
    on: date, *, office: Office, calendar: WorkingCalendar, kinds: Collection[WindowKind]
) -> tuple[OpenWindow, ...]:
    """Return the windows that `on` has by its weekday and Ramadan, were it a working day."""
    zone, opened = office.zone, []
    for window in office.windows_on(on, ramadan=calendar.is_ramadan(on)):
        if window.kind in kinds:
            found = open_on(window, on, zone)
            if found is not None:
                opened.append(found)
    return tuple(opened)
