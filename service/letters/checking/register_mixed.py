"""Sentences that change the language: English clauses in an Indonesian letter and the reverse.

Names, titles, programmes and technical terms are no change: they have capitals, or hold none of the words that tie a
sentence together. So the words looked for are the tying ones: pronouns, auxiliaries, conjunctions, and what a letter
says of its writer ("excited", "looking forward"). A `hard` one is enough; of `soft` ones, which terms hold as well
("on", "the", "of"), a row is needed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from service.letters.checking.finding import Hit
from service.letters.checking.reading import ReadLetter, Sentence, Word
from service.letters.checking.register_passage import Passage, word_set

_ROW = 3  # soft words one after another that make a clause
_WIDEST_GAP = 2  # words of neither language between those of one clause
_COURTESY = re.compile(
    r"\W*terima kasih(?: banyak)?(?:,? (?:bapak|ibu|pak|bu)(?: [\w.]{1,30}){0,3})?\W*", re.IGNORECASE
)
_TITLE_BEFORE_I = word_set("bab tahap kelas semester jilid bagian tingkat golongan seri kuartal triwulan periode")


def mixed_hits(letter: ReadLetter, passage: Passage, words: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield the clause of another language, at most one a sentence.

    Args:
        letter: the whole letter; its subject is not looked at, as titles stand there.
        passage: its body.
        words: what the family's document holds under "words".
    """
    foreign = words["foreign"][letter.language]
    hard, soft = frozenset(foreign["hard"]), frozenset(foreign["soft"])
    for sentence in letter.sentences:
        weights = [_weight(sentence.words, at, hard, soft) for at in range(len(sentence.words))]
        _put_in(sentence, weights, foreign["phrases"])
        if not any(weights) or (letter.language == "en" and _COURTESY.fullmatch(sentence.text)):
            continue
        _take_out(sentence, weights, _either(tuple(words["idioms"])), passage)
        span = _clause(weights)
        if span is not None:
            first, last = sentence.words[span[0]], sentence.words[span[1]]
            yield Hit(rule="register.mixed-language", start=first.start, end=last.end)


@lru_cache(maxsize=4)
def _either(idioms: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the terms that everyone uses in either language."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(idioms)})(?!\w)", re.IGNORECASE)


def _weight(words: Sequence[Word], at: int, hard: frozenset[str], soft: frozenset[str]) -> int:
    """Return 2 for a word that only the other language ties sentences with, 1 for one that terms hold too, else 0."""
    word = words[at]
    folded = word.folded
    if word.text == "I" and "i'm" in hard:
        following = words[at + 1].folded if at + 1 < len(words) else ""
        before = words[at - 1].folded if at else ""
        following = following if at + 1 < len(words) and words[at + 1].text.islower() else ""
        tied = following in hard or following in soft or following in {"ingin", "mau", "sudah", "sangat", "masih"}
        return 2 if tied and before not in _TITLE_BEFORE_I else 0
    weight = 2 if folded in hard else 1 if folded in soft else 0
    if not weight or (word.text[0].isupper() and (at or (len(words) > 1 and words[1].text[0].isupper()))):
        return 0
    between_capitals = 0 < at < len(words) - 1 and words[at - 1].text[0].isupper() and words[at + 1].text[0].isupper()
    return 0 if between_capitals else weight


def _put_in(sentence: Sentence, weights: list[int], phrases: Mapping[str, Sequence[str]]) -> None:
    """Give weight to phrases that soft words make, by the first word of each: "so far", "by the way"."""
    words = sentence.words
    for at, word in enumerate(words):
        for phrase in phrases.get(word.folded, ()):
            parts = phrase.split()
            if (at == 0 or word.text[0].islower()) and [each.folded for each in words[at : at + len(parts)]] == parts:
                weights[at : at + len(parts)] = [2] * len(parts)


def _take_out(sentence: Sentence, weights: list[int], idioms: re.Pattern[str], passage: Passage) -> None:
    """Set the weights of terms, names and quotations to 0."""
    spans = [(sentence.start + match.start(), sentence.start + match.end()) for match in idioms.finditer(sentence.text)]
    for at, word in enumerate(sentence.words):
        if weights[at] and (
            word.folded in passage.names
            or any(start <= word.start < end for start, end in spans)
            or passage.is_quoted(word.start)
            or passage.is_in_address(word)
        ):
            weights[at] = 0


def _clause(weights: Sequence[int]) -> tuple[int, int] | None:
    """Return the first and the last word of the first clause, or None."""
    at = 0
    while at < len(weights):
        if not weights[at]:
            at += 1
            continue
        last = following = at
        row = longest = 0
        while following < len(weights) and following - last <= _WIDEST_GAP:
            if weights[following]:
                row = row + 1 if following - last <= 1 else 1
                longest = max(longest, row)
                last = following
            following += 1
        if longest >= _ROW or 2 in weights[at : last + 1]:  # noqa: PLR2004  # a hard word
            return at, last
        at = last + 1
    return None
