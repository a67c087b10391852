"""Rules of the family `ask`: what a follow-up should not ask, all of them patterns of `data/rules/ask.json`."""

from collections.abc import Iterator, Sequence

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.sentence_search import sentence_hits, utterances


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield where the letter asks for the outcome, the start of work, the result or the pay."""
    hits = tuple(sentence_hits(letter, context, book, "ask"))
    said = [(one.field, one.start, one.start + len(one.text)) for one in utterances(letter, context)]
    graver = {_place(hit, said) for hit in hits if hit.rule == "ask.direct-outcome"}
    # "Saya minta kepastian, apakah saya diterima?" is one question: the graver rule tells all of it.
    yield from (hit for hit in hits if hit.rule != "ask.result" or _place(hit, said) not in graver)


def _place(hit: Hit, said: Sequence[tuple[LetterField, int, int]]) -> tuple[LetterField, int, int] | None:
    """Return the sentence, line or subject that `hit` lies in."""
    return next((one for one in said if one[0] == hit.field and one[1] <= hit.start < one[2]), None)
