"""What is remembered of windows is never told of other facts, another calendar or another time."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from service.api.schemas.office import office_or_default
from service.domain.calendar_day import Override
from service.planning.plans import Planning, Standing
from service.reference import load_calendar
from service.store.records import StoredContent

NOON = datetime.fromisoformat("2026-11-24T12:30:00+07:00")
CALENDAR = load_calendar()
OFFICE = office_or_default(None, CALENDAR.provinces).to_document()
REQUEST: dict[str, Any] = {
    "office": OFFICE,
    "windows": ["break", "pre_close"],
    "promise": {"answer_by": "2026-11-20", "counted_from": None, "assumed": False},
    "expires_after_working_days": 5,
    "candidate": {"email": "rina@example.com"},
    "recruiter": {"email": "hr@majujaya.test"},
    "application": {"interviewed_on": "2026-11-09"},
}


def content(**changed: object) -> StoredContent:
    return StoredContent(
        id=UUID(int=7), owner="karirhub", request={**REQUEST, **changed}, language="id", subject="s", body="b",
        message_id="<7@karirhub.test>",
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"office": {**OFFICE, "timezone": "Asia/Jayapura"}},
        {"windows": ["pre_close"]},
        {"greeting_hours": ["15:00", "18:30"]},
        {"promise": {"answer_by": "2026-11-24", "counted_from": None, "assumed": False}},
    ],
    ids=lambda other: next(iter(other)),
)
def test_letters_that_differ_in_what_decides_share_no_window(other: dict[str, Any]) -> None:
    planning = Planning(CALENDAR)
    assert planning.window_now(content(), now=NOON) is not None
    assert planning.window_now(content(**other), now=NOON) is None
    assert planning.window_now(content(), now=NOON) is not None


def test_letters_of_one_office_share_a_window_whoever_writes_to_whom() -> None:
    planning = Planning(CALENDAR)
    window = planning.window_now(content(), now=NOON)
    other = replace(content(candidate={"email": "made@example.com"}), id=UUID(int=8))
    assert planning.window_now(other, now=NOON + timedelta(minutes=5)) is window


def test_a_window_that_has_closed_or_not_opened_yet_is_none() -> None:
    planning = Planning(CALENDAR)
    window = planning.window_now(content(), now=NOON)
    assert window is not None
    assert planning.window_now(content(), now=window.closes_at) is None
    assert planning.window_now(content(), now=window.opens_at - timedelta(seconds=1)) is None
    assert planning.window_now(content(), now=NOON + timedelta(days=1)) != window
    assert planning.window_now(content(), now=NOON - timedelta(days=7)) is None  # a clock that was set back


def test_a_day_off_that_is_entered_closes_a_window_that_was_open() -> None:
    planning = Planning(CALENDAR)
    assert planning.window_now(content(), now=NOON) is not None
    off = Override(on=date(2026, 11, 24), kind="day_off", name="Cuti bersama")
    planning.standing = Standing(1, CALENDAR.with_overrides([off]))
    assert planning.window_now(content(), now=NOON) is None
