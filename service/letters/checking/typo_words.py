"""The words of a letter that spelling is checked in, each with what its place says about it. Pure and linear."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import LetterField
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Word, words_in

HYPHENS = re.compile(r"[-–‑]")
_SPACE = re.compile(r"\s")
_NO_WORD = re.compile(r"[\d_@\\]|://|(?<!\S)www\.|\.(?<=\w\.)(?=\w)")  # addresses, "S1", "10.00", "S.Psi.", "a.n."
_NAME = re.compile(r"[^\W\d_]+")


class PlacedWord(NamedTuple):
    """A word and its place."""

    word: Word
    field: LetterField
    is_initial: bool  # first of its sentence: a capital says nothing
    before: str  # the word before it in its sentence or line, lower case; "" for the first
    after: str  # the character after it


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """The word lists of the family's document, as sets."""

    lists: Mapping[str, frozenset[str]]

    def __getitem__(self, name: str) -> frozenset[str]:
        """Return the list `name`."""
        return self.lists[name]

    @classmethod
    def from_document(cls, words: Mapping[str, Any]) -> "WordLists":
        """Return the lists of the rule book's words of the family: name → words with spaces between."""
        return cls(lists={name: frozenset(text.split()) for name, text in words.items()})


def placed_words(letter: ReadLetter) -> Iterator[PlacedWord]:
    """Yield the words of subject and body that are the writer's own prose; addresses and numbers are left out.

    The signature and what is quoted are not the letter's prose and are left out too.
    """
    yield from _placed(letter.subject_words, "subject", letter.subject, _hidden(letter.subject))
    hidden = _hidden(letter.body)
    for line in letter.lines_of(Part.HEAD, Part.SALUTATION, Part.GREETING, Part.CLOSING):
        yield from _placed(line.words, "body", letter.body, hidden)
    for sentence in letter.sentences:
        yield from _placed(sentence.words, "body", letter.body, hidden)


def facts_of(context: LetterContext) -> tuple[str, ...]:
    """Return the names, firm and position that the follow-up's facts hold, in one line each."""
    facts = (context.recruiter_name, context.company, context.position, context.candidate_name)
    return tuple(" ".join(fact.split()) for fact in facts if fact and fact.strip())


def exempt_words(context: LetterContext) -> frozenset[str]:
    """Return the words of names, firm and position, in lower case."""
    return frozenset(word.lower() for fact in facts_of(context) for word in _NAME.findall(fact))


def _placed(words: tuple[Word, ...], field: LetterField, text: str, hidden: frozenset[int]) -> Iterator[PlacedWord]:
    before = ""
    for word in words:
        if word.start not in hidden:
            after = text[word.end : word.end + 1]
            yield PlacedWord(word=word, field=field, is_initial=not before, before=before, after=after)
        before = word.folded


def _hidden(text: str) -> frozenset[int]:
    """Return the starts of the words inside addresses, numbers and abbreviations with dots."""
    found: set[int] = set()
    done = 0  # tokens up to here were looked at
    while (match := _NO_WORD.search(text, done)) is not None:
        spaces = [space.end() for space in _SPACE.finditer(text, done, match.start())]
        start = spaces[-1] if spaces else done
        space = _SPACE.search(text, match.end())
        done = space.start() if space is not None else len(text)
        found.update(word.start for word in words_in(text, start, done))
    return frozenset(found)
