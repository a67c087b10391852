"""What a recruiter said about when they would answer, in Indonesian or English: a closed grammar, kept as data.

Words become symbols ("dua minggu" → `2 WEEK`), fillers fall away, and what is left must match one rule as a whole.
Of a range the upper bound counts, and of a vague word the latest day that it can mean: a letter may be a day late, but
never early.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from service.domain.errors import FieldError, InvalidInputError
from service.domain.said_dates import DATES, SaidSense

_LONGEST = 200  # characters
_DASHES = re.compile(r"[‐‑‒–—―−]")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")
_H_PLUS = re.compile(r"\bh\s*\+\s*(?=\d)")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_TOKEN = re.compile(r"\d{4}~\d{2}~\d{2}|s\.d\.?|s/d|\d+[.,]\d+|\d+|[^\W\d_]+(?:'[^\W\d_]+)*|\S")
_IGNORED = frozenset(",.!?()\"':;~")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One shape that what was said may have."""

    pattern: re.Pattern[str]  # over symbols joined by one blank; must match as a whole
    means: str  # a key of `said_dates.DATES`
    fixed: Mapping[str, str]  # what the pattern itself does not hold


class SaidGrammar:
    """The grammar, built once from its data."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        fillers = dict.fromkeys(data["fillers"], "")
        self._symbols: dict[tuple[str, ...], str] = {
            tuple(phrase.split()): symbols for phrase, symbols in {**fillers, **data["words"]}.items()
        }
        self._longest = max(len(phrase) for phrase in self._symbols)
        self._rules = tuple(
            Rule(
                pattern=re.compile(rule["pattern"]),
                means=rule["means"],
                fixed={key: str(rule[key]) for key in ("n", "unit") if key in rule},
            )
            for rule in data["rules"]
        )
        self._parts: Mapping[str, Mapping[str, int]] = data["last_day_of_part"]
        self._most: Mapping[str, int] = data["most"]
        self.symbols_known: tuple[str, ...] = tuple(" ".join(phrase) for phrase in self._symbols)
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
        senses = self._senses(said, counted_from, nth_working_day)
        days = [DATES[sense.means](sense) for sense in senses]
        known = [day for day in days if day is not None]
        if not known or len(known) != len(days):
            raise self._unknown()
        return max(known)

    def _senses(self, said: str, counted_from: date, nth_working_day: Callable[[int], date]) -> list[SaidSense]:
        senses = []
        for symbols in alternatives(self._to_symbols(said), self._complete):
            found = self._match(symbols)
            if found is None:
                raise self._unknown()
            rule, match = found
            given = {key.rstrip("2"): value for key, value in match.groupdict().items() if value is not None}
            words = {**rule.fixed, **given}
            if rule.means == "after" and int(words["n"]) > self._most[words.get("unit", "DAY")]:
                raise InvalidInputError(
                    FieldError(pointer="/promise/said", code="said_too_far", detail="At most half a year is accepted.")
                )
            senses.append(
                SaidSense(
                    means=rule.means,
                    words=words,
                    counted_from=counted_from,
                    nth_working_day=nth_working_day,
                    last_day_of_part=self._parts,
                )
            )
        return senses

    def _to_symbols(self, said: str) -> list[str]:
        if len(said) > _LONGEST:
            raise self._unknown()
        text = _DASHES.sub("-", unicodedata.normalize("NFKC", said).casefold().replace("’", "'"))
        text = _H_PLUS.sub(" h ", _ISO_DATE.sub(r"\1~\2~\3", text))
        tokens = [token for token in _TOKEN.findall(_ORDINAL.sub(r"\1", text)) if token not in _IGNORED]
        symbols: list[str] = []
        at = 0
        while at < len(tokens):
            for length in range(min(self._longest, len(tokens) - at), 0, -1):
                found = self._symbols.get(tuple(tokens[at : at + length]))
                if found is not None:
                    symbols += found.split()
                    at += length
                    break
            else:
                symbols.append("H" if tokens[at] == "h" else tokens[at])
                at += 1
        return symbols

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


def alternatives(symbols: Sequence[str], complete: Callable[[Sequence[str]], bool]) -> list[list[str]]:
    """Return the ends of a range, each made whole with words of its neighbour ("1-2 minggu" → 1 week, 2 weeks).

    Args:
        symbols: what was said; `TO` stands between the ends, also implied between two numbers in a row.
        complete: whether symbols make sense by themselves.

    Returns:
        At least one list of symbols; one that is not complete says that the text was not understood.
    """
    ends: list[list[str]] = [[]]
    for symbol in symbols:
        successor = symbol.isdecimal() and ends[-1][-1:] == [str(int(symbol) - 1)] and len(symbol) <= len("99")
        if successor and len(ends[-1]) == 1:
            ends.append([])
        if symbol == "TO":
            ends.append([])
        else:
            ends[-1].append(symbol)
    ends = [end for end in ends if end] or [[]]
    for at in range(len(ends) - 2, -1, -1):
        ends[at] = _with_suffix(ends[at], ends[at + 1], complete)
    for at in range(1, len(ends)):
        ends[at] = _with_prefix(ends[at], ends[at - 1], complete)
    return ends + _in_next_week(ends, complete)


def _with_suffix(end: list[str], later: Sequence[str], complete: Callable[[Sequence[str]], bool]) -> list[str]:
    if complete(end):
        return end
    whole = ([*end, *later[start:]] for start in range(1, len(later)))
    return next((symbols for symbols in whole if complete(symbols)), end)


def _with_prefix(end: list[str], earlier: Sequence[str], complete: Callable[[Sequence[str]], bool]) -> list[str]:
    if complete(end):
        return end
    whole = [[*earlier[:stop], *end] for stop in range(len(earlier) - 1, 0, -1)]  # "H+7-10"
    whole += [[*end, *earlier[start:]] for start in range(1, len(earlier))]  # "a week or two"
    return next((symbols for symbols in whole if complete(symbols)), end)


def _in_next_week(ends: Sequence[list[str]], complete: Callable[[Sequence[str]], bool]) -> list[list[str]]:
    # "next Monday or Tuesday": the second may mean next week's too, and the later reading counts.
    if len(ends) == 1 or not any("NEXT" in end for end in ends):
        return []
    return [[*end, "NEXT"] for end in ends if len(end) == 1 and complete([*end, "NEXT"])]
