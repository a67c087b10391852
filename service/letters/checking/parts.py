"""The parts of a letter, line by line: address block, salutation, body, closing, signature, postscript, quotation."""

from collections.abc import Sequence
from enum import Enum

from service.letters.checking.line_kinds import (
    begins_quotation,
    is_address,
    is_closing,
    is_greeting,
    is_head,
    is_long_salutation,
    is_postscript,
    is_quoted,
    is_salutation,
    is_short,
    may_close,
    may_salute,
    may_sign,
    reads_as_prose,
    salutes_plainly,
)

__all__ = ["Part", "is_closing", "is_greeting", "is_salutation", "parts_of"]


class Part(Enum):
    """What a line belongs to."""

    HEAD = "head"  # place and date, subject line, address block: what stands before the salutation ends
    SALUTATION = "salutation"  # "Yth. Bapak Andi Pratama", "Dear Andi,"
    GREETING = "greeting"  # "Dengan hormat,", "Selamat siang,": after or instead of the salutation
    BODY = "body"
    CLOSING = "closing"  # "Hormat saya,", "Kind regards,"
    SIGNATURE = "signature"  # name, phone, address after the closing
    POSTSCRIPT = "postscript"
    QUOTE = "quote"  # lines of an earlier mail, "> …", or all that follows "On … wrote:"

    __hash__ = object.__hash__  # Enum's own is written in Python, and every line is looked up in sets of parts


_SIGNATURE_LINES = 9
_OPENING_LINES = 14
_SENTENCE_ENDS = (".", "!", "?", "…", ")", "”", '"')


def parts_of(lines: Sequence[str]) -> list[Part]:
    """Return the part of each line; blank lines belong to what stands before them.

    A letter in a wrong order keeps it: a closing above the salutation is HEAD, prose below the signature is BODY, a
    salutation below prose is SALUTATION.

    Args:
        lines: the body's lines without their ends.
    """
    parts = [Part.BODY] * len(lines)
    kept = _mark_quotes(lines, parts)
    begun = _mark_opening(lines, kept, parts)
    left = [number for number in kept if number >= begun]
    _mark_ending(lines, left, parts)
    for number in left:
        if parts[number] is Part.BODY and salutes_plainly(lines[number]):
            parts[number] = Part.SALUTATION
    return parts


def _mark_quotes(lines: Sequence[str], parts: list[Part]) -> list[int]:
    """Mark what belongs to an earlier mail; return the numbers of the other lines that are not blank."""
    kept: list[int] = []
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if kept and begins_quotation(line, following):
            _mark(parts, number, len(lines), Part.QUOTE)
            break
        if is_quoted(line):
            parts[number] = Part.QUOTE
        elif line.strip():
            kept.append(number)
    return kept


def _mark_opening(lines: Sequence[str], kept: Sequence[int], parts: list[Part]) -> int:
    """Mark everything up to the last line that greets; return the first line of the body."""
    begun = 0
    in_block = after_comma = False
    last = -1
    for number in kept[:_OPENING_LINES]:
        line = lines[number].strip()
        in_block = in_block and number == last + 1
        last = number
        part = _opening_part(line, in_block=in_block and (not after_comma or is_address(line)), begun=begun)
        if part is None:
            break
        if part is Part.BODY:
            continue
        _mark_unless_quoted(parts, begun, number, Part.HEAD)
        parts[number] = part
        in_block, after_comma = part is Part.SALUTATION and not line.endswith("!"), line.endswith(",")
        begun = number + 1
    return begun or _mark_by_form(lines, kept, parts)


def _mark_by_form(lines: Sequence[str], kept: Sequence[int], parts: list[Part]) -> int:
    """Mark a first line that no list knows and that prose follows; return the first line of the body."""
    if len(kept) < 2 or not may_salute(lines[kept[0]]) or not reads_as_prose(lines[kept[1]].strip()):  # noqa: PLR2004  # two lines
        return 0
    parts[kept[0]] = Part.SALUTATION
    return kept[0] + 1


