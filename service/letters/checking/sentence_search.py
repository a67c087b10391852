"""Sentence patterns looked for wherever the letter speaks: in every sentence, in short lines and in the subject.

A pattern with many alternatives costs far more than looking whether the words it cannot do without are there at all.
So a family's document lists, for each pattern, such words (`words.triggers`: rule → language → a list for each pattern
in its order; an empty one: always searched). A trigger is a whole word, or the first three or five letters of one.
They follow from the patterns: `python -m tests.letters.rebuild_triggers` writes them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.parts import Part
from service.letters.checking.patterns import SentencePattern, compiled
from service.letters.checking.quotations import without_quotations
from service.letters.checking.reading import ReadLetter, Word, words_in
from service.letters.checking.rule_book import LANGUAGES, Rule, RuleBook
from service.letters.language import Language

_BEGINNINGS = (3, 5)  # letters of a word that a trigger may name
_JOINT = re.compile(r"['\-–‑]")  # parts of "mulai-kah" and "haven't" are words to a pattern
_LONGEST_LINE = 600  # characters of a subject or a line that are read
# Lines that hold no sentences for `reading`, yet may speak: "Terima kasih, mohon segera dibalas."
_SPEAKING = (Part.HEAD, Part.SALUTATION, Part.GREETING, Part.CLOSING, Part.SIGNATURE)
_MASK = re.compile(r"\S")
_BREAK = re.compile(r"[\r\n\t]")
_NAME_WORD = re.compile(
    r"(?!(?:Bapak|Ibu|Pak|Bu|Mr|Ms|Mrs|Dr)\b)[^\W\d_a-z][^\W\d_]{2,}"
)  # of a name, with its capital
_MOST_BOOKS = 4
_MADE: dict[str, dict[str, tuple["SearchedRule", ...]]] = {}  # version of a book → family → its rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A sentence, a short line or the subject: what one pattern is held against."""

    field: LetterField
    start: int  # of `text` in the field
    text: str  # the facts of the follow-up masked, so that a position's name asks for nothing
    words: frozenset[str]  # its words, folded, with their parts and beginnings: what triggers are looked up in


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPattern:
    """A pattern with the words that it cannot do without."""

    pattern: SentencePattern
    triggers: frozenset[str]  # empty: may match any text

    def span_in(self, utterance: Utterance) -> tuple[int, int] | None:
        """Return where it matches, or None."""
        if self.triggers and self.triggers.isdisjoint(utterance.words):
            return None
        return self.pattern.span_in(utterance.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedRule:
    """A rule of sentence patterns."""

    id: str
    patterns: Mapping[Language, tuple[SearchedPattern, ...]]
    silent: Mapping[Language, tuple[re.Pattern[str], ...]]  # what begins inside one of these is said of somebody else
    triggers: Mapping[Language, frozenset[str]]  # of all its patterns; empty: always searched

    def span_in(self, utterance: Utterance, languages: Iterable[Language]) -> tuple[int, int] | None:
        """Return where the first pattern that matches does so, or None."""
        for language in languages:
            if self.triggers[language] and self.triggers[language].isdisjoint(utterance.words):
                continue
            for pattern in self.patterns[language]:
                span = pattern.span_in(utterance)
                if span is not None and not self._is_of_others(utterance.text, span[0], language):
                    return span
        return None

    def _is_of_others(self, text: str, start: int, language: Language) -> bool:
        """Whether `start` lies where the sentence tells what somebody else does or asks for."""
        return any(
            found.start() <= start < found.end()
            for pattern in self.silent[language]
            for found in pattern.finditer(text)
        )


def sentence_hits(letter: ReadLetter, context: LetterContext, book: RuleBook, family: str) -> Iterator[Hit]:
    """Yield at most one hit for each rule of `family` and sentence, line or subject; in either language.

    Patterns of the other language are tried too: who asks in English in an Indonesian letter asks all the same.
    """
    rules = searched_rules(book, family)
    order = (letter.language, *(other for other in LANGUAGES if other != letter.language))
    for utterance in utterances(letter, context):
        for rule in rules:
            if (span := rule.span_in(utterance, order)) is not None:
                start, end = utterance.start + span[0], utterance.start + span[1]
                yield Hit(rule=rule.id, field=utterance.field, start=start, end=end)


def utterances(letter: ReadLetter, context: LetterContext) -> Iterator[Utterance]:
    """Yield everything in the letter that says something, the earlier mail it quotes excepted."""
    facts = _facts((context.position, context.company), (context.recruiter_name, context.candidate_name))
    body = without_quotations(letter.body)
    subject = letter.subject[:_LONGEST_LINE]
    if not context.answers_thread:  # else it is the recruiter's own
        yield _utterance("subject", 0, without_quotations(subject), letter.subject_words, facts)
    for sentence in letter.sentences:
        text = sentence.text if body is letter.body else _BREAK.sub(" ", body[sentence.start : sentence.end])
        yield _utterance("body", sentence.start, text, sentence.words, facts)
    for line in letter.lines_of(*_SPEAKING):
        text = body[line.start : line.end][:_LONGEST_LINE]
        yield _utterance("body", line.start, text, tuple(words_in(text, 0, len(text))), facts)


@lru_cache(maxsize=64)
def _facts(facts: tuple[str | None, ...], people: tuple[str | None, ...]) -> re.Pattern[str] | None:
    """Return what matches the facts in any case, and each word of a person's name as that name writes it."""
    named = sorted((re.escape(fact.strip()) for fact in facts if fact and len(fact.strip()) > 1), key=len, reverse=True)
    words = {word for name in people for word in (name or "").split() if _NAME_WORD.fullmatch(word)}
    either = [rf"(?i:{'|'.join(named)})"] * bool(named) + sorted(words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(either)})(?!\w)") if either else None


