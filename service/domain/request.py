"""A follow-up as it was asked for and understood: the facts that its plan and its letter are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from service.domain.office import Hours, Office
from service.domain.promise import Promise
from service.domain.windows import WindowKind

Language = Literal["id", "en"]
Document = dict[str, Any]  # JSON-able


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Who writes."""

    name: str
    email: str  # normalised, ASCII
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recruiter:
    """Who is written to."""

    email: str  # normalised, ASCII
    name: str | None = None
    honorific: str | None = None  # Bapak | Ibu | Mr | Ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the interview was for."""

    company: str
    position: str
    interviewed_on: date  # a date of the recruiter's calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The recruiter's earlier mail that the follow-up answers."""

    message_id: str | None  # with its angle brackets
    subject: str | None  # None: the letter's own, with "Re: "
    references: tuple[str, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetter:
    """A letter in the candidate's own words."""

    subject: str
    body: str
    language: Language


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAttachment:
    """A file that goes with the letter."""

    filename: str
    content: bytes
    sha256: str  # hex


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpRequest:
    """What `POST /v1/follow-ups` asks for, validated and with every default filled in."""

    candidate: Candidate
    recruiter: Recruiter
    application: Application
    promise: Promise
    office: Office
    windows: tuple[WindowKind, ...]  # kinds in which the letter may go out
    language: Language
    own_letter: OwnLetter | None  # None: the service composes
    attachments: tuple[GivenAttachment, ...]
    thread: Thread | None
    account: str
    reference: str | None
    expires_after_working_days: int
    allow_duplicate: bool
    accept: tuple[str, ...] = ()  # rules of the letter check that the writer accepts

    def facts(self, owner: str, *, greeting_hours: Hours | None = None) -> "PlannedFacts":
        """Return the facts that planning needs.

        Args:
            owner: whose follow-up.
            greeting_hours: the local hours that a time greeting in the letter leaves; None: it has none that counts.
        """
        return PlannedFacts(
            promise=self.promise,
            office=replace(self.office, within=greeting_hours),
            windows=self.windows,
            language=self.language,
            expires_after_working_days=self.expires_after_working_days,
            spread_key=spread_key(
                owner, self.candidate.email, self.recruiter.email, self.application.interviewed_on.isoformat()
            ),
        )

    def duplicate_key(self, owner: str) -> str:
        """Return what two open follow-ups of one owner may not share."""
        position = " ".join(self.application.position.split())
        return "\n".join(part.casefold() for part in (owner, self.candidate.email, self.recruiter.email, position))

    def to_document(self, answer_by: date, *, greeting_hours: Hours | None = None) -> Document:
        """Return the parts that the plan, the letter and the answer are made from, JSON-able; files are left out.

        Args:
            answer_by: what the promise comes to by the calendar as it stands.
            greeting_hours: see `facts`.
        """
        thread = self.thread
        return {
            "candidate": _without_none(
                name=self.candidate.name, email=self.candidate.email, phone=self.candidate.phone
            ),
            "recruiter": {
                "email": self.recruiter.email,
                "name": self.recruiter.name,
                "honorific": self.recruiter.honorific,
            },
            "application": {
                "company": self.application.company,
                "position": self.application.position,
                "interviewed_on": self.application.interviewed_on.isoformat(),
            },
            "promise": self.promise.to_document(answer_by),
            "office": self.office.to_document(),
            "windows": list(self.windows),
            "attachments": [
                {"filename": file.filename, "size": len(file.content), "sha256": file.sha256}
                for file in self.attachments
            ],
            "thread": None
            if thread is None
            else {
                "message_id": thread.message_id,
                "subject": thread.subject,
                "references": list(thread.references),
            },
            **_as_written(self.own_letter),
            "account": self.account,
            "reference": self.reference,
            "expires_after_working_days": self.expires_after_working_days,
            "allow_duplicate": self.allow_duplicate,
            "accept": list(self.accept),
            "greeting_hours": None if greeting_hours is None else greeting_hours.to_document(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFacts:
    """The facts of a stored follow-up that planning needs again, read back from its document."""

    promise: Promise
    office: Office
    windows: tuple[WindowKind, ...]
    language: Language
    expires_after_working_days: int
    spread_key: str

    @classmethod
    def from_document(cls, document: Mapping[str, Any], *, owner: str, language: Language) -> "PlannedFacts":
        """Return the facts from what `FollowUpRequest.to_document` gave."""
        return cls(
            promise=Promise.from_document(document["promise"]),
            office=replace(Office.from_document(document["office"]), within=_hours_of(document.get("greeting_hours"))),
            windows=tuple(document["windows"]),
            language=language,
            expires_after_working_days=document["expires_after_working_days"],
            spread_key=spread_key(
                owner,
                document["candidate"]["email"],
                document["recruiter"]["email"],
                document["application"]["interviewed_on"],
            ),
        )


def spread_key(*parts: str) -> str:
    """Return what the point inside the window is a hash of: the same for preview, POST and every plan after."""
    return "\n".join(part.casefold() for part in parts)


def _hours_of(given: list[str] | None) -> Hours | None:
    return None if given is None else Hours.from_document(given)


def _without_none(**fields: str | None) -> Document:
    return {name: value for name, value in fields.items() if value is not None}


def _as_written(letter: OwnLetter | None) -> Document:
    """Return what the stored letter does not tell of the candidate's own words: a thread may have given the subject."""
    return {} if letter is None else {"letter": {"subject": letter.subject}}
