"""`/v1/webhooks`: where owners want to be told of events, and what became of each telling."""

import asyncio
import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Response

from service.api import webhook_examples as examples
from service.api.callers import Caller, needs
from service.api.cursors import id_of_cursor
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import ProblemError, invalid_input
from service.api.schemas.webhook import (
    DeliveryListOut,
    DeliveryOut,
    WebhookIn,
    WebhookListOut,
    WebhookName,
    WebhookOut,
    WebhookPutOut,
)
from service.api.services import Services, Wired
from service.domain.errors import FieldError
from service.domain.plan import instant_text
from service.egress.posting import NoAnswer
from service.store import webhooks
from service.store.engine import Connection
from service.store.webhooks import StoredDelivery, StoredWebhook
from service.webhooks import signing

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"], route_class=JsonRoute)
MOST_WEBHOOKS = 10  # of one owner: every event is stored once for each
CHECK_SECONDS = 3.0
Reader = Annotated[Caller, Depends(needs("read"))]
Sender = Annotated[Caller, Depends(needs("send"))]


@router.get(
    "",
    summary="List webhooks",
    operation_id="list_webhooks",
    responses={**shows(200, examples.WEBHOOK_LIST), **problems(401, 403)},
)
async def list_webhooks(caller: Reader, wired: Wired) -> WebhookListOut:
    """Return the owner's webhooks, by name, without their secrets."""

    def look() -> list[StoredWebhook]:
        with wired.database.reading() as connection:
            return webhooks.webhooks_of(connection, caller.owner)

    return WebhookListOut(items=[WebhookOut(**_told(each)) for each in await asyncio.to_thread(look)])


@router.get(
    "/{name}",
    summary="Look a webhook up",
    operation_id="get_webhook",
    responses={**shows(200, examples.WEBHOOK), **problems(401, 403, 404, 422)},
)
async def get_webhook(name: WebhookName, caller: Reader, wired: Wired) -> WebhookOut:
    """Tell how a webhook stands, without its secret."""

    def look() -> StoredWebhook | None:
        with wired.database.reading() as connection:
            return webhooks.webhook_of(connection, caller.owner, name)

    found = await asyncio.to_thread(look)
    if found is None:
        raise _not_found()
    return WebhookOut(**_told(found))


@router.put(
    "/{name}",
    summary="Make or change a webhook",
    operation_id="put_webhook",
    responses={
        **shows(200, examples.WEBHOOK_CHANGED),
        **shows(201, examples.WEBHOOK_MADE, model=WebhookPutOut, description="Made; the secret is told this once."),
        **problems(400, 401, 403, 413, 415, 422, "too_many", "no_secret_key"),
    },
)
async def put_webhook(
    name: WebhookName,
    given: Annotated[WebhookIn, Body(openapi_examples=examples.WEBHOOKS)],
    caller: Sender,
    wired: Wired,
    response: Response,
) -> WebhookPutOut:
    """Make it, with a secret that is told this once; or change it, and enable it again if it was disabled."""
    refused = await wired.poster.check(given.url, seconds=CHECK_SECONDS)
    if refused is not None and refused.fault != "unresolvable":  # that may pass; its deliveries will tell
        raise _bad_url(refused)
    secret = signing.new_secret()
    sealed = wired.vault.seal(secret)

    def put(connection: Connection) -> tuple[StoredWebhook, bool, bool]:
        existing = webhooks.webhook_of(connection, caller.owner, name, for_update=True)
        if existing is None:
            if webhooks.count_webhooks(connection, caller.owner) >= MOST_WEBHOOKS:
                raise ProblemError("too_many", f"An owner may have {MOST_WEBHOOKS} webhooks; delete one first.")
            return _make(connection, name, given, sealed, caller, wired), True, True
        changed = _change(connection, existing, given, secret, caller, wired)
        return changed, False, given.rotate_secret

    stored, is_new, told = await wired.writer.run(put)
    if is_new:
        response.status_code = 201
    return WebhookPutOut(**_told(stored), secret=secret if told else None)


