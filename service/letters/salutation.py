"""Whom a letter greets, and how: the salutation line, and the word for the reader inside a sentence."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from service.letters.academic_titles import TitledName, take_apart
from service.letters.language import Language

Honorific: TypeAlias = Literal["Bapak", "Ibu", "Mr", "Ms"]

_WRITTEN: dict[str, Honorific] = {
    "bapak": "Bapak",
    "pak": "Bapak",
    "bpk": "Bapak",
    "bp": "Bapak",
    "ibu": "Ibu",
    "bu": "Ibu",
    "mr": "Mr",
    "mister": "Mr",
    "ms": "Ms",
    "mrs": "Ms",
    "miss": "Ms",
}
_IN_LANGUAGE: dict[Language, dict[Honorific, Honorific]] = {
    "id": {"Bapak": "Bapak", "Mr": "Bapak", "Ibu": "Ibu", "Ms": "Ibu"},
    "en": {"Bapak": "Mr", "Mr": "Mr", "Ibu": "Ms", "Ms": "Ms"},
}
# English keeps these before a name; "Ir." and "Drs." mean nothing to an English reader.
_ENGLISH_TITLES = {"prof": "Prof.", "dr": "Dr."}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """How one letter speaks to its reader."""

    salutation: str  # the letter's first line
    reader: str  # the reader in running text: "Bapak", "Ibu", "Bapak/Ibu", "you"


def normalise_honorific(text: str | None) -> Honorific | None:
    """Return the honorific that `text` means: Bapak (Pak, Bpk.), Ibu (Bu), Mr (Mister), Ms (Mrs, Miss).

    Args:
        text: as a caller wrote it, in any case, with or without a dot; None and blank mean none.

    Raises:
        ValueError: `text` is no honorific that a letter knows.
    """
    if text is None or not text.strip():
        return None
    known = _WRITTEN.get(text.strip().rstrip(".").casefold())
    if known is None:
        raise ValueError("an honorific is one of Bapak, Ibu, Mr, Ms")
    return known


def address_reader(*, name: str | None, honorific: str | None, company: str, language: Language) -> Address:
    """Return the salutation and the word for the reader.

    Args:
        name: the recruiter's name with its titles, or None; an honorific written into it ("Pak Andi") is understood.
        honorific: as `normalise_honorific` takes it; one of the other language is translated.
        company: named where no person is known.
        language: of the letter.

    Raises:
        ValueError: the honorific is unknown.
    """
    given = normalise_honorific(honorific)
    written, bare = _split_honorific(name or "")
    meant = given or written
    spoken = _IN_LANGUAGE[language][meant] if meant and bare else None
    if language == "en":
        return Address(salutation=_english(bare, spoken), reader="you")
    return Address(salutation=_indonesian(bare, spoken, company), reader=spoken or "Bapak/Ibu")


def _indonesian(name: str, honorific: Honorific | None, company: str) -> str:
    if not name:
        return f"Yth. Tim Rekrutmen {company}"
    if take_apart(name).is_academic:  # EYD: no Bapak/Ibu before an academic title
        return f"Yth. {name}"
    return f"Yth. {honorific or 'Bapak/Ibu'} {name}"


def _english(name: str, honorific: Honorific | None) -> str:
    if not name:
        return "Dear Hiring Team,"
    titled = take_apart(name)
    before = _english_titles(titled) or honorific
    return f"Dear {before} {titled.plain}," if before else f"Dear {titled.plain},"


def _english_titles(titled: TitledName) -> str:
    words = titled.leading.replace(".", " ").split()
    return " ".join(_ENGLISH_TITLES[word.casefold()] for word in words if word.casefold() in _ENGLISH_TITLES)


def _split_honorific(name: str) -> tuple[Honorific | None, str]:
    """Split "Pak Andi" into (Bapak, "Andi"); a name of one word is a name, whatever it is."""
    first, _, rest = name.partition(" ")
    known = _WRITTEN.get(first.rstrip(".").casefold())
    return (known, rest.strip()) if known and rest.strip() else (None, name)
