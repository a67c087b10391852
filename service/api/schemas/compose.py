"""The body of `POST /v1/letters/compose`: parts of a follow-up, of which a letter is made."""

from typing import Annotated, Literal

from pydantic import Field

from service.api.schemas.addresses import sendable
from service.api.schemas.follow_up import ApplicationIn, ThreadIn, read_honorific, read_thread
from service.api.schemas.scalars import StrictModel
from service.api.schemas.texts import Address, Name
from service.domain.request import Application, Candidate, Recruiter
from service.intake.lettering import ToCompose


class ComposingCandidateIn(StrictModel):
    """Who writes."""

    name: Name
    email: Address | None = None
    phone: Annotated[str, Field(pattern=r"^[+0-9][0-9 ()./-]{3,30}$")] | None = None


class ComposingRecruiterIn(StrictModel):
    """Who is written to."""

    email: Address | None = None
    name: Name | None = None
    honorific: Annotated[str, Field(max_length=20)] | None = Field(
        default=None, description="Bapak, Ibu, Mr or Ms; Pak and Bu are understood."
    )


class ComposeIn(StrictModel):
    """What a letter is to be made of; with both addresses it is worded as a follow-up of the same parts would be."""

    candidate: ComposingCandidateIn
    recruiter: ComposingRecruiterIn = Field(default_factory=ComposingRecruiterIn)
    application: ApplicationIn
    language: Literal["id", "en"] = "id"
    thread: ThreadIn | None = None

    def read(self, *, allow_reserved: bool) -> ToCompose:
        """Return what to compose.

        Args:
            allow_reserved: whether addresses such as `.test` pass, as in a follow-up.

        Raises:
            InvalidInputError: an address is none, the honorific is unknown, or the thread names no message.
        """
        candidate, recruiter = (
            "" if each.email is None else sendable(each.email, pointer=pointer, allow_reserved=allow_reserved)
            for each, pointer in ((self.candidate, "/candidate/email"), (self.recruiter, "/recruiter/email"))
        )
        application = self.application
        return ToCompose(
            candidate=Candidate(name=self.candidate.name, email=candidate, phone=self.candidate.phone),
            recruiter=Recruiter(
                email=recruiter,
                name=self.recruiter.name,
                honorific=read_honorific(self.recruiter.honorific),
            ),
            application=Application(
                company=application.company, position=application.position, interviewed_on=application.interviewed_on
            ),
            thread=read_thread(self.thread),
            language=self.language,
        )
