"""Null members of examples: FastAPI leaves them out of the OpenAPI document, so a mark stands for them on the way."""

from collections.abc import Mapping
from typing import Any

_MARK = "<null>"


def mark_nulls(value: Any) -> Any:  # noqa: ANN401  # any JSON value
    """Return a JSON value with a mark for every null."""
    if value is None:
        return _MARK
    if isinstance(value, Mapping):
        return {name: mark_nulls(member) for name, member in value.items()}
    return [mark_nulls(each) for each in value] if isinstance(value, list) else value


def give_nulls_back(value: Any) -> None:  # noqa: ANN401  # any JSON value
    """Put null in the place of every mark, in place; doing it twice changes nothing more."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for at, member in members:
        if member == _MARK:
            value[at] = None
        else:
            give_nulls_back(member)
