"""Who signs a letter: the names below its closing. Pure."""

import re
from collections.abc import Iterator

from service.letters.checking.line_kinds import is_head
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Span

_NAME = re.compile(r"\(?\s*(?P<name>[^\W\d_][\w'’.-]*(?:,?\s+[^\W\d_][\w'’.-]*){0,7})\s*\)?[.,]?\s*(?:[|(/•·–—-].*)?$")
_NO_NAME = re.compile(
    r"(?:hp|telp|tel|telepon|phone|mobile|ponsel|no|nomor|wa|whatsapp|email|e-mail|surel|alamat|address|linkedin|jl|jalan|http"
    r"|www|ttd|kandidat|pelamar|calon|peserta|candidate|applicant|sent\s+from|dikirim\s+dari|portofolio|portfolio|lampiran)\b"
    r"|.*[@\d/]",
    re.IGNORECASE,
)
_PARTICLES = frozenset({"bin", "binti", "br", "van", "der", "de", "al", "dr", "drg", "drh", "apt", "ns"})


def signed_names(letter: ReadLetter) -> Iterator[Span]:
    """Yield the lines of the signature that can be a person's name, in order."""
    for line in letter.lines_of(Part.SIGNATURE):
        match = _NAME.match(line.text)
        if match is None or is_head(line.text):
            continue
        name = match["name"]
        if _NO_NAME.match(name):
            continue
        words = name.replace(",", " ").split()
        is_lower = all(word.islower() for word in words)
        if not is_lower and any(word[0].islower() and word.strip(".") not in _PARTICLES for word in words):
            continue
        start = line.start + match.start("name")
        yield Span(name, start, start + len(name))
