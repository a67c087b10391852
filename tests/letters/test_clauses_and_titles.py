"""Other applications, clauses that break off, days and attachments in freer words and titles.

Beside each table of what a rule tells stands one of what only looks like it.
"""

import pytest

from service.letters.checking import coherence, fact, struct
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter
from tests.letters.rule_sentences import read_cases

_INTRODUCTIONS: dict[Language, str] = {
    "id": "Saya Rina Wijaya, pelamar posisi {} yang diwawancarai pada Senin, 9 November 2026.",
    "en": "My name is Rina Wijaya, and I interviewed for the {} position on Monday, 9 November 2026.",
}


@pytest.mark.parametrize(("company", "position", "language", "is_told", "sentence"), read_cases("other_applications"))
def test_another_application_is_told_and_a_third_party_is_none(
    company: str,
    position: str,
    language: Language,
    is_told: bool,  # noqa: FBT001  # a column of the table
    sentence: str,
) -> None:
    body = letter(language, introduction=_INTRODUCTIONS[language].format(position), extra=sentence)
    rules = found(coherence, body, language=language, **{**FACTS, "company": company, "position": position})
    assert ("coherence.other-application" in rules) is is_told


@pytest.mark.parametrize(("company", "position", "language", "is_told", "sentence"), read_cases("cut_off"))
def test_a_clause_that_breaks_off_or_waits_is_told(
    company: str,
    position: str,
    language: Language,
    is_told: bool,  # noqa: FBT001  # a column of the table
    sentence: str,
) -> None:
    body = letter(language, introduction=_INTRODUCTIONS[language].format(position), extra=sentence)
    rules = found(coherence, body, language=language, **{**FACTS, "company": company, "position": position})
    assert ("coherence.cut-off" in rules) is is_told


@pytest.mark.parametrize(("company", "position", "language", "is_told", "sentence"), read_cases("attachments"))
def test_a_paper_that_goes_with_the_mail_is_missing(
    company: str,
    position: str,
    language: Language,
    is_told: bool,  # noqa: FBT001  # a column of the table
    sentence: str,
) -> None:
    body = letter(language, introduction=_INTRODUCTIONS[language].format(position), extra=sentence)
    rules = found(fact, body, language=language, **{**FACTS, "company": company, "position": position})
    assert ("fact.attachment-missing" in rules) is is_told


_ENDS_OF_MONTHS: list[tuple[Language, str, str]] = [
    ("en", "it was on the last day of October 2026 that you interviewed me.", "2026-10-31"),
    ("en", "you interviewed me on the first day of November.", "2026-11-01"),
    ("id", "saya diwawancarai Bapak pada hari terakhir bulan Oktober.", "2026-10-31"),
    ("id", "saya diwawancarai Bapak pada hari pertama November 2026.", "2026-11-01"),
]


@pytest.mark.parametrize(("language", "told", "on"), _ENDS_OF_MONTHS)
def test_the_first_and_the_last_day_of_a_month_are_dates(language: Language, told: str, on: str) -> None:
    name = {"id": "Nama saya Rina Wijaya, dan ", "en": "My name is Rina Wijaya, and "}[language]
    body = letter(language, introduction=f"{name}{told}")
    assert "fact.interview-date" not in found(fact, body, language=language, **{**FACTS, "interviewed_on": on})
    assert "fact.interview-date" in found(fact, body, language=language, **{**FACTS, "interviewed_on": "2026-11-04"})


def test_the_last_day_of_a_month_until_which_news_was_hoped_for_is_no_interviews() -> None:
    body = letter("en", extra="You hoped for news by the last day of November.")
    assert "fact.interview-date" not in found(fact, body, language="en", **FACTS)


@pytest.mark.parametrize("subject", ["A short note", "Sepatah kata", "A few words from me", "Secarik surat"])
def test_a_kind_of_letter_is_no_subject(subject: str) -> None:
    assert "struct.subject-uninformative" in found(struct, letter("en"), subject, "en", **FACTS)


@pytest.mark.parametrize(
    "subject",
    ["A short note on the interview of 9 November", "Update from Rina", "Catatan singkat wawancara Analis Kredit"],
)
def test_a_note_that_tells_its_matter_is_one(subject: str) -> None:
    assert "struct.subject-uninformative" not in found(struct, letter("en"), subject, "en", **FACTS)


@pytest.mark.parametrize(
    ("position", "subject", "is_another"),
    [
        ("Optometrist", "Ophthalmic Surgeon – Rina Wijaya – progress of the selection", True),
        ("Night Auditor", "Rina Wijaya – Front Office Receptionist – request for news", True),
        ("Perawat Bedah", "Bidan Desa: menanyakan kelanjutan (Rina Wijaya)", True),
        ("Optometrist", "Optometrist – Rina Wijaya – progress of the selection", False),
        ("Perawat Bedah", "Surgical Nurse – Rina Wijaya", False),
        ("Perawat Bedah", "Perkembangan seleksi – RS Bunda – Rina Wijaya", False),
        ("Head of Programme", "Programme Manager – Rina Wijaya – progress", False),
    ],
)
def test_a_title_in_the_subject_is_the_position(
    position: str,
    subject: str,
    is_another: bool,  # noqa: FBT001  # a column of the table
) -> None:
    body = letter(introduction=_INTRODUCTIONS["id"].format(position))
    assert ("fact.position" in found(fact, body, subject, **{**FACTS, "position": position})) is is_another


@pytest.mark.parametrize(
    ("told", "is_another"),
    [
        ("mengikuti wawancara Penyelia Produksi di PT Maju Jaya.", True),
        ("menjalani wawancara Sopir di PT Maju Jaya.", True),
        ("menghadiri wawancara Perawat, tepat waktu.", True),
        ("mengikuti wawancara HRD di PT Maju Jaya.", False),
        ("mengikuti wawancara Manajer HRD di PT Maju Jaya.", False),
        ("mengikuti wawancara Zoom dengan Bapak.", False),
    ],
)
def test_a_position_that_an_interview_is_named_by_is_the_one_applied_for(
    told: str,
    is_another: bool,  # noqa: FBT001  # a column of the table
) -> None:
    body = letter(
        introduction=f"Saya Rina Wijaya, yang pada 9 November 2026 {told}", purpose="Bagaimana kelanjutannya?"
    )
    subject = "Seleksi Analis Kredit – Rina Wijaya"
    assert ("fact.position" in found(fact, body, subject, **FACTS)) is is_another
