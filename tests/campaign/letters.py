"""What is posted, and when each letter may leave: windows written down by hand, not asked of the product."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

WIB = timezone(timedelta(hours=7))
PROMISED_FOR = "2026-11-23"  # the day before a run starts
DAYS = frozenset(  # no holiday lies among them; the 24th and 25th of December are off
    [date(2026, 11, day) for day in (24, 25, 26, 27, 30)]
    + [date(2026, 12, day) for day in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18, 21, 22, 23)]
)
DAY_BEGINS, DAY_ENDS = time(7, 55), time(16, 40)  # in Jakarta; all windows lie well inside
LEFT_TO_BE_POSTED_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An office with one window a day."""

    name: str
    office: dict[str, Any]
    windows: list[str]
    opens: time  # by the clock of Jakarta, whatever the office's zone
    closes: time

    def holds(self, instant: datetime) -> bool:
        """Whether a letter to this office may leave at `instant` (aware)."""
        local = instant.astimezone(WIB)
        return local.date() in DAYS and self.opens <= local.time() < self.closes

    def seconds_after_close(self, instant: datetime) -> float | None:
        """How long after the day's close `instant` lies; None on a day off or before the opening."""
        local = instant.astimezone(WIB)
        if local.date() not in DAYS or local.time() < self.closes:
            return None
        return (local - datetime.combine(local.date(), self.closes, WIB)).total_seconds()


KINDS = (
    Kind(
        name="jakarta-noon",
        office={"timezone": "Asia/Jakarta", "break": ["10:00", "12:30"], "closes_at": None},
        windows=["break"],
        opens=time(10, 0),
        closes=time(12, 30),
    ),
    Kind(
        name="makassar-late",  # an hour ahead
        office={"timezone": "Asia/Makassar", "break": ["12:30", "15:00"], "closes_at": None},
        windows=["break"],
        opens=time(11, 30),
        closes=time(14, 0),
    ),
    Kind(
        name="jayapura",  # two hours ahead of Jakarta
        office={"timezone": "Asia/Jayapura", "break": ["10:00", "12:30"], "closes_at": None},
        windows=["break"],
        opens=time(8, 0),
        closes=time(10, 30),
    ),
    Kind(
        name="jakarta-close",
        office={"timezone": "Asia/Jakarta", "break": None, "closes_at": "15:30", "pre_close_minutes": 90},
        windows=["pre_close"],
        opens=time(14, 0),
        closes=time(15, 30),
    ),
    Kind(
        name="jakarta-evening",
        office={"timezone": "Asia/Jakarta", "break": None, "closes_at": "16:30", "pre_close_minutes": 75},
        windows=["pre_close"],
        opens=time(15, 15),
        closes=time(16, 30),
    ),
)


def kind_for(now: datetime, kinds: Sequence[Kind], chance: random.Random) -> Kind:
    """Choose the office of the next letter.

    Mostly the open one that closes first: most points of its window have passed, so the letter leaves when posted.
    """
    open_now = [kind for kind in kinds if kind.holds(now) and kind.holds(now + LEFT_TO_BE_POSTED_FOR)]
    if open_now and chance.random() < 0.7:
        return min(open_now, key=lambda kind: kind.closes)
    return chance.choice(open_now) if open_now and chance.random() < 0.7 else chance.choice(kinds)


def recipient(number: int) -> str:
    """Each letter has a mailbox of its own: the log tells letters apart by it."""
    return f"andi{number}@majujaya.co.id"


def body(number: int, kind: Kind) -> dict[str, Any]:
    return {
        "candidate": {"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
        "recruiter": {"email": recipient(number), "name": "Andi Pratama", "honorific": "Bapak"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": "2026-11-09"},
        "promise": {"answer_by": PROMISED_FOR},
        "office": kind.office,
        "windows": kind.windows,
        "reference": f"campaign-{number}",
    }


def next_morning(now: datetime) -> datetime | None:
    """Return when the next working day begins, once a day's windows are over; None while one may be open."""
    local = now.astimezone(WIB)
    if local.date() in DAYS and local.time() < DAY_ENDS:
        return None
    day = min(day for day in DAYS if day > local.date())
    return datetime.combine(day, DAY_BEGINS, WIB)
