"""Rules that are data alone: sentence patterns of their family's document."""

from collections.abc import Iterator

from service.letters.checking.finding import Hit
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook


def pattern_hits(letter: ReadLetter, book: RuleBook, family: str) -> Iterator[Hit]:
    """Yield one hit for every sentence in which a pattern of `family` matches, at most one a rule and sentence."""
    for rule in book.rules.values():
        patterns = rule.patterns[letter.language] if rule.id.startswith(f"{family}.") else ()
        for sentence in letter.sentences if patterns else ():
            for pattern in patterns:
                if (span := pattern.span_in(sentence.text)) is not None:
                    yield Hit(rule=rule.id, start=sentence.start + span[0], end=sentence.start + span[1])
                    break
