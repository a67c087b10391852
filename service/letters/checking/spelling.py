"""The lexicon: which words are known, and what a word was probably meant to be. Pure; dictionaries are handed in.

A word is known when the frequency list holds it (its extract is without the misspellings that such lists have), when
the dictionary spells it, or when another known form vouches for it. A list alone or a dictionary alone would not do:
hunspell's Indonesian dictionary misses 1.7 words of every good letter, and every frequency list has its "tesebut".
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from service.letters.checking.spelling_affixes import CLITICS, active_forms
from service.letters.language import Language

LONGEST_WORD: Final = 40  # letters; a longer one is no word and is not looked up
_REMEMBERED: Final = 8192  # words whose answer is kept, of each kind
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"
_DEEPEST: Final = 2  # forms that vouch for forms that vouch
_MOST: Final = 5  # suggestions
_SUFFIXES: Final = ("", *CLITICS, "kan", "i")
_PREFIXES: Final = ("di", "meng", "mem", "men", "me", "ber", "ter", "per")
# Points are hundredths of zipf, as the frequencies: 100 is ten times as frequent.
_LETTER_WORD: Final = 100
_FIRST_LETTER: Final = 150  # nobody mistypes the first letter
_LIKELY_SLIP: Final = 100  # two letters swapped, one typed twice or a double one typed once
_LOST_LETTER: Final = 60
_EXTRA_LETTER: Final = 30
_CLITIC: Final = 130  # a word with a clitic is rarer than the word
_FAR_LIKELIER: Final = 200
_RARE: Final = 350
_MOST_UNLISTED: Final = 300
_INCOMPARABLY_LIKELIER: Final = 300  # "degan", a young coconut, beside "dengan"
_NEVER: Final = 10_000
_SHORTEST_STEM: Final = 5  # letters before a clitic
_COMMON: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What is known of one language."""

    frequencies: Mapping[
        str, int
    ]  # lower case → 100 × zipf, zipf = log10 of uses in 10⁹ words; 0: known, not suggested
    letter_words: frozenset[str]  # words that such letters use: known, and the likelier suggestions
    spells: Callable[[str], bool]  # the dictionary; answers for any text
    vouchers: Callable[[str], Iterator[str]]  # other words of which a known one vouches for the given
    # Words of `frequencies` that were probably meant to be another one; None: to be found out word by word, 0.2 ms each
    doubtful: frozenset[str] | None = None


