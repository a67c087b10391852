"""Schools, clinics, hotels and firms beside the one written to: wished for, thanked, or only told of.

Beside each table of what names another application stands one of what only looks like it.
"""

import pytest

from service.letters.checking import coherence, fact
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter

_INTRODUCTIONS = {
    "id": "Saya Rina Wijaya, pelamar posisi Analis Kredit yang diwawancarai pada Senin, 9 November 2026.",
    "en": "My name is Rina Wijaya, and I interviewed for the Analis Kredit position on Monday, 9 November 2026.",
}


def _names_another(company: str, sentence: str, language: Language) -> bool:
    body = letter(language, introduction=_INTRODUCTIONS[language], extra=sentence)
    rules = found(coherence, body, language=language, **{**FACTS, "company": company})
    return "coherence.other-application" in rules


_WISHED: list[tuple[Language, str, str]] = [
    ("id", "SD Tunas Argopuro", "Sejak lama saya bercita-cita mengajar di SD Bintang Rembangan karena programnya."),
    ("id", "SD Harapan Sejati", "Saya sudah lama ingin menjadi guru di SMP Bukit Cendana."),
    ("id", "MI Al-Falah", "Besar harapan saya untuk ikut mendidik santri di MTs Nurul Iman."),
    ("id", "TK Melati", "Anak-anak di TK Mawar Putih membuat saya ingin segera mengajar di sana."),
    ("id", "RS Mitra Melawi", "Saya yakin dapat memberi yang terbaik bagi RS Kasih Ketapang sebagai radiografer."),
    ("id", "RS Bunda Kasih", "Saya siap memberikan pelayanan terbaik kepada pasien RS Permata Bahari."),
    ("id", "Klinik Pratama Sehat", "Saya yakin pengalaman saya akan berguna untuk Klinik Anggrek Medika."),
    ("id", "Bengkel Jaya Motor", "Saya mantap memilih Bengkel Roda Biru sebagai tempat saya berkarya."),
    ("id", "Kafe Temaram", "Saya ingin sekali menyeduh kopi untuk tamu Kafe Rindang."),
    ("id", "Bank Selaras", "Dengan rendah hati saya ingin melayani nasabah Bank Mutiara di pasar kota."),
    ("id", "PT Samudra Benoa", "Menjadi mualim di kapal-kapal PT Pelayaran Arafura merupakan tujuan saya."),
    ("id", "PT Tambang Emas", "Bila dipercaya, saya akan menjaga keselamatan kerja di PT Nikel Obi sebaik mungkin."),
    ("id", "Yayasan Bumi Lestari", "Perjuangan Yayasan Rimba Kita menggugah saya, dan saya ingin ikut di dalamnya."),
    ("en", "Hilltop School", "I hope to teach mathematics at Lakeside School for a long time."),
    ("en", "St. Anna Hospital", "I am sure that I can care for the patients of Mercy Hospital with patience."),
    ("en", "Hotel Coral", "It would be a privilege to welcome the guests of Hotel Lagoon."),
    ("en", "Cendana Clinic", "The spirit of Orchid Clinic won me over, and I hope to work there soon."),
    ("en", "Harapan College", "Teaching at Mandala College is what I have prepared myself for."),
    ("en", "Bank Nagari", "I remain very keen to serve the customers of Danau Toba Bank as a teller."),
    ("en", "PT Benoa Lines", "It would be an honour to sail under the flag of Arafura Shipping."),
]
_TOLD_OF: list[tuple[Language, str, str]] = [
    ("id", "SD Kartika", "Saya siap mengajar kelas rendah seperti yang saya lakukan di SD Melati Timur."),
    (
        "id",
        "SD Tunas Argopuro",
        "Sejak kuliah saya bercita-cita mengajar, dan praktik di SD Pelangi Timur menguatkannya.",
    ),
    ("id", "TK Pelangi", "Anak saya murid TK Bunda, jadi setiap pagi saya sudah berada di sana."),
    ("id", "RS Sentosa", "Saya yakin dapat bekerja cepat karena terbiasa dengan irama RS Anugerah."),
    ("id", "RS Sentosa", "Saya bercita-cita bekerja di rumah sakit, dan perawat di RS Anugerah menjadi teladan saya."),
    ("id", "RS Sentosa", "Setelah wawancara saya kembali ke RS Anugerah dan memberi tahu kepala ruang."),
    ("id", "PT Lautan Biru", "Saya bersedia berlayar kapan pun setelah serah terima di PT Samudra Jaya selesai."),
    ("id", "SMK Taruna", "Bila diterima, saya akan mengajar dengan contoh kasus dari Bengkel Mitra."),
    ("id", "Yayasan Pendidikan Cakra", "Semoga saya dapat mengajar di SD Mentari, sekolah yang Ibu sebut."),
    ("id", "PT Graha Nusa", "Saya siap melayani tamu Hotel Senja maupun hotel lain milik perusahaan."),
    ("id", "PT Rotan Banua", "Semasa sekolah saya ingin bekerja di PT Mebel Kapuas, tetapi kini saya memilih rotan."),
    ("en", "Hilltop School", "I want to teach reading the way my colleague at Lakeside School does."),
    ("en", "St. Anna Hospital", "Working at Mercy Hospital was hard, and I am glad to have done it."),
    ("en", "Cendana College", "I would be proud to teach what I learned at Mandala College."),
    ("en", "Toba Coffee", "Before our interview I had tasted only Gayo Coffee, so the cupping was a discovery."),
    ("en", "Nusa Laut School", "I admired my teachers at Wijaya Kusuma School, and they made me want to teach."),
    ("en", "Rimba Foundation", "I admire Blue Reef Foundation and would be glad to introduce its people to you."),
    ("id", "Hotel Gumilang", "Saya tertarik bekerja di hotel sejak membantu pesta di Hotel Bintang Fajar."),
    ("id", "Universitas Samudra", "Saya ingin belajar dari cara Universitas Airlangga mengelola arsip."),
    ("en", "Hotel Coral", "I will work at Hotel Lagoon until the season ends."),
    ("en", "Hilltop School", "I am grateful to the staff of Lakeside School, who covered for me in my interview."),
    ("en", "PT Rotan Banua", "As a boy I dreamt of working for Kapuas Furniture."),
]


