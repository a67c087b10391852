"""Names in an explanation: of holidays, in the sentence's language and fit to stand in a list, and of zones."""

import re
from functools import lru_cache

from service.domain.explanation_texts import TEXTS, Language

_ESTIMATED = "(perkiraan)"  # the library's mark
_OF_A_FEAST = re.compile(r"^Hari kedua dari |, hari (?:pertama|kedua)$")  # days of one feast are told together
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_ABBREVIATIONS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}


@lru_cache(maxsize=1024)
def holiday_name(name: str, language: Language) -> tuple[str, bool]:
    """Return a holiday's name in `language`, and whether its date is an estimate.

    Without commas and brackets, so that it can stand in a list with its dates in brackets.

    Args:
        name: as the calendar has it, in Indonesian; two holidays on one day stand there with a semicolon.
        language: of the sentence.
    """
    parts = [_OF_A_FEAST.sub("", _BRACKETS.sub("", part).strip()) for part in name.split(";")]
    told = [_translated(part.replace(", ", " / ").replace(",", " "), language) for part in parts if part]
    return TEXTS[language].last_and.join(told), _ESTIMATED in name


def _translated(name: str, language: Language) -> str:
    for start, here in TEXTS[language].names.items():
        if name.startswith(start):
            rest = name.removeprefix(start).strip()
            # "Cuti bersama Natal" is two names in one; the rest of others is a year or a number of the feast.
            return f"{here} {_translated(rest, language)}" if here in TEXTS[language].prefixes and rest else here
    return name


@lru_cache(maxsize=1024)
def zone_name(timezone: str, language: Language) -> str:
    """Return how people call the time in a zone (IANA): WIB, or the time of its city."""
    if timezone in _ABBREVIATIONS:
        return _ABBREVIATIONS[timezone]
    city = timezone.rpartition("/")[2].replace("_", " ")
    texts = TEXTS[language]
    return texts.zone.format(city=texts.cities.get(city, city))
