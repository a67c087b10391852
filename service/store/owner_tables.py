"""The tables of what owners bring: SMTP accounts, suppressions, webhooks and the outbox of their events."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.store import tables as _tables  # noqa: F401  # sets the naming convention first

# Condition of the partial index; queries use these very words, for SQLite matches no bound parameter to them.
IS_WAITING = "state IN ('waiting', 'claimed')"


class AccountRow(SQLModel, table=True):
    """An SMTP account that an owner registered. Its secret is sealed; how it stands is a row of `account_state`."""

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("owner", "name", name="uq_account_owner_name"),
        CheckConstraint("security IN ('starttls', 'tls', 'none')", name="security"),
        CheckConstraint("sign_in IN ('none', 'password', 'oauth')", name="sign_in"),
        CheckConstraint("(sign_in = 'none') = (sealed_secret IS NULL)", name="secret"),
        CheckConstraint("max_connections > 0 AND per_minute >= 0 AND per_day >= 0", name="caps"),
    )

    id: str = Field(primary_key=True)  # "acc_…": what `follow_up.account` and `account_state.name` hold
    owner: str
    name: str  # the owner's; "default" is the environment's account
    host: str
    port: int
    security: str
    sign_in: str
    username: str | None = None
    sealed_secret: str | None = Field(default=None, sa_column=Column(Text))  # Fernet: password, or refresh token …
    oauth_client_id: str | None = None
    oauth_token_url: str | None = None
    from_address: str
    from_name: str | None = None  # may hold {candidate}
    max_connections: int
    per_minute: int  # 0: no cap
    per_day: int  # in any 24 h; 0: no cap
    revision: int = 1  # grows with every change: open connections of an older one are not used again
    verified_at: datetime | None = None
    created_at: datetime
    updated_at: datetime


class SuppressionRow(SQLModel, table=True):
    """An address that asked an owner not to be written to."""

    __tablename__ = "suppression"

    owner: str = Field(primary_key=True)
    email: str = Field(primary_key=True)  # normalised, lower case
    created_at: datetime


class WebhookRow(SQLModel, table=True):
    """Where an owner wants to be told of events."""

    __tablename__ = "webhook"
    __table_args__ = (UniqueConstraint("owner", "name", name="uq_webhook_owner_name"),)

    id: str = Field(primary_key=True)  # "wh_…"
    owner: str
    name: str
    url: str = Field(sa_column=Column(Text, nullable=False))
    events: list[str] = Field(sa_column=Column(JSON, nullable=False))
    sealed_secret: str = Field(sa_column=Column(Text, nullable=False))  # Fernet: "whsec_…"
    disabled_reason: str | None = None  # None: it is told
    failing_since: datetime | None = None  # real time of the first failure that no delivery followed
    created_at: datetime
    updated_at: datetime


class DeliveryRow(SQLModel, table=True):
    """An event on its way to a webhook: written in the transaction of what happened, delivered by claim and lease."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'claimed', 'delivered', 'given_up')", name="state"),
        CheckConstraint("(state = 'claimed') = (lease_until IS NOT NULL AND token IS NOT NULL)", name="lease"),
        CheckConstraint("tries >= 0", name="tries"),
        Index("ix_webhook_delivery_due", "due_at", sqlite_where=text(IS_WAITING), postgresql_where=text(IS_WAITING)),
        Index("ix_webhook_delivery_waiting", "webhook_id", "due_at", sqlite_where=text(IS_WAITING),
              postgresql_where=text(IS_WAITING)),
        Index("ix_webhook_delivery_webhook_id", "webhook_id", "id"),
        Index("ix_webhook_delivery_follow_up_id", "follow_up_id"),
    )  # fmt: skip

    id: UUID = Field(primary_key=True)  # version 7; the message id that the receiver sees, the same at every try
    webhook_id: str = Field(foreign_key="webhook.id", ondelete="CASCADE")
    follow_up_id: UUID = Field(foreign_key="follow_up.id", ondelete="CASCADE")
    type: str  # "follow_up.sent"
    payload: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    state: str
    due_at: datetime  # real time, as all that follows; of a claimed one the end of its lease
    token: UUID | None = None
    lease_until: datetime | None = None
    tries: int = 0
    last_status: int | None = None  # HTTP status of the last answer
    last_error: str | None = None  # what went wrong, without the receiver's text
    created_at: datetime
    ended_at: datetime | None = None
