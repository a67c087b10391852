"""`/v1/follow-ups`: accept, preview, list, look up."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from service.api import answer_examples, examples, links
from service.api.callers import Caller, needs
from service.api.cursors import id_of_cursor
from service.api.documents import event_document, follow_up_document, preview_document
from service.api.follow_up_responses import (
    MessageResponse,
    answered,
    duplicate,
    id_of,
    not_found,
    note_follow_up,
    path_of,
    replayed,
)
from service.api.idempotency import HEADER, InFlight, canonical_hash, checked_key
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.preparing import beside, prepared
from service.api.problems import ProblemError, no_account
from service.api.schemas.addresses import as_stored_email
from service.api.schemas.answers import EventListOut, FollowUpListOut, FollowUpOut, PreviewOut
from service.api.schemas.follow_up import FollowUpIn
from service.api.schemas.scalars import Instant
from service.api.schemas.texts import Sought
from service.api.services import Services, Wired
from service.domain.follow_up import PublicStatus, stored_statuses
from service.intake.storing import Idempotent, as_stored
from service.store import follow_ups, history
from service.store.follow_ups import Duplicate, Filter
from service.store.idempotency import Remembered
from service.store.records import StoredFollowUp

ROUTE = "POST /v1/follow-ups"
router = APIRouter(
    prefix="/v1/follow-ups", tags=["follow-ups"], route_class=JsonRoute, dependencies=[Depends(note_follow_up)]
)
Sender = Annotated[Caller, Depends(needs("send"))]
Reader = Annotated[Caller, Depends(needs("read"))]
# Codes of every route that plans a new one, and of one that stores it.
_PLANNED = ("no_account", "no_send_time", "recipient_suppressed", "letter_needs_changes")
_STORED = ("duplicate", "idempotency_in_progress", "idempotency_key_reused", "owner_cap")
Posted = Annotated[FollowUpIn, Body(openapi_examples=examples.FOLLOW_UPS)]


@router.post(
    "",
    status_code=201,
    summary="Post a follow-up",
    operation_id="post_follow_up",
    response_model=None,
    responses={
        **shows(
            201,
            answer_examples.FOLLOW_UP,
            model=FollowUpOut,
            description="Stored and planned.",
            headers={**links.LOCATION, **links.ETAG},
            links=links.FOLLOW_UP,
        ),
        **problems(400, 401, 403, 413, 415, 422, *_PLANNED, *_STORED),
    },
)
async def post_follow_up(
    request: Request,
    given: Posted,
    caller: Sender,
    wired: Wired,
    _idempotency_key: Annotated[str | None, Header(alias=HEADER)] = None,  # named in the document; read below
) -> Response:
    """Accept a follow-up: it is checked, planned, stored in one commit, and only then answered."""
    key = checked_key(request.headers.getlist(HEADER))
    in_flight: InFlight = request.app.state.in_flight
    body_hash = await beside(given, canonical_hash, await request.json()) if key is not None else ""
    with in_flight.running(caller.owner, ROUTE, key):
        if key is not None:
            known = await wired.intake.recall(owner=caller.owner, route=ROUTE, key=key)
            if known is not None:
                return replayed(known, body_hash)
        idempotent = None
        if key is not None:
            idempotent = Idempotent(
                route=ROUTE,
                key=key,
                body_hash=body_hash,
                answer=lambda stored: Remembered(body_hash=body_hash, status=201, answer=follow_up_document(stored)),
            )
        accepted = await wired.intake.accept(await prepared(given, caller, wired), idempotent=idempotent)
    match accepted:
        case Duplicate(existing=existing):
            raise duplicate(existing)
        case Remembered():
            return replayed(accepted, body_hash)
        case StoredFollowUp():
            return answered(accepted, status=201, headers={"Location": path_of(accepted.id)})


@router.post(
    "/preview",
    summary="See what a POST would do",
    operation_id="preview_follow_up",
    response_model=None,
    responses={
        **shows(
            200,
            answer_examples.PREVIEW,
            model=PreviewOut,
            description="The same answer as a POST would get; nothing is stored.",
        ),
        **problems(400, 401, 403, 413, 415, 422, *_PLANNED),
    },
)
async def preview_follow_up(given: Posted, caller: Sender, wired: Wired) -> Response:
    """Plan and compose without storing; a POST right after gives the same `send_at`."""
    previewed = await wired.intake.preview(await prepared(given, caller, wired))
    return JSONResponse(preview_document(as_stored(previewed)))


@router.get(
    "",
    summary="List follow-ups, newest first",
    operation_id="list_follow_ups",
    response_model=None,
    responses={**shows(200, answer_examples.PAGE, model=FollowUpListOut), **problems(401, 403, 422)},
)
async def list_follow_ups(
    caller: Reader,
    wired: Wired,
    status: Annotated[list[PublicStatus] | None, Query()] = None,
    reference: Annotated[Sought | None, Query(min_length=1, max_length=200)] = None,
    recruiter_email: Annotated[Sought | None, Query(min_length=1, max_length=254)] = None,
    candidate_email: Annotated[Sought | None, Query(min_length=1, max_length=254)] = None,
    send_before: Annotated[Instant | None, Query()] = None,
    updated_since: Annotated[Instant | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return one page; with `next_cursor` the next one, stable while new follow-ups come in."""
    wanted = Filter(
        statuses=tuple(stored for each in status or () for stored in stored_statuses(each)),
        reference=reference,
        recruiter_email=None if recruiter_email is None else as_stored_email(recruiter_email),
        candidate_email=None if candidate_email is None else as_stored_email(candidate_email),
        send_before=send_before,
        updated_since=updated_since,
        before_id=id_of_cursor(cursor),
    )

    def look() -> list[StoredFollowUp]:
        with wired.database.reading() as connection:
            return follow_ups.find(connection, owner=caller.owner, wanted=wanted, limit=limit + 1)

    found = await asyncio.to_thread(look)
    page = found[:limit]
    return JSONResponse(
        {
            "items": [follow_up_document(each) for each in page],
            "next_cursor": page[-1].id.hex if len(found) > limit else None,
        }
    )


