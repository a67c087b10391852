"""`tanyakabar plan`: JSON lines in, one plan or one error a line out, in the same order; needs no database."""

from collections.abc import Iterable
from typing import Any, TextIO

from service.api.schemas.office import office_or_default
from service.api.schemas.plan_line import PlanLineIn
from service.calendar.indonesian import IndonesianCalendar
from service.cli.json_lines import Answer, answer_lines, as_json_line, read_line
from service.domain.errors import FieldError, InvalidInputError, NoSendTimeError
from service.domain.explanation import why
from service.domain.plan import instant_text, window_document
from service.domain.planner import Rules, plan, spread_of
from service.domain.promise import Promise, promised_by


def run_plan(lines: Iterable[str | bytes] | None, out: TextIO | None, calendar: IndonesianCalendar) -> int:
    """Plan each line and write its result; see `answer_lines`.

    Args:
        lines: JSON objects, one a line.
        out: takes one JSON object a line.
        calendar: the Indonesian calendar, without overrides.

    Returns:
        The exit code: 0 when every line gave a plan, else 1.
    """

    def answer(line: str | bytes) -> tuple[str, bool]:
        planned = plan_line(line, calendar)
        return as_json_line(planned), "error" not in planned

    return answer_lines(lines, out, answer, command="plan")


def plan_line(line: str | bytes, calendar: IndonesianCalendar) -> Answer:
    """Return the plan that one line asks for, or what is wrong with the line."""

    def understood(given: Any) -> Answer:  # noqa: ANN401  # any JSON value
        try:
            return _planned(PlanLineIn.model_validate(given), calendar)
        except NoSendTimeError as error:
            return {"error": {"code": "no_send_time", "detail": str(error)}}

    return read_line(line, understood)


def _planned(asked: PlanLineIn, calendar: IndonesianCalendar) -> Answer:
    if asked.overrides is not None:
        calendar = calendar.with_overrides(asked.overrides.to_overrides())
    office = office_or_default(asked.office, calendar.provinces)
    promise = _promise_of(asked)
    answer_by = promised_by(promise, office=office, calendar=calendar, interviewed_on=asked.interviewed_on)
    planned = plan(
        answer_by,
        rules=Rules(office=office, calendar=calendar, kinds=frozenset(asked.windows)),
        now=asked.now,
        spread=0.0 if asked.id is None else spread_of(str(asked.id)),
        rests_from=promise.rests_from(calendar),
    )
    return {
        "earliest": instant_text(planned.earliest),
        "window": window_document(planned.earliest_window),
        "send_at": instant_text(planned.send_at),
        "skipped": [day.to_document() for day in planned.skipped],
        "provisional": planned.provisional,
        "why": why(planned, office, asked.language, assumed=promise.assumed),
    }


def _promise_of(asked: PlanLineIn) -> Promise:
    if asked.interviewed_on is None and (asked.promise is None or asked.promise.answer_by is None):
        raise InvalidInputError(
            FieldError(
                pointer="/interviewed_on",
                code="missing_interview",
                detail="The date of the interview is needed unless the promise gives answer_by.",
            )
        )
    if asked.promise is not None:
        return asked.promise.to_promise(asked.interviewed_on)
    assert asked.interviewed_on is not None  # noqa: S101 - told above
    return Promise.assume(asked.interviewed_on)