def _utterance(
    field: LetterField, start: int, text: str, words: Sequence[Word], facts: re.Pattern[str] | None
) -> Utterance:
    masked = text if facts is None else facts.sub(lambda found: _MASK.sub("_", found.group()), text)
    return Utterance(field=field, start=start, text=masked, words=_looked_up(words))


def _looked_up(words: Sequence[Word]) -> frozenset[str]:
    found = {word.folded for word in words}
    parts = [part for word in found if not word.isalpha() for part in _JOINT.split(word)]
    found.update(parts)
    shorter = {word[:length] for length in _BEGINNINGS for word in found}
    return frozenset(found | shorter)


def searched_rules(book: RuleBook, family: str) -> tuple[SearchedRule, ...]:
    """Return the family's rules that have patterns, with their triggers; made once for a book."""
    made = _MADE.get(book.version, {}).get(family)
    if made is None:
        rules = (rule for rule in book.rules.values() if rule.id.startswith(f"{family}."))
        triggers, silent = book.words[family]["triggers"], book.words[family].get("silent", {})
        names = ((rule, rule.id.partition(".")[2]) for rule in rules)
        made = tuple(_searched(rule, triggers[name], silent.get(name, {})) for rule, name in names)
        if len(_MADE) >= _MOST_BOOKS:
            _MADE.clear()
        _MADE.setdefault(book.version, {})[family] = made
    return made


def _searched(
    rule: Rule, triggers: Mapping[Language, Sequence[Sequence[str]]], silent: Mapping[Language, Sequence[str]]
) -> SearchedRule:
    patterns = {
        language: tuple(
            SearchedPattern(pattern=one, triggers=frozenset(words))
            for one, words in zip(rule.patterns[language], triggers[language], strict=True)
        )
        for language in LANGUAGES
    }
    together = {
        language: frozenset().union(*(one.triggers for one in found))
        if all(one.triggers for one in found)
        else frozenset()
        for language, found in patterns.items()
    }
    guards = {language: tuple(compiled(text, {}) for text in silent.get(language, ())) for language in LANGUAGES}
    return SearchedRule(id=rule.id, patterns=patterns, silent=guards, triggers=together)
