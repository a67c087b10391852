"""Step (3): the letter of a request, composed or as the candidate wrote it. The letter check takes its place here."""

from service.domain.request import FollowUpRequest
from service.letters.compose import LetterFacts, compose
from service.letters.phrasings import Phrasings
from service.letters.subject import reply_subject


def letter_of(request: FollowUpRequest, key: str, phrasings: Phrasings) -> tuple[str, str, str | None]:
    """Return subject, body, and which phrasing composed it (None: the candidate's own words).

    Args:
        request: validated.
        key: what the phrasing is a hash of.
        phrasings: every wording.
    """
    thread_subject = request.thread.subject if request.thread is not None else None
    if request.own_letter is not None:
        own = request.own_letter
        subject = own.subject if request.thread is None else reply_subject(thread_subject or own.subject)
        return subject, own.body, None
    letter = compose(
        LetterFacts(
            candidate_name=request.candidate.name,
            phone=request.candidate.phone,
            recruiter_name=request.recruiter.name,
            honorific=request.recruiter.honorific,
            company=request.application.company,
            position=request.application.position,
            interviewed_on=request.application.interviewed_on,
            thread_subject=thread_subject,
            key=key,
        ),
        request.language,
        phrasings,
    )
    subject = letter.subject if request.thread is None else reply_subject(letter.subject)
    return subject, letter.body, letter.phrasing
