"""How routes describe their answers and errors in the OpenAPI document, each with examples."""

from collections.abc import Mapping
from typing import Any

from service.api import answer_examples
from service.api.example_nulls import mark_nulls
from service.api.problems import MEDIA_TYPE, PROBLEMS, ProblemError
from service.api.schemas.answers import ProblemOut
from service.domain.errors import FieldError

Responses = dict[int | str, dict[str, Any]]

_PROBLEM = f"#/components/schemas/{ProblemOut.__name__}"
# What a status means on every route that has it; its other codes are named where they are answered
_USUAL = {400: "bad_json", 422: "invalid_input", 429: "too_many_requests", 503: "database_unavailable"}
# What only one code has, as it is answered
_MEMBERS: dict[str, dict[str, Any]] = {
    "duplicate": {
        "follow_up": "/v1/follow-ups/01a1fe2b-48a0-71b2-83cc-1595610364c0",
        "follow_up_id": "01a1fe2b-48a0-71b2-83cc-1595610364c0",
    },
    "wrong_status": {"follow_up_status": "sent"},
    "not_changeable": {"follow_up_status": "sending"},
    "owner_cap": {"retry_after_seconds": 5400},
    "too_many_requests": {"retry_after_seconds": 7},
    "letter_needs_changes": {"findings": [answer_examples.FINDING]},
}
_ERRORS = {
    "invalid_input": (
        FieldError(
            pointer="/application/interviewed_on",
            code="interview_in_future",
            detail="The interview must have taken place: today or earlier.",
        ),
    ),
    "recipient_suppressed": (
        FieldError(
            pointer="/recruiter/email",
            code="recipient_suppressed",
            detail="This address asked not to be written to; it is on the list that GET /v1/suppressions gives.",
        ),
    ),
}


def problems(*named: int | str) -> Responses:
    """Return the `responses` of a route for these problems, each status with its codes and an example of each.

    Whoever has to show a key (401) may also be told that a query parameter is unknown, that it asks too often, or that
    the service cannot answer; whoever sends a body (413), that it came too slowly.

    Args:
        named: codes of `PROBLEMS`; or a status, for the code that every such route has of it, if there is one, else
            for all of its codes.
    """
    named += ("invalid_input", 429, 500, 503) if 401 in named else ()  # noqa: PLR2004  # HTTP's own numbers
    named += (408,) if 413 in named else ()  # noqa: PLR2004
    codes = {code for each in named for code in ([each] if isinstance(each, str) else _usual(each))}
    described: Responses = {}
    for status in dict.fromkeys(PROBLEMS[code][0] for code in PROBLEMS if code in codes):
        titles = {code: title for code, (of, title) in PROBLEMS.items() if of == status and code in codes}
        described[status] = {
            "model": ProblemOut,
            "description": "; ".join(f"`{code}`: {title}" for code, title in titles.items()),
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": _PROBLEM, "properties": {"code": {"enum": list(titles)}}},
                    "examples": {code: _example(code, title) for code, title in titles.items()},
                }
            },
        }
    return described


def _usual(status: int) -> list[str]:
    return [_USUAL[status]] if status in _USUAL else [code for code, (of, _) in PROBLEMS.items() if of == status]


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
