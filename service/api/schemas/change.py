"""The body of `PATCH /v1/follow-ups/{id}`: a merge patch, in which null removes."""

from typing import Annotated

from pydantic import Field

from service.api.schemas.follow_up import AttachmentIn, LetterIn, ThreadIn
from service.api.schemas.office import OfficeIn
from service.api.schemas.plan_line import WindowsIn
from service.api.schemas.promise import PromiseIn
from service.api.schemas.scalars import LocalDate, StrictModel
from service.api.schemas.texts import Address, Line, Name


class CandidateChange(StrictModel):
    """What changes of who writes."""

    name: Name | None = None
    email: Address | None = None
    phone: Annotated[str, Field(pattern=r"^[+0-9][0-9 ()./-]{3,30}$")] | None = None


class RecruiterChange(StrictModel):
    """What changes of who is written to."""

    email: Address | None = None
    name: Name | None = None
    honorific: Annotated[str, Field(max_length=20)] | None = None


class ApplicationChange(StrictModel):
    """What changes of the interview."""

    company: Name | None = None
    position: Name | None = None
    interviewed_on: LocalDate | None = None


class FollowUpChange(StrictModel):
    """A merge patch (RFC 7396) on the body as it was posted; what is absent stays, null goes back to what is built in.

    `candidate`, `recruiter` and `application` are merged; everything else is replaced whole.
    """

    candidate: CandidateChange | None = None
    recruiter: RecruiterChange | None = None
    application: ApplicationChange | None = None
    promise: PromiseIn | None = None
    office: OfficeIn | None = None
    windows: WindowsIn | None = None
    letter: LetterIn | None = None
    attachments: Annotated[list[AttachmentIn], Field(max_length=10)] | None = None
    thread: ThreadIn | None = None
    account: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[a-z0-9][a-z0-9_-]*$")] | None = None
    reference: Line | None = None
    expires_after_working_days: Annotated[int, Field(ge=1, le=30)] | None = None
    allow_duplicate: bool | None = None
