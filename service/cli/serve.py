"""`tanyakabar serve`: check that it can start, then run until told to stop."""

import gc
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import structlog
import uvicorn

from service.app import SANDBOX_FOLDER, Parts, PretendedClock, SystemClock, build
from service.cli.connections import MOST_HEADER_BYTES, BoundedHttp
from service.cli.database import open_for
from service.cli.faults import CommandError, plain_faults, tell
from service.cli.keys import create_key
from service.cli.quiet_server import QuietServer
from service.credentials import SCOPES
from service.domain.calendar_day import FIRST_YEAR, LAST_YEAR
from service.domain.clock import Clock, PretendedTime
from service.sandbox import Sandbox
from service.settings import Settings, load_settings, unknown_variables
from service.store import keys, test_clock
from service.store.engine import Database
from service.telemetry import configure_logs

GRACEFUL_SECONDS = 5  # for open HTTP connections; letters past their dot are waited for beyond it
SANDBOX_FROM = "tanyakabar@sandbox.test"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The options of `serve`."""

    host: str
    port: int
    sandbox: bool
    accounts_only: bool
    role: Literal["all", "api", "dispatch"]
    test_clock: str | None
    speed: float | None


def run_serve(options: ServeOptions) -> int:
    """Serve until SIGTERM or SIGINT; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        _demand_a_way_out(settings, options)
        _demand_a_free_port(options)
        configure_logs(settings.log_format)
        for name in unknown_variables(os.environ):
            log.warning("setting_without_effect", name=name, what_to_do="see .env.example for those of this version")
        database = open_for(settings)
        clock = _clock(database, options)
        _demand_loopback(clock, settings, options)
        _first_key(database)
        with _sandboxed(settings, options, clock) as reached:
            app = build(
                Parts(settings=reached, database=database, clock=clock, role=options.role, sandboxed=options.sandbox)
            )
            server = QuietServer(
                uvicorn.Config(
                    app,
                    host=options.host,
                    port=options.port,
                    log_config=None,
                    access_log=False,
                    loop="asyncio",  # the SMTP link takes over asyncio transports; uvloop's behave otherwise
                    server_header=False,
                    http=BoundedHttp,
                    h11_max_incomplete_event_size=MOST_HEADER_BYTES,
                    timeout_graceful_shutdown=GRACEFUL_SECONDS,
                )
            )
            log.info("serving", host=options.host, port=options.port, role=options.role)
            _run(server)
            log.info("stopped")
    return 0 if server.started else 1


def _run(server: uvicorn.Server) -> None:
    """Serve until SIGTERM or SIGINT, then return.

    uvicorn hands the signal on to whoever handled it before, once it has shut down: a handler that does nothing then
    lets the command end in order, with exit code 0.
    """

    def told_to_stop(_signal: int, _frame: object) -> None:
        if not server.started:
            raise SystemExit(0)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, told_to_stop)
    # What was imported stays until the end; looking through all of it again and again cost a tenth of a letter's time.
    gc.freeze()
    gc.set_threshold(10_000)
    server.run()


def _demand_a_way_out(settings: Settings, options: ServeOptions) -> None:
    if options.sandbox and options.accounts_only:
        raise CommandError("--sandbox and --accounts-only: give one of them, not both")
    if settings.smtp_host is None and not options.sandbox and not options.accounts_only:
        raise CommandError(
            "there is no way to send letters: set TANYAKABAR_SMTP_HOST (with _USERNAME and _PASSWORD), or start with "
            "--sandbox to keep every letter on this machine, or with --accounts-only to send through accounts that "
            "owners register"
        )


