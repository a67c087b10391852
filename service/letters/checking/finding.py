"""A finding: what the check of a letter says about one place in it. And the hit a rule makes one of."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from service.letters.language import Language

Severity: TypeAlias = Literal["block", "warn", "info"]
LetterField: TypeAlias = Literal["subject", "body"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place that a rule speaks about, before its message is written."""

    rule: str  # "family.name", a key of the rule book
    field: LetterField = "body"
    start: int  # code points from the field's beginning
    end: int  # exclusive; start == end where something is missing
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)  # fill the message's slots
    suggestions: tuple[str, ...] = ()  # texts that may replace [start, end); only where that is safe
    severity: Severity | None = None  # None: the rule's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong or could be better, where, why, and what to write instead."""

    rule: str  # "family.name"
    severity: Severity  # block stops acceptance, warn and info are told
    field: LetterField
    start: int  # code points from the field's beginning
    end: int  # exclusive
    text: str  # what stands there
    message: Mapping[Language, str]  # says why and what instead
    suggestions: tuple[str, ...]  # replacement texts, the likeliest first

    def to_document(self) -> dict[str, Any]:
        """Return it as the API and the command answer it, JSON-able."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "field": self.field,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "message": dict(self.message),
            "suggestions": list(self.suggestions),
        }
