"""What a recruiter said about when they would answer, in Indonesian or English: a closed grammar, kept as data.

Words become symbols ("dua minggu" → `2 WEEK`), fillers fall away, and what is left must match one rule as a whole.
Of a range the upper bound counts, and of a vague word the latest day that it can mean: a letter may be a day late, but
never early.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from service.domain.errors import FieldError, InvalidInputError
from service.domain.said_dates import COUNTED, DATES, SaidSense
from service.domain.said_ranges import also_next_week, ends_of
from service.domain.said_words import Words

_LONGEST = 200  # characters
_FARTHEST = timedelta(days=180)  # half a year; counts have their own bounds, each half a year in its unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One shape that what was said may have."""

    pattern: re.Pattern[str]  # over symbols joined by one blank; must match as a whole
    means: str  # a key of `said_dates.DATES`
    fixed: Mapping[str, str]  # what the pattern itself does not hold


class SaidGrammar:
    """The grammar, built once from its data."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self._words = Words(data["words"], data["fillers"])
        self._rules = tuple(
            Rule(
                pattern=re.compile(_spelled_out(rule["pattern"], data["shapes"]), re.ASCII),
                means=rule["means"],
                fixed={key: str(rule[key]) for key in ("n", "unit") if key in rule},
            )
            for rule in data["rules"]
        )
        self._parts: Mapping[str, Mapping[str, int]] = data["last_day_of_part"]
        self._most: Mapping[str, int] = data["most"]
        self.symbols_known: tuple[str, ...] = self._words.known
        self.understood: str = data["understood"]

    def answer_by(self, said: str, *, counted_from: date, nth_working_day: Callable[[int], date]) -> date:
        """Return the last day on which an answer may still come, going by what was said.

        Args:
            said: the recruiter's words, in Indonesian or English.
            counted_from: local date on which they were said.
            nth_working_day: the nth working day of the office strictly after `counted_from`.

        Raises:
            InvalidInputError: `unknown_said`, or `said_too_far` for what lies more than half a year ahead.
        """
        ends = ends_of(self._symbols(said), self._complete)
        found: list[date] = []
        for place, end in enumerate(ends):
            sense = self._sense(
                end, counted_from, nth_working_day, found[-1] if found else None, place == len(ends) - 1
            )
            found.append(self._day(sense))
        later = (
            self._day(self._sense(other, counted_from, nth_working_day, None, last=True))
            for other in also_next_week(ends, self._complete)
        )
        return max(*found, *later, date.min)

    def counts_working_days(self, said: str) -> bool:
        """Say whether the answer's date depends on which days are worked."""
        return "WORKDAY" in self._symbols(said)

    def counts_from_interview(self, said: str) -> bool:
        """Say whether the words themselves count from the interview ("7 hari setelah wawancara")."""
        return "INTERVIEW" in self._symbols(said)

    def _day(self, sense: SaidSense) -> date:
        if int(sense.words.get("n", 0)) > self._most[sense.words.get("unit", "DAY")]:
            raise _too_far()
        day = DATES[sense.means](sense)
        if day is None or not sense.agrees_with(day):
            raise self._unknown()
        if sense.means not in COUNTED and day - sense.counted_from > _FARTHEST:
            raise _too_far()
        return day

    def _sense(
        self,
        symbols: Sequence[str],
        counted_from: date,
        nth_working_day: Callable[[int], date],
        not_before: date | None,
        last: bool,  # noqa: FBT001  # private
    ) -> SaidSense:
        found = self._match(symbols)
        if found is None:
            raise self._unknown()
        rule, match = found
        given = {key.rstrip("2"): value for key, value in match.groupdict().items() if value is not None}
        return SaidSense(
            means=rule.means,
            words={**rule.fixed, **given},
            counted_from=counted_from,
            nth_working_day=nth_working_day,
            last_day_of_part=self._parts,
            not_before=not_before,
            last=last,
        )

    def _symbols(self, said: str) -> list[str]:
        if len(said) > _LONGEST:
            raise self._unknown()
        return self._words.symbols(said)

    def _match(self, symbols: Sequence[str]) -> tuple[Rule, re.Match[str]] | None:
        text = " ".join(symbols)
        for rule in self._rules:
            match = rule.pattern.fullmatch(text)
            if match is not None:
                return rule, match
        return None

    def _complete(self, symbols: Sequence[str]) -> bool:
        return self._match(symbols) is not None

    def _unknown(self) -> InvalidInputError:
        return InvalidInputError(
            FieldError(pointer="/promise/said", code="unknown_said", detail=f"Understood are: {self.understood}.")
        )


def _spelled_out(pattern: str, shapes: Mapping[str, str]) -> str:
    for name, shape in shapes.items():
        pattern = pattern.replace(name, shape)
    return pattern


def _too_far() -> InvalidInputError:
    return InvalidInputError(
        FieldError(
            pointer="/promise/said",
            code="said_too_far",
            detail="At most half a year (180 days) from the day it counts from is accepted; a date without a year that "
            "is past by then would be next year's.",
        )
    )
