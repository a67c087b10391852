"""Why a follow-up leaves when it does, as one sentence good enough to be read aloud."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from service.domain.explanation_texts import TEXTS, Texts
from service.domain.office import Office
from service.domain.plan import Plan, SkippedDay

Language = Literal["id", "en"]

_ZONES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Ujung_Pandang": "WITA",
    "Asia/Jayapura": "WIT",
}
_DAY = timedelta(days=1)
_SECONDS_PER_MINUTE = 60


def why(plan: Plan, office: Office, language: Language, *, assumed: bool = False) -> str:
    """Return one sentence: the promise, the moment chosen and its window, what was passed over and why.

    Args:
        plan: the plan to tell about.
        office: the office it was made for; its zone names the hour.
        language: of the sentence.
        assumed: whether the promise was assumed because none was given.
    """
    texts = TEXTS[language]
    local = plan.send_at.astimezone(ZoneInfo(office.timezone))
    minutes = int((plan.window.closes_at - plan.window.opens_at).total_seconds()) // _SECONDS_PER_MINUTE
    passed = _passed_over(plan.skipped, language)
    return texts.sentence.format(
        promise=(texts.assumed if assumed else texts.promised).format(day=_long_date(plan.answer_by, language)),
        because=texts.because[plan.reason],
        day=_long_date(local.date(), language),
        hour=texts.hour.format(at=local),
        zone=_ZONES.get(office.timezone, office.timezone),
        window=texts.window[plan.window.kind].format(minutes=minutes),
        passed=texts.passed.format(days=passed) if passed else "",
    )


@lru_cache(maxsize=1024)
def _passed_over(skipped: tuple[SkippedDay, ...], language: Language) -> str:
    texts = TEXTS[language]
    told = [day for day in skipped if day.reason != "before_promise_lapsed"]
    groups: dict[tuple[str, str | None], list[date]] = {}
    for day in told:
        groups.setdefault((day.reason, day.name), []).append(day.on)
    phrases = []
    for (reason, name), days in groups.items():
        template = texts.skipped[reason] if name or reason not in texts.unnamed else texts.unnamed[reason]
        phrases.append(template.format(name=_local_name(name or "", texts), days=_dates(days, language)))
    return _listed(phrases, texts)


def _local_name(name: str, texts: Texts) -> str:
    for start, here in texts.names.items():
        if name.startswith(start):
            rest = name.removeprefix(start).strip()
            # "Cuti bersama Natal" is two names in one; the rest of others is a year or a number of the feast.
            return f"{here} {_local_name(rest, texts)}" if start.casefold() == "cuti bersama" else here
    return name


def _listed(phrases: Sequence[str], texts: Texts) -> str:
    if len(phrases) <= 1:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])}{texts.last_and}{phrases[-1]}"


def _dates(days: Sequence[date], language: Language) -> str:
    texts = TEXTS[language]
    return _listed([_stretch(first, last, language) for first, last in _stretches(days)], texts)


def _stretches(days: Sequence[date]) -> Iterator[tuple[date, date]]:
    # Days in a row keep the same distance from their place in the list.
    for _, group in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0] * _DAY):
        row = [day for _, day in group]
        yield row[0], row[-1]


def _stretch(first: date, last: date, language: Language) -> str:
    months = TEXTS[language].months
    end = f"{last.day} {months[last.month - 1]}"
    if first == last:
        return end
    return f"{first.day}–{end}" if first.month == last.month else f"{first.day} {months[first.month - 1]} – {end}"


@lru_cache(maxsize=4096)
def _long_date(on: date, language: Language) -> str:
    texts = TEXTS[language]
    return f"{texts.weekdays[on.weekday()]}, {on.day} {texts.months[on.month - 1]} {on.year}"
