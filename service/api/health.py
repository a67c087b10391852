"""`/healthz` and `/readyz`: alive, and able to work. No key is needed, and nothing of anybody is told."""

import asyncio
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from service.api import answer_examples
from service.api.openapi import shows
from service.api.schemas.answers import CheckOut, HealthOut, ReadyOut
from service.api.services import Services, Wired
from service.store import schema
from service.store.engine import DatabaseError

router = APIRouter(tags=["health"])
MOST_TICK_SECONDS = 60.0
DECREES_COME_IN = 10  # October: from then on next year's decree is missed


@router.get(
    "/healthz",
    summary="Is the process alive?",
    operation_id="healthz",
    responses=shows(200, answer_examples.HEALTH),
)
async def healthz() -> HealthOut:
    """Answer as soon as the process can."""
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    summary="Can the service do its work?",
    operation_id="readyz",
    response_model=None,
    responses={
        **shows(200, answer_examples.READY, model=ReadyOut),
        **shows(503, answer_examples.NOT_READY, model=ReadyOut, description="One of the checks failed."),
    },
)
async def readyz(request: Request, wired: Wired) -> JSONResponse:
    """Check database, schema and the last tick; a missing decree is a warning only."""
    checks = await asyncio.to_thread(_database_checks, wired)
    tick_age = request.app.state.tick_age
    if tick_age is not None:
        age = tick_age()
        checks["tick"] = CheckOut(ok=age < MOST_TICK_SECONDS, detail=f"the last one was {age:.1f} s ago")
    ready = all(check.ok for check in checks.values())
    answer = ReadyOut(
        status="ready" if ready else "not_ready",
        checks=checks,
        warnings=_calendar_warnings(wired, wired.clock.now().date()),
    )
    return JSONResponse(answer.model_dump(), status_code=200 if ready else 503)


def _database_checks(wired: Services) -> dict[str, CheckOut]:
    try:
        with wired.database.reading() as connection:
            stored = schema.stored_revision(connection)
    except DatabaseError as error:
        return {"database": CheckOut(ok=False, detail=f"cannot be read: {type(error).__name__}")}
    return {"database": CheckOut(ok=True, detail="answers"), "schema": _schema_check(stored)}


def _schema_check(stored: str | None) -> CheckOut:
    """Say whether the schema is ours, or a newer one: migrations leave room for the version that is being replaced.

    That holds from the version with schema 0004 on; those before answer 503 on a newer schema.
    """
    wanted = schema.newest_revision()
    if stored is not None and stored not in schema.known_revisions():
        return CheckOut(ok=True, detail=f"is {stored}, of a newer version than this one, which is to be replaced")
    return CheckOut(ok=stored == wanted, detail=f"is {stored}, needed is {wanted}")


def _calendar_warnings(wired: Services, today: date) -> list[str]:
    decreed = wired.planning.standing.calendar.decreed_years
    wanted = [today.year] + ([today.year + 1] if today.month >= DECREES_COME_IN else [])
    return [
        f"The decree on holidays and joint leave of {year} is not in this version: install a newer one, "
        "or enter the days as overrides."
        for year in wanted
        if year not in decreed
    ]
