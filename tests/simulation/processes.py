"""One pretended process, wired by `service.app`; everything but the links and the threads is real."""

from functools import cache
from pathlib import Path
from typing import Any

from service.app import Parts, dispatch_of, services_for
from service.calendar.indonesian import IndonesianCalendar
from service.dispatch.loop import Dispatch
from service.letters.phrasings import Phrasings
from service.reference import load_calendar, load_phrasings
from service.settings import Settings
from service.store.engine import Database
from tests.simulation.fake_smtp import FakeLinks, FakeServer
from tests.simulation.ground import InPlaceWriter, WholeClock

LEASE_SECONDS = 360


@cache
def reference() -> tuple[IndonesianCalendar, Phrasings]:
    """Return the data that takes a fifth of a second to read, once."""
    return load_calendar(), load_phrasings()


@cache
def settings_with(**caps: int) -> Settings:
    """Return settings with these caps; made once, for reading the environment takes 6 ms."""
    given: dict[str, Any] = {
        "data_dir": Path("data"),  # nothing is put there
        "smtp_host": "127.0.0.1",
        "smtp_security": "none",
        "smtp_from": "portal@karirhub.test",
        "smtp_max_connections": 2,
        "lease_seconds": LEASE_SECONDS,
        "per_domain_per_window": 0,
        "per_owner_per_day": 0,
        **caps,
    }
    return Settings(_env_file=None, **given)


class Process:
    """One process of the service: it has its own writer, calendar and dispatch, and shares only the database."""

    def __init__(
        self, *, settings: Settings, database: Database, clock: WholeClock, server: FakeServer, writer: InPlaceWriter
    ) -> None:
        self.writer = writer
        parts = Parts(settings=settings, database=database, clock=clock)
        calendar, phrasings = reference()
        self.services = services_for(parts, writer=writer, calendar=calendar, phrasings=phrasings)
        self.dispatch: Dispatch = dispatch_of(parts, self.services, links=FakeLinks(server, clock, self, settings))

    def refresh(self) -> None:
        """Take over the newest overrides, as every look does."""
        with self.services.database.reading() as connection:
            self.services.planning.refresh(connection)
