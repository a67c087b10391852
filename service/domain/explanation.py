"""Why a follow-up leaves when it does, as one sentence good enough to be read aloud."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby

from service.domain.explanation_names import holiday_name, zone_name
from service.domain.explanation_texts import TEXTS, Language, Texts
from service.domain.office import Office
from service.domain.plan import Plan, SkippedDay

__all__ = ["Language", "why"]

_DAY = timedelta(days=1)
_SECONDS_PER_MINUTE = 60
_MOST_GROUPS = 5  # of days passed over, told with their dates
_MOST_STRETCHES = 6  # of days in a row, over all groups


def why(plan: Plan, office: Office, language: Language, *, assumed: bool = False) -> str:
    """Return one sentence: the promise, the moment chosen and its window, what was passed over and why.

    Args:
        plan: the plan to tell about.
        office: the office it was made for; its zone names the hour.
        language: of the sentence.
        assumed: whether the promise was assumed because none was given.
    """
    texts = TEXTS[language]
    local = plan.send_at.astimezone(office.zone)
    within = office.within
    minutes = (plan.window.closes_at - plan.window.opens_at).seconds // _SECONDS_PER_MINUTE
    if within is not None:  # a part of the window may end before the office closes
        minutes = office.pre_close_minutes
    passed = _passed_over(plan.skipped, office, language)
    return texts.sentence.format(
        promise=(texts.assumed if assumed else texts.promised).format(day=_long_date(plan.answer_by, language)),
        because=texts.because[plan.reason],
        day=_long_date(plan.window.on, language),
        hour=local.hour,
        minute=local.minute,
        zone=zone_name(office.timezone, language),
        window=texts.window[plan.window.kind].format(minutes=minutes),
        greeting="" if within is None else texts.greeting.format(opens=within.opens, closes=within.closes),
        passed=texts.passed.format(days=passed) if passed else "",
        provisional=texts.provisional if plan.provisional else "",
    )


def _passed_over(skipped: Sequence[SkippedDay], office: Office, language: Language) -> str:
    texts = TEXTS[language]
    groups: dict[tuple[str, str | None, bool], list[date]] = {}  # by reason, name, whether estimated
    for day in skipped:
        if day.reason != "before_promise_lapsed":
            groups.setdefault(_kind_of(day, office, language), []).append(day.on)
    stretches = {kind: [*_stretches(days)] for kind, days in groups.items()}
    many = sum(map(len, stretches.values())) > _MOST_STRETCHES
    phrases, room, untold = [], _MOST_STRETCHES, 0
    for place, ((reason, name, estimated), found) in enumerate(stretches.items()):
        if many and reason == "weekly_rest":
            phrases.append(texts.weekly_rest)
            continue
        told = found[:room] if place < _MOST_GROUPS else []
        room -= len(told)
        untold += sum((last - first).days + 1 for first, last in found[len(told) :])
        if told:
            dates = _listed([_stretch(first, last, language) for first, last in told], texts)
            template = texts.skipped[reason] if name or reason not in texts.unnamed else texts.unnamed[reason]
            phrases.append(template.format(name=name, days=f"{texts.estimated}{dates}" if estimated else dates))
    if untold:
        phrases.append(texts.more_days.format(count=untold) if untold > 1 else texts.one_more_day)
    return _listed(phrases, texts)


def _kind_of(day: SkippedDay, office: Office, language: Language) -> tuple[str, str | None, bool]:
    if day.reason == "closed" and day.on in office.closed_on:
        return "closed_on", None, False
    if day.name is None or day.reason == "override":  # an operator's words stay as they are, in quotes
        return day.reason, day.name, False
    return day.reason, *holiday_name(day.name, language)


def _listed(phrases: Sequence[str], texts: Texts) -> str:
    if len(phrases) <= 1:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])}{texts.last_and}{phrases[-1]}"


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
