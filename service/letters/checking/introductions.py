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
# "Tetangga saya, Mama Yuli": somebody of mine, whose name follows.
_KIN = """
    tetangga ibu bapak ayah mama papa bunda kakak adik abang istri suami anak putra putri cucu kakek nenek paman bibi
    tante sepupu keponakan mertua ipar menantu teman kawan sahabat rekan kolega atasan bos mentor guru dosen pembimbing
    pelatih pacar tunangan saudara keluarga majikan senior junior manajer ketua kepala sekolah kampung desa kota lama
    kandung tersayang tercinta sekampung sekelas sekantor sekerja kerja kuliah kelas seperjuangan kos kontrakan kecil
"""
_OF_MINE = frozenset(_KIN.split())
_PATTERNS = tuple(  # each with pieces of text that it can't do without, which are looked for much quicker
    (hints, re.compile(text.replace("NAME", _TITLE + _NAME).replace("GOES_ON", _GOES_ON)), is_plain)
    for hints, text, is_plain in (
        (("ama",), r"\b[Nn]ama\s+(?:lengkap\s+)?saya(?:\s+adalah|\s+ialah)?,?\s+NAME", True),
        (("name",), r"\b[Mm]y\s+(?:full\s+)?name\s+is\s+NAME", True),
        (("bernama",), r"\b[Ss]aya\s+bernama\s+NAME", True),
        (("his",), r"\b[Tt]his\s+is\s+NAME", False),
        (
            ("aya", "ku", "ami"),
            r"\b(?:[Ss]aya|[Aa]ku|[Kk]ami)(?:\s+adalah)?(?:\s*,|\s+\(?)\s*NAME(?=\s*[,.;():–—]|\s+GOES_ON\b|$)",
            False,
        ),
        (
            ("I",),
            r"\bI(?:\s+am|['’]m)(?:\s*,)?\s+NAME(?=\s*[,.;():–—]|\s+(?:and|who|from|a|the|one|writing|an)\b|$)",
            False,
        ),
        (("I",), r"\bI\s*,\s+NAME(?=\s*,)", False),
    )
)
_OTHER_CAPITALS = """
    tim bapak ibu senin selasa rabu kamis jumat sabtu minggu monday tuesday wednesday thursday friday saturday sunday
    januari februari maret april mei juni juli agustus september oktober november desember january february march may
    june july august october december sarjana magister lulusan mahasiswa mahasiswi alumni alumnus indonesian javanese
    wni pt cv head manager senior junior staf staff sangat mohon ingin sudah belum tidak bisa akan harap berharap siap
    masih telah sedang perlu butuh menunggu benar sungguh amat percaya yakin
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
        for hints, pattern, is_plain in _PATTERNS:
            if not any(hint in text for hint in hints):
                continue
            match = next((each for each in pattern.finditer(text) if not _is_of_mine(text, each.start())), None)
            if match is None:
                continue
            name = match["name"].rstrip(".,'’-")
            if name.split()[0].lower() in _NO_NAME:
                continue
            start = offset + match.start("name")
            yield Introduction(text=name, start=start, end=start + len(name), is_plain_name=is_plain)
            break


def _is_of_mine(text: str, start: int) -> bool:
    """Whether the word before `start` makes "saya" a possessive: "Tetangga saya, Mama Yuli"."""
    before = text[max(0, start - 24) : start].split()
    return bool(before) and before[-1].lower() in _OF_MINE
