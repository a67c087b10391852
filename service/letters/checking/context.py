"""What is known beside the letter itself: the facts that it is compared with. A rule that lacks its fact is silent."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterContext:
    """The facts of the follow-up that a letter belongs to; None: not known."""

    recruiter_name: str | None = None
    honorific: str | None = None  # Bapak | Ibu | Mr | Ms, or what `normalise_honorific` understands
    company: str | None = None
    position: str | None = None
    candidate_name: str | None = None
    interviewed_on: date | None = None  # a date of the recruiter's calendar
    attachments: tuple[str, ...] | None = None  # filenames; (): nothing goes with the letter
    window: Literal["break", "pre_close"] | None = None  # in which the letter is to leave
    window_hours: tuple[time, time] | None = None  # [opens, closes), the recruiter's wall time; None: usual hours
    send_on: date | None = None  # the day on which it is to leave
    answers_thread: bool = False  # the subject is the recruiter's own, with "Re: "
