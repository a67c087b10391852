"""A letter as the rules read it: its parts, paragraphs, sentences and words, each with its place in the text."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar, cast

from service.letters.checking.finding import LetterField
from service.letters.checking.line_kinds import is_field, is_item
from service.letters.checking.parts import Part, parts_of
from service.letters.checking.segments import segments_of
from service.letters.checking.sentences import sentence_spans
from service.letters.language import Language

_WORD = re.compile(r"[^\W\d_]+(?:['’\-–‑][^\W\d_]+)*")
_MUCH_SHORTER = 0.7  # of the widest line: the writer ended the line there, whatever stands at its end
# Prose parts: where sentences are looked for.
PROSE = (Part.BODY, Part.POSTSCRIPT)
_WORDLESS = (*PROSE, Part.QUOTE)
Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a field: its text and [start, end) in code points."""

    text: str
    start: int
    end: int


class Word(NamedTuple):
    """A word: letters, also with hyphens and apostrophes inside; a tuple, as every letter makes hundreds."""

    text: str
    start: int  # code points from the field's beginning
    end: int  # exclusive
    folded: str  # lower case, ’ as '


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the body; one that holds a greeting and prose, or a closing and a name, is two."""

    text: str  # without white space around it
    start: int  # of `text`
    end: int
    part: Part
    words: tuple[Word, ...]  # () in prose, whose words its sentences have, and in an earlier mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the body; a line break inside it counts as a space."""

    text: str  # line breaks are spaces: offsets stay the same
    start: int
    end: int
    part: Part
    paragraph: int  # 0 is the first paragraph after the opening
    words: tuple[Word, ...]

    @property
    def is_closed(self) -> bool:
        """Whether it ends with a mark that ends a sentence."""
        return self.text.rstrip("\"'”’)]").endswith((".", "!", "?", "…"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLetter:
    """Subject and body, taken apart once for all rules."""

    language: Language
    subject: str
    body: str
    subject_words: tuple[Word, ...]
    lines: tuple[Line, ...]  # that are not blank
    sentences: tuple[Sentence, ...]  # of body and postscript
    _noted: dict[object, tuple[object, object]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def noted(self, make: Callable[["ReadLetter", Given], Made], given: Given) -> Made:
        """Return `make(self, given)`, made once for all rules that ask for it; it goes with the letter.

        Args:
            make: a function of the letter and `given` alone.
            given: the same object each time, or it is made anew.
        """
        known = self._noted.get(make)
        if known is None or known[0] is not given:
            known = self._noted[make] = (given, make(self, given))
        return cast("Made", known[1])

    def lines_of(self, *parts: Part) -> tuple[Line, ...]:
        """Return the lines that belong to one of `parts`."""
        return tuple(line for line in self.lines if line.part in parts)

    def words_of(self, *parts: Part) -> Iterator[Word]:
        """Yield the words of those parts."""
        for line in self.lines_of(*parts):
            yield from words_in(self.body, line.start, line.end) if line.part in _WORDLESS else line.words

    def text_of(self, field: LetterField) -> str:
        """Return the field's text."""
        return self.subject if field == "subject" else self.body


def read_letter(subject: str, body: str, language: Language) -> ReadLetter:
    r"""Return the letter taken apart; linear in its length.

    Args:
        subject: one line.
        body: plain text; "\r\n" counts as a line end, every offset is into `body` as given.
        language: in which it is written.
    """
    raw = segments_of(body)
    parts = parts_of([text for text, _ in raw])
    lines = tuple(_line(text, start, part) for (text, start), part in zip(raw, parts, strict=True))
    filled = tuple(line for line in lines if line.text)
    return ReadLetter(
        language=language,
        subject=subject,
        body=body,
        subject_words=words_in(subject, 0, len(subject)),
        lines=filled,
        sentences=tuple(_sentences(body, lines)),
    )


def words_in(text: str, start: int, end: int, moved: int = 0) -> tuple[Word, ...]:
    """Return the words of `text[start:end]`, with offsets into `text` that are moved by `moved`."""
    return tuple(
        [
            Word(word := match.group(), match.start() + moved, match.end() + moved, word.lower().replace("’", "'"))
            for match in _WORD.finditer(text, start, end)
        ]
    )


def _line(text: str, start: int, part: Part) -> Line:
    stripped = text.strip()
    begun = start + len(text) - len(text.lstrip()) if stripped else start
    words = () if part in _WORDLESS else words_in(stripped, 0, len(stripped), begun)
    return Line(text=stripped, start=begun, end=begun + len(stripped), part=part, words=words)


def _sentences(body: str, lines: Sequence[Line]) -> Iterator[Sentence]:
    flat = body.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    for number, (start, end, part) in enumerate(_paragraphs(lines)):
        for begun, ended in sentence_spans(flat, start, end):
            text = flat[begun:ended]
            words = words_in(flat, begun, ended)
            yield Sentence(text=text, start=begun, end=ended, part=part, paragraph=number, words=words)


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, int, Part]]:
    """Yield [start, end) and part of every paragraph of prose.

    Paragraphs end at a blank line, at another part, before an item of a list, around a field of a form, and at a line
    end that is no wrapping.
    """
    width = max((len(line.text) for line in lines if line.part in PROSE), default=0)
    start = end = -1
    last: Line | None = None
    for line in lines:
        if last is not None and (line.part is not last.part or _parts_paragraphs(last.text, line.text, width)):
            yield start, end, last.part
            last = None
        if line.text and line.part in PROSE:
            start, end = (line.start if last is None else start), line.end
            last = line
    if last is not None:
        yield start, end, last.part


def _parts_paragraphs(above: str, below: str, width: int) -> bool:
    """Whether two lines belong to two paragraphs: wrapping breaks a line only where the next word does not fit."""
    if not below or is_item(below) or is_field(below) or is_field(above):
        return True
    taken = len(above) + 1 + len(below.split(maxsplit=1)[0])
    if taken > width or below[0].islower():
        return False
    return above.endswith((".", "!", "?", "…", ":")) or taken < width * _MUCH_SHORTER
