"""`/v1/calendar`: Indonesian working days as this service knows them, and what operators declare after the decree."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Query

from service.api import answer_examples, examples
from service.api.callers import Caller, needs
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import ProblemError, invalid_input
from service.api.schemas.answers import (
    CalendarDayOut,
    CalendarDaysOut,
    DayKindOut,
    DayWindowOut,
    OverrideListOut,
    OverrideOut,
    OverridePutOut,
)
from service.api.schemas.office import OfficeIn
from service.api.schemas.scalars import LocalDate, StrictModel
from service.api.schemas.texts import Name
from service.api.services import Services, Wired
from service.calendar.indonesian import IndonesianCalendar
from service.domain.calendar_day import CalendarDay, Override
from service.domain.errors import FieldError, InvalidInputError
from service.domain.office import Office
from service.domain.plan import instant_text
from service.domain.province import find_province
from service.domain.windows import WINDOW_KINDS
from service.domain.working_days import is_working_day, windows_on
from service.store import overrides
from service.store.engine import Connection

router = APIRouter(prefix="/v1/calendar", tags=["calendar"], route_class=JsonRoute)
MOST_DAYS = 400
MOST_REPLANNED_FIRST = 5_000  # before the answer; the rest follows within seconds
Reader = Annotated[Caller, Depends(needs("read"))]
Admin = Annotated[Caller, Depends(needs("admin"))]
ProvinceParam = Annotated[str | None, Query(max_length=64, description="Indonesian name.")]

_KINDS: dict[str, DayKindOut] = {
    "public_holiday": "public_holiday",
    "joint_leave": "joint_leave",
    "override_day_off": "override_day_off",
    "override_working": "override_working_day",
}


class OverrideIn(StrictModel):
    """What a date is declared to be."""

    kind: Literal["day_off", "working_day"]
    name: Name


@router.get(
    "/days",
    summary="Read working days",
    operation_id="list_calendar_days",
    responses={**shows(200, answer_examples.DAYS), **problems(401, 403, 422)},
)
async def list_calendar_days(
    _caller: Reader,
    wired: Wired,
    from_: Annotated[LocalDate, Query(alias="from", description="First day, inclusive.")],
    to: Annotated[LocalDate, Query(description="Last day, inclusive; at most 400 days in all.")],
    timezone: Annotated[str | None, Query(max_length=64, description="IANA; Asia/Jakarta when absent.")] = None,
    province: ProvinceParam = None,
) -> CalendarDaysOut:
    """Tell of each day whether it is worked, why not, and the windows of an office of the usual hours."""
    if to < from_ or (to - from_).days >= MOST_DAYS:
        raise invalid_input(
            [FieldError(pointer="/to", code="bad_range", detail=f"From 1 to {MOST_DAYS} days are accepted.")]
        )
    calendar = wired.planning.standing.calendar
    office = _usual_office(timezone, province, calendar)
    days = [from_ + timedelta(days=n) for n in range((to - from_).days + 1)]
    return CalendarDaysOut(
        timezone=office.timezone,
        province=office.province,
        items=[_day(on, office, calendar) for on in days],
    )


@router.get(
    "/overrides",
    summary="List overrides",
    operation_id="list_overrides",
    responses={**shows(200, answer_examples.OVERRIDE_LIST), **problems(401, 403)},
)
async def list_overrides(_caller: Admin, wired: Wired) -> OverrideListOut:
    """Return every override, by date."""

    def look() -> Sequence[Override]:
        with wired.database.reading() as connection:
            return overrides.all_overrides(connection)

    return OverrideListOut(items=[OverrideOut(**_override(each)) for each in await asyncio.to_thread(look)])


@router.put(
    "/overrides/{date}",
    summary="Declare a day off, or worked",
    operation_id="put_override",
    responses={**shows(200, answer_examples.OVERRIDE_PUT), **problems(400, 401, 403, 413, 415, 422)},
)
async def put_override(
    on: Annotated[LocalDate, Path(alias="date")],
    given: Annotated[OverrideIn, Body(openapi_examples=examples.OVERRIDES)],
    _caller: Admin,
    wired: Wired,
    province: ProvinceParam = None,
) -> OverridePutOut:
    """Set it for all provinces or for one; what is scheduled is planned again, with an event that says why."""
    override = Override(on=on, kind=given.kind, name=given.name, province=_province_name(province, wired))

    def put(connection: Connection) -> None:
        overrides.put_override(connection, override, at=wired.clock.now())

    await wired.writer.run(put)
    return OverridePutOut(**_override(override), replanned=await _replan(wired))


@router.delete(
    "/overrides/{date}",
    status_code=204,
    summary="Take an override back",
    operation_id="delete_override",
    responses=problems(401, 403, 404, 422),
)
async def delete_override(
    on: Annotated[LocalDate, Path(alias="date")], _caller: Admin, wired: Wired, province: ProvinceParam = None
) -> None:
    """Let the decree hold again; what is scheduled is planned again."""
    name = _province_name(province, wired)
    if not await wired.writer.run(lambda connection: overrides.delete_override(connection, on, name)):
        raise ProblemError("not_found", "There is no override of this date and province.")
    await _replan(wired)


async def _replan(wired: Services) -> int:
    await wired.replanning.refresh()
    return (await wired.replanning.replan_outdated(at_most=MOST_REPLANNED_FIRST)).moved


def _province_name(given: str | None, wired: Services) -> str | None:
    if given is None:
        return None
    return find_province(wired.planning.standing.calendar.provinces, given, pointer="/province").name


def _usual_office(timezone: str | None, province: str | None, calendar: IndonesianCalendar) -> Office:
    try:
        return OfficeIn(timezone=timezone, province=province).to_office(calendar.provinces)
    except InvalidInputError as error:
        raise InvalidInputError(
            *(
                FieldError(pointer=each.pointer.removeprefix("/office"), code=each.code, detail=each.detail)
                for each in error.errors
            )
        ) from None


def _day(on: date, office: Office, calendar: IndonesianCalendar) -> CalendarDayOut:
    entry: CalendarDay = calendar.day(on, office.province)
    kind: DayKindOut = _KINDS.get(entry.kind, "working_day")
    rests = kind == "working_day" and office.rests_on(on)
    windows = windows_on(on, office=office, calendar=calendar, kinds=WINDOW_KINDS)
    return CalendarDayOut(
        date=on.isoformat(),
        working=is_working_day(on, office=office, calendar=calendar),
        kind="weekly_rest" if rests else kind,
        name=entry.name,
        source="weekly rest" if rests else entry.source,
        windows=[
            DayWindowOut(
                kind=window.kind,
                opens=f"{window.opens_at.astimezone(office.zone):%H:%M}",
                closes=f"{window.closes_at.astimezone(office.zone):%H:%M}",
                opens_at=instant_text(window.opens_at),
                closes_at=instant_text(window.closes_at),
            )
            for window in windows
        ],
        ramadan=calendar.is_ramadan(on),
        provisional=calendar.is_provisional(on, on, ramadan=office.ramadan),
    )


def _override(override: Override) -> dict[str, Any]:
    return {
        "date": override.on.isoformat(),
        "province": override.province,
        "kind": override.kind,
        "name": override.name,
    }
