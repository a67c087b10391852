"""Good letters in forms that resemble a fault: where the check is in doubt, it does not stop a letter."""

import pytest

from service.letters.checking.finding import Finding
from service.letters.language import Language
from tests.letters.checking_parts import context_of
from tests.letters.judged import build_checker
from tests.letters.letter_frames import FACTS, letter

CHECKER = build_checker()
CLOSINGS: dict[Language, str] = {
    "id": "Salam takzim|Salam dari Garut|Teriring salam dan doa|Rahayu.|Sekian, terima kasih.|Merdeka!|Hatur nuhun."
    "|Terima kasih dan salam hormat.|Dari saya yang bersyukur,|Saya yang menanti dengan sabar,|Salam sejawat",
    "en": "With thanks|Thanking you|Thank you kindly,|Thank you, and kind regards|With every good wish|Humbly yours"
    "|Looking forward to hearing from you|Most respectfully|Until then|Wishing you a pleasant day|A grateful candidate",
}
SALUTATIONS: dict[Language, str] = {
    "id": "Ytc. Bapak Andi Pratama|Apa kabar, Bapak Andi?|Teruntuk Bapak Andi Pratama,|Salam kenal kembali, Pak Andi,"
    "|Yth. Chef Andi|Kepada Yth. Bapak Andi Pratama,\nKotagede.|Yth. Bapak Andi Pratama\ncc: Ibu Maria Lestari",
    "en": "To: Mr Andi Pratama|For the attention of Mr Andi Pratama|Dear Captain Andi,|Dear Andi and team,",
}
ASIDES: dict[Language, tuple[str, ...]] = {
    "id": (
        "Terima kasih atas bantuan sekretaris Bapak, Ibu Maria.",
        "Bapak Hasan atas nama tim teknis sempat menguji saya.",
        "Ibu Maria, saya rasa, paling banyak bertanya.",
        "Adik saya, Min, juga mendoakan.",
        "Saya mengenakan bros merah waktu itu.",
        "Di lowongan Anda tertulis bahwa pelamar akan dihubungi.",
        "Anak-anak sering bertanya “Kok lama\nsekali, kapan dibalas?” kepada saya.",
        "Dengan hormat, saya sampaikan pula bahwa berkas saya sudah lengkap.",
    ),
    "en": (
        "Thank you to your assistant, Ms Maria Lestari, as well.",
        "Mr Toni, I remember, asked about night shifts.",
        'The poster in your hall said "Reply today, or we hire someone else!", which made me smile.',
    ),
}
SPOKEN = {
    "Terima kasih, Pak Budi.": True,
    "Terima kasih atas waktu Bapak, Pak Budi.": True,
    "Pak Budi, saya siap melengkapinya.": True,
    "Terima kasih, Pak Andi.": False,
    "Terima kasih kepada rekan Bapak, Ibu Maria.": False,
}


def told(language: Language, *, subject: str = "", **parts: str) -> tuple[Finding, ...]:
    """Return what is found in a good letter with `parts` in place of its own, the mere hints left out."""
    subjects = {"id": "Menanyakan perkembangan seleksi Analis Kredit", "en": "Progress of the selection, Analis Kredit"}
    given = subject or f"{subjects[language]} – Rina Wijaya"
    found = CHECKER.check(given, letter(language, **parts), context_of(FACTS), language=language)
    return tuple(one for one in found if one.severity != "info")


def table(texts: dict[Language, str]) -> list[tuple[Language, str]]:
    return [(language, text) for language, row in texts.items() for text in row.split("|")]


@pytest.mark.parametrize(("language", "closing"), table(CLOSINGS))
def test_a_letter_may_close_in_any_way(language: Language, closing: str) -> None:
    assert told(language, closing=closing) == ()


@pytest.mark.parametrize(("language", "salutation"), table(SALUTATIONS))
def test_a_letter_may_open_in_any_way(language: Language, salutation: str) -> None:
    assert told(language, salutation=salutation, greeting="") == ()


@pytest.mark.parametrize(("language", "sentence"), [(one, text) for one, texts in ASIDES.items() for text in texts])
def test_what_is_said_of_others_or_quoted_is_not_the_writers_fault(language: Language, sentence: str) -> None:
    assert told(language, extra=sentence) == ()


@pytest.mark.parametrize(("sentence", "is_wrong"), SPOKEN.items())
def test_only_who_is_spoken_to_can_be_the_wrong_reader(sentence: str, is_wrong: bool) -> None:  # noqa: FBT001  # a column of the table
    rules = {one.rule for one in told("id", thanks=sentence)}
    assert ("fact.recruiter-name" in rules) == is_wrong


@pytest.mark.parametrize("day", ["tanggal sembilan November 2026", "tanggal sembilan bulan November"])
def test_a_day_may_be_written_in_words(day: str) -> None:
    introduction = f"Saya Rina Wijaya, pelamar Analis Kredit, yang diwawancarai pada {day}."
    assert told("id", introduction=introduction) == ()


def test_a_name_in_a_later_paragraph_introduces_the_writer() -> None:
    introduction = "Pada 9 November 2026 saya mengikuti wawancara untuk posisi Analis Kredit."
    assert told("id", introduction=introduction, extra="Nama saya Rina Wijaya.") == ()


def test_who_is_known_by_the_interview_alone_is_warned_and_not_stopped() -> None:
    introduction = "Pada 9 November 2026 saya mengikuti wawancara untuk posisi Analis Kredit."
    found = told("id", introduction=introduction)
    assert {(one.rule, one.severity) for one in found} == {("struct.introduction-missing", "warn")}


def test_a_recruiter_may_have_the_name_of_a_hurry() -> None:
    facts = FACTS | {"recruiter_name": "Asap Sihombing"}
    body = letter(salutation="Yth. Bapak Asap Sihombing", thanks="Terima kasih atas waktu Bapak Asap.")
    found = CHECKER.check("Perkembangan seleksi Analis Kredit – Rina Wijaya", body, context_of(facts), language="id")
    assert [one for one in found if one.severity != "info"] == []
