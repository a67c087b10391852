from collections import Counter

import pytest

from service.letters.checking import ask, tone
from service.letters.checking.rule_book import LANGUAGES
from service.letters.language import Language
from tests.letters.checking_parts import found, hits_of
from tests.letters.rule_sentences import framed, misjudged, read_table

TABLE = read_table("tone")


@pytest.mark.parametrize(("rule", "language"), sorted({(rule, language) for rule, language, _ in TABLE}))
def test_each_sentence_breaks_just_the_rule_that_it_breaks(rule: str, language: Language) -> None:
    assert misjudged((ask, tone), TABLE, rule, language) == []


@pytest.mark.parametrize("rule", ["pressure", "accusation", "begging"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_tried_on_many_wordings(rule: str, language: Language) -> None:
    counts = Counter((name, spoken) for name, spoken, _ in TABLE)
    assert counts[f"tone.{rule}", language] >= 30
    assert counts["", language] >= 80


@pytest.mark.parametrize(
    "subject",
    ["URGENT: tindak lanjut wawancara – Rina Wijaya", "Mohon segera dibalas – Rina Wijaya", "Please reply by Friday"],
)
def test_the_subject_presses_too(subject: str) -> None:
    hits = hits_of(tone, framed("Sertifikat saya sudah terbit.", "id"), subject)
    assert [(hit.rule, hit.field) for hit in hits] == [("tone.pressure", "subject")]


def test_a_line_that_closes_the_letter_may_press() -> None:
    body = framed("Sertifikat saya sudah terbit.", "id").replace("Hormat saya,", "Terima kasih, mohon segera dibalas.")
    assert found(tone, body) == {"tone.pressure"}


def test_a_quoted_mail_is_not_the_writers_tone() -> None:
    quoted = "\n\n> Mohon dokumen dikirim segera, dibalas paling lambat besok."
    assert found(tone, framed("Sertifikat saya sudah terbit.", "id") + quoted) == set()


def test_the_name_of_the_firm_presses_nobody() -> None:
    body = framed("Saya ingin menanyakan seleksi di PT Segera Balas.", "id")
    assert found(tone, body, company="PT Segera Balas") == set()
