"""The tables, each defined once. CHECK constraints make a wrong state impossible, not unlikely.

Instants are aware UTC (SQLModel's type refuses naive values). `lease_until` is real time even under a test clock.
The state row is narrow, for it is rewritten several times in its life; the letter stands in a row of its own.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from service.domain.follow_up import ENDED, LEASED, OPEN, Status

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def _in(column: str, values: tuple[Status, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


# Conditions of the partial indexes, and of what is counted. Queries use these very words, for SQLite matches no bound
# parameter to them.
IS_SCHEDULED = "status = 'scheduled'"
IS_LEASED = _in("status", LEASED)
IS_OPEN = _in("status", OPEN)
IS_IN_DOUBT = "status = 'in_doubt'"
TAKES_A_PLACE = _in("status", (*OPEN, Status.SENT))  # counts against the caps of the window it is planned into

IS_TO_WIPE = f"wiped_at IS NULL AND {_in('status', ENDED)}"
IS_TO_ERASE = "wiped_at IS NULL AND erase_requested_at IS NOT NULL"


class FollowUpRow(SQLModel, table=True):
    """The state of a follow-up."""

    __tablename__ = "follow_up"
    __table_args__ = (
        CheckConstraint(_in("status", tuple(Status)), name="status"),
        CheckConstraint(
            f"({IS_LEASED}) = (lease_until IS NOT NULL) AND (lease_until IS NULL OR token IS NOT NULL)",
            name="lease",
        ),
        CheckConstraint("opens_at <= send_at AND send_at < closes_at", name="inside_window"),
        CheckConstraint("tries >= 0 AND tries_in_window >= 0 AND attempts >= 0", name="counts"),
        CheckConstraint("stop_requested IS NULL OR stop_requested IN ('cancelled', 'answered')", name="stop"),
        Index("ix_follow_up_due", "send_at", sqlite_where=text(IS_SCHEDULED),
              postgresql_where=text(IS_SCHEDULED)),
        # With the status among its columns, or SQLite may take the index of the places for it: all that was ever sent.
        Index("ix_follow_up_due_account", "account", "status", "send_at", sqlite_where=text(IS_SCHEDULED),
              postgresql_where=text(IS_SCHEDULED)),
        Index("ix_follow_up_expiring", "expires_at", sqlite_where=text(IS_SCHEDULED),
              postgresql_where=text(IS_SCHEDULED)),
        Index("ix_follow_up_outdated", "calendar_revision", sqlite_where=text(IS_SCHEDULED),
              postgresql_where=text(IS_SCHEDULED)),
        Index("ix_follow_up_rules", "rules_version", "send_at", sqlite_where=text(IS_SCHEDULED),
              postgresql_where=text(IS_SCHEDULED)),
        Index("ix_follow_up_leased", "lease_until", sqlite_where=text(IS_LEASED),
              postgresql_where=text(IS_LEASED)),
        Index("ix_follow_up_in_doubt", "updated_at", sqlite_where=text(IS_IN_DOUBT),
              postgresql_where=text(IS_IN_DOUBT)),
        # The index of doubles and those of places have no condition: one that named the status would have each change
        # of it rewrite their pages. What they find is looked at for its status.
        Index("ix_follow_up_duplicate", "duplicate_hash"),
        Index("ix_follow_up_owner", "owner", "id"),
        Index("ix_follow_up_places", "account", "send_at"),
        Index("ix_follow_up_mailbox", "recruiter_hash", "send_at"),
        Index("ix_follow_up_domain", "domain_hash", "send_at"),
        Index("ix_follow_up_to_wipe", "updated_at", sqlite_where=text(IS_TO_WIPE),
              postgresql_where=text(IS_TO_WIPE)),
        Index("ix_follow_up_to_erase", "erase_requested_at", sqlite_where=text(IS_TO_ERASE),
              postgresql_where=text(IS_TO_ERASE)),
        Index("ix_follow_up_accepted", "owner", "created_at"),
        Index("ix_follow_up_started", "account", "attempt_started_at",
              sqlite_where=text("attempt_started_at IS NOT NULL"),
              postgresql_where=text("attempt_started_at IS NOT NULL")),
    )  # fmt: skip

    id: UUID = Field(primary_key=True)  # version 7: grows with time
    owner: str
    account: str
    status: str
    send_at: datetime
    opens_at: datetime  # the window `send_at` lies in, closed-open
    closes_at: datetime
    expires_at: datetime
    calendar_revision: int  # the calendar that the plan rests on
    tries: int = 0  # attempts that reached MAIL
    tries_in_window: int = 0  # of any kind, since the window of `send_at` opened
    attempts: int = 0  # rows in `attempt`
    stop_requested: str | None = None
    token: UUID | None = None  # proof of ownership; kept in doubt, so that a late reply can settle it
    lease_until: datetime | None = None  # real time
    attempt_started_at: datetime | None = None
    answered_at: datetime | None = None
    duplicate_hash: str
    recruiter_hash: str  # of the mailbox, whoever writes to it
    domain_hash: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of the mailbox's domain
    rules_version: str = Field(default="", sa_column_kwargs={"server_default": ""})  # last checked with; "": never
    version: int = 1  # for the ETag: grows with every change
    created_at: datetime
    updated_at: datetime
    wiped_at: datetime | None = None  # letter, attachments and message are gone; hash, times and status stay
    erase_requested_at: datetime | None = None  # while at work; it is wiped as soon as that has ended


class ContentRow(SQLModel, table=True):
    """What was asked for and the frozen letter; never rewritten by delivery."""

    __tablename__ = "follow_up_content"
    __table_args__ = (
        Index("ix_follow_up_content_recruiter", "recruiter_email"),
        Index("ix_follow_up_content_candidate", "candidate_email"),
        Index("ix_follow_up_content_reference", "reference"),
    )

    follow_up_id: UUID = Field(primary_key=True, foreign_key="follow_up.id", ondelete="CASCADE")
    recruiter_email: str  # lower case
    candidate_email: str  # lower case
    reference: str | None = None
    request: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    language: str
    subject: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    phrasing: str | None = None  # which phrasing composed it; None: the candidate's own words
    findings: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    rules_version: str | None = None  # of schema 0001, unused: its processes may still run during an upgrade
    message_id: str
    letter_hash: str | None = None  # SHA-256 of subject and body, hex; kept when they are wiped


class PlanRow(SQLModel, table=True):
    """The plan as it is told: why this moment, and which days were skipped."""

    __tablename__ = "follow_up_plan"

    follow_up_id: UUID = Field(primary_key=True, foreign_key="follow_up.id", ondelete="CASCADE")
    plan: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class AttachmentRow(SQLModel, table=True):
    """A file that goes with a letter."""

    __tablename__ = "attachment"

    follow_up_id: UUID = Field(primary_key=True, foreign_key="follow_up.id", ondelete="CASCADE")
    position: int = Field(primary_key=True)
    filename: str
    sha256: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class MessageRow(SQLModel, table=True):
    """The bytes on the wire, frozen before the first try."""

    __tablename__ = "message"

    follow_up_id: UUID = Field(primary_key=True, foreign_key="follow_up.id", ondelete="CASCADE")
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    reached_data: bool = False  # from then on the bytes never change


class AttemptRow(SQLModel, table=True):
    """One SMTP try, as evidence; appended with the transition that ended it."""

    __tablename__ = "attempt"

    follow_up_id: UUID = Field(primary_key=True, foreign_key="follow_up.id", ondelete="CASCADE")
    n: int = Field(primary_key=True)
    started_at: datetime
    ended_at: datetime
    stage: str
    reply_code: int | None = None
    reply_text: str | None = None
    outcome: str
    counted: bool
    instance: str  # which process


class EventRow(SQLModel, table=True):
    """The history of a follow-up; append-only."""

    __tablename__ = "event"
    __table_args__ = (Index("ix_event_follow_up_id", "follow_up_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    follow_up_id: UUID = Field(foreign_key="follow_up.id", ondelete="CASCADE")
    at: datetime
    type: str
    detail: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class IdempotencyRow(SQLModel, table=True):
    """The answer to a request that carried an Idempotency-Key; stored in the request's own commit."""

    __tablename__ = "idempotency_key"
    __table_args__ = (
        Index("ix_idempotency_key_follow_up_id", "follow_up_id"),
        Index("ix_idempotency_key_created_at", "created_at"),
    )

    owner: str = Field(primary_key=True)
    route: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    body_hash: str
    status: int
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    follow_up_id: UUID | None = Field(default=None, foreign_key="follow_up.id", ondelete="CASCADE")
    created_at: datetime


