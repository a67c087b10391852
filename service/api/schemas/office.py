"""The recruiter's office as it comes in."""

from collections.abc import Mapping
from datetime import time
from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from service.api.schemas.scalars import LocalDate, LocalTime, StrictModel
from service.domain.office import WEEKDAYS, Hours, Office, Weekday
from service.domain.office_terms import (
    DEFAULT_PRE_CLOSE_MINUTES,
    DEFAULT_WORKING_DAYS,
    ByWeekday,
    OfficeTerms,
    resolve_office,
)
from service.domain.province import Province

HoursIn = Annotated[list[LocalTime], Field(min_length=2, max_length=2, description="Opens and closes, HH:MM.")]


class BreakByWeekday(StrictModel):
    """The midday break by weekday; null: none that day."""

    default: HoursIn | None = None
    mon: HoursIn | None = None
    tue: HoursIn | None = None
    wed: HoursIn | None = None
    thu: HoursIn | None = None
    fri: HoursIn | None = None
    sat: HoursIn | None = None


class ClosingByWeekday(StrictModel):
    """The closing time by weekday; null: no window before closing that day."""

    default: LocalTime | None = None
    mon: LocalTime | None = None
    tue: LocalTime | None = None
    wed: LocalTime | None = None
    thu: LocalTime | None = None
    fri: LocalTime | None = None
    sat: LocalTime | None = None


def _shape(given: object) -> Literal["plain", "by_weekday"]:
    return "by_weekday" if isinstance(given, dict | StrictModel) else "plain"


BreakIn = Annotated[
    Annotated[HoursIn, Tag("plain")] | Annotated[BreakByWeekday, Tag("by_weekday")], Discriminator(_shape)
]
ClosingIn = Annotated[
    Annotated[LocalTime, Tag("plain")] | Annotated[ClosingByWeekday, Tag("by_weekday")], Discriminator(_shape)
]


class OfficeIn(StrictModel):
    """Where the recruiter works and when; what is absent takes the built-in value, null means none."""

    timezone: str | None = Field(default=None, max_length=64, description="IANA; Asia/Jakarta when absent.")
    province: str | None = Field(default=None, max_length=64, description="Indonesian name; gives the zone.")
    working_days: list[Weekday] = Field(default_factory=lambda: list(DEFAULT_WORKING_DAYS), max_length=6)
    break_: BreakIn | None = Field(default=None, alias="break")
    closes_at: ClosingIn | None = None
    pre_close_minutes: int = DEFAULT_PRE_CLOSE_MINUTES
    observes_joint_leave: bool = True
    closed_on: list[LocalDate] = Field(default_factory=list, max_length=400)
    ramadan: bool = True

    def to_terms(self) -> OfficeTerms:
        """Return what was given, telling null from absent."""
        return OfficeTerms(
            timezone=self.timezone,
            province=self.province,
            working_days=tuple(self.working_days),
            pause=_pause_terms(self),
            closes_at=_closing_terms(self),
            pre_close_minutes=self.pre_close_minutes,
            observes_joint_leave=self.observes_joint_leave,
            closed_on=frozenset(self.closed_on),
            ramadan=self.ramadan,
        )

    def to_office(self, provinces: Mapping[str, Province]) -> Office:
        """Return the office with every default resolved.

        Args:
            provinces: by case-folded name and alias, as the calendar has them.

        Raises:
            InvalidInputError: with every limit that is broken, as pointers from `/office` on.
        """
        return resolve_office(self.to_terms(), provinces)


def office_or_default(given: OfficeIn | None, provinces: Mapping[str, Province]) -> Office:
    """Return the office given, or the built-in one when none was.

    Raises:
        InvalidInputError: as `OfficeIn.to_office` does.
    """
    return built_in_office() if given is None else given.to_office(provinces)


@lru_cache(maxsize=1)
def built_in_office() -> Office:
    """Return the office that is assumed when nothing is known of it."""
    return resolve_office(OfficeTerms(), {})


def _pause_terms(office: OfficeIn) -> ByWeekday[Hours]:
    given = office.break_
    if "break_" not in office.model_fields_set:
        return ByWeekday()
    if not isinstance(given, BreakByWeekday):
        return ByWeekday.every_day(None if given is None else _hours(given))
    return _by_weekday(given, {name: _hours(hours) for name, hours in given if hours is not None})


def _closing_terms(office: OfficeIn) -> ByWeekday[time]:
    given = office.closes_at
    if "closes_at" not in office.model_fields_set:
        return ByWeekday()
    if not isinstance(given, ClosingByWeekday):
        return ByWeekday.every_day(given)
    return _by_weekday(given, {name: closes for name, closes in given if closes is not None})


def _by_weekday(given: StrictModel, values: Mapping[str, Any]) -> ByWeekday[Any]:
    named = given.model_fields_set
    return ByWeekday(
        days={name: values.get(name) for name in WEEKDAYS if name in named},
        default=values.get("default"),
        has_default="default" in named,
    )


def _hours(given: list[time]) -> Hours:
    opens, closes = given
    return Hours(opens=opens, closes=closes)
