"""Webhooks: what a PUT takes, and what is answered."""

from typing import Annotated, Literal

from fastapi import Path
from pydantic import Field

from service.api.schemas.answers import Answer, InstantOut
from service.api.schemas.scalars import StrictModel
from service.egress.posting import LONGEST_URL

EventType = Literal[
    "follow_up.scheduled",
    "follow_up.replanned",
    "follow_up.retrying",
    "follow_up.sent",
    "follow_up.failed",
    "follow_up.in_doubt",
    "follow_up.cancelled",
    "follow_up.answered",
    "follow_up.expired",
]
WebhookName = Annotated[
    str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,39}$", description="The owner's own: a–z, 0–9, - and _; up to 40.")
]


class WebhookIn(StrictModel):
    """Where to post, and what."""

    url: str = Field(
        min_length=1,
        max_length=LONGEST_URL,
        description="https, to a public address; redirects are not followed.",
        json_schema_extra={"format": "uri"},
    )
    events: list[Literal[EventType, "*"]] = Field(
        min_length=1, max_length=10, description="`*` is every type, those to come included."
    )
    rotate_secret: bool = Field(
        default=False, description="Make a new secret; the one before signs on beside it for 24 hours."
    )


class WebhookOut(Answer):
    """A webhook as it stands; its secret is not told again."""

    name: str
    url: str
    events: list[str]
    state: Literal["enabled", "disabled"]
    disabled_reason: str | None = Field(description="Why nothing is posted any more; a PUT enables it again.")
    failing_since: InstantOut | None = Field(description="Real time of the first failure that no delivery followed.")
    created_at: InstantOut
    updated_at: InstantOut


class WebhookPutOut(WebhookOut):
    """The webhook as it holds now."""

    secret: str | None = Field(
        description="`whsec_…`, by which deliveries are signed: told at its making and rotation, and never again."
    )


class WebhookListOut(Answer):
    """An owner's webhooks, by name."""

    items: list[WebhookOut]


class DeliveryOut(Answer):
    """An event on its way, or at its end; times are real time, under a test clock too."""

    id: str = Field(description="The `webhook-id` header, the same at every try.")
    type: EventType
    follow_up_id: str
    state: Literal["waiting", "sending", "delivered", "given_up"]
    tries: int
    next_try_at: InstantOut | None
    last_status: int | None = Field(description="HTTP status of the last answer.")
    last_error: str | None = Field(description="What went wrong the last time; no word of the receiver.")
    created_at: InstantOut
    ended_at: InstantOut | None


class DeliveryListOut(Answer):
    """One page of deliveries, newest first."""

    items: list[DeliveryOut]
    next_cursor: str | None = Field(description="Ask for the next page with it; null: this was the last one.")
