"""One line of `tanyakabar plan`."""

from typing import Annotated, Literal

from pydantic import Field

from service.api.schemas.office import OfficeIn
from service.api.schemas.promise import PromiseIn
from service.api.schemas.scalars import Instant, LineId, LocalDate, StrictModel
from service.domain.calendar_day import Override
from service.domain.windows import WINDOW_KINDS, WindowKind

WindowsIn = Annotated[list[WindowKind], Field(min_length=1, max_length=2)]


class OverridesIn(StrictModel):
    """Days that the calendar does not know better about, in all provinces."""

    days_off: list[LocalDate] = Field(default_factory=list, max_length=1000)
    working_days: list[LocalDate] = Field(default_factory=list, max_length=1000)

    def to_overrides(self) -> tuple[Override, ...]:
        """Return the overrides, days off first."""
        return (
            *(Override(on=on, kind="day_off") for on in self.days_off),
            *(Override(on=on, kind="working_day") for on in self.working_days),
        )


class PlanLineIn(StrictModel):
    """What a plan is asked for."""

    id: LineId | None = None
    promise: PromiseIn | None = None
    interviewed_on: LocalDate | None = None
    office: OfficeIn | None = None
    windows: WindowsIn = Field(default_factory=lambda: list(WINDOW_KINDS))
    overrides: OverridesIn | None = None
    now: Instant
    language: Literal["id", "en"] = "id"
