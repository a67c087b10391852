"""How well typos are found: `python -m tests.letters.typo_bench [--typos 3000] [--seed 7] [--verbose]`.

Takes the good letters of the shown half and composed ones, mistypes one word of six letters or more at a time by one
edit, and prints what share is found, how often the right word is the first suggestion, how many warnings the letters
get as they stand, and the processor time a check of the whole family takes.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import process_time

from service import reference
from service.letters.checking.check import Checker
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding
from service.letters.checking.typo import typo_family
from service.letters.compose import LetterFacts, compose
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, context_of
from tests.letters.wordings import PHRASINGS

_GOOD = Path(__file__).parent / "corpus" / "shown_good.jsonl"
_WORD = re.compile(r"(?<![\w@./-])[a-z]{6,}(?![\w@/-]|\.\w)")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_COMPOSED = 24  # letters, half of them in each language


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter without a fault."""

    subject: str
    body: str
    language: Language
    context: LetterContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A typo that was made, and what the check says about it."""

    meant: str
    typed: str
    found: bool  # by a finding of any rule of the family and any weight
    warned: bool
    first_right: bool | None  # None: no suggestion


def typo_checker() -> Checker:
    """Return the checker with this family alone."""
    return Checker(families=(typo_family(reference.load_spelling),), book=BOOK)


def good_letters() -> list[Letter]:
    """Return the shown good letters and composed ones."""
    lines = [json.loads(line) for line in _GOOD.read_text(encoding="utf-8").splitlines()]
    written = [
        Letter(
            subject=line["subject"],
            body=line["body"],
            language=line["language"],
            context=context_of(line["context"]),
        )
        for line in lines
    ]
    return written + list(_composed())


def _composed() -> Iterator[Letter]:
    for number in range(_COMPOSED):
        language: Language = "id" if number % 2 else "en"
        facts = LetterFacts(
            candidate_name="Ni Luh Rina Siregar",
            phone=None,
            recruiter_name="Bambang Tedjokusumo",
            honorific="Bapak",
            company="PT Graha Wiyata Nusantara",
            position="Analis Data",
            interviewed_on=date(2026, 11, 9),
            thread_subject=None,
            key=str(number),
        )
        letter = compose(facts, language, PHRASINGS)
        context = LetterContext(
            recruiter_name=facts.recruiter_name,
            company=facts.company,
            position=facts.position,
            candidate_name=facts.candidate_name,
        )
        yield Letter(subject=letter.subject, body=letter.body, language=language, context=context)


def mistyped(word: str, chance: random.Random) -> str:
    """Return `word` with one edit: a letter lost, added or another one, or two neighbours swapped."""
    while True:
        at, letter = chance.randrange(len(word)), chance.choice(_LETTERS)
        kind = chance.randrange(4)
        swapped = word[at + 1 : at + 2] + word[at]
        middle = ("", letter + word[at], letter, swapped)[kind]
        typed = word[:at] + middle + word[at + (2 if kind == 3 else 1) :]
        if typed != word:
            return typed


def slips(letters: Sequence[Letter], count: int, seed: int, language: Language) -> Iterator[Slip]:
    """Yield `count` typos in the letters of a language, each checked in its letter."""
    chance, checker = random.Random(seed), typo_checker()  # noqa: S311  # a sample, no secret
    places = [
        (letter, match) for letter in letters if letter.language == language for match in _WORD.finditer(letter.body)
    ]
    for letter, match in chance.choices(places, k=count):
        typed = mistyped(match.group(), chance)
        body = letter.body[: match.start()] + typed + letter.body[match.end() :]
        found = checker.check(letter.subject, body, letter.context, language=language)
        over = [each for each in found if each.start < match.start() + len(typed) and each.end > match.start()]
        there = [each for each in over if each.field == "body" and each.rule.startswith("typo.")]
        suggested = next((each.suggestions for each in there if each.suggestions), ())
        yield Slip(
            meant=match.group(),
            typed=typed,
            found=bool(there),
            warned=any(each.severity == "warn" for each in there),
            first_right=suggested[0] == match.group() if suggested else None,
        )


def false_warnings(letters: Sequence[Letter]) -> list[tuple[Letter, Finding]]:
    """Return every warning that a good letter gets."""
    checker = typo_checker()
    return [
        (letter, finding)
        for letter in letters
        for finding in checker.check(letter.subject, letter.body, letter.context, language=letter.language)
        if finding.severity != "info"
    ]


def check_seconds(letters: Sequence[Letter]) -> list[float]:
    """Return the processor time of each letter's check, the lexicon loaded, in order of size."""
    checker, times = typo_checker(), []
    for letter in letters:
        begun = process_time()
        checker.check(letter.subject, letter.body, letter.context, language=letter.language)
        times.append(process_time() - begun)
    return sorted(times)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.letters.typo_bench", description=__doc__)
    parser.add_argument("--typos", type=int, default=3000, help="for each language")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--verbose", action="store_true", help="print what was missed")
    given = parser.parse_args(arguments)
    letters, out = good_letters(), sys.stdout.write
    for language in ("id", "en"):
        made = list(slips(letters, given.typos, given.seed, language))
        suggested = [slip for slip in made if slip.first_right is not None]
        first = sum(slip.first_right is True for slip in suggested) / len(suggested)
        found, warned = (sum(values) / len(made) for values in zip(*((s.found, s.warned) for s in made), strict=True))
        out(f"{language}: found {found:.2%}, warned {warned:.2%}, first suggestion right {first:.2%}\n")
        if given.verbose:
            out(" ".join(f"{slip.meant}>{slip.typed}" for slip in made if not slip.found) + "\n")
    false = false_warnings(letters)
    out(f"{len(letters)} good letters: {len(false) / len(letters):.3f} false warnings each\n")
    out("".join(f"  {finding.rule} {finding.text!r}\n" for _, finding in false))
    times = check_seconds(letters)
    half, most = (times[int(len(times) * share)] * 1e3 for share in (0.5, 0.95))
    out(f"a check, processor time: p50 {half:.2f} ms, p95 {most:.2f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
