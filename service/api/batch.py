"""`POST /v1/follow-ups/batch`: many follow-ups in one request; one that is refused spoils no other."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Request, Response
from pydantic import ValidationError

from service.api import batch_examples
from service.api.callers import Caller, Gatekeeper, needs
from service.api.documents import follow_up_document
from service.api.follow_up_responses import duplicate
from service.api.idempotency import HEADER, canonical_hash, refuse_other_body
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.preparing import InBody, prepare, read_shape
from service.api.problems import PROBLEM_CAUSES, ProblemError, invalid_input, problem_of
from service.api.schemas.batch import BatchIn, BatchItemKey, BatchOut
from service.api.schemas.errors import field_errors
from service.api.schemas.follow_up import FollowUpIn
from service.api.services import Services, Wired
from service.domain.errors import FieldError, InvalidInputError
from service.intake.storing import Accepted, Entry, Idempotent, Refusal
from service.store.follow_ups import Duplicate
from service.store.idempotency import Remembered
from service.store.records import StoredFollowUp

ROUTE = "POST /v1/follow-ups/batch"
ITEMS_A_REQUEST = 10  # so many items count as one request against the key's limit
CREATED = 201
KEY = "idempotency_key"

router = APIRouter(prefix="/v1/follow-ups", tags=["follow-ups"], route_class=JsonRoute)
Sender = Annotated[Caller, Depends(needs("send"))]
Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """An item whose shape is right."""

    given: FollowUpIn
    key: str | None
    body_hash: str


@dataclass(frozen=True, slots=True)
class _Replay:
    """The first answer to a key, given again."""

    answer: Document


Told = StoredFollowUp | _Replay | ProblemError  # what became of an item


@router.post(
    "/batch",
    summary="Post many follow-ups",
    operation_id="post_follow_up_batch",
    response_model=None,
    responses={
        **shows(200, batch_examples.ANSWER, model=BatchOut, description="What became of each, in the order given."),
        **problems(400, 401, 403, 413, 415, 422),
    },
)
async def post_follow_up_batch(
    request: Request,
    given: Annotated[BatchIn, Body(openapi_examples=batch_examples.BATCHES)],
    caller: Sender,
    wired: Wired,
    idempotency_key: Annotated[
        str | None, Header(alias=HEADER, description="Not accepted here: each item has its own `idempotency_key`.")
    ] = None,
) -> Response:
    """Accept up to 1000 follow-ups, judged as if posted one after the other. Ten items count as one request.

    An item's `idempotency_key` is what the header is for a single POST; a replay is answered with `replayed: true`.
    """
    if idempotency_key is not None:
        raise ProblemError("invalid_input", "A batch takes no Idempotency-Key; give each item an idempotency_key.")
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    gatekeeper.limit.charge(caller.key_id, ceil(len(given.items) / ITEMS_A_REQUEST) - 1)
    read = await asyncio.to_thread(lambda: [_read(each) for each in given.items])
    keys = {each.key for each in read if isinstance(each, _Item) and each.key is not None}
    known = await wired.batching.recall_all(owner=caller.owner, route=ROUTE, keys=keys)
    prepared = await asyncio.to_thread(lambda: [_prepared(each, known, caller, wired) for each in read])
    entries = [each for each in prepared if isinstance(each, Entry)]
    results = iter(await wired.batching.accept_all(entries))
    content = await asyncio.to_thread(_answer, request, read, prepared, results)
    return Response(content, media_type="application/json")


def _read(item: object) -> _Item | ProblemError:
    if not isinstance(item, dict):
        wrong = FieldError(pointer="", code="not_an_object", detail="An object is accepted.")
        return invalid_input([wrong])
    body = {name: value for name, value in item.items() if name != KEY}
    wrong_fields: list[FieldError] = []
    key, given = None, None
    try:
        key = BatchItemKey.model_validate({name: item[name] for name in (KEY,) if name in item}).idempotency_key
    except ValidationError as error:
        wrong_fields += field_errors(InBody(error))
    try:
        given = read_shape(body)
    except InvalidInputError as error:
        wrong_fields += error.errors
    if given is None or wrong_fields:
        return invalid_input(wrong_fields)
    return _Item(given=given, key=key, body_hash=canonical_hash(body) if key is not None else "")


def _prepared(
    item: _Item | ProblemError, known: dict[str, Remembered], caller: Caller, wired: Services
) -> Entry | _Replay | ProblemError:
    if isinstance(item, ProblemError):
        return item
    if item.key is not None and item.key in known:
        return _replay(known[item.key], item)
    try:
        new = prepare(item.given, caller, wired)
    except PROBLEM_CAUSES as error:
        return problem_of(error)
    idempotent = None
    if item.key is not None:
        body_hash = item.body_hash
        idempotent = Idempotent(
            route=ROUTE,
            key=item.key,
            body_hash=body_hash,
            answer=lambda stored: Remembered(body_hash=body_hash, status=CREATED, answer=follow_up_document(stored)),
        )
    return Entry(new=new, idempotent=idempotent)


def _replay(first: Remembered, item: _Item) -> _Replay | ProblemError:
    try:
        refuse_other_body(first, item.body_hash)
    except ProblemError as problem:
        return problem
    return _Replay(first.answer)


def _answer(
    request: Request,
    read: Sequence[_Item | ProblemError],
    prepared: Sequence[Entry | _Replay | ProblemError],
    results: Iterator[Accepted | Refusal],
) -> bytes:
    """Return the whole answer as JSON; `results` has one for each entry among `prepared`."""
    used: dict[str, str] = {}  # keys that an item before was stored under → the hash of its body
    items = []
    for index, (item, each) in enumerate(zip(read, prepared, strict=True)):
        told: Told = _outcome(next(results), item) if isinstance(each, Entry) else each
        if isinstance(item, _Item) and item.key is not None:
            if not isinstance(told, ProblemError):
                used.setdefault(item.key, item.body_hash)
            elif used.get(item.key, item.body_hash) != item.body_hash:
                told = _reused(item)
        items.append({"index": index, **_document(told, request, index)})
    return json.dumps({"items": items}, ensure_ascii=False, separators=(",", ":")).encode()


def _outcome(result: Accepted | Refusal, item: _Item | ProblemError) -> Told:
    match result:
        case StoredFollowUp():
            return result
        case Duplicate(existing=existing):
            return duplicate(existing)
        case Remembered() if isinstance(item, _Item):
            return _replay(result, item)
        case Exception():
            return problem_of(result)
        case _:
            raise AssertionError(result)


def _reused(item: _Item) -> ProblemError:
    """Return the problem of an item that cannot be accepted, whose key an item before was stored under."""
    other = _replay(Remembered(body_hash="", status=CREATED, answer={}), item)
    assert isinstance(other, ProblemError)  # noqa: S101  # no body has this hash
    return other


def _document(told: Told, request: Request, index: int) -> Document:
    match told:
        case StoredFollowUp():
            return {"status": CREATED, "follow_up": follow_up_document(told)}
        case _Replay(answer=answer):
            return {"status": CREATED, "follow_up": answer, "replayed": True}
        case ProblemError():
            instance = f"{request.url.path}#/items/{index}"
            request_id = request.scope.get("state", {}).get("request_id", "")
            return {"status": told.status, "problem": told.document(instance=instance, request_id=request_id)}
