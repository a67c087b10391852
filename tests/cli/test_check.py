import io
import json
import string
import subprocess
import sys
from collections.abc import Mapping
from time import process_time
from typing import Any

import pytest

from service.api.schemas.texts import MOST_IN_BODY
from service.cli.check import check_line, run_check
from service.cli.findings_text import Page
from service.letters.checking.context import LetterContext
from service.reference import load_checker
from tests.peers.own_letters import ASKS_THE_OUTCOME, SUBJECT, own_body
from tests.repo.tree import ROOT

FACTS = {
    "recruiter_name": "Andi Pratama",
    "honorific": "Bapak",
    "company": "PT Maju Jaya",
    "position": "Analis Data",
    "candidate_name": "Rina Wulandari",
    "interviewed_on": "2026-11-09",
    "attachments": [],
    "window": "break",
    "window_hours": ["12:00", "13:00"],
    "send_on": "2026-11-24",
}
WARM_UP = load_checker().check("Kabar", "kata word", LetterContext())


def line(**changed: object) -> str:
    return json.dumps({"id": "rina", "subject": SUBJECT, "body": own_body(), "context": FACTS, **changed})


def checked(given: str | bytes) -> dict[str, Any]:
    return check_line(given, load_checker())


def run(*lines: str, page: Page | None = None) -> tuple[int, str]:
    out = io.StringIO()
    return run_check([f"{each}\n" for each in lines], out, load_checker(), page=page), out.getvalue()


def rules(answer: Mapping[str, Any]) -> set[str]:
    return {finding["rule"] for finding in answer["findings"]}


def test_a_good_letter_is_not_blocked() -> None:
    code, out = run(line())
    answer = json.loads(out)
    assert code == 0
    assert (answer["id"], answer["blocked"]) == ("rina", False)
    assert [each for each in answer["findings"] if each["severity"] != "info"] == []


def test_a_finding_is_told_with_its_place_in_both_languages() -> None:
    body = own_body(also=f"👋🏽 {ASKS_THE_OUTCOME}")
    code, out = run(line(body=body))
    answer = json.loads(out)
    assert (code, answer["blocked"]) == (1, True)
    (finding,) = [each for each in answer["findings"] if each["rule"] == "ask.direct-outcome"]
    assert set(finding) == {"rule", "severity", "field", "start", "end", "text", "message", "suggestions"}
    assert body[finding["start"] : finding["end"]] == finding["text"] != ""
    assert all(finding["message"][language] for language in ("id", "en"))


def test_every_part_of_the_context_may_be_absent_or_null() -> None:
    assert checked(json.dumps({"subject": SUBJECT, "body": own_body()}))["blocked"] is False
    assert checked(line(context=None, id=None, language=None))["blocked"] is False
    assert checked(line(context=dict.fromkeys(FACTS)))["blocked"] is False
    for name in FACTS:
        assert checked(line(context={name: FACTS[name]}))["blocked"] is False, name


def test_blank_facts_are_not_known() -> None:
    blank = {"recruiter_name": "", "company": " ", "position": "", "candidate_name": "", "honorific": ""}
    assert checked(line(context=blank))["blocked"] is False


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("{", "invalid_json"),
        (b"\xff", "invalid_json"),
        ("[" * 100_000, "invalid_json"),
        ('{"subject": "a", "subject": "b", "body": "c"}', "duplicate_key"),
        ("[]", "not_an_object"),
        ("7", "not_an_object"),
        ('{"subject": "a"}', "missing"),
        ('{"subject": 7, "body": "b"}', "not_a_string"),
        (line(subjects="a"), "unknown_field"),
        (line(language="fr"), "literal_error"),
        (line(id=[1]), "not_a_string"),
        (line(context={"city": "Jakarta"}), "unknown_field"),
        (line(context={"honorific": "Kapten"}), "unknown_honorific"),
        (line(context={"interviewed_on": 20261109}), "not_a_date"),
        (line(context={"window": "lunch"}), "literal_error"),
        (line(context={"window_hours": ["13:00", "12:00"]}), "hours_out_of_order"),
        (line(context={"window_hours": ["12:00"]}), "too_short"),
        (line(context={"attachments": "cv.pdf"}), "not_a_list"),
        (line(body="a" * 1_000_000), "letter_too_long"),
        (line(subject="a" * 1_000_000), "letter_too_long"),
    ],
)
def test_a_bad_line_is_answered_with_what_is_wrong(given: str | bytes, code: str) -> None:
    answer = checked(given)
    assert set(answer) == {"id", "error"}
    assert answer["error"]["code"] == code
    assert answer["error"]["detail"]


def test_a_bad_line_spoils_no_other_and_the_order_stays() -> None:
    code, out = run(line(id=1), "{", "", line(id="two"))
    answers = [json.loads(each) for each in out.splitlines()]
    assert [each["id"] for each in answers] == [1, None, "two"]
    assert ["error" in each for each in answers] == [False, True, False]
    assert code == 1


