"""Pydantic's errors as ours: a pointer, a stable code, and what is accepted; the input itself is never repeated."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from service.domain.errors import FieldError

# Parts of a location that are no fields: they name the member of a union. Every union of what comes in has a
# discriminator and tags from here: of another one pydantic tells an error for each member, named by its type.
UNION_TAGS = frozenset({"plain", "by_weekday"})
_BODY = "body"  # what FastAPI puts before the location
_PARAMETERS = frozenset({"query", "path", "header"})  # likewise; a parameter's pointer is its name

_LONGEST_PART = 60  # characters of a name in a pointer; a field's name may be anything, and of any length
_WEEKDAY_FIELDS = frozenset({"working_days", "break", "break_", "closes_at"})
_NO_SUNDAY = "There is no sun: Sunday is the weekly rest. Accepted are mon, tue, wed, thu, fri and sat."

# Pydantic's own types of error → what is accepted, by the limits in their context; the type itself is our code.
_LIMITS = {
    "literal_error": "Accepted is {expected}.",
    "too_short": "At least {min_length} in the list are needed.",
    "too_long": "At most {max_length} in the list are accepted.",
    "string_too_short": "At least {min_length} characters are needed.",
    "string_too_long": "At most {max_length} characters are accepted.",
    "greater_than_equal": "At least {ge} is accepted.",
    "less_than_equal": "At most {le} is accepted.",
}

# Pydantic's own types of error → our code, and what is accepted; others keep their type and pydantic's message.
_TOLD = {
    "missing": ("missing", "This field is required."),
    "extra_forbidden": ("unknown_field", "No field of this name is known here."),
    "string_type": ("not_a_string", "A string is accepted."),
    "string_unicode": ("not_a_string", "A string of valid Unicode is accepted, without lone surrogates."),
    "int_type": ("not_an_integer", "An integer is accepted, as a number and not as a string."),
    "bool_type": ("not_a_boolean", "true or false is accepted."),
    "float_type": ("not_a_number", "A number is accepted, and not as a string."),
    "list_type": ("not_a_list", "A list is accepted."),
    "dict_type": ("not_an_object", "An object is accepted."),
    "model_type": ("not_an_object", "An object is accepted."),
    "model_attributes_type": ("not_an_object", "An object is accepted."),
}


class Found(Protocol):
    """What pydantic's `ValidationError` and FastAPI's `RequestValidationError` have in common."""

    def errors(self) -> Iterable[Any]:
        """Return the details, one mapping an error with `type`, `loc` and `msg`."""


def field_errors(found: Found) -> tuple[FieldError, ...]:
    """Return what was found wrong as our errors, in the order found."""
    return tuple(_field_error(detail) for detail in found.errors())


def pointer_of(location: Iterable[int | str]) -> str:
    """Return the RFC 6901 JSON pointer of a location, without the names of union members; long names are cut."""
    parts = (_cut(str(part)).replace("~", "~0").replace("/", "~1") for part in location if part not in UNION_TAGS)
    return "".join(f"/{part}" for part in parts)


def _cut(part: str) -> str:
    return part if len(part) <= _LONGEST_PART else f"{part[:_LONGEST_PART]}…"


def _field_error(detail: Mapping[str, Any]) -> FieldError:
    kind, location = detail["type"], tuple(detail["loc"])
    code, text = _TOLD.get(kind, (kind, ""))
    if _asks_for_sunday(detail, location):
        text = _NO_SUNDAY
    elif kind in _LIMITS:
        text = _LIMITS[kind].format_map({name: _written(limit) for name, limit in detail["ctx"].items()})
    text = text or str(detail["msg"])
    return FieldError(
        pointer=pointer_of(location[1:] if _is_source(location) else location),
        code=code,
        detail=text if text.endswith(".") else f"{text}.",
    )


def _written(limit: object) -> object:
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _is_source(location: tuple[int | str, ...]) -> bool:
    return location[:1] == (_BODY,) or (len(location) > 1 and location[0] in _PARAMETERS)


def _asks_for_sunday(detail: Mapping[str, Any], location: tuple[int | str, ...]) -> bool:
    if _WEEKDAY_FIELDS.isdisjoint(location):
        return False
    if detail["type"] == "extra_forbidden":
        return location[-1] == "sun"
    return detail["type"] == "literal_error" and detail.get("input") == "sun"
