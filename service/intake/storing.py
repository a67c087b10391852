"""Step (5): what was prepared becomes rows; each is judged as if it came after those before it, all in one transaction.

What has to be asked is asked once for all of them, and each table gets one statement.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from service.accounts.book import DEFAULT_ACCOUNT, AccountBook, NoAccountError
from service.domain.clock import Clock
from service.domain.errors import NoSendTimeError
from service.domain.follow_up import Status
from service.domain.mail_domain import capped_domain
from service.domain.request import Language, PlannedFacts
from service.intake.owner_caps import OwnerCap, OwnerCapError
from service.intake.suppressing import SuppressedError
from service.planning.pacing import Pacing
from service.planning.places import Place, Places
from service.planning.plans import Planning
from service.store import follow_ups, idempotency, suppressions
from service.store.engine import Connection
from service.store.follow_ups import Duplicate
from service.store.idempotency import Remembered, ToRemember
from service.store.records import NewFollowUp, StoredFollowUp
from service.store.writer import URGENT_MOMENT_SECONDS

# What storing a prepared follow-up comes to; and what it may be refused for, told as a value where several are stored
# in one transaction, which an exception would end for all of them.
Accepted: TypeAlias = StoredFollowUp | Duplicate | Remembered
Refusal: TypeAlias = NoAccountError | NoSendTimeError | SuppressedError | OwnerCapError
_REFUSALS = (NoAccountError, NoSendTimeError, SuppressedError, OwnerCapError)

IN_ONE_COMMIT = 100
SECONDS_IN_ONE_COMMIT = 0.25  # of a batch's portion, however full the windows are to plan around


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotent:
    """How the answer to a request with an Idempotency-Key is kept."""

    route: str
    key: str
    body_hash: str
    answer: Callable[[StoredFollowUp], Remembered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A prepared follow-up, and how the answer to its key is kept."""

    new: NewFollowUp
    idempotent: Idempotent | None = None

    @property
    def suppressible(self) -> tuple[str, str]:
        """Whose list the recruiter may stand on, and as what."""
        return self.new.owner, self.new.recruiter_email.casefold()

    @property
    def remembered_as(self) -> tuple[str, str, str] | None:
        """What the first answer to its key is found by; None: it has no key."""
        return None if self.idempotent is None else (self.new.owner, self.idempotent.route, self.idempotent.key)


class Storing:
    """Stores what was prepared."""

    def __init__(self, *, planning: Planning, pacing: Pacing, accounts: AccountBook, owner_cap: OwnerCap) -> None:
        self.planning, self.pacing, self.accounts, self.owner_cap = planning, pacing, accounts, owner_cap

    def store_some(
        self,
        connection: Connection,
        entries: Sequence[Entry],
        *,
        clock: Clock,
        has_urgent: Callable[[], bool],
        seconds: float,
    ) -> list[Accepted | Refusal]:
        """Store the first of the entries, as many as there is time for in one transaction; see `store`.

        Args:
            connection: of that transaction.
            entries: in their order.
            clock: by which time passes.
            has_urgent: whether something waits that must not wait for long: the mark before a dot.
            seconds: that the transaction may take while nothing does.
        """
        begun = clock.monotonic()

        def may_go_on() -> bool:
            taken = clock.monotonic() - begun
            return taken <= (URGENT_MOMENT_SECONDS if has_urgent() else seconds)

        return self.store(connection, entries, may_go_on=may_go_on)

    def store(
        self, connection: Connection, entries: Sequence[Entry], *, may_go_on: Callable[[], bool] = lambda: True
    ) -> list[Accepted | Refusal]:
        """Store entries in the caller's transaction; one that is refused leaves nothing behind.

        Args:
            connection: of that transaction.
            entries: in their order.
            may_go_on: asked after each; once it says no, the rest is left to another transaction.

        Returns:
            What became of each: of all, or of the first ones.
        """
        portion = _Portion(self, connection, entries)
        results: list[Accepted | Refusal] = []
        for entry in entries:
            try:
                results.append(portion.accept(entry))
            except _REFUSALS as refusal:
                results.append(refusal)
            if not may_go_on():
                break
        portion.write()
        return results

    def fitted(self, connection: Connection, new: NewFollowUp) -> NewFollowUp:
        """Return `new` planned into the first window that has room, by the calendar of this transaction."""
        return _fitted(new, self.planning.seen_by(connection), self.pacing, connection, Places(connection))


