"""`coherence.other-application`: another position, below the name, as what the writer wishes to be, or in another town.

That the right position is named elsewhere in the letter is the caller's to know: where it is not, it is the fact that
is wrong (`fact.position`).
"""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import TypeAlias

from service.letters.checking.fact_position import is_other_position, trades_of
from service.letters.checking.names import folded
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook

_Place: TypeAlias = tuple[int, int]  # [start, end) in the body
_WORD = re.compile(r"[^\W\d_]+")
_RUN = r"(?P<run>[A-Z][\w&/-]*(?:\s+(?:(?:dan|and|of|&)\s+)?[A-Z][\w&/-]*){0,4})"
# "Jontra Purba, pelamar Asisten Pabrik Karet", "Kandidat Guru Fisika", "Applicant for Store Manager"
_SIGNED = re.compile(
    r"(?:^|[,(|–—-]\s*)(?i:pelamar|kandidat|calon|peserta\s+(?:seleksi|wawancara)|applicant|candidate)"
    rf"(?i:\s+(?:untuk|posisi|lowongan|jabatan|formasi|for|the|position|post|role|of)){{0,4}}[,:]?\s+{_RUN}\s*[.)]?$"
)
_WISH = (
    r"(?:ingin|hendak|siap|berharap|semoga|kelak|bersedia|bercita-cita|cita-cita|tidak\s+sabar|rindu|hope|love|ready|keen"
    r"|eager|forward|wish|long|dream|would|can\s+see\s+myself|picture\s+myself)"
)
_WRITTEN_SUBJECTS = """
    fisika kimia biologi matematika sejarah geografi ekonomi sosiologi antropologi indonesia inggris jawa sunda
    bali arab mandarin jepang jerman prancis perancis korea seni musik tari olahraga penjaskes agama pkn ips ipa
    tik informatika akuntansi physics chemistry biology mathematics maths math history geography economics
    sociology english indonesian french german japanese arabic music dance art drama
"""
_SUBJECTS = frozenset(_WRITTEN_SUBJECTS.split())
_SAME_SUBJECTS = {
    "physics": "fisika", "chemistry": "kimia", "biology": "biologi", "mathematics": "matematika", "maths": "matematika",
    "math": "matematika", "history": "sejarah", "geography": "geografi", "economics": "ekonomi",
    "sociology": "sosiologi", "english": "inggris", "indonesian": "indonesia", "french": "prancis",
    "perancis": "prancis", "german": "jerman", "japanese": "jepang", "arabic": "arab", "music": "musik",
    "dance": "tari",
    "art": "seni", "drama": "seni", "penjaskes": "olahraga",
}  # fmt: skip
# The wish to teach something: "ingin membimbing siswa sebagai guru Bahasa Indonesia", "as your history teacher"
_TEACHER = re.compile(
    rf"\b{_WISH}\b[^.;:!?]{{0,110}}?\b(?:(?:sebagai|menjadi)\s+(?:seorang\s+)?(?:guru|pengajar|dosen)"
    r"\s+(?P<id>(?:bahasa\s+|ilmu\s+|mata\s+pelajaran\s+|pelajaran\s+)?\w+)"
    r"|(?:as|be|become|becoming)\s+(?:an?|your|the)\s+(?:\w+\s+){0,2}?(?P<en>\w+)\s+(?:teacher|tutor|lecturer))\b",
    re.IGNORECASE,
)
# The wish to work as somebody: "siap melayani para tamu sebagai resepsionis"
_WORKER = re.compile(
    rf"\b{_WISH}\b[^.;:!?]{{0,80}}?\b(?:diterima|bekerja|bergabung|bertugas|melayani|berkarya|mengabdi|ditempatkan"
    r"|dipercaya|work(?:ing)?|serv(?:e|ing)|join(?:ing)?|start(?:ing)?|hired)\b[^.;:!?]{0,50}?\b(?:sebagai|menjadi|as)\s+"
    r"(?:seorang\s+|an?\s+|your\s+|the\s+)?(?:new\s+|next\s+)?(?P<run>[^\W\d_]+(?:\s+[^\W\d_]+)?)",
    re.IGNORECASE,
)
# Trades that people also are in a manner of speaking: "menjadi penerjemah antara dua tim", "a guide to the young"
_FIGURES = frozenset({"teacher", "translator", "guide", "writer", "doctor", "architect", "engineer", "designer"})
_NOT_NOW = re.compile(
    r"\b(?:juga|pernah|dulu|dahulu|lama|sebelumnya|selama|semula|awalnya|sejak\s+kecil|pengalaman|bukan|selain|seperti"
    r"|sebagaimana|also|once|used|previously|before|formerly|years|experience|not|never|besides|like|when\s+I|if\s+needed|bila\s+diperlukan)\b",
    re.IGNORECASE,
)
_LONG = re.compile(r"\b(?:sudah|sejak|telah) lama\b|\blong hoped\b", re.IGNORECASE)  # and still
_KIND = (
    r"(?:cabang|gerai|toko|outlet|unit|kampus|pabrik|branch|store|office|plant|campus|clinic|shop|depot|hotel|school)"
)
_BRANCH = re.compile(rf"\b(?i:{_KIND})\s+(?P<behind>[A-Z]\w+)|\b(?P<before>[A-Z]\w+)\s+(?i:{_KIND})\b")
_APPLIED = re.compile(
    r"\b(?:yang\s+saya\s+lamar|saya\s+melamar|lamaran\s+saya|I\s+(?:am\s+applying|applied|have\s+applied|am\s+a\s+candidate)"
    r"|my\s+application|ditempatkan\s+di|ingin\s+memimpin|hope(?:d)?\s+to\s+(?:lead|run|head|manage))\b",
    re.IGNORECASE,
)
# Where the reader's house stands: "pulang ke Kupang, tempat gedung yang Ibu pimpin berdiri", "your hospital in Medan".
_HOUSE = (
    r"(?:rumah\s+sakit|sekolah|hotel|klinik|gedung|museum|kampus|universitas|bank|restoran|pabrik|kantor|puskesmas|hospital"
    r"|school|clinic|university|restaurant|college|resort|academy)"
)
_STANDS = re.compile(
    rf"\b(?i:{_HOUSE}\s+(?:(?:yang\s+)?(?:sedang\s+)?(?:Bapak|Ibu|Anda)(?:\s+(?:sedang\s+)?(?:pimpin|kelola|bangun|kepalai|rintis))?)"
    r"(?:\s+yang\s+\w+)?\s+di)\s+(?P<a>[A-Z]\w+)"
    rf"|\b(?P<b>[A-Z]\w+),\s+(?i:(?:kota\s+)?tempat\s+{_HOUSE}\s+(?:yang\s+)?(?:Bapak|Ibu|Anda)\b)"
    rf"|\b(?i:your\s+(?:\w+\s+)?{_HOUSE}\s+(?:in|at))\s+(?P<c>[A-Z]\w+)"
    rf"|\b(?P<d>[A-Z]\w+),\s+(?i:where\s+your\s+(?:\w+\s+)?{_HOUSE}\s+(?:is|stands|lies))"
)
_WORKS = re.compile(
    r"\b(?:bekerja|mengabdi|bertugas|bergabung|mengajar|berkarya|melayani|merawat|membawa\s+saya|pulang|pindah|menetap|lowongan\s+yang"
    r"|saya\s+lamar|work(?:ing)?|serv(?:e|ing)|teach(?:ing)?|join(?:ing)?|mov(?:e|ing)|settl(?:e|ing)|return(?:ing)?|nurs(?:e|ing)"
    r"|com(?:e|ing)\s+home|apply(?:ing)?|applied)\b",
    re.IGNORECASE,
)
_WISHED_FOR = re.compile(rf"\b{_WISH}\b|\b(?:bangga|senang|membawa|apabila|bila|happy|glad|proud)\b", re.IGNORECASE)


