"""From words to symbols: "dua minggu ya" → `2 WEEK`. What is no word of the grammar stays as it is and matches no rule.

Digits that are a date become one symbol here: 2026-11-30 and 30/11/2026 → `2026~11~30`, 30/11 → `30~11`.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

_DASHES = re.compile(r"[‐‑‒–—―−]")
_ISO_DATE = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b", re.ASCII)
_DAY_FIRST = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b", re.ASCII)
_H_PLUS = re.compile(r"\bh\s*\+\s*(?=\d)")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_TOKEN = re.compile(r"\d{4}~\d{2}~\d{2}|s\.d\.?|s/d|\d+[.,]\d+|\d+|[^\W\d_]+(?:'[^\W\d_]+)*|\S")
_IGNORED = frozenset(",.!?()\"':;~")
_WEEKDAYS = frozenset(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"))
_LAST_MONTH = 12


class Words:
    """The vocabulary, built once from its data."""

    def __init__(self, words: Mapping[str, str], fillers: Sequence[str]) -> None:
        self._symbols: dict[tuple[str, ...], str] = {
            tuple(phrase.split()): symbols for phrase, symbols in {**dict.fromkeys(fillers, ""), **words}.items()
        }
        self._longest = max(len(phrase) for phrase in self._symbols)
        self.known: tuple[str, ...] = tuple(" ".join(phrase) for phrase in self._symbols)

    def symbols(self, said: str) -> list[str]:
        """Return the symbols of what was said, with fillers fallen away; the longest phrase known wins."""
        text = _DASHES.sub("-", unicodedata.normalize("NFKC", said).casefold().replace("’", "'"))
        text = _DAY_FIRST.sub(_year_first, _ISO_DATE.sub(r"\1~\2~\3", text))
        text = _ORDINAL.sub(r"\1 ordinal", _H_PLUS.sub(" h ", text))
        tokens = [token for token in _TOKEN.findall(text) if token not in _IGNORED]
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
        return _without_slashes(_once(symbols))


def _year_first(found: re.Match[str]) -> str:
    day, _, month, year = found.groups()
    return f"{year}~{int(month):02}~{int(day):02}"


def _once(symbols: Sequence[str]) -> list[str]:
    # "5 (lima) hari" says its number twice; the time of day of a day that was named changes nothing.
    kept: list[str] = []
    for symbol in symbols:
        again = symbol.isdecimal() and kept[-1:] == [symbol]
        if not again and not (symbol == "DAYPART" and kept):
            kept.append(symbol)
    return kept


def _without_slashes(symbols: list[str]) -> list[str]:
    # "30/11" is a date where nothing else can be meant; any other slash stands between the ends of a range.
    read: list[str] = []
    at = 0
    while at < len(symbols):
        if _is_day_and_month(symbols, at):
            read.append(f"{symbols[at]}~{symbols[at + 2]}")
            at += 3
        else:
            read.append("TO" if symbols[at] == "SLASH" and not _may_be_either(symbols, at) else symbols[at])
            at += 1
    return read


def _is_day_and_month(symbols: Sequence[str], at: int) -> bool:
    day, slash, month, *after = [*symbols[at : at + 4], "", "", ""][:4]
    if slash != "SLASH" or not _is_short_number(day) or not _is_short_number(month):
        return False
    if not 1 <= int(month) <= _LAST_MONTH or symbols[at - 1 : at] == ["SLASH"]:
        return False
    if _may_be_either(symbols, at + 1):
        return False
    return after[0] in ("", "TO") or after[0] in _WEEKDAYS


def _may_be_either(symbols: Sequence[str], slash: int) -> bool:
    # "tanggal 10/11": one day in November, or two days in a row; left as it is, and so not understood.
    before, after = symbols[slash - 1 : slash], symbols[slash + 1 : slash + 2]
    if symbols[max(slash - 2, 0) : slash - 1] != ["ON"] or not after or not _is_short_number(before[0]):
        return False
    return _is_short_number(after[0]) and int(after[0]) == int(before[0]) + 1 <= _LAST_MONTH


def _is_short_number(symbol: str) -> bool:
    return symbol.isascii() and symbol.isdecimal() and len(symbol) <= len("31")
