"""Compose a follow-up letter from an application's facts. Pure and deterministic; the phrasings are handed in."""

import re
from dataclasses import dataclass
from datetime import date

from service.letters.dates import written_date, written_day_and_date
from service.letters.language import Language
from service.letters.phrasings import Phrasing, Phrasings, fill
from service.letters.salutation import Address, address_reader
from service.letters.subject import reply_subject, subject_line, without_reply_prefix

_LEGAL_FORM = re.compile(r"^(?:pt|cv|ud)\.?\s+|[\s,]+(?:\(persero\)|tbk|ltd|inc|llc)\.?$", re.IGNORECASE)
_CONNECTOR = r"(?:\b(?:di|pada|at|for|untuk)\s|[@–—|/,(\[:]\s*|\s-\s*)"

# "di Maju Jaya" names PT Maju Jaya, not PT Maju: another word after the bare name makes it another firm's.
_END_OF_COMPANY = r"(?:\s+tbk\.?)?\s*(?:$|[)\],/|–—-])"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """What a composed letter is about. Every text is free text of the request; white space in it does not matter."""

    candidate_name: str
    phone: str | None
    recruiter_name: str | None
    honorific: str | None  # Bapak | Ibu | Mr | Ms, or what `normalise_honorific` understands
    company: str
    position: str
    interviewed_on: date  # the local date of the interview
    thread_subject: str | None  # subject of the recruiter's earlier mail; the letter then answers it
    key: str  # what the phrasing's hash is taken of; the same key gives the same wording


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposedLetter:
    """A letter ready to be sent, to the letter."""

    subject: str  # one line
    body: str  # plain text, "\n" line ends, paragraphs parted by a blank line, no line wrapped
    language: Language
    phrasing: str  # id of the wording, e.g. "id-3"


def compose(facts: LetterFacts, language: Language, phrasings: Phrasings) -> ComposedLetter:
    """Return the letter for these facts.

    Raises:
        ValueError: the honorific is unknown, or the candidate's name, the company or the position is blank.
    """
    name, company, position = (_required(text) for text in (facts.candidate_name, facts.company, facts.position))
    wording = phrasings.choose(language, facts.key)
    address = address_reader(
        name=_tidy(facts.recruiter_name), honorific=facts.honorific, company=company, language=language
    )
    slots = {
        "name": name,
        "role": _role(position, company, language),
        "date": written_date(facts.interviewed_on, language),
        "day_date": written_day_and_date(facts.interviewed_on, language),
        "reader": address.reader,
    }
    signature = "\n".join(part for part in (name, _tidy(facts.phone)) if part)
    if facts.thread_subject is not None and without_reply_prefix(facts.thread_subject):
        subject = reply_subject(facts.thread_subject)
    else:
        subject = subject_line(purpose=wording.subject, position=position, name=name)
    return ComposedLetter(
        subject=subject,
        body=_body(wording, address, slots, signature, language),
        language=language,
        phrasing=wording.id,
    )


def _body(wording: Phrasing, address: Address, slots: dict[str, str], signature: str, language: Language) -> str:
    opening = (address.salutation, "Dengan hormat,") if language == "id" else (address.salutation,)
    text = (fill(part, slots) for part in (wording.introduction, wording.purpose, wording.thanks))
    return "\n\n".join((*opening, *text, wording.closing, signature)) + "\n"


def _role(position: str, company: str, language: Language) -> str:
    """Return position and company as one phrase, without naming a company twice that the position names already."""
    if language == "id":
        phrase = position if re.match(r"posisi\b", position, re.IGNORECASE) else f"posisi {position}"
        joint = "di"
    else:
        ends_itself = re.search(r"\b(?:position|role)$", position, re.IGNORECASE)
        phrase = position if ends_itself else f"position of {position}"
        joint = "at"
    return phrase if _names_company(position, company) else f"{phrase} {joint} {company}"


def _names_company(position: str, company: str) -> bool:
    """Whether `position` holds the company as written, or its bare name after a joint ("… di Maju Jaya")."""
    whole = rf"(?<!\w){re.escape(company.rstrip('.'))}(?!\w)"
    if re.search(whole, position, re.IGNORECASE):
        return True
    bare = company
    while (shorter := _LEGAL_FORM.sub("", bare)) not in {bare, ""}:
        bare = shorter
    named = rf"{_CONNECTOR}(?:(?:pt|cv)\.?\s+)?{re.escape(bare)}{_END_OF_COMPANY}"
    return re.search(named, position, re.IGNORECASE) is not None


def _tidy(text: str | None) -> str:
    """Return `text` on one line, single-spaced, without a comma hanging at its end."""
    return " ".join((text or "").split()).rstrip(" ,;:")


def _required(text: str) -> str:
    tidy = _tidy(text)
    if not tidy:
        raise ValueError("a letter needs the candidate's name, the company and the position")
    return tidy