@router.get(
    "/{id}",
    summary="Look a follow-up up",
    operation_id="get_follow_up",
    response_model=None,
    responses={
        **shows(200, answer_examples.FOLLOW_UP, answer_examples.SENT, model=FollowUpOut, headers=links.ETAG),
        **problems(401, 403, 404),
    },
)
async def get_follow_up(id: str, caller: Reader, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Tell what will happen, when and why; or what happened."""
    return answered(await _found(id, caller, wired), status=200)


@router.get(
    "/{id}/events",
    summary="Read a follow-up's history",
    operation_id="list_events",
    response_model=None,
    responses={**shows(200, answer_examples.EVENTS, model=EventListOut), **problems(401, 403, 404)},
)
async def list_events(id: str, caller: Reader, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Return every change with its time and reason, oldest first."""
    follow_up = await _found(id, caller, wired)

    def look() -> list[dict[str, Any]]:
        with wired.database.reading() as connection:
            return [event_document(event) for event in history.events_of(connection, follow_up.id)]

    return JSONResponse({"items": await asyncio.to_thread(look)})


@router.get(
    "/{id}/message",
    summary="Read the letter's bytes",
    operation_id="get_message",
    response_model=None,
    response_class=MessageResponse,
    responses={
        200: {
            "description": "The message as it went over the wire; before the first try, as planned.",
            "content": {
                "message/rfc822": {
                    "schema": {"type": "string", "format": "binary"},
                    "example": answer_examples.MESSAGE,
                }
            },
        },
        **problems(401, 403, 404, "no_account", "gone"),
    },
)
async def get_message(request: Request, id: str, caller: Reader, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Return the RFC 5322 message."""
    follow_up = await _found(id, caller, wired)
    if follow_up.wiped_at is not None:
        raise ProblemError("gone", "The letter was wiped; its hash stands in the history.")
    try:
        content = await asyncio.to_thread(request.app.state.message_of, follow_up)
    except LookupError:
        raise no_account() from None
    return MessageResponse(content)


async def _found(id_: str, caller: Caller, wired: Services) -> StoredFollowUp:
    wanted = id_of(id_)

    def look() -> StoredFollowUp | None:
        with wired.database.reading() as connection:
            return follow_ups.load(connection, wanted, owner=caller.owner)

    follow_up = await asyncio.to_thread(look)
    if follow_up is None:
        raise not_found()
    return follow_up
