"""Responses that several routes of `/v1/follow-ups` give."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Literal
from uuid import UUID

import structlog
from fastapi import Request, Response
from fastapi.responses import JSONResponse

from service.api.documents import FIRST_ETAG, etag_of, follow_up_document
from service.api.idempotency import refuse_other_body
from service.api.problems import ProblemError
from service.store.idempotency import Remembered
from service.store.records import StoredFollowUp


class MessageResponse(Response):
    """A letter's bytes."""

    media_type = "message/rfc822"


def answered(
    follow_up: StoredFollowUp, *, status: Literal[200, 201], headers: Mapping[str, str] | None = None
) -> Response:
    """Return a follow-up as it stands, with its entity tag."""
    return JSONResponse(
        follow_up_document(follow_up), status_code=status, headers={"ETag": etag_of(follow_up), **(headers or {})}
    )


def replayed(known: Remembered, body_hash: str) -> Response:
    """Return the first answer to an Idempotency-Key again.

    Raises:
        ProblemError: `idempotency_key_reused`.
    """
    refuse_other_body(known, body_hash)
    headers = {
        "Idempotency-Replayed": "true",
        "Location": f"/v1/follow-ups/{known.answer['id']}",
        "ETag": FIRST_ETAG,
    }
    return JSONResponse(known.answer, status_code=known.status, headers=headers)


async def note_follow_up(request: Request) -> None:
    """Let every log line of this request name the follow-up that its path names; a dependency of the routers."""
    with suppress(ProblemError):  # what is no id names nothing; the route itself says so
        structlog.contextvars.bind_contextvars(followup_id=str(id_of(request.path_params.get("id", ""))))


def path_of(id_: UUID) -> str:
    """Return where a follow-up is found."""
    return f"/v1/follow-ups/{id_}"


def id_of(text: str) -> UUID:
    """Return the id that a path names.

    Raises:
        ProblemError: `not_found`; what is no id is nobody's id.
    """
    try:
        found = UUID(text)
    except ValueError:
        raise not_found() from None
    if str(found) != text.lower():  # UUID takes braces, urn:uuid: and other digits too
        raise not_found()
    return found


def not_found() -> ProblemError:
    """Return the problem of an id that is unknown, foreign or none at all."""
    return ProblemError("not_found", "Nothing of this path or id, or it belongs to another owner.")


def duplicate(existing: UUID) -> ProblemError:
    """Return the problem that leads to the open follow-up."""
    return ProblemError(
        "duplicate",
        "An open follow-up of this candidate to this recruiter for this position exists; "
        "allow_duplicate: true overrides.",
        members={"follow_up": path_of(existing), "follow_up_id": str(existing)},
    )
