"""What the patterns found and the second opinion, made one. Pure.

Where both speak of a rule, the pattern is believed, unless the sentence is most likely innocent of it, or sounds like
a breach of no rule at all; where only the opinion speaks, it has to be surer than that, and surer still to stop a
letter. So whatever is told has two signs for it, or one strong one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.letters.checking.finding import Hit, LetterField, Severity
from service.letters.checking.second_opinion import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """How likely one sentence, line or subject breaks each rule."""

    field: LetterField
    start: int
    end: int
    chances: Mapping[str, float]  # rule → 0 to 1

    def is_about(self, hit: Hit) -> bool:
        """Whether `hit` lies in the text that this is an opinion of."""
        return hit.field == self.field and self.start <= hit.start < self.end


def agreed(
    hits: Iterable[Hit],
    opinions: Sequence[Opinion],
    limits: Mapping[str, Limits],
    is_silent: Callable[[str, Opinion], bool] = lambda _rule, _opinion: False,
) -> Iterator[Hit]:
    """Yield the hits that stand, and those that the opinions add.

    Args:
        hits: of all families; those of rules without limits pass.
        opinions: of everything in the letter that says something.
        limits: rule → from which chance on an opinion counts.
        is_silent: whether a rule says nothing of an opinion's sentence, which an opinion alone then can't change.
    """
    kept = [hit for hit in hits if hit.rule not in limits or not _is_innocent(hit, opinions, limits[hit.rule])]
    yield from kept
    judged = [hit for hit in kept if hit.rule in limits]
    # A subject is a title: it names what the letter asks about, and is no question.
    for opinion in opinions:
        if opinion.field == "body" and not any(opinion.is_about(hit) for hit in judged):
            yield from (hit for hit in _added(opinion, limits) if not is_silent(hit.rule, opinion))


def _is_innocent(hit: Hit, opinions: Iterable[Opinion], limits: Limits) -> bool:
    """Whether the sentence of `hit` hardly breaks its rule, or any."""
    about = [opinion.chances for opinion in opinions if opinion.is_about(hit)]
    if not about:
        return False
    return max(chances[hit.rule] for chances in about) < limits.innocent or all(
        max(chances.values()) < limits.unsuspicious for chances in about
    )


def _added(opinion: Opinion, limits: Mapping[str, Limits]) -> Iterator[Hit]:
    rule, chance = max(opinion.chances.items(), key=lambda each: each[1])
    limit = limits[rule]
    if chance > limit.guilty:
        severity: Severity | None = None if chance > limit.certain else "warn"
        yield Hit(rule=rule, field=opinion.field, start=opinion.start, end=opinion.end, severity=severity)
