"""Rules of the family `struct`: whether the letter has its parts, in their order."""

from collections.abc import Iterator

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.struct_content import content_hits
from service.letters.checking.struct_parts import part_hits
from service.letters.checking.struct_subject import subject_hits


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield what the family finds."""
    yield from subject_hits(letter, context, book)
    yield from part_hits(letter, context)
    yield from content_hits(letter, context, book)
