"""Hints and pictures that ask, press or reproach, and what only sounds like them."""

import pytest

from service.letters.checking import ask, tone
from service.letters.language import Language
from tests.letters.checking_parts import context_of
from tests.letters.judged import build_checker
from tests.letters.rule_sentences import framed, misjudged, read_table

TABLE = read_table("hints")
_FACTS = {
    "recruiter_name": "Andi Pratama",
    "honorific": "Bapak",
    "company": "PT Bumi Rasa Pangan",
    "candidate_name": "Rina Wijaya",
    "interviewed_on": "2026-11-09",
    "send_on": "2026-11-24",
}


@pytest.mark.parametrize(("rule", "language"), sorted({(rule, language) for rule, language, _ in TABLE}))
def test_each_hint_breaks_just_the_rule_that_it_breaks(rule: str, language: Language) -> None:
    assert misjudged((ask, tone), TABLE, rule, language) == []


def test_the_second_opinion_agrees() -> None:
    checker, wrong = build_checker(), []
    for rule, language, sentence in TABLE:
        position = "Staf Pengadaan" if language == "id" else "Purchasing Officer"
        context = context_of({**_FACTS, "position": position})
        findings = checker.check(position, framed(sentence, language), context, language=language)
        told = {one.rule for one in findings if one.severity != "info" and one.rule.startswith(("ask.", "tone."))}
        if told != ({rule} if rule else set()):
            wrong.append((sentence, rule, told))
    assert wrong == []
