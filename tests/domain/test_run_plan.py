import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.cli.plan import plan_line, run_plan
from service.reference import load_calendar

CALENDAR = load_calendar()
GOOD: dict[str, Any] = {"promise": {"answer_by": "2026-11-23"}, "now": "2026-11-20T09:00:00+07:00"}


def run(*lines: str | bytes) -> tuple[int, list[dict[str, Any]]]:
    out = io.StringIO()
    code = run_plan(lines, out, CALENDAR)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def changed(**fields: object) -> str:
    return json.dumps({**GOOD, **fields})


def test_a_plan_has_exactly_the_promised_fields() -> None:
    code, (answer,) = run(changed(id="a", language="en"))
    assert code == 0
    assert list(answer) == ["id", "earliest", "window", "send_at", "skipped", "provisional", "why"]
    assert answer["earliest"] == "2026-11-24T05:00:00Z"
    assert answer["window"] == {
        "kind": "break",
        "opens_at": "2026-11-24T05:00:00Z",
        "closes_at": "2026-11-24T06:00:00Z",
    }
    assert "2026-11-24T05:00:00Z" <= answer["send_at"] < "2026-11-24T05:58:00Z"
    assert answer["why"].startswith("An answer was promised by Monday, 23 November 2026")


def test_results_come_in_the_order_of_the_lines_and_blank_lines_give_none() -> None:
    code, answers = run(changed(id=1), "\n", "   ", "nonsense", changed(id="2"))
    assert code == 1
    assert [(answer["id"], "error" in answer) for answer in answers] == [(1, False), (None, True), ("2", False)]


def test_no_lines_are_no_failure() -> None:
    assert run() == (0, [])


def test_an_id_is_echoed_as_given_and_fixes_the_point() -> None:
    _, (number, text, other) = run(changed(id=7), changed(id="7"), changed(id="8"))
    assert (number["id"], text["id"]) == (7, "7")
    assert number["send_at"] == text["send_at"] != other["send_at"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "invalid_json"),
        ("[" * 100_000, "invalid_json"),
        (b"\xff\xfe\x00", "invalid_json"),
        (b'{"id": "\xc3\x28"}', "invalid_json"),
        ('{"now": NaN}', "invalid_json"),
        ('{"id": ' + "9" * 5000 + "}", "invalid_json"),
        ('{"id": "a", "id": "b"}', "duplicate_key"),
        (changed(office={"break": None}, windows=["break"]), "no_window"),
        ("[]", "not_an_object"),
        ("null", "not_an_object"),
        ('"text"', "not_an_object"),
        ("{}", "missing"),
        (changed(now="2026-11-20T09:00:00"), "naive_instant"),
        (changed(now="2026-11-20"), "not_an_instant"),
        (changed(now="2026-02-30T09:00:00Z"), "not_an_instant"),
        (changed(now="2026-11-20T09:00:00+99:00"), "not_an_instant"),
        (changed(now=1700000000), "not_an_instant"),
        (changed(now="9999-12-31T23:59:59-23:59"), "outside_calendar"),
        (changed(now="0001-01-01T00:00:00+23:59"), "outside_calendar"),
        (changed(now="2100-12-31T23:59:59-23:59"), "outside_calendar"),
        (changed(promise={"answer_by": "9999-12-31"}), "outside_calendar"),
        (changed(promise={"answer_by": "2026-W10-1"}), "not_a_date"),
        (changed(promise={"answer_by": 20261123}), "not_a_date"),
        (changed(promise={"answer_by": "2026-11-23T10:00"}), "naive_instant"),
        (changed(promise={"answer_by": "２０２６-11-23"}), "not_a_date"),
        (changed(promise={}), "not_one_promise"),
        (changed(promise={"answer_by": "2026-11-23", "within_days": 1}), "not_one_promise"),
        (changed(promise={"within_days": "3"}), "not_an_integer"),
        (changed(promise={"within_days": True}), "not_an_integer"),
        (changed(promise={"within_days": -1}), "greater_than_equal"),
        (changed(promise={"within_days": 10**30}), "less_than_equal"),
        (changed(promise={"said": "secepatnya"}, interviewed_on="2026-11-09"), "unknown_said"),
        (changed(promise="2026-11-23"), "not_an_object"),
        (changed(promise=None), "missing_interview"),
        (changed(promise={"within_days": 3}), "missing_interview"),
        (changed(interviewed_on="2026-11-24"), "promise_before_interview"),
        (changed(who="me"), "unknown_field"),
        (changed(office={"floor": 3}), "unknown_field"),
        (changed(windows=[]), "too_short"),
        (changed(windows=["lunch"]), "literal_error"),
        (changed(overrides={"days_off": ["tomorrow"]}), "not_a_date"),
        (changed(office={"timezone": "\ud800"}), "not_a_string"),
        (changed(office={"timezone": "A/" + "B" * 62}), "unknown_timezone"),
        (changed(office={"timezone": "\u0000"}), "unknown_timezone"),
    ],
)
def test_a_bad_line_gives_an_error_and_spoils_no_other(line: str | bytes, code: str) -> None:
    exit_code, (bad, good) = run(line, changed(id="after"))
    assert exit_code == 1
    assert bad["error"]["code"] == code
    assert bad["error"]["detail"]
    assert good["id"] == "after"
    assert "send_at" in good


