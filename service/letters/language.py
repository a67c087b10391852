"""Which of the two languages a text is written in. Pure; counts words that belong to one language only."""

import re
from typing import Literal, TypeAlias

Language: TypeAlias = Literal["id", "en"]

# Function words and the fixed phrases of letters. Words that both languages use (a position's name, "interview",
# "recruiter", "data") decide nothing and stand in neither set.
_INDONESIAN_WORDS = """
    ada adalah agar akan anda antara apabila apakah atas atau bagi bahwa bapak bagaimana belum berkenan bersama bisa
    dalam dan dapat dari dengan di hormat ibu ini itu izinkan jika juga kami karena ke kepada kembali lagi lebih
    maka mengenai mohon namun oleh pada para perkembangan perkenalkan posisi saat saya sebagai sebelumnya secara
    sebuah sedang sekarang selamat semoga seperti serta setelah sudah surel tanpa telah tentang tersebut terima tetapi
    tidak untuk wawancara yang yth
"""
_ENGLISH_WORDS = """
    about after am and any are as at be been but by can could dear did do does for from had has have hello how i if
    in is it kind know let may me my of on or our please regards regarding since sincerely so some thank thanks that
    the their there this to update was we were what when where whether which who will with would you your yours
"""
_INDONESIAN = frozenset(_INDONESIAN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> Language:
    """Return the language that more words of `text` belong to.

    Args:
        text: subject and body, in any mix and of any length.

    Returns:
        `"en"` only when English words outnumber Indonesian ones; `"id"` for a tie and for a text without words.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    indonesian = sum(word in _INDONESIAN for word in words)
    return "en" if english > indonesian else "id"
