"""`tech.placeholder`: what a template left in a letter for somebody to fill in. Pure and linear."""

import re
from collections.abc import Iterator, Sequence

from service.letters.checking.finding import LetterField
from service.letters.checking.reading import Span

# What a field of a template is called, in either language.
_FIELD = (
    r"nama|name|perusahaan|company|posisi|position|tanggal|tgl|date|jabatan|title|nomor|no\.?\s|number|telepon|telp|phone|hp"
    r"|e-?mail|surel|alamat|address|hari|day|jam|pukul|time|waktu|link|tautan|isi|insert|your|anda|recruiter|perekrut"
    r"|hrd?\b|candidate|kandidat|pelamar|applicant|sekolah|school|kota|city|placeholder|tbd|tba|pewawancara|interviewer"
    r"|universitas|university|skill|sebutkan|tulis|divisi|department|departemen|bidang|instansi|kantor|office|salutation"
    r"|bapak|ibu|mr\b|ms\b|role|job|pekerjaan|bulan|month|tahun|year|proyek|project|topik|topic|nama_|first|last|full"
    r"|dd|mm|yy|x+\b|\.\.|…|_{1,}|sapaan|penerima|pengirim|sender|receiver|recipient|lokasi|location|attachment|lampiran|alasan|reason"
)
_TELLING = re.compile(rf"(?:^|[\s_/\-.])(?:{_FIELD})", re.IGNORECASE)
_WORDY = re.compile(r"[^\W\d_]")
_BRACKETED_TEXT = re.compile(
    r"(?:sic|!|\?|\d+|\.{3}|…|re|fwd?|cc|bcc|dst|ed|red|image|cid|https?|www|signed)\b|[^\w]*$", re.IGNORECASE
)
# A remark in square brackets is no gap: it tells a year, refers to something, or is a sentence of its own.
_REMARK = re.compile(
    r"\b(?:19|20)\d\d\b|\d|^(?:lihat|catatan|baca|dahulu|dulu|kini|sekarang|yaitu|yakni|misalnya|contoh|karena|see|note|now|then|i\.e|e\.g"
    r"|formerly|translated|dikutip|cetak|terjemahan|penulis|editor)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"/?(?:br|p|b|i|u|div|span|strong|em|a|ul|ol|li|td|tr|table|html|body|font|h[1-6])\b", re.IGNORECASE)
_COMPANY_AFTER = (
    r"(?<=PT\s)|(?<=PT\.\s)|(?<=CV\s)|(?<=CV\.\s)|(?<=Bapak\s)|(?<=Ibu\s)|(?<=Bapak/Ibu\s)|(?<=Pak\s)|(?<=Bu\s)"
    r"|(?<=Mr\s)|(?<=Mr\.\s)|(?<=Ms\s)|(?<=Ms\.\s)"
)
# What a variable of a program that fills in letters is called: "nama_perusahaan", "$posisi".
_VARIABLE = (
    r"[Nn]ama|[Nn]ame|perusahaan|company|posisi|position|tanggal|tgl|date|jabatan|title|recruiter|perekrut|pewawancara"
    r"|interviewer|interview|wawancara|candidate|kandidat|pelamar|applicant|instansi|employer|job|role|your|anda|hrd?|penerima"
    r"|first|last|full"
)
_SYMBOLS = re.compile(
    r"\{\{[^{}\n]{0,60}\}\}|\$\{[^{}\n]{1,60}\}|\{%[^{}\n]{1,60}%\}|%\([A-Za-z_]{2,30}\)s|%[A-Z_]{3,30}%|«[^»\n]{1,60}»"
    r"|<<[^<>\n]{1,60}>>|\{[A-Za-z_][\w .\-/]{0,40}\}|\{\d?\}|_{3,}|…{2,}\.*|…\.+|\.{4,}"
    r"|‹[^›\n]{1,60}›|【[^】\n]{1,60}】|<%=?[^%\n]{1,40}%>|\*\|[A-Za-z_:]{2,30}\|\*|(?<![\w%])(?<!\d )%[sd](?![\w%])"
    rf"|(?<![\w$])\$(?:{_VARIABLE})(?:_?[A-Za-z]{{2,20}}){{0,2}}(?!\w)"
    rf"|(?<![\w/.@\-])(?<!kolom )(?<!field )(?<!column )(?<!variabel )(?<!variable )(?<!tabel )"
    rf"(?:{_VARIABLE})(?:_(?:{_VARIABLE}|lengkap|kedua|pertama|terakhir)){{1,3}}(?![\w@./(\-]*[\w@(])"
)
# A pattern is looked for only where the text holds something that it cannot do without.
_SYMBOL = ("{", "«", "_", "…", "%", "<<", "....", "$", "‹", "【", "*|")
_MONTH = (
    r"januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember"
    r"|january|february|march|may|june|july|august|october|december"
)
_WORDS = re.compile(
    rf"(?<!\w)(?:xx|dd|yy)(?=\s(?:{_MONTH})\b)|(?<!\w)20xx(?!\w)"
    r"|(?<!\w)x{3,}(?:[ \-.]x{2,}){0,4}(?!\w)|(?<=\d)x{3,}|(?<=\d-)x{2,}(?:-x{2,})?"
    r"|(?<!\w)(?:dd|d|tt|tgl|hh) ?[-/. ] ?(?:mm|m|bb|bln|mmm|mmmm) ?[-/. ] ?(?:yyyy|yy|tttt|thn|aaaa)(?!\w)"
    r"|(?<!\w)mm?[-/.]dd?[-/.](?:yyyy|yy)(?!\w)|(?<!\w)yyyy[-/.]mm[-/.]dd(?!\w)|(?<![\w:.])hh[:.]mm(?!\w)"
    r"|(?<!\w)lorem\s+ipsum(?!\w)|(?<!\w)dolor\s+sit\s+amet(?!\w)"
    r"|(?<!\w)(?:insert|enter|fill\s+in)\s+(?:your\s+|the\s+)?(?:name|company|position|date|text)\s+here(?!\w)"
    r"|(?<!\w)(?:isi|tulis|masukkan|ketik)\s+(?:nama|tanggal|posisi|alamat|nomor|teks)?\s?(?:\w+\s)?di\s?sini(?!\w)",
    re.IGNORECASE,
)
_WORD = ("xx", "dd ", "yy", "tttt", "thn", "aaaa", "hh:", "hh.", "lorem", " amet", " here", "sini")
_CASED = re.compile(
    r"(?<!\w)(?:TODO|FIXME|TBD|TBA|XXX|N/A|#NAME\?|#REF!|#N/A|#VALUE!)(?!\w)"
    rf"|(?:{_COMPANY_AFTER})(?:XYZ|ABC|XX|X|Anu|Fulan|So-and-so|Nama)(?![\w.])"
    r"|(?<!\w)(?:NAME|TITLE|DATE|PLACE|POSITION)\sOF\s(?:THE\s|YOUR\s)?(?:COMPANY|EMPLOYER|INTERVIEW(?:ER)?|RECRUITER|SCHOOL|UNIVERSITY|POSITION|JOB|CANDIDATE)(?!\w)"
    r"|(?<!\w)Name\sof\s(?:the\s|Your\s)?(?:Company|Employer|Interviewer|Recruiter|School|University|Position)(?!\w)"
    r"|(?<!\w)(?:YOUR|COMPANY|RECRUITER|CANDIDATE|POSITION|JOB|INTERVIEWER|EMPLOYER)\s(?:NAME|TITLE|POSITION|PHONE)(?!\w|\s?:)"
    r"|(?<!\w)(?:NAMA|TANGGAL|POSISI)\s(?:PERUSAHAAN|LENGKAP|ANDA|PELAMAR|PEREKRUT|POSISI|KANDIDAT|INSTANSI|WAWANCARA|PEWAWANCARA)(?!\w|\s?:)"
    r"|#[A-Z_]{3,30}#|(?<![\w$])\$[A-Z_]{4,30}(?!\w)"
    r"|(?<!\w)(?:Your|My|Company|Recruiter|Candidate|Position|Job)\s(?:Name|Company|Title|Position|Phone(?:\sNumber)?|Email)(?!\w)"
    r"|(?<!\w)(?:Nama\s(?:Perusahaan|Lengkap|Anda|Pelamar|Perekrut|Posisi|Kandidat|Sekolah|Instansi)|Posisi\sAnda|Nomor\sTelepon\sAnda)(?!\w|\s?:)"
    r"|(?:(?<=[Dd]ear\s)|(?<=Bapak\s)|(?<=Ibu\s)|(?<=Bapak/Ibu\s)|(?<=Yth\.\s)|(?<=M[rs]\s)|(?<=M[rs]\.\s)|(?<=name\sis\s)|(?<=nama\ssaya\s)|(?<=[Ss]aya\s))"
    r"(?:undefined|null|NULL|NaN|None|nil)(?!\w)"
)
_ROMAN = re.compile(
    r"(?:ke-?|angkatan|bab|pasal|abad|batch|tahun|lantai|edisi|jilid|munas|kongres|rakernas|dies natalis|hut"
    r"|volume|class)\s*$",
    re.IGNORECASE,
)
_FIELD_BEFORE = re.compile(
    r"(?:bapak|ibu|bapak/ibu|yth\.?|tanggal|tgl\.?|hari|pt\.?|cv\.?|posisi|nama|saya|pukul|jam|sebagai|perusahaan|di|pada|untuk|dear|mr\.?|ms\.?"
    r"|position|company|date|on|at|for|name|is|am|:)\s*$",
    re.IGNORECASE,
)
_LONGEST_GAP = 20  # dots or strokes; more of them are a line across the letter
_SPACED_DOTS = re.compile(r"(?<!\S)(?:\.{3}|…)(?=[\s,.]|$)")
_SQUARE = re.compile(r"\[([^\[\]\n]{1,80})\](?!\()")
_WRAPPED = re.compile(r"(?<![\r\n])(?:\r\n|\n)(?![\r\n])")  # one line break: a gap may begin above it and end below
_ANGLED = re.compile(r"<([A-Za-z_][^<>@\n]{0,60})>")
_SLOT_ID = (
    r"nama|posisi|jabatan|perusahaan|instansi|kantor|sekolah|kampus|universitas|jurusan|bidang|divisi|bagian|tanggal|hari|waktu|jam|kota"
    r"|alamat|lokasi|tempat|nomor|telepon|pewawancara|perekrut|penerima|keahlian|keterampilan|pengalaman|alasan|proyek|topik|contoh|gelar"
    r"|tahun|bulan|jumlah|lama|sesuai|satu|salah|di\ssini|jika|bila|yang|sendiri|apa|siapa|kapan"
)
_ARTICLES = r"(?:the|your|a|an|one|of|here|current|previous|full|last|exact)\s"
_SLOT_EN = (
    r"names?|companies|company|positions?|job|role|dates?|day|time|place|city|address|phone|number|titles?|school|university|degree"
    r"|field|skills?|employer|department|reasons?|projects?"
)
_ROUND = re.compile(
    rf"\(\s?(?:(?:isi|sebut(?:kan)?|tulis(?:kan)?|masukkan|lengkapi|cantumkan|ketik(?:kan)?|pilih|ganti\s(?:dengan|sesuai)|hapus|di(?:isi|lengkapi|tulis))\s(?:{_SLOT_ID})\b[^()\n]{{0,50}}"
    r"|(?:di)?isi\s[^()\n]{1,40}|(?:sebutkan|tuliskan|cantumkan|lengkapi)\s[^()\n]{1,50}"
    r"|nama\s(?:perusahaan|instansi|kantor|sekolah|kampus|universitas|lembaga|yayasan|organisasi|kementerian|rumah\ssakit|pewawancara|perekrut|penerima|posisi|jabatan|kota|proyek)(?:\s[a-z][^()\n]{0,30})?"
    rf"|(?:mention|specify|choose|enter|fill\sin)\s(?:in\s)?(?:{_ARTICLES}){{0,3}}(?:{_SLOT_EN})(?:\s[^()\n]{{0,30}})?"
    rf"|(?:state|select|delete|add|put|write|type)\s(?:in\s)?(?:{_ARTICLES}){{1,3}}(?:{_SLOT_EN})(?:\s[^()\n]{{0,30}})?"
    r"|your\s(?:(?:full|current|previous|last|phone|mobile|home|postal|e-?mail)\s){0,2}(?:name|position|job|role|title|school|university|degree"
    r"|field|skills?|phone|number|city|address|e-?mail|signature|employer|company)"
    rf"|(?:name|title|date|place)\sof\s(?:the\s|your\s)?(?:{_SLOT_EN}|interview(?:er)?|recruiter)"
    r"|nama(?:\s(?:lengkap|anda|perusahaan|pelamar|kandidat|jelas|terang|posisi|perekrut|penerima))?"
    r"|alamat(?:\s(?:lengkap|rumah|kantor|surel|e-?mail))|tanda\stangan|posisi(?:\syang\sdilamar)?|tanggal(?:\swawancara)?|nomor\s(?:hp|telepon|ponsel)|your\s(?:full\s)?name|company\sname"
    r"|position|date|perusahaan|jabatan|company|job\stitle|(?:recruiter|interviewer|hiring\smanager|company)(?:['’]s)?\sname|insert\s[^()\n]{1,40}|name|full\sname|signature|phone\snumber)\s?\)",
    re.IGNORECASE,
)
_CAPITAL = (
    *(
        "TODO",
        "FIXME",
        "TBD",
        "TBA",
        "XXX",
        "N/A",
        "#",
        "$",
        "XYZ",
        "ABC",
        "PT X",
        "CV X",
        "PT. X",
        "CV. X",
        "bu X",
        "Mr",
        "Ms",
    ),
    *(
        "ak X",
        " Anu",
        " Fulan",
        " So-",
        " Nama",
        "Nama ",
        " Name",
        " Company",
        " Title",
        " Phone",
        " Position",
        " Email",
    ),
    *("Posisi Anda", "Nomor Telepon", "undefined", "null", "NULL", "NaN", "None", "nil", " OF ", "Name of", " NAME"),
    *(" TITLE", " POSITION", " PHONE", "NAMA ", "TANGGAL ", "POSISI "),
)


def placeholders(text: str, field: LetterField, facts: Sequence[str]) -> Iterator[Span]:
    """Yield the places in `text` that were to be filled in, in no order; they may overlap.

    Args:
        text: the field.
        field: in a subject square brackets are tags as well ("[Rekrutmen] …").
        facts: texts that are right even when they look so, e.g. the company "PT XYZ".
    """
    lowered = text.lower()
    flat = _WRAPPED.sub(lambda found: " " * len(found.group()), text) if "\n" in text else text
    for hints, where, pattern in (
        (_SYMBOL, flat, _SYMBOLS),
        (_WORD, lowered, _WORDS),
        (_CAPITAL, text, _CASED),
        (("(",), flat, _ROUND),
    ):
        for match in (
            pattern.finditer(text if where is lowered else where) if any(hint in where for hint in hints) else ()
        ):
            if not _is_fact(match, facts) and not _is_harmless(match, text):
                yield Span(match.group(), match.start(), match.end())
    for match in _SPACED_DOTS.finditer(text) if "..." in text or "…" in text else ():
        if _FIELD_BEFORE.search(text[max(0, match.start() - 24) : match.start()]):
            yield Span(match.group(), match.start(), match.end())
    for match in _SQUARE.finditer(flat) if "[" in flat else ():
        inside = match[1].strip()
        told = (
            _TELLING.search(inside) if field == "subject" else _WORDY.search(inside) or "_" in inside or ".." in inside
        )
        if (
            told
            and not (_REMARK.search(inside) and not _TELLING.search(inside))
            and (
                "\n" not in text[match.start() : match.end()]
                or (_TELLING.search(inside) and not _REMARK.search(inside))
            )
            and not _BRACKETED_TEXT.match(inside)
            and "@" not in inside
            and "://" not in inside
            and not _is_fact(match, facts)
        ):
            yield Span(match.group(), match.start(), match.end())
    for match in _ANGLED.finditer(flat) if "<" in flat else ():
        inside = match[1]
        if (
            "://" not in inside
            and "www." not in inside
            and not _TAG.match(inside)
            and "mailto" not in inside
            and not re.search(r"\w\.\w{2,}", inside)
        ):
            yield Span(match.group(), match.start(), match.end())


def _is_fact(match: re.Match[str], facts: Sequence[str]) -> bool:
    return any(match.group().strip("[](){}<>") in fact for fact in facts)


def _is_harmless(match: re.Match[str], text: str) -> bool:
    """Whether what looks like a gap is a Roman number, a pause, or a rule or leader across the letter."""
    shown = match.group()
    before = text[max(0, match.start() - 20) : match.start()]
    if shown == "XXX":
        return _ROMAN.search(before) is not None
    begins_line = match.start() == 0 or text[match.start() - 1] == "\n"
    if shown[0] == "_":  # below a rule another part begins; nothing follows a line for the name
        return begins_line and len(shown) > _LONGEST_GAP and text[match.end() : match.end() + 2].strip(" ")[:1] == "\n"
    if shown[0] in ".…":
        if before[-1:].isalpha():  # "menunggu kabar....": a pause, not a gap
            return _FIELD_BEFORE.search(before) is None
        return begins_line and len(shown) > _LONGEST_GAP
    return False
