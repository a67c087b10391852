from typing import Any

import pytest

from service.letters.checking.finding import Hit
from service.letters.checking.patterns import compiled
from service.letters.checking.rule_book import LANGUAGES, Rule, RuleBook
from tests.letters.checking_parts import BOOK

MESSAGE = {"id": "Tulis {expected}, bukan {given}.", "en": "Write {expected}, not {given}."}


def book_of(**rule: object) -> RuleBook:
    return RuleBook.from_documents({"ask": {"rules": {"one": rule}}}, code="1")


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_every_pattern_of_a_rule_compiles(rule: Rule) -> None:
    for language in LANGUAGES:
        for pattern in rule.patterns[language]:
            assert pattern.compile()


@pytest.mark.parametrize("rule", BOOK.rules.values(), ids=lambda rule: rule.id)
def test_every_rule_teaches_in_both_languages(rule: Rule) -> None:
    indonesian, english = rule.message["id"], rule.message["en"]
    assert indonesian != english
    assert all(len(text.split()) >= 3 for text in (indonesian, english))  # a slot may hold a sentence


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"severity": "fatal", "message": MESSAGE}, "severity"),
        ({"severity": "warn", "message": {"id": "Hanya satu."}}, "message"),
    ],
)
def test_a_wrong_rule_is_refused_when_the_book_is_read(rule: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        book_of(**rule)


@pytest.mark.parametrize("text", ["{nobody}", "(unclosed"])
def test_a_pattern_that_cannot_be_understood_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"class|unterminated"):
        compiled(text, {})


def test_a_message_names_what_stands_there_and_what_is_expected() -> None:
    book = book_of(severity="warn", message=MESSAGE)
    finding = book.finding(Hit(rule="ask.one", start=4, end=8, values={"expected": "Andi"}), "Yth Budi,")
    assert finding.message == {"id": "Tulis Andi, bukan Budi.", "en": "Write Andi, not Budi."}


def test_another_rule_or_message_is_another_version() -> None:
    versions = {book_of(severity=severity, message=MESSAGE).version for severity in ("warn", "info")}
    assert len(versions) == 2
    assert book_of(severity="warn", message=MESSAGE).version in versions
