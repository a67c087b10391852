"""The service's working parts, wired for one pretended process; everything but the links and the threads is real."""

from functools import cache
from pathlib import Path
from typing import Any

from service.api.services import Services
from service.app import DEFAULT_ACCOUNT, Parts, dispatch_of
from service.calendar.indonesian import IndonesianCalendar
from service.dispatch.loop import Dispatch
from service.domain.pacing import Caps
from service.intake.accepting import Intake, Sending
from service.letters.phrasings import Phrasings
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.planning.replanning import Replanning
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


def settings_with(**caps: int) -> Settings:
    given: dict[str, Any] = {
        "data_dir": Path("data"),  # nothing is put there
        "smtp_host": "127.0.0.1",
        "smtp_security": "none",
        "smtp_from": "portal@karirhub.test",
        "smtp_max_connections": 2,
        "lease_seconds": LEASE_SECONDS,
        **caps,
    }
    return Settings(_env_file=None, **given)


class Process:
    """One process of the service: it has its own writer, calendar and dispatch, and shares only the database."""

    def __init__(
        self, *, settings: Settings, database: Database, clock: WholeClock, server: FakeServer, writer: InPlaceWriter
    ) -> None:
        self.writer = writer
        self.services = _services(settings, database, clock, writer)
        parts = Parts(settings=settings, database=database, clock=clock)
        self.dispatch: Dispatch = dispatch_of(parts, self.services, links=FakeLinks(server, clock, self))

    def refresh(self) -> None:
        """Take over the newest overrides, as every look does."""
        with self.services.database.reading() as connection:
            self.services.planning.refresh(connection)


def _services(settings: Settings, database: Database, clock: WholeClock, writer: InPlaceWriter) -> Services:
    calendar, phrasings = reference()
    planning = Planning(calendar)
    caps = Caps(per_minute=settings.smtp_per_minute, per_day=settings.smtp_per_day)
    pacing = Pacing(caps={DEFAULT_ACCOUNT: caps}, per_recruiter_per_window=settings.per_recruiter_per_window)
    return Services(
        database=database,
        writer=writer,
        clock=clock,
        planning=planning,
        pacing=pacing,
        replanning=Replanning(database=database, writer=writer, planning=planning, pacing=pacing, clock=clock),
        intake=Intake(
            database=database,
            writer=writer,
            clock=clock,
            planning=planning,
            phrasings=phrasings,
            pacing=pacing,
            accounts=[Sending(name=DEFAULT_ACCOUNT, from_domain="karirhub.test", owner=None)],
        ),
        allow_reserved_addresses=True,
    )
