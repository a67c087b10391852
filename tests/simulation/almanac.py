"""When letters are welcome, written down by hand and computed in minutes: nothing of the service's planner is used."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

Span = tuple[int, int]  # minutes after midnight, closed-open
Overrides = Mapping[tuple[date, str | None], str]  # (date, province) → "day_off" or "working_day"

# SKB 3 Menteri for 2026 and for 2027: a letter that may leave at one a day is still waiting months after its run began.
PUBLIC_HOLIDAYS = frozenset(
    date(year, month, day)
    for year, month, days in (
        (2026, 1, (1, 16)),
        (2026, 2, (17,)),
        (2026, 3, (19, 21, 22)),
        (2026, 4, (3, 5)),
        (2026, 5, (1, 14, 27, 31)),
        (2026, 6, (1, 16)),
        (2026, 8, (17, 25)),
        (2026, 12, (25,)),
        (2027, 1, (1, 5)),
        (2027, 2, (6,)),
        (2027, 3, (8, 10, 11, 26, 28)),
        (2027, 5, (1, 6, 17, 20)),
        (2027, 6, (1, 6)),
        (2027, 8, (15, 17)),
        (2027, 12, (25, 26)),
    )
    for day in days
)
JOINT_LEAVE = frozenset(
    date(year, month, day)
    for year, month, days in (
        (2026, 2, (16,)),
        (2026, 3, (18, 20, 23, 24)),
        (2026, 5, (15, 28)),
        (2026, 12, (24,)),
        (2027, 2, (5,)),
        (2027, 3, (9, 12, 15, 25)),
        (2027, 5, (18, 19)),
        (2027, 12, (24,)),
    )
    for day in days
)
RAMADAN = (  # first and last days; of 2027 the first one is estimated, thirty days before Idul Fitri
    (date(2026, 2, 19), date(2026, 3, 20)),
    (date(2027, 2, 8), date(2027, 3, 9)),
)
MONDAY_TO_FRIDAY = frozenset(range(5))
FRIDAY, SATURDAY = 4, 5


def at(hour: int, minute: int = 0) -> int:
    return 60 * hour + minute


@dataclass(frozen=True, kw_only=True)
class OfficeCase:
    """An office as it is posted, and its hours worked out by hand."""

    body: dict[str, Any] | None
    utc_hours: int = 7
    province: str | None = None
    days: frozenset[int] = MONDAY_TO_FRIDAY
    break_: Span | None = (at(12), at(13))
    friday_break: Span | None = (at(11, 30), at(13))
    ramadan_break: Span | None = (at(12), at(12, 30))
    ramadan_friday_break: Span | None = (at(11, 30), at(12, 30))
    pre_close: Span = (at(16), at(17))
    ramadan_pre_close: Span = (at(15), at(16))
    joint_leave: bool = True
    ramadan: bool = True
    closed_on: frozenset[date] = field(default_factory=frozenset)

    def works_on(self, on: date, overrides: Overrides) -> bool:
        if on.weekday() not in self.days or on in self.closed_on:
            return False
        said = {overrides.get((on, None)), overrides.get((on, self.province))} - {None}
        if said:
            return "day_off" not in said
        return on not in PUBLIC_HOLIDAYS and not (self.joint_leave and on in JOINT_LEAVE)

    def spans_on(self, on: date) -> dict[str, Span | None]:
        """Return the hours of a working day by kind of window."""
        if on.weekday() == SATURDAY:  # only one office works then: till 13:00, without a break
            return {"pre_close": (at(12), at(13))}
        friday = on.weekday() == FRIDAY
        if self.ramadan and any(first <= on <= last for first, last in RAMADAN):
            rest = self.ramadan_friday_break if friday else self.ramadan_break
            return {"break": rest, "pre_close": self.ramadan_pre_close}
        return {"break": self.friday_break if friday else self.break_, "pre_close": self.pre_close}

    def window_at(self, instant: datetime, kinds: tuple[str, ...], overrides: Overrides) -> datetime | None:
        """Return the opening of the window that holds `instant`, or None when no letter may leave then."""
        local = instant.astimezone(timezone(timedelta(hours=self.utc_hours)))
        on = local.date()
        if not self.works_on(on, overrides):
            return None
        midnight = datetime.combine(on, time(), tzinfo=local.tzinfo)
        for kind, span in self.spans_on(on).items():
            if kind not in kinds or span is None:
                continue
            opens, closes = (midnight + timedelta(minutes=minute) for minute in span)
            if opens <= local < closes:
                return opens.astimezone(UTC)
        return None

    def local_date(self, instant: datetime) -> date:
        return instant.astimezone(timezone(timedelta(hours=self.utc_hours))).date()


OFFICES = (
    OfficeCase(body=None),
    OfficeCase(body={"timezone": "Asia/Makassar"}, utc_hours=8),
    OfficeCase(body={"province": "Papua"}, utc_hours=9, province="Papua"),
    OfficeCase(
        body={"working_days": ["mon", "tue", "wed", "thu", "fri", "sat"], "closed_on": ["2026-11-18", "2026-02-25"]},
        days=frozenset(range(6)),
        closed_on=frozenset({date(2026, 11, 18), date(2026, 2, 25)}),
    ),
    OfficeCase(
        body={"break": None, "observes_joint_leave": False, "ramadan": False},
        break_=None,
        friday_break=None,
        joint_leave=False,
        ramadan=False,
    ),
    OfficeCase(
        body={"break": ["11:00", "12:00"], "closes_at": "16:30", "pre_close_minutes": 30},
        break_=(at(11), at(12)),
        friday_break=(at(11), at(12)),
        ramadan_break=None,
        ramadan_friday_break=(at(11, 30), at(12)),
        pre_close=(at(16), at(16, 30)),
        ramadan_pre_close=(at(15, 30), at(16)),
    ),
)