class _Portion:
    """Entries that share a transaction; what is found out about them, and what waits to be written."""

    def __init__(self, parts: Storing, connection: Connection, entries: Sequence[Entry]) -> None:
        self._parts, self._connection = parts, connection
        # Locks are taken in the order account, address, interview, each kind sorted, as everywhere: two transactions
        # never wait for each other. Keys are looked for last: who held an interview's lock before may have used one.
        self._kept = parts.accounts.keep_all(connection, {entry.new.account for entry in entries})
        self._suppressed = suppressions.suppressed_among(connection, {entry.suppressible for entry in entries})
        guarded = {entry.new.duplicate_hash for entry in entries if not entry.new.allow_duplicate}
        self._open = follow_ups.open_of(connection, guarded)
        self._answers = _first_answers(connection, entries)
        self._planning = parts.planning.seen_by(connection)
        self._places = Places(connection)
        self._new: list[NewFollowUp] = []
        self._to_remember: list[ToRemember] = []

    def accept(self, entry: Entry) -> Accepted:
        """Return what an entry comes to; what is stored waits to be written.

        Raises:
            NoAccountError, SuppressedError, OwnerCapError, NoSendTimeError: see there.
        """
        known = self._answers.get(entry.remembered_as) if entry.remembered_as is not None else None
        if known is not None:
            return known
        new = self._with_account(entry.new)
        if entry.suppressible in self._suppressed:
            raise SuppressedError
        self._parts.owner_cap.take(self._connection, new.owner, now=new.at, before_counting=self.write)
        new = _fitted(new, self._planning, self._parts.pacing, self._connection, self._places)
        existing = None if new.allow_duplicate else self._open.get(new.duplicate_hash)
        if existing is not None:
            return Duplicate(existing)
        self._open.setdefault(new.duplicate_hash, new.id)
        self._new.append(new)
        self._places.note(_place_of(new), new.plan.send_at)
        stored = as_stored(new)
        if entry.idempotent is not None:
            self._keep_answer(entry.idempotent, stored)
        return stored

    def write(self) -> None:
        """Write what waits."""
        if not self._new:
            return
        follow_ups.add_all(self._connection, self._new)
        idempotency.remember_all(self._connection, self._to_remember)
        self._new, self._to_remember = [], []
        self._places = Places(self._connection)  # the store counts them from here on

    def _with_account(self, new: NewFollowUp) -> NewFollowUp:
        """Return `new` with the account that its name is: the one remembered may be gone, and another in its place."""
        if self._is_kept(new.account, new.owner):
            return new
        name = new.request["account"]
        found = self._parts.accounts.sending(self._connection, name, owner=new.owner)
        if found is None:
            raise NoAccountError(name)
        self._kept |= self._parts.accounts.keep_all(self._connection, [found.id])
        if not self._is_kept(found.id, new.owner):
            raise NoAccountError(name)
        return replace(new, account=found.id)

    def _is_kept(self, id_: str, owner: str) -> bool:
        return id_ == DEFAULT_ACCOUNT or (id_ in self._kept and self._kept[id_].owner == owner)

    def _keep_answer(self, idempotent: Idempotent, stored: StoredFollowUp) -> None:
        answer = idempotent.answer(stored)
        self._answers[stored.owner, idempotent.route, idempotent.key] = answer
        self._to_remember.append(
            ToRemember(
                owner=stored.owner,
                route=idempotent.route,
                key=idempotent.key,
                answer=answer,
                follow_up_id=stored.id,
                at=stored.created_at,
            )
        )


def _first_answers(connection: Connection, entries: Sequence[Entry]) -> dict[tuple[str, str, str], Remembered]:
    """Return the first answers to those of the entries' keys that were used before."""
    keys: dict[tuple[str, str], set[str]] = {}
    for entry in entries:
        if entry.remembered_as is not None:
            owner, route, key = entry.remembered_as
            keys.setdefault((owner, route), set()).add(key)
    return {
        (owner, route, key): remembered
        for (owner, route), asked in keys.items()
        for key, remembered in idempotency.recall_all(connection, owner=owner, route=route, keys=asked).items()
    }


def _place_of(new: NewFollowUp) -> Place:
    return Place(
        account=new.account,
        recruiter_hash=new.recruiter_hash,
        beside=None,
        domain_hash=capped_domain(new.recruiter_email),
    )


def _fitted(
    new: NewFollowUp, planning: Planning, pacing: Pacing, connection: Connection, places: Places
) -> NewFollowUp:
    def facts() -> PlannedFacts:
        language: Language = "en" if new.language == "en" else "id"
        return PlannedFacts.from_document(new.request, owner=new.owner, language=language)

    plan = new.plan
    if plan.revision != planning.standing.revision:
        plan = planning.first(facts(), now=new.at)
    fitted = pacing.fit(
        connection,
        plan,
        _place_of(new),
        later=lambda at, why: planning.first(facts(), now=new.at, not_before=at, reason=why),
        places=places,
    )
    return new if fitted is new.plan else replace(new, plan=fitted)


def as_stored(new: NewFollowUp) -> StoredFollowUp:
    """Return a new follow-up as it stands right after its commit."""
    return StoredFollowUp(
        id=new.id,
        owner=new.owner,
        account=new.account,
        recruiter_hash=new.recruiter_hash,
        status=Status.SCHEDULED,
        send_at=new.plan.send_at,
        opens_at=new.plan.opens_at,
        closes_at=new.plan.closes_at,
        expires_at=new.plan.expires_at,
        calendar_revision=new.plan.revision,
        tries=0,
        stop_requested=None,
        answered_at=None,
        version=1,
        created_at=new.at,
        updated_at=new.at,
        request=new.request,
        language=new.language,
        subject=new.subject,
        body=new.body,
        phrasing=new.phrasing,
        findings=new.findings,
        rules_version=new.rules_version,
        message_id=new.message_id,
        plan=new.plan.document,
    )
