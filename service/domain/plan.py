"""The plan of one follow-up: when it may leave, when it will, and what was passed over on the way."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from service.domain.windows import OpenWindow

SkipReason = Literal[
    "before_promise_lapsed", "weekly_rest", "closed", "override", "public_holiday", "joint_leave", "windows_over"
]
PlanReason = Literal[
    "promise", "retry", "missed_window", "account_cap", "recruiter_cap", "account_paused", "calendar_changed"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedDay:
    """One day on which nothing is sent, with the first reason that applies."""

    on: date  # local date
    reason: SkipReason
    name: str | None = None  # of the holiday, joint leave or override

    def to_document(self) -> dict[str, str]:
        """Return the day as the contract writes it."""
        document = {"date": self.on.isoformat(), "reason": str(self.reason)}
        if self.name is not None:
            document["name"] = self.name
        return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When a follow-up leaves, and why then."""

    answer_by: date  # D: local date by which an answer was promised
    earliest: datetime  # aware UTC; first allowed instant at or after the instant planned from
    earliest_window: OpenWindow  # the window `earliest` lies in
    send_at: datetime  # aware UTC; inside `window`
    window: OpenWindow  # the window `send_at` lies in; later than `earliest_window` when that one is nearly over
    timezone: str  # IANA; of the office
    provisional: bool  # rests on days that a decree may still change
    skipped: tuple[SkippedDay, ...]  # oldest first, one entry a day, up to the day before `send_at`
    reason: PlanReason

    @property
    def not_before_on(self) -> date:
        """The first local date that the promise allows."""
        return self.answer_by + timedelta(days=1)

    def to_document(self) -> dict[str, Any]:
        """Return the plan as the contract writes it, without `why`; instants as UTC with Z."""
        return {
            "not_before_on": self.not_before_on.isoformat(),
            "earliest": instant_text(self.earliest),
            "send_at": instant_text(self.send_at),
            "send_at_local": self.send_at.astimezone(ZoneInfo(self.timezone)).isoformat(),
            "window": window_document(self.window),
            "timezone": self.timezone,
            "provisional": self.provisional,
            "reason": self.reason,
            "skipped": [day.to_document() for day in self.skipped],
        }


def window_document(window: OpenWindow) -> dict[str, str]:
    """Return a window as the contract writes it."""
    return {
        "kind": window.kind,
        "opens_at": instant_text(window.opens_at),
        "closes_at": instant_text(window.closes_at),
    }


def instant_text(instant: datetime) -> str:
    """Return an aware UTC instant in ISO 8601 with Z; microseconds only when there are some."""
    return f"{instant.isoformat().removesuffix('+00:00')}Z"
