"""Rules of the family `coherence`: what is left of another letter, breaks off or stands there twice."""

from collections.abc import Iterator

from service.letters.checking.coherence_application import other_application_hits
from service.letters.checking.coherence_sentences import cut_off_hits, repeated_hits
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield another application's names, sentences without an end and sentences said twice."""
    yield from other_application_hits(letter, context, book)
    yield from cut_off_hits(letter, book)
    yield from repeated_hits(letter)
