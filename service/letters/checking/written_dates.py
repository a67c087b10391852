"""The dates that a text names, in the forms of Indonesian and English letters. Pure and linear in the text."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from service.letters.language import Language

_MONTH_NAMES = (
    "januari january jan",
    "februari pebruari february feb peb",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu ags agt aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
_WEEKDAY_NAMES = (
    "senin monday mon sen",
    "selasa tuesday tue tues sel",
    "rabu wednesday wed rab",
    "kamis thursday thu thur thurs kam",
    "jumat jum'at jum’at friday fri jum",
    "sabtu saturday sat sab",
    "minggu ahad sunday sun",
)
_WEEKDAYS = {name: number for number, names in enumerate(_WEEKDAY_NAMES) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR, _YEAR_END = r"(?:\s{0,3},?\s{0,3}(?:tahun\s|of\s)?(?P<y", r">(?:19|20)\d\d|['’]\d\d)(?!\d))?"
_TAIL = r"(?P<more>(?:\s?[-–/]\s?|\s(?:dan|and|s\.d\.|to|sampai|&)\s)\d{1,2}(?:st|nd|rd|th)?)?"  # "9–10 November"
_DATE = re.compile(
    r"(?=[\djfmasondp])(?:"
    rf"(?<![\w/.,-])(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?{_TAIL}\s{{0,3}}(?:of\s|bulan\s)?[-/. ]?(?P<m1>{_MONTH})\b\.?[-/]?"
    rf"{_YEAR}1{_YEAR_END}"
    rf"|\b(?P<m2>{_MONTH})\.?\s(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:]|[.]\d){_YEAR}2{_YEAR_END}"
    r"|(?<![\w/.,-])(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?![\w-])"
    r"|(?<![\w/.,-])(?P<d4>\d{1,2})\s?(?P<s>[-/.])\s?(?P<m4>\d{1,2})\s?(?P=s)\s?(?P<y4>(?:19|20)?\d\d)(?![\w/-])"
    r"|(?:(?<=tanggal\s)|(?<=tgl\s)|(?<=tgl\.\s))(?P<d5>\d{1,2})(?:/(?P<m5>\d{1,2})(?![\d/]))?(?![\w:]|[.,]\d))",
    re.IGNORECASE,
)
_ONES = "satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan"
_IN_WORDS = re.compile(
    rf"(?<!\w)(?:(?:(?:dua|tiga)\s+puluh(?:\s+(?:{_ONES}))?|(?:{_ONES})\s+belas|sepuluh|sebelas|{_ONES})"
    r"|(?:(?:twenty|thirty)[-\s])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|thirtieth|(?P<m1>MONTH)\s+the)"
    r"(?:\s+(?:bulan|of|day\s+of)){0,2}\s+(?:MONTH|(?:twenty|thirty|\w+th|first|second|third))\b".replace(
        "MONTH",
        "|".join(name for name in _MONTHS if len(name) > 2),  # noqa: PLR2004  # of letters
    ).replace("(?P<m1>", "(?:"),
    re.IGNORECASE,
)
# The same with its day caught, for days that are told wrong by. "May" and "March" with their capital: "the first may".
_DAYS_ID = ("satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_DAYS_EN = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
_TEENS_EN = (
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_DAY_WORDS: dict[str, int] = {
    "sepuluh": 10,
    "sebelas": 11,
    **{word: day for day, word in enumerate(_DAYS_ID, 1)},
    **{f"{word} belas": day for day, word in enumerate(_DAYS_ID[1:], 12)},
    "dua puluh": 20,
    **{f"dua puluh {word}": day for day, word in enumerate(_DAYS_ID, 21)},
    "tiga puluh": 30,
    "tiga puluh satu": 31,
    **{word: day for day, word in enumerate(_DAYS_EN, 1)},
    **{word: day for day, word in enumerate(_TEENS_EN, 10)},
    **{f"twenty {word}": day for day, word in enumerate(_DAYS_EN, 21)},
    "thirtieth": 30,
    "thirty first": 31,
}
_WORDED_DAY = "|".join(
    word.replace(" ", r"[\s-]+") for word in sorted(_DAY_WORDS, key=len, reverse=True)
)  # the longest first
_WORDED_MONTH = "|".join(name.capitalize() for name in sorted(_MONTHS, key=len, reverse=True) if len(name) > 2)  # noqa: PLR2004
_END_OF_MONTH = (
    r"(?:very\s+)?(?P<which>last|first|final)\s+day|(?:hari|tanggal)\s+(?P<mana>terakhir|pertama|penghabisan)"
)
_WORDED = re.compile(
    rf"(?<![\w-])(?:(?i:(?P<d1>{_WORDED_DAY})(?:\s+of|\s+day\s+of|\s+bulan)?)\s+(?P<m1>{_WORDED_MONTH})"
    rf"|(?P<m2>{_WORDED_MONTH})\s+(?i:the\s+)?(?i:(?P<d2>{_WORDED_DAY}))"
    rf"|(?i:(?P<d3>{_END_OF_MONTH})(?:\s+(?:di|of|in))?(?:\s+(?:bulan|the\s+month\s+of))?)\s+(?P<m3>{_WORDED_MONTH}))(?![\w-])"
    r"(?:,?\s+(?:tahun\s+)?(?P<y>(?:19|20)\d\d)(?!\d))?"
)
_SPACES = re.compile(r"[\s-]+")
_HINT = re.compile(r"\d")
_MONTH_NAME = re.compile(r"(?:Jan|Feb|Mar|Apr|Mei|May|Jun|Jul|Agu|Aug|Sep|Okt|Oct|Nov|Nop|Des|Dec)")
_LONGEST_WORDS = 40  # characters of a day in words, beside its month
_NUMBERS = re.compile(
    r"(?<![\w/.,-])(?<!(?i:rp|am)\s)(\d{1,2})\s?(?:[/–-]|(?<=(?i:tgl|gal)\s\d)\.|(?<=(?i:tgl|gal)\s\d\d)\.)\s?(\d{1,2})(?![\d/])"
)
_NUMBERED_DAY = re.compile(r"\bthe\s(\d{1,2})(?:st|nd|rd|th)\b", re.IGNORECASE)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# "tanggal 5, 6, dan 9 bulan November", "9 XI 2026"
_DAY_AND_MONTH = re.compile(
    r"(?<![\w/.,:-])(?P<day>\d{1,2})(?:st|nd|rd|th)?"
    r"(?=(?:[ ,.('-]{1,3}(?:\d{1,2}(?:st|nd|rd|th)?|dan|and|bulan|day|of|hingga)\b){0,5}[ ,.('-]{1,3}"
    rf"(?P<month>{_MONTH}|(?-i:X?I{{1,3}}|IX|IV|VI{{0,3}}|X))\b)",
    re.IGNORECASE,
)
# A short name only with a capital: "I sat the test", "sen".
_LONG_DAYS = "|".join(sorted((name for name in _WEEKDAYS if len(name) > 4 or name == "rabu"), key=len, reverse=True))  # noqa: PLR2004  # "ahad", "thur"
_SHORT_DAYS = "|".join(
    sorted((name.capitalize() for name in _WEEKDAYS if len(name) <= 4 and name != "rabu"), key=len, reverse=True)  # noqa: PLR2004  # the others
)
_DAY = rf"(?P<day>{_LONG_DAYS}|(?-i:{_SHORT_DAYS})\b\.?)"
_DAY_NAME = re.compile(rf"(?<!\w){_DAY}(?!\w)", re.IGNORECASE)
# What may stand between a weekday and its date: "Rabu pagi yang lalu, sekitar pukul 10.00 WIB, tepatnya tanggal 10 …".
_CLOCK = r"(?:pukul|jam|at)\s+\d{1,2}(?:[.:]\d\d)?|\d{1,2}[.:]\d\d"
_FILLER = (
    rf"{_CLOCK}|lalu|kemarin|silam|itu|ini|tersebut|yang|depan|mendatang|minggu|pekan|pagi|siang|sore|petang|malam|tepatnya|tepat"
    r"|yaitu|yakni|ialah|adalah|jatuh|bertepatan|pada|dengan|hari|tanggal|tgl\.?|sekitar|kira-kira|wib|wita|wit|last|past|this|next"
    r"|morning|afternoon|evening|noon|that\s+is|that\s+was|i\.e\.|namely|to\s+be\s+(?:exact|precise)|precisely|exactly|on|the|of|week"
    r"|o['’]clock|[ap]\.?m\.?|(?:di|at|in|bersama|with)(?:\s+(?!\d)[\w./]+){1,5},"
)
_BETWEEN = re.compile(rf"\.?(?:[\s,(–—-]{{1,4}}(?:{_FILLER})(?!\w)){{0,8}}[\s,(–—-]{{0,4}}", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:setiap|tiap|every|each)\s(?:hari\s)?$", re.IGNORECASE)
_DAY_AFTER = re.compile(
    rf"(?:\s(?:{_CLOCK})(?:\s(?:wib|wita|wit|[ap]\.?m\.?))?)?(?:\s?\(|\s?,|\s[–—-]|(?=\s(?:yang|which|hari)\s))\s?"
    r"(?:(?:a|hari|(?:yang|yaitu|yakni|which|tepatnya|it)(?:\s(?:jatuh|bertepatan|was|is|fell))?(?:\s(?:pada|dengan|on))?|namely)\s){0,3}"
    rf"{_DAY}(?!\w)(?!,?\s(?:tanggal\s|the\s)?\d)",
    re.IGNORECASE,
)
_LONGEST_MONTH = 20  # characters before a day's number in which a month's name begins
_FARTHEST = 70  # characters before a date in which its weekday is looked for
_MONTHS_A_YEAR = 12
_FEBRUARY, _ANY_YEAR = 2, 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date as it stands in a text; what the text leaves out is None."""

    start: int
    end: int
    day: int
    month: int | None
    year: int | None
    swapped: tuple[int, int] | None  # (day, month) when the English order of numbers is meant as well
    weekday: int | None  # 0 is Monday
    weekday_start: int  # of the weekday's name; = start when there is none
    weekday_end: int
    is_range: bool  # "9–10 November": `day` is the first

    def may_be(self, on: date) -> bool:
        """Whether `on` is a date that the text may mean."""
        if self.year is not None and self.year != on.year:
            return False
        if (self.day, self.month or on.month) == (on.day, on.month):
            return True
        if self.swapped == (on.day, on.month):
            return True
        return self.is_range and self.month in {None, on.month} and self.day <= on.day

    def nearest(self, reference: date | None) -> date | None:
        """Return the date meant; without a year the one nearest to `reference`; None when there is none."""
        if self.month is None:
            return None
        if self.year is not None:
            return _valid(self.year, self.month, self.day)
        if reference is None:
            return None
        years = (reference.year - 1, reference.year, reference.year + 1)
        dates = [on for year in years if (on := _valid(year, self.month, self.day)) is not None]
        return min(dates, key=lambda on: abs(on - reference), default=None)