@dataclass(frozen=True, kw_only=True)
class Spelling:
    """Knows words. Shared between threads: what it remembers is bounded and guarded by `lru_cache`."""

    lexicon: Callable[[Language], Lexicon]  # may load it at the first call
    standard: Mapping[str, str]  # Indonesian: wrong or non-standard word or phrase, lower case → the standard one
    _known: Callable[[str, Language], bool] = field(init=False, repr=False)
    _near: Callable[[str, Language], tuple[tuple[str, int], ...]] = field(init=False, repr=False)
    _right: Callable[[str], str | None] = field(init=False, repr=False)
    _spelled: Callable[[str, Language], bool] = field(init=False, repr=False)
    phrase_starts: frozenset[str] = field(init=False, repr=False)  # first words of the phrases that `standard` has

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", lru_cache(_REMEMBERED)(self._look_up))
        object.__setattr__(self, "_near", lru_cache(_REMEMBERED)(self._look_around))
        object.__setattr__(self, "_right", lru_cache(_REMEMBERED)(self._standardise))
        object.__setattr__(self, "_spelled", lru_cache(_REMEMBERED)(self._look_into_dictionary))
        object.__setattr__(
            self, "phrase_starts", frozenset(wrong.split()[0] for wrong in self.standard if " " in wrong)
        )

    def knows(self, word: str, language: Language) -> bool:
        """Whether `word` is spelled right; a word of over 40 letters is not looked up and counts as known.

        Args:
            word: without hyphens; ’ is read as '. A capital matters: "Jakarta" is known, "jakarta" need not be.
            language: whose word it is to be.
        """
        return len(word) > LONGEST_WORD or self._known(word.replace("’", "'"), language)

    def is_listed(self, word: str, language: Language) -> bool:
        """Whether the frequency list or the list of letter words has `word` in lower case; costs next to nothing."""
        lexicon, lower = self.lexicon(language), word.lower()
        return lower in lexicon.frequencies or lower in lexicon.letter_words

    def is_letter_word(self, word: str, language: Language) -> bool:
        """Whether `word`, in any case, is one that such letters use."""
        return word.lower() in self.lexicon(language).letter_words

    def is_in_dictionary(self, word: str, language: Language) -> bool:
        """Whether the dictionary has it as written: a list of names and acronyms does not count."""
        return len(word) <= LONGEST_WORD and self._spelled(word, language)

    def is_plain_word(self, word: str, language: Language) -> bool:
        """Whether a lower-case word, or what vouches for it, is in the dictionary: an acronym is not."""
        spells, vouchers = self.lexicon(language).spells, self.lexicon(language).vouchers
        return len(word) <= LONGEST_WORD and (spells(word) or any(spells(other) for other in vouchers(word)))

    def frequency(self, word: str, language: Language) -> int:
        """Return 100 × zipf of a lower-case word, that of what vouches for it when the list lacks it, or 0."""
        return self._frequency(word, self.lexicon(language))

    def neighbours(self, word: str, language: Language) -> tuple[str, ...]:
        """Return known words that one letter more, less or other, or two letters swapped, make of `word`.

        Args:
            word: in lower case; neither it nor an answer has a hyphen.
            language: of the answers.

        Returns:
            At most five, the likeliest first; none for a word of over 40 letters.
        """
        return () if len(word) > LONGEST_WORD else tuple(found for found, _ in self._near(word, language)[:_MOST])

    def likelier(self, word: str, language: Language) -> tuple[str, ...]:
        """Return what a known but rare word was probably meant to be: neighbours at least 100 times as frequent.

        Args:
            word: in lower case, known.
            language: whose word it is.

        Returns:
            At most five, the likeliest first; mostly none.
        """
        lexicon = self.lexicon(language)
        if len(word) > LONGEST_WORD or word in lexicon.letter_words:
            return ()
        if lexicon.doubtful is not None and word in lexicon.frequencies and word not in lexicon.doubtful:
            return ()
        if language == "id":
            return self._likelier_form(word, lexicon)
        frequency = self._frequency(word, lexicon)
        if frequency >= _RARE:
            return ()
        least = frequency + _FAR_LIKELIER if frequency else _COMMON
        near = self._near(word, language)
        return tuple(found for found, uses in near if uses >= least)[:_MOST]

    def _likelier_form(self, word: str, lexicon: Lexicon) -> tuple[str, ...]:
        """Return what a known Indonesian word was probably meant to be: see `likelier`.

        A form that the list lacks is rare, however common the word is that vouches for it: "bertnya" is no "Bert",
        "perembangan" has nothing to do with Rembang.
        """
        frequency = self._frequency(word, lexicon)
        if word not in lexicon.frequencies:
            frequency = max(min(frequency - _CLITIC, _MOST_UNLISTED), 0)
        elif frequency >= _RARE:
            least = frequency + _INCOMPARABLY_LIKELIER if frequency < _COMMON else _NEVER
            near = self._near(word, "id")
            return tuple(found for found, uses in near if uses >= least and found in lexicon.letter_words)[:_MOST]
        least = frequency + _FAR_LIKELIER if frequency else _COMMON
        near = self._near(word, "id")
        stems = [(word.removesuffix(clitic), clitic) for clitic in CLITICS if word.endswith(clitic)]
        if any(stem in lexicon.letter_words for stem, _ in stems):
            return ()
        likely = [
            found
            for found, uses in near
            if uses + _LETTER_WORD * (found in lexicon.letter_words) >= least and f"{found}i" != word  # "wawancarai"
        ]
        for stem, clitic in stems if not likely else ():
            if len(stem) >= _SHORTEST_STEM and stem not in lexicon.frequencies:
                likely += [found + clitic for found in self.likelier(stem, "id")]
        return tuple(likely[:_MOST])

    def standard_form(self, word: str) -> str | None:
        """Return the standard form of a lower-case Indonesian word, or None when `standard` has nothing to say.

        Forms of the pairs' words count too: "mengijinkan" is "mengizinkan", "resikonya" is "risikonya".
        """
        return self._right(word) if len(word) <= LONGEST_WORD else None

    def _standardise(self, word: str) -> str | None:
        if word in self.standard:
            return self.standard[word]
        for suffix in _SUFFIXES:
            stem = word.removesuffix(suffix)
            if suffix and stem == word:
                continue
            if stem in self.standard:
                return _suffixed(self.standard[stem], suffix)
            for prefix in _PREFIXES:
                root = stem.removeprefix(prefix)
                if root != stem and root in self.standard and " " not in self.standard[root]:
                    right = self.standard[root]
                    right = (active_forms(right)[0] if prefix.startswith("me") else prefix + right) + suffix
                    return right if self.knows(right, "id") else None
        return None

    def _look_up(self, word: str, language: Language) -> bool:
        return self._is_known(word, self.lexicon(language), _DEEPEST)

    def _look_into_dictionary(self, word: str, language: Language) -> bool:
        return self.lexicon(language).spells(word)

    def _is_known(self, word: str, lexicon: Lexicon, depth: int) -> bool:
        lower = word.lower()
        if lower in lexicon.frequencies or lower in lexicon.letter_words or lexicon.spells(word):
            return True
        return depth > 0 and any(self._is_known(other, lexicon, depth - 1) for other in lexicon.vouchers(lower))

    def _frequency(self, word: str, lexicon: Lexicon) -> int:
        """Return the frequency of `word`, of what vouches for it when the list lacks it, or 0."""
        if word in lexicon.frequencies:
            return lexicon.frequencies[word] or _RARE  # a word of another language is nobody's slip
        return max((lexicon.frequencies.get(other, 0) for other in lexicon.vouchers(word)), default=0)

    def _look_around(self, word: str, language: Language) -> tuple[tuple[str, int], ...]:
        """Return neighbours and their frequencies, the likeliest first."""
        lexicon = self.lexicon(language)
        found = _listed(word, lexicon)
        for clitic in CLITICS if language == "id" else ():
            stem = word.removesuffix(clitic)
            if stem != word and len(stem) > len(clitic):
                for near, uses in _listed(stem, lexicon).items():
                    found.setdefault(near + clitic, max(uses - _CLITIC, 1))
        found.pop(word, None)

        def points(near: str) -> int:
            return found[near] + _slip(word, near) + (_LETTER_WORD if near in lexicon.letter_words else 0)

        return tuple((near, found[near]) for near in sorted(found, key=lambda near: (-points(near), near)))


