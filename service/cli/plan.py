"""`tanyakabar plan`: JSON lines in, one plan or one error a line out, in the same order; needs no database."""

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO

from pydantic import ValidationError

from service.api.schemas.errors import field_errors
from service.api.schemas.json_text import DuplicateKeyError, decode_json
from service.api.schemas.office import office_or_default
from service.api.schemas.plan_line import PlanLineIn
from service.calendar.indonesian import IndonesianCalendar
from service.domain.errors import FieldError, InvalidInputError, NoSendTimeError
from service.domain.explanation import why
from service.domain.plan import instant_text, window_document
from service.domain.planner import Rules, plan, spread_of
from service.domain.promise import Promise, promised_by


def run_plan(lines: Iterable[str | bytes] | None, out: TextIO | None, calendar: IndonesianCalendar) -> int:
    """Plan each line and write its result; a bad line spoils no other, a blank one is passed over.

    Args:
        lines: JSON objects, one a line; bytes are decoded here, so that bad ones are an error of their line; None
            when standard input is closed.
        out: takes one JSON object a line, ASCII only; flushed after each; None when standard output is closed.
        calendar: the Indonesian calendar, without overrides.

    Returns:
        The exit code: 0 when every line gave a plan, else 1. A stream that is closed or fails is told in one line on
        standard error.
    """
    if lines is None or out is None:
        return _complain("standard input is closed" if lines is None else "standard output is closed")
    try:
        return _answer_all(lines, out, calendar)
    except OSError as error:
        with suppress(OSError):
            out.close()  # what is still buffered can't be written at the exit either
        return 1 if isinstance(error, BrokenPipeError) else _complain(error.strerror or "input or output failed")


def _answer_all(lines: Iterable[str | bytes], out: TextIO, calendar: IndonesianCalendar) -> int:
    code = 0
    for number, line in enumerate(lines):
        text = line if number else _without_mark(line)
        if not text.strip():
            continue
        answer = plan_line(text, calendar)
        out.write(json.dumps(answer, ensure_ascii=True) + "\n")
        out.flush()
        if "error" in answer:
            code = 1
    return code


def _without_mark(line: str | bytes) -> str | bytes:
    # Some editors begin a file with a byte-order mark, which is no JSON.
    return line.removeprefix(BOM_UTF8) if isinstance(line, bytes) else line.removeprefix("\ufeff")


def _complain(fault: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"tanyakabar plan: {fault}\n")
    return 1


def plan_line(line: str | bytes, calendar: IndonesianCalendar) -> dict[str, Any]:
    """Return the plan that one line asks for, or what is wrong with the line."""
    try:
        given = decode_json(line if isinstance(line, str) else line.decode())
    except DuplicateKeyError:
        return _error(None, "duplicate_key", "Every name may stand only once in an object.")
    except (ValueError, RecursionError):
        return _error(None, "invalid_json", "One JSON object a line is accepted, in UTF-8.")
    given_id = given.get("id") if isinstance(given, dict) else None
    echoed = given_id if isinstance(given_id, str | int) and not isinstance(given_id, bool) else None
    try:
        return {"id": echoed, **_planned(PlanLineIn.model_validate(given), calendar)}
    except ValidationError as error:
        return _error(echoed, *_told(field_errors(error)))
    except InvalidInputError as error:
        return _error(echoed, *_told(error.errors))
    except NoSendTimeError as error:
        return _error(echoed, "no_send_time", str(error))


def _planned(asked: PlanLineIn, calendar: IndonesianCalendar) -> dict[str, Any]:
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


def _told(errors: tuple[FieldError, ...]) -> tuple[str, str]:
    first = errors[0]
    return first.code, f"{first.pointer}: {first.detail}" if first.pointer else first.detail


def _error(given_id: str | int | None, code: str, detail: str) -> dict[str, Any]:
    return {"id": given_id, "error": {"code": code, "detail": detail}}
