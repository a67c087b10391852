"""Patterns over one sentence, as data: what must stand in it, and what must not. They ask who asks what about whom.

A pattern of a rule's document is an object:

    {"find": "apakah {me} (?:sudah )?{accepted}", "unless": ["{hypothetical}"], "note": "why, for who reads the data"}

`{name}` stands for a word class of the document (`classes`: name → list of alternatives, or a regular expression),
a space for any white space, and `find` and `unless` are matched in any case at word boundaries. A sentence is at most
600 characters long, and quantifiers over classes must be bounded ({0,3}): so no pattern is super-linear in a letter.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_CLASS = re.compile(r"\{([a-z_]+)\}")
_DEEPEST = 4  # classes may name classes


class SentencePattern:
    """What a sentence must hold, and what it must not; compiled when a letter first asks for it.

    There are hundreds, most letters need a few, and compiling all of them would take a fifth of a second.
    """

    def __init__(self, *, find: str, unless: tuple[str, ...], classes: Mapping[str, Any]) -> None:
        self._texts = (find, *unless)  # of `unless`: anywhere in the sentence, the meaning is another one
        self._classes = classes
        self._compiled: tuple[re.Pattern[str], ...] | None = None

    def span_in(self, sentence: str) -> tuple[int, int] | None:
        """Return where the pattern matches in `sentence` first, or None."""
        return next(self.spans_in(sentence), None)

    def spans_in(self, sentence: str) -> Iterator[tuple[int, int]]:
        """Yield where the pattern matches in `sentence`."""
        find, *unless = self.compile()
        match = find.search(sentence)
        if match is None or any(other.search(sentence) for other in unless):
            return
        yield match.span()
        yield from (later.span() for later in find.finditer(sentence, match.end()))

    def is_found_in(self, sentence: str) -> bool:
        """Whether what is looked for stands in `sentence`, whatever else does: most often it does not."""
        return self.compile()[0].search(sentence) is not None

    @property
    def is_compiled(self) -> bool:
        """Whether no letter has to wait for it any more."""
        return self._compiled is not None

    def compile(self) -> tuple[re.Pattern[str], ...]:
        """Return what is looked for and then what must not stand there, compiled once.

        Raises:
            ValueError: a class is unknown, or an expression does not compile.
        """
        if self._compiled is None:
            self._compiled = tuple(compiled(text, self._classes) for text in self._texts)
        return self._compiled


def read_patterns(entries: Sequence[Mapping[str, Any]], classes: Mapping[str, Any]) -> tuple[SentencePattern, ...]:
    """Return the patterns of a rule's document; a test compiles every one that the product has."""
    return tuple(
        SentencePattern(find=entry["find"], unless=tuple(entry.get("unless", ())), classes=classes) for entry in entries
    )


def compiled(text: str, classes: Mapping[str, Any]) -> re.Pattern[str]:
    """Return `text` with its classes filled in, compiled.

    Raises:
        ValueError: a class is unknown, or the expression does not compile.
    """
    for _ in range(_DEEPEST):
        text = _CLASS.sub(lambda slot: _alternatives(slot[1], classes), text)
    if (left := _CLASS.search(text)) is not None:
        raise ValueError(f"a class that no one defined: {left.group()}")
    spaced = text.replace(" ", r"\s+")
    try:
        return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)", re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"{text!r}: {error}") from error


def _alternatives(name: str, classes: Mapping[str, Any]) -> str:
    if name not in classes:
        raise ValueError(f"a class that no one defined: {name}")
    given = classes[name]
    return f"(?:{given if isinstance(given, str) else '|'.join(given)})"