class AccountStateRow(SQLModel, table=True):
    """How an account stands; no row: as new."""

    __tablename__ = "account_state"

    name: str = Field(primary_key=True)
    paused_reason: str | None = None
    paused_at: datetime | None = None
    failures: int = 0  # in a row, before MAIL
    alone_until: datetime | None = None


class ApiKeyRow(SQLModel, table=True):
    """An API key; only the SHA-256 of its secret is kept."""

    __tablename__ = "api_key"
    __table_args__ = (UniqueConstraint("secret_hash"),)

    id: str = Field(primary_key=True)
    name: str
    owner: str
    scopes: str  # comma-separated: send, read, admin
    secret_hash: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None  # to the minute


class OverrideRow(SQLModel, table=True):
    """A day that an operator declared off, or declared worked, after the decree."""

    __tablename__ = "calendar_override"
    __table_args__ = (CheckConstraint("kind IN ('day_off', 'working_day')", name="kind"),)

    on: date = Field(primary_key=True)
    province: str = Field(primary_key=True, default="")  # "": the whole country
    kind: str
    name: str
    created_at: datetime


class CalendarStateRow(SQLModel, table=True):
    """One row: which revision of the overrides holds. C1 demands the one that the plan was checked with."""

    __tablename__ = "calendar_state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    revision: int
    digest: str  # of the calendar that comes with the product; another one begins a new revision


class RuleSetRow(SQLModel, table=True):
    """One row: which rule set of the letter check holds, the one of the version that was started last."""

    __tablename__ = "rule_set"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    version: str  # "": none has checked yet


class TestClockRow(SQLModel, table=True):
    """One row when this database lives on pretended time."""

    __test__ = False  # pytest: not a test class
    __tablename__ = "test_clock"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    start: datetime
    real: datetime
    speed: float
    advanced_seconds: float
