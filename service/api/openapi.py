"""How routes describe their errors in the OpenAPI document."""

from typing import Any

from service.api.problems import MEDIA_TYPE, PROBLEMS
from service.api.schemas.answers import ProblemOut


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a route for these error statuses, each with its codes."""
    described: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        codes = {code: title for code, (of, title) in PROBLEMS.items() if of == status}
        described[status] = {
            "model": ProblemOut,
            "description": "; ".join(f"`{code}`: {title}" for code, title in codes.items()),
            "content": {MEDIA_TYPE: {}},
        }
    return described
