"""The check of a letter: every rule of every family, in a stable order. Pure; rule book and lexicon are given."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding, Hit
from service.letters.checking.reading import ReadLetter, read_letter
from service.letters.checking.rule_book import RuleBook
from service.letters.language import Language, detect_language

Family: TypeAlias = Callable[[ReadLetter, LetterContext, RuleBook], Iterator[Hit]]
MOST_FINDINGS = 200  # a text with more is no letter; the first ones tell enough
_SEVERITIES = ("block", "warn", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Reads a letter once more before it goes, as a careful friend would."""

    families: Sequence[Family]
    book: RuleBook

    @property
    def version(self) -> str:
        """The rule set's version, stored with every letter that was checked."""
        return self.book.version

    def check(
        self, subject: str, body: str, context: LetterContext, *, language: Language | None = None
    ) -> tuple[Finding, ...]:
        """Return what the rules find, in the order in which the reader meets it.

        Args:
            subject: as given, whatever it holds.
            body: plain text, whatever it holds.
            context: the facts to compare with; a rule that lacks its fact is silent.
            language: of the letter; detected when None.

        Returns:
            At most `MOST_FINDINGS`: subject before body, then by place, the graver first, then by the rule's name.
        """
        letter = read_letter(subject, body, language or detect_language(f"{subject}\n{body}"))
        hits = {
            (hit.rule, hit.field, hit.start, hit.end): hit
            for family in self.families
            for hit in family(letter, context, self.book)
        }
        found = [self.book.finding(hit, letter.text_of(hit.field)) for hit in hits.values()]
        return tuple(sorted(found, key=_order)[:MOST_FINDINGS])


def is_blocked(findings: Sequence[Finding], accepted: Sequence[str] = ()) -> bool:
    """Whether a finding stops the letter: a `block` that is not accepted; `tech.…` can't be accepted."""
    return any(
        finding.severity == "block" and (finding.rule not in accepted or finding.rule.startswith("tech."))
        for finding in findings
    )


def _order(finding: Finding) -> tuple[bool, int, int, int, str]:
    return (
        finding.field == "body",
        finding.start,
        _SEVERITIES.index(finding.severity),
        finding.end,
        finding.rule,
    )
