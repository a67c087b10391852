"""The ends of a range that was said, each made whole with words of its neighbour ("1-2 minggu" → 1 week, 2 weeks)."""

from collections.abc import Callable, Sequence

Complete = Callable[[Sequence[str]], bool]


def ends_of(symbols: Sequence[str], complete: Complete) -> list[list[str]]:
    """Return the ends of a range in the order said; one end for what is no range.

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
    return ends


def also_next_week(ends: Sequence[Sequence[str]], complete: Complete) -> list[list[str]]:
    """Return later readings of a range: in "Jumat atau Senin depan" Friday may be next week's, too."""
    if len(ends) == 1 or not any("NEXT" in end for end in ends):
        return []
    return [[*end, "NEXT"] for end in ends if len(end) == 1 and complete([*end, "NEXT"])]


def _with_suffix(end: list[str], later: Sequence[str], complete: Complete) -> list[str]:
    if complete(end):
        return end
    whole = ([*end, *later[start:]] for start in range(1, len(later)))
    return next((symbols for symbols in whole if complete(symbols)), end)


def _with_prefix(end: list[str], earlier: Sequence[str], complete: Complete) -> list[str]:
    if complete(end):
        return end
    whole = [[*earlier[:stop], *end] for stop in range(len(earlier) - 1, 0, -1)]  # "H+7-10"
    whole += [[*end, *earlier[start:]] for start in range(1, len(earlier))]  # "a week or two"
    return next((symbols for symbols in whole if complete(symbols)), end)