def written_dates(text: str, start: int, end: int, language: Language) -> Iterator[WrittenDate]:
    """Yield the dates in `text[start:end]`, with offsets into `text`.

    Args:
        text: the whole text.
        start: where to begin.
        end: where to stop, exclusive.
        language: in English "11/09/2026" may be either order.
    """
    first = _HINT.search(text, start, end)
    found: list[WrittenDate | None] = []
    if first is not None:
        matches = _DATE.finditer(text, max(start, first.start() - _LONGEST_MONTH), end)
        found += [_read(match, text, start, end, language) for match in matches]
    found += _in_words(text, start, end)
    yield from sorted((one for one in found if one is not None), key=lambda one: one.start)


def _in_words(text: str, start: int, end: int) -> Iterator[WrittenDate]:
    """Yield the dates that are told in words, looked for around each month that has no number before it."""
    done = start
    for month in _MONTH_NAME.finditer(text, start, end):
        before = text[max(done, month.start() - 4) : month.start()]
        if any(c.isdigit() for c in before):
            continue
        begun = max(done, month.start() - _LONGEST_WORDS)
        match = _WORDED.search(text, begun, min(end, month.end() + _LONGEST_WORDS))
        if match is not None and (day := _day_in_words(match)) is not None:
            yield _read_words(match, day, text, start, end)
            done = match.end()


