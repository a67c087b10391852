"""Rules of the family `ask`: what a follow-up should not ask, all of them patterns of `data/rules/ask.json`."""

from collections.abc import Iterator

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.sentence_search import sentence_hits


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield where the letter asks for the outcome, the start of work, the result or the pay."""
    yield from sentence_hits(letter, context, book, "ask")
