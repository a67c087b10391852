"""The body of `POST /v1/follow-ups`."""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from service.api.schemas.addresses import refuse_unread, sendable
from service.api.schemas.office import OfficeIn, office_or_default
from service.api.schemas.plan_line import WindowsIn
from service.api.schemas.promise import PromiseIn
from service.api.schemas.scalars import LocalDate, StrictModel
from service.api.schemas.texts import Address, Body, Line, Name, Subject
from service.calendar.indonesian import IndonesianCalendar
from service.domain.errors import FieldError, InvalidInputError
from service.domain.promise import Promise
from service.domain.request import (
    Application,
    Candidate,
    FollowUpRequest,
    GivenAttachment,
    Language,
    OwnLetter,
    Recruiter,
    Thread,
)
from service.domain.windows import WINDOW_KINDS, WindowKind
from service.letters.language import detect_language
from service.letters.salutation import normalise_honorific
from service.mail.wire import is_message_id

OLDEST_INTERVIEW = timedelta(days=180)
FARTHEST_COUNT = timedelta(days=180)  # between the interview and the day that a promise counts from
MOST_ATTACHED_BYTES = 7 * 1024 * 1024
MOST_REFERENCES = 100
PDF = b"%PDF-"
_REPLY = re.compile(r"(?:re|bls|balas)\s*:", re.IGNORECASE)
T = TypeVar("T")


class CandidateIn(StrictModel):
    """Who writes."""

    name: Name
    email: Address
    phone: Annotated[str, Field(pattern=r"^[+0-9][0-9 ()./-]{3,30}$")] | None = None


class RecruiterIn(StrictModel):
    """Who is written to."""

    email: Address
    name: Name | None = None
    honorific: Annotated[str, Field(max_length=20)] | None = Field(
        default=None, description="Bapak, Ibu, Mr or Ms; Pak and Bu are understood."
    )


class ApplicationIn(StrictModel):
    """What the interview was for."""

    company: Name
    position: Name
    interviewed_on: LocalDate = Field(description="A date of the recruiter's calendar.")


class LetterIn(StrictModel):
    """A letter to compose (`language` alone), or the candidate's own words (`subject` and `body`)."""

    language: Literal["id", "en"] | None = Field(
        default=None, description="Indonesian when absent; of the candidate's own words it is detected."
    )
    subject: Subject | None = None
    body: Body | None = None
    accept: list[Annotated[str, Field(max_length=60)]] = Field(
        default_factory=list, max_length=50, description="Rules of the letter check that the writer accepts."
    )

    @model_validator(mode="after")
    def _own_words_are_whole(self) -> "LetterIn":
        if (self.subject is None) != (self.body is None):
            raise PydanticCustomError(
                "half_a_letter", "Subject and body are accepted together, or neither to have the letter composed."
            )
        return self


class AttachmentIn(StrictModel):
    """A PDF that goes with the letter."""

    filename: Line
    content_base64: str = Field(description="RFC 4648 base64; 7 MB of files in all.")


class ThreadIn(StrictModel):
    """The recruiter's earlier mail that the follow-up answers."""

    message_id: Annotated[str, Field(max_length=900)] | None = None
    subject: Subject | None = Field(
        default=None, description='The letter gets "Re: " and this; else "Re: " and its own.'
    )
    references: list[Annotated[str, Field(max_length=900)]] = Field(default_factory=list, max_length=MOST_REFERENCES)


