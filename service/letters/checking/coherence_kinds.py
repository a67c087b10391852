"""`coherence.other-application`: the reader's place called what it is not: "hotel yang Ibu pimpin" to a school.

A firm may run what its name does not tell: a foundation its school, a plantation its clinic. So this counts only where
the firm's name or the position tells a kind or a trade that never has the other one, and the position does not belong
there: a nurse may write to a plantation of its clinic.
"""

import re
from collections.abc import Collection, Iterator

from service.letters.checking.coherence_people import aimed_people, applied_study, as_now, may_have_people
from service.letters.checking.names import folded
from service.letters.checking.reading import ReadLetter

_WORD = re.compile(r"[^\W\d_]+")
# kind → what the reader's place is called, and the words of firms and positions that may have one
_CALLED = {
    "sekolah": "school", "school": "school", "madrasah": "school", "hotel": "hotel", "resor": "hotel",
    "resort": "hotel",
    "rumah sakit": "hospital", "hospital": "hospital", "puskesmas": "hospital", "maskapai": "airline",
    "maskapai penerbangan": "airline", "airline": "airline", "bank": "bank", "restoran": "restaurant",
    "restaurant": "restaurant", "tambang": "mine", "mine": "mine", "universitas": "university",
    "university": "university", "museum": "museum", "kapal pesiar": "cruise ship", "cruise ship": "cruise ship",
    "koran": "press", "surat kabar": "press", "majalah": "press", "newspaper": "press", "newsroom": "press",
}  # fmt: skip
_HAVE = {
    "school": """
        kurikulum curriculum instructor konselor counsellor counselor pustakawan librarian asrama principal wali murid
        sekolah school sd sdn sdit sdk smp smpn smpit smpk sma sman smait smak smk smkn slb tk paud madrasah mi
        mts ma pesantren kolese labschool academy akademi yayasan foundation pendidikan education edukasi guru
        teacher tutor pengajar belajar learning bimbel kursus cendekia college perguruan taman pelita
        universitas university dosen
    """,
    "hotel": """
        front office concierge bellboy butler laundry waiter waitress pelayan pramusaji event banquet bartender
        hotel resort resor villa inn lodge wisata tour tours travel hospitality pariwisata properti property
        suites housekeeping resepsionis receptionist koki chef cook barista bar restoran restaurant spa
        akomodasi homestay guest
    """,
    "hospital": """
        rumah sakit rs rsu rsud rsup rsia hospital klinik clinic puskesmas medika medical husada kesehatan
        health perawat nurse dokter doctor bidan midwife apoteker pharmacist farmasi pharmacy laboratorium rekam
        medis radiografer gizi sehat fisioterapis ambulans yayasan foundation universitas university dinas
        kementerian
    """,
    "airline": """
        maskapai airline airlines airways air penerbangan aviasi aviation flight pesawat aircraft pilot
        pramugari bandara airport kargo cargo udara sayap wings angkasa cabin avionik
    """,
    "bank": """
        bank bpr bmt finance finansia keuangan financial koperasi ksp kredit credit teller syariah capital
        mandiri dana
    """,
    "restaurant": """
        restoran restaurant resto kafe cafe kedai warung boga kuliner culinary food foods hotel resort koki chef
        cook barista pelayan waiter katering catering bistro dapur kitchen rasa kopi coffee rumah makan
        hospitality bakery
    """,
    "mine": """
        tambang mining nikel nickel batubara coal mineral minerals emas gold energi energy alat berat surveyor
        geolog smelter batu quarry bumi resources tembaga timah
    """,
    "university": """
        universitas university institut institute politeknik polytechnic akademi academy college sekolah tinggi
        dosen lecturer kampus stie stikes stmik fakultas yayasan pendidikan education research riset
    """,
    "museum": """
        museum galeri gallery budaya heritage seni art kurator curator arsip sejarah history yayasan dinas cagar
    """,
    "press": """
        koran surat kabar majalah media press pers news tribun post pos harian radio tv televisi redaksi penerbit
        publishing wartawan journalist reporter editor jurnalis humas public relations communications iklan
        advertising gramedia tempo percetakan printing universitas university sekolah school
    """,
    "cruise ship": """
        kapal ship cruise pelayaran shipping lines marine maritim pesiar pelaut crew sail wisata
    """,
}
# What a firm's name must tell for it to have a kind of its own: without it, it may be anything.
_WRITTEN_TELLING = """
    sd sdn sdit smp smpn sma sman smk smkn tk madrasah sekolah school rs rsu rsud rsup rsia hospital klinik clinic
    hotel resort bank bpr asuransi insurance sekuritas energi energy tambang mining nikel batubara sawit kebun
    perkebunan plantation agro pelayaran shipping logistik logistics ekspedisi kargo cargo kereta railway bus
    semen cement garmen tekstil textile kimia baja steel mebel furniture software
    konstruksi percetakan penerbit publishing bengkel perikanan mina listrik pupuk kertas pulp farma
    pharma otomotif plastik kopi kakao puskesmas restoran kafe museum universitas university politeknik maskapai
    airlines airways kurir courier beku seafood foods roti bakery freight cloud crane teh tebu gula
"""
_TELLING = frozenset(_WRITTEN_TELLING.split())
_KINDS = "|".join(sorted(_CALLED, key=len, reverse=True))
_READERS = re.compile(
    rf"(?<!ke\s)\b(?P<id>{_KINDS})\s+(?:yang\s+(?:kini\s+|sedang\s+)?(?:Bapak|Ibu|Anda|Saudara)\s+(?:pimpin|kelola|kepalai|bina|asuh"
    rf"|rintis|dirikan|wakili)|(?:Bapak|Ibu|Anda)(?!\s+dan\s+Anak)"
    r"(?=\s*(?:[.,;]|$|\b(?:pimpin|kelola|sebagai|semakin|makin|kian|lebih|tetap|terus|selalu|menjadi)\b)))"
    rf"|\byour\s+(?P<en>{_KINDS})(?:['’]s)?(?=\s*(?:[.,;]|$|['’]|approach|team|family|values|pupils|guests|patients|passengers|staff"
    r"|as\b|would|has|have|is|and))|\b(?:nama|wajah|citra|armada|keluarga\s+besar)\s+(?P<of>maskapai|hotel|sekolah|rumah\s+sakit)"
    r"(?=\s*(?:[.,;]|$|dan\b|ini\b|tersebut\b))"
)
_AIM = re.compile(
    r"\b(?:ingin|yakin|berharap|harapan|minat|siap|semoga|tertarik|kagum|hope|would|look\s+forward|sure|confident|keen|eager|appeals?"
    r"|interested|believe|wish|dream|join|serve|happy|berguna|cocok|sesuai|niat|tekad|rindu|impian|cita-cita|kesediaan|bersedia|dipercaya|diterima|agar)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:dulu|dahulu|pernah|selama|sebelumnya|magang|menginap|seperti|sebagaimana|pelanggan|klien|mitra|tamu\s+undangan"
    r"|previously|once|used\s+to|clients?|customers?|former|while|like|as\s+well\s+as|if\s+your|your\s+(?:own\s+)?(?:old|former))\b",
    re.IGNORECASE,
)