HOSTILE = {
    "NUL": "a\0b",
    "lone surrogates": "\ud800 dan \udfff",
    "bidi": "abc \u202e def \u2066 ghi",
    "zero-width": "sa\u200bya \ufeff lamar",
    "long word": "a" * 10_000,
    "braces": "{" * 5_000 + "}" * 5_000,
    "open brackets": "[" * 10_000,
    "newlines": "\n" * 10_000,
    "spaces": " " * 10_000,
    "dots": "." * 10_000,
    "question marks": "?" * 10_000,
    "underscores": "_" * 10_000,
    "quotes": "> " * 5_000,
    "greetings": "Yth. Bapak Andi\n" * 600,
    "emoji": "👩‍👩‍👧‍👦" * 1_000,
    "combining": "e" + "\u0301" * 9_000,
    "numbers": "9 November 2026 " * 600,
    "digits": "1" * 10_000,
    "ordinary words": "saya ingin menanyakan perkembangan proses seleksi " * 200,
    "unknown words": " ".join(a + b + c + "qx" for a in string.ascii_lowercase for b in "aiueo" for c in "rst") * 2,
    "addresses": "a@" * 5_000,
    "tabs": "\t" * 10_000,
    "carriage returns": "\r" * 10_000,
    "separators": "\u2028\u2029\x0b\x0c\x85" * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_gets_an_answer_in_ascii(text: str) -> None:
    code, out = run(line(body=text), line(subject=text[:900]), line(body=own_body(also=text)))
    assert code in {0, 1}
    assert out.isascii()
    assert all("findings" in json.loads(each) for each in out.splitlines())
    _, page = run(line(body=text), line(subject=text[:900]), page=Page())
    assert page.isprintable() is False  # it has line ends
    assert all(char.isprintable() or char == "\n" for char in page)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_answered_in_a_moment(text: str) -> None:
    assert quickest(line(body=text)) < 0.25  # 0.05 s on a machine that does nothing else


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_text_takes_about_twice_the_time(text: str) -> None:
    whole = (text * MOST_IN_BODY)[:MOST_IN_BODY]
    assert quickest(line(body=whole)) < 3.5 * quickest(line(body=whole[: MOST_IN_BODY // 2])) + 0.01


def quickest(given: str) -> float:
    times = []
    for _ in range(3):
        begun = process_time()
        checked(given)
        times.append(process_time() - begun)
    return min(times)


def test_a_body_of_a_megabyte_is_refused_at_once() -> None:
    given = line(body="saya " * 200_000)
    assert quickest(given) < 0.25
    assert checked(given)["error"]["code"] == "letter_too_long"


def test_the_page_shows_the_letter_with_marks_under_the_words() -> None:
    body = own_body(also=ASKS_THE_OUTCOME)
    code, page = run(line(body=body), page=Page(width=200))
    assert code == 1
    shown = page.splitlines()
    at = next(number for number, each in enumerate(shown) if each.endswith(f"| {ASKS_THE_OUTCOME}"))
    found = [each for each in checked(line(body=body))["findings"] if each["rule"] == "ask.direct-outcome"]
    marked = shown[at][shown[at + 1].index("^") : shown[at + 1].rindex("^") + 1]
    assert marked == found[0]["text"]
    assert "ask.direct-outcome" in shown[at + 2]
    assert found[0]["message"]["id"].split()[0] in shown[at + 3]
    assert [each for each in body.splitlines() if each and not any(each in row for row in shown)] == []


def test_the_page_speaks_the_letters_language() -> None:
    english = "Dear Mr Andi Pratama,\n\nDid I get the job?\n\nKind regards,\nRina Wulandari\n"
    _, page = run(line(body=english, subject="Interview"), page=Page())
    assert "Letter rina" in page
    assert "block ask.direct-outcome" in page


def test_the_page_breaks_long_lines_between_words_and_marks_each_part() -> None:
    _, page = run(
        line(body=own_body(also=" ".join(["Terima kasih."] * 30) + f" {ASKS_THE_OUTCOME}")), page=Page(width=40)
    )
    assert max(len(each) for each in page.splitlines() if "| " in each) <= 40 + 7
    assert "^" in page


def test_the_page_has_no_colour_unless_asked() -> None:
    given = line(body=own_body(also=ASKS_THE_OUTCOME))
    assert "\x1b" not in run(given, page=Page())[1]
    assert "\x1b" in run(given, page=Page(colour=True))[1]


def test_the_page_tells_a_bad_line() -> None:
    code, page = run("{", line(), page=Page())
    assert code == 1
    assert page.startswith("?: One JSON object")
    assert "Surat rina" in page


@pytest.mark.parametrize("options", [[], ["--text"]])
def test_the_command_answers_through_its_pipes(options: list[str]) -> None:
    done = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-m", "service", "check", *options],
        cwd=ROOT, input=line(body=own_body(also=ASKS_THE_OUTCOME)) + "\n", capture_output=True, text=True,
        encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == ""
    assert "ask.direct-outcome" in done.stdout
    assert "\x1b" not in done.stdout
    assert done.stdout.startswith("Surat rina" if options else '{"id": "rina"')
