from datetime import date, timedelta

from service.api.schemas.office import office_or_default
from service.domain.working_days import is_working_day
from tests.simulation.almanac import OFFICES
from tests.simulation.machine import Simulation
from tests.simulation.processes import reference
from tests.simulation.runs import play

RUNS = 100


def test_thirty_working_days_of_faults_break_no_promise() -> None:
    Simulation.tally.clear()
    play(RUNS)
    tally = Simulation.tally
    assert tally["runs"] >= RUNS // 2  # Hypothesis may find that there are fewer different ones
    for status in ("sent", "in_doubt", "failed", "expired", "cancelled", "answered"):
        assert tally[status], f"no run came to {status}: the rules have lost their variety"


def test_the_almanac_written_by_hand_agrees_with_the_calendar_on_working_days() -> None:
    calendar, _ = reference()
    office = office_or_default(None, calendar.provinces)
    differ = [
        on
        for on in (date(2026, 2, 1) + timedelta(days=n) for n in range(350))
        if OFFICES[0].works_on(on, {}) != is_working_day(on, office=office, calendar=calendar)
    ]
    assert differ == []