def no_vouchers(_: str) -> Iterator[str]:
    """Yield nothing: in English a word stands for itself."""
    return iter(())


def read_frequencies(text: str) -> dict[str, int]:
    """Return word → 100 × zipf from an extract's text: lines of a number and words; "#" begins a comment line."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            uses, *words = line.split()
            found.update(dict.fromkeys(words, int(uses)))
    return found


def read_words(text: str) -> frozenset[str]:
    """Return the words of a list's text, separated by white space; "#" begins a comment line."""
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def read_pairs(text: str) -> dict[str, str]:
    """Return wrong → right, the wrong in lower case, from lines "wrong TAB right TAB source"; "#" begins a comment."""
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0].lower(): row[1] for row in rows}


def edits(word: str) -> set[str]:
    """Return every string one edit away: deletion, swap of two neighbours, substitution, insertion; `word` as well."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {before + after[1:] for before, after in halves}
    found.update([before + after[1] + after[0] + after[2:] for before, after in halves if len(after) > 1])
    for before, after in halves:
        rest = after[1:]
        found.update([before + letter + after for letter in _ALPHABET])
        found.update([before + letter + rest for letter in _ALPHABET])
    return found


def _listed(word: str, lexicon: Lexicon) -> dict[str, int]:
    near = edits(word)
    found = dict.fromkeys(lexicon.letter_words & near, _COMMON)
    frequencies = lexicon.frequencies
    found.update((one, uses) for one in frequencies.keys() & near if (uses := frequencies[one]))
    return found


def _suffixed(right: str, suffix: str) -> str | None:
    """Return `right` with `suffix`; only a clitic goes to a word group: "kerja samanya"."""
    return right + suffix if " " not in right or suffix in CLITICS else None


def is_likely_slip(typed: str, meant: str) -> bool:
    """Whether `typed` comes of `meant` by what hands do: a letter lost, two swapped, one doubled or a double undone."""
    return _slip(typed, meant) in {_LIKELY_SLIP, _LOST_LETTER}


def _slip(typed: str, meant: str) -> int:
    """Return how much likelier than another slip of one letter it is to type the one for the other."""
    points = 0 if typed[:1] == meant[:1] else -_FIRST_LETTER
    longer, shorter = (typed, meant) if len(typed) > len(meant) else (meant, typed)
    at = next((at for at, (one, other) in enumerate(zip(longer, shorter, strict=False)) if one != other), len(shorter))
    if len(longer) == len(shorter):
        return points + (_LIKELY_SLIP if sorted(typed) == sorted(meant) else 0)
    if at and longer[at] == longer[at - 1]:
        return points + _LIKELY_SLIP
    return points + (_LOST_LETTER if longer is meant else _EXTRA_LETTER)
