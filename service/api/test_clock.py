"""`/v1/test-clock`: pretended time, for tests and demos; 404 where the service lives in real time."""

from datetime import timedelta
from typing import Annotated, Any, Self

from fastapi import APIRouter, Body, Depends, Request
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from service.api import answer_examples, examples
from service.api.callers import Caller, needs
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import ProblemError
from service.api.schemas.answers import TestClockOut
from service.api.schemas.scalars import Instant, StrictModel
from service.api.services import Wired
from service.domain.calendar_day import LAST_YEAR
from service.domain.clock import PretendedTime
from service.domain.errors import FieldError, InvalidInputError
from service.domain.plan import instant_text
from service.store import test_clock
from service.store.engine import Connection

router = APIRouter(prefix="/v1/test-clock", tags=["test clock"], route_class=JsonRoute)
MOST_SECONDS = 20 * 366 * 86_400  # twenty years


class Forward(StrictModel):
    """How far, or up to when."""

    advance_seconds: Annotated[float, Field(ge=0, le=MOST_SECONDS)] | None = None  # an integer is taken too
    now: Instant | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if (self.advance_seconds is None) == (self.now is None):
            raise PydanticCustomError("not_one_way", "Exactly one of advance_seconds, now is accepted.")
        return self


@router.get(
    "",
    summary="Read the pretended time",
    operation_id="get_test_clock",
    responses={**shows(200, answer_examples.TEST_CLOCK), **problems(401, 404)},
)
async def get_test_clock(request: Request, _caller: Annotated[Caller, Depends(needs())], wired: Wired) -> TestClockOut:
    """Tell the pretended time and how fast it runs."""
    _demand(request)
    return TestClockOut(now=instant_text(wired.clock.now()), speed=wired.clock.speed())


@router.post(
    "",
    summary="Move the pretended time forward",
    operation_id="advance_test_clock",
    responses={**shows(200, answer_examples.TEST_CLOCK), **problems(400, 401, 403, 404, 413, 415, 422)},
)
async def advance_test_clock(
    request: Request,
    given: Annotated[Forward, Body(openapi_examples=examples.TEST_CLOCK)],
    _caller: Annotated[Caller, Depends(needs("send", "admin"))],  # it moves the time of every owner
    wired: Wired,
) -> TestClockOut:
    """Move it forward for all processes of this database; they see it within a second."""
    take_over = _demand(request)

    def advance(connection: Connection) -> PretendedTime | None:
        rule = test_clock.load_pretended_time(connection, for_update=True)  # another process may have moved it
        if rule is None:
            return None
        now = rule.at(wired.clock.real_now())
        to = given.now if given.now is not None else now + timedelta(seconds=given.advance_seconds or 0)
        if to < now:
            raise _refused("/now", "backwards", "A test clock only moves forward.")
        if to.year > LAST_YEAR:
            raise _refused("", "outside_calendar", f"The calendar ends with {LAST_YEAR}; the clock may not pass it.")
        return test_clock.advance_pretended_time(connection, to - now)

    take_over(await wired.writer.run(advance))
    return TestClockOut(now=instant_text(wired.clock.now()), speed=wired.clock.speed())


def _refused(pointer: str, code: str, detail: str) -> InvalidInputError:
    return InvalidInputError(FieldError(pointer=pointer, code=code, detail=detail))


def _demand(request: Request) -> Any:  # noqa: ANN401  # a function of the clock
    take_over = request.app.state.take_over_time
    if take_over is None:
        raise ProblemError("not_found", "This service lives in real time.")
    return take_over
