"""The proof: the SMTP server's record against expectations stated by hand. Nothing of the planner is used here."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from service.demo.wording import day, moment
from service.sandbox import SandboxLetter

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")

FIRST_REST_DAY = 5  # Saturday, as date.weekday() counts
DAYS_OFF = {date(2026, 12, 24): "joint leave", date(2026, 12, 25): "a public holiday"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Hours in which a letter may arrive, closed-open: opens <= t < closes."""

    opens: datetime  # aware, in the recruiter's zone
    closes: datetime  # the same zone and day

    def __str__(self) -> str:
        return f"{day(self.opens)} {self.opens:%H:%M}–{self.closes:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be found in the record of one recipient."""

    who: str  # the firm, for people
    recipient: str  # the address that the server saw
    zone: timezone  # the recruiter's, as a fixed offset
    promised_by: date  # local date; a letter may come on later dates only
    windows: tuple[Window, ...]  # it must arrive in one of them; none: nothing must arrive
    tries: int = 1  # RCPT commands that the server must have seen for this address


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One thing that was checked."""

    holds: bool
    sentence: str  # what is so, or what went wrong


def judge(
    expectations: Sequence[Expectation], letters: Sequence[SandboxLetter], tries: Mapping[str, int]
) -> list[Verdict]:
    """Return one verdict an expectation, then one for each letter that nobody expected.

    Args:
        expectations: one a recipient.
        letters: all that the server took, with its own times of reception.
        tries: RCPT commands that the server saw, by address.
    """
    verdicts: list[Verdict] = []
    for expected in expectations:
        of_it = [letter for letter in letters if expected.recipient in letter.rcpt_to]
        wrong = list(_faults(expected, of_it, tries.get(expected.recipient, 0)))
        verdicts.extend(Verdict(holds=False, sentence=f"{expected.who}: {each}.") for each in wrong)
        if not wrong:
            verdicts.append(Verdict(holds=True, sentence=f"{expected.who}: {_praise(expected, of_it)}."))
    known = {expected.recipient for expected in expectations}
    for letter in letters:
        verdicts.extend(
            Verdict(holds=False, sentence=f"A letter arrived at {recipient}, to whom nothing was to be sent.")
            for recipient in letter.rcpt_to
            if recipient not in known
        )
    return verdicts


def _faults(expected: Expectation, letters: Sequence[SandboxLetter], tries: int) -> Iterator[str]:
    if not expected.windows:
        if letters:
            at = moment(letters[0].at.astimezone(expected.zone))
            yield f"a letter arrived {at}, though the recruiter had answered"
        elif tries:
            yield "a letter was tried, though the recruiter had answered"
        return
    if not letters:
        yield f"no letter arrived; one was expected {_hours(expected)}"
        return
    if len(letters) > 1:
        yield f"{len(letters)} letters arrived; one was expected"
    elif tries != expected.tries:
        yield f"the server counted {tries} in place of {expected.tries} tries"
    for letter in letters:
        yield from _untimely(expected, letter.at.astimezone(expected.zone))


def _untimely(expected: Expectation, at: datetime) -> Iterator[str]:
    on = at.date()
    if not any(window.opens <= at < window.closes for window in expected.windows):
        yield f"the letter arrived {moment(at)}, outside its window: {_hours(expected)}"
    if on <= expected.promised_by:
        yield f"the letter arrived {moment(at)}, before the promise of {day(expected.promised_by)} had lapsed"
    if on.weekday() >= FIRST_REST_DAY:
        yield f"the letter arrived {moment(at)}, at the weekend"
    if on in DAYS_OFF:
        yield f"the letter arrived {moment(at)}, on {DAYS_OFF[on]}"


def _praise(expected: Expectation, letters: Sequence[SandboxLetter]) -> str:
    if not letters:
        return "answered in time, so nothing arrived"
    at = letters[0].at.astimezone(expected.zone)
    window = next(window for window in expected.windows if window.opens <= at < window.closes)
    tried = "" if expected.tries == 1 else f", at try {expected.tries}"
    return f"one letter, {moment(at)}, inside {window.opens:%H:%M}–{window.closes:%H:%M}{tried}"


def _hours(expected: Expectation) -> str:
    return " or ".join(str(window) for window in expected.windows) + f" {expected.zone.tzname(None)}"
