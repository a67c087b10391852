"""Texts looked for in another text, at word boundaries and in any case: as a pattern would find them. Pure.

Every letter has names of its own, and compiling a pattern of them takes longer than all that is done with it.
"""

import re
from collections.abc import Iterator
from functools import cached_property

# Characters whose case is a plain matter: ASCII, and punctuation, which has none.
_INTRICATE = re.compile(r"[^\x00-\x7f\u00a0\u00ab\u00b7\u00bb\u2010-\u2027\u2030-\u205e]")
_NEVER = r"(?!)"


class Mentions:
    """Where one of several texts is mentioned, leftmost first and at one place the first of them that fits."""

    def __init__(self, any_case: tuple[str, ...], own_case: tuple[str, ...] = ()) -> None:
        """Look for these.

        Args:
            any_case: texts that are looked for in any case; none is empty.
            own_case: texts that are looked for as they are written, behind the others.
        """
        self._any_case, self._own_case = any_case, own_case
        self._lower = tuple(text.lower() for text in any_case)
        self._is_plain = all(_is_plain(text) for text in any_case)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        either = [rf"(?i:{'|'.join(map(re.escape, self._any_case))})"] * bool(self._any_case)
        either += map(re.escape, self._own_case)
        return re.compile(rf"(?<!\w)(?:{'|'.join(either)})(?!\w)" if either else _NEVER)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield [start, end) of every mention in `text`; linear in its length."""
        if not (self._is_plain and _is_plain(text)):
            yield from (found.span() for found in self._pattern.finditer(text))
            return
        lower = text.lower()
        wanted = [(one, lower) for one in self._lower if one in lower]
        wanted += [(one, text) for one in self._own_case if one in text]
        places = [_place(one, where, 0) for one, where in wanted]
        while places and (start := min(places)) < len(text):
            number = places.index(start)
            end = start + len(wanted[number][0])
            yield start, end
            places = [place if place >= end else _place(*each, end) for place, each in zip(places, wanted, strict=True)]

    def are_in(self, text: str) -> bool:
        """Whether one of them is mentioned in `text`."""
        return next(self.spans(text), None) is not None


def without(text: str, name: str, instead: str) -> str:
    """Return `text` with `name`, in any case and inside words too, replaced by `instead`; `name` is not empty."""
    if not (_is_plain(name) and _is_plain(text)):
        return re.sub(re.escape(name), lambda _: instead, text, flags=re.IGNORECASE)
    lower, wanted = text.lower(), name.lower()
    if wanted not in lower:
        return text
    pieces, at = [], 0
    while (start := lower.find(wanted, at)) >= 0:
        pieces.append(text[at:start])
        at = start + len(wanted)
    return instead.join((*pieces, text[at:]))


def _is_plain(text: str) -> bool:
    return text.isascii() or _INTRICATE.search(text) is None


def _place(wanted: str, text: str, at: int) -> int:
    """Return where `wanted` stands in `text` as a word of its own, from `at` on, or the length of `text`."""
    while (start := text.find(wanted, at)) >= 0:
        end = start + len(wanted)
        if not (_is_of_word(text[start - 1 : start]) or _is_of_word(text[end : end + 1])):
            return start
        at = start + 1
    return len(text)


def _is_of_word(character: str) -> bool:
    return character.isalnum() or character == "_"
