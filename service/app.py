"""The composition root: the only module that sees everything. It builds and wires, and decides nothing."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Literal

from fastapi import FastAPI

from service import __version__
from service.api import calendar as calendar_routes
from service.api import follow_up_verbs as verb_routes
from service.api import follow_ups as follow_up_routes
from service.api import health as health_routes
from service.api import letters as letter_routes
from service.api import problems
from service.api import test_clock as test_clock_routes
from service.api.callers import Gatekeeper
from service.api.idempotency import InFlight
from service.api.services import Services
from service.api.shell import Shell
from service.calendar.indonesian import IndonesianCalendar
from service.dispatch.breaker import Breaker
from service.dispatch.claiming import Claiming, Sender
from service.dispatch.delivery import Delivery
from service.dispatch.links import Links
from service.dispatch.loop import Dispatch
from service.dispatch.recording import Recorder
from service.dispatch.rendering import message_of
from service.domain.clock import Clock, PretendedTime
from service.domain.pacing import BreakerPolicy, Caps
from service.domain.retry import RetryPolicy
from service.intake.accepting import Intake, Sending
from service.intake.checking import LetterChecking
from service.intake.rechecking import Rechecking
from service.letters.phrasings import Phrasings
from service.mail.account import Security, SmtpAccount
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.planning.replanning import Replanning
from service.reference import load_calendar, load_checker, load_phrasings
from service.settings import Settings
from service.store import test_clock
from service.store.engine import Database
from service.store.records import StoredFollowUp
from service.store.writer import Writer
from service.ticker import Ticker

Role = Literal["all", "api", "dispatch"]
DEFAULT_ACCOUNT = "default"


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the wall time, aware UTC."""
        return datetime.now(UTC)

    def real_now(self) -> datetime:
        """Return the same: this is real time."""
        return self.now()

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        return monotonic()

    def speed(self) -> float:
        """Return 1.0: one second a second."""
        return 1.0


