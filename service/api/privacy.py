"""`/v1/privacy`: a person's right to see what is stored of them, and to have it erased (UU 27/2022, Art. 5-13).

The person asks the owner, who knows them; the owner asks here. Each owner reaches only what is theirs.
"""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response
from fastapi.responses import JSONResponse

from service.api.callers import Caller, needs
from service.api.cursors import id_of_cursor
from service.api.exports import export_document, size_of
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import invalid_input
from service.api.schemas.addresses import sendable
from service.api.schemas.privacy import ERASE, ERASED, EXPORT, ErasedOut, EraseIn, ExportOut
from service.api.services import Wired
from service.domain.errors import FieldError
from service.domain.plan import instant_text
from service.store import privacy
from service.store.privacy import Person

router = APIRouter(prefix="/v1/privacy", tags=["privacy"], route_class=JsonRoute)
Reader = Annotated[Caller, Depends(needs("read"))]
Sender = Annotated[Caller, Depends(needs("send"))]  # it could cancel and change all that it may erase
MOST_FILE_CHARACTERS = 16 * 1024 * 1024  # a page ends with the item that reaches it


@router.get(
    "/export",
    summary="Export what is stored of a person",
    operation_id="export_person",
    response_model=None,
    responses={**shows(200, EXPORT, model=ExportOut), **problems(401, 403, 422)},
)
async def export_person(
    caller: Reader,
    wired: Wired,
    candidate_email: Annotated[str | None, Query(min_length=1, max_length=254)] = None,
    recruiter_email: Annotated[str | None, Query(min_length=1, max_length=254)] = None,
    limit: Annotated[int, Query(ge=1, le=10)] = 5,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return one page of the follow-ups of a candidate or a recruiter: letters, files, bytes and history.

    Large files end a page before its limit; go on by the cursor until there is none.
    """
    person = person_of(candidate_email, recruiter_email)
    before_id = id_of_cursor(cursor)

    def look() -> dict[str, Any]:
        with wired.database.reading() as connection:
            found = privacy.follow_ups_of(
                connection, owner=caller.owner, person=person, limit=limit + 1, before_id=before_id
            )
            items: list[dict[str, Any]] = []
            size = 0
            for each in found[:limit]:
                items.append(export_document(connection, each))
                size += size_of(items[-1])
                if size >= MOST_FILE_CHARACTERS:
                    break
            since = privacy.suppressed_since(connection, owner=caller.owner, email=person.email)
            return {
                "suppressed_since": None if since is None else instant_text(since),
                "items": items,
                "next_cursor": found[len(items) - 1].id.hex if len(found) > len(items) else None,
            }

    return JSONResponse(await asyncio.to_thread(look))


@router.post(
    "/erase",
    summary="Erase what is stored of a person",
    operation_id="erase_person",
    responses={**shows(200, ERASED), **problems(400, 401, 403, 413, 415, 422)},
)
async def erase_person(
    given: Annotated[EraseIn, Body(openapi_examples=ERASE)], caller: Sender, wired: Wired
) -> ErasedOut:
    """Cancel what waits, and wipe every name, address, letter and file; hashes, times and status stay. Idempotent."""
    erased = await wired.forgetting.erase(person_of(given.candidate_email, given.recruiter_email), owner=caller.owner)
    return ErasedOut(wiped=erased.wiped, stopped=erased.stopped, pending=erased.pending)


def person_of(candidate_email: str | None, recruiter_email: str | None) -> Person:
    """Return who is meant.

    Raises:
        ProblemError: `invalid_input`: nobody is named, or two are.
        InvalidInputError: it is no address.
    """
    if candidate_email is not None and recruiter_email is None:
        email = sendable(candidate_email, pointer="/candidate_email", allow_reserved=True)
        return Person(role="candidate", email=email.casefold())
    if recruiter_email is not None and candidate_email is None:
        email = sendable(recruiter_email, pointer="/recruiter_email", allow_reserved=True)
        return Person(role="recruiter", email=email.casefold())
    raise invalid_input(
        [
            FieldError(
                pointer="/candidate_email",
                code="one_person",
                detail="One of candidate_email and recruiter_email is accepted, and one is needed.",
            )
        ]
    )
