import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.reference import load_calendar


@pytest.fixture(scope="session")
def calendar() -> IndonesianCalendar:
    return load_calendar()
