"""A letter that is known by its mark has the findings that it has when it is read."""

import ast
import json
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest

from service.letters import compose as compose_module
from service.letters.checking.check import Checker
from service.letters.checking.context import LetterContext
from service.letters.checking.known_letters import KnownLetters
from service.letters.compose import LetterFacts, compose
from service.letters.language import Language
from service.reference import load_checker
from tests.letters.judged import build_checker
from tests.letters.test_composed_letters_pass import COMPANIES, NAMES, POSITIONS, letters
from tests.letters.wordings import PHRASINGS

READER = build_checker()  # knows no letter
KNOWING = load_checker().checker.known
assert KNOWING is not None
VOCABULARY = KNOWING.vocabulary
LETTERS = Path(compose_module.__file__).parent
CORPUS = Path(__file__).parent / "corpus"
WRITERS = sorted(
    {
        name
        for part in ("shown_good", "shown_bad")
        for line in (CORPUS / f"{part}.jsonl").read_text(encoding="utf-8").splitlines()
        if (name := (json.loads(line).get("context") or {}).get("candidate_name"))
    }
)


@pytest.fixture
def checker() -> Checker:
    return replace(READER, known=KnownLetters(VOCABULARY))


def context_of(facts: LetterFacts) -> LetterContext:
    return LetterContext(
        recruiter_name=facts.recruiter_name,
        honorific=facts.honorific,
        company=facts.company,
        position=facts.position,
        candidate_name=facts.candidate_name,
        interviewed_on=facts.interviewed_on,
        attachments=(),
        window="break",
        send_on=facts.interviewed_on + timedelta(days=14),
        answers_thread=facts.thread_subject is not None,
    )


def facts_of(writer: str, **more: str) -> LetterFacts:
    return LetterFacts(
        candidate_name=writer,
        phone=more.get("phone", "+62 812 0000 0000"),
        recruiter_name="Andi Pratama",
        honorific="Bapak",
        company=more.get("company", "PT Maju Jaya"),
        position=more.get("position", "Analis Data"),
        interviewed_on=date(2026, 11, 9),
        thread_subject=None,
        key=more.get("key", "1"),
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_composed_letter_has_the_findings_that_it_has_when_it_is_read(checker: Checker, language: Language) -> None:
    chance = random.Random(2026)  # noqa: S311  # which facts come together
    known = 0
    assert checker.known is not None
    for number, writer in enumerate(chance.sample([*WRITERS, *NAMES], 260)):
        firm = number % 4  # few, so that many letters differ by their writers alone
        facts = facts_of(writer, company=COMPANIES[firm], position=POSITIONS[firm], phone=f"0812-3456-{number:04d}")
        letter = compose(replace(facts, key=str(number)), language, PHRASINGS)
        context = context_of(facts)
        marks = checker.known.marks(letter.subject, letter.body, context, language, composed=True)
        known += checker.known.found(marks) is not None
        told = checker.check(letter.subject, letter.body, context, language=language, composed=True)
        assert told == READER.check(letter.subject, letter.body, context, language=language), writer
    assert known > 60


@pytest.mark.parametrize("wording", range(6))
def test_a_name_that_the_rules_code_knows_is_not_taken_for_another(checker: Checker, wording: int) -> None:
    ranks = "Bripka Ust Kompol Bdn Pdt Capt Kol Rev Lt Engr Akp Ipda Iptu Aiptu Serda Sertu Pelda Briptu Kombes Usth"
    for writer in ("Budi", *ranks.split()):
        letter = compose(replace(facts_of(writer), key=str(wording)), "id", PHRASINGS)
        context = context_of(facts_of(writer))
        told = checker.check(letter.subject, letter.body, context, language="id", composed=True)
        assert told == READER.check(letter.subject, letter.body, context, language="id"), writer


@pytest.mark.parametrize("language", ["id", "en"])
def test_letters_of_any_facts_have_the_same_findings_twice(checker: Checker, language: Language) -> None:
    for facts, letter in islice(letters(language, f"{language}-1", 7), 60):
        context = context_of(facts)
        for _ in range(2):
            told = checker.check(letter.subject, letter.body, context, language=language, composed=True)
            assert told == READER.check(letter.subject, letter.body, context, language=language)


def test_the_vocabulary_has_every_word_of_the_code() -> None:
    known = set(re.findall("[a-z]{2,}", VOCABULARY().lower()))
    modules = [*LETTERS.glob("*.py"), *(LETTERS / "checking").glob("*.py")]
    assert len(modules) > 50
    for module in modules:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                assert known.issuperset(re.findall("[a-z]{2,}", node.value.lower())), module.name


def test_a_name_that_a_rule_knows_is_not_taken_for_another(checker: Checker) -> None:
    assert checker.known is not None
    marks = set()
    for writer in (
        "Retno Hartono",
        "Wahyuni Hartono",
        "Gue Hartono",
        "Retno Segera",
        "Retno H",
        "[Nama] Hartono",
        "retno hartono",
    ):
        facts = facts_of(writer)
        letter = compose(facts, "id", PHRASINGS)
        found = checker.known.marks(letter.subject, letter.body, context_of(facts), "id", composed=True)
        marks.add(found[-1])
    assert len(marks) == 6  # the first two share theirs


def test_a_writer_who_is_named_like_the_firm_shares_nothing(checker: Checker) -> None:
    assert checker.known is not None
    facts = facts_of("Budi Hartono", company="PT Hartono Istana")
    letter = compose(facts, "id", PHRASINGS)
    assert len(checker.known.marks(letter.subject, letter.body, context_of(facts), "id", composed=True)) == 1


def test_what_a_candidate_wrote_is_known_by_itself_alone(checker: Checker) -> None:
    written = compose(facts_of("Budi Hartono"), "id", PHRASINGS)
    assert checker.check(written.subject, written.body, context_of(facts_of("Budi Hartono")), language="id") == ()
    of_another = checker.check(written.subject, written.body, context_of(facts_of("Sari Kusuma")), language="id")
    assert "fact.candidate-name" in {finding.rule for finding in of_another}


def test_of_other_facts_nothing_is_known(checker: Checker) -> None:
    assert checker.known is not None
    facts = facts_of("Budi Hartono")
    letter = compose(facts, "id", PHRASINGS)
    context = context_of(facts)
    assert checker.check(letter.subject, letter.body, context, language="id", composed=True) == ()
    changed = 0
    for other in (
        replace(context, interviewed_on=date(2026, 11, 10)),
        replace(context, company="PT Jaya Maju"),
        replace(context, position="Akuntan"),
        replace(context, recruiter_name="Andi Permana"),
        replace(context, honorific="Ibu"),
    ):
        found = checker.check(letter.subject, letter.body, other, language="id", composed=True)
        assert found == READER.check(letter.subject, letter.body, other, language="id")
        changed += found != ()
    assert changed >= 3  # the mere name of another firm may be silent


def test_a_finding_that_repeats_words_is_not_kept(checker: Checker) -> None:
    assert checker.known is not None
    body = "Yth. Bapak Andi Pratama,\n\nSaya Budi Hartono menanyakan perkemangan seleksi.\n\nHormat saya,\nBudi Hartono"
    context = context_of(facts_of("Budi Hartono"))
    told = checker.check("Kabar", body, context, language="id")
    assert any(finding.suggestions for finding in told)
    assert checker.known.found(checker.known.marks("Kabar", body, context, "id", composed=False)) is None
    assert checker.check("Kabar", body, context, language="id") == told
