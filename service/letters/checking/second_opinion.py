"""A second opinion on each sentence: how likely it breaks a rule, by the n-grams it is made of. Pure.

Patterns know a wording or they don't. A linear model over short runs of words and pieces of words knows a little of
every wording, and so judges sentences that nobody had in mind. It is data (`data/second_opinion.json`), which
`tests/letters/train_second_opinion.py` writes from judged sentences:

    {"rules": ["ask.result", …],           what is judged, in the order of every row
     "bias": [-310, …],                    what a sentence starts from, in hundredths of a logit
     "classes": {"bapak": "READER", …},    words that stand for one another
     "words": {"^ apakah ME": [12, …], …}, runs of one to three words; ^ and $ are the sentence's ends
     "pieces": {"_diter": [25, …], …},     pieces of three or four letters of a word; _ is its end
     "limits": {"ask.result": {…}, …}}     see `Limits`

The rows of all runs and pieces are added, divided by the root of the sentence's length, and turned into a chance. A
sentence costs the time of a few dozen look-ups: what a word's pieces add is kept from one letter to the next.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import chain
from math import exp, sqrt
from operator import add
from typing import Any, TypeAlias

from service.letters.checking.remembered import Remembered, mark_of

Row: TypeAlias = Sequence[int]  # one weight for each rule, in hundredths of a logit
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[?!]")  # what is masked (____) says nothing
_LONGER_RUNS, _LONGEST_RUN = (2, 3), 3  # words
_PIECES = (3, 4)  # letters
_LONGEST_WORD = 24  # letters that are looked at
_WORDS_KEPT = 8_192
_UNIT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From which chance on a rule's opinion counts; cross-validation sets them."""

    innocent: float  # below it, what a pattern found is let go
    guilty: float  # above it, a finding is made where no pattern had one, to be told
    certain: float  # above it, with the rule's own weight
    unsuspicious: float = 0.0  # a sentence whose chances of all rules lie below it: what a pattern found is let go


class SecondOpinion:
    """The model, as its document holds it."""

    def __init__(self, document: Mapping[str, Any], *, version: str) -> None:
        """Take the document as parsed; its rows are kept as they are.

        Args:
            document: see the module.
            version: changes whenever the document does.

        Raises:
            ValueError: a limit is missing, or the bias does not fit the rules.
        """
        self.version = version
        self.rules: tuple[str, ...] = tuple(document["rules"])
        if len(document["bias"]) != len(self.rules) or set(document["limits"]) != set(self.rules):
            raise ValueError("bias and limits are needed for each rule")
        self.limits = {rule: Limits(**given) for rule, given in document["limits"].items()}
        self._bias: Row = document["bias"]
        self._classes: Mapping[str, str] = document["classes"]
        self._words: Mapping[str, Row] = document["words"]
        self._pieces: Mapping[str, Row] = document["pieces"]
        self._nothing: Row = (0,) * len(self.rules)
        self._of_word = lru_cache(maxsize=_WORDS_KEPT)(self._sum_of_pieces)
        self._remembered: Remembered[Mapping[str, float]] = Remembered()

    @classmethod
    def from_text(cls, text: str) -> "SecondOpinion":
        """Return the model that `text` holds as JSON; its version follows from the text."""
        return cls(json.loads(text), version=sha256(text.encode()).hexdigest()[:8])

    def chances(self, sentence: str, mark: bytes | None = None) -> Mapping[str, float]:
        """Return for each rule how likely `sentence` breaks it, from 0 to 1; linear in its length.

        Args:
            sentence: any text.
            mark: `mark_of` it, when that is known.
        """
        return self._remembered.of(mark or mark_of(sentence), lambda: self._judged(sentence))

    def _judged(self, sentence: str) -> Mapping[str, float]:
        tokens = tokens_of(sentence)
        if not tokens:
            return dict.fromkeys(self.rules, 0.0)
        rows = [row for row in map(self._words.get, runs_of(tokens, self._classes)) if row is not None]
        rows += [self._of_word(token) for token in tokens if len(token) > 1]
        sums = map(sum, zip(self._nothing, *rows, strict=True))
        scale = _UNIT * sqrt(len(tokens))
        return {
            rule: _chance(bias / _UNIT + total / scale)
            for rule, bias, total in zip(self.rules, self._bias, sums, strict=True)
        }

    def _sum_of_pieces(self, word: str) -> Row:
        total = self._nothing
        for piece in pieces_of(word):
            row = self._pieces.get(piece)
            if row is not None:
                total = tuple(map(add, total, row))
        return total


def tokens_of(sentence: str) -> list[str]:
    """Return the words of `sentence` in lower case, # for a number, and its question and exclamation marks."""
    return ["#" if token.isdecimal() else token for token in _TOKEN.findall(sentence.lower())]


def runs_of(tokens: Sequence[str], classes: Mapping[str, str]) -> Iterator[str]:
    """Return the runs of one to three neighbours, the words of a class by its name."""
    words = ["^", *(classes.get(token, token) for token in tokens), "$"]
    shifted = [words[start:] for start in range(_LONGEST_RUN)]
    return chain(words, *(map(" ".join, zip(*shifted[:length], strict=False)) for length in _LONGER_RUNS))


def pieces_of(word: str) -> Iterator[str]:
    """Yield the pieces of a word, its ends marked: of `gaji` they are `_ga`, `gaj`, `aji`, `ji_`, `_gaj` and so on."""
    marked = f"_{word[:_LONGEST_WORD]}_"
    for length in _PIECES:
        for start in range(len(marked) - length + 1):
            yield marked[start : start + length]


def _chance(logit: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, logit))))
