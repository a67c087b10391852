"""Letters as many hands write them: who is told of, what is enclosed, ranks, hours and names below the signature."""

from typing import Any

import pytest

from service.letters.checking import coherence, fact, struct
from service.letters.checking.context import LetterContext
from service.letters.language import Language
from tests.letters.checking_parts import found, hits_of
from tests.letters.judged import build_checker
from tests.letters.letter_frames import FACTS, letter
from tests.letters.rule_sentences import framed, read_table

CHECKER = build_checker()
TABLE = read_table("voices")


@pytest.mark.parametrize(("rule", "language"), sorted({(rule, language) for rule, language, _ in TABLE}))
def test_a_sentence_is_judged_by_what_it_says_of_whom(rule: str, language: Language) -> None:
    context = LetterContext(company="PT Bumi Rasa Pangan", attachments=())
    wrong: list[tuple[str, set[str]]] = []
    for of, spoken, sentence in TABLE:
        if (of, spoken) != (rule, language):
            continue
        told = CHECKER.check("", framed(sentence, language), context, language=language)
        rules = {one.rule for one in told if one.severity != "info" and one.text in sentence and one.text}
        if rules != ({rule} if rule else set()):
            wrong.append((sentence, rules))
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "salutation"),
    [
        ("Mayor (Purn.) Edi Susanto", "Yth. Bapak Mayor (Purn.) Edi Susanto,"),
        ("Edi Susanto", "Yth. Bapak Kolonel (Purn.) Edi Susanto,"),
        ("Edi Susanto", "Yth. Bapak Iptu (Purn) Edi Susanto,"),
        ("Edi Susanto", "Yth. Bapak Edi Susanto (Pimpinan Cabang),"),
        ("Edi Susanto", "Yth. Bapak Peltu Purn. Edi Susanto,"),
        ("Muhammad Nur", "Yth. Bapak Tgk. Muhammad Nur,"),
        ("Togar Simbolon", "Yth. Bapak Ompu Togar,"),
    ],
)
def test_a_rank_in_front_of_the_name_is_no_name(name: str, salutation: str) -> None:
    context: dict[str, Any] = {**FACTS, "recruiter_name": name}
    assert "fact.recruiter-name" not in found(fact, letter(salutation=salutation), **context)


@pytest.mark.parametrize(
    ("name", "salutation"),
    [
        ("Mayor (Purn.) Edi Susanto", "Yth. Bapak Mayor (Purn.) Budi Hartono,"),
        ("Budi Hartono", "Yth. Bapak Andi Hartono,"),
        ("Togar Simbolon", "Yth. Bapak Ompu Monang,"),
        ("Muhammad Nur", "Yth. Bapak Tgk. Muhammad Saleh,"),
    ],
)
def test_another_name_behind_a_title_is_told(name: str, salutation: str) -> None:
    context: dict[str, Any] = {**FACTS, "recruiter_name": name}
    assert "fact.recruiter-name" in found(fact, letter(salutation=salutation), **context)


@pytest.mark.parametrize(
    ("greeting", "hours", "fits"),
    [
        ("Good afternoon, Mr Andi Pratama,", ("11:30", "12:30"), True),
        ("Good afternoon, Mr Andi Pratama,", ("11:00", "12:15"), False),
        ("Good morning, Mr Andi Pratama,", ("11:30", "12:30"), False),
        ("Good morning, Mr Andi Pratama,", ("12:00", "13:00"), False),
    ],
)
def test_good_afternoon_a_little_before_noon_is_let_be(greeting: str, hours: tuple[str, str], *, fits: bool) -> None:
    rules = found(fact, letter("en", salutation=greeting), language="en", **{**FACTS, "window_hours": hours})
    assert ("fact.time-greeting" not in rules) is fits


def test_the_reader_named_below_the_signature_only_stands_in_no_order() -> None:
    body = letter(salutation="", greeting="", signature="Rina Wijaya\n\nYth. Bapak Andi Pratama\nPT Maju Jaya")
    assert "struct.order" in found(struct, body, **FACTS)


def test_a_copy_that_goes_to_others_stands_below_the_signature() -> None:
    body = letter(signature="Rina Wijaya\n\nTembusan:\nYth. Ibu Ratna")
    assert "struct.order" not in found(struct, body, **FACTS)


@pytest.mark.parametrize(
    ("subject", "introduction", "severity"),
    [
        (
            "Analis Kredit – Rina Wijaya",
            "Further to our interview of 9 November 2026 for Analis Kredit, hello.",
            "info",
        ),
        ("Analis Kredit – Rina", "Further to our interview of 9 November 2026 for Analis Kredit, hello.", "warn"),
        ("Analis Kredit – Rina Wijaya", "I was interviewed for Analis Kredit on 9 November 2026.", "warn"),
        ("Analis Kredit", "The weather on 9 November 2026 was fine for an Analis Kredit.", None),
    ],
)
def test_a_reply_need_not_say_once_more_who_writes(subject: str, introduction: str, severity: str | None) -> None:
    hits = hits_of(struct, letter("en", introduction=introduction), subject, "en", **FACTS)
    assert [hit.severity for hit in hits if hit.rule == "struct.introduction-missing"] == [severity]


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("Setelah mendengar uraian tentang cara uji mutu di PT Garam Sumenep Jaya, minat saya makin besar.", "id"),
        ("It has been an ambition of mine for years to bring my experience to Sinar Gempita Productions.", "en"),
    ],
)
def test_a_firm_that_moves_the_writer_is_the_one_written_to(sentence: str, language: Language) -> None:
    rules = found(coherence, letter(language, extra=sentence), language=language, **FACTS)
    assert rules == {"coherence.other-application"}
