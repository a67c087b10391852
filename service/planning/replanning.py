"""Brings scheduled follow-ups up to the calendar as it stands, with an event that tells old time, new time and why."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from service.domain.clock import Clock
from service.domain.errors import UNPLANNABLE
from service.domain.follow_up import Status
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.planning.set_aside import SetAside
from service.store import delivery, follow_ups
from service.store.engine import Connection, Database, DatabaseError
from service.store.history import add_event
from service.store.records import StoredFollowUp, StoredPlan
from service.store.writer import Writer

BATCH = 50  # in one commit: every other writer of the process waits for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Replanned:
    """What planning again came to."""

    looked_at: int  # follow-ups whose plan rested on an older calendar
    moved: int  # those of them that leave at another time now


class Replanning:
    """Works in batches, so that other writers are not kept waiting; safe in any number of processes."""

    def __init__(self, *, database: Database, writer: Writer, planning: Planning, pacing: Pacing, clock: Clock) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._pacing = planning, pacing
        self._set_aside = SetAside(clock)

    async def refresh(self) -> bool:
        """Take over the newest overrides; tell whether they changed."""
        return await asyncio.to_thread(self._refresh)

    def _refresh(self) -> bool:
        with self._database.reading() as connection:
            return self._planning.refresh(connection)

    async def replan_outdated(self, *, at_most: int | None = None) -> Replanned:
        """Plan again what rests on an older calendar, up to `at_most` follow-ups or a batch more."""
        looked_at = moved = 0
        while at_most is None or looked_at < at_most:
            batch = await self._writer.run(self._one_batch)
            looked_at += batch.looked_at
            moved += batch.moved
            if batch.looked_at < BATCH:
                break
        return Replanned(looked_at=looked_at, moved=moved)

    def _one_batch(self, connection: Connection) -> Replanned:
        planning = self._planning.seen_by(connection)
        ids = delivery.outdated_plans(
            connection, revision=planning.standing.revision, limit=BATCH, but=self._set_aside.ids()
        )
        moved = 0
        for id_ in ids:
            now = self._clock.now()
            try:  # nothing of the row is written in here
                follow_up = follow_ups.load(connection, id_, owner=None)
                if follow_up is None or follow_up.status is not Status.SCHEDULED:
                    continue
                plan = self._planned(connection, follow_up, planning, now)
            except DatabaseError:
                raise
            except Exception as error:  # noqa: BLE001  # a fault of ours in this row: told in the log
                self._set_aside.add(id_, error)
                continue
            moved += self._stored(connection, follow_up, plan, now)
        return Replanned(looked_at=len(ids), moved=moved)

    def _stored(
        self, connection: Connection, follow_up: StoredFollowUp, plan: StoredPlan | None, now: datetime
    ) -> bool:
        """Store the plan by the newest calendar, None where there is none; tell whether it moves the letter."""
        if plan is None or plan.send_at >= plan.expires_at:
            follow_ups.set_state(connection, follow_up.id, at=now, status=Status.EXPIRED.value)
            cause = {"cause": "the changed calendar leaves no window", "reason": "calendar_changed"}
            add_event(connection, follow_up.id, at=now, type=Status.EXPIRED.value, detail=cause)
            return False
        if plan.send_at == follow_up.send_at and plan.expires_at == follow_up.expires_at:
            follow_ups.confirm_plan(connection, follow_up.id, revision=plan.revision)
            return False
        follow_ups.set_plan(connection, follow_up.id, plan, at=now)
        told = {"old_send_at": follow_up.plan["send_at"], **follow_ups.planned_detail(plan)}
        add_event(connection, follow_up.id, at=now, type="replanned", detail=told)
        return plan.send_at != follow_up.send_at

    def _planned(
        self, connection: Connection, follow_up: StoredFollowUp, planning: Planning, now: datetime
    ) -> StoredPlan | None:
        """Return the plan by the newest calendar, in a window that has room; None: there is none."""
        try:
            plan = planning.again(follow_up, now=now)
            if plan.opens_at == follow_up.opens_at:
                return plan
            return self._pacing.fit_stored(connection, plan, follow_up, planning=planning, now=now)
        except UNPLANNABLE:
            return None
