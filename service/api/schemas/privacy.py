"""What the privacy routes take and answer."""

from typing import Any

from fastapi.openapi.models import Example
from pydantic import Field

from service.api import answer_examples
from service.api.schemas.answers import Answer, EventOut, FollowUpOut, InstantOut
from service.api.schemas.scalars import StrictModel


class EraseIn(StrictModel):
    """Whom to forget: a candidate or a recruiter, by the address that the follow-ups name."""

    candidate_email: str | None = Field(default=None, min_length=1, max_length=254)
    recruiter_email: str | None = Field(default=None, min_length=1, max_length=254)


class ErasedOut(Answer):
    """How many follow-ups it came to."""

    wiped: int = Field(description="Wiped now.")
    stopped: int = Field(description="Of those: had been waiting to be sent.")
    pending: int = Field(description="Being sent just now; asked to stop, and wiped when that has ended.")


class ExportedFileOut(Answer):
    """A file that goes with a letter."""

    filename: str
    sha256: str
    content_base64: str


class ExportedOut(Answer):
    """All that is stored of one follow-up."""

    follow_up: FollowUpOut
    events: list[EventOut]
    files: list[ExportedFileOut]
    message: str | None = Field(description="The bytes as they went over the wire; null before the first try.")


class ExportOut(Answer):
    """One page of what is stored of a person, the newest first."""

    suppressed_since: InstantOut | None = Field(description="Since when letters no longer go to this address.")
    items: list[ExportedOut]
    next_cursor: str | None = Field(description="Ask for the next page with it; null: this was the last one.")


ERASE: dict[str, Example] = {
    "candidate": {"summary": "A candidate asks to be forgotten", "value": {"candidate_email": "rina@example.com"}},
    "recruiter": {"summary": "A recruiter does", "value": {"recruiter_email": "andi@majujaya.co.id"}},
}
ERASED: dict[str, Any] = {"wiped": 3, "stopped": 1, "pending": 0}
EXPORT: dict[str, Any] = {
    "suppressed_since": None,
    "items": [
        {
            "follow_up": answer_examples.FOLLOW_UP,
            "events": answer_examples.EVENTS["items"],
            "files": [],
            "message": None,
        }
    ],
    "next_cursor": None,
}
