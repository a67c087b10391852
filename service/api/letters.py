"""`/v1/letters`: check a letter, compose one; nothing is stored."""

import asyncio
import json
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends
from fastapi.responses import JSONResponse, Response

from service.api import answer_examples, examples
from service.api.callers import Caller, needs
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.schemas.answers import ComposedOut, LetterCheckOut
from service.api.schemas.compose import ComposeIn
from service.api.schemas.letter_line import LetterLineIn
from service.api.services import Services, Wired
from service.domain.request import spread_key
from service.intake.lettering import compose_letter

router = APIRouter(prefix="/v1/letters", tags=["letters"], route_class=JsonRoute)
Writer = Annotated[Caller, Depends(needs("read", "send"))]


class AsciiResponse(Response):
    """JSON in ASCII: what a letter holds may be no text that can be written as UTF-8, such as half a character."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:  # noqa: ANN401  # any JSON value
        """Return the JSON."""
        return json.dumps(content, ensure_ascii=True, allow_nan=False).encode()


@router.post(
    "/check",
    summary="Check a letter",
    operation_id="check_letter",
    response_model=None,
    responses={
        **shows(200, answer_examples.LETTER_CHECK, model=LetterCheckOut),
        **problems(400, 401, 403, 413, 415, 422),
    },
)
async def check_letter(
    given: Annotated[LetterLineIn, Body(openapi_examples=examples.LETTERS_TO_CHECK)], _caller: Writer, wired: Wired
) -> Response:
    """Read a letter once more, as a careful friend would; a rule that lacks its fact stays silent."""
    return AsciiResponse(await asyncio.to_thread(_checked, given, wired))


@router.post(
    "/compose",
    summary="Compose a letter",
    operation_id="compose_letter",
    response_model=None,
    responses={
        **shows(200, answer_examples.COMPOSED, model=ComposedOut),
        **problems(400, 401, 403, 413, 415, 422),
    },
)
async def compose_a_letter(
    given: Annotated[ComposeIn, Body(openapi_examples=examples.LETTERS_TO_COMPOSE)], caller: Writer, wired: Wired
) -> Response:
    """Return the letter that a follow-up of the same parts would get."""
    return JSONResponse(await asyncio.to_thread(_composed, given, caller, wired))


def _checked(given: LetterLineIn, wired: Services) -> dict[str, Any]:
    found = wired.checking.found(given.subject, given.body, given.to_context(), language=given.language)
    return {
        "id": given.id,
        "findings": [finding.to_document() for finding in found],
        "blocked": any(finding.severity == "block" for finding in found),
        "rules_version": wired.checking.version,
    }


def _composed(given: ComposeIn, caller: Caller, wired: Services) -> dict[str, Any]:
    asked = given.read(allow_reserved=wired.allow_reserved_addresses)
    key = spread_key(
        caller.owner, asked.candidate.email, asked.recruiter.email, asked.application.interviewed_on.isoformat()
    )
    letter, phrasing = compose_letter(asked, key, wired.phrasings)
    found = wired.checking.found(letter.subject, letter.body, asked.context(), language=letter.language, composed=True)
    return {
        "subject": letter.subject,
        "body": letter.body,
        "language": letter.language,
        "phrasing": phrasing,
        "findings": [finding.to_document() for finding in found],
        "rules_version": wired.checking.version,
    }
