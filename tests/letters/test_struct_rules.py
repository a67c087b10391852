from typing import Any

import pytest

from service.letters.checking import struct
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, found, hits_of
from tests.letters.letter_frames import FACTS, letter


def rules(body: str, language: Language = "id", **facts: Any) -> set[str]:  # noqa: ANN401  # fields of the context
    found_rules = found(struct, body, language=language, **(FACTS | facts))
    return {rule for rule in found_rules if BOOK.rules[rule].severity != "info"}


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_whole_letter_has_no_finding(language: Language) -> None:
    assert found(struct, letter(language), language=language, **FACTS) == set()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"salutation": "", "greeting": ""}, "struct.greeting-missing"),
        ({"closing": ""}, "struct.closing-missing"),
        ({"closing": "", "signature": "Rina Wijaya\n0812-3344-5566"}, "struct.closing-missing"),
        ({"signature": ""}, "struct.signature-missing"),
        ({"signature": "0812-3344-5566"}, "struct.signature-missing"),
        ({"signature": "rina@contoh.id"}, "struct.signature-missing"),
    ],
)
def test_a_part_that_is_missing_is_told(language: Language, parts: dict[str, str], rule: str) -> None:
    assert rules(letter(language, **parts), language) == {rule}


def test_without_closing_and_name_both_are_told() -> None:
    assert rules(letter(closing="", signature="")) == {"struct.closing-missing", "struct.signature-missing"}


@pytest.mark.parametrize(
    "parts",
    [
        {"salutation": "Dengan hormat,", "greeting": ""},
        {"salutation": "Selamat siang,", "greeting": ""},
        {"salutation": "Bapak Andi Pratama yang terhormat,", "greeting": ""},
        {"salutation": "Kepada Bapak Andi Pratama,", "greeting": ""},
        {"salutation": "Permisi Min,", "greeting": ""},
        {"salutation": "Assalamualaikum warahmatullahi wabarakatuh", "greeting": ""},
        {"closing": "Hormat saya"},
        {"closing": "Salam hangat dan hormat,"},
        {"closing": "Wassalamualaikum,"},
        {"closing": "Terima kasih,"},
        {"closing": "Hormat saya, Rina Wijaya", "signature": ""},
        {"closing": "Best regards,"},
        {"closing": "Yours sincerely"},
        {"signature": "Rina"},
        {"signature": "(Rina Wijaya)\nHP 0812-3344-5566"},
        {"signature": "rina wijaya"},
        {"signature": "dr. Rina Wijaya, Sp.A."},
        {"signature": "Rina Wijaya\n\nP.S. Portofolio saya ada di laman."},
        {"signature": "Rina Wijaya\n\n> Kami akan memberi kabar."},
        {"signature": "[Nama]"},
    ],
)
def test_parts_are_known_in_all_their_forms(parts: dict[str, str]) -> None:
    assert rules(letter(**parts)) == set()


@pytest.mark.parametrize(
    ("language", "introduction"),
    [
        ("id", "Pada 9 November 2026 saya mengikuti wawancara untuk posisi Analis Kredit."),
        ("id", "Saya pelamar posisi Analis Kredit yang Bapak wawancarai pada 9 November 2026."),
        ("id", "Perkenalkan, saya kandidat Analis Kredit dari wawancara 9 November 2026."),
        ("en", "I interviewed for the Analis Kredit position on 9 November 2026."),
        ("en", "It was a pleasure to meet you on 9 November 2026 about the Analis Kredit position."),
    ],
)
def test_a_first_paragraph_without_the_writers_name_is_told(language: Language, introduction: str) -> None:
    assert rules(letter(language, introduction=introduction), language) == {"struct.introduction-missing"}
    assert rules(letter(language, introduction=introduction), language, candidate_name=None) == {
        "struct.introduction-missing"
    }


@pytest.mark.parametrize(
    ("language", "introduction"),
    [
        ("id", "Saya, Rina Wijaya, diwawancarai pada 9 November 2026 untuk posisi Analis Kredit."),
        ("id", "Nama saya Rina. Pada 9 November 2026 saya diwawancarai untuk posisi Analis Kredit."),
        ("id", "Pada 9 November 2026 saya diwawancarai untuk posisi Analis Kredit; saya Rina Wijaya."),
        ("id", "Semoga Bapak sehat.\n\nSaya Rina Wijaya, yang diwawancarai pada 9 November 2026 untuk Analis Kredit."),
        ("id", "Saya Rina Wijya, yang diwawancarai pada 9 November 2026 untuk posisi Analis Kredit."),
        ("en", "This is Rina Wijaya, whom you interviewed on 9 November 2026 for the Analis Kredit role."),
        ("en", "I am Rina, and I interviewed on 9 November 2026 for the Analis Kredit role."),
        ("en", "Let me introduce myself again: I'm Rina Wijaya, interviewed on 9 November 2026 for Analis Kredit."),
    ],
)
def test_an_introduction_is_known_in_all_its_forms(language: Language, introduction: str) -> None:
    assert rules(letter(language, introduction=introduction), language) == set()
    assert rules(letter(language, introduction=introduction), language, candidate_name=None) == set()


