"""A scheduled follow-up as its owner wants it instead: checked and planned again, stored in one commit."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from service.accounts.book import AccountBook, NoAccountError
from service.domain.clock import Clock
from service.domain.errors import NoSendTimeError
from service.domain.follow_up import PublicStatus, Status, public_status
from service.domain.mail_domain import capped_domain
from service.domain.promise import Promise
from service.domain.request import Language, PlannedFacts
from service.intake.suppressing import SuppressedError, refuse_suppressed
from service.planning.pacing import Pacing
from service.planning.places import Place
from service.planning.plans import Planning, facts_of
from service.store import changes, follow_ups
from service.store.engine import Connection
from service.store.follow_ups import Duplicate
from service.store.records import Document, NewFollowUp, StoredFollowUp, StoredPlan
from service.store.writer import Writer

_FROM_DATA_ON = frozenset({"data", "content", "dot"})  # stages
_OF_LETTER = frozenset({"letter", "accept", "greeting_hours"})  # what the request keeps of the candidate's own words
_REFUSALS = (NoAccountError, NoSendTimeError, SuppressedError)


@dataclass(frozen=True, slots=True)
class NotChangeable:
    """It is no longer waiting to be claimed."""

    status: PublicStatus


@dataclass(frozen=True, slots=True)
class AlreadyTried:
    """A try reached DATA: the letter may have been seen, so its bytes never change."""


@dataclass(frozen=True, slots=True)
class Stale:
    """It changed since it was looked at."""


Unchangeable = NotChangeable | AlreadyTried


def refusal_of(connection: Connection, follow_up: StoredFollowUp) -> Unchangeable | None:
    """Return why a follow-up cannot be changed, or None: it can."""
    if follow_up.status is not Status.SCHEDULED:
        return NotChangeable(public_status(follow_up.status))
    reached = any(attempt.stage in _FROM_DATA_ON for attempt in follow_up.attempts)
    return AlreadyTried() if reached or changes.reached_data(connection, follow_up.id) else None


def parts_changed(old: StoredFollowUp, new: NewFollowUp) -> list[str]:
    """Return the names of the request's parts, as understood, in which `new` differs; `letter` as it will leave."""
    names = sorted((old.request.keys() | new.request.keys()) - _OF_LETTER - {"promise"})
    found = [name for name in names if old.request.get(name) != new.request.get(name)]
    if Promise.from_document(old.request["promise"]) != Promise.from_document(new.request["promise"]):
        found.append("promise")
    if _letter(old) != _letter(new):
        found.append("letter")
    return sorted(found)


def as_written(follow_up: StoredFollowUp | NewFollowUp) -> Document | None:
    """Return `subject` and `accept` of the candidate's own words as they were given; None: the letter was composed."""
    if follow_up.phrasing is not None:
        return None
    subject = follow_up.request.get("letter", {}).get("subject", follow_up.subject)  # of schema 0001: as sent
    return {"subject": subject, "accept": follow_up.request.get("accept", [])}


def _letter(follow_up: StoredFollowUp | NewFollowUp) -> tuple[object, ...]:
    return follow_up.subject, follow_up.body, follow_up.language, as_written(follow_up)


class Changing:
    """Changes what waits."""

    def __init__(
        self, *, writer: Writer, clock: Clock, planning: Planning, pacing: Pacing, accounts: AccountBook
    ) -> None:
        self._writer, self._clock = writer, clock
        self._planning, self._pacing, self._accounts = planning, pacing, accounts

    async def change(
        self, old: StoredFollowUp, new: NewFollowUp, *, parts: list[str]
    ) -> StoredFollowUp | Unchangeable | Stale | Duplicate | None:
        """Store `new` in the place of `old` unless that has changed meanwhile; None: it is gone.

        Args:
            old: as it was looked at.
            new: as `Intake.prepare` made it of the changed request: its letter is checked by then, its files count
                only when `parts` names them.
            parts: names of what is changed.

        Raises:
            NoAccountError, NoSendTimeError, SuppressedError: see there.
        """
        changed = await self._writer.run(partial(self._change_within, old=old, new=new, parts=parts))
        if isinstance(changed, Exception):
            raise changed
        return changed

    def _change_within(
        self, connection: Connection, *, old: StoredFollowUp, new: NewFollowUp, parts: list[str]
    ) -> StoredFollowUp | Unchangeable | Stale | Duplicate | NoAccountError | NoSendTimeError | SuppressedError | None:
        try:
            return self._change(connection, old=old, new=new, parts=parts)
        except _REFUSALS as refusal:  # as a value: an exception would end the transaction of others too
            return refusal

    def _change(
        self, connection: Connection, *, old: StoredFollowUp, new: NewFollowUp, parts: list[str]
    ) -> StoredFollowUp | Unchangeable | Stale | Duplicate | None:
        found = follow_ups.load(connection, old.id, owner=old.owner, for_update=True)
        if found is None:
            return None
        refusal = refusal_of(connection, found)
        if refusal is not None:
            return refusal
        if found.version != old.version:
            return Stale()
        if not self._accounts.keep(connection, new.account, owner=new.owner):
            raise NoAccountError(new.account)
        refuse_suppressed(connection, owner=new.owner, email=new.recruiter_email)
        double = self._double(connection, found, new, parts)
        if double is not None:
            return double
        now = self._clock.now()
        plan = self._plan(connection, found, new, now)
        message_id = new.message_id.replace(str(new.id), str(found.id))
        new = replace(new, message_id=message_id)
        changes.change(connection, found, new, plan=plan, parts=parts, at=now)
        return follow_ups.load(connection, found.id, owner=found.owner)

    def _double(
        self, connection: Connection, old: StoredFollowUp, new: NewFollowUp, parts: list[str]
    ) -> Duplicate | None:
        """Return the other open follow-up of the same interview, if this one became a double by the change."""
        if new.allow_duplicate:
            return None
        stays = changes.duplicate_hash_of(connection, old.id) == new.duplicate_hash
        if stays and "allow_duplicate" not in parts:
            return None
        return changes.double_of(connection, old.id, new.duplicate_hash)

    def _plan(self, connection: Connection, old: StoredFollowUp, new: NewFollowUp, now: datetime) -> StoredPlan | None:
        """Return the plan of the changed follow-up, in a window with room; None: nothing that it rests on changed."""
        language: Language = "en" if new.language == "en" else "id"
        facts = PlannedFacts.from_document(new.request, owner=new.owner, language=language)
        same_place = (old.account, old.recruiter_hash) == (new.account, new.recruiter_hash)
        if same_place and facts == facts_of(old):
            return None
        planning = self._planning.seen_by(connection)
        pauses = old.plan["reason"] == "retry" and old.send_at > now  # a change must not hurry the next try
        first = (
            planning.first(facts, now=now, not_before=old.send_at, reason="retry")
            if pauses
            else planning.first(facts, now=now)
        )
        return self._pacing.fit(
            connection,
            first,
            Place(
                account=new.account,
                recruiter_hash=new.recruiter_hash,
                beside=old.id,
                domain_hash=capped_domain(new.recruiter_email),
            ),
            later=lambda at, why: planning.first(facts, now=now, not_before=at, reason=why),
        )
