"""The writer's own words of a letter, with what stands around each: what the rules of register and style look at."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import LetterField
from service.letters.checking.parts import Part
from service.letters.checking.quotations import QUOTED
from service.letters.checking.reading import PROSE, ReadLetter, Word, words_in

_ADDRESS = re.compile(
    r"[@_]|://|www\.|\.(?<=\w.)(?:com|co|id|org|net|io|ac|go|dev|me|app)\b|/(?:(?<!\S.)|(?<=\w.)\w{1,40}/\w)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s")
_YOU = re.compile(r"\b[Yy]ou $")
_SENTENCE_START = ".!?:;…•*\n"
_TITLES = frozenset(
    {
        "dr",
        "drs",
        "dra",
        "ir",
        "prof",
        "h",
        "hj",
        "kh",
        "yth",
        "bpk",
        "sdr",
        "sdri",
        "ny",
        "tn",
        "mr",
        "ms",
        "mrs",
        "st",
    }
)
_MOST_NAMES = 3
_WIDEST_MARK = 40


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Subject or body, word by word; the words of an earlier mail are left out."""

    field: LetterField
    text: str
    words: tuple[Word, ...]
    parts: tuple[Part, ...]  # of each word
    written_names: frozenset[str]  # words of the people, the firm and the position, as the request writes them
    names: frozenset[str]  # the same, folded

    @cached_property
    def _quoted(self) -> tuple[tuple[int, int], ...]:
        return tuple(match.span() for match in QUOTED.finditer(self.text))

    @cached_property
    def _addresses(self) -> tuple[tuple[int, int], ...]:
        """What stands between spaces and holds the sign of an address."""
        found, done = [], 0
        while (match := _ADDRESS.search(self.text, done)) is not None:
            start = max((space.end() for space in _SPACE.finditer(self.text, done, match.start())), default=done)
            space = _SPACE.search(self.text, match.end())
            done = space.start() if space is not None else len(self.text)
            found.append((start, done))
        return tuple(found)

    def is_own(self, at: int) -> bool:
        """Whether word number `at` is the writer's: not quoted, not a known name, not within an address or URL."""
        word = self.words[at]
        if word.text in self.written_names or (not word.text[0].islower() and word.folded in self.names):
            return False
        return not self.is_quoted(word.start) and not self.is_in_address(word)

    def is_quoted(self, place: int) -> bool:
        """Whether `place` lies between quotation marks."""
        nearest = bisect_right(self._quoted, (place, len(self.text))) - 1
        return nearest >= 0 and place < self._quoted[nearest][1]

    def is_in_address(self, word: Word) -> bool:
        """Whether `word` is part of an address or a URL."""
        nearest = bisect_right(self._addresses, (word.start, len(self.text))) - 1
        return nearest >= 0 and word.start < self._addresses[nearest][1]

    def is_said_of_you(self, place: int) -> bool:
        """Whether the word at `place` only lengthens "you": "you guys", "you folks"."""
        return _YOU.search(self.text, max(0, place - _WIDEST_MARK), place) is not None

    def starts_sentence(self, at: int) -> bool:
        """Whether word number `at` is the first one of a sentence or a line."""
        before = self.text[max(0, self.words[at].start - 12) : self.words[at].start]
        kept = before.rstrip(" \t\r\"'“‘(*-–—")
        if kept.endswith(".") and at and self.words[at - 1].folded in _TITLES:
            return False
        return not kept or kept[-1] in _SENTENCE_START

    def before(self, at: int, count: int = 1) -> str:
        """Return the folded word `count` places before number `at`, "" for none."""
        return self.words[at - count].folded if at >= count else ""

    def after(self, at: int, count: int = 1) -> Word | None:
        """Return the word `count` places after number `at`."""
        return self.words[at + count] if at + count < len(self.words) else None

    def mark_before(self, at: int) -> str:
        r"""Return what stands between the word before and word number `at`, without spaces; "\n" for a line's start."""
        start = self.words[at - 1].end if at else 0
        gap = self.text[max(start, self.words[at].start - _WIDEST_MARK) : self.words[at].start]
        return "\n" if "\n" in gap else gap.strip()

    def mark_after(self, at: int) -> str:
        r"""Return what stands between word number `at` and the next one, without spaces; "\n" for a bare line's end."""
        is_last = at + 1 == len(self.words)
        start, end = self.words[at].end, len(self.text) if is_last else self.words[at + 1].start
        gap = self.text[start : min(end, start + _WIDEST_MARK)]
        return gap.strip() or ("\n" if is_last or "\n" in gap else "")

    def names_follow(self, at: int) -> int:
        """Return how many words with a capital follow number `at` with nothing but spaces between, three at most."""
        count = 0
        while count < _MOST_NAMES and self.mark_after(at + count) == "" and at + count + 1 < len(self.words):
            following = self.words[at + count + 1].text
            if not following[0].isupper():
                break
            count += 1
        return count

    def is_written_by_the_candidate(self, place: int) -> bool:
        """Whether `place` is in a part that the writer wrote, not in an earlier mail that is quoted below."""
        return not self.words or place <= self.words[-1].end + 40

    def is_name_like(self, at: int) -> bool:
        """Whether word number `at`, with a capital, stands where only a name or a title would: beside another one."""
        word = self.words[at]
        if word.text[0].islower():
            return False
        following = self.after(at)
        beside = following is not None and following.text[0].isupper() and self.mark_after(at) in {"", "-"}
        if self.starts_sentence(at):
            return beside and word.text[1:].islower()
        ahead = at > 0 and self.words[at - 1].text[0].isupper() and self.mark_before(at) in {"", "."}
        return beside or ahead


def passages(letter: ReadLetter, context: LetterContext) -> Iterator[Passage]:
    """Yield subject and body of `letter`."""
    named = [
        word
        for name in (context.recruiter_name, context.candidate_name, context.company, context.position)
        if name
        for word in words_in(name, 0, len(name))
    ]
    written, names = frozenset(word.text for word in named), frozenset(word.folded for word in named)
    subject = letter.subject_words
    yield Passage(
        field="subject",
        text=letter.subject,
        words=subject,
        parts=(Part.HEAD,) * len(subject),
        written_names=written,
        names=names,
    )
    spoken = [(sentence.start, sentence.words, sentence.part) for sentence in letter.sentences]
    spoken += [
        (line.start, line.words, line.part)
        for line in letter.lines
        if line.part is not Part.QUOTE and line.part not in PROSE
    ]
    placed = [(word, part) for _, words, part in sorted(spoken, key=itemgetter(0)) for word in words]
    yield Passage(
        field="body",
        text=letter.body,
        words=tuple(word for word, _ in placed),
        parts=tuple(part for _, part in placed),
        written_names=written,
        names=names,
    )


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(text.split())
