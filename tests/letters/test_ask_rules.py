import re
from collections import Counter
from time import process_time

import pytest

from service.letters.checking import ask, tone
from service.letters.checking.context import LetterContext
from service.letters.checking.reading import read_letter
from service.letters.checking.rule_book import LANGUAGES
from service.letters.checking.sentence_search import searched_rules, utterances
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, found, hits_of, read_documents
from tests.letters.rebuild_triggers import rebuilt
from tests.letters.rule_sentences import framed, misjudged, read_table

TABLE = read_table("ask")


@pytest.mark.parametrize(("rule", "language"), sorted({(rule, language) for rule, language, _ in TABLE}))
def test_each_sentence_breaks_just_the_rule_that_it_breaks(rule: str, language: Language) -> None:
    assert misjudged((ask, tone), TABLE, rule, language) == []


@pytest.mark.parametrize("rule", ["direct-outcome", "start-date", "result", "salary"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_is_tried_on_many_wordings(rule: str, language: Language) -> None:
    counts = Counter((name, spoken) for name, spoken, _ in TABLE)
    assert counts[f"ask.{rule}", language] >= 20
    assert counts["", language] >= 100


@pytest.mark.parametrize(
    "subject",
    [
        "Apakah saya diterima? – Rina Wijaya",
        "Kapan saya mulai bekerja – Rina Wijaya",
        "Hasil interview?",
        "Did I get the job?",
    ],
)
def test_the_subject_asks_too(subject: str) -> None:
    hits = hits_of(ask, framed("Sertifikat saya sudah terbit.", "id"), subject)
    assert [(hit.field, subject[hit.start : hit.end] != "") for hit in hits] == [("subject", True)]


def test_the_recruiters_own_subject_asks_nothing() -> None:
    body = framed("Sertifikat saya sudah terbit.", "id")
    assert found(ask, body, "Re: Kapan saya mulai bekerja", answers_thread=True) == set()


@pytest.mark.parametrize(
    ("position", "sentence"),
    [
        ("Compensation & Benefits Analyst", "I would like to ask about the Compensation & Benefits Analyst selection."),
        ("Gaji dan Tunjangan", "Saya ingin menanyakan seleksi posisi Gaji dan Tunjangan."),
    ],
)
def test_the_name_of_the_position_asks_for_no_pay(position: str, sentence: str) -> None:
    language: Language = "en" if sentence.startswith("I ") else "id"
    assert found(ask, framed(sentence, language), language=language, position=position) == set()


def test_who_asks_in_the_other_language_asks_all_the_same() -> None:
    assert found(ask, framed("Did I get the job?", "id")) == {"ask.direct-outcome"}


@pytest.mark.parametrize("family", ["ask", "tone"])
def test_the_triggers_are_those_that_follow_from_the_patterns(family: str) -> None:
    document = read_documents()[family]
    assert document["words"]["triggers"] == rebuilt(document), "run `python -m tests.letters.rebuild_triggers`"


@pytest.mark.parametrize("family", ["ask", "tone"])
def test_no_trigger_hides_what_its_pattern_would_find(family: str) -> None:
    hidden = [
        (rule.id, pattern.pattern.compile()[0].pattern[:60], utterance.text)
        for table in ("ask", "tone")
        for _, language, sentence in read_table(table)
        for utterance in utterances(read_letter("", sentence, language), LetterContext())
        for rule in searched_rules(BOOK, family)
        for of in LANGUAGES
        for pattern in rule.patterns[of]
        if not pattern.may_match(utterance) and pattern.pattern.compile()[0].search(utterance.text)
    ]
    assert hidden == []


@pytest.mark.parametrize("family", ["ask", "tone"])
def test_no_pattern_repeats_without_a_bound_what_itself_repeats(family: str) -> None:
    unbounded = [
        (rule.id, one.pattern)
        for rule in BOOK.rules.values()
        if rule.id.startswith(f"{family}.")
        for patterns in rule.patterns.values()
        for pattern in patterns
        for one in pattern.compile()
        if re.search(r"\)[*+]|\)\{\d+,\}", one.pattern)
    ]
    assert unbounded == []


@pytest.mark.parametrize(
    "text", ["apakah saya ", "mohon jawaban tolong segera ", "kalau tidak ada kabar saya ", "x", "{", ". ", "saya\n"]
)
def test_a_letter_of_any_kind_is_read_in_linear_time(text: str) -> None:
    def seconds(size: int) -> float:
        letter = read_letter("", text * (size // len(text)), "id")
        begun = process_time()
        for family in (ask, tone):
            list(family.find(letter, LetterContext(), BOOK))
        return process_time() - begun

    shorter, longer = (min(seconds(size) for _ in range(3)) for size in (20_000, 40_000))
    assert longer < 5 * shorter + 0.05
