"""`/v1/sandbox/messages`: what would have been sent. There is nothing here unless the service runs with `--sandbox`."""

import asyncio
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import JSONResponse

from service.api import links
from service.api.callers import Caller, needs
from service.api.follow_up_responses import not_found
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import invalid_input
from service.api.schemas.sandbox import MESSAGE, MESSAGES, SandboxMessageListOut, SandboxMessageWholeOut
from service.api.services import Services, Wired
from service.domain.errors import FieldError
from service.domain.plan import instant_text
from service.sandbox import Maildir, SandboxLetter, StoredLetter
from service.sandbox.maildir import is_letter_id
from service.store import follow_ups

router = APIRouter(prefix="/v1/sandbox/messages", tags=["sandbox"], route_class=JsonRoute)
Reader = Annotated[Caller, Depends(needs("read"))]
ASKED_TOGETHER = 200  # letters whose owners are asked of the database at once


@router.get(
    "",
    summary="List what would have been sent",
    operation_id="list_sandbox_messages",
    response_model=None,
    responses={
        **shows(200, MESSAGES, model=SandboxMessageListOut, links=links.SANDBOX_MESSAGES),
        **problems(401, 403, 404, 422),
    },
)
async def list_sandbox_messages(
    caller: Reader,
    wired: Wired,
    follow_up_id: Annotated[str | None, Query(max_length=36)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return one page of the owner's letters, the newest first; `follow_up_id` asks for those of one."""
    maildir = _maildir(wired)
    if cursor is not None and not is_letter_id(cursor):
        wrong = FieldError(pointer="/cursor", code="invalid_cursor", detail="Accepted is what `next_cursor` gave.")
        raise invalid_input([wrong])

    def look() -> tuple[list[dict[str, Any]], str | None]:
        found = maildir.newest_first(before=cursor)
        if follow_up_id is not None:
            found = (each for each in found if str(each.follow_up_id) == follow_up_id.lower())
        page = list(islice(_of_owner(wired, caller.owner, found), limit + 1))
        last = page[limit - 1].id if len(page) > limit else None
        letters = ((each, each.read()) for each in page[:limit])
        return [_document(each, letter) for each, letter in letters if letter is not None], last

    items, last = await asyncio.to_thread(look)
    return JSONResponse({"items": items, "next_cursor": last})


@router.get(
    "/{id}",
    summary="Read a letter that would have been sent",
    operation_id="get_sandbox_message",
    response_model=None,
    responses={**shows(200, MESSAGE, model=SandboxMessageWholeOut), **problems(401, 403, 404)},
)
async def get_sandbox_message(id: str, caller: Reader, wired: Wired) -> Response:  # noqa: A002  # the path's own name
    """Return it parsed, and every byte of it."""
    maildir = _maildir(wired)

    def look() -> dict[str, Any] | None:
        stored = maildir.find(id) if is_letter_id(id) else None
        owned = None if stored is None else next(_of_owner(wired, caller.owner, iter([stored])), None)
        letter = None if owned is None else owned.read()
        if owned is None or letter is None:
            return None
        return {**_document(owned, letter), "mime": letter.content.decode("utf-8", "replace")}

    found = await asyncio.to_thread(look)
    if found is None:
        raise not_found()
    return JSONResponse(found)


def _maildir(wired: Services) -> Maildir:
    if wired.maildir is None:
        raise not_found()
    return wired.maildir


def _of_owner(wired: Services, owner: str, letters: Iterator[StoredLetter]) -> Iterator[StoredLetter]:
    """Yield those letters whose follow-up is the owner's, in the order given."""
    while portion := list(islice(letters, ASKED_TOGETHER)):
        asked = [each.follow_up_id for each in portion if each.follow_up_id is not None]
        with wired.database.reading() as connection:
            mine = follow_ups.owned_of(connection, owner=owner, ids=asked)
        yield from (each for each in portion if each.follow_up_id in mine)


def _document(stored: StoredLetter, letter: SandboxLetter) -> dict[str, Any]:
    parsed = message_from_bytes(letter.content, _class=EmailMessage, policy=modern)
    body = parsed.get_body(preferencelist=("plain",))
    reply_to = parsed["Reply-To"]
    return {
        "id": stored.id,
        "follow_up_id": str(stored.follow_up_id),
        "received_at": instant_text(letter.at),
        "mail_from": letter.mail_from,
        "rcpt_to": list(letter.rcpt_to),
        "from": str(parsed["From"]),
        "reply_to": None if reply_to is None else str(reply_to),
        "to": str(parsed["To"]),
        "subject": str(parsed["Subject"]),
        "date": str(parsed["Date"]),
        "message_id": str(parsed["Message-ID"]),
        "text": "" if body is None else body.get_content().replace("\r\n", "\n"),
        "attachments": [
            {"filename": each.get_filename() or "", "size": len(each.get_payload(decode=True) or b"")}
            for each in parsed.iter_attachments()
        ],
    }
