import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.domain.office import Office
from service.domain.office_terms import OfficeTerms, resolve_office
from service.reference import load_calendar


@pytest.fixture(scope="session")
def calendar() -> IndonesianCalendar:
    return load_calendar()


@pytest.fixture(scope="session")
def office(calendar: IndonesianCalendar) -> Office:
    return resolve_office(OfficeTerms(), calendar.provinces)
