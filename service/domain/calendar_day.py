"""What the planner asks a calendar, and the values a calendar answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

from service.domain.errors import FieldError, InvalidInputError

if TYPE_CHECKING:
    from service.domain.province import Province
    from service.domain.said import SaidGrammar

DayKind = Literal["working", "public_holiday", "joint_leave", "override_day_off", "override_working"]
OverrideKind = Literal["day_off", "working_day"]

FIRST_YEAR = 1946
LAST_YEAR = 2100


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarDay:
    """What the calendar says of one date; the weekly rest is the office's matter, not the calendar's."""

    on: date  # local date in Indonesia
    kind: DayKind
    name: str | None  # in Indonesian; None for an ordinary day
    source: str  # the decree, the library or the override that says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """An operator's word on one date, which wins over decree and library."""

    on: date
    kind: OverrideKind
    name: str | None = None
    province: str | None = None  # canonical name; None: in all provinces


class OutsideCalendarError(InvalidInputError):
    """A date that the calendar knows nothing of: neither "working" nor "holiday" would be true."""

    def __init__(self, pointer: str = "") -> None:
        super().__init__(
            FieldError(
                pointer=pointer,
                code="outside_calendar",
                detail=f"The calendar covers the years {FIRST_YEAR} to {LAST_YEAR}; give dates and instants in them.",
            )
        )


class WorkingCalendar(Protocol):
    """Indonesian working days, immutable; `service.calendar` has the one implementation."""

    @property
    def provinces(self) -> Mapping[str, "Province"]:
        """Every province by its case-folded name and by each of its aliases."""

    @property
    def said(self) -> "SaidGrammar":
        """The grammar of what a recruiter said about when they would answer."""

    def entry(self, on: date, province: str | None = None) -> CalendarDay | None:
        """Return what is special about `on` in `province`, overrides first; None for an ordinary day.

        Raises:
            OutsideCalendarError: `on` lies outside the years covered.
        """

    def is_ramadan(self, on: date) -> bool:
        """Say whether `on` lies in Ramadan, from its first day to the day before Idul Fitri."""

    def is_provisional(self, first: date, last: date, *, ramadan: bool) -> bool:
        """Say whether what is known of `first` … `last` (inclusive) may still change by decree.

        Args:
            first: local date.
            last: local date, not before `first`.
            ramadan: whether an estimated first day of Ramadan matters to who asks.
        """
