"""The lines of a body, with greeting and closing taken off the lines that they share with other text. Pure, linear.

"Selamat siang Bapak Andi, saya Rina …" is read as a greeting and a paragraph, "Hormat saya, Rina" as a closing and a
signature, so that no rule has to know how the writer broke the lines.
"""

import re
from collections.abc import Iterator

from service.letters.checking.line_kinds import is_greeting, is_salutation, reads_as_prose

_LINE = re.compile(r"[^\n]*\n|[^\n]+$")
_OPENS = re.compile(
    r"\s*(?:selamat\s+(?:pagi|siang|sore|petang|malam)|assalam|dengan\s+(?:segala\s+)?hormat|salam\s+sejahtera|yth\b"
    r"|kepada\b|yang\s+terhormat|dear\b|hai\b|halo\b|hallo\b|hi\b|hello\b|hey\b|permisi\b|s[hy]+a+l+o+m\b|puji\s+(?:tuhan|syukur),|damai\s+sejahtera|om\s+s[uw]+ast"
    r"|namo\s+bud+haya|sampurasun|horas\b|rahayu\b|respected\b|greetings\b"
    r"|good\s+(?:morning|afternoon|evening|day)|(?:bapak|ibu|pak|bu|kak|kakak|mas|mbak|tim)\b[^.!?]{0,60}"
    r"(?:,|terhormat|hormati))",
    re.IGNORECASE,
)
# A line that begins with "Ibu" opens a letter only when a name follows, and nothing else.
_COURTESY = re.compile(r"\s*(?:bapak|ibu|pak|bu|kak|mas|mbak|tim)\b", re.IGNORECASE)
_NAMES_READER = re.compile(
    r"\s*\w+(?:/\w+)?\.?(?:\s+[^\W\d_a-z][\w.'’-]*){0,6}(?:\s+yang\s+(?:saya\s+)?(?:ter)?hormati?)?\s*[,.!;:]",
    re.UNICODE,
)
_BODY_WORDS = (
    r"saya|nama|perkenalkan|izinkan|ijinkan|perkenankan|semoga|melalui|sehubungan|pada|mohon|terima|bersama"
    r"|yang\s+bertanda|menindaklanjuti|sebelumnya|maaf|surel|terkait|berkaitan|berdasarkan|sesuai|setelah|sejak|aku|gue|gw|kami|kita"
    r"|(?-i:I\s[a-z])\w*|my|this|thank|thanks|on|we|it|as|following|further|hope|hoping|allow|please|just|may|since|with|i['’]m"
    r"|i['’]ve|how|it['’]s"
)
# Where prose begins after a greeting: after a mark, or, without one, at a word that only prose begins with.
_PROSE = re.compile(
    rf"(?<=[,.!;:])\s+(?=(?:{_BODY_WORDS})\b)|(?<=[,!;:])\s+(?=[a-z]{{3,}}\b(?!\.|\s+(?-i:[A-Z])))"
    r"|(?<=\w)\s+(?=(?:saya|perkenalkan|izinkan|perkenankan|nama saya|i am|my name)\b)",
    re.IGNORECASE,
)
_NOT_PROSE = re.compile(
    r"(?:di|pak|bu|bapak|ibu|dan|and|kak|kakak|mas|mbak|selaku|hrd|yang|tim|ustaz\w*|ustadz\w*|sir|madam|mr|mrs|ms|dear)\b",
    re.IGNORECASE,
)
_LONGEST_OPENING = 160  # characters of a greeting that shares its line
_OPENING_LINES = 14
_CLOSES = re.compile(
    r"(?:^|(?<=[.!?])\s+)(?:(?:hormat|salam(?:\s+(?:hormat|hangat|takzim|santun|sejahtera|sehat|sukses|damai|kasih)){0,2}|was+alam\w*"
    r"|(?:(?:with|many|my|kind|kindest|best|warm|warmest|all|sincere|the)\s+){0,3}(?:regards|wishes|best|thanks)"
    r"(?:\s+and\s+(?:best\s+|kind\s+|warm\s+)?regards)?"
    r"|yours|sincerely|faithfully|yours\s+(?:sincerely|faithfully|truly|respectfully)|respectfully|cordially"
    r"|tuhan\s+memberkati|god\s+bless)(?:\s+(?:saya|kami|yours))?\s*[,:.])"
    r"\s+(?!(?:bapak|ibu|pak|bu|bpk|mr|mrs|ms|kak|kakak|mas|mbak|tim|yth|semoga|saya|kami)\b)(?=(?-i:\(?[A-Z])[\w.'’-]*(?:\s+\(?[\w.'’-]+){0,6}\)?[.,]?\s*$|[a-z][\w'’-]*(?:\s+[\w'’-]+){0,2}\s*$)",
    re.IGNORECASE,
)
_LONGEST_TAIL = 140  # characters at a line's end in which a closing is looked for


def segments_of(body: str) -> list[tuple[str, int]]:
    """Return the body's lines without their ends, a line that holds two parts as two, each with its offset."""
    found: list[tuple[str, int]] = []
    has_prose = False  # "Dengan hormat, saya ingin …" opens a letter, not a paragraph in its middle
    for match in _LINE.finditer(body):
        line = match.group().rstrip("\r\n")
        may_open = not has_prose and len(found) < _OPENING_LINES
        parts = list(_parted(line, may_open=may_open))
        found.extend((text, match.start() + at) for text, at in parts)
        last = parts[-1][0].strip()
        has_prose = has_prose or (reads_as_prose(last) and not (is_salutation(last) or is_greeting(last)))
    return found


def _parted(line: str, *, may_open: bool) -> Iterator[tuple[str, int]]:
    """Yield the parts of one line with their offsets in it."""
    begun = (_end_of_opening(line) or 0) if may_open else 0
    if begun:
        yield line[:begun], 0
    tail = max(begun, len(line) - _LONGEST_TAIL)
    closing = _CLOSES.search(line, tail)
    if closing is None or (tail and tail == closing.start() and tail != begun):
        yield line[begun:], begun
        return
    mark = closing.start()
    while mark < closing.end() and line[mark].isspace():
        mark += 1
    if line[begun:mark].strip():
        yield line[begun:mark], begun
    yield line[mark : closing.end()], mark
    yield line[closing.end() :], closing.end()


def _end_of_opening(line: str) -> int | None:
    """Return where prose begins in a line that begins with a greeting, or None."""
    if _OPENS.match(line) is None or (_COURTESY.match(line) and not _NAMES_READER.match(line)):
        return None
    for mark in _PROSE.finditer(line, 0, min(len(line), _LONGEST_OPENING)):
        if _NOT_PROSE.match(line, mark.end()) is None and _reads_on(line, mark.start(), mark.end()):
            return mark.end()
    return None


def _reads_on(line: str, start: int, end: int) -> bool:
    """Whether enough follows to be a sentence; and a bare blank parts nothing in "Dengan hormat saya …"."""
    if len(line[end:].split(maxsplit=3)) < 3:  # noqa: PLR2004  # three words make the shortest sentence
        return False
    return line[start - 1] in ",.!;:" or re.match(r"\s*(?:dengan|kepada)\b", line, re.IGNORECASE) is None