def other_town_places(letter: ReadLetter, company: str, position: str, towns: Collection[str]) -> Iterator[_Place]:
    """Yield towns where the letter wishes to work for the reader's house, though its name tells another one.

    A town that the letter names twice is no slip: a branch may stand there.
    """
    known = frozenset(map(folded, _WORD.findall(f"{company} {position}")))
    if known.isdisjoint(towns):
        return
    for sentence in letter.sentences:
        text = sentence.text
        found = _STANDS.search(text)
        if found is None or _NOT_NOW.search(text) or not (_WORKS.search(text) and _WISHED_FOR.search(text)):
            continue
        name = next(name for name in "abcd" if found[name])
        town = folded(found[name])
        if town in towns and town not in known and letter.body.count(found[name]) == 1:
            yield sentence.start + found.start(name), sentence.start + found.end(name)


def other_position_places(
    letter: ReadLetter, position: str, company: str, book: RuleBook, towns: Collection[str]
) -> Iterator[_Place]:
    """Yield where the letter is signed, wished or told for another position than the one applied for.

    Args:
        letter: that names the right position somewhere.
        position: the right one.
        company: the firm written to; a town in its name is its own.
        book: with the meanings of the words of positions.
        towns: names of places, folded.
    """
    for line in letter.lines_of(Part.SIGNATURE):
        found = _SIGNED.search(line.text)
        if found is not None and is_other_position(found["run"], position, book):
            yield line.start + found.start("run"), line.start + found.end("run")
    own = frozenset(map(folded, _WORD.findall(position)))
    posted = own.intersection(towns)
    known = own.union(map(folded, _WORD.findall(company)))
    for sentence in letter.sentences:
        text = sentence.text
        span = _wished(text, position, own, book)
        if span is None and posted:
            span = _posted(text, known, towns)
        if span is not None:
            yield sentence.start + span[0], sentence.start + span[1]


def _wished(text: str, position: str, own: Collection[str], book: RuleBook) -> _Place | None:
    """Return where the writer wishes to teach another subject, or to work in another trade."""
    lowered = text.lower()
    if not any(word in lowered for word in ("sebagai", "menjadi", " as ", "becom", " be ")):
        return None
    if (found := _TEACHER.search(text)) is not None and not _NOT_NOW.search(found.group()):
        name = "id" if found["id"] else "en"
        taught = _subjects(map(folded, _WORD.findall(found[name])))
        meant = _subjects(own)
        if taught and meant and taught.isdisjoint(meant):
            return found.span(name)
    if (found := _WORKER.search(text)) is None or _NOT_NOW.search(text[: found.end()]):
        return None
    trades, right = trades_of(found["run"].split()[0], book), trades_of(position, book)
    if not trades or not right or not set(trades).isdisjoint(right) or any(map(_FIGURES.intersection, trades)):
        return None
    return found.span("run")


def _subjects(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_SAME_SUBJECTS.get(word, word) for word in words if word in _SUBJECTS)


def _posted(text: str, known: Collection[str], towns: Collection[str]) -> _Place | None:
    """Return where another town's branch is told to be the one that was applied for."""
    if _APPLIED.search(text) is None or _NOT_NOW.search(_LONG.sub("", text)) is not None:
        return None
    for found in _BRANCH.finditer(text):
        name = "behind" if found["behind"] else "before"
        town = folded(found[name])
        if town in towns and town not in known:
            return found.span(name)
    return None
