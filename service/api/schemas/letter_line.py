"""One line of `tanyakabar check`, and the body of `POST /v1/letters/check`: a letter and what is known beside it.

Subject and body are taken whatever they hold, also what could never be sent: the check tells about it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from service.api.schemas.scalars import LineId, LocalDate, LocalTime, StrictModel
from service.api.schemas.texts import MOST_IN_BODY
from service.domain.windows import WindowKind
from service.letters.checking.context import LetterContext
from service.letters.salutation import normalise_honorific

MOST_IN_SUBJECT = 1_000  # code points
_TOO_LONG = "A letter of at most {most} characters is accepted here."


def _text_up_to(most: int) -> PlainValidator:
    def any_text(given: Any) -> str:  # noqa: ANN401  # any JSON value
        if not isinstance(given, str):
            raise PydanticCustomError("string_type", "A string is accepted.")
        if len(given) > most:
            raise PydanticCustomError("letter_too_long", _TOO_LONG, {"most": most})
        return given

    return PlainValidator(any_text)


SubjectText = Annotated[str, _text_up_to(MOST_IN_SUBJECT), WithJsonSchema({"type": "string"})]
BodyText = Annotated[str, _text_up_to(MOST_IN_BODY), WithJsonSchema({"type": "string"})]
Fact = Annotated[str, Field(max_length=200)]


class LetterContextIn(StrictModel):
    """The facts of a letter; a rule that lacks its fact stays silent. null: not known."""

    recruiter_name: Fact | None = None
    honorific: Annotated[str, Field(max_length=20)] | None = Field(
        default=None, description="Bapak, Ibu, Mr or Ms; Pak and Bu are understood."
    )
    company: Fact | None = None
    position: Fact | None = None
    candidate_name: Fact | None = None
    interviewed_on: LocalDate | None = None
    attachments: Annotated[list[Fact], Field(max_length=50)] | None = Field(
        default=None, description="File names; an empty list: nothing goes with the letter."
    )
    window: WindowKind | None = Field(default=None, description="In which the letter is to leave.")
    window_hours: Annotated[list[LocalTime], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="Its hours, from and to; 12:00–13:00 and 16:00–17:00 unless given."
    )
    send_on: LocalDate | None = Field(default=None, description="The day on which it is to leave.")
    answers_thread: bool = Field(default=False, description="The subject is the recruiter's own.")

    @field_validator("honorific")
    @classmethod
    def _known(cls, given: str | None) -> str | None:
        try:
            return normalise_honorific(given)
        except ValueError:
            raise PydanticCustomError("unknown_honorific", "Bapak, Ibu, Mr, Ms or null is accepted.") from None

    @field_validator("window_hours")
    @classmethod
    def _in_order(cls, given: list[Any] | None) -> list[Any] | None:
        if given is not None and given[0] >= given[1]:
            raise PydanticCustomError("hours_out_of_order", "Hours are accepted as from and to, the earlier one first.")
        return given

    def to_context(self) -> LetterContext:
        """Return the facts; blank ones are not known."""
        hours = self.window_hours
        return LetterContext(
            recruiter_name=_filled(self.recruiter_name),
            honorific=self.honorific,
            company=_filled(self.company),
            position=_filled(self.position),
            candidate_name=_filled(self.candidate_name),
            interviewed_on=self.interviewed_on,
            attachments=None if self.attachments is None else tuple(self.attachments),
            window=self.window,
            window_hours=None if hours is None else (hours[0], hours[1]),
            send_on=self.send_on,
            answers_thread=self.answers_thread,
        )


class LetterLineIn(StrictModel):
    """A letter to be checked."""

    id: LineId | None = None
    language: Literal["id", "en"] | None = Field(default=None, description="Detected when absent.")
    subject: SubjectText
    body: BodyText
    context: LetterContextIn | None = None

    def to_context(self) -> LetterContext:
        """Return the facts given."""
        return LetterContext() if self.context is None else self.context.to_context()


def _filled(text: str | None) -> str | None:
    return text if text is not None and text.strip() else None
