"""From what was said about an office to the office itself: defaults filled in, limits kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Final, Generic, TypeVar
from zoneinfo import ZoneInfo

from service.domain.errors import FieldError, InvalidInputError
from service.domain.office import FRIDAY, SATURDAY, WEEKDAYS, DayHours, Hours, Office, Weekday
from service.domain.province import Province, find_province
from service.domain.windows import minute_of_day

DEFAULT_TIMEZONE: Final = "Asia/Jakarta"
DEFAULT_WORKING_DAYS: Final[tuple[Weekday, ...]] = ("mon", "tue", "wed", "thu", "fri")
DEFAULT_PRE_CLOSE_MINUTES: Final = 60

_BREAK = Hours(opens=time(12, 0), closes=time(13, 0))
_FRIDAY_BREAK = Hours(opens=time(11, 30), closes=time(13, 0))
_CLOSES_AT = time(17, 0)
_SATURDAY_CLOSES_AT = time(13, 0)
_CLOSED_BY_NOON = time(13, 0)  # closing at or before: no break unless one was given

_BREAK_WITHIN = Hours(opens=time(10, 0), closes=time(15, 0))
_BREAK_MINUTES = (15, 150)
_CLOSING_BETWEEN = (time(12, 0), time(22, 0))
_PRE_CLOSE_BETWEEN = (15, 90)

# Names that the zone database answers to although they are nobody's zone.
_NO_ZONES = ("localtime", "posixrules", "Factory", "posix/", "right/")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class ByWeekday(Generic[T]):
    """A value that was given for all days or for some; a weekday in neither takes the built-in value."""

    days: Mapping[str, T | None] = field(default_factory=dict)  # by weekday name; None: none that day
    default: T | None = None
    has_default: bool = False  # tells a default of None from no default
    plain: bool = False  # given as one value, not as a map: errors point at the field itself

    @classmethod
    def every_day(cls, value: T | None) -> "ByWeekday[T]":
        """Return `value` for every weekday."""
        return cls(default=value, has_default=True, plain=True)

    def given_for(self, weekday: str) -> bool:
        """Say whether something was given that holds on `weekday`."""
        return weekday in self.days or self.has_default

    def on(self, weekday: str) -> T | None:
        """Return what was given for `weekday`; ask `given_for` first."""
        return self.days.get(weekday, self.default)

    def pointer(self, field_pointer: str, weekday: str) -> str:
        """Return the JSON pointer of what holds on `weekday`."""
        if self.plain:
            return field_pointer
        return f"{field_pointer}/{weekday if weekday in self.days else 'default'}"

    def given(self, field_pointer: str) -> Iterable[tuple[str, T]]:
        """Yield every value given that is not None, with its JSON pointer."""
        if self.has_default and self.default is not None:
            yield self.pointer(field_pointer, ""), self.default
        for weekday, value in self.days.items():
            if value is not None:
                yield f"{field_pointer}/{weekday}", value


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTerms:
    """What was said about an office; everything absent takes the built-in value."""

    timezone: str | None = None
    province: str | None = None
    working_days: tuple[Weekday, ...] = DEFAULT_WORKING_DAYS
    pause: ByWeekday[Hours] = field(default_factory=ByWeekday)
    closes_at: ByWeekday[time] = field(default_factory=ByWeekday)
    pre_close_minutes: int = DEFAULT_PRE_CLOSE_MINUTES
    observes_joint_leave: bool = True
    closed_on: frozenset[date] = frozenset()
    ramadan: bool = True


def resolve_office(terms: OfficeTerms, provinces: Mapping[str, Province]) -> Office:
    """Return the office that `terms` describe.

    Args:
        terms: what was given.
        provinces: by case-folded name and alias, as a `WorkingCalendar` has them.

    Raises:
        InvalidInputError: with every limit that is broken, as pointers from `/office` on.
    """
    province = None if terms.province is None else find_province(provinces, terms.province)
    timezone = terms.timezone
    if timezone is None:
        timezone = province.timezone if province else DEFAULT_TIMEZONE
    errors = [*_zone_errors(timezone, province), *_limit_errors(terms)]
    if not errors:
        hours = tuple(
            _day_hours(terms, index, weekday) if weekday in terms.working_days else None
            for index, weekday in enumerate(WEEKDAYS)
        )
        errors = [*_window_errors(terms, hours)]
    if errors:
        raise InvalidInputError(*errors)
    return Office(
        timezone=timezone,
        province=province.name if province else None,
        hours=(*hours, None),
        pre_close_minutes=terms.pre_close_minutes,
        observes_joint_leave=terms.observes_joint_leave,
        closed_on=terms.closed_on,
        ramadan=terms.ramadan,
    )


def _day_hours(terms: OfficeTerms, index: int, weekday: Weekday) -> DayHours:
    built_in = _SATURDAY_CLOSES_AT if index == SATURDAY else _CLOSES_AT
    closes_at = terms.closes_at.on(weekday) if terms.closes_at.given_for(weekday) else built_in
    if terms.pause.given_for(weekday):
        pause = terms.pause.on(weekday)
    elif closes_at is not None and closes_at <= _CLOSED_BY_NOON:
        pause = None
    else:
        pause = _FRIDAY_BREAK if index == FRIDAY else _BREAK
    return DayHours(pause=pause, closes_at=closes_at)


def _zone_errors(timezone: str, province: Province | None) -> Iterable[FieldError]:
    if not _is_zone(timezone):
        yield FieldError(
            pointer="/office/timezone",
            code="unknown_timezone",
            detail="An IANA time zone is accepted, such as Asia/Jakarta, Asia/Makassar, Asia/Jayapura, Asia/Singapore.",
        )
    elif province is not None and not province.lies_in(timezone):
        yield FieldError(
            pointer="/office/timezone",
            code="timezone_contradicts_province",
            detail=f"{province.name} lies in {province.timezone}; give that time zone, or only one of the two.",
        )


@lru_cache(maxsize=1024)
def _is_zone(name: str) -> bool:
    if not name or name.startswith(_NO_ZONES):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a key at all (also not encodable); a folder of zones
        return False
    return True


def _limit_errors(terms: OfficeTerms) -> Iterable[FieldError]:
    if not terms.working_days:
        yield FieldError(
            pointer="/office/working_days", code="no_working_day", detail="At least one of mon to sat is needed."
        )
    shortest, longest = _BREAK_MINUTES
    for pointer, pause in terms.pause.given("/office/break"):
        inside = pause.opens >= _BREAK_WITHIN.opens and pause.closes <= _BREAK_WITHIN.closes
        if not inside or not shortest <= pause.minutes <= longest:
            yield FieldError(
                pointer=pointer,
                code="break_out_of_range",
                detail=f"A break lies inside 10:00–15:00 and lasts {shortest} to {longest} minutes, or is null.",
            )
    for pointer, closes_at in terms.closes_at.given("/office/closes_at"):
        if not _CLOSING_BETWEEN[0] <= closes_at <= _CLOSING_BETWEEN[1]:
            yield FieldError(
                pointer=pointer, code="closing_out_of_range", detail="Closing lies between 12:00 and 22:00, or is null."
            )
    least, most = _PRE_CLOSE_BETWEEN
    if not least <= terms.pre_close_minutes <= most:
        yield FieldError(
            pointer="/office/pre_close_minutes",
            code="pre_close_out_of_range",
            detail=f"From {least} to {most} minutes are accepted.",
        )


def _window_errors(terms: OfficeTerms, hours: tuple[DayHours | None, ...]) -> Iterable[FieldError]:
    for weekday, day in zip(WEEKDAYS, hours, strict=True):
        if day is None or day.pause is None or day.closes_at is None:
            continue
        if day.pause.closes > day.closes_at:
            yield FieldError(
                pointer=_hours_pointer(terms, weekday),
                code="windows_overlap",
                detail=f"On {weekday} the break {day.pause.opens:%H:%M}–{day.pause.closes:%H:%M} ends after closing at "
                f"{day.closes_at:%H:%M}; accepted are an earlier break, a later closing, or null for a day without a "
                "break.",
            )
        elif minute_of_day(day.pause.closes) > minute_of_day(day.closes_at) - terms.pre_close_minutes:
            yield FieldError(
                pointer=_hours_pointer(terms, weekday),
                code="windows_overlap",
                detail=f"On {weekday} the break {day.pause.opens:%H:%M}–{day.pause.closes:%H:%M} overlaps the "
                f"{terms.pre_close_minutes} minutes before closing at {day.closes_at:%H:%M}; accepted are a break that "
                "ends earlier, a later closing, or null for a day without a break.",
            )
    if not any(day is not None and (day.pause or day.closes_at) for day in hours):
        yield FieldError(
            pointer="/office",
            code="no_window",
            detail="At least one working day needs a break or a closing time, else no letter can ever leave.",
        )


def _hours_pointer(terms: OfficeTerms, weekday: Weekday) -> str:
    if terms.pause.given_for(weekday):
        return terms.pause.pointer("/office/break", weekday)
    if terms.closes_at.given_for(weekday):
        return terms.closes_at.pointer("/office/closes_at", weekday)
    return "/office/pre_close_minutes"