def _day_in_words(match: re.Match[str]) -> int | None:
    """Return the day of the month; None where only the year tells which was the last one."""
    if match["d3"] is None:
        return _DAY_WORDS[_SPACES.sub(" ", (match["d1"] or match["d2"]).lower())]
    if (match["which"] or match["mana"]).lower() in {"first", "pertama"}:
        return 1
    month, year = _MONTHS[match["m3"].lower()], _year(match["y"])
    if year is None and month == _FEBRUARY:
        return None
    return monthrange(year or _ANY_YEAR, month)[1]


def _read_words(match: re.Match[str], day: int, text: str, start: int, end: int) -> WrittenDate:
    """Return the date that is told in words: "the nineteenth of September", "sembilan belas September 2026"."""
    weekday, weekday_start, weekday_end = _weekday(text, start, match.start(), match.end(), end)
    return WrittenDate(
        start=match.start(),
        end=match.end(),
        day=day,
        month=_MONTHS[(match["m1"] or match["m2"] or match["m3"]).lower()],
        year=_year(match["y"]),
        swapped=None,
        weekday=weekday,
        weekday_start=weekday_start,
        weekday_end=weekday_end,
        is_range=False,
    )


def _read(match: re.Match[str], text: str, start: int, end: int, language: Language) -> WrittenDate | None:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    day = int(next(value for name, value in groups.items() if name.startswith("d")))
    written = next((value for name, value in groups.items() if name[0] == "m" and name != "more"), None)
    month = None if written is None else int(written) if written.isdigit() else _MONTHS[written.lower()]
    year = _year(next((value for name, value in groups.items() if name.startswith("y")), None))
    swapped = None
    if "s" in groups and language == "en" and month is not None:
        swapped = (month, day)
        if month > _MONTHS_A_YEAR:
            (day, month), swapped = swapped, None
    if not 1 <= day <= 31 or not 1 <= (month or 1) <= _MONTHS_A_YEAR:  # noqa: PLR2004  # days of a month
        return None
    weekday, weekday_start, weekday_end = _weekday(text, start, match.start(), match.end(), end)
    return WrittenDate(
        start=match.start(),
        end=match.end(),
        day=day,
        month=month,
        year=year,
        swapped=swapped,
        weekday=weekday,
        weekday_start=weekday_start,
        weekday_end=weekday_end,
        is_range="more" in groups,
    )


