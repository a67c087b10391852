"""A date as a letter writes it: `9 November 2026`, weekdays and months with a capital."""

from datetime import date

from service.letters.language import Language

_MONTHS: dict[Language, tuple[str, ...]] = {
    "id": (
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}
_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


def written_date(on: date, language: Language) -> str:
    """Return the local date `on` in words, as `9 November 2026`."""
    return f"{on.day} {_MONTHS[language][on.month - 1]} {on.year}"


def written_day_and_date(on: date, language: Language) -> str:
    """Return the local date `on` with its weekday, as `Senin, 9 November 2026`."""
    return f"{_WEEKDAYS[language][on.weekday()]}, {written_date(on, language)}"
