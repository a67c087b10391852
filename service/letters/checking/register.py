"""Rules of the family `register`: what is said among friends and does not belong into a letter to a recruiter."""

from collections.abc import Iterator
from itertools import islice

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.parts import Part
from service.letters.checking.pattern_rules import pattern_hits
from service.letters.checking.reading import ReadLetter
from service.letters.checking.register_address import address_hits
from service.letters.checking.register_chat import chat_hits
from service.letters.checking.register_mixed import mixed_hits
from service.letters.checking.register_passage import Passage, passages
from service.letters.checking.register_words import abbreviation_hits, slang_hits
from service.letters.checking.rule_book import RuleBook

# Lines that hold no sentences for the reading, yet may speak: "Hey, what's up Mr Andi,".
_GREETING_LINES = (Part.SALUTATION, Part.GREETING, Part.CLOSING)

_MOST_HITS = 40  # of one kind in subject or body: who has so many is told enough


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield slang, familiar addresses, shorthand, chat style and clauses of another language."""
    words = book.words["register"]
    for passage in passages(letter, context):
        addresses = _first(address_hits(passage, context, letter.language))
        taken = {hit.start for hit in addresses}
        slang = [hit for hit in _first(slang_hits(passage, letter.language, words)) if hit.start not in taken]
        yield from slang
        # Where the letter is full of talk anyway, "you guys" is part of it, and is not told a second time.
        yield from (hit for hit in addresses if not slang or not passage.is_said_of_you(hit.start))
        yield from _first(abbreviation_hits(passage, letter.language, words))
        yield from _first(chat_hits(letter, passage))
        if passage.field == "body":
            yield from _first(mixed_hits(letter, passage, words))
            yield from _phrases(letter, passage, book)


def _first(hits: Iterator[Hit]) -> tuple[Hit, ...]:
    return tuple(islice(hits, _MOST_HITS))


def _phrases(letter: ReadLetter, passage: Passage, book: RuleBook) -> Iterator[Hit]:
    """Yield talk of more than one word: "kasih tau", "hit me up"."""
    telling = frozenset(book.words["register"]["phrase_words"])
    if any(word.folded in telling for word in passage.words):  # the patterns cost more than all the rest
        hits = pattern_hits(letter, book, "register", _GREETING_LINES)
        yield from (hit for hit in hits if not passage.is_quoted(hit.start))
