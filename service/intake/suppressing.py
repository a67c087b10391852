"""Addresses that asked an owner not to be written to: nothing new is accepted for them, and what waits is stopped."""

import asyncio
from dataclasses import dataclass
from functools import partial

from service.domain.clock import Clock
from service.domain.errors import FieldError
from service.domain.follow_up import Status
from service.store import follow_ups, suppressions
from service.store.engine import Connection, Database
from service.store.history import add_event
from service.store.suppressions import Suppression
from service.store.writer import Writer

REASON = "recipient_suppressed"


class SuppressedError(Exception):
    """The recruiter's address asked this owner not to be written to."""

    error = FieldError(
        pointer="/recruiter/email",
        code=REASON,
        detail="This address asked not to be written to; it is on the list that GET /v1/suppressions gives.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """What putting an address on the list came to."""

    suppression: Suppression
    cancelled: int  # follow-ups that will not leave; those at work are asked to stop and not counted


def refuse_suppressed(connection: Connection, *, owner: str, email: str, hold: bool = True) -> None:
    """Refuse a recruiter who asked not to be written to.

    Args:
        connection: of the transaction that stores the follow-up, or of one that only looks.
        owner: whose follow-up.
        email: of the recruiter, normalised.
        hold: keep the address off the list until the transaction ends.

    Raises:
        SuppressedError: see there.
    """
    if suppressions.is_suppressed(connection, owner=owner, email=email.casefold(), hold=hold):
        raise SuppressedError


class Suppressing:
    """Keeps an owner's list."""

    def __init__(self, *, database: Database, writer: Writer, clock: Clock) -> None:
        self._database, self._writer, self._clock = database, writer, clock

    async def suppress(self, email: str, *, owner: str) -> Suppressed:
        """Put an address (normalised, lower case) on the list and stop what waits for it, in one commit."""
        return await self._writer.run(partial(self._suppress, email=email, owner=owner))

    def _suppress(self, connection: Connection, *, email: str, owner: str) -> Suppressed:
        now = self._clock.now()
        suppression = suppressions.suppress(connection, owner=owner, email=email, at=now)
        cancelled = 0
        for id_, status in suppressions.stoppable(connection, owner=owner, email=email):
            if status is Status.SCHEDULED:
                follow_ups.set_state(connection, id_, at=now, status=Status.CANCELLED.value, token=None)
                detail = {"by": "suppression", "was": status.value, "reason": REASON}
                add_event(connection, id_, at=now, type=Status.CANCELLED.value, detail=detail)
                cancelled += 1
            else:
                follow_ups.set_state(connection, id_, at=now, stop_requested=Status.CANCELLED.value)
                detail = {"as": Status.CANCELLED.value, "reason": REASON}
                add_event(connection, id_, at=now, type="stop_requested", detail=detail)
        return Suppressed(suppression=suppression, cancelled=cancelled)

    async def release(self, email: str, *, owner: str) -> bool:
        """Take an address off the list; False: it was not on it. What was cancelled stays so."""
        return await self._writer.run(partial(suppressions.release, owner=owner, email=email))

    async def listed(self, *, owner: str, limit: int, after: str | None) -> list[Suppression]:
        """Return the list by address, at most `limit`, those after an address."""

        def look() -> list[Suppression]:
            with self._database.reading() as connection:
                return suppressions.suppressions_of(connection, owner=owner, limit=limit, after=after)

        return await asyncio.to_thread(look)
