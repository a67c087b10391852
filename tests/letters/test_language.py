import pytest

from service.letters.language import Language, detect_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Yth. Bapak Andi,\n\nSaya ingin menanyakan perkembangan proses seleksi untuk posisi Data Analyst.", "id"),
        ("Dear Mr Andi,\n\nI would like to ask about the progress of the selection at PT Maju Jaya.", "en"),
        ("Saya apply posisi Full Stack Engineer dan sudah interview dengan HR.", "id"),
        ("I was interviewed for Staf Keuangan di PT Bank Maju dan Jaya, and I hope to hear from you.", "en"),
        ("Data Analyst", "id"),
        ("", "id"),
        ("12 34 !?", "id"),
    ],
)
def test_the_language_is_the_one_most_words_belong_to(text: str, language: Language) -> None:
    assert detect_language(text) == language