class PretendedClock(SystemClock):
    """Pretended time by a rule that all processes of one database share; the rule is swapped whole."""

    def __init__(self, rule: PretendedTime) -> None:
        self.rule = rule

    def now(self) -> datetime:
        """Return the pretended time, aware UTC."""
        return self.rule.at(self.real_now())

    def real_now(self) -> datetime:
        """Return the machine's wall time, aware UTC."""
        return datetime.now(UTC)

    def speed(self) -> float:
        """Return how many pretended seconds pass in one real second."""
        return self.rule.speed

    def take_over(self, rule: PretendedTime | None) -> None:
        """Live by `rule` from now on; None (no rule stored) changes nothing."""
        if rule is not None:
            self.rule = rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What `build` makes an application of."""

    settings: Settings
    database: Database
    clock: Clock
    role: Role = "all"


def default_account(settings: Settings) -> SmtpAccount | None:
    """Return the account that the environment names, or None."""
    if settings.smtp_host is None or settings.from_address is None:
        return None
    return SmtpAccount(
        name=DEFAULT_ACCOUNT,
        host=settings.smtp_host,
        port=settings.port,
        security=Security(settings.smtp_security),
        from_address=settings.from_address,
        username=settings.smtp_username,
        password=settings.password,
        step_timeout_seconds=settings.smtp_step_timeout,
        connect_timeout_seconds=min(30.0, settings.smtp_step_timeout),
        reply_timeout_seconds=settings.smtp_reply_timeout,
    )


def build(parts: Parts) -> FastAPI:
    """Return the application of one process; its lifespan starts and stops the writer, the ticker and dispatch."""
    services = services_for(parts)
    return _application(parts, services, None if parts.role == "api" else dispatch_of(parts, services))


def services_for(
    parts: Parts,
    *,
    writer: Writer | None = None,
    calendar: IndonesianCalendar | None = None,
    phrasings: Phrasings | None = None,
) -> Services:
    """Return what the routes work with; what is not given is made: a writer, whose thread runs from here on, and data.

    Args:
        parts: of the process.
        writer: through which it writes.
        calendar: as it comes with the product, without overrides; reading it takes 0.2 s.
        phrasings: as they come with the product.
    """
    settings, clock, database = parts.settings, parts.clock, parts.database
    account = default_account(settings)
    writer = writer or Writer(database.writer)
    planning = Planning(calendar or load_calendar())
    caps = Caps(per_minute=settings.smtp_per_minute, per_day=settings.smtp_per_day)
    pacing = Pacing(caps={DEFAULT_ACCOUNT: caps}, per_recruiter_per_window=settings.per_recruiter_per_window)
    checking = LetterChecking(load_checker)
    phrasings = phrasings or load_phrasings()
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
            checking=checking,
            accounts=[] if account is None else [_sending(account, settings)],
        ),
        checking=checking,
        rechecking=Rechecking(
            database=database, writer=writer, clock=clock, planning=planning, pacing=pacing, checking=checking
        ),
        phrasings=phrasings,
        allow_reserved_addresses=settings.smtp_is_loopback,
    )


def _sending(account: SmtpAccount, settings: Settings) -> Sending:
    domain = account.from_address.rpartition("@")[2]
    return Sending(name=account.name, from_domain=domain, owner=settings.default_account_owner)


def dispatch_of(parts: Parts, services: Services, *, links: Links | None = None) -> Dispatch:
    """Return the part that sends, for one process; over real connections unless `links` are given."""
    settings, clock = parts.settings, parts.clock
    account = default_account(settings)
    accounts = {} if account is None else {account.name: account}
    lease = timedelta(seconds=settings.lease_seconds)
    links = links or Links(clock)
    recorder = Recorder(
        writer=services.writer,
        clock=clock,
        planning=services.planning,
        pacing=services.pacing,
        breaker=Breaker(BreakerPolicy()),
        policy=RetryPolicy(delays=settings.retry_delays, max_tries=settings.max_tries),
        instance=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}",
    )
    delivery = Delivery(
        database=services.database,
        writer=services.writer,
        clock=clock,
        planning=services.planning,
        links=links,
        recorder=recorder,
        accounts=accounts,
        lease=lease,
    )
    return Dispatch(
        database=services.database,
        writer=services.writer,
        clock=clock,
        planning=services.planning,
        replanning=services.replanning,
        delivery_=delivery,
        recorder=recorder,
        links=links,
        claims=Claiming(
            clock=clock,
            planning=services.planning,
            pacing=services.pacing,
            recorder=recorder,
            per_recruiter_per_window=settings.per_recruiter_per_window,
            lease=lease,
        ),
        senders={name: Sender(account=name, max_connections=settings.smtp_max_connections) for name in accounts},
    )


def _application(parts: Parts, services: Services, dispatch: Dispatch | None) -> FastAPI:
    clock = parts.clock
    look = _look_of(parts, services)

    async def tick() -> datetime | None:
        await asyncio.to_thread(look)
        if dispatch is None:
            return None
        await services.rechecking.tick()
        return await dispatch.tick()

    ticker = Ticker(tick=tick, clock=clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await services.writer.run(services.planning.note_calendar)
        await asyncio.to_thread(look)
        if dispatch is not None:
            await dispatch.start()
        ticker.start()
        try:
            yield
        finally:
            await ticker.stop()
            if dispatch is not None:
                await dispatch.stop()
            await services.rechecking.stop()
            services.writer.close()
            parts.database.dispose()

    app = FastAPI(
        title="Tanyakabar",
        version=__version__,
        summary="The follow-up after a job interview: once, politely, in the recruiter's office hours.",
        lifespan=lifespan,
        docs_url=None,  # the interactive pages load scripts from elsewhere; /openapi.json is the description
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.gatekeeper = Gatekeeper(database=parts.database, clock=clock)
    app.state.in_flight = InFlight()
    app.state.tick_age = ticker.seconds_since_tick
    app.state.take_over_time = clock.take_over if isinstance(clock, PretendedClock) else None
    app.state.message_of = _message_of(parts)
    app.add_middleware(Shell, max_body_bytes=parts.settings.max_body_bytes)
    problems.install(app)
    app.include_router(health_routes.router)
    if parts.role != "dispatch":
        for routes in (follow_up_routes, verb_routes, letter_routes, calendar_routes, test_clock_routes):
            app.include_router(routes.router)
    return app


def _look_of(parts: Parts, services: Services) -> Callable[[], None]:
    """Return what takes over from the database what other processes may have changed: overrides, pretended time."""
    clock = parts.clock

    def look() -> None:
        with parts.database.reading() as connection:
            services.planning.refresh(connection)
            if isinstance(clock, PretendedClock):
                clock.take_over(test_clock.load_pretended_time(connection))

    return look


def _message_of(parts: Parts) -> Callable[[StoredFollowUp], bytes]:
    account = default_account(parts.settings)

    def message(follow_up: StoredFollowUp) -> bytes:
        with parts.database.reading() as connection:
            return message_of(connection, follow_up, account=account)

    return message
