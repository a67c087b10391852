"""Rules of the family `tech`: what a template or a program left behind."""

from collections.abc import Iterator, Sequence
from itertools import islice

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Span
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.tech_encoding import encoding_hits
from service.letters.checking.tech_placeholder import placeholders

_MOST_PLACES = 400  # of a field; a text with more is no letter


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every family
    """Yield what the family finds."""
    for field, span in letter_placeholders(letter, context):
        yield Hit(rule="tech.placeholder", field=field, start=span.start, end=span.end)
    yield from encoding_hits(letter.subject, "subject")
    yield from encoding_hits(letter.body, "body")


def letter_placeholders(letter: ReadLetter, context: LetterContext) -> list[tuple[LetterField, Span]]:
    """Return what is still to be filled in, each place once; an earlier mail that is quoted stays as it was."""
    return letter.noted(_letter_placeholders, context)


def _letter_placeholders(letter: ReadLetter, context: LetterContext) -> list[tuple[LetterField, Span]]:
    given = (context.company, context.position, context.recruiter_name, context.candidate_name)
    facts = [fact for fact in given if fact]
    quotes = [(line.start, line.end) for line in letter.lines_of(Part.QUOTE)]
    found: list[tuple[LetterField, Span]] = []
    for span in _spans(letter.subject, "subject", facts):
        if not context.answers_thread:
            _add(found, "subject", span)
    for span in _spans(letter.body, "body", facts):
        if not any(start <= span.start < end for start, end in quotes):
            _add(found, "body", span)
    return found


def _spans(text: str, field: LetterField, facts: Sequence[str]) -> list[Span]:
    found = islice(placeholders(text, field, facts), _MOST_PLACES)
    return sorted(found, key=lambda span: (span.start, -span.end))


def _add(found: list[tuple[LetterField, Span]], field: LetterField, span: Span) -> None:
    if not found or found[-1][0] != field or span.start >= found[-1][1].end:
        found.append((field, span))