def _make(
    connection: Connection, name: str, given: WebhookIn, sealed: str, caller: Caller, wired: Services
) -> StoredWebhook:
    now = wired.clock.real_now()
    new = StoredWebhook(
        id=f"wh_{secrets.token_hex(8)}",
        name=name,
        url=given.url,
        events=list(dict.fromkeys(given.events)),
        sealed_secret=sealed,
        disabled_reason=None,
        failing_since=None,
        created_at=now,
        updated_at=now,
    )
    webhooks.add_webhook(connection, new, owner=caller.owner)
    return new


def _change(
    connection: Connection, existing: StoredWebhook, given: WebhookIn, secret: str, caller: Caller, wired: Services
) -> StoredWebhook:
    now = wired.clock.real_now()
    changed: dict[str, Any] = {"url": given.url, "events": list(dict.fromkeys(given.events))}
    if given.rotate_secret:
        kept = signing.rotated(wired.vault.open(existing.sealed_secret), secret, now=now)
        changed["sealed_secret"] = wired.vault.seal(kept)
    webhooks.change_webhook(connection, existing.id, owner=caller.owner, at=now, **changed)
    found = webhooks.webhook_of(connection, caller.owner, existing.name)
    assert found is not None  # noqa: S101  # held in this transaction
    return found


@router.delete(
    "/{name}",
    status_code=204,
    summary="Delete a webhook",
    operation_id="delete_webhook",
    responses=problems(401, 403, 404, 422),
)
async def delete_webhook(name: WebhookName, caller: Sender, wired: Wired) -> None:
    """Delete it with its deliveries, those under way included."""
    if not await wired.writer.run(lambda connection: webhooks.delete_webhook(connection, caller.owner, name)):
        raise _not_found()


@router.get(
    "/{name}/deliveries",
    summary="List what was delivered, or not",
    operation_id="list_webhook_deliveries",
    responses={**shows(200, examples.DELIVERIES), **problems(401, 403, 404, 422)},
)
async def list_webhook_deliveries(
    name: WebhookName,
    caller: Reader,
    wired: Wired,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> DeliveryListOut:
    """Return one page, newest first; what ended is listed for 30 days."""
    before_id = id_of_cursor(cursor)

    def look() -> list[StoredDelivery] | None:
        with wired.database.reading() as connection:
            found = webhooks.webhook_of(connection, caller.owner, name)
            if found is None:
                return None
            return webhooks.deliveries_of(connection, found.id, limit=limit + 1, before_id=before_id)

    found = await asyncio.to_thread(look)
    if found is None:
        raise _not_found()
    page = found[:limit]
    return DeliveryListOut(
        items=[_delivery(each) for each in page],
        next_cursor=page[-1].id.hex if len(found) > limit else None,
    )


def _not_found() -> ProblemError:
    return ProblemError("not_found", "There is no webhook of this name.")


def _bad_url(refused: NoAnswer) -> ProblemError:
    return invalid_input([FieldError(pointer="/url", code=refused.fault, detail=refused.detail)])


def _told(webhook: StoredWebhook) -> dict[str, Any]:
    return {
        "name": webhook.name,
        "url": webhook.url,
        "events": webhook.events,
        "state": "enabled" if webhook.disabled_reason is None else "disabled",
        "disabled_reason": webhook.disabled_reason,
        "failing_since": None if webhook.failing_since is None else instant_text(webhook.failing_since),
        "created_at": instant_text(webhook.created_at),
        "updated_at": instant_text(webhook.updated_at),
    }


def _delivery(stored: StoredDelivery) -> DeliveryOut:
    return DeliveryOut.model_validate(
        {
            "id": str(stored.id),
            "type": stored.type,
            "follow_up_id": str(stored.follow_up_id),
            "state": "sending" if stored.state == "claimed" else stored.state,
            "tries": stored.tries,
            "next_try_at": instant_text(stored.due_at) if stored.state == "waiting" else None,
            "last_status": stored.last_status,
            "last_error": stored.last_error,
            "created_at": instant_text(stored.created_at),
            "ended_at": None if stored.ended_at is None else instant_text(stored.ended_at),
        }
    )
