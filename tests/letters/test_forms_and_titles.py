"""Right forms that no list has, English titles and terms, and kin at home: what is no fault beside what is one."""

import pytest

from service.letters.checking.check import Checker
from tests.letters.checking_parts import context_of
from tests.letters.judged import build_checker
from tests.letters.rule_sentences import framed

_FACTS = {
    "recruiter_name": "Andi Pratama",
    "honorific": "Bapak",
    "company": "PT Bumi Rasa Pangan",
    "position": "Staf Pengadaan",
    "candidate_name": "Rina Wijaya",
    "interviewed_on": "2026-11-09",
    "send_on": "2026-11-24",
}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


def _told(checker: Checker, sentence: str) -> list[tuple[str, str]]:
    found = checker.check("Seleksi Staf Pengadaan", framed(sentence, "id"), context_of(_FACTS), language="id")
    return [(one.rule, one.text) for one in found if one.severity != "info"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Di hadapan guci-guci setua itu, tiga pekan hanya sekejap.",
        "Sambutan sehangat itu jarang saya temui.",
        "Belum pernah saya memimpin regu semuda itu.",
        "Pada pekan keberapa laporan itu perlu saya susun?",
        "Jadwal mengajarku di taman kota masih dapat digeser.",
        "Semoga tulisan itu membantu pembaca membacamu dengan teliti.",
        "Kami membahas valuasi perusahaan rintisan dan dekripsi data.",
        "Kunang-kunang dan anai-anai menjadi bahan penelitian saya.",
        "Lika-liku pekerjaan itu sudah saya pahami.",
        "Kain latohan itu saya titipkan di rumah produksi.",
    ],
)
def test_a_right_form_gets_no_warning(checker: Checker, sentence: str) -> None:
    assert _told(checker, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "typed"),
    [
        ("Saya menunggu kabar setleah wawancara itu.", "setleah"),
        ("Ada bebarapa berkas yang saya kirim.", "bebarapa"),
        ("Saya mengirim evalusi tahunan itu.", "evalusi"),
        ("Saya ingin bertemmu dengan tim.", "bertemmu"),
        ("Pengalaman itu sangat berhraga.", "berhraga"),
    ],
)
def test_a_slip_that_looks_like_such_a_form_is_found(checker: Checker, sentence: str, typed: str) -> None:
    assert ("typo.nonword", typed) in _told(checker, sentence)


@pytest.mark.parametrize("place", ["aula", "rektorat", "puskesmas", "polsek", "lemari", "anjungan"])
def test_a_preposition_stands_apart_from_its_place(checker: Checker, place: str) -> None:
    assert _told(checker, f"Berkas itu saya simpan di{place} kota.") == [("typo.di-preposition", f"di{place}")]


@pytest.mark.parametrize("verb", ["dirawat", "dilepas", "ditepis", "dipilih"])
def test_a_passive_beside_such_a_place_is_left_alone(checker: Checker, verb: str) -> None:
    assert _told(checker, f"Hal itu sudah {verb} oleh petugas.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya bertemu general manager hotel itu.",
        "Menurut area manager, gerai itu ramai.",
        "Laporan itu saya tulis untuk regional manager.",
        "Proses background checking ditangani pihak ketiga.",
        "Saya terbiasa dengan stock taking dan cross checking.",
        "Saya mengajar design thinking di kampus.",
    ],
)
def test_an_english_title_or_term_changes_no_language(checker: Checker, sentence: str) -> None:
    assert _told(checker, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("Saya bicara dengan manager toko itu.", ("typo.nonstandard", "manager")),
        ("Saya akan melapor kepada manager.", ("typo.nonstandard", "manager")),
        ("Surat itu dari manager gudang.", ("typo.nonstandard", "manager")),
    ],
)
def test_a_manager_in_an_indonesian_sentence_is_a_manajer(
    checker: Checker, sentence: str, told: tuple[str, str]
) -> None:
    assert _told(checker, sentence) == [told]


@pytest.mark.parametrize(
    "sentence",
    [
        "Selama wawancara itu warung saya titipkan kepada adik.",
        "Kunci rumah sudah saya serahkan kepada kakak.",
        "Sawah itu saya percayakan kepada abang.",
    ],
)
def test_what_is_left_to_the_family_addresses_nobody(checker: Checker, sentence: str) -> None:
    assert _told(checker, sentence) == []


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Terima kasih banyak kepada kakak.", "kakak"),
        ("Mohon maaf kepada kakak.", "kakak"),
        ("Saya ingin menanyakan seleksi itu kepada abang.", "abang"),
    ],
)
def test_who_is_thanked_or_asked_is_the_reader(checker: Checker, sentence: str, word: str) -> None:
    assert ("register.address", word) in _told(checker, sentence)
