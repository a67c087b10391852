"""The rules as data: severity, messages in both languages and what each looks for; read once from JSON documents."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from service.letters.checking.finding import Finding, Hit, Severity
from service.letters.checking.patterns import SentencePattern, read_patterns
from service.letters.language import Language

LANGUAGES: tuple[Language, ...] = ("id", "en")
_SLOT = re.compile(r"\{(\w+)\}")
_LONGEST_VALUE = 80  # characters of the letter that a message repeats


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as its family's document holds it."""

    id: str  # "family.name"
    severity: Severity
    message: Mapping[Language, str]  # with slots: {given}, {expected} …
    patterns: Mapping[Language, tuple[SentencePattern, ...]]  # () where the family's module finds the hits itself


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """Every rule, and the word lists of the families."""

    rules: Mapping[str, Rule]
    words: Mapping[str, Any]  # family → what its document holds under "words"
    version: str  # changes whenever a rule, a message or a list does

    @classmethod
    def from_documents(cls, documents: Mapping[str, Mapping[str, Any]], *, code: str) -> "RuleBook":
        """Build the book from the parsed JSON of every family.

        Args:
            documents: family → `data/rules/<family>.json`.
            code: version of the rules that are code; part of the book's version.

        Raises:
            ValueError: a rule lacks a message in one language, or has an unknown severity.
        """
        rules = {
            f"{family}.{name}": _read(f"{family}.{name}", entry, doc.get("classes", {}))
            for family, doc in documents.items()
            for name, entry in doc["rules"].items()
        }
        digest = sha256(json.dumps(documents, sort_keys=True).encode()).hexdigest()
        words = {family: doc.get("words", {}) for family, doc in documents.items()}
        return cls(rules=rules, words=words, version=f"{code}-{digest[:8]}")

    def finding(self, hit: Hit, text: str) -> Finding:
        """Return the finding that `hit` makes, with its messages written.

        Args:
            hit: of a rule of this book.
            text: the whole field that the hit lies in.
        """
        rule = self.rules[hit.rule]
        there = text[hit.start : hit.end]
        values = {"given": there, **hit.values}
        return Finding(
            rule=hit.rule,
            severity=hit.severity or rule.severity,
            field=hit.field,
            start=hit.start,
            end=hit.end,
            text=there,
            message={language: _fill(rule.message[language], values) for language in LANGUAGES},
            suggestions=hit.suggestions,
        )


def _read(id_: str, entry: Mapping[str, Any], classes: Mapping[str, Any]) -> Rule:
    if entry.get("severity") not in {"block", "warn", "info"}:
        raise ValueError(f"{id_}: severity is one of block, warn, info")
    message = entry.get("message", {})
    if any(not message.get(language) for language in LANGUAGES):
        raise ValueError(f"{id_}: a message in each language is needed")
    found = {language: read_patterns(entry.get("patterns", {}).get(language, []), classes) for language in LANGUAGES}
    return Rule(id=id_, severity=cast("Severity", entry["severity"]), message=message, patterns=found)


def _fill(message: str, values: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: _shortened(values.get(slot[1], slot[0])), message)


def _shortened(value: str) -> str:
    value = " ".join(value.split())
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
