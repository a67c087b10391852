"""`PATCH /v1/follow-ups/{id}`: change what waits."""

import asyncio
import re
from datetime import date
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Body, Depends, Header, Request, Response

from service.api import answer_examples, change_examples
from service.api.callers import Caller, needs
from service.api.change_bodies import body_of, merged
from service.api.documents import etag_of
from service.api.follow_up_responses import answered, duplicate, id_of, not_found, note_follow_up
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.preparing import prepare, read_shape
from service.api.problems import ProblemError
from service.api.schemas.answers import FollowUpOut
from service.api.schemas.change import FollowUpChange
from service.api.services import Services, Wired
from service.intake.changing import AlreadyTried, NotChangeable, Stale, Unchangeable, parts_changed, refusal_of
from service.store import follow_ups
from service.store.follow_ups import Duplicate
from service.store.records import NewFollowUp, StoredFollowUp

MEDIA_TYPES = ("application/merge-patch+json", "application/json")
MOST_RUNS = 5  # of a change that names no version and is overtaken again and again
_ENTITY_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')
_ANY = "*"
_REFUSALS = (
    "not_changeable",
    "already_tried",
    "duplicate",
    "no_account",
    "no_send_time",
    "recipient_suppressed",
    "letter_needs_changes",
)

router = APIRouter(
    prefix="/v1/follow-ups", tags=["follow-ups"], route_class=JsonRoute, dependencies=[Depends(note_follow_up)]
)
Sender = Annotated[Caller, Depends(needs("send"))]


@router.patch(
    "/{id}",
    summary="Change a follow-up that waits",
    operation_id="change_follow_up",
    response_model=None,
    responses={
        **shows(200, answer_examples.FOLLOW_UP, model=FollowUpOut, description="As it stands now, planned again."),
        **problems(400, 401, 403, 404, 412, 413, 415, 422, 428, *_REFUSALS),
    },
    openapi_extra={
        "requestBody": {
            "content": {
                MEDIA_TYPES[0]: {
                    "schema": {"$ref": f"#/components/schemas/{FollowUpChange.__name__}"},
                    "examples": change_examples.CHANGES,
                }
            }
        }
    },
)
async def change_follow_up(
    request: Request,
    id: str,  # noqa: A002  # the path's own name
    given: Annotated[FollowUpChange, Body(openapi_examples=change_examples.CHANGES)],
    caller: Sender,
    wired: Wired,
    if_match: Annotated[str | None, Header(description="The `ETag` that the follow-up was last answered with.")] = None,
) -> Response:
    """Apply a merge patch to the body as it was posted: checked, planned and composed again, in one commit.

    Files are kept unless `attachments` is given. The office, the promise, the letter and the thread are replaced whole.
    """
    _demand_patch(request)
    patch: dict[str, Any] = await request.json()
    wanted = ",".join(request.headers.getlist("if-match")) if if_match is not None else None
    for _ in range(MOST_RUNS):
        old = await _changeable(id_of(id), caller, wired)
        _demand_match(wanted, old)
        new, parts = await asyncio.to_thread(_changed, old, patch, given, caller, wired)
        changed = await wired.changing.change(old, new, parts=parts) if parts else old
        match changed:
            case StoredFollowUp():
                return answered(changed, status=200)
            case Duplicate(existing=existing):
                raise duplicate(existing)
            case NotChangeable() | AlreadyTried():
                raise _unchangeable(changed)
            case Stale() if wanted == _ANY:
                continue
            case Stale():
                raise _precondition_failed()
            case None:
                raise not_found()
    raise _precondition_failed()


def _demand_patch(request: Request) -> None:
    kind = request.headers.get("content-type", MEDIA_TYPES[1]).partition(";")[0].strip().casefold()
    if kind not in MEDIA_TYPES:
        raise ProblemError(
            "unsupported_media_type",
            f"Send the patch as {MEDIA_TYPES[0]} or {MEDIA_TYPES[1]}.",
            headers={"Accept-Patch": ", ".join(MEDIA_TYPES)},
        )


async def _changeable(id_: UUID, caller: Caller, wired: Services) -> StoredFollowUp:
    def look() -> tuple[StoredFollowUp, Unchangeable | None] | None:
        with wired.database.reading() as connection:
            found = follow_ups.load(connection, id_, owner=caller.owner)
            return None if found is None else (found, refusal_of(connection, found))

    looked = await asyncio.to_thread(look)
    if looked is None:
        raise not_found()
    found, refusal = looked
    if refusal is not None:  # told whatever If-Match says (RFC 9110 13.2.1)
        raise _unchangeable(refusal)
    return found


def _changed(
    old: StoredFollowUp, patch: dict[str, Any], given: FollowUpChange, caller: Caller, wired: Services
) -> tuple[NewFollowUp, list[str]]:
    """Return the follow-up as the patch makes it, its letter checked as a new one's is, and which parts differ."""

    def today(zone: str) -> date:
        """Return the day against which the interview's date is judged: the day of the POST while it stays."""
        stays = given.application is None or given.application.interviewed_on is None
        return (old.created_at if stays else wired.clock.now()).astimezone(ZoneInfo(zone)).date()

    kept = None if "attachments" in patch else old.request["attachments"]
    new = prepare(
        read_shape(merged(body_of(old), patch)), caller, wired, today=today, kept_files=kept, account_remembered=False
    )
    return new, parts_changed(old, new)


def _demand_match(wanted: str | None, old: StoredFollowUp) -> None:
    if wanted is None:
        raise ProblemError("precondition_required", "Send If-Match with the ETag that you last saw, or with *.")
    if wanted.strip() != _ANY and etag_of(old) not in _ENTITY_TAG.findall(wanted):  # a weak one never matches
        raise _precondition_failed()


def _precondition_failed() -> ProblemError:
    return ProblemError("precondition_failed", "It changed since; look it up and change what it is now.")


def _unchangeable(refusal: Unchangeable) -> ProblemError:
    match refusal:
        case NotChangeable(status=status):
            return ProblemError(
                "not_changeable",
                f"A follow-up that is {status} cannot be changed.",
                members={"follow_up_status": status},
            )
        case AlreadyTried():
            return ProblemError(
                "already_tried", "A try got as far as the letter, which may have been seen: it stays as it is."
            )