def _demand_a_free_port(options: ServeOptions) -> None:
    """Try the port before anything is started; uvicorn would find out when dispatch is at work already."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        socket.create_server((options.host, options.port), family=family).close()
    except OSError as error:
        raise CommandError(
            f"--host, --port: {options.host} port {options.port} cannot be listened on: {error.strerror}"
        ) from None


def _clock(database: Database, options: ServeOptions) -> Clock:
    """Return the clock this database lives by; the first start with a test clock writes its rule down."""
    given = _parse_rule(options)
    if given is None and options.speed is not None:
        raise CommandError("--speed: is accepted together with --test-clock only")
    with database.writer.begin() as connection:
        stored = test_clock.load_pretended_time(connection)
        if stored is None:
            if given is None:
                return SystemClock()
            if test_clock.has_follow_ups(connection):
                raise CommandError(
                    "--test-clock: this database holds follow-ups of real time; use a fresh data directory"
                )
            test_clock.store_pretended_time(connection, given)
            return PretendedClock(given)
    if given is not None and not _same_rule(given, stored, options):
        raise CommandError(
            f"--test-clock: this database already lives in pretended time from {stored.start.isoformat()} at speed "
            f"{stored.speed:g}; start without another START, or use a fresh data directory"
        )
    return PretendedClock(stored)


def _parse_rule(options: ServeOptions) -> PretendedTime | None:
    if options.test_clock is None:
        return None
    start, _, real = options.test_clock.partition("@")
    speed = 1.0 if options.speed is None else options.speed
    if not 0 < speed <= 1_000_000:  # noqa: PLR2004  # eleven days a second
        raise CommandError("--speed: a number above 0, at most 1000000, is accepted")
    return PretendedTime(
        start=_instant(start), real=_instant(real) if real else SystemClock().now(), speed=speed, advanced=timedelta()
    )


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not FIRST_YEAR < found.year < LAST_YEAR:
        raise CommandError(
            "--test-clock: accepted is START[@REAL], both in ISO 8601 with an offset, such as "
            f"2026-12-23T11:59:00+07:00@2026-11-22T20:00:00Z, between {FIRST_YEAR} and {LAST_YEAR}"
        )
    return found.astimezone(UTC)


def _same_rule(given: PretendedTime, stored: PretendedTime, options: ServeOptions) -> bool:
    names_real = "@" in (options.test_clock or "")
    return (
        given.start == stored.start
        and (not names_real or given.real == stored.real)
        and (options.speed is None or given.speed == stored.speed)
    )


def _demand_loopback(clock: Clock, settings: Settings, options: ServeOptions) -> None:
    if isinstance(clock, PretendedClock) and not options.sandbox and not settings.smtp_is_loopback:
        raise CommandError(
            "--test-clock: TANYAKABAR_SMTP_HOST must be a loopback address, or start with --sandbox: nothing real is "
            "ever sent at a pretended time"
        )


def _first_key(database: Database) -> None:
    """Make the first key when a person is there to read it; else say how."""
    with database.reading() as connection:
        if keys.count_keys(connection) > 0:
            return
    if not sys.stderr.isatty():
        log.warning("no_keys", what_to_do="run `tanyakabar keys create --name NAME --scope send,read,admin`")
        return
    key, secret = create_key(
        database, name="first key", owner="default", scopes=SCOPES, expires_at=None, now=SystemClock().now()
    )
    tell(f"\n  The first API key ({key.id}, scopes {','.join(key.scopes)}), shown this once:\n\n      {secret}\n")


@contextmanager
def _sandboxed(settings: Settings, options: ServeOptions, clock: Clock) -> Iterator[Settings]:
    """Give the settings that lead to the embedded server while it runs, or as they are without one."""
    if not options.sandbox:
        yield settings.model_copy(update={"smtp_host": None}) if options.accounts_only else settings
        return
    box = Sandbox(settings.data_dir / SANDBOX_FOLDER, now=clock.now)
    box.start()
    try:
        yield settings.model_copy(
            update={
                "smtp_host": box.host,
                "smtp_port": box.port,
                "smtp_security": "none",
                "smtp_username": None,
                "smtp_password": None,
                "smtp_password_file": None,
                "smtp_from": settings.from_address or SANDBOX_FROM,
            }
        )
    finally:
        box.stop()
