from datetime import date, datetime, timedelta

from service.api.schemas.office import office_or_default
from service.domain.follow_up import Status
from service.domain.windows import WindowKind
from service.domain.working_days import is_working_day, windows_on
from tests.simulation.almanac import OFFICES
from tests.simulation.fates import Post
from tests.simulation.machine import Simulation
from tests.simulation.processes import reference
from tests.simulation.runs import play

RUNS = 100
DAYS = [date(2026, 2, 1) + timedelta(days=n) for n in range(699)]  # to the end of 2027
START = datetime.fromisoformat("2026-11-09T09:00:00+07:00")


def test_thirty_working_days_of_faults_break_no_promise() -> None:
    Simulation.tally.clear()
    play(RUNS)
    tally = Simulation.tally
    assert tally["runs"] >= RUNS // 2  # Hypothesis may find that there are fewer different ones
    for status in ("sent", "in_doubt", "failed", "expired", "cancelled", "answered"):
        assert tally[status], f"no run came to {status}: the rules have lost their variety"


def test_letters_that_a_lowered_cap_keeps_for_days_come_to_an_end_too() -> None:
    caps = {"smtp_per_minute": 0, "smtp_per_day": 0, "per_recruiter_per_window": 0, "max_tries": 2}
    simulation = Simulation()
    simulation.begin(START, caps)
    try:
        for number in range(30):
            given = Post(
                candidate=number % 3, mailbox=number % len(OFFICES), position="Kasir", kinds=("break", "pre_close"),
                form="answer_by", length=number % 12, days_since=number % 10, days=1 + number % 4,
                allow_duplicate=True, own_words=False,
            )  # fmt: skip
            simulation.post(given, 0)
        simulation.the_operator_changes_the_caps({**caps, "smtp_per_minute": 1, "smtp_per_day": 1})
    finally:
        simulation.teardown()
    assert {row.status for row in simulation.world.view.rows.values()} <= {Status.SENT, Status.EXPIRED}


def test_the_almanac_written_by_hand_agrees_with_the_calendar_on_working_days() -> None:
    calendar, _ = reference()
    office = office_or_default(None, calendar.provinces)
    differ = [on for on in DAYS if OFFICES[0].works_on(on, {}) != is_working_day(on, office=office, calendar=calendar)]
    assert differ == []


def test_the_almanac_written_by_hand_agrees_with_the_calendar_on_hours() -> None:
    calendar, _ = reference()
    office = office_or_default(None, calendar.provinces)
    kinds: tuple[WindowKind, ...] = ("break", "pre_close")
    windows = [one for on in DAYS for one in windows_on(on, office=office, calendar=calendar, kinds=kinds)]
    assert len(windows) > len(DAYS)
    for window in windows:
        held = [window.opens_at, window.closes_at - timedelta(seconds=1)]
        assert [OFFICES[0].window_at(instant, kinds, {}) for instant in held] == [window.opens_at] * 2, window
        assert OFFICES[0].window_at(window.closes_at, kinds, {}) is None, window
