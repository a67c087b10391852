"""Brings scheduled follow-ups up to the calendar as it stands, with an event that tells old time, new time and why."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from service.domain.clock import Clock
from service.domain.errors import UNPLANNABLE
from service.domain.follow_up import Status
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.store import delivery, follow_ups
from service.store.engine import Connection, Database
from service.store.history import add_event
from service.store.records import StoredFollowUp, StoredPlan
from service.store.writer import Writer

BATCH = 200


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
        ids = delivery.outdated_plans(connection, revision=planning.standing.revision, limit=BATCH)
        moved = 0
        for id_ in ids:
            follow_up = follow_ups.load(connection, id_, owner=None)
            if follow_up is None or follow_up.status is not Status.SCHEDULED:
                continue
            now = self._clock.now()
            plan = self._planned(connection, follow_up, planning, now)
            if plan is None or plan.send_at >= plan.expires_at:
                follow_ups.set_state(connection, id_, at=now, status=Status.EXPIRED.value)
                cause = {"cause": "the changed calendar leaves no window", "reason": "calendar_changed"}
                add_event(connection, id_, at=now, type=Status.EXPIRED.value, detail=cause)
                continue
            if plan.send_at == follow_up.send_at and plan.expires_at == follow_up.expires_at:
                follow_ups.confirm_plan(connection, id_, revision=plan.revision)
                continue
            follow_ups.set_plan(connection, id_, plan, at=now)
            moved += plan.send_at != follow_up.send_at
            told = {"old_send_at": follow_up.plan["send_at"], **follow_ups.planned_detail(plan)}
            add_event(connection, id_, at=now, type="replanned", detail=told)
        return Replanned(looked_at=len(ids), moved=moved)

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
