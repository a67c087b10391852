"""Step (3): the letter of a request, composed or as the candidate wrote it; it is checked as it stands then."""

from dataclasses import dataclass

from service.domain.request import Application, Candidate, FollowUpRequest, Language, Recruiter, Thread
from service.intake.checking import Letter
from service.letters.checking.context import LetterContext
from service.letters.compose import LetterFacts, compose
from service.letters.phrasings import Phrasings
from service.letters.subject import reply_subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCompose:
    """What a composed letter is made of."""

    candidate: Candidate
    recruiter: Recruiter
    application: Application
    thread: Thread | None
    language: Language

    def context(self) -> LetterContext:
        """Return what the letter is compared with, while nothing is planned."""
        return LetterContext(
            recruiter_name=self.recruiter.name,
            honorific=self.recruiter.honorific,
            company=self.application.company,
            position=self.application.position,
            candidate_name=self.candidate.name,
            interviewed_on=self.application.interviewed_on,
            answers_thread=self.thread is not None,
        )


def letter_of(request: FollowUpRequest, key: str, phrasings: Phrasings) -> tuple[Letter, str | None]:
    """Return the letter, and which phrasing composed it (None: the candidate's own words).

    Args:
        request: validated.
        key: what the phrasing is a hash of.
        phrasings: every wording.
    """
    own, thread = request.own_letter, request.thread
    if own is not None:
        subject = own.subject if thread is None else reply_subject(thread.subject or own.subject)
        return Letter(subject=subject, body=own.body, language=own.language), None
    asked = ToCompose(
        candidate=request.candidate,
        recruiter=request.recruiter,
        application=request.application,
        thread=thread,
        language=request.language,
    )
    return compose_letter(asked, key, phrasings)


def compose_letter(asked: ToCompose, key: str, phrasings: Phrasings) -> tuple[Letter, str]:
    """Return the composed letter and its phrasing; see `letter_of`."""
    thread = asked.thread
    composed = compose(
        LetterFacts(
            candidate_name=asked.candidate.name,
            phone=asked.candidate.phone,
            recruiter_name=asked.recruiter.name,
            honorific=asked.recruiter.honorific,
            company=asked.application.company,
            position=asked.application.position,
            interviewed_on=asked.application.interviewed_on,
            thread_subject=None if thread is None else thread.subject,
            key=key,
        ),
        asked.language,
        phrasings,
    )
    subject = composed.subject if thread is None else reply_subject(composed.subject)
    letter = Letter(subject=subject, body=composed.body, language=composed.language, composed=True)
    return letter, composed.phrasing
