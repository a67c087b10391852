import pytest

from service.letters.checking import style
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, hits_of, marked

_BODY = "Yth. Bapak Andi Pratama\n\nDengan hormat,\n\n{}\n\nHormat saya,\nRina Wijaya"


def loanwords(sentence: str, language: Language = "id", **context: str | None) -> list[str]:
    body = _BODY.format(sentence)
    return marked(hits_of(style, body, "Tindak lanjut", language, **context), body, "style.loanword")


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Terima kasih atas interview kemarin.", ["interview"]),
        ("Saya mengirim email pada hari Senin.", ["email"]),
        ("Interview itu berlangsung lancar.", ["Interview"]),
        ("Saya menunggu update dan feedback dari tim.", ["update", "feedback"]),
        ("Meeting daring itu saya ikuti lewat link Bapak.", ["Meeting", "link"]),
        ("Saya membalas email itu, dan email berikutnya juga.", ["email"]),
    ],
)
def test_a_loanword_is_told_once(sentence: str, words: list[str]) -> None:
    assert loanwords(sentence) == words


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya melamar sebagai Email Marketing Specialist.",
        "Terima kasih atas wawancara kemarin.",
        "Alamat saya email.rina@contoh.id sejak lama.",
        "Judul skripsi saya “online dan offline” sudah terbit.",
        "Saya memakai Google Meeting Room.",
        "Situs https://contoh.id/interview memuatnya.",
    ],
)
def test_a_title_a_quotation_and_an_address_are_left_alone(sentence: str) -> None:
    assert loanwords(sentence) == []


def test_the_positions_own_words_are_left_alone() -> None:
    assert loanwords("Saya melamar posisi staf online.", position="Staf Online") == []


def test_an_english_letter_has_no_loanwords() -> None:
    assert loanwords("Thank you for the interview and your email.", "en") == []


def test_a_loanword_is_never_more_than_a_hint_and_names_the_indonesian_word() -> None:
    body = _BODY.format("Interview itu lancar.")
    (hit,) = hits_of(style, body, "Tindak lanjut")
    finding = BOOK.finding(hit, body)
    assert (finding.severity, finding.suggestions) == ("info", ("Wawancara",))
    assert "Wawancara" in finding.message["id"]
