import re
from itertools import pairwise

import pytest

from service.letters.checking import tech
from tests.letters.checking_parts import found, hits_of, marked
from tests.letters.letter_frames import FACTS, letter

_GAPS = [
    "[Nama]",
    "[Company Name]",
    "[Nama Sekolah]",
    "{{x}}",
    "{{nomor_telepon}}",
    "{nama}",
    "{x}",
    "{0}",
    "${name}",
    "<nama>",
    "<school name>",
    "<<posisi>>",
    "«Nama»",
    "xxx",
    "XXXX",
    "PT XYZ",
    "tanggal ....",
    "tanggal ____",
    "Bapak/Ibu ...",
    "……………",
    "DD/MM/YYYY",
    "dd-mm-yyyy",
    "tgl/bln/thn",
    "HH.MM",
    "lorem ipsum dolor",
    "TODO",
    "TBD",
    "0812-xxxx-xxxx",
    "(nama perusahaan)",
    "(nama lembaga)",
    "(nama rumah sakit)",
    "(isi tanggal wawancara)",
    "Your Name",
    "Nama Perusahaan",
    "isi nama di sini",
    "insert name here",
    "[.....]",
    "[your skill]",
    "Bapak undefined",
    "%NAME%",
    "[nama\npewawancara kedua]",
    "<nama\nperusahaan>",
    "{nama\nperusahaan}",
    "(nama\nperusahaan)",
    "nama_perusahaan",
    "company_name",
    "tanggal_wawancara",
    "job_title",
    "$posisi",
    "$nama_perusahaan",
    "%s",
    "‹nama›",
    "【Nama】",
    "*|FNAME|*",
    "XX November",
    "20XX",
    "(perusahaan)",
    "(company)",
    "(recruiter's name)",
    "Mr X",
    "Mr XXXX",
    "08xx-xxxx-xxxx",
    "<%= name %>",
    "{Nama/Jabatan}",
    "[[nama]]",
    "(job title)",
]
_NO_GAPS = [
    "Beliau menulis “saya menunggu [sic] kabar”.",
    "Surel saya adalah rina@contoh.id, atau Rina Wijaya <rina@contoh.id>.",
    "Portofolio saya: <https://contoh.id/rina>.",
    "Lihat laman [1] dan [2].",
    "Saya (Rina Wijaya) masih berminat.",
    "Saya menunggu kabar ... dengan sabar.",
    "Saya menunggu kabar...",
    "Baterai itu 3 x 4 x 5 cm.",
    "Saya ikut kongres ke-XXX di Bandung.",
    "Nilai saya naik < 5 % dan > 3 %.",
    "Kode saya C++ dan f(x) = {1, 2, 3}.",
    "Rapat pukul 10.00–11.30 WIB.",
    "Saya tinggal di RT 03/RW 05.",
    "Nama perusahaan Bapak sudah lama saya kenal.",
    "Todo list adalah aplikasi yang saya buat.",
    "Saya menyukai anggar <3.",
    "Yth. nama itu sudah benar.",
    "Tim membahas snake_case dan __init__ dalam Python.",
    "See [the report](https://contoh.id) for details.",
    "Saya bekerja di lantai XXI.",
    "Surel saya nama_lengkap@contoh.id.",
    "Saya menamai kolom nama_pelamar di basis data.",
    "Berkas nama_pelamar.xlsx terlampir.",
    "Modalnya US$500 atau $20 saja.",
    "Laba naik 5 %s.",
    "Naik 10 % dari tahun lalu.",
    "Beliau (kini\ndirektur) hadir.",
    "Saya bekerja di PT Maju (perusahaan keluarga).",
    "I managed the (company-wide) plan.",
    "Lihat instagram.com/nama_perusahaan.",
    "Saya mengikuti @nama_company.",
    "Saya hadir (tanggal 4\nNovember).",
    "Ia [kini\nsudah pensiun] hadir.",
]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_letter_without_gaps_has_no_finding(language: str) -> None:
    assert found(tech, letter(language), **FACTS) == set()


