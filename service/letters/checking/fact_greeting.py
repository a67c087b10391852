"""`fact.time-greeting`: a greeting of an hour of the day, against the hours in which the letter leaves."""

import re
from collections.abc import Iterator
from datetime import time

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Span
from service.letters.language import Language

_HOURS: dict[str, tuple[time, time]] = {
    "pagi": (time(4, 0), time(11, 0)),
    "siang": (time(11, 0), time(15, 0)),
    "sore": (time(15, 0), time(18, 30)),
    "petang": (time(15, 0), time(18, 30)),
    "malam": (time(18, 30), time.max),
    "morning": (time(4, 0), time(12, 0)),
    "afternoon": (time(12, 0), time(18, 0)),
    "evening": (time(18, 0), time.max),
    "night": (time(18, 0), time.max),
}
_LEEWAY = 30  # minutes of a window that may lie outside, if most of it lies inside: "good afternoon" at 11.30
_NOON = 12 * 60
_WINDOWS = {"break": (time(12, 0), time(13, 0)), "pre_close": (time(16, 0), time(17, 0))}
_DAYPART = r"(?:pagi|siang|sore|petang|malam)"
_GREETING = re.compile(
    rf"(?<![\w-])(?:selamat|met)\s+(?P<id>{_DAYPART})"
    rf"(?:\s*(?:/|atau|dan|menjelang)\s*(?:selamat\s+)?(?P<id2>{_DAYPART}))?(?!\w)"
    rf"|(?:^|(?<=[\n.!]))[ \t]*(?P<bare>{_DAYPART})\s*,?\s+(?=(?:pak|bu|bapak|ibu|kak|mas|mbak|semua|tim|rekan)\b)"
    r"|(?:^|(?<=[\n.,!;])|(?<=\bhello)|(?<=\bhi)|(?<=\band)|(?<=\ba\svery))\s*"
    r"good[ -]?(?P<en>morning|afternoon|evening|night)(?!\w)"
    r"(?!\s+(?:meeting|session|interview|train|shift|class|for)\b)",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"(?:(?:meng)?ucap(?:an|kan)?|menyapa|sapaan|salam|kata|berkata|bilang|say(?:ing|s)?|said|wish(?:ing|es|ed)?|bid(?:ding)?|have)"
    r"\s+(?:you\s+|a\s+|all\s+){0,3}[\"“'‘]?$",
    re.IGNORECASE,
)
_HINT = re.compile(rf"{_DAYPART}|good", re.IGNORECASE)


def greeting_hours(body: str, subject: str, language: Language) -> tuple[time, time] | None:  # noqa: ARG001  # either language's greeting stands in either letter
    """Return the hours [from, to) of the reader's wall time that the letter's greeting fits, or None without one.

    "Selamat siang" fits [11:00, 15:00), "selamat sore" [15:00, 18:30), "good afternoon" [12:00, 18:00). Two greetings
    leave the hours that both fit, or the first one's when there are none.

    Args:
        body: of the letter.
        subject: of the letter.
        language: of the letter.
    """
    hours: tuple[time, time] | None = None
    for text in (subject, body):
        for _, found in _greetings(text, 0, len(text)):
            both = (max(hours[0], found[0]), min(hours[1], found[1])) if hours else found
            hours = both if both[0] < both[1] else hours
    return hours


def greeting_hits(letter: ReadLetter, context: LetterContext) -> Iterator[Hit]:
    """Yield the greetings that do not fit the whole of the window in which the letter leaves."""
    window = context.window_hours or (_WINDOWS[context.window] if context.window else None)
    if window is None:
        return
    told = f"{window[0]:%H.%M}–{window[1]:%H.%M}" if letter.language == "id" else f"{window[0]:%H:%M}–{window[1]:%H:%M}"
    quotes = letter.lines_of(Part.QUOTE)
    fields: tuple[tuple[LetterField, str], ...] = (("subject", letter.subject), ("body", letter.body))
    for field, text in fields:
        for span, hours in _greetings(text, 0, len(text)):
            if _fits(hours, window):
                continue
            if field == "body" and any(line.start <= span.start < line.end for line in quotes):
                continue
            yield Hit(rule="fact.time-greeting", field=field, start=span.start, end=span.end, values={"window": told})


def _fits(hours: tuple[time, time], window: tuple[time, time]) -> bool:
    """Whether a greeting of `hours` is right in the window, or nobody would mind it there."""
    (since, until), (begun, ended) = (tuple(_minutes(at) for at in span) for span in (hours, window))
    early, late = max(0, since - begun), max(0, ended - until)
    inside = ended - begun - early - late
    # Half of the hours is enough for who greets a little early, in English: "good afternoon" before noon.
    return early + late <= _LEEWAY and (early + late < inside or (not late and early == inside and since == _NOON))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def _greetings(text: str, start: int, end: int) -> Iterator[tuple[Span, tuple[time, time]]]:
    """Yield each greeting of a time of day with its hours."""
    if _HINT.search(text, start, end) is None:
        return
    for match in _GREETING.finditer(text, start, end):
        if _TOLD.search(text[max(0, match.start() - 24) : match.start()].rstrip(" \t") + " "):
            continue
        words = [word.lower() for word in match.groups() if word]
        opens = min(_HOURS[word][0] for word in words)
        closes = max(_HOURS[word][1] for word in words)
        shown = match.group().strip()
        begun = match.start() + match.group().index(shown[0])
        yield Span(shown, begun, begun + len(shown)), (opens, closes)
