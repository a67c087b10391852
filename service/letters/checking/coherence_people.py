"""`coherence.other-application`: the people and rooms of another kind of place: "your wards" to a hotel.

As with what a place is called (`coherence_kinds`), this counts only where the firm's name tells a kind that never has
them, the position does not belong there either, and the sentence wishes to look after them.
"""

import re
from collections.abc import Collection

_PATIENTS = (
    r"(?:(?:para\s+)?pasien(?:-pasien)?(?!\s+(?:saya|asuransi|BPJS\s+saya))|bangsal|ruang\s+rawat(?:\s+inap)?|patients|wards?"
    r"|bedsides?|operating\s+theatres?)"
)
_PUPILS = (
    r"(?:(?:para\s+)?(?:siswa|murid|anak\s+didik|peserta\s+didik)(?:-\w+|\s+siswi)?(?!\s+(?:magang|PKL|praktik|SMK|kerja))"
    r"|pupils|school\s?children|class(?:es|rooms?)(?!\s+of)|ruang\s+kelas)"
)
_GUESTS = (
    r"(?:(?:para\s+)?tamu(?:-tamu)?\s+(?:yang\s+menginap|hotel)|kamar(?:-kamar)?\s+(?:tamu|hotel)|hotel\s+guests"
    r"|guests\s+(?:who\s+stay|in\s+(?:their|your)\s+rooms)|guest\s+rooms|check-in\s+desk)"
)
_SAVERS = r"(?:(?:para\s+)?nasabah|account\s+holders|depositors|savers|simpanan\s+nasabah)"
_FLYERS = r"(?:penumpang\s+pesawat|awak\s+kabin|(?:airline|flight)\s+passengers|cabin\s+crew)"
_PEOPLE = {
    "hospital": _PATIENTS,
    "school": _PUPILS,
    "hotel": _GUESTS,
    "bank": _SAVERS,
    "airline": _FLYERS,
}
_WISH = (
    r"(?:ingin|hendak|siap|berharap|semoga|bersedia|kesediaan|kelak|rindu|cita-cita|bercita-cita|tekad|niat|dipercaya|diterima|agar"
    r"|hope|love|ready|keen|eager|look(?:ing)?\s+forward|wish|want|long|dream|would|delighted|glad|happy)"
)
_ACT = (
    r"(?:merawat|melayani|mengobati|menjaga|mendampingi|membimbing|mengajar|mendidik|mengasuh|menemani|menyambut|membantu|menangani"
    r"|menenangkan|merapikan|memastikan|kenyamanan|dekat\s+dengan|dipercaya|mendekatkan|look(?:ing)?\s+after|car(?:e|ing)\s+for"
    r"|serv(?:e|ing)|nurs(?:e|ing)|treat(?:ing)?|teach(?:ing)?|welcom(?:e|ing)|greet(?:ing)?|help(?:ing)?|assist(?:ing)?|comfort(?:ing)?"
    r"|guid(?:e|ing)|walk(?:ing)?|attend(?:ing)?\s+to|support(?:ing)?)"
)
_GAP = r"(?:\s+(?!(?:seperti|sebagaimana|dari|yang|karena|setelah|like|as|from|while|than|whose|who)\b)[^\s.;!?]+)"
_AIMED = {
    kind: re.compile(rf"\b{_WISH}\b{_GAP}{{0,8}}?\s+{_ACT}{_GAP}{{0,3}}?\s+(?P<people>{people})\b", re.IGNORECASE)
    for kind, people in _PEOPLE.items()
}
_HINTS = {
    "hospital": ("pasien", "bangsal", "rawat", "patient", "ward", "bedside", "theatre"),
    "school": ("siswa", "murid", "didik", "pupil", "school", "class", "kelas"),
    "hotel": ("tamu", "kamar", "guest", "check-in"),
    "bank": ("nasabah", "account holder", "depositor", "saver"),
    "airline": ("pesawat", "kabin", "flight", "airline", "cabin"),
}
_TOLD = re.compile(
    r"\b(?:dulu|dahulu|pernah|selama|sebelumnya|magang|pengalaman|terbiasa|biasa|kebiasaan|bekas|mantan|tahun|juga|seperti"
    r"|sebagaimana|anak\s+saya|istri|suami|relawan|sambil|hasil|bantuan|produk|kunjungan|berkunjung|rombongan|magang|beasiswa"
    r"|previously|once|used\s+to|experience|years|former|while|like|as\s+well\s+as|volunteer\w*|until|visit\w*|trips?|tours?"
    r"|products?|sister|brother|wife|husband|mother|weekends?|evenings?|also|programmes?|program)\b",
    re.IGNORECASE,
)
_STUDY = (
    r"(?:(?:doctoral|postgraduate|post-doctoral|master['’]?s|graduate|undergraduate|Ph\.?D\.?|MBA)\s+(?:studies|study|work|degree"
    r"|research|programme|program|place|thesis|training)|scholarship|fellowship|bursary|beasiswa"
    r"|(?:program|studi|kuliah)\s+(?:magister|doktor(?:al)?|sarjana|pascasarjana|S[123]|lanjut))"
)
# "the doctoral studies for which I applied to you", "melanjutkan studi magister di laboratorium Bapak"
_STUDIES = re.compile(
    rf"\b(?P<applied>{_STUDY})(?:\s+(?!(?:before|after|when|while|and|but|until|as)\b)[^\s.;!?]+){{0,4}}?\s+I\s+(?:have\s+)?appl(?:y|ied)(?:\s+\w+){{0,2}}\s+(?:to|with)\s+you\b"
    rf"|\b(?P<own>{_STUDY})(?:\s+\w+)?\s+yang\s+saya\s+(?:ajukan|lamar|mohon)\b"
    rf"|\b{_WISH}\b{_GAP}{{0,5}}?\s+(?:begin(?:ning)?|start(?:ing)?|pursu(?:e|ing)|continu(?:e|ing)|tak(?:e|ing)\s+up|memulai|menempuh"
    rf"|melanjutkan|mengambil){_GAP}{{0,3}}?\s+(?P<under>{_STUDY}){_GAP}{{0,5}}?\s+(?:(?:under|with|at|in)\s+your?|(?:di|bersama|dengan)"
    r"\s+(?:\w+\s+){0,2}(?:Bapak|Ibu|Anda))\b",
    re.IGNORECASE,
)
_OWN_WORD = re.compile(r"\b(?:program(?:me)?|beasiswa)\b", re.IGNORECASE)
_STUDY_HINTS = ("stud", "beasiswa", "scholar", "fellow", "doctor", "doktor", "magister", "program", "phd", "bursary")
_WRITTEN_SCHOLARS = """
    scholar scholarship student fellow fellowship phd doctoral mahasiswa beasiswa penerima awardee research researcher
    peneliti riset lecturer dosen academic akademik professor postdoctoral universitas university institut institute
    politeknik polytechnic akademi academy college foundation yayasan lpdp council kementerian ministry embassy
    kedutaan fakultas faculty sekolah school laboratorium laboratory dana trust
"""
_SCHOLARS = frozenset(_WRITTEN_SCHOLARS.split())
# "masih sama seperti dahulu": and so still now.
_STILL = re.compile(r"\b(?:sama|tetap)\s+seperti\s+(?:dahulu|dulu|semula|sebelumnya)\b", re.IGNORECASE)
# What may have such people beside the houses of the kind.
_MORE = {
    "hospital": """
        asuransi insurance alkes optik optics mata eye gigi dental psikolog psychologist terapis therapist
        paramedis paramedic pharma bpjs alat laboratory lab lansia panti social sosial care hospice gizi nutrisi
        nutritionist hewan veteriner veterinary pet kecantikan beauty skin spa apotek
    """,
    "school": """
        museum galeri gallery perpustakaan library pustaka buku book penerbit publishing bus sanggar studio seni
        olahraga sport renang swimming musik music tari bimbingan pelatihan training trainer pelatih coach
        edukator educator pemandu guide kebun binatang zoo taman panti sosial rumah sakit hospital klinik
        psikolog psychologist gizi kantin catering katering seragam uniform paramedis
    """,
    "hotel": """
        kapal cruise apartemen apartment kos kost hostel rumah sakit hospital pemandu guide cleaning gedung
        asrama dormitory binatu linen kargo furniture mebel
    """,
    "bank": """
        asuransi insurance sekuritas securities pegadaian pembiayaan multifinance leasing investasi investment
        fintech pajak dompet pinjaman dana koperasi bmt
    """,
    "airline": "kargo cargo travel wisata hotel bus kereta logistik logistics catering katering",
}


