"""Rounds A B C A B C …: the machine drifts, so only what was measured side by side is compared."""

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Figures: TypeAlias = Mapping[str, float]  # a unit stands in each name
Contender: TypeAlias = Callable[[int], Figures]  # given the round's number
Measured: TypeAlias = Mapping[str, list[Figures]]  # contender → one entry a round


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median of a figure over the rounds, and how far apart they lay."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        return cls(median=statistics.median(values), least=min(values), most=max(values))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure over another of the same round."""

    name: str
    spread: Spread
    wanted: str = ""  # what is promised of it

    def document(self) -> dict[str, object]:
        told = {"name": self.name, "median": self.spread.median, "least": self.spread.least, "most": self.spread.most}
        return {**told, "wanted": self.wanted} if self.wanted else told


def interleaved(
    contenders: Mapping[str, Contender], *, rounds: int, tell: Callable[[str], None] = lambda _: None
) -> Measured:
    """Let every contender have its turn in every round; the order is turned round from one round to the next."""
    measured: dict[str, list[Figures]] = {name: [] for name in contenders}
    for number in range(rounds):
        order = list(contenders) if number % 2 == 0 else list(contenders)[::-1]
        for name in order:
            figures = contenders[name](number)
            measured[name].append(figures)
            tell(f"round {number + 1}: {name}: " + ", ".join(f"{key} {value:,.4g}" for key, value in figures.items()))
    return measured


def ratio(measured: Measured, figure: str, over: str, under: str, *, wanted: str = "", name: str = "") -> Ratio:
    """Return the figure of `over` divided by that of `under`, each round by itself."""
    pairs = zip(measured[over], measured[under], strict=True)
    spread = Spread.of([upper[figure] / lower[figure] for upper, lower in pairs])
    return Ratio(name=name or f"{over} ÷ {under}, {figure}", spread=spread, wanted=wanted)


def over_best(
    measured: Measured, figure: str, over: str, among: list[str], *, lowest: bool = False, wanted: str = ""
) -> Ratio:
    """Return `over` divided by the best among others, each round by itself."""
    best = min if lowest else max
    values = [
        measured[over][number][figure] / best(measured[other][number][figure] for other in among)
        for number in range(len(measured[over]))
    ]
    return Ratio(name=f"{over} ÷ the best peer, {figure}", spread=Spread.of(values), wanted=wanted)
