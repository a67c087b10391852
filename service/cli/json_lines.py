"""Commands that read one JSON object a line and answer each with one, in the same order."""

import json
import sys
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TextIO

from pydantic import ValidationError

from service.api.schemas.errors import field_errors
from service.api.schemas.json_text import DuplicateKeyError, decode_json
from service.domain.errors import FieldError, InvalidInputError

Answer = dict[str, Any]


def answer_lines(
    lines: Iterable[str | bytes] | None,
    out: TextIO | None,
    answer: Callable[[str | bytes], tuple[str, bool]],
    *,
    command: str,
) -> int:
    """Answer each line; a bad line spoils no other, a blank one is passed over.

    Args:
        lines: JSON objects, one a line; bytes are decoded later, so that bad ones are an error of their line; None when
            standard input is closed.
        out: takes the answers; flushed after each; None when standard output is closed.
        answer: gives what is written for a line, and whether all is well with it.
        command: whose name a complaint bears.

    Returns:
        The exit code: 0 when all was well with every line, else 1. A stream that is closed or fails is told in one line
        on standard error.
    """
    if lines is None or out is None:
        return _complain(command, "standard input is closed" if lines is None else "standard output is closed")
    try:
        return _answer_all(lines, out, answer)
    except OSError as error:
        with suppress(OSError):
            out.close()  # what is still buffered can't be written at the exit either
        return (
            1 if isinstance(error, BrokenPipeError) else _complain(command, error.strerror or "input or output failed")
        )


def read_line(line: str | bytes, understood: Callable[[Any], Answer]) -> Answer:
    """Return `{"id", …}` with what `understood` makes of a line's object, or `{"id", "error": {"code", "detail"}}`.

    Args:
        line: UTF-8 when bytes.
        understood: gives the answer without the id; may raise pydantic's ValidationError or InvalidInputError.
    """
    try:
        given = decode_json(line if isinstance(line, str) else line.decode())
    except DuplicateKeyError:
        return error_answer(None, "duplicate_key", "Every name may stand only once in an object.")
    except (ValueError, RecursionError):
        return error_answer(None, "invalid_json", "One JSON object a line is accepted, in UTF-8.")
    given_id = given.get("id") if isinstance(given, dict) else None
    echoed = given_id if isinstance(given_id, str | int) and not isinstance(given_id, bool) else None
    try:
        return {"id": echoed, **understood(given)}
    except ValidationError as error:
        return error_answer(echoed, *_told(field_errors(error)))
    except InvalidInputError as error:
        return error_answer(echoed, *_told(error.errors))


def error_answer(given_id: str | int | None, code: str, detail: str) -> Answer:
    """Return the answer to a bad line."""
    return {"id": given_id, "error": {"code": code, "detail": detail}}


def as_json_line(answer: Answer) -> str:
    """Return an answer as one line, ASCII only."""
    return json.dumps(answer, ensure_ascii=True) + "\n"


def _answer_all(lines: Iterable[str | bytes], out: TextIO, answer: Callable[[str | bytes], tuple[str, bool]]) -> int:
    code = 0
    for number, line in enumerate(lines):
        text = line if number else _without_mark(line)
        if not text.strip():
            continue
        written, well = answer(text)
        out.write(written)
        out.flush()
        if not well:
            code = 1
    return code


def _without_mark(line: str | bytes) -> str | bytes:
    # Some editors begin a file with a byte-order mark, which is no JSON.
    return line.removeprefix(BOM_UTF8) if isinstance(line, bytes) else line.removeprefix("\ufeff")


def _complain(command: str, fault: str) -> int:
    if sys.stderr is not None:
        sys.stderr.write(f"tanyakabar {command}: {fault}\n")
    return 1


def _told(errors: tuple[FieldError, ...]) -> tuple[str, str]:
    first = errors[0]
    return first.code, f"{first.pointer}: {first.detail}" if first.pointer else first.detail
