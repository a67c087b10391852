"""`/v1/suppressions`: addresses that asked an owner not to be written to."""

import base64
import binascii
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse

from service.api.callers import Caller, needs
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import ProblemError, invalid_input
from service.api.schemas.addresses import sendable
from service.api.schemas.suppression import SuppressionListOut, SuppressionPutOut
from service.api.services import Wired
from service.domain.errors import FieldError
from service.domain.plan import instant_text
from service.store.suppressions import Suppression

router = APIRouter(prefix="/v1/suppressions", tags=["suppressions"], route_class=JsonRoute)
Reader = Annotated[Caller, Depends(needs("read"))]
Sender = Annotated[Caller, Depends(needs("send"))]
Email = Annotated[
    str,
    Path(
        max_length=254,
        description="An address in any case and form; it is kept in lower case, its domain in ASCII.",
        examples=["andi@majujaya.co.id"],
    ),
]
_ONE = {"email": "andi@majujaya.co.id", "created_at": "2026-11-16T02:00:00Z"}


@router.get(
    "",
    summary="List suppressed addresses",
    operation_id="list_suppressions",
    response_model=None,
    responses={
        **shows(200, {"items": [_ONE], "next_cursor": None}, model=SuppressionListOut),
        **problems(401, 403, 422),
    },
)
async def list_suppressions(
    caller: Reader,
    wired: Wired,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> Response:
    """Return one page by address; with `next_cursor` the next one, stable while others come in."""
    found = await wired.suppressing.listed(owner=caller.owner, limit=limit + 1, after=_after(cursor))
    page = found[:limit]
    next_cursor = _cursor(page[-1].email) if len(found) > limit else None
    return JSONResponse({"items": [_document(each) for each in page], "next_cursor": next_cursor})


@router.put(
    "/{email:path}",
    summary="Write no more to an address",
    operation_id="put_suppression",
    response_model=None,
    responses={
        **shows(200, {**_ONE, "cancelled": 2}, model=SuppressionPutOut, description="It is on the list."),
        **problems(401, 403, 422),
    },
)
async def put_suppression(email: Email, caller: Sender, wired: Wired) -> Response:
    """Put it on the list; what waits for it is cancelled with that reason, what is being sent is asked to stop."""
    done = await wired.suppressing.suppress(_normal(email), owner=caller.owner)
    return JSONResponse({**_document(done.suppression), "cancelled": done.cancelled})


@router.delete(
    "/{email:path}",
    status_code=204,
    summary="Allow an address again",
    operation_id="delete_suppression",
    responses=problems(401, 403, 404, 422),
)
async def delete_suppression(email: Email, caller: Sender, wired: Wired) -> None:
    """Take it off the list; what was cancelled stays so."""
    if not await wired.suppressing.release(_normal(email), owner=caller.owner):
        raise ProblemError("not_found", "The address is not on the list.")


def _normal(email: str) -> str:
    if "*" in email:  # an address may have one, but who writes it means a pattern, and would trust in it
        wrong = FieldError(pointer="/email", code="invalid_email", detail="A whole address is accepted, no pattern.")
        raise invalid_input([wrong])
    return sendable(email, pointer="/email", allow_reserved=True).casefold()


def _document(suppression: Suppression) -> dict[str, Any]:
    return {"email": suppression.email, "created_at": instant_text(suppression.created_at)}


def _cursor(email: str) -> str:
    return base64.urlsafe_b64encode(email.encode()).decode()


def _after(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        after = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        after = ""
    if _cursor(after) != cursor or "@" not in after or "\0" in after:
        wrong = FieldError(pointer="/cursor", code="invalid_cursor", detail="Accepted is what `next_cursor` gave.")
        raise invalid_input([wrong])
    return after
