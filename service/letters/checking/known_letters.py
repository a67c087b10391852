"""Letters whose verdict is known before they are read: seen before, or composed like one that was, for another writer.

A portal's composed letters say the same of one interview after another, and what differs is who writes. Where no rule
knows a word of the writer's name, no rule can tell two such letters apart, for what compares names finds each as the
facts have it. So a composed letter is known by its text without those words and without the phone number. Only silence
is taken over in this way: a letter in which anything was found is read for itself.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.remembered import Remembered, mark_of
from service.letters.language import Language

_PLAIN = re.compile("[A-Z][a-z]+")
_LONGEST_NAME = 40  # with a longer one a subject might be too long
_PHONE = re.compile(r"\n[+(]?[0-9][0-9 ()-]{5,24}\s*\Z")
_TOKEN = re.compile("[a-z]{2,}")
_MOST_KEPT = 10  # findings of a letter
_SILENCE: tuple[Hit, ...] = ()


class KnownLetters:
    """What was found in letters, by mark: no text is kept, nor any finding that repeats one."""

    def __init__(self, vocabulary: Callable[[], str]) -> None:
        """Know no letter yet.

        Args:
            vocabulary: gives a text that holds every word that a rule knows; asked once, when it is first needed.
        """
        self.vocabulary = vocabulary
        self._found: Remembered[tuple[Hit, ...]] = Remembered()

    def make_ready(self) -> None:
        """Read the vocabulary, some 0.05 s, that the first composed letter would else wait for."""
        assert self._words  # noqa: S101  # reads it

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_TOKEN.findall(self.vocabulary().lower()))

    def marks(
        self, subject: str, body: str, context: LetterContext, language: Language | None, *, composed: bool
    ) -> tuple[bytes, ...]:
        """Return what the letter is known by: itself, and when it was composed what it shares with others."""
        itself = mark_of(repr((subject, body, context, language)))
        shared = self._shared(subject, body, context) if composed else None
        return (itself,) if shared is None else (itself, mark_of(repr((shared, language))))

    def found(self, marks: tuple[bytes, ...]) -> tuple[Hit, ...] | None:
        """Return what was found in a letter with one of `marks`; None: nobody knows."""
        return next((known for mark in marks if (known := self._found.known(mark)) is not None), None)

    def keep(self, marks: tuple[bytes, ...], told: tuple[Hit, ...]) -> None:
        """Remember what was found, unless it is much, or repeats words of the letter or of its facts."""
        if len(told) <= _MOST_KEPT and not any(hit.values or hit.suggestions for hit in told):
            self._found.keep(marks[0], told)
        for mark in marks[1:]:
            if told == _SILENCE:
                self._found.keep(mark, _SILENCE)

    def _shared(self, subject: str, body: str, context: LetterContext) -> tuple[object, ...] | None:
        """Return the composed letter without its writer; None when he may be mixed up with somebody."""
        name = context.candidate_name or ""
        words = name.split()
        folded = name.lower().split()
        facts = f"{context.recruiter_name} {context.company} {context.position}".lower()
        if len(name) > _LONGEST_NAME or any(word in facts for word in folded):
            return None
        kept = " ".join(word if self._is_known(word) else "\0" for word in words)
        body, phones = _PHONE.subn("\n\0", body)
        others = replace(context, candidate_name=kept)
        return phones, subject.replace(name, kept), body.replace(name, kept), others

    def _is_known(self, word: str) -> bool:
        """Whether a rule may know the word, or reads something into how it is written."""
        return not _PLAIN.fullmatch(word) or word.lower() in self._words