@pytest.mark.parametrize("bad_id", [True, 1.5, [1], {"a": 1}])
def test_an_id_that_is_neither_text_nor_integer_is_refused(bad_id: object) -> None:
    code, (answer,) = run(changed(id=bad_id))
    assert code == 1
    assert answer["id"] is None
    assert answer["error"]["detail"].startswith("/id")


def test_an_error_says_where_and_echoes_the_id_but_not_the_input() -> None:
    _, (answer,) = run(changed(id="x", office={"break": {"fri": ["lunchtime", "13:00"]}}))
    assert answer["id"] == "x"
    assert answer["error"]["detail"].startswith("/office/break/fri/0: ")
    assert "lunchtime" not in answer["error"]["detail"]


def test_an_id_of_lone_surrogates_is_echoed() -> None:
    code, (answer,) = run(changed(id="\ud800"))
    assert (code, answer["id"]) == (0, "\ud800")


def test_output_is_ascii_whatever_comes_in() -> None:
    out = io.StringIO()
    run_plan([changed(id="\ud83d\ude00 é \ud800")], out, CALENDAR)
    assert out.getvalue().isascii()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(["id", "promise", "interviewed_on", "office", "windows", "overrides", "now", "language"])
dates = st.dates().map(str)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(fields, json_values | dates, max_size=4))
def test_any_json_gives_one_answer(found: dict[str, Any]) -> None:
    answer = plan_line(json.dumps({**GOOD, **found}), CALENDAR)
    assert ("error" in answer) != ("send_at" in answer)
    json.dumps(answer).encode()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_words_are_understood_or_refused(said: str) -> None:
    line = json.dumps({"promise": {"said": said}, "interviewed_on": "2026-11-09", "now": GOOD["now"]})
    answer = plan_line(line, CALENDAR)
    assert ("error" in answer) != ("send_at" in answer)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(list(CALENDAR.said.symbols_known)), max_size=6))
def test_any_row_of_known_words_is_understood_or_refused(words: list[str]) -> None:
    line = json.dumps({"promise": {"said": " ".join(words)}, "interviewed_on": "2026-11-09", "now": GOOD["now"]})
    answer = plan_line(line, CALENDAR)
    assert ("error" in answer) != ("send_at" in answer)


def test_plans_need_no_web_framework_and_no_database() -> None:
    script = "import sys, service.cli.plan, service.reference; print({'fastapi', 'sqlalchemy'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)  # noqa: S603 - a fixed script
    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"x" * 5000: 1}, f"/{'x' * 60}…: No field of this name is known here."),
        ({"office": {"working_days": ["mon", "sun"]}}, "Sunday is the weekly rest"),
        ({"office": {"break": {"sun": None}}}, "Sunday is the weekly rest"),
        ({"office": {"closes_at": {"sun": "17:00"}}}, "Sunday is the weekly rest"),
        ({"windows": ["lunch"]}, "Accepted is 'break' or 'pre_close'."),
        ({"windows": []}, "At least 1 in the list"),
        ({"windows": ["break"], "office": {"break": None}}, "/windows: "),
        ({"office": {"break": ["13:30", "15:00"], "closes_at": "14:00"}}, "ends after closing at 14:00"),
    ],
)
def test_an_error_says_what_is_accepted_in_plain_words(fields: dict[str, Any], detail: str) -> None:
    _, (answer,) = run(changed(**fields))
    assert detail in answer["error"]["detail"]


def test_a_byte_order_mark_before_the_first_line_is_passed_over() -> None:
    code, answers = run(b"\xef\xbb\xbf" + changed(id="a").encode(), changed(id="b"))
    assert (code, [answer["id"] for answer in answers]) == (0, ["a", "b"])


@pytest.mark.parametrize(("said", "provisional"), [("5 hari kerja", True), ("7 hari", False)])
def test_a_date_counted_in_working_days_over_an_unsettled_feast_is_provisional(said: str, provisional: bool) -> None:  # noqa: FBT001 - a parameter of the test
    asked = {"promise": {"said": said, "counted_from": "2027-03-08"}, "interviewed_on": "2027-03-08"}
    _, (answer,) = run(json.dumps({**asked, "now": "2027-04-01T09:00:00+07:00"}))
    assert answer["provisional"] is provisional


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_output_that_is_full_is_told_in_one_line() -> None:
    script = "import sys; from service.cli.plan import run_plan; from service.reference import load_calendar; "
    script += "sys.exit(run_plan(sys.stdin.buffer, sys.stdout, load_calendar()))"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(  # noqa: S603 - a fixed script
            [sys.executable, "-c", script], input=changed().encode(), stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert (done.returncode, done.stderr.count(b"\n")) == (1, 1)
    assert b"No space left" in done.stderr


def test_a_closed_input_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_plan(None, io.StringIO(), CALENDAR) == 1
    assert capsys.readouterr().err == "tanyakabar plan: standard input is closed\n"
