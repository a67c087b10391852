"""Where the writer says who they are: "saya Rina Wijaya", "my name is …", "this is …". Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.letters.checking.names import UPPER
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter

_PARTICLE = r"bin|binti|br\.?|van|der|de|al"
_NAME = rf"(?P<name>[{UPPER}][\w'’.-]*(?:\s+(?:[{UPPER}][\w'’.-]*|{_PARTICLE})){{0,9}})"
_TITLE = r"(?:(?:dr|drg|drh|apt|ns|ir|drs|dra)\.?\s+)?"
_GOES_ON = (
    r"(?:yang|dari|kandidat|pelamar|peserta|calon|selaku|sebagai|ingin|mengikuti|telah|sudah|pada|dengan|adalah|melamar|lulusan"
    r"|menindaklanjuti)"
)
_PATTERNS = tuple(
    (re.compile(text.replace("NAME", _TITLE + _NAME).replace("GOES_ON", _GOES_ON)), is_plain)
    for text, is_plain in (
        (r"\b[Nn]ama\s+(?:lengkap\s+)?saya(?:\s+adalah|\s+ialah)?,?\s+NAME", True),
        (r"\b[Mm]y\s+(?:full\s+)?name\s+is\s+NAME", True),
        (r"\b[Ss]aya\s+bernama\s+NAME", True),
        (r"\b[Tt]his\s+is\s+NAME", False),
        (r"\b(?:[Ss]aya|[Aa]ku|[Kk]ami)(?:\s+adalah)?(?:\s*,|\s+\(?)\s*NAME(?=\s*[,.;():–—]|\s+GOES_ON\b|$)", False),
        (r"\bI(?:\s+am|['’]m)(?:\s*,)?\s+NAME(?=\s*[,.;():–—]|\s+(?:and|who|from|a|the|one|writing|an)\b|$)", False),
        (r"\bI\s*,\s+NAME(?=\s*,)", False),
    )
)
_OTHER_CAPITALS = """
    tim bapak ibu senin selasa rabu kamis jumat sabtu minggu monday tuesday wednesday thursday friday saturday sunday
    januari februari maret april mei juni juli agustus september oktober november desember january february march may
    june july august october december sarjana magister lulusan mahasiswa mahasiswi alumni alumnus indonesian javanese
    wni pt cv head manager senior junior staf staff
"""
_NO_NAME = frozenset(_OTHER_CAPITALS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A place where the writer gives a name."""

    text: str  # the name as written
    start: int  # into the body
    end: int
    is_plain_name: bool  # nothing but a name can stand there


def introductions(letter: ReadLetter, *, paragraphs: int = 2) -> Iterator[Introduction]:
    """Yield the introductions in the first paragraphs of the letter's prose, and in a greeting that goes on to one."""
    greeting = [(line.text, line.start) for line in letter.lines_of(Part.GREETING)]
    first = [(sentence.text, sentence.start) for sentence in letter.sentences if sentence.paragraph < paragraphs]
    for text, offset in greeting + first:
        for pattern, is_plain in _PATTERNS:
            match = pattern.search(text)
            if match is None:
                continue
            name = match["name"].rstrip(".,'’-")
            if name.split()[0].lower() in _NO_NAME:
                continue
            start = offset + match.start("name")
            yield Introduction(text=name, start=start, end=start + len(name), is_plain_name=is_plain)
            break
