"""`fact.position` in the subject: a title of its own between dashes, which is another position. Pure.

"Ophthalmic Surgeon – Rukmini Pohan – progress of the selection": no word tells that it is the position, its place does.
"""

import re
from collections.abc import Iterator, Mapping

from service.letters.checking.context import LetterContext
from service.letters.checking.fact_position import is_other_position, is_worker, names_position
from service.letters.checking.finding import Hit
from service.letters.checking.names import folded, name_words
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook

_TITLE = re.compile(
    r"(?:^|(?<=[–—|:;(]\s)|(?<=[|:;(])|(?<=\s-\s)|(?<=[^\W\d_],\s))"
    r"(?P<title>[A-Z][\w&/’'-]*(?:\s+(?:(?:dan|and|of|&)\s+)?[A-Z][\w&/’'-]*){0,4})"
    r"(?=\s*(?:[–—|:;()]|\s-\s|,\s|$))"
)
_LONGEST_SUBJECT = 200


def title_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield titles in the subject that are another position than the one that the body names."""
    position, subject = context.position, letter.subject[:_LONGEST_SUBJECT]
    if not position or context.answers_thread or folded(" ".join(position.split())) not in folded(letter.body):
        return
    if names_position(subject, position, book):
        return
    facts = (context.candidate_name, context.company, context.recruiter_name)
    known = {word for fact in facts for word in name_words(fact or "")}
    meanings: Mapping[str, str] = book.words["fact"]["positions"]
    for found in _TITLE.finditer(subject):
        words = folded(found["title"]).split()
        # What shares a word with the position may be its other name: "Programme Manager" for "Head of Programme".
        if not known.union(folded(position).split()).isdisjoint(words):
            continue
        if not (is_worker(words[0], meanings) or is_worker(words[-1], meanings)):
            continue
        if is_other_position(found["title"], position, book):
            values = {"expected": " ".join(position.split())}
            yield Hit(
                rule="fact.position", field="subject", start=found.start("title"), end=found.end("title"), values=values
            )
