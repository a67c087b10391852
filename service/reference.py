"""Reads the data files that come with the package; beside `service.app`, for the pure layers do no I/O."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import as_file, files
from secrets import token_bytes
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from service.calendar.indonesian import IndonesianCalendar, build_calendar
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding
from service.letters.language import Language
from service.letters.phrasings import Phrasings

if TYPE_CHECKING:  # what only the check needs is imported at the first check: it must not slow the start down
    from service.letters.checking.check import Checker
    from service.letters.checking.spelling import Lexicon, Spelling

_DOCSTRING = re.compile(r'(?:\A|:\n)\s*"""(?s:.*?)"""')  # examples in it are no words of a rule
GreetingHours: TypeAlias = Callable[[str, str, Language], tuple[time, time] | None]
_LOADING = Lock()
_LEXICONS: Final[dict[Language, "Lexicon"]] = {}
_LOADING_WORDS = Lock()  # a lexicon is loaded once, whichever requests come first


def load_calendar() -> IndonesianCalendar:
    """Return the Indonesian calendar from the package's data, without overrides; takes about 0.2 s."""
    return build_calendar(
        decrees=_data("calendar", "decrees"),
        corrections=_data("calendar", "corrections"),
        ramadan=_data("calendar", "ramadan"),
        provinces=_data("calendar", "provinces"),
        said=_data("calendar", "said"),
    )


def load_phrasings() -> Phrasings:
    """Return the wordings that letters are composed of, in every language."""
    return Phrasings.from_document({language: _data("letters", f"phrasings.{language}") for language in ("id", "en")})


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterCheck:
    """The letter check with its rules and word lists; shared by all threads of a process."""

    checker: "Checker"
    greeting: GreetingHours

    @property
    def version(self) -> str:
        """The version of the rule set."""
        return self.checker.version

    @property
    def rules(self) -> frozenset[str]:
        """The ids of all rules."""
        return frozenset(self.checker.book.rules)

    def check(
        self,
        subject: str,
        body: str,
        context: LetterContext,
        *,
        language: Language | None = None,
        composed: bool = False,
    ) -> tuple[Finding, ...]:
        """Return what the rules find; see `Checker.check`."""
        return self.checker.check(subject, body, context, language=language, composed=composed)

    def greeting_hours(self, subject: str, body: str, language: Language) -> tuple[time, time] | None:
        """Return the local hours [from, to) that a time greeting in the letter fits, or None without one."""
        return self.greeting(body, subject, language)


def load_checker() -> LetterCheck:
    """Return the letter check; the first call loads it (some 0.2 s), whichever thread comes first."""
    with _LOADING:
        return _checker()


@cache
def _checker() -> LetterCheck:
    from service.letters.checking import (  # noqa: PLC0415  # see the import above
        fact_greeting,
        families,
        remembered,
        second_opinion,
        typo,
    )

    documents = {family: _data("letters", f"rules/{family}") for family in families.FAMILIES}
    remembered.mark_with(token_bytes(32))
    opinion = second_opinion.SecondOpinion.from_text(_text("second_opinion.json"))
    return LetterCheck(
        checker=families.checker(documents, typo.typo_family(load_spelling), opinion, _words_of_rules),
        greeting=fact_greeting.greeting_hours,
    )


def _words_of_rules() -> str:
    """Return everything that the rules are made of as one text: documents, lists and code, for all hold words."""
    letters = files("service.letters")
    texts = [each for each in letters.joinpath("data", "rules").iterdir() if each.name.endswith(".json")]
    texts += [letters.joinpath("data", name) for name in ("nonstandard_words.tsv", "more_nonstandard_words.tsv")]
    code = [each for folder in (letters, letters.joinpath("checking")) for each in folder.iterdir()]
    texts += [each for each in code if each.name.endswith(".py")]
    return "\n".join(_DOCSTRING.sub("", each.read_text(encoding="utf-8")) for each in texts)


@cache
def load_spelling() -> "Spelling":
    """Return the lexicon of both languages; one object for the whole process, shared between threads.

    Quick: a language's words are read when the first letter in it is checked (Indonesian about 0.03 s and 10 MB,
    English about 0.01 s and 8 MB), and kept.
    """
    from service.letters.checking.spelling import Spelling, read_pairs  # noqa: PLC0415  # see the import above

    pairs = _text("nonstandard_words.tsv") + _text("more_nonstandard_words.tsv")
    return Spelling(lexicon=_lexicon, standard=read_pairs(pairs))


def _lexicon(language: Language) -> "Lexicon":
    found = _LEXICONS.get(language)  # asked for every word: no lock once it is there
    if found is None:
        with _LOADING_WORDS:
            found = _LEXICONS[language] = _LEXICONS.get(language) or _load_lexicon(language)
    return found


def _load_lexicon(language: Language) -> "Lexicon":
    from service.letters.checking import spelling, spelling_affixes  # noqa: PLC0415  # see the import above

    return spelling.Lexicon(
        frequencies=spelling.read_frequencies(_text(f"lexicon/words.{language}.txt")),
        letter_words=spelling.read_words(_text(f"lexicon/letter_words.{language}.txt")),
        spells=_indonesian_speller() if language == "id" else _english_speller(),
        vouchers=spelling_affixes.vouchers if language == "id" else spelling.no_vouchers,
        doubtful=spelling.read_words(_text(f"lexicon/doubtful.{language}.txt")),
    )


def _indonesian_speller() -> Callable[[str], bool]:
    """Return whether the dictionary spells a word; threads may share it: a look-up keeps the GIL."""
    from hunspell import Hunspell  # noqa: PLC0415  # a binary library that is needed when the first letter is checked

    with as_file(files("service.letters").joinpath("data", "lexicon")) as folder:
        dictionary = Hunspell("id_ID", hunspell_data_dir=str(folder), system_encoding="UTF-8")

    def spells(word: str) -> bool:
        try:
            return bool(dictionary.spell(word))
        except UnicodeEncodeError:  # the dictionary is in ISO-8859-1; a lone surrogate fits nothing
            return False

    return spells


def _english_speller() -> Callable[[str], bool]:
    """Return whether the written-out dictionaries have a word: hunspell takes 0.2 s and 22 MB to load the two."""
    from service.letters.checking.spelling_forms import WordForms  # noqa: PLC0415  # see the import above

    return WordForms(text=_text("lexicon/forms.en.txt")).accepts


def _text(path: str) -> str:
    return files("service.letters").joinpath("data", path).read_text(encoding="utf-8")


def _data(package: str, name: str) -> Any:  # noqa: ANN401  # what a JSON file holds
    return json.loads(files(f"service.{package}").joinpath("data", f"{name}.json").read_text(encoding="utf-8"))
