"""Sentence patterns looked for wherever the letter speaks: in every sentence, in short lines and in the subject.

A pattern with many alternatives costs far more than looking whether the words it cannot do without are there at all.
So a family's document lists, for each pattern, such words (`words.triggers`: rule → language → for each pattern in its
order up to three lists; none: always searched). What lacks the words of any one list is not searched. A trigger is a
whole word, or the first three or five letters of one. They follow from the patterns: `python -m
tests.letters.rebuild_triggers` writes them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeAlias

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.mentions import Mentions
from service.letters.checking.parts import Part
from service.letters.checking.patterns import SentencePattern, compiled
from service.letters.checking.quotations import without_quotations
from service.letters.checking.reading import ReadLetter, Word, words_in
from service.letters.checking.remembered import Remembered, mark_of
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
_Found: TypeAlias = tuple[str, tuple[int, int]]  # a rule and where its first pattern matches


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """A sentence, a short line or the subject: what one pattern is held against."""

    field: LetterField
    start: int  # of `text` in the field
    text: str  # the facts of the follow-up masked, so that a position's name asks for nothing
    mark: bytes  # what `text` is known by: all families' verdicts follow from it and the letter's language
    said: tuple[Word, ...] | None  # the words of `text`, if they are known yet

    @cached_property
    def words(self) -> frozenset[str]:
        """Its words, folded, with their parts and beginnings: what triggers are looked up in."""
        return _looked_up(words_in(self.text, 0, len(self.text)) if self.said is None else self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedPattern:
    """A pattern with the words that it cannot do without."""

    pattern: SentencePattern
    triggers: tuple[frozenset[str], ...]  # none: may match any text

    def may_match(self, utterance: Utterance) -> bool:
        """Whether the utterance holds one of each triggers."""
        words = utterance.words
        return not any(one.isdisjoint(words) for one in self.triggers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchedRule:
    """A rule of sentence patterns."""

    id: str
    patterns: Mapping[Language, tuple[SearchedPattern, ...]]
    silent: Mapping[Language, tuple[re.Pattern[str], ...]]  # what begins inside one of these is said of somebody else

    def span_of(self, pattern: SentencePattern, text: str, language: Language) -> tuple[int, int] | None:
        """Return where `pattern`, one of `language`, first finds what is not said of somebody else, or None."""
        return next((span for span in pattern.spans_in(text) if not self._is_of_others(text, span[0], language)), None)

    def is_silent_on(self, text: str) -> bool:
        """Whether `text` tells what somebody else does, or what the writer does not feel."""
        return any(guard.search(text) for guards in self.silent.values() for guard in guards)

    def _is_of_others(self, text: str, start: int, language: Language) -> bool:
        """Whether `start` lies where the sentence tells what somebody else does or asks for."""
        return any(
            found.start() <= start < found.end()
            for pattern in self.silent[language]
            for found in pattern.finditer(text)
        )


class _Search:
    """All patterns of a family in the order in which they are tried, by the words that trigger them."""

    def __init__(self, rules: Sequence[SearchedRule], first: Language) -> None:
        order = (first, *(other for other in LANGUAGES if other != first))
        self._patterns = tuple(
            (rule, language, one) for rule in rules for language in order for one in rule.patterns[language]
        )
        by_trigger: dict[str, list[int]] = {}
        for number, (_, _, one) in enumerate(self._patterns):
            for word in one.triggers[0] if one.triggers else ():
                by_trigger.setdefault(word, []).append(number)
        self._by_trigger = {word: tuple(numbers) for word, numbers in by_trigger.items()}
        self._always = tuple(number for number, (_, _, one) in enumerate(self._patterns) if not one.triggers)
        self._remembered: Remembered[tuple[_Found, ...]] = Remembered()

    def spans_in(self, utterance: Utterance) -> tuple[_Found, ...]:
        """Return each rule that finds something in `utterance`, with the place of the first pattern that does."""
        return self._remembered.of(utterance.mark, lambda: tuple(self._searched(utterance)))

    def _searched(self, utterance: Utterance) -> Iterator[_Found]:
        by_trigger = self._by_trigger
        numbers = {number for word in by_trigger.keys() & utterance.words for number in by_trigger[word]}
        done: SearchedRule | None = None
        for number in sorted(numbers.union(self._always)):
            rule, language, one = self._patterns[number]
            if rule is done or not one.may_match(utterance):
                continue
            if not one.pattern.is_found_in(utterance.text):
                continue
            if (span := rule.span_of(one.pattern, utterance.text, language)) is not None:
                done = rule
                yield rule.id, span


def sentence_hits(letter: ReadLetter, context: LetterContext, book: RuleBook, family: str) -> Iterator[Hit]:
    """Yield at most one hit for each rule of `family` and sentence, line or subject; in either language.

    Patterns of the other language are tried too: who asks in English in an Indonesian letter asks all the same.
    """
    search = _searched_family(book, family).searches[letter.language]
    for utterance in utterances(letter, context):
        for rule, (start, end) in search.spans_in(utterance):
            yield Hit(rule=rule, field=utterance.field, start=utterance.start + start, end=utterance.start + end)


def utterances(letter: ReadLetter, context: LetterContext) -> tuple[Utterance, ...]:
    """Return everything in the letter that says something, the earlier mail it quotes excepted."""
    return letter.noted(_utterances, context)


def _utterances(letter: ReadLetter, context: LetterContext) -> tuple[Utterance, ...]:
    return tuple(_spoken(letter, context))


def _spoken(letter: ReadLetter, context: LetterContext) -> Iterator[Utterance]:
    facts = _facts((context.position, context.company), (context.recruiter_name, context.candidate_name))
    body = without_quotations(letter.body)
    subject = letter.subject[:_LONGEST_LINE]
    if not context.answers_thread:  # else it is the recruiter's own
        yield _utterance("subject", 0, without_quotations(subject), (letter.subject, letter.subject_words), facts)
    for sentence in letter.sentences:
        text = sentence.text if body is letter.body else _BREAK.sub(" ", body[sentence.start : sentence.end])
        yield _utterance("body", sentence.start, text, (sentence.text, sentence.words), facts)
    for line in letter.lines_of(*_SPEAKING):
        text = body[line.start : line.end][:_LONGEST_LINE]
        yield _utterance("body", line.start, text, (line.text, line.words), facts)


@lru_cache(maxsize=64)
def _facts(facts: tuple[str | None, ...], people: tuple[str | None, ...]) -> Mentions:
    """Return where the facts stand in any case, and each word of a person's name as that name writes it."""
    named = sorted((fact.strip() for fact in facts if fact and len(fact.strip()) > 1), key=len, reverse=True)
    words = {word for name in people for word in (name or "").split() if _NAME_WORD.fullmatch(word)}
    return Mentions(tuple(named), tuple(sorted(words)))