def other_kind_places(letter: ReadLetter, company: str, position: str) -> Iterator[tuple[int, int]]:
    """Yield where the reader's place is called what it can't be.

    Args:
        letter: any.
        company: the firm written to.
        position: that was applied for; it may tell a kind too.
    """
    firm = frozenset(map(folded, _WORD.findall(company)))
    known = firm.union(map(folded, _WORD.findall(position)))
    for sentence in letter.sentences:
        if (studied := applied_study(sentence.text, known)) is not None:
            yield sentence.start + studied[0], sentence.start + studied[1]
    if firm.isdisjoint(_TELLING):
        return
    for sentence in letter.sentences:
        aimed = aimed_people(sentence.text)
        if aimed is not None and not (_may_have(aimed[0], known) or may_have_people(aimed[0], known)):
            yield sentence.start + aimed[1][0], sentence.start + aimed[1][1]
            continue
        found = _READERS.search(sentence.text)
        if found is None or _AIM.search(sentence.text) is None or _TOLD.search(as_now(sentence.text)):
            continue
        name = next(group for group in ("id", "en", "of") if found[group])
        if not _may_have(" ".join(found[name].lower().split()), known):
            yield sentence.start + found.start(name), sentence.start + found.end(name)


def _may_have(called: str, known: Collection[str]) -> bool:
    return not known_words(_CALLED[called]).isdisjoint(known)


def known_words(kind: str) -> frozenset[str]:
    """Return the words of firms and positions that may have a place of `kind`."""
    return _WORDS[kind]


_WORDS = {kind: frozenset(words.split()) for kind, words in _HAVE.items()}
