"""`fact.interview-date` and `fact.weekday-mismatch`: what a letter says of days, against the calendar and the facts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.parts import Part
from service.letters.checking.reading import PROSE, ReadLetter
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.written_dates import WrittenDate, written_dates
from service.letters.dates import written_date, written_day_and_date
from service.letters.language import Language

# A comma, a colon, a conjunction: what stands between it and a date has to be words like "pada hari" for the date to
# open its clause ("Setelah melamar, pada 9 November saya diwawancarai").
_OPENS_CLAUSE = re.compile(
    r"(?:^|[,;:–—]|\b(?:dan|lalu|kemudian|tetapi|namun|and|then|but|bahwa|that)\b)\s*"
    r"(?:(?:pada|di|hari|tanggal|tgl\.?|on|the|tepatnya|yaitu|yakni|namely|(?:that|which) (?:is|was))\s*,?\s*)"
    r"{0,4}$",
    re.IGNORECASE,
)
_AFTER_IT = re.compile(
    r"\b(?:setelah|sesudah|usai|seusai|selepas|selesai|sebelum|menjelang|pasca-?|after|following|before|prior\s+to|until)\s+"
    r"(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
# Behind what has a date, a clause of its own: "interviewed on 9 November, and I came back on 12 November for a test".
_NEW_CLAUSE = re.compile(
    r"(?:,|;|\b(?:and|but|then|dan|lalu|kemudian|tetapi|namun|sedangkan|sementara))\s+(?:(?:then|later|afterwards|lalu|kemudian"
    r"|sesudahnya|setelahnya|selanjutnya|esoknya|also|juga)\s+){0,2}(?:I|we|you|they|he|she|saya|kami|beliau)\s+"
    r"(?!(?:was|were|had|have|am|sudah|telah|pernah|sempat|pun)\b)[^\W\d_]{2,}",
    re.IGNORECASE,
)
_MONTHS = 12
_MOST_DATES = 60  # of a letter that are read; one with more is none
_CLAUSE_END = re.compile(r"[;:–—]\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldDate:
    """A date in a letter, and whether it is told as the interview's."""

    field: LetterField
    written: WrittenDate  # offsets into the field
    is_interview: bool
    is_stage: bool  # of one interview among several ("wawancara tahap kedua")
    passage: int = 0  # dates of one passage, a sentence or a line, have the same number


def told_dates(letter: ReadLetter, context: LetterContext, book: RuleBook) -> tuple[ToldDate, ...]:
    """Return every date of subject and body, quoted mail left out."""
    given = book.words["fact"]["interview"]
    events = _events(tuple((name, tuple(texts)) for name, texts in given.items()))
    subject = [("subject", letter.subject, 0, Part.BODY)] if not context.answers_thread else []
    lines = [
        ("body", line.text, line.start, line.part) for line in letter.lines if line.part not in {*PROSE, Part.QUOTE}
    ]
    prose = [("body", sentence.text, sentence.start, sentence.part) for sentence in letter.sentences]
    found: list[ToldDate] = []
    for passage, (field, text, start, part) in enumerate((*subject, *lines, *prose)):
        if len(found) >= _MOST_DATES:
            break
        dates = list(written_dates(text, 0, len(text), letter.language))
        spans = events.spans(text) if dates and part in PROSE else []
        for number, written in enumerate(dates):
            since = dates[number - 1].end if number else 0
            until = dates[number + 1].start if number + 1 < len(dates) else len(text)
            kind = events.kind(text, written, spans, since, until) if part in PROSE else None
            found.append(
                ToldDate(
                    field="subject" if field == "subject" else "body",
                    written=_moved(written, start),
                    is_interview=kind in {"interview", "stage"} and not _is_ahead(written, context),
                    is_stage=kind == "stage",
                    passage=passage,
                )
            )
    return tuple(found)


def interview_date_hits(told: Sequence[ToldDate], context: LetterContext, language: Language) -> Iterator[Hit]:
    """Yield the dates that are told as the interview's and are another day."""
    on = context.interviewed_on
    if on is None:
        return
    right = [one for one in told if one.is_interview and one.written.may_be(on)]
    # Who tells the right day in the same breath tells of another occasion too: "We spoke on 11 November and met on 13
    # November".
    beside = {one.passage for one in right if one.field == "body"}
    for one in told:
        if not one.is_interview or one.written.may_be(on) or (one.is_stage and right):
            continue
        if one.field == "body" and one.passage in beside:
            continue
        written = one.written
        start, end = written.start, written.end
        suggestion = written_date(on, language)
        if written.weekday is not None and written.weekday_start < written.start:
            start, suggestion = written.weekday_start, written_day_and_date(on, language)
        yield Hit(
            rule="fact.interview-date",
            field=one.field,
            start=start,
            end=end,
            values={"expected": written_day_and_date(on, language)},
            suggestions=(suggestion,) if written.month is not None and written.weekday_start <= start else (),
        )


