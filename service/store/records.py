"""What the store gives and takes: plain frozen values, so that no layer above sees a row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from service.domain.follow_up import Status

Document = dict[str, Any]  # JSON-able
Own: TypeAlias = tuple[UUID, UUID]  # an id and the token of its claim, which prove ownership only together


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPlan:
    """A plan as the store keeps it: the instants that statements ask for, and the document that is told."""

    send_at: datetime  # aware UTC, inside [opens_at, closes_at)
    opens_at: datetime
    closes_at: datetime
    expires_at: datetime
    revision: int  # of the calendar it rests on
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """A file to be stored with a follow-up."""

    filename: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUp:
    """All that one accepted POST puts into the database."""

    id: UUID
    owner: str
    account: str
    recruiter_email: str
    candidate_email: str
    reference: str | None
    duplicate_hash: str
    recruiter_hash: str
    allow_duplicate: bool
    request: Document
    language: str
    subject: str
    body: str
    phrasing: str | None
    findings: list[Document]
    rules_version: str | None
    message_id: str
    accepted_rules: tuple[str, ...] = ()  # of findings that would have blocked the letter
    attachments: tuple[NewAttachment, ...]
    plan: StoredPlan
    at: datetime  # aware UTC
    domain_hash: str = ""  # of the recruiter's domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One SMTP try, as evidence."""

    n: int
    started_at: datetime
    ended_at: datetime
    stage: str
    reply_code: int | None
    reply_text: str | None
    outcome: str
    counted: bool
    instance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredContent:
    """What a try needs of a follow-up: the letter, and what was asked for."""

    id: UUID
    owner: str
    request: Document
    language: str
    subject: str
    body: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFollowUp(StoredContent):
    """A follow-up as it stands."""

    account: str
    recruiter_hash: str
    status: Status
    send_at: datetime
    opens_at: datetime
    closes_at: datetime
    expires_at: datetime
    calendar_revision: int
    tries: int
    stop_requested: str | None
    answered_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    phrasing: str | None
    findings: list[Document]
    rules_version: str | None
    plan: Document
    attempts: tuple[Attempt, ...] = ()
    wiped_at: datetime | None = None  # what names a person is gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A follow-up taken for one try; only the holder of `token` may change it until the lease is over."""

    id: UUID
    token: UUID
    owner: str
    account: str
    recruiter_hash: str
    domain_hash: str
    send_at: datetime
    opens_at: datetime
    closes_at: datetime
    expires_at: datetime
    calendar_revision: int
    tries: int  # that reached MAIL, before this one
    tries_in_window: int
    attempts: int

    @property
    def own(self) -> Own:
        """The pair that proves ownership."""
        return self.id, self.token


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a follow-up's history."""

    at: datetime
    type: str
    detail: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """An API key, without its secret."""

    id: str
    name: str
    owner: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = None  # real time, to the minute
