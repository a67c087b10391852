"""Third parties: who checks papers, tests candidates or gave the writer something, told by its part. Pure.

"Pemeriksaan latar belakang ditangani pihak ketiga, PT Cek Data", "Brawijaya University has conferred my doctorate":
the sentence speaks of the selection too, and the firm is a part of it that nobody applies to.
"""

import re

_BEFORE = 110  # characters before a name that are looked at
_BEHIND = 110
_NEAR = r"(?:\s+(?!(?:saya|kami|bahwa|agar|supaya|dan|tetapi|I|we|my|that|and|but)\b)[^\s,.;:]+){0,4}"
# Who a firm is to the reader or to the writer, but never the one that is applied to.
_ROLE = (
    r"(?:pihak\s+(?:ketiga|luar)|vendor|konsultan|rekanan|(?:lembaga|biro|penyedia|penyelenggara|penguji|pemeriksa"
    r"|asesor|auditor|verifikator|subkontraktor|kontraktor|pemasok|distributor|notaris|penerjemah|pesaing"
    r"|kompetitor)|mitra(?!\s+pengemudi)|third\s+party|vendors?|contractors?|subcontractors?|assessors?|auditors?|consultants?"
    r"|consultancy|providers?|suppliers?|test(?:ing)?\s+(?:house|cent(?:re|er)|partner|body|provider)"
    r"|screening\s+(?:firm|agency|company|partner|provider)|examin(?:er|ing\s+body)|notary|rivals?|competitors?"
    r"|insurers?|underwriters?|lawyers|bailiffs|awarding\s+body|certif(?:ier|ying\s+body))"
)
_BESIDE = _NEAR.replace("but)", "but|of|at|in|di|pada|for|untuk|bagi|to|ke)")
# "as a consultant", "posisi Auditor": what the writer would be.
_NO_POST = "".join(
    rf"(?<!{word}\s)"
    for word in (
        "sebagai",
        "posisi",
        "jabatan",
        "lowongan",
        "menjadi",
        "seorang",
        "calon",
        "as an",
        "as a",
        "be an",
        "be a",
        "post of",
    )
)
# "ditangani pihak ketiga, PT …", "your testing partner, …"
_TOLD_BEFORE = re.compile(
    rf"(?<!\w)(?:laborator(?:ium|y){_NEAR}\s*,|{_NO_POST}{_ROLE}\b(?:{_BESIDE}|{_NEAR}\s*,))(?:\s+(?:yaitu|yakni|bernama|ialah|namely|called|from|dari))?\s+(?:the\s+)?$",
    re.IGNORECASE,
)
# "PT …, vendor pemeriksaan Bapak", "…, the agency that tests you"
_TOLD_BEHIND = re.compile(
    rf",?\s*(?:(?:selaku|sebagai|yaitu|yakni|as)\s+)?(?:(?:the|an?|your|our|my|its)\s+)?(?:\w+\s+){{0,2}}?(?:{_ROLE}|laborator(?:y|ium))\b",
    re.IGNORECASE,
)
# What others are hired to do around a selection …
_TASK = (
    r"(?:pemeriksaan|pengecekan|verifikasi|pengujian|tes|uji|psikotes|psikometri|sertifikasi|pelatihan|survei|pencetakan"
    r"|(?:back\s?ground|reference|medical|credit|health|police|language|aptitude|psycholog\w+|psychometric|online|daring"
    r"|drug|skills?|typing|competency|assessment)\s*-?\s*(?:check(?:s|ing|up)?|tests?|examinations?|screening|assessments?"
    r"|cent(?:re|er))|verification|screening|portal|situs|laman|website|sistem|system|formulir|form|kartu|undangan|"
    r"terjemahan|translation|laporan|medical|catering|payroll|asesmen|assessment)"
)
# … and that they do it.
_DONE = (
    r"(?:di(?:tangani|jalankan|kerjakan|laksanakan|lakukan|selenggarakan|kelola|periksa|verifikasi|urus|uji|nilai|olah"
    r"|koordinasi(?:kan)?|koordinir|bantu|pandu|cetak|susun|serahkan|alihkan|limpahkan|percayakan|rancang|sediakan|isi"
    r"|adakan)|(?:handled|carried\s+out|conducted|run|done|performed|managed|administered|organi[sz]ed|verified|checked"
    r"|prepared|hosted|operated|maintained|outsourced|entrusted|delegated|handed(?:\s+over)?|assigned|provided|taken))"
)
_BY = (
    r"(?:\s+(?:langsung|seluruhnya|sepenuhnya|entirely|wholly))?"
    r"(?:\s+(?:oleh|kepada|ke|pada|di|by|to|at|through|with))?(?:\s+(?:the|tim|team|pihak|of|dari))*\s+$"
)
_DONE_AT_ALL = re.compile(rf"(?<!\w){_DONE}{_BY}", re.IGNORECASE)
# Names of who does such work for others.
_HIRED = re.compile(
    r"\b(?:assess\w*|asesmen|psikolog\w*|psycholog\w*|screening|verif\w+|talent\w*|consult\w*|konsultan|human\s+capital"
    r"|insan|sertif\w+|certif\w+|laborator\w+|audit\w*|akuntan|survey\w*|data)\b",
    re.IGNORECASE,
)
_DONE_BY = re.compile(
    rf"(?<!\w){_TASK}(?!\w)[^.;:]{{0,70}}?(?<!\w){_DONE}{_BY}",
    re.IGNORECASE,
)
# "menunggu laporan dari …", "the results from …"
_SENT_BY = re.compile(
    r"\b(?:laporan|data|berita\s+acara|hasil\s+(?:tes|uji|pemeriksaan|verifikasi|lab\w*|pengecekan|psikotes|survei)|report|findings"
    r"|(?:test|medical|screening|laboratory|lab|background)\s+(?:results?|scores?))(?:\s+\w+)?\s+(?:dari|oleh|from|by)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_PAPERS = (
    r"(?:ijazah|sertifikat|transkrip|gelar|paklaring|lisensi|izin|cuti|surat\s+(?!panggilan|undangan|penawaran)\w+|hasil\s+(?:tes|uji"
    r"|pemeriksaan|verifikasi|lab\w*)|laporan\w*|tagihan|berkas\s+saya|pengunduran|tanggal|permohonan\s+(?:cuti|berhenti)|doctorate"
    r"|degree|diploma|certificates?|transcripts?|references?|testimonial|release|leave|licen[cs]e|resignation|reports?"
    r"|findings|(?:test|medical|screening|background)\s+(?:results?|check)|scores?|notice|papers|records|membership|me\s+in\s+\w+"
    r"|me\s+(?:from|of)\s+my)"
)
_GAVE = (
    r"(?:(?:menerbit|mengeluar|menyerah|mengirim|menganugerah|mengesah|memberi)(?:kan)?|menyetujui|mengirimi|mewisuda|melegalisasi"
    r"|mencetak|mengabulkan|membatalkan|memperpanjang|mengurus|conferred|awarded|issued|released|granted|confirmed|published"
    r"|certified|sent|returned|signed|approved|accepted|extended|closed|renewed|translated|legali[sz]ed|verified|completed"
    r"|agreed\s+to\s+(?:release|issue|send|grant|extend))"
)
# "Brawijaya University has now conferred my doctorate"
_GAVE_BEHIND = re.compile(
    r"(?:(?:kini|akhirnya|baru|saja|sudah|telah|akan|belum|has|have|had|will|now|just|finally|already|since|at\s+last|kindly|not|yet)"
    rf"\s+){{1,4}}{_GAVE}\s+(?:(?:saya|kepada|you|me|us|its|my|the|a|an|nya|your)\s+){{0,3}}(?:\w+\s+){{0,2}}?{_PAPERS}\b",
    re.IGNORECASE,
)
# "the second part of the CIA examination": a title that is examined for.
_EXAM_BEHIND = re.compile(
    r"(?:\w+\s+)?(?:exam(?:ination)?s?|tests?|certifica\w+|papers?|syllabus|modules?|courses?|qualifications?|diploma|licen[cs]e"
    r"|accreditation|programmes?|training|marathon|conference|festival|tournament|championship)\b",
    re.IGNORECASE,
)
_EXAM_BEFORE = re.compile(
    r"(?:\b(?:first|second|third|fourth|last|final|written|oral|practical|other|best|great(?:er)?|larger?|small|most)\s+"
    r"(?:parts?|half|members?)\s+of(?:\s+the)?"
    r"|\b(?:ujian|tes|sertifikasi|kursus|gelar|lisensi|kualifikasi|lomba|festival|konferensi))\s+$",
    re.IGNORECASE,
)


def is_third_party(name: str, leads_up: str, behind: str) -> bool:
    """Whether a name is told as one who has but a part in the selection, or gave the writer something.

    Args:
        name: of a firm.
        leads_up: what stands before the name.
        behind: what stands behind it, without space.
    """
    before, after = leads_up[-_BEFORE:], behind[:_BEHIND]
    return (
        _TOLD_BEFORE.search(before) is not None
        or _DONE_BY.search(before) is not None
        or (_HIRED.search(name) is not None and _DONE_AT_ALL.search(before) is not None)
        or _SENT_BY.search(before) is not None
        or _EXAM_BEFORE.search(before) is not None
        or (after.startswith(",") and _TOLD_BEHIND.match(after) is not None)
        or _GAVE_BEHIND.match(after) is not None
    )


def is_examined(name: str, behind: str) -> bool:
    """Whether capitals are an examination's or an event's: "the CIA examination"."""
    return name.isupper() and " " not in name and _EXAM_BEHIND.match(behind) is not None
