"""Rules that are data alone: sentence patterns of their family's document."""

from collections.abc import Iterator

from service.letters.checking.finding import Hit
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook


def pattern_hits(letter: ReadLetter, book: RuleBook, family: str, lines: tuple[Part, ...] = ()) -> Iterator[Hit]:
    """Yield one hit for every sentence in which a pattern of `family` matches, at most one a rule and sentence.

    Args:
        letter: whose sentences are read.
        book: holds the patterns.
        family: whose patterns.
        lines: parts whose lines are read as sentences too.
    """
    spoken = [(sentence.text, sentence.start) for sentence in letter.sentences]
    spoken += [(line.text, line.start) for line in letter.lines_of(*lines)]
    for rule in book.rules.values():
        patterns = rule.patterns[letter.language] if rule.id.startswith(f"{family}.") else ()
        for text, start in spoken if patterns else ():
            for pattern in patterns:
                if (span := pattern.span_in(text)) is not None:
                    yield Hit(rule=rule.id, start=start + span[0], end=start + span[1])
                    break