def _utterance(
    field: LetterField, start: int, text: str, whole: tuple[str, tuple[Word, ...]], facts: Mentions
) -> Utterance:
    """Return the utterance of `text`; `whole` is what it was before anything was masked, with its words."""
    masked, done = "", 0
    for begun, ended in facts.spans(text):
        masked += text[done:begun] + _MASK.sub("_", text[begun:ended])
        done = ended
    masked += text[done:]
    said = whole[1] if masked == whole[0] else None
    return Utterance(field=field, start=start, text=masked, mark=mark_of(masked), said=said)


def _looked_up(words: Sequence[Word]) -> frozenset[str]:
    found = {word.folded for word in words}
    parts = [part for word in found if not word.isalpha() for part in _JOINT.split(word)]
    found.update(parts)
    shorter = {word[:length] for length in _BEGINNINGS for word in found}
    return frozenset(found | shorter)


def searched_rules(book: RuleBook, family: str) -> tuple[SearchedRule, ...]:
    """Return the family's rules that have patterns, with their triggers; made once for a book."""
    return _searched_family(book, family).rules


def is_silent_on(book: RuleBook, rule: str, text: str) -> bool:
    """Whether a sentence-pattern rule of `book` has nothing to say of `text`: it tells of others, or denies."""
    family = rule.partition(".")[0]
    return any(one.id == rule and one.is_silent_on(text) for one in searched_rules(book, family))


def _searched_family(book: RuleBook, family: str) -> "_Family":
    made = _MADE.get(book.version, {}).get(family)
    if made is None:
        rules = (rule for rule in book.rules.values() if rule.id.startswith(f"{family}."))
        triggers, silent = book.words[family]["triggers"], book.words[family].get("silent", {})
        names = ((rule, rule.id.partition(".")[2]) for rule in rules)
        searched = tuple(_searched(rule, triggers[name], silent.get(name, {})) for rule, name in names)
        made = _Family(rules=searched, searches={language: _Search(searched, language) for language in LANGUAGES})
        if len(_MADE) >= _MOST_BOOKS:
            _MADE.clear()
        _MADE.setdefault(book.version, {})[family] = made
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class _Family:
    rules: tuple[SearchedRule, ...]
    searches: Mapping[Language, _Search]  # by the letter's language


def _searched(
    rule: Rule, triggers: Mapping[Language, Sequence[Sequence[Sequence[str]]]], silent: Mapping[Language, Sequence[str]]
) -> SearchedRule:
    patterns = {
        language: tuple(
            SearchedPattern(pattern=one, triggers=tuple(map(frozenset, lists)))
            for one, lists in zip(rule.patterns[language], triggers[language], strict=True)
        )
        for language in LANGUAGES
    }
    guards = {language: tuple(compiled(text, {}) for text in silent.get(language, ())) for language in LANGUAGES}
    return SearchedRule(id=rule.id, patterns=patterns, silent=guards)


_MADE: dict[str, dict[str, _Family]] = {}  # version of a book → family → its rules
