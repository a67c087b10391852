"""Cursors of pages: the last id of the page before, opaque to callers."""

from uuid import UUID

from service.api.problems import invalid_input
from service.domain.errors import FieldError


def id_of_cursor(cursor: str | None) -> UUID | None:
    """Return the id that a cursor stands for.

    Raises:
        ProblemError: it is none that an answer gave.
    """
    if cursor is None:
        return None
    try:
        found = UUID(hex=cursor)
    except ValueError:
        found = None
    if found is None or found.hex != cursor:
        wrong = FieldError(pointer="/cursor", code="invalid_cursor", detail="Accepted is what `next_cursor` gave.")
        raise invalid_input([wrong])
    return found