@pytest.mark.parametrize(("language", "company", "sentence"), _WISHED)
def test_who_wishes_to_work_in_a_house_of_the_kind_means_the_one_written_to(
    language: Language, company: str, sentence: str
) -> None:
    assert _names_another(company, sentence, language)


@pytest.mark.parametrize(("language", "company", "sentence"), _TOLD_OF)
def test_a_house_that_is_only_told_of_is_no_other_application(language: Language, company: str, sentence: str) -> None:
    assert not _names_another(company, sentence, language)


@pytest.mark.parametrize(
    ("language", "company", "sentence", "is_another"),
    [
        (
            "id",
            "Konveksi Arema",
            "Saya berterima kasih kepada Ibu Siska dari Garmen Kepanjen yang mewawancarai saya.",
            True,
        ),
        (
            "id",
            "PT Rotan Banua",
            "Terima kasih kepada Ibu Helena dari PT Mebel Kapuas atas wawancara yang hangat.",
            True,
        ),
        ("en", "PT Rotan Banua", "I am grateful to Ms Helena of Kapuas Furniture for interviewing me.", True),
        ("en", "Ocean Lines", "I am grateful to Captain Rudi of Pacific Shipping for the kind interview.", True),
        ("id", "PT Arga Mulia", "Terima kasih kepada Bapak Yanto dari PT Talenta Prima yang mewawancarai saya.", False),
        (
            "id",
            "Konveksi Arema",
            "Terima kasih kepada Bapak Yusuf dari Konveksi Dua Putri yang memberi rujukan.",
            False,
        ),
        (
            "id",
            "Yayasan Kasih",
            "Terima kasih kepada Ibu Rosa dari Yayasan Pelita yang mengirim undangan wawancara.",
            False,
        ),
        ("en", "PT Rotan Banua", "I am grateful to Ms Helena of Kapuas Furniture for writing my reference.", False),
        (
            "en",
            "Sunrise Foundation",
            "Thank you to Ms Ratna of Bright Talent Partners for arranging my interview.",
            False,
        ),
    ],
)
def test_thanks_for_an_interview_name_who_held_it(
    language: Language,
    company: str,
    sentence: str,
    is_another: bool,  # noqa: FBT001  # a column of the table
) -> None:
    assert _names_another(company, sentence, language) is is_another


def test_a_hotel_that_stood_in_for_the_readers_own_is_a_venue() -> None:
    sentence = "Wawancara saya berlangsung di Hotel Merbabu karena kantor Bapak sedang direnovasi."
    assert not _names_another("Hotel Graha Wisata", sentence, "id")


@pytest.mark.parametrize(
    ("company", "written", "is_misspelt"),
    [
        ("Hotel Khatulistiwa", "Hotel Katulistwa", True),
        ("Klinik Anugerahsari", "Klinik Anugrahsari", True),
        ("Hotel Melati", "Hotel Melanti", False),
        ("Klinik Anugerahsari", "Klinik Bunga Sari", False),
    ],
)
def test_a_long_name_behind_a_kind_is_misspelt_when_no_other_can_be_meant(
    company: str,
    written: str,
    is_misspelt: bool,  # noqa: FBT001  # a column of the table
) -> None:
    body = letter(introduction=f"Saya Rina Wijaya dan menerima undangan {written} pada 9 November 2026.")
    assert ("fact.company-name" in found(fact, body, **{**FACTS, "company": company})) is is_misspelt
