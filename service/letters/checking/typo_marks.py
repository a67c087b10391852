"""Rules on signs and spaces: `typo.exclamation`, `emoji`, `double-space`, `punctuation`. Pure and linear."""

import re
from collections.abc import Iterator
from typing import Final

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter
from service.letters.checking.typo_words import facts_of

_OWN: Final = (Part.GREETING, Part.BODY, Part.CLOSING, Part.POSTSCRIPT)
_FIELDS: Final[tuple[LetterField, ...]] = ("subject", "body")
_MOST_OCCURRENCES: Final = 30  # of a name in a letter
_SIGN = re.compile(r"[^\w ]|  ")
_MARKS = re.compile(r"[!?]{2,}|!")
_PICTURE = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u26ff\u2700-\u2712\u2728-\u27bf\u2b50\u2b55\u3030\u303d]"
    "[\ufe0e\ufe0f\u200d]{0,2}){1,20}|[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa]\ufe0f"
)
# The first sign is looked for before what stands ahead of it: that is quicker by far.
_EMOTICON = re.compile(
    r"(?:[:;=8xX](?<!\S.)[-'^o]?[)(DPp\]\[/|*]|<(?<!\S.)3|\^(?<!\S.)[_.]?\^|[Tt](?<!\S.)_[Tt]|:(?<!\S.)'\()(?=\s|$|[.,!?])"
)
_GAP = re.compile(r"(?<=\S)[ \u00a0\u3000]{2,}(?=\S)|(?<=\S)[ \u00a0]*\t+[ \u00a0\t]*(?=\S)")
_WIDE = re.compile(r"  |[\t\u00a0\u3000]")  # what every gap holds
_SPACE_BEFORE = re.compile(r"[ \u00a0](?<=[^\W_].)[ \u00a0]{0,2}(?:,|;(?![-)(])|!+|\?+|\.(?![\w.]))")
_SPACE_AFTER = re.compile(r"[,;](?<=[^\W\d_].)(?=[^\W\d_])|[.?](?<=[a-z]{3}.)(?=[A-Z][a-z]{2})")
_DOUBLED = re.compile(r",{2,}|;{2,}|:{2,}|(?<![.\u2026])\.\.(?!\.)|,\.|\?\.|!\.|[,.]:")
_CALL = re.compile(r"[ \n](?:[Pp]ak|[Bb](?:apak|u|ibu))\b")  # what every vocative below holds
_VOCATIVE = re.compile(
    r"\b(?:terima kasih|selamat (?:pagi|siang|sore)|mohon maaf|baik)(?: banyak)? "
    r"(?=(?:pak|bu|bapak|ibu)[.,!]?(?:\s*$|[.,!]))",
    re.IGNORECASE | re.MULTILINE,
)


def mark_hits(letter: ReadLetter, context: LetterContext) -> Iterator[Hit]:
    """Yield exclamation marks, emoji, gaps and misplaced punctuation of the subject and of the letter's own lines.

    What belongs to a name, firm or position of `context` ("Yahoo!") is as it should be.
    """
    given = tuple(fact for fact in facts_of(context) if _SIGN.search(fact))
    names = [
        (field, at, at + len(fact))
        for field in _FIELDS
        for fact in given
        for at in _occurrences(fact, letter.text_of(field))
    ]
    for hit in _marks(letter):
        if not any(field == hit.field and at <= hit.start < end + 1 for field, at, end in names):
            yield hit


def _occurrences(fact: str, text: str) -> Iterator[int]:
    at = text.find(fact)
    for _ in range(_MOST_OCCURRENCES):
        if at < 0:
            return
        yield at
        at = text.find(fact, at + len(fact))


def _marks(letter: ReadLetter) -> Iterator[Hit]:
    yield from _in_text("subject", letter.subject, 0, len(letter.subject), letter)
    for line in letter.lines_of(*_OWN):
        yield from _in_text("body", letter.body, line.start, line.end, letter)
    yield from _exclamations(letter)


def _in_text(field: LetterField, text: str, start: int, end: int, letter: ReadLetter) -> Iterator[Hit]:
    for pattern in (_EMOTICON,) if text.isascii() else (_PICTURE, _EMOTICON):
        for match in pattern.finditer(text, start, end):
            yield Hit(rule="typo.emoji", field=field, start=match.start(), end=match.end(), suggestions=("",))
    for match in _GAP.finditer(text, start, end) if _WIDE.search(text, start, end) else ():
        if text[match.end()] != ":":  # columns: "Nama   : Budi"
            yield Hit(rule="typo.double-space", field=field, start=match.start(), end=match.end(), suggestions=(" ",))
    yield from _punctuation(field, text, start, end, letter)


def _punctuation(field: LetterField, text: str, start: int, end: int, letter: ReadLetter) -> Iterator[Hit]:
    for match in _SPACE_BEFORE.finditer(text, start, end):
        yield _misplaced(
            field, match, match.group().strip(), "tidak ada spasi sebelum tanda baca", "no space before it"
        )
    for match in _SPACE_AFTER.finditer(text, start, end):
        if not _is_in_address(text, match.start(), match.end()):
            why = ("setelah tanda baca ada satu spasi", "a space comes after it")
            yield _misplaced(field, match, match.group() + " ", *why)
    for match in _DOUBLED.finditer(text, start, end):
        yield _misplaced(field, match, match.group()[0], "satu tanda baca cukup", "one mark is enough")
    for match in (
        _VOCATIVE.finditer(text, start, end) if letter.language == "id" and _CALL.search(text, start, end) else ()
    ):
        why = ("kata sapaan dipisahkan dengan koma", "a comma stands before the word by which the reader is called")
        yield _misplaced(field, match, match.group().rstrip() + ", ", *why)


def _misplaced(field: LetterField, match: re.Match[str], right: str, why_id: str, why_en: str) -> Hit:
    return Hit(
        rule="typo.punctuation",
        field=field,
        start=match.start(),
        end=match.end(),
        values={"why_id": why_id, "why_en": why_en},
        suggestions=(right,),
    )


def _is_in_address(text: str, start: int, end: int) -> bool:
    """Whether the characters around belong to an e-mail or web address; looks 60 characters either way."""
    before = text[max(0, start - 60) : start].split()[-1:] or [""]
    after = text[end : end + 60].split()[:1] or [""]
    return any(sign in before[0] or sign in after[0] for sign in ("@", "/", "www.", "_"))


def _exclamations(letter: ReadLetter) -> Iterator[Hit]:
    """Yield doubled marks anywhere, any "!" of the subject, and every "!" when the letter has more than one."""
    for match in _MARKS.finditer(letter.subject):
        yield _exclaimed("subject", match)
    matches = [match for line in letter.lines_of(*_OWN) for match in _MARKS.finditer(letter.body, line.start, line.end)]
    single = sum(match.group() == "!" for match in matches)
    for match in matches:
        if len(match.group()) > 1 or single > 1 or single < len(matches):
            yield _exclaimed("body", match)


def _exclaimed(field: LetterField, match: re.Match[str]) -> Hit:
    right = "?" if "?" in match.group() else "."
    return Hit(rule="typo.exclamation", field=field, start=match.start(), end=match.end(), suggestions=(right,))
