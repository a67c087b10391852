"""Bodies of follow-ups → what is to be stored, checked and planned; shared by the routes that take such bodies."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from service.api.callers import Caller
from service.api.schemas.errors import field_errors
from service.api.schemas.follow_up import FollowUpIn, Reading, read_follow_up
from service.api.services import Services
from service.domain.calendar_day import OutsideCalendarError
from service.domain.errors import InvalidInputError
from service.store.records import Document, NewFollowUp

P = ParamSpec("P")
T = TypeVar("T")
Today = Callable[[str], date]  # the local date in a time zone (IANA)


async def prepared(given: FollowUpIn, caller: Caller, wired: Services) -> NewFollowUp:
    """Return what a body asks to be stored, checked and planned.

    Raises:
        InvalidInputError: with everything that cannot be accepted.
        LetterNeedsChangesError: a finding stops the letter.
        NoAccountError: there is no such account.
        NoSendTimeError: nothing is allowed within 60 days.
    """
    return await asyncio.to_thread(prepare, given, caller, wired)  # the check of a letter takes some milliseconds


async def beside(given: FollowUpIn, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do work on a body, in a thread when it carries files: megabytes would keep all others waiting."""
    if not given.attachments:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


def prepare(
    given: FollowUpIn,
    caller: Caller,
    wired: Services,
    *,
    today: Today | None = None,
    kept_files: Sequence[Document] | None = None,
    account_remembered: bool = True,
) -> NewFollowUp:
    """Do what `prepared` does, in the caller's thread.

    Args:
        given: the body.
        caller: whose it is.
        wired: the services.
        today: the day on which the interview must lie in the past, and not too far; the day of now unless given.
        kept_files: as `Intake.prepare` takes them.
        account_remembered: likewise.

    Raises:
        InvalidInputError, LetterNeedsChangesError, NoAccountError, NoSendTimeError: as `prepared` says.
    """
    reading = Reading(
        calendar=wired.planning.standing.calendar,
        today=today or (lambda zone: wired.clock.now().astimezone(ZoneInfo(zone)).date()),
        allow_reserved=wired.allow_reserved_addresses,
    )
    try:
        request = read_follow_up(given, reading)
        return wired.intake.prepare(
            request, owner=caller.owner, kept_files=kept_files, account_remembered=account_remembered
        )
    except OutsideCalendarError:
        promise = given.promise
        by_date = promise is not None and promise.answer_by is not None
        raise OutsideCalendarError("/promise/answer_by" if by_date else "/promise") from None


def read_shape(body: object) -> FollowUpIn:
    """Return a body that FastAPI has not read as such: one of many, or one that was put together.

    Raises:
        InvalidInputError: it has not the shape of one.
    """
    try:
        return FollowUpIn.model_validate(body)
    except ValidationError as error:
        raise InvalidInputError(*field_errors(InBody(error))) from None


class InBody:
    """What pydantic found, placed as FastAPI places what it finds in a body."""

    def __init__(self, error: ValidationError) -> None:
        self._error = error

    def errors(self) -> Iterable[Any]:
        """Return the details."""
        return [{**each, "loc": ("body", *each["loc"])} for each in self._error.errors(include_url=False)]
