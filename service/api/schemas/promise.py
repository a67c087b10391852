"""The promise as it comes in."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from service.api.schemas.scalars import LocalDate, LocalDateOrInstant, StrictModel
from service.domain.promise import Promise

FORMS = ("answer_by", "within_days", "within_weeks", "within_working_days", "said")


class PromiseIn(StrictModel):
    """By when the recruiter promised to answer: exactly one form, and from when it counts."""

    answer_by: LocalDateOrInstant | None = Field(
        default=None, description="A date of the recruiter's calendar, or an instant of which their local date counts."
    )
    within_days: Annotated[int, Field(ge=0, le=180)] | None = None
    within_weeks: Annotated[int, Field(ge=0, le=26)] | None = None
    within_working_days: Annotated[int, Field(ge=0, le=120)] | None = None
    said: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        default=None, description='The recruiter\'s words, such as "minggu depan", "1-2 minggu", "next week".'
    )
    counted_from: LocalDate | None = Field(
        default=None, description="From when the other forms count; the day of the interview when absent."
    )

    @model_validator(mode="after")
    def _has_one_form(self) -> Self:
        given = [form for form in FORMS if getattr(self, form) is not None]
        if len(given) != 1:
            raise PydanticCustomError("not_one_promise", f"Exactly one of {', '.join(FORMS)} is accepted.")
        return self

    def to_promise(self, interviewed_on: date | None) -> Promise:
        """Return the promise; it counts from the interview unless `counted_from` is given.

        Args:
            interviewed_on: local date of the interview; None when unknown.
        """
        default = None if self.answer_by is not None else interviewed_on
        return Promise(
            answer_by=self.answer_by,
            within_days=self.within_days,
            within_weeks=self.within_weeks,
            within_working_days=self.within_working_days,
            said=self.said,
            counted_from=self.counted_from or default,
        )