def _weekday(text: str, start: int, begun: int, ended: int, end: int) -> tuple[int | None, int, int]:
    """Return the weekday beside a date, and where it stands."""
    for name in reversed(list(_DAY_NAME.finditer(text, max(start, begun - _FARTHEST), begun))):
        # "satu minggu, 10 November": a week. As a weekday it has a capital, or "hari" before it.
        if name["day"] == "minggu" and not text[start : name.start()].rstrip().lower().endswith("hari"):
            continue
        if _BETWEEN.fullmatch(text, name.end(), begun) and not _EVERY.search(text[: name.start()][-14:]):
            return _weekday_of(name), name.start("day"), name.end("day")
        break
    after = _DAY_AFTER.match(text, ended, end)
    if after is not None and after["day"] != "minggu":
        return _weekday_of(after), after.start("day"), after.end("day")
    return None, begun, begun


def _weekday_of(found: re.Match[str]) -> int:
    return _WEEKDAYS[found["day"].lower().rstrip(".")]


def _year(written: str | None) -> int | None:
    if written is None:
        return None
    digits = written.lstrip("'’")
    return int(digits) if len(digits) > 2 else 2000 + int(digits)  # noqa: PLR2004  # "26" is 2026


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def names_day_in_words(text: str) -> bool:
    """Whether `text` names a day of a month without digits: "tanggal tiga November", "the third of November"."""
    return _IN_WORDS.search(text) is not None


def may_name(on: date, text: str) -> bool:
    """Whether `text` holds the day in a form that is too loose to be told wrong by: "Jumat (6/11)", "the 6th"."""
    if any(
        (on.day, on.month) in {(int(found[1]), int(found[2])), (int(found[2]), int(found[1]))}
        for found in _NUMBERS.finditer(text)
    ):
        return True
    if any(int(found[1]) == on.day for found in _NUMBERED_DAY.finditer(text)):
        return True
    return any(
        int(found["day"]) == on.day and _month_of(found["month"]) == on.month for found in _DAY_AND_MONTH.finditer(text)
    )


def _month_of(written: str) -> int:
    lower = written.lower()
    return _ROMAN.index(lower) + 1 if lower in _ROMAN else _MONTHS[lower]
