"""Salutation, closing and signature: whether they are there, and in which order. Pure."""

import re
from collections.abc import Iterator

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.line_kinds import is_address, is_closing, speaks_of_writer
from service.letters.checking.names import likeness, name_words
from service.letters.checking.parts import Part
from service.letters.checking.reading import Line, ReadLetter
from service.letters.checking.signatures import signed_names
from service.letters.checking.tech import letter_placeholders

_SHORTEST_PROSE = 3  # words; a telephone number below a signature is no prose
_LAST_LINES = 3
_GREETS_LAST = re.compile(
    r"\b(?:salam|takzim|was+alam\w*|regards|sincerely|respectfully|(?:best|warm|kind|good|every) wish(?:es)?)\b"
    r"[^.!?]{0,60}[.!,]?$",
    re.IGNORECASE,
)


# A line that opens the letter by the reader's name, in words that no list of greetings has: "Sugeng enjing, Bu Dwi."
_NAMES_READER = re.compile(
    r"[^?:;]{0,40}(?<!\w)(?:Bapak|Ibu|Pak|Bu|Mr|Ms|Mrs|Miss|Dr|Prof)\b\.?\s+[A-Z][\w'’-]+[^?:;]{0,40}[.,!]?$"
)
_MOST_WORDS_OF_GREETING = 9
# What a line below the name says when the letter goes on there: somebody speaks, is spoken to, thanked or asked.
_GOES_ON = re.compile(
    r"\b(?:saya|aku|kami|bapak|ibu|anda|pak|bu|terima\s*kasih|mohon|tolong|apakah|bagaimana|kapan|semoga|i|my|we|our|you|your"
    r"|thanks?|please|kindly|may|hope)\b|\?",
    re.IGNORECASE,
)
_SALUTES = re.compile(r"(?:kepada\s+)?(?:yth|yang\s+terhormat|dear)\b", re.IGNORECASE)


def part_hits(letter: ReadLetter, context: LetterContext) -> Iterator[Hit]:
    """Yield the parts that are missing, or that stand where they do not belong."""
    misplaced = _misplaced(letter, context)
    if misplaced is not None:
        yield Hit(rule="struct.order", start=misplaced.start, end=misplaced.end)
    if not letter.lines_of(Part.SALUTATION, Part.GREETING) and not _opens_with_reader(letter):
        start = letter.lines[0].start if letter.lines else 0
        yield Hit(rule="struct.greeting-missing", start=start, end=start)
    closes_early = any(is_closing(line.text) for line in letter.lines_of(Part.HEAD))
    end = _end(letter)
    if not letter.lines_of(Part.CLOSING) and not closes_early and not _closes_in_prose(letter):
        at = next((line.start for line in letter.lines_of(Part.SIGNATURE)), end)
        yield Hit(rule="struct.closing-missing", start=at, end=at)
    if not _is_signed(letter, context) and not closes_early and not _names_writer_last(letter, context):
        yield Hit(rule="struct.signature-missing", start=end, end=end)


def _opens_with_reader(letter: ReadLetter) -> bool:
    """Whether the first line calls the reader by name and tells nothing of the writer."""
    if not letter.lines:
        return False
    text = letter.lines[0].text
    is_brief = len(text.split()) <= _MOST_WORDS_OF_GREETING
    return is_brief and _NAMES_READER.match(text) is not None and not speaks_of_writer(text)


def _end(letter: ReadLetter) -> int:
    own = [line for line in letter.lines if line.part not in {Part.QUOTE, Part.POSTSCRIPT}]
    return own[-1].end if own else 0


def _closes_in_prose(letter: ReadLetter) -> bool:
    """Whether the last sentence greets: "Atas perhatian Bapak, terima kasih dan salam hormat."."""
    body = [sentence for sentence in letter.sentences if sentence.part is Part.BODY]
    return bool(body) and _GREETS_LAST.search(body[-1].text) is not None


def _is_signed(letter: ReadLetter, context: LetterContext) -> bool:
    if next(signed_names(letter), None) is not None:
        return True
    lines = letter.lines_of(Part.SIGNATURE)
    words = name_words(context.candidate_name or "")
    own = [line for line in letter.lines if line.part is not Part.QUOTE]
    if words and any(name_words(line.text) == words for line in own[-_LAST_LINES:]):
        return True  # a name that reads as something else: "Salam Hadi"
    if words and any("@" not in line.text and "/" not in line.text and _is_name(line.text, words) for line in lines):
        return True
    starts = [span.start for field, span in letter_placeholders(letter, context) if field == "body"]
    return any(line.start <= start < line.end for line in lines for start in starts)


def _is_name(text: str, words: tuple[str, ...]) -> bool:
    given = name_words(text)
    return bool(given) and not set(words).isdisjoint(given)


def _names_writer_last(letter: ReadLetter, context: LetterContext) -> bool:
    """Whether the writer's name stands right above the closing: an order, not a gap."""
    words = name_words(context.candidate_name or "")
    above = [line for line in letter.lines if line.part is not Part.QUOTE]
    for number, line in enumerate(above):
        if line.part is Part.CLOSING and number and words:
            given = name_words(above[number - 1].text)
            return (
                bool(given)
                and len(above[number - 1].text.split()) <= len(words) + 2
                and likeness(given, words) == "same"
            )
    return False


def _said(line: Line) -> tuple[str, ...]:
    return tuple(word.strip(",.;:!").lower() for word in line.text.split())


def _is_note(letter: ReadLetter, line: Line) -> bool:
    """Whether the line is a note to the signature: right below it, the last one, and not spoken to anybody."""
    own = [one for one in letter.lines if one.part is not Part.QUOTE]
    if len(own) < 2 or own[-1] is not line or own[-2].part is not Part.SIGNATURE:  # noqa: PLR2004  # the name and the note
        return False
    return letter.body.count("\n", own[-2].end, line.start) == 1 and _GOES_ON.search(line.text) is None


def _misplaced(letter: ReadLetter, context: LetterContext) -> Line | None:
    """Return the first line that stands where its part does not belong."""
    words = name_words(context.candidate_name or "")
    seen_prose = seen_closing = False
    greeted: set[tuple[str, ...]] = set()
    for line in letter.lines:
        if line.part is Part.HEAD and is_closing(line.text):
            return line
        if line.part is Part.BODY:
            is_prose = len(line.text.split()) >= _SHORTEST_PROSE and name_words(line.text) != words
            if seen_closing and is_prose and not _is_note(letter, line):
                return line
            seen_prose = seen_prose or not is_address(line.text)  # an address that stands apart from the salutation
        elif line.part in {Part.SALUTATION, Part.GREETING}:
            # The reader called once more, word for word as at the top, is a repetition and stands in no wrong order.
            if seen_prose and _said(line) not in greeted:
                return line
            greeted.add(_said(line))
        elif line.part is Part.CLOSING:
            seen_closing = True
        elif line.part is Part.SIGNATURE and _SALUTES.match(line.text) and not letter.lines_of(Part.SALUTATION):
            return line  # the reader, named below the signature only
    if _names_writer_last(letter, context) and next(signed_names(letter), None) is None:
        return letter.lines_of(Part.CLOSING)[0]
    return None
