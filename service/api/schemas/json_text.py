"""JSON text, read strictly: no member twice, no NaN or Infinity."""

import json
from typing import Any, NoReturn


class DuplicateKeyError(ValueError):
    """An object has two members of the same name; which of them counts would be a guess."""


def decode_json(text: str) -> Any:  # noqa: ANN401  # any JSON value
    """Return the value that `text` holds.

    Raises:
        DuplicateKeyError: an object says something twice.
        ValueError: it is not JSON.
        RecursionError: it is nested too deeply to read.
    """
    return _DECODER.decode(text)


def _once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) < len(members):
        raise DuplicateKeyError("a member stands twice")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)
