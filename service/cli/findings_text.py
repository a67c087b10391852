"""A letter as people read it, with the findings under their words; plain, or in colour on a terminal."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

from service.letters.checking.finding import Finding
from service.letters.language import Language

WIDTH = 88  # columns of the letter's own text where no terminal says otherwise
_GUTTER = 4
_STYLES = {"block": "bold red", "warn": "yellow", "info": "cyan"}
_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "block": "ditahan",
        "warn": "peringatan",
        "info": "saran",
        "subject": "Subjek",
        "body": "Isi",
        "letter": "Surat",
        "clean": "tidak ada temuan",
        "instead": "Ganti dengan",
        "or": "atau",
    },
    "en": {
        "block": "block",
        "warn": "warning",
        "info": "hint",
        "subject": "Subject",
        "body": "Body",
        "letter": "Letter",
        "clean": "nothing found",
        "instead": "Write instead",
        "or": "or",
    },
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A part of a line that fits on the page, and where it begins in its field."""

    text: str
    start: int
    number: int | None  # of the line; None where it goes on


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """How wide the page is, and whether it takes colour."""

    width: int = WIDTH
    colour: bool = False

    def letter(
        self, id_: str | int | None, subject: str, body: str, language: Language, findings: Sequence[Finding]
    ) -> str:
        """Return the letter, with marks under what was found in each line, and the reasons in its language."""
        words = _WORDS[language]
        counts = [
            f"{sum(finding.severity == severity for finding in findings)} {words[severity]}"
            for severity in ("block", "warn", "info")
            if any(finding.severity == severity for finding in findings)
        ]
        name = f"{words['letter']} {_visible(str(id_))}" if id_ is not None else words["letter"]
        lines = [self._styled(f"{name}: {', '.join(counts) or words['clean']}", "bold"), ""]
        for field, text in (("subject", subject), ("body", body)):
            mine = [finding for finding in findings if finding.field == field]
            lines += [f"  {words[field]}", *self._field(text, mine, words, language), ""]
        return "\n".join(lines) + "\n"

    def bad_line(self, id_: str | int | None, detail: str) -> str:
        """Return what is said of a line that holds no letter."""
        name = "?" if id_ is None else _visible(str(id_))
        return self._styled(f"{name}: {detail}", _STYLES["block"]) + "\n\n"

    def _field(
        self, text: str, findings: Sequence[Finding], words: dict[str, str], language: Language
    ) -> Iterator[str]:
        left = list(findings)
        rows = list(_rows(text, self.width))
        for place, row in enumerate(rows):
            yield f"{row.number or '':>{_GUTTER}} | {_visible(row.text)}".rstrip()
            next_start = rows[place + 1].start if place + 1 < len(rows) else len(text) + 1
            for finding in [one for one in left if one.start < next_start]:
                yield self._mark(row, finding)
                if finding.end <= next_start or finding.end <= row.start + len(row.text):
                    yield from self._reason(finding, words, language)
                    left.remove(finding)

    def _mark(self, row: _Row, finding: Finding) -> str:
        begun = min(max(finding.start - row.start, 0), len(row.text))
        ended = min(max(finding.end - row.start, begun), len(row.text))
        indent = " " * cell_len(_visible(row.text[:begun]))
        marks = "^" * max(cell_len(_visible(row.text[begun:ended])), 1)
        return f"{'':{_GUTTER}} | {indent}{self._styled(marks, _STYLES[finding.severity])}"

    def _reason(self, finding: Finding, words: dict[str, str], language: Language) -> Iterator[str]:
        head = self._styled(f"{words[finding.severity]} {finding.rule}", _STYLES[finding.severity])
        message = _wrapped(f"{_visible(finding.message[language])}", self.width - 2)
        yield f"{'':{_GUTTER}} = {head}"
        for line in message:
            yield f"{'':{_GUTTER}}   {line}"
        if finding.suggestions:
            options = f" {words['or']} ".join(f"“{_visible(text)}”" for text in finding.suggestions[:3])
            yield f"{'':{_GUTTER}}   {words['instead']}: {options}"

    def _styled(self, text: str, style: str) -> str:
        return Style.parse(style).render(text) if self.colour else text


def page_for(out: TextIO | None) -> Page:
    """Return the page that fits `out`: plain unless it is a terminal that shows colour.

    What the encoding of `out` lacks is written as an escape from then on.
    """
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="backslashreplace")
    console = Console(file=out)
    if not console.is_terminal:
        return Page()
    return Page(width=max(min(console.width - _GUTTER - 4, 110), 20), colour=console.color_system is not None)


def _rows(text: str, width: int) -> Iterator[_Row]:
    """Yield the lines of `text`, long ones in parts that end between words where they can."""
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        begun, first = 0, True
        while first or begun < len(line):
            end = _fitting(line, begun, width)
            yield _Row(line[begun:end], start + begun, number if first else None)
            begun, first = end, False
        start += len(line) + 1


def _fitting(line: str, begun: int, width: int) -> int:
    """Return where a part of `line` ends that begins at `begun` and is at most `width` cells wide."""
    end, used, last_space = begun, 0, -1
    while end < len(line):
        used += cell_len(_visible(line[end]))
        if used > width:
            return last_space + 1 if last_space > begun else max(end, begun + 1)
        if line[end] == " ":
            last_space = end
        end += 1
    return end


def _wrapped(text: str, width: int) -> list[str]:
    return [row.text.rstrip() for row in _rows(text, width)]


def _visible(text: str) -> str:
    """Return `text` with a mark in the place of every character that is not seen, or would move what is."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_seen(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
