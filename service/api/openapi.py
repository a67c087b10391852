"""How routes describe their answers and errors in the OpenAPI document, each with examples."""

from collections.abc import Mapping
from typing import Any

from service.api import answer_examples
from service.api.example_nulls import mark_nulls
from service.api.problems import MEDIA_TYPE, PROBLEMS, ProblemError
from service.api.schemas.answers import ProblemOut
from service.domain.errors import FieldError

Responses = dict[int | str, dict[str, Any]]

# What only one code has, as it is answered
_MEMBERS: dict[str, dict[str, Any]] = {
    "duplicate": {
        "follow_up": "/v1/follow-ups/01a1fe2b-48a0-71b2-83cc-1595610364c0",
        "follow_up_id": "01a1fe2b-48a0-71b2-83cc-1595610364c0",
    },
    "wrong_status": {"follow_up_status": "sent"},
    "letter_needs_changes": {"findings": [answer_examples.FINDING]},
}
_ERRORS = {
    "invalid_input": (
        FieldError(
            pointer="/application/interviewed_on",
            code="interview_in_future",
            detail="The interview must have taken place: today or earlier.",
        ),
    )
}


def problems(*statuses: int) -> Responses:
    """Return the `responses` of a route for these error statuses, each with its codes and an example of each."""
    described: Responses = {}
    for status in statuses:
        codes = {code: title for code, (of, title) in PROBLEMS.items() if of == status}
        described[status] = {
            "model": ProblemOut,
            "description": "; ".join(f"`{code}`: {title}" for code, title in codes.items()),
            "content": {MEDIA_TYPE: {"examples": {code: _example(code, title) for code, title in codes.items()}}},
        }
    return described


def shows(status: int, *examples: Mapping[str, Any], **response: Any) -> Responses:  # noqa: ANN401  # OpenAPI's own members
    """Return the `responses` of a route for a JSON answer, with its example; of several, each is named by its `status`.

    Args:
        status: HTTP status.
        examples: answers as they are given.
        response: what else FastAPI is told of the answer: `model`, `description`.
    """
    if len(examples) == 1:
        content: dict[str, Any] = {"example": mark_nulls(examples[0])}
    else:
        content = {"examples": {each["status"]: {"value": mark_nulls(each)} for each in examples}}
    return {status: {**response, "content": {"application/json": content}}}


def _example(code: str, title: str) -> dict[str, Any]:
    problem = ProblemError(code, f"{title}.", errors=_ERRORS.get(code, ()), members=_MEMBERS.get(code, {}))
    return {"summary": title, "value": problem.document(instance="/v1/follow-ups", request_id="5f0c1d9be2a4473d")}
