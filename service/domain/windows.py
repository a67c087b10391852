"""Send windows: the local hours in which a letter is welcome, on paper and on a given date."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

WindowKind = Literal["break", "pre_close"]
WINDOW_KINDS: tuple[WindowKind, ...] = ("break", "pre_close")

_MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWindow:
    """Allowed local hours, closed-open: opens <= t < closes."""

    kind: WindowKind
    opens: time  # local wall time
    closes: time  # local wall time, after `opens`


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """A send window on one date, closed-open: opens_at <= t < closes_at."""

    on: date  # local date in the office's zone
    kind: WindowKind
    opens_at: datetime  # aware UTC
    closes_at: datetime  # aware UTC

    def holds(self, instant: datetime) -> bool:
        """Say whether `instant` (aware) lies in the window."""
        return self.opens_at <= instant < self.closes_at


def minute_of_day(wall: time) -> int:
    """Return the whole minutes from 00:00 to `wall`."""
    return wall.hour * _MINUTES_PER_HOUR + wall.minute


def wall_time(minute: int) -> time:
    """Return the wall time `minute` minutes after 00:00."""
    return time(minute // _MINUTES_PER_HOUR, minute % _MINUTES_PER_HOUR)


def open_on(window: SendWindow, on: date, zone: ZoneInfo) -> OpenWindow | None:
    """Return `window` on the local date `on` in `zone`, or None where the zone's clocks leave it out.

    Pacific/Apia had no 30 December 2011, and a clock set forward at noon would leave out an opening. Of a time that
    comes twice the first counts.
    """
    opens = datetime.combine(on, window.opens, tzinfo=zone)
    closes = datetime.combine(on, window.closes, tzinfo=zone)
    offset = opens.utcoffset()
    if offset is not None and offset == closes.replace(fold=1).utcoffset():  # no change of clocks from one to the other
        opens_at: datetime | None = datetime.combine(on, window.opens, tzinfo=UTC) - offset
        closes_at: datetime | None = datetime.combine(on, window.closes, tzinfo=UTC) - offset
    else:
        opens_at, closes_at = _existing(opens), _existing(closes)
    if opens_at is None or closes_at is None or opens_at >= closes_at:
        return None
    return OpenWindow(on=on, kind=window.kind, opens_at=opens_at, closes_at=closes_at)


def _existing(local: datetime) -> datetime | None:
    before, after = local.utcoffset(), local.replace(fold=1).utcoffset()
    # The two differ where clocks change; set forward, they leave the time out, and set back, it comes twice.
    if before is None or after is None or after > before:
        return None
    return local.astimezone(UTC)