def _opening_part(line: str, *, in_block: bool, begun: int) -> Part | None:
    """Return the part of a line of the opening, BODY when that is not known yet, None where the body begins."""
    if is_head(line):
        return Part.HEAD
    greets = is_greeting(line)
    if begun and is_closing(line) and not greets:
        return None
    if is_short(line):
        if greets:
            return Part.GREETING
        if is_salutation(line) and not (begun and reads_as_prose(line)):
            return Part.SALUTATION
        if in_block and not line.endswith(("!", "?")) and not reads_as_prose(line):
            return Part.SALUTATION  # the lines of an address block
    if is_long_salutation(line):
        return Part.SALUTATION
    if begun or reads_as_prose(line):
        return None
    return Part.BODY


def _mark(parts: list[Part], start: int, end: int, part: Part) -> None:
    for number in range(start, end):
        parts[number] = part


def _mark_unless_quoted(parts: list[Part], start: int, end: int, part: Part) -> None:
    for number in range(start, end):
        if parts[number] is Part.BODY:
            parts[number] = part


def _mark_ending(lines: Sequence[str], kept: Sequence[int], parts: list[Part]) -> None:
    """Mark closing, signature and postscript, looked for from the end."""
    closing = _closing_line(lines, kept)
    if closing is None:
        closing = _farewell_line(lines, kept)
    postscript = _postscript_line(lines, kept, closing)
    if postscript is not None:
        _mark_unless_quoted(parts, postscript, len(lines), Part.POSTSCRIPT)
    if closing is None:
        _mark_bare_signature(lines, [n for n in kept if postscript is None or n < postscript], parts)
        return
    parts[closing] = Part.CLOSING
    for number in kept:
        if number <= closing or (postscript is not None and number >= postscript):
            continue
        if reads_as_prose(lines[number].strip()):
            break  # a letter goes on below its signature: `struct.order`
        ends = is_closing(lines[number]) or (number == closing + 1 and may_close(lines[number]) and number < kept[-1])
        parts[number] = Part.CLOSING if ends else Part.SIGNATURE
    for number in reversed([n for n in kept if n < closing]):
        if not is_closing(lines[number]):
            break
        parts[number] = Part.CLOSING


def _closing_line(lines: Sequence[str], kept: Sequence[int]) -> int | None:
    """Return the last closing."""
    return next((number for number in reversed(kept) if is_closing(lines[number])), None)


def _farewell_line(lines: Sequence[str], kept: Sequence[int]) -> int | None:
    """Return the line that closes the letter by its form and its place: below the prose, above a name or at the end."""
    for place in range(len(kept) - 1, max(len(kept) - 1 - _SIGNATURE_LINES, 0), -1):
        number, above = kept[place], kept[place - 1]
        is_apart = number > above + 1 or lines[above].rstrip().endswith(_SENTENCE_ENDS)
        below = lines[kept[place + 1]].strip() if place + 1 < len(kept) else ""
        if is_apart and may_close(lines[number], below):
            return number
        if reads_as_prose(lines[number].strip()) and not is_postscript(lines[number]):
            return None
    return None


def _postscript_line(lines: Sequence[str], kept: Sequence[int], closing: int | None) -> int | None:
    """Return where a postscript begins: below the closing, or near the end of a letter without one."""
    after = [n for n in kept if n > closing] if closing is not None else kept[-3:]
    return next((number for number in after if is_postscript(lines[number])), None)


def _mark_bare_signature(lines: Sequence[str], kept: Sequence[int], parts: list[Part]) -> None:
    """Mark the last lines that read as a name or a telephone number, where no closing stands."""
    for number in reversed(kept[-_SIGNATURE_LINES:]):
        if not may_sign(lines[number].strip()):
            return
        parts[number] = Part.SIGNATURE
