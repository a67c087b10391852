"""What the demo says: dates, reasons and states in plain English, Indonesian terms glossed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

GLOSSARY = (
    ("cuti bersama", "joint leave, days off that a decree adds to the holidays"),
    ("Natal", "Christmas"),
    ("WIB · WITA · WIT", "western, central, eastern time: UTC+7, +8, +9"),
    ("Yth. · Dengan hormat · Hormat saya", "Dear · With respect · Respectfully"),
)

_WINDOWS = {"break": "midday break", "pre_close": "last hour before closing"}
_REASONS = {
    "weekly_rest": "the weekend",
    "closed": "days on which the office is closed",
    "override": "a day off",
    "public_holiday": "a public holiday",
    "joint_leave": "joint leave",
    "windows_over": "a day whose hours were over",
}


def day(on: date) -> str:
    """Return a date, or an instant's date in its own zone, such as `Thu 17 Dec`."""
    return f"{on:%a} {on.day} {on:%b}"


def moment(at: datetime) -> str:
    """Return a local instant with its zone, such as `Thu 17 Dec 12:24 WIB`."""
    return f"{day(at)} {at:%H:%M %Z}"


def local(instant: str, timezone: str) -> datetime:
    """Return an instant of the API in an IANA zone, aware."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(timezone))


def planned(document: Mapping[str, Any]) -> datetime:
    """Return the planned instant of a follow-up as answered, aware, in the recruiter's zone."""
    plan = document["plan"]
    return local(plan["send_at"], plan["timezone"])


def why(document: Mapping[str, Any]) -> str:
    """Return in one sentence why a follow-up as answered leaves when it does."""
    plan = document["plan"]
    promised = day(date.fromisoformat(document["promise"]["answer_by"]))
    opens = local(plan["window"]["opens_at"], plan["timezone"])
    closes = local(plan["window"]["closes_at"], plan["timezone"])
    kind = _WINDOWS[plan["window"]["kind"]]
    return (
        f"An answer was promised by {promised}{_passed_over(plan['skipped'])}; "
        f"{day(opens)} has its {kind} at {opens:%H:%M}–{closes:%H:%M} {opens:%Z}."
    )


def state(document: Mapping[str, Any]) -> str:
    """Return a follow-up's status in a word or two."""
    status = str(document["status"])
    if status != "scheduled":
        return status.replace("_", " ")
    return "put off" if document["attempts"] else "waiting"


def _passed_over(skipped: Sequence[Mapping[str, str]]) -> str:
    """Return the days off after the promise, such as `; then come joint leave (24 Dec, …) and the weekend (…)`."""
    after = [each for each in skipped if each["reason"] != "before_promise_lapsed"]
    parts = []
    for (reason, name), days in groupby(after, key=lambda each: (each["reason"], each.get("name"))):
        on = ", ".join(f"{each.day} {each:%b}" for each in (date.fromisoformat(skip["date"]) for skip in days))
        parts.append(f"{_REASONS[reason]} ({on}{f', {name}' if name else ''})")
    if not parts:
        return ""
    *rest, last = parts
    return f"; then come {', '.join(rest)} and {last}" if rest else f"; then comes {last}"
