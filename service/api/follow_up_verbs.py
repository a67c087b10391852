"""`/v1/follow-ups/{id}/…`: what its owner may ask of it: stop it, note the reply, try again, settle a doubt."""

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Depends, Response
from pydantic import Field

from service.api import answer_examples, examples
from service.api.callers import Caller, needs
from service.api.follow_up_responses import answered, duplicate, id_of, not_found, note_follow_up
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import ProblemError, letter_needs_changes
from service.api.schemas.answers import FollowUpOut
from service.api.schemas.scalars import StrictModel
from service.api.services import Services, Wired
from service.domain.follow_up import Verb
from service.intake.asking import NeedsChanges, Refused
from service.store.follow_ups import Duplicate
from service.store.records import StoredFollowUp

router = APIRouter(
    prefix="/v1/follow-ups", tags=["follow-ups"], route_class=JsonRoute, dependencies=[Depends(note_follow_up)]
)
Sender = Annotated[Caller, Depends(needs("send"))]
_AGAIN = (
    "wrong_status",
    "duplicate",
    "no_account",
    "wiped",
    "no_send_time",
    "recipient_suppressed",
    "letter_needs_changes",
)  # when sent again


async def _ask(verb: Verb, id_: str, caller: Caller, wired: Services) -> Response:
    match await wired.intake.ask(id_of(id_), verb, owner=caller.owner):
        case None:
            raise not_found()
        case Duplicate(existing=existing):
            raise duplicate(existing)
        case Refused(status=status):
            raise ProblemError(
                "wrong_status",
                f"A follow-up that is {status} does not allow {verb.value}.",
                members={"follow_up_status": status},
            )
        case NeedsChanges(findings=findings):
            raise letter_needs_changes(findings)
        case StoredFollowUp() as follow_up:
            return answered(follow_up, status=200)


@router.post(
    "/{id}/cancel",
    summary="Stop a follow-up",
    operation_id="cancel_follow_up",
    response_model=None,
    responses={**shows(200, answer_examples.CANCELLED, model=FollowUpOut), **problems(401, 403, 404, "wrong_status")},
)
async def cancel_follow_up(id: str, caller: Sender, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Cancel it; while it is being sent, `cancel_requested` until it is known whether the stop came in time."""
    return await _ask(Verb.CANCEL, id, caller, wired)


@router.post(
    "/{id}/replied",
    summary="The recruiter answered",
    operation_id="follow_up_replied",
    response_model=None,
    responses={**shows(200, answer_examples.ANSWERED, model=FollowUpOut), **problems(401, 403, 404, "wrong_status")},
)
async def follow_up_replied(id: str, caller: Sender, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Stop it because the answer came; on a sent one only note when."""
    return await _ask(Verb.REPLIED, id, caller, wired)


@router.post(
    "/{id}/retry",
    summary="Try a failed or expired one again",
    operation_id="retry_follow_up",
    response_model=None,
    responses={**shows(200, answer_examples.TRIED_AGAIN, model=FollowUpOut), **problems(401, 403, 404, *_AGAIN)},
)
async def retry_follow_up(id: str, caller: Sender, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Check and plan it again, with new days until it expires."""
    return await _ask(Verb.RETRY, id, caller, wired)


class ResolveIn(StrictModel):
    """What became of a letter in doubt, or of one that bounced."""

    as_: Literal["sent", "resend", "failed"] = Field(alias="as")


@router.post(
    "/{id}/resolve",
    summary="Settle one that is in doubt",
    operation_id="resolve_follow_up",
    response_model=None,
    responses={
        **shows(200, answer_examples.SETTLED, model=FollowUpOut),
        **problems(400, 401, 403, 404, 413, 415, 422, *_AGAIN),
    },
)
async def resolve_follow_up(
    id: str,  # noqa: A002  # the path's own name
    given: Annotated[ResolveIn, Body(openapi_examples=examples.RESOLVE)],
    caller: Sender,
    wired: Wired,
) -> Response:
    """Say what became of it; `resend` plans it again with the same bytes. A sent one can be said to have failed."""
    return await _ask(Verb(f"resolve as {given.as_}"), id, caller, wired)