def weekday_hits(told: Sequence[ToldDate], context: LetterContext, language: Language) -> Iterator[Hit]:
    """Yield the weekdays that do not belong to the date beside them."""
    reference = context.send_on or context.interviewed_on
    for one in told:
        written = one.written
        on = written.nearest(reference)
        if written.weekday is None or on is None or written.is_range:
            continue
        if written.weekday in {on.weekday(), _swapped(written, on).weekday()}:
            continue
        right = written_day_and_date(on, language).partition(",")[0]
        yield Hit(
            rule="fact.weekday-mismatch",
            field=one.field,
            start=written.weekday_start,
            end=written.weekday_end,
            values={"expected": right, "date": written_date(on, language)},
            suggestions=(right,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Events:
    """What tells the interview, and what tells something else that has a date."""

    words: re.Pattern[str]  # named groups: stage, interview, meeting, other
    limit: re.Pattern[str]  # "sebelum", "by": what stands before a date that is none of the past
    with_reader: re.Pattern[str]  # a meeting is the interview when the reader was there
    elsewhere: re.Pattern[str]  # and not at a fair or at another firm
    given_up: re.Pattern[str]  # "semula", "originally": the date was to be the interview's
    moved: re.Pattern[str]  # behind a date: it was one that was given up
    moved_to: re.Pattern[str]  # and yet the date that follows holds
    planned: re.Pattern[str]  # told of a plan: the day may have been another

    def spans(self, sentence: str) -> list[tuple[int, int, str]]:
        """Return [start, end) and kind of everything in `sentence` that may have a date."""
        return [(match.start(), match.end(), str(match.lastgroup)) for match in self.words.finditer(sentence)]

    def kind(
        self, sentence: str, written: WrittenDate, spans: Sequence[tuple[int, int, str]], since: int, until: int
    ) -> str | None:
        """Return what the date at `written` is told of: stage, interview, other, or None when nothing tells.

        Args:
            sentence: that holds the date.
            written: the date.
            spans: of the sentence.
            since: end of the date before it in the sentence, or 0.
            until: start of the date behind it, or the sentence's length.
        """
        begun = min(written.start, written.weekday_start)
        ended = max(written.end, written.weekday_end)
        if self.limit.search(sentence[max(0, begun - 40) : begun]) or self._is_given_up(
            sentence[min(since, begun) : begun], sentence[ended : max(until, ended)]
        ):
            return "other"
        kind = self._told(sentence, begun, ended, spans, until)
        if kind == "interview" and self.planned.search(sentence, min(since, begun), begun):
            return "stage"
        return kind

    def _is_given_up(self, before: str, after: str) -> bool:
        """Whether the date is the one that the interview was moved from, by the words before and behind it."""
        marks = list(self.given_up.finditer(before))
        if marks and not self.moved_to.search(before, marks[-1].end()):
            return True
        return self.moved.search(after) is not None

    def _told(
        self, sentence: str, begun: int, ended: int, spans: Sequence[tuple[int, int, str]], until: int
    ) -> str | None:
        after = next((span for span in spans if span[0] >= ended), None)
        if after is not None and sentence[ended : after[0]].isspace() and after[2] in {"interview", "stage"}:
            return after[2]
        floor = max((m.end() for m in _CLAUSE_END.finditer(sentence, 0, begun)), default=0)
        before = next((span for span in reversed(spans) if floor <= span[0] and span[1] <= begun), None)
        chosen = before
        if before is None or _OPENS_CLAUSE.search(sentence[:begun][-60:]):
            if before is None and after is not None and after[0] < until < len(sentence):
                return "other" if self._meant(after[2], sentence) == "other" else "stage"  # it may be the next date's
            chosen = after if after is not None and not _CLAUSE_END.search(sentence, ended, after[0]) else before
            if chosen is not None and chosen is before and _AFTER_IT.search(sentence[: before[0]][-60:]):
                return "other"  # "Setelah wawancara, pada 12 November, …"
        if chosen is not None and chosen is before and _NEW_CLAUSE.search(sentence, before[1], begun):
            return "other"
        return self._meant(chosen[2], sentence) if chosen else None

    def _meant(self, kind: str, sentence: str) -> str:
        if self.elsewhere.search(sentence):
            return "other"
        if kind == "meeting":
            return "interview" if self.with_reader.search(sentence) else "other"
        return kind


@lru_cache(maxsize=4)
def _events(words: tuple[tuple[str, tuple[str, ...]], ...]) -> _Events:
    given = {name: "|".join(texts).replace(" ", r"\s+") for name, texts in words}
    kinds = ("future", "stage", "interview", "meeting", "other")
    groups = "|".join(f"(?P<{name}>{given[name]})" for name in kinds)
    joints = r"\s*(?:(?:dengan|hari|tanggal|tgl\.?|the|day|pada)\s*){0,3}$"

    def words_of(text: str, after: str = r"(?!\w)") -> re.Pattern[str]:
        return re.compile(rf"(?<!\w)(?:{text}){after}", re.IGNORECASE)

    return _Events(
        words=words_of(groups),
        limit=words_of(given["limit"], joints),
        with_reader=words_of(given["with_reader"]),
        elsewhere=words_of(given["elsewhere"]),
        given_up=words_of(given["given_up"]),
        moved=words_of(given["moved"]),
        moved_to=words_of(given["moved_to"]),
        planned=words_of(given["planned"]),
    )


def _swapped(written: WrittenDate, on: date) -> date:
    """Return the date that the numbers mean in the other order, or `on`."""
    if written.swapped is None:
        return on
    day, month = written.swapped
    return on.replace(month=month, day=day) if month <= _MONTHS else on


def _moved(written: WrittenDate, by: int) -> WrittenDate:
    return replace(
        written,
        start=written.start + by,
        end=written.end + by,
        weekday_start=written.weekday_start + by,
        weekday_end=written.weekday_end + by,
    )


def _is_ahead(written: WrittenDate, context: LetterContext) -> bool:
    """Whether the date lies after the letter's own day: no interview that was."""
    on = written.nearest(context.send_on)
    return on is not None and context.send_on is not None and on > context.send_on
