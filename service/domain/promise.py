"""The recruiter's promise: in which form it was given, and by which date it makes them answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from service.domain.calendar_day import WorkingCalendar
from service.domain.errors import FieldError, InvalidInputError
from service.domain.office import Office
from service.domain.working_days import nth_working_day

ASSUMED_WEEKS: Final = 2
_FORMS = ("within_days", "within_weeks", "within_working_days", "said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise as given: exactly one of the first five fields is not None."""

    answer_by: date | datetime | None = None  # a local date, or an aware instant of which the local date counts
    within_days: int | None = None
    within_weeks: int | None = None
    within_working_days: int | None = None
    said: str | None = None
    counted_from: date | None = None  # local date from which the other forms count
    assumed: bool = False  # nothing was promised: two weeks are assumed

    @classmethod
    def assume(cls, interviewed_on: date) -> "Promise":
        """Return what is assumed when nothing was promised."""
        return cls(within_weeks=ASSUMED_WEEKS, counted_from=interviewed_on, assumed=True)

    def resolve(self, *, office: Office, calendar: WorkingCalendar) -> date:
        """Return D, the local date by which an answer was promised.

        Raises:
            InvalidInputError: the words of `said` are not understood, or `counted_from` is missing
                (`missing_interview`).
            NoSendTimeError: the office has no working days to count.
            OutsideCalendarError: the count leaves the years covered.
        """
        if isinstance(self.answer_by, datetime):
            return self.answer_by.astimezone(office.zone).date()
        if self.answer_by is not None:
            return self.answer_by
        start = self._start()
        if self.within_days is not None:
            return start + timedelta(days=self.within_days)
        if self.within_weeks is not None:
            return start + timedelta(weeks=self.within_weeks)
        nth = partial(nth_working_day, start, office=office, calendar=calendar)
        if self.within_working_days is not None:
            return nth(self.within_working_days)
        return calendar.said.answer_by(self.said or "", counted_from=start, nth_working_day=nth)

    def rests_from(self, calendar: WorkingCalendar) -> date | None:
        """Return the first local date on which the promised date rests: where working days are counted from.

        None when no days off stand between what was said and the date it means.
        """
        counts = self.within_working_days is not None or (
            self.said is not None and calendar.said.counts_working_days(self.said)
        )
        return self.counted_from if counts else None

    def to_document(self, answer_by: date | None = None) -> dict[str, Any]:
        """Return the promise as JSON-able values, with what is needed to resolve it again.

        Args:
            answer_by: what it was resolved to, for the reader; can be left to be filled in later.
        """
        document: dict[str, Any] = {"answer_by": None if answer_by is None else answer_by.isoformat()}
        if isinstance(self.answer_by, datetime):
            document["answer_by_instant"] = self.answer_by.isoformat()
        elif self.answer_by is not None:
            document["answer_by"] = self.answer_by.isoformat()
        for form in _FORMS:
            if getattr(self, form) is not None:
                document[form] = getattr(self, form)
        document["counted_from"] = None if self.counted_from is None else self.counted_from.isoformat()
        document["assumed"] = self.assumed
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Promise":
        """Return the promise that `to_document` wrote down; the document is trusted."""
        start = document["counted_from"]
        counted_from = None if start is None else date.fromisoformat(start)
        given = {form: document[form] for form in _FORMS if form in document}
        if given:
            return cls(**given, counted_from=counted_from, assumed=document["assumed"])
        instant = document.get("answer_by_instant")
        answer_by = date.fromisoformat(document["answer_by"]) if instant is None else datetime.fromisoformat(instant)
        return cls(answer_by=answer_by, counted_from=counted_from, assumed=document["assumed"])

    def _start(self) -> date:
        if self.counted_from is None:
            raise InvalidInputError(
                FieldError(
                    pointer="/interviewed_on",
                    code="missing_interview",
                    detail="The date of the interview is needed unless the promise gives answer_by or counted_from.",
                )
            )
        return self.counted_from


def promised_by(
    promise: Promise, *, office: Office, calendar: WorkingCalendar, interviewed_on: date | None = None
) -> date:
    """Return D as `Promise.resolve` does, and refuse one that lies before the interview.

    Raises:
        InvalidInputError: also `promise_before_interview`.
        NoSendTimeError: the office has no working days to count.
    """
    answer_by = promise.resolve(office=office, calendar=calendar)
    if _counts_too_early(promise, calendar, interviewed_on):
        raise InvalidInputError(
            FieldError(
                pointer="/promise/counted_from",
                code="counted_before_interview",
                detail="Days said to count from the interview cannot count from a day before it.",
            )
        )
    if interviewed_on is not None and answer_by < interviewed_on:
        raise InvalidInputError(
            FieldError(
                pointer="/promise" if promise.answer_by is None else "/promise/answer_by",
                code="promise_before_interview",
                detail="An answer can only be promised for the day of the interview or later.",
            )
        )
    return answer_by


def _counts_too_early(promise: Promise, calendar: WorkingCalendar, interviewed_on: date | None) -> bool:
    if promise.said is None or promise.counted_from is None or interviewed_on is None:
        return False
    return promise.counted_from < interviewed_on and calendar.said.counts_from_interview(promise.said)
