"""`/metrics`, for Prometheus. No key is needed, and nothing of anybody is told: figures of the whole service only."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from fastapi import APIRouter, Request, Response

from service.api import answer_examples
from service.api.services import Services, Wired
from service.domain.clock import Clock
from service.domain.errors import InvalidInputError
from service.domain.office_terms import OfficeTerms, resolve_office
from service.domain.planner import Rules
from service.domain.windows import WINDOW_KINDS
from service.store.engine import Database, DatabaseError
from service.store.figures import Figures, figures
from service.telemetry.gauges import Value
from service.telemetry.metrics import CONTENT_TYPE

router = APIRouter(tags=["health"])
log = structlog.get_logger()
READ_EVERY_SECONDS = 5.0
MOST_SECONDS_TO_READ = 3.0  # a scrape that waits longer is given up by Prometheus itself
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
CAPITAL = ZoneInfo("Asia/Jakarta")


class MetricsResponse(Response):
    """Metrics in Prometheus' text format."""

    media_type = "text/plain"


class Readings:
    """Reads the database for all who ask, at most once in `READ_EVERY_SECONDS`."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._reading: asyncio.Task[Figures | None] | None = None
        self._begun_at = 0.0  # monotonic seconds

    async def latest(self) -> Figures | None:
        """Return what the database says, or None when it cannot be read, or does not answer in time."""
        now = self._clock.monotonic()
        if self._reading is None or (self._reading.done() and now - self._begun_at >= READ_EVERY_SECONDS):
            self._begun_at = now
            self._reading = asyncio.create_task(asyncio.to_thread(self._read))
        await asyncio.wait({self._reading}, timeout=MOST_SECONDS_TO_READ)
        return self._reading.result() if self._reading.done() else None

    def _read(self) -> Figures | None:
        try:
            with self._database.reading() as connection:
                return figures(connection, now=self._clock.now())
        except DatabaseError as error:
            log.warning("figures_not_read", error=type(error).__name__)
            return None


@router.get(
    "/metrics",
    summary="What Prometheus reads",
    operation_id="metrics",
    response_model=None,
    response_class=MetricsResponse,
    responses={
        200: {
            "description": "The process's counters and the service's figures, in Prometheus' text format.",
            "content": {"text/plain": {"schema": {"type": "string"}, "example": answer_examples.METRICS}},
        }
    },
)
async def metrics(request: Request, wired: Wired) -> Response:
    """Measure what is measured at the scrape, and tell it with what this process has counted."""
    readings: Readings = request.app.state.readings
    measured = {
        **_of_the_database(await readings.latest(), wired.clock),
        **_of_the_calendar(wired),
        "tanyakabar_tick_age_seconds": request.app.state.tick_age(),
    }
    return MetricsResponse(wired.metrics.page(measured), media_type=CONTENT_TYPE)


def _of_the_database(read: Figures | None, clock: Clock) -> dict[str, Value]:
    if read is None:
        return {"tanyakabar_database_up": 0}
    return {
        "tanyakabar_database_up": 1,
        "tanyakabar_follow_ups": {
            ("scheduled",): read.scheduled,
            ("sending",): read.sending,
            ("in_doubt",): read.in_doubt,
        },
        "tanyakabar_due": read.due,
        "tanyakabar_oldest_due_seconds": _age(read.oldest_due_at, clock.now()),
        "tanyakabar_accounts_paused": read.accounts_paused,
        "tanyakabar_webhook_backlog": read.webhook_backlog,
        "tanyakabar_webhook_oldest_due_seconds": _age(read.webhook_due_at, clock.real_now()),
    }


def _age(instant: datetime | None, now: datetime) -> float:
    return 0.0 if instant is None else max(0.0, (now - instant).total_seconds())


def _of_the_calendar(wired: Services) -> dict[str, Value]:
    now = wired.clock.now()
    return {
        "tanyakabar_window_open": _open_windows(wired, now),
        "tanyakabar_calendar_covered_days": _covered_days(wired, now.astimezone(CAPITAL).date()),
    }


def _open_windows(wired: Services, now: datetime) -> Mapping[tuple[str, ...], float]:
    calendar = wired.planning.standing.calendar
    found: dict[tuple[str, ...], float] = {}
    for zone in ZONES:
        office = resolve_office(OfficeTerms(timezone=zone), calendar.provinces)
        rules = Rules(office=office, calendar=calendar, kinds=frozenset(WINDOW_KINDS))
        try:
            opened = {window.kind for window in rules.windows(rules.local_date(now)) if window.holds(now)}
        except InvalidInputError:  # a test clock outside the calendar's years
            opened = set()
        found |= {(zone, kind): float(kind in opened) for kind in WINDOW_KINDS}
    return found


def _covered_days(wired: Services, today: date) -> int:
    """Return how many days from today on lie in years whose decree is known, without a gap."""
    calendar, year = wired.planning.standing.calendar, today.year
    while calendar.is_decreed(year):
        year += 1
    return max(0, (date(year, 1, 1) - today) // timedelta(days=1))
