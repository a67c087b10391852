"""The application of one process: its routes, and the lifespan that starts and stops what works beside them."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from threading import Thread

import structlog
from fastapi import FastAPI

from service import __version__
from service.api import accounts as account_routes
from service.api import batch as batch_routes
from service.api import calendar as calendar_routes
from service.api import changes as change_routes
from service.api import described_scopes, problems
from service.api import follow_up_verbs as verb_routes
from service.api import follow_ups as follow_up_routes
from service.api import health as health_routes
from service.api import letters as letter_routes
from service.api import metrics as metrics_routes
from service.api import privacy as privacy_routes
from service.api import sandbox as sandbox_routes
from service.api import suppressions as suppression_routes
from service.api import test_clock as test_clock_routes
from service.api import webhooks as webhook_routes
from service.api.callers import Gatekeeper
from service.api.idempotency import InFlight
from service.api.limits import RequestLimit
from service.api.services import Services
from service.api.shell import Shell
from service.app.clocks import PretendedClock
from service.app.parts import Parts, Role
from service.app.sending import dispatch_of, webhooks_of
from service.app.services import services_for
from service.dispatch.loop import Dispatch
from service.dispatch.rendering import message_of
from service.domain.clock import Clock, PretendedTime
from service.reference import load_checker
from service.store import test_clock
from service.store.records import StoredFollowUp
from service.ticker import Ticker

log = structlog.get_logger()

SECONDS_UNTIL_READIED = 5.0  # after the start, which the word lists must not slow down
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
ROUTERS = (
    follow_up_routes.router,
    verb_routes.router,
    change_routes.router,
    letter_routes.router,
    batch_routes.router,
    suppression_routes.router,
    calendar_routes.router,
    test_clock_routes.router,
    webhook_routes.router,
    account_routes.router,
    sandbox_routes.router,
    privacy_routes.router,
)


def build(parts: Parts) -> FastAPI:
    """Return the application of one process; its lifespan starts and stops the writer, the ticker and dispatch."""
    services = services_for(parts)
    return _application(parts, services, None if parts.role == "api" else dispatch_of(parts, services))


def _application(parts: Parts, services: Services, dispatch: Dispatch | None) -> FastAPI:
    ticker, lifespan = _working(parts, services, dispatch)
    app = FastAPI(
        title="Tanyakabar",
        version=__version__,
        summary="The follow-up after a job interview: once, politely, in the recruiter's office hours.",
        description=(
            "Besides the answers that an operation names, any request may be answered with 400 and a problem of the "
            "code `bad_request`: it is no HTTP/1.1 request, or has over 32 KiB of headers; the connection then ends."
        ),
        lifespan=lifespan,
        docs_url=None,  # the interactive pages load scripts from elsewhere; /openapi.json is the description
        redoc_url=None,
        openapi_url=None if parts.role == "dispatch" else "/openapi.json",  # it describes the API, which is elsewhere
        redirect_slashes=False,
    )
    app.state.services = services
    app.state.gatekeeper = Gatekeeper(
        database=parts.database,
        clock=parts.clock,
        writer=services.writer,
        limit=RequestLimit(parts.settings.requests_per_minute, parts.clock),
    )
    app.state.in_flight = InFlight()
    app.state.tick_age = ticker.seconds_since_tick
    app.state.readings = metrics_routes.Readings(database=parts.database, clock=parts.clock)
    app.state.take_over_time = _take_over_of(parts.clock)
    app.state.message_of = _message_of(parts, services)
    app.add_middleware(Shell, max_body_bytes=parts.settings.max_body_bytes)
    problems.install(app)
    described_scopes.install(app)
    app.include_router(health_routes.router)
    app.include_router(metrics_routes.router)
    for router in ROUTERS if parts.role != "dispatch" else ():
        app.include_router(router)
    return app


def _working(parts: Parts, services: Services, dispatch: Dispatch | None) -> tuple[Ticker, Lifespan]:
    """Return the ticker, and what starts and stops all that works beside the routes."""
    look = _look_of(parts, services)
    webhooks = None if dispatch is None else webhooks_of(parts, services)

    async def tick() -> datetime | None:
        await asyncio.to_thread(look)
        if webhooks is not None:
            webhooks.wake()
            services.forgetting.wake()
            await services.rechecking.tick()
        return None if dispatch is None else await dispatch.tick()

    ticker = Ticker(tick=tick, clock=parts.clock)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await services.writer.run(services.planning.note_calendar)
        await asyncio.to_thread(look)
        if dispatch is not None:
            await dispatch.start()
        ticker.start()
        readying = asyncio.get_running_loop().call_later(SECONDS_UNTIL_READIED, _ready_checker, parts.role)
        try:
            yield
        finally:
            readying.cancel()
            log.info("stopping")
            await ticker.stop()
            if dispatch is not None:
                await dispatch.stop()
            if webhooks is not None:
                await webhooks.stop()
            await services.forgetting.stop()
            await services.rechecking.stop()
            services.writer.close()
            parts.database.dispose()

    return ticker, lifespan


def _ready_checker(role: Role) -> None:
    """Spare the first letters what the check reads and compiles once; where requests come, and beside all else."""
    if role != "dispatch":
        Thread(target=_read_and_compile, name="letter-check", daemon=True).start()


def _read_and_compile() -> None:
    try:
        load_checker().checker.make_ready()
    except Exception as error:  # the first letter will tell
        log.exception("letter_check_not_ready", error=type(error).__name__)


def _take_over_of(clock: Clock) -> Callable[[PretendedTime | None], None] | None:
    return clock.take_over if isinstance(clock, PretendedClock) else None


def _look_of(parts: Parts, services: Services) -> Callable[[], None]:
    """Return what takes over from the database what other processes may have changed: overrides, pretended time."""
    clock = parts.clock

    def look() -> None:
        with parts.database.reading() as connection:
            services.planning.refresh(connection)
            if isinstance(clock, PretendedClock):
                clock.take_over(test_clock.load_pretended_time(connection))

    return look


def _message_of(parts: Parts, services: Services) -> Callable[[StoredFollowUp], bytes]:
    def message(follow_up: StoredFollowUp) -> bytes:
        with parts.database.reading() as connection:
            letterhead = services.book.letterhead(connection, follow_up.account)
            return message_of(connection, follow_up, letterhead=letterhead)

    return message