def test_the_first_paragraph_counts_even_without_blank_lines() -> None:
    body = letter().replace("\n\n", "\n")
    assert rules(body) == set()


@pytest.mark.parametrize(
    ("introduction", "is_told"),
    [
        ("Saya Rina Wijaya, yang diwawancarai pada 9 November 2026.", True),
        ("Saya Rina Wijaya, yang diwawancarai di bagian keuangan pada 9 November 2026.", True),
        ("Saya Rina Wijaya, pelamar Credit Analyst, yang diwawancarai pada 9 November 2026.", False),
        ("Saya Rina Wijaya, pelamar Analis, yang diwawancarai pada 9 November 2026.", False),
        ("Saya Rina Wijaya, pelamar posisi Analis Keuangan, yang diwawancarai pada 9 November 2026.", False),
        ("Saya Rina Wijaya, pelamar [Posisi], yang diwawancarai pada 9 November 2026.", False),
        ("Saya Rina Wijaya, pelamar Analis Kridit, yang diwawancarai pada 9 November 2026.", False),
    ],
)
def test_a_letter_without_the_position_is_told(introduction: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    body = letter(introduction=introduction, purpose="Izinkan saya menanyakan perkembangan seleksinya.")
    told = found(struct, body, subject="Tindak lanjut wawancara – Rina Wijaya", **FACTS)
    assert ("struct.position-missing" in told) == is_told


@pytest.mark.parametrize(
    ("when", "is_told"),
    [
        ("kemarin", True),
        ("beberapa waktu yang lalu", True),
        ("minggu lalu", True),
        ("pada Senin lalu", True),
        ("pada 9 November", False),
        ("pada 09-11-2026", False),
        ("tanggal 9 lalu", False),
        ("pada 12 November 2026", False),
        ("pada tanggal [tanggal]", False),
        ("pada tanggal ____", False),
    ],
)
def test_a_letter_without_the_interviews_date_is_told(when: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    body = letter(introduction=f"Saya Rina Wijaya, pelamar Analis Kredit, yang diwawancarai {when}.")
    assert rules(body) == ({"struct.interview-date-missing"} if is_told else set())


@pytest.mark.parametrize(
    ("greeting", "is_told"),
    [
        ("Tabik, Pak. Saya Rina Wijaya, yang hari Senin tanggal 9 November 2026\nwawancara Analis Kredit.", False),
        ("Selamat pagi, Bu. Saya Rina Wijaya, diwawancarai 9 November 2026\nsebagai calon Analis Kredit.", False),
        ("Salam sejahtera. Saya Rina Wijaya; wawancara Analis Kredit\nsaya ikuti pada 9 November 2026.", False),
        ("Selamat siang, Pak. Saya Rina Wijaya, yang hari itu ikut\nwawancara Analis Kredit.", True),
    ],
)
def test_a_sentence_may_begin_on_the_line_of_the_greeting(greeting: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    body = letter(greeting=greeting, introduction="")
    assert ("struct.interview-date-missing" in rules(body)) is is_told


def test_another_date_is_not_the_interviews() -> None:
    body = letter(introduction="Saya Rina Wijaya, pelamar Analis Kredit; saya melamar pada 1 Oktober 2026.")
    assert rules(body) == {"struct.interview-date-missing"}
    assert rules(body, interviewed_on=None) == set()


@pytest.mark.parametrize("subject", ["", "   ", "\u200b", "\t"])
def test_an_empty_subject_is_told(subject: str) -> None:
    assert found(struct, letter(), subject=subject, **FACTS) == {"struct.subject-missing"}


@pytest.mark.parametrize(
    "subject",
    [
        "Halo",
        "Tanya",
        "tanya dong",
        "Follow up",
        "Follow-Up",
        "(no subject)",
        "Tanpa Subjek",
        "Lamaran",
        "Lamaran Kerja",
        "Question",
        "Re:",
        "Hi",
        "Selamat siang Pak Andi",
        "Info",
        "Mohon info",
        "Interview",
        "Wawancara",
        "-",
        "Update?",
        "PENTING",
        "Tindak lanjut",
        "Pertanyaan",
        "Hasil wawancara",
        "Email dari saya",
    ],
)
def test_a_subject_that_says_nothing_is_told(subject: str) -> None:
    assert found(struct, letter(), subject=subject, **FACTS) == {"struct.subject-uninformative"}


@pytest.mark.parametrize(
    "subject",
    [
        "Tindak lanjut wawancara Analis Kredit – Rina Wijaya",
        "Tindak lanjut wawancara 9 November 2026",
        "Interview follow-up – Data Analyst",
        "Rina Wijaya – Analis Kredit",
        "Wawancara Analis Kredit",
        "Tindak lanjut wawancara",
        "Perkembangan seleksi",
        "Lamaran Kurir Rina",
        "Status of my application for Finance Associate",
        "Mohon kabar seleksi Teknisi Mesin",
    ],
)
def test_a_subject_that_says_something_is_fine(subject: str) -> None:
    assert found(struct, letter(), subject=subject, **FACTS) == set()


@pytest.mark.parametrize("subject", ["", "Halo", "Re: Halo"])
def test_the_subject_of_a_thread_is_the_recruiters_own(subject: str) -> None:
    assert found(struct, letter(), subject=subject, answers_thread=True, **FACTS) == set()


_INTRODUCTION = "Saya Rina Wijaya, pelamar posisi Analis Kredit, yang diwawancarai pada 9 November 2026."
_ASK = "Saya ingin menanyakan perkembangan seleksi untuk posisi itu."


@pytest.mark.parametrize(
    "body",
    [
        f"Yth. Bapak Andi\n\n{_INTRODUCTION}\n\nHormat saya,\n\nRina Wijaya\n\n{_ASK} Terima kasih atas waktunya.",
        f"Yth. Bapak Andi\n\n{_INTRODUCTION} {_ASK}\n\nHormat saya,\nRina Wijaya\n\nTerima kasih atas waktu Bapak.",
        f"{_INTRODUCTION}\n\nYth. Bapak Andi\n\n{_ASK}\n\nHormat saya,\nRina Wijaya",
        f"{_INTRODUCTION}\n\nDengan hormat,\n\n{_ASK}\n\nHormat saya,\nRina Wijaya",
        f"Yth. Bapak Andi\n\n{_INTRODUCTION}\n\n{_ASK}\n\nRina Wijaya\n\nHormat saya,",
        f"Hormat saya,\nRina Wijaya\n\nYth. Bapak Andi\n\n{_INTRODUCTION}\n\n{_ASK}",
    ],
)
def test_parts_in_a_wrong_order_are_told(body: str) -> None:
    assert rules(body) == {"struct.order"}


@pytest.mark.parametrize(
    "body",
    [
        f"Yth. Bapak Andi\n\nTerima kasih atas wawancaranya. {_INTRODUCTION}\n\n{_ASK}\n\nHormat saya,\nRina Wijaya",
        f"Yth. Bapak Andi\n\n{_INTRODUCTION}\n\n{_ASK}\n\nTerima kasih,\n\nHormat saya,\n\nRina Wijaya\nJalan Melati 3",
        f"Yth. Bapak Andi\n\n{_INTRODUCTION}\n\n{_ASK}\n\nHormat saya,\nRina Wijaya\n\nP.S. Saya siap dihubungi.",
        f"Yth. Bapak Andi\n\n{_INTRODUCTION}\n\n{_ASK}\n\nHormat saya,\nRina Wijaya\nKandidat Analis\nrina@contoh.id",
        f"Jakarta, 23 November 2026\n\nHal: X\n\nYth. Bapak Andi\n\n{_INTRODUCTION}\n\n{_ASK}\n\nHormat saya,\nRina",
    ],
)
def test_usual_orders_are_fine(body: str) -> None:
    assert rules(body) == set()


def test_purpose_thanks_and_length_are_information() -> None:
    body = (
        "Yth. Bapak Andi\n\nSaya Rina Wijaya, pelamar Analis Kredit, diwawancarai pada 9 November 2026.\n\nSalam,\nRina"
    )
    assert found(struct, body, **FACTS) == {"struct.purpose-missing", "struct.thanks-missing", "struct.length"}
    long = letter(extra="Saya masih sangat berminat pada posisi tersebut. " * 30)
    assert found(struct, long, **FACTS) == {"struct.length"}


@pytest.mark.parametrize("body", ["", "\n", "x", "Hormat saya,", "> kutipan", "\u200b"])
def test_scraps_get_findings_with_places(body: str) -> None:
    for hit in hits_of(struct, body, **FACTS):
        assert 0 <= hit.start <= hit.end <= len(body)
