"""The rule book of the package's data, read once for the tests, and what one family finds in a letter."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, time
from importlib.resources import files
from types import ModuleType
from typing import Any

from service.letters.checking.context import LetterContext
from service.letters.checking.families import CODE_VERSION
from service.letters.checking.finding import Hit
from service.letters.checking.reading import read_letter
from service.letters.checking.rule_book import RuleBook
from service.letters.language import Language


def read_documents() -> dict[str, dict[str, Any]]:
    """Return family → the rules that the package holds for it."""
    folder = files("service.letters").joinpath("data/rules")
    return {
        entry.name.removesuffix(".json"): json.loads(entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".json")
    }


BOOK = RuleBook.from_documents(read_documents(), code=CODE_VERSION)


def context_of(given: Mapping[str, Any]) -> LetterContext:
    """Return the context that a line of the corpus, or a test's keywords, stands for.

    Args:
        given: fields of `LetterContext`; dates and hours as such or as "2026-11-09" and "12:00".
    """
    values = dict(given)
    for name in ("interviewed_on", "send_on"):
        if isinstance(values.get(name), str):
            values[name] = date.fromisoformat(values[name])
    if values.get("window_hours") is not None:
        opens, closes = (time.fromisoformat(hour) if isinstance(hour, str) else hour for hour in values["window_hours"])
        values["window_hours"] = (opens, closes)
    if values.get("attachments") is not None:
        values["attachments"] = tuple(values["attachments"])
    return LetterContext(**values)


def hits_of(
    module: ModuleType,
    body: str,
    subject: str = "Tindak lanjut wawancara Analis Data – Rina Wijaya",
    language: Language = "id",
    **context: Any,  # noqa: ANN401  # fields of LetterContext, as a test or the corpus writes them
) -> list[Hit]:
    """Return what the family `module` finds in the letter."""
    return list(module.find(read_letter(subject, body, language), context_of(context), BOOK))


def found(
    module: ModuleType,
    body: str,
    subject: str = "Tindak lanjut wawancara Analis Data – Rina Wijaya",
    language: Language = "id",
    **context: Any,  # noqa: ANN401  # fields of LetterContext, as a test or the corpus writes them
) -> set[str]:
    """Return the rules that the family `module` finds broken in the letter."""
    return {hit.rule for hit in hits_of(module, body, subject, language, **context)}


def marked(hits: Iterable[Hit], body: str, rule: str) -> list[str]:
    """Return the texts of `body` that the hits of `rule` mark."""
    return [body[hit.start : hit.end] for hit in hits if hit.rule == rule and hit.field == "body"]
