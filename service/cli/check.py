"""`tanyakabar check`: JSON lines in, the findings of one letter a line out; needs no database."""

from collections.abc import Iterable
from typing import Any, TextIO

from service.api.schemas.letter_line import LetterLineIn
from service.cli.findings_text import Page
from service.cli.json_lines import Answer, answer_lines, as_json_line, read_line
from service.letters.checking.finding import Finding
from service.letters.language import detect_language
from service.reference import LetterCheck


def run_check(
    lines: Iterable[str | bytes] | None, out: TextIO | None, checker: LetterCheck, *, page: Page | None = None
) -> int:
    """Check the letter of each line and write what was found; see `answer_lines`.

    Args:
        lines: JSON objects, one a line.
        out: takes one JSON object a line, or with a `page` the letters with the findings under their words.
        checker: with its word lists.
        page: how letters are printed for people; None: JSON lines.

    Returns:
        The exit code: 0 when no letter is blocked and no line bad, else 1.
    """

    def answer(line: str | bytes) -> tuple[str, bool]:
        checked, letter = _check(line, checker)
        well = not checked.get("blocked", True)
        if page is None:
            return as_json_line(checked), well
        if letter is None:
            return page.bad_line(checked["id"], checked["error"]["detail"]), well
        asked, found = letter
        language = asked.language or detect_language(f"{asked.subject}\n{asked.body}")
        return page.letter(asked.id, asked.subject, asked.body, language, found), well

    return answer_lines(lines, out, answer, command="check")


def check_line(line: str | bytes, checker: LetterCheck) -> Answer:
    """Return the findings of one line's letter, or what is wrong with the line."""
    return _check(line, checker)[0]


def _check(line: str | bytes, checker: LetterCheck) -> tuple[Answer, tuple[LetterLineIn, tuple[Finding, ...]] | None]:
    letter: tuple[LetterLineIn, tuple[Finding, ...]] | None = None

    def understood(given: Any) -> Answer:  # noqa: ANN401  # any JSON value
        nonlocal letter
        asked = LetterLineIn.model_validate(given)
        found = checker.check(asked.subject, asked.body, asked.to_context(), language=asked.language)
        letter = asked, found
        return {
            "findings": [finding.to_document() for finding in found],
            "blocked": any(finding.severity == "block" for finding in found),
        }

    return read_line(line, understood), letter