class FollowUpIn(StrictModel):
    """A follow-up to be sent."""

    candidate: CandidateIn
    recruiter: RecruiterIn
    application: ApplicationIn
    promise: PromiseIn | None = Field(default=None, description="Without one, two weeks are assumed.")
    office: OfficeIn | None = None
    windows: WindowsIn = Field(default_factory=lambda: list(WINDOW_KINDS))
    letter: LetterIn | None = None
    attachments: list[AttachmentIn] = Field(default_factory=list, max_length=10)
    thread: ThreadIn | None = None
    account: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")] = "default"
    reference: Line | None = Field(default=None, description="Your own id; answered and searchable.")
    expires_after_working_days: Annotated[int, Field(ge=1, le=30)] = 5
    allow_duplicate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the body is read against."""

    calendar: IndonesianCalendar
    today: Callable[[str], date]  # the local date in a time zone (IANA)
    allow_reserved: bool  # addresses such as .test


def read_follow_up(given: FollowUpIn, reading: Reading) -> FollowUpRequest:
    """Return what was asked for, with every default filled in.

    Raises:
        InvalidInputError: with everything that cannot be accepted, not only the first.
    """
    wrong: list[FieldError] = []

    def collect(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InvalidInputError as error:
            wrong.extend(error.errors)
            return None

    candidate = collect(lambda: _candidate(given.candidate, reading))
    recruiter = collect(lambda: _recruiter(given.recruiter, reading))
    office = collect(lambda: office_or_default(given.office, reading.calendar.provinces))
    zone = office.timezone if office is not None else "Asia/Jakarta"
    application = collect(lambda: _application(given.application, reading.today(zone)))
    promise = collect(lambda: _promise(given))
    own_letter = collect(lambda: _own_letter(given))
    attachments = collect(lambda: _attachments(given.attachments))
    thread = collect(lambda: read_thread(given.thread))
    if wrong or not (candidate and recruiter and office and application and promise):
        raise InvalidInputError(*wrong)
    language: Language = "id"
    if own_letter is not None:
        language = own_letter.language
    elif given.letter is not None and given.letter.language is not None:
        language = given.letter.language
    kinds: tuple[WindowKind, ...] = tuple(kind for kind in WINDOW_KINDS if kind in given.windows)
    return FollowUpRequest(
        candidate=candidate,
        recruiter=recruiter,
        application=application,
        promise=promise,
        office=office,
        windows=kinds,
        language=language,
        own_letter=own_letter,
        attachments=attachments or (),
        thread=thread,
        account=given.account,
        reference=given.reference,
        expires_after_working_days=given.expires_after_working_days,
        allow_duplicate=given.allow_duplicate,
        accept=() if given.letter is None else tuple(given.letter.accept),
    )


def read_honorific(given: str | None) -> str | None:
    """Return the honorific of `/recruiter/honorific` in its usual form.

    Raises:
        InvalidInputError: it is none that a letter knows.
    """
    try:
        return normalise_honorific(given)
    except ValueError:
        raise _wrong("/recruiter/honorific", "unknown_honorific", "Bapak, Ibu, Mr, Ms or null is accepted.") from None


def _candidate(given: CandidateIn, reading: Reading) -> Candidate:
    email = sendable(given.email, pointer="/candidate/email", allow_reserved=reading.allow_reserved)
    return Candidate(name=given.name, email=email, phone=given.phone)


def _recruiter(given: RecruiterIn, reading: Reading) -> Recruiter:
    email = sendable(given.email, pointer="/recruiter/email", allow_reserved=reading.allow_reserved)
    refuse_unread(email, pointer="/recruiter/email")
    return Recruiter(email=email, name=given.name, honorific=read_honorific(given.honorific))


def _application(given: ApplicationIn, today: date) -> Application:
    pointer = "/application/interviewed_on"
    if given.interviewed_on > today:
        raise _wrong(pointer, "interview_in_future", "The interview must have taken place: today or earlier.")
    if today - given.interviewed_on > OLDEST_INTERVIEW:
        raise _wrong(
            pointer, "interview_too_old", f"An interview of the last {OLDEST_INTERVIEW.days} days is accepted."
        )
    return Application(company=given.company, position=given.position, interviewed_on=given.interviewed_on)


def _promise(given: FollowUpIn) -> Promise:
    interviewed_on = given.application.interviewed_on
    if given.promise is None:
        return Promise.assume(interviewed_on)
    start = given.promise.counted_from
    if start is not None and abs(start - interviewed_on) > FARTHEST_COUNT:
        raise _wrong(
            "/promise/counted_from",
            "counted_from_too_far",
            f"A day within {FARTHEST_COUNT.days} days of the interview is accepted.",
        )
    return given.promise.to_promise(interviewed_on)


def _own_letter(given: FollowUpIn) -> OwnLetter | None:
    letter = given.letter
    if letter is None or letter.subject is None or letter.body is None:
        return None
    if given.thread is None and _REPLY.match(letter.subject):
        raise _wrong(
            "/letter/subject", "reply_without_thread", 'A subject with "Re:" is accepted together with `thread` only.'
        )
    return OwnLetter(
        subject=letter.subject,
        body=letter.body,
        language=letter.language or detect_language(letter.body),
    )


def _attachments(given: list[AttachmentIn]) -> tuple[GivenAttachment, ...]:
    files = []
    for index, each in enumerate(given):
        pointer = f"/attachments/{index}"
        try:
            content = base64.b64decode(each.content_base64, validate=True)
        except (binascii.Error, ValueError):
            raise _wrong(f"{pointer}/content_base64", "invalid_base64", "RFC 4648 base64 is accepted.") from None
        if not content.startswith(PDF):
            raise _wrong(f"{pointer}/content_base64", "not_a_pdf", "A PDF file is accepted.")
        plain = not any(mark in each.filename for mark in '/\\"') and not each.filename.startswith(".")
        if not plain or not each.filename.casefold().endswith(".pdf"):
            raise _wrong(f"{pointer}/filename", "invalid_filename", "A plain file name such as cv.pdf is accepted.")
        files.append(
            GivenAttachment(filename=each.filename, content=content, sha256=hashlib.sha256(content).hexdigest())
        )
    if sum(len(file.content) for file in files) > MOST_ATTACHED_BYTES:
        raise _wrong(
            "/attachments", "attachments_too_large", f"At most {MOST_ATTACHED_BYTES} bytes in all are accepted."
        )
    return tuple(files)


def read_thread(given: ThreadIn | None) -> Thread | None:
    """Return the mail of `/thread`.

    Raises:
        InvalidInputError: a Message-ID is none.
    """
    if given is None:
        return None
    detail = "A Message-ID such as <abc@example.com> is accepted."
    if given.message_id is not None and not is_message_id(given.message_id):
        raise _wrong("/thread/message_id", "invalid_message_id", detail)
    for index, reference in enumerate(given.references):
        if not is_message_id(reference):
            raise _wrong(f"/thread/references/{index}", "invalid_message_id", detail)
    return Thread(message_id=given.message_id, subject=given.subject, references=tuple(given.references))


def _wrong(pointer: str, code: str, detail: str) -> InvalidInputError:
    return InvalidInputError(FieldError(pointer=pointer, code=code, detail=detail))
