"""The wordings a letter is composed of: a closed document per language, checked once when it is read."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import cast, get_args

from service.letters.language import Language

_SLOTS = frozenset({"name", "role", "date", "day_date", "reader"})
_SLOT = re.compile(r"\{(\w+)\}(\.?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasing:
    """One wording. The texts hold slots: {name}, {role}, {date}, {day_date}, {reader}."""

    id: str  # recorded with the letter, e.g. "id-3"; never given to another wording
    subject: str  # the purpose in the subject line, without slots
    introduction: str  # who writes: names the candidate, the role and the interview's date
    purpose: str  # the polite question about the selection's progress
    thanks: str
    closing: str  # "Hormat saya,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasings:
    """All wordings, at least one per language."""

    by_language: Mapping[Language, tuple[Phrasing, ...]]

    @classmethod
    def from_document(cls, doc: Mapping[str, object]) -> "Phrasings":
        """Build the wordings from the parsed JSON of every language: `{"id": …, "en": …}`.

        Args:
            doc: per language what `data/phrasings.<language>.json` holds.

        Raises:
            ValueError: a language is missing, a wording lacks a part, or a text has an unknown slot or lacks a fact.
        """
        languages: tuple[Language, ...] = get_args(Language)
        return cls(by_language={language: _read(language, doc.get(language)) for language in languages})

    def choose(self, language: Language, key: str) -> Phrasing:
        """Return the wording that the hash of `key` falls on: the same one for the same key, on every machine."""
        wordings = self.by_language[language]
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
        return wordings[int.from_bytes(digest, "big") % len(wordings)]


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Return `text` with its slots filled in one pass, so that braces in a value stay what they are.

    A full stop after a slot is dropped when the value brings its own ("PT Maju Jaya Tbk.").
    """

    def value_of(slot: re.Match[str]) -> str:
        value = slots[slot[1]]
        return value if value.endswith((".", "!", "?")) else value + slot[2]

    return _SLOT.sub(value_of, text)


def _read(language: Language, doc: object) -> tuple[Phrasing, ...]:
    entries = doc.get("phrasings") if isinstance(doc, Mapping) else None
    if not isinstance(entries, Sequence) or not entries:
        raise ValueError(f"phrasings.{language}: a list of phrasings is needed")
    wordings = tuple(_read_one(language, entry) for entry in entries)
    if len({wording.id for wording in wordings}) != len(wordings):
        raise ValueError(f"phrasings.{language}: two phrasings have the same id")
    return wordings


def _read_one(language: Language, entry: object) -> Phrasing:
    names = {field.name for field in fields(Phrasing)}
    if (
        not isinstance(entry, Mapping)
        or set(entry) != names
        or not all(isinstance(text, str) for text in entry.values())
    ):
        raise ValueError(f"phrasings.{language}: each phrasing has exactly the texts {', '.join(sorted(names))}")
    wording = Phrasing(**cast("Mapping[str, str]", entry))
    used = {slot[1] for slot in _SLOT.finditer(wording.introduction + wording.purpose + wording.thanks)}
    if not used <= _SLOTS:
        raise ValueError(f"phrasings.{language}: {wording.id} has unknown slots {sorted(used - _SLOTS)}")
    told = {slot[1] for slot in _SLOT.finditer(wording.introduction)}
    if not {"name", "role"} <= told or not told & {"date", "day_date"}:
        raise ValueError(f"phrasings.{language}: the introduction of {wording.id} names candidate, role and date")
    return wording