@pytest.mark.parametrize("gap", _GAPS)
def test_a_gap_that_a_template_left_is_told(gap: str) -> None:
    body = letter(extra=f"Saya senang mengenal {gap} lebih dekat.")
    assert found(tech, body, **FACTS) == {"tech.placeholder"}
    (shown,) = marked(hits_of(tech, body, **FACTS), body, "tech.placeholder")
    assert shown in gap


@pytest.mark.parametrize("gap", ["[Nama]", "(Nama Lengkap)", "[Your Name]", "{{name}}", "………………", "Nama Lengkap"])
def test_a_gap_in_the_signature_is_told(gap: str) -> None:
    assert found(tech, letter(signature=gap), **FACTS) == {"tech.placeholder"}


@pytest.mark.parametrize("text", _NO_GAPS)
def test_brackets_and_dots_with_a_meaning_are_no_gap(text: str) -> None:
    assert found(tech, letter(extra=text), **FACTS) == set()


def test_the_subject_has_gaps_and_tags() -> None:
    assert found(tech, letter(), subject="Tindak lanjut wawancara [Posisi] – Rina Wijaya") == {"tech.placeholder"}
    assert found(tech, letter(), subject="[Rekrutmen 2026] Tindak lanjut wawancara – Rina Wijaya") == set()
    assert found(tech, letter(), subject="Re: [Company Name]", answers_thread=True) == set()


def test_a_fact_that_looks_like_a_gap_is_none() -> None:
    assert found(tech, letter(extra="Saya mengenal PT XYZ."), company="PT XYZ") == set()


def test_a_quoted_mail_may_have_gaps() -> None:
    assert found(tech, letter() + "\n\n> Yth. [Nama],\n> Terima kasih.") == set()


@pytest.mark.parametrize(
    "text",
    [
        "murid�",
        "Terima kasihâ€™",
        "09.00â€“10.30",
        "cafÃ© itu",
        "harga Â\xa05",
        "nol\x00nol",
        "bel\x07",
        "arah\u202ekanan",
        "tanpa\u200blebar",
        "\ufeffawal",
        "lembut\xadlembut",
        "separuh\ud800",
        "baris\u2028baru",
        "kolom\x0bbaru",
        "A&amp;B",
        "spasi&nbsp;tetap",
        "rincian=20=3D",
        "kutip\\u2019",
        "senyum ðŸ˜€",
        "pribadi\ue000",
    ],
)
def test_broken_characters_are_told(text: str) -> None:
    assert found(tech, letter(extra=f"Saya menulis {text} di sini."), **FACTS) == {"tech.encoding"}


@pytest.mark.parametrize(
    "text",
    [
        "café “São” – naïve … ‘Jum’at’ 25 °C €5 ½",
        "Terima kasih 🙏 👩‍💻",
        "tab\tdi sini",
        "Nguyễn Văn Â Ã",
        "R&D, A & B; C&A",
        "a = b, c=d",
        "C:\\laporan",
        "spasi\u00a0tetap",
        "孔 شكرا",
        "baris\r\nbaru",
    ],
)
def test_characters_of_other_alphabets_are_no_fault(text: str) -> None:
    assert found(tech, letter(extra=text), **FACTS) == set()


@pytest.mark.parametrize(
    "subject", ["Tindak lanjut\nBcc: a@contoh.id", "Tindak lanjut\r\n wawancara", "Tindak\x00", "â€“ lanjut"]
)
def test_a_subject_with_line_ends_or_broken_characters_is_told(subject: str) -> None:
    hits = hits_of(tech, letter(), subject=subject)
    assert {(hit.rule, hit.field) for hit in hits} == {("tech.encoding", "subject")}


def test_a_mangled_text_is_mended_in_the_suggestion() -> None:
    body = "Saya menulis 09.00â€“10.30."
    (hit,) = hits_of(tech, body)
    assert body[: hit.start] + hit.suggestions[0] + body[hit.end :] == "Saya menulis 09.00–10.30."


def test_every_hit_lies_in_its_field() -> None:
    body = letter(extra=" ".join(_GAPS))
    hits = hits_of(tech, body)
    assert len(hits) > 25
    assert all(re.search(r"\S", body[hit.start : hit.end]) for hit in hits)
    assert all(one.end <= other.start for one, other in pairwise(hits))