def aimed_people(text: str) -> tuple[str, tuple[int, int]] | None:
    """Return the kind of place whose people the writer wishes to look after, and where they stand, or None."""
    lowered = text.lower()
    text = as_now(text)
    for kind, hints in _HINTS.items():
        if any(hint in lowered for hint in hints):
            found = _AIMED[kind].search(text)
            if found is not None and _TOLD.search(text) is None:
                return kind, found.span("people")
    return None


def as_now(text: str) -> str:
    """Return `text` without words like "seperti dahulu", which tell no other time, its length unchanged."""
    return _STILL.sub(lambda found: "_" * len(found.group()), text)


def applied_study(text: str, known: Collection[str]) -> tuple[int, int] | None:
    """Return where studies are told as what was applied for, or None.

    Args:
        text: a sentence.
        known: words of the firm and the position; a university or a scholarship's are told nothing.
    """
    lowered = text.lower()
    if not any(hint in lowered for hint in _STUDY_HINTS) or not _SCHOLARS.isdisjoint(known):
        return None
    found = _STUDIES.search(text)
    if found is None or _TOLD.search(_OWN_WORD.sub("", text)) is not None:
        return None
    return next(found.span(name) for name in ("applied", "own", "under") if found[name])


def may_have_people(kind: str, known: Collection[str]) -> bool:
    """Whether the words of a firm and a position tell that such people may be there."""
    return not _MORE_WORDS[kind].isdisjoint(known)


_MORE_WORDS = {kind: frozenset(words.split()) for kind, words in _MORE.items()}
