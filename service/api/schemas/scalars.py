"""Dates, times and instants in their exact written form.

Strict models take no string for a date, so these types parse the one accepted form themselves: no number is a date, and
`2026-1-5` or a week date is none either.
"""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from service.domain.calendar_day import FIRST_YEAR, LAST_YEAR

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:[0-5]\d)?", re.ASCII)
_ZONED = re.compile(r"([Zz]|[+-]\d{2}:[0-5]\d)$", re.ASCII)


class StrictModel(BaseModel):
    """A model that takes nothing for anything else, and no field that it does not know."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, populate_by_name=False)


def parse_date(given: object) -> date:
    """Return the date written as YYYY-MM-DD, in the years the calendar covers."""
    found = _date_of(given) if isinstance(given, str) else None
    if found is None:
        raise PydanticCustomError("not_a_date", "A date is written as YYYY-MM-DD, such as 2026-11-23.")
    _check_year(found.year)
    return found


@lru_cache(maxsize=4096)
def _date_of(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_instant(given: object) -> datetime:
    """Return the instant written in ISO 8601 with an offset, as aware UTC, in the years the calendar covers."""
    if isinstance(given, str) and _INSTANT.fullmatch(given):
        if not _ZONED.search(given):
            raise PydanticCustomError(
                "naive_instant", "An instant needs an offset, such as 2026-11-23T12:00:00+07:00 or …Z."
            )
        try:
            found = datetime.fromisoformat(given.upper())
        except ValueError:
            pass
        else:
            _check_year(found.year)
            instant = found.astimezone(UTC)
            _check_year(instant.year)
            return instant
    raise PydanticCustomError(
        "not_an_instant", "An instant is written in ISO 8601 with an offset, such as 2026-11-23T12:00:00+07:00."
    )


def parse_date_or_instant(given: object) -> date | datetime:
    """Return what `parse_date` or `parse_instant` makes of it; an instant is what has a time."""
    if isinstance(given, str) and len(given) > len("2026-11-23"):
        return parse_instant(given)
    return parse_date(given)


def parse_time(given: object) -> time:
    """Return the wall time written as HH:MM, 00:00 to 23:59."""
    found = _time_of(given) if isinstance(given, str) else None
    if found is not None:
        return found
    raise PydanticCustomError("not_a_time", "A time of day is written as HH:MM, such as 12:00.")


@lru_cache(maxsize=2048)
def _time_of(text: str) -> time | None:
    return time.fromisoformat(text) if _TIME.fullmatch(text) else None


def parse_line_id(given: object) -> str | int:
    """Return the id that a line of a list was given by whoever wrote it."""
    if isinstance(given, str) or (isinstance(given, int) and not isinstance(given, bool)):
        return given
    raise PydanticCustomError("not_a_string", "A string or an integer is accepted.")


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PydanticCustomError(
            "outside_calendar", f"The calendar covers the years {FIRST_YEAR} to {LAST_YEAR}; give a date in them."
        )


_DATE_SCHEMA = {"type": "string", "format": "date"}
_INSTANT_SCHEMA = {"type": "string", "format": "date-time"}

LocalDate = Annotated[date, BeforeValidator(parse_date), WithJsonSchema(_DATE_SCHEMA)]
Instant = Annotated[datetime, BeforeValidator(parse_instant), WithJsonSchema(_INSTANT_SCHEMA)]
LocalDateOrInstant = Annotated[
    date | datetime, PlainValidator(parse_date_or_instant), WithJsonSchema({"anyOf": [_DATE_SCHEMA, _INSTANT_SCHEMA]})
]
LineId = Annotated[
    str | int, PlainValidator(parse_line_id), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]})
]
LocalTime = Annotated[
    time, BeforeValidator(parse_time), WithJsonSchema({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"})
]
