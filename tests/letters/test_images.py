"""Images, hints, sarcasm: what asks, presses, reproaches or begs without the usual words; the same words meant well."""

from collections import Counter

import pytest

from service.letters.checking import ask, tone
from service.letters.checking.check import Checker
from service.letters.checking.rule_book import LANGUAGES
from service.letters.language import Language
from tests.letters.checking_parts import context_of
from tests.letters.judged import build_checker
from tests.letters.rule_sentences import framed, misjudged, read_table

TABLE = read_table("images")
_FACTS = {
    "recruiter_name": "Andi Pratama",
    "honorific": "Bapak",
    "company": "PT Bumi Rasa Pangan",
    "candidate_name": "Rina Wijaya",
    "interviewed_on": "2026-11-09",
    "send_on": "2026-11-24",
}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


def _told(checker: Checker, sentence: str, language: Language) -> set[str]:
    subject = "Seleksi Staf Pengadaan" if language == "id" else "Selection for Purchasing Officer"
    position = "Staf Pengadaan" if language == "id" else "Purchasing Officer"
    context = context_of({**_FACTS, "position": position})
    findings = checker.check(subject, framed(sentence, language), context, language=language)
    return {one.rule for one in findings if one.severity != "info" and one.rule.startswith(("ask.", "tone."))}


@pytest.mark.parametrize(("rule", "language"), sorted({(rule, language) for rule, language, _ in TABLE}))
def test_each_sentence_breaks_just_the_rule_that_it_breaks(rule: str, language: Language) -> None:
    assert misjudged((ask, tone), TABLE, rule, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_tried_beside_many_near_misses(language: Language) -> None:
    counts = Counter((rule, spoken) for rule, spoken, _ in TABLE)
    rules = {rule for rule, _, _ in TABLE if rule}
    assert len(rules) == 7
    assert all(counts[rule, language] >= 10 for rule in rules)
    assert counts["", language] >= 150


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_opinion_lets_the_images_stand_and_the_near_misses_go(checker: Checker, language: Language) -> None:
    wrong = [
        (sentence, rule, told)
        for rule, spoken, sentence in TABLE
        if spoken == language and (told := _told(checker, sentence, language)) != ({rule} if rule else set())
    ]
    assert wrong == []
