"""Step (3) again: when the rule set has changed, letters that wait are checked once more, well before they are due.

Any number of processes may do so. The rule set of the process that was started last holds; others leave stored
letters alone, so that two versions side by side don't undo each other's work. What is due soonest is checked first, a
batch a tick; a claim is never disturbed: what it took meanwhile is left as it is.
"""

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from service.domain.clock import Clock
from service.domain.errors import UNPLANNABLE
from service.domain.follow_up import Status
from service.domain.office import Office
from service.intake.checking import Checked, LetterChecking, letter_in
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.store import follow_ups, rule_sets
from service.store.engine import Connection, Database
from service.store.history import add_event
from service.store.records import StoredFollowUp, StoredPlan
from service.store.writer import Writer

BATCH = 50  # some 0.2 s of work, in a thread beside the ticks
FIRST_LOOK_SECONDS = 5.0  # after the start of the process: the word lists must not slow it down
BETWEEN_LOOKS_SECONDS = 10.0  # while there is nothing to do: only a process of another version brings something

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rechecked:
    """One letter, checked outside of the transaction that records it."""

    seen: StoredFollowUp
    checked: Checked
    request: dict[str, Any]  # its facts, with the hours of the greeting as they are understood now
    plan: StoredPlan | None  # a new one where those hours have changed


class Rechecking:
    """Checks letters again; `tick` costs two or three look-ups when there is nothing to do."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        pacing: Pacing,
        checking: LetterChecking,
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._pacing, self._checking = planning, pacing, checking
        self._begins_at = clock.monotonic() + FIRST_LOOK_SECONDS
        self._version: str | None = None  # None: not announced yet
        self._given_up: set[UUID] = set()  # letters at which a check of this process fails
        self._at_work: asyncio.Task[None] | None = None

    async def tick(self) -> None:
        """Begin a batch beside the ticks unless one is under way."""
        if self._clock.monotonic() < self._begins_at or (self._at_work is not None and not self._at_work.done()):
            return
        self._at_work = asyncio.create_task(self._batch())

    async def stop(self) -> None:
        """Wait for the batch that is under way."""
        if self._at_work is not None:
            await asyncio.gather(self._at_work, return_exceptions=True)

    async def _batch(self) -> None:
        try:
            if not await self.run_batch():
                self._begins_at = self._clock.monotonic() + BETWEEN_LOOKS_SECONDS
        except Exception as error:  # the next tick tries again
            log.exception("recheck_failed", error=type(error).__name__)

    async def run_batch(self) -> int:
        """Check up to `BATCH` letters again; return how many were looked at."""
        if not await asyncio.to_thread(self._anything_waits):
            return 0
        version = await asyncio.to_thread(lambda: self._checking.version)
        if version != self._version:
            await self._writer.run(partial(rule_sets.hold, version=version))
            self._version = version
        seen = await asyncio.to_thread(self._read, version)
        rechecked = await asyncio.to_thread(lambda: [one for one in map(self._checked, seen) if one is not None])
        await asyncio.gather(*(self._writer.run(partial(self._record, rechecked=each)) for each in rechecked))
        return len(seen)

    def _anything_waits(self) -> bool:
        """Say whether a letter waits that this process has not checked, or may have to."""
        with self._database.reading() as connection:
            waiting = rule_sets.versions_that_wait(connection)
            if self._version is None:
                return bool(waiting)
            others = any(version != self._version for version in waiting)
            return others and rule_sets.version_that_holds(connection) == self._version

    def _read(self, version: str) -> list[StoredFollowUp]:
        with self._database.reading() as connection:
            others = [each for each in rule_sets.versions_that_wait(connection) if each != version]
            most = BATCH + len(self._given_up)
            soonest = sorted(row for each in others for row in rule_sets.checked_with(connection, each, limit=most))
            ids = [id_ for _, id_ in soonest if id_ not in self._given_up][:BATCH]
            found = [follow_ups.load(connection, id_, owner=None) for id_ in ids]
        return [each for each in found if each is not None]

    def _checked(self, seen: StoredFollowUp) -> _Rechecked | None:
        """Check one letter; a fault of ours in one keeps no other waiting."""
        try:
            return self._check(seen)
        except Exception as error:
            log.exception("recheck_failed", followup_id=str(seen.id), error=type(error).__name__)
            self._given_up.add(seen.id)
            return None

    def _check(self, seen: StoredFollowUp) -> _Rechecked:
        letter, request = letter_in(seen), dict(seen.request)
        plan, told = None, seen.plan
        if seen.phrasing is None:
            office = Office.from_document(request["office"])
            hours = self._checking.greeting_hours(letter, office, request["windows"])
            request["greeting_hours"] = None if hours is None else hours.to_document()
            if request["greeting_hours"] != seen.request.get("greeting_hours"):
                plan = self._planned(replace(seen, request=request))
                told = told if plan is None else plan.document
        return _Rechecked(seen=seen, checked=self._checking.check(letter, request, told), request=request, plan=plan)

    def _planned(self, follow_up: StoredFollowUp) -> StoredPlan | None:
        try:
            return self._planning.again(follow_up, now=self._clock.now())
        except UNPLANNABLE:
            return None

    def _record(self, connection: Connection, *, rechecked: _Rechecked) -> None:
        seen, checked, now = rechecked.seen, rechecked.checked, self._clock.now()
        recorded = rule_sets.note_check(
            connection,
            seen.id,
            seen=seen.version,
            at=now,
            version=checked.rules_version,
            findings=checked.findings,
            status=Status.FAILED if checked.blocked else Status.SCHEDULED,
        )
        if not recorded:
            return
        if checked.blocked:
            rules = sorted({each["rule"] for each in checked.findings if each["severity"] == "block"})
            detail = {"reason": "letter_needs_changes", "rules": rules, "rules_version": checked.rules_version}
            add_event(connection, seen.id, at=now, type=Status.FAILED.value, detail=detail)
            log.info("letter_needs_changes", followup_id=str(seen.id), rules=rules)
        elif rechecked.plan is not None:
            self._narrow(connection, rechecked, rechecked.plan)

    def _narrow(self, connection: Connection, rechecked: _Rechecked, plan: StoredPlan) -> None:
        """Store the hours that the greeting leaves, and the plan inside them."""
        seen, now = replace(rechecked.seen, request=rechecked.request), self._clock.now()
        try:
            fitted = self._pacing.fit_stored(connection, plan, seen, planning=self._planning, now=now)
        except UNPLANNABLE:
            fitted = plan  # the claim counts again, and plans onward what has no room
        rule_sets.set_request(connection, seen.id, rechecked.request)
        follow_ups.set_plan(connection, seen.id, fitted, at=now)
        told = {"old_send_at": seen.plan["send_at"], **follow_ups.planned_detail(fitted)}
        add_event(connection, seen.id, at=now, type="replanned", detail=told)
