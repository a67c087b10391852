"""Steps (4) and (5): a request is planned and stored in one commit, or only previewed."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias
from uuid import UUID

from uuid_utils.compat import uuid7

from service.accounts.book import DEFAULT_ACCOUNT, AccountBook, NoAccountError, Sending
from service.domain.clock import Clock
from service.domain.errors import NoSendTimeError
from service.domain.follow_up import Status, Verb
from service.domain.mail_domain import capped_domain, domain_hash_of
from service.domain.request import FollowUpRequest, Language, PlannedFacts
from service.intake.asking import Asking, NeedsChanges, Refused
from service.intake.checking import LetterChecking
from service.intake.lettering import letter_of
from service.intake.owner_caps import OwnerCap, OwnerCapError
from service.intake.suppressing import SuppressedError, refuse_suppressed
from service.letters.phrasings import Phrasings
from service.planning.pacing import Pacing, Place
from service.planning.plans import Planning
from service.store import follow_ups, idempotency
from service.store.engine import Connection, Database
from service.store.follow_ups import Duplicate
from service.store.idempotency import Remembered
from service.store.records import Document, NewAttachment, NewFollowUp, StoredFollowUp
from service.store.writer import Writer

# What storing a prepared follow-up comes to; and what it may be refused for, told as a value where several are stored
# in one transaction, which an exception would end for all of them.
Accepted: TypeAlias = StoredFollowUp | Duplicate | Remembered
Refusal: TypeAlias = NoAccountError | NoSendTimeError | SuppressedError | OwnerCapError
_REFUSALS = (NoAccountError, NoSendTimeError, SuppressedError, OwnerCapError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotent:
    """How the answer to a request with an Idempotency-Key is kept."""

    route: str
    key: str
    body_hash: str
    answer: Callable[[StoredFollowUp], Remembered]


class Intake:
    """Accepts follow-ups and obeys their owners."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        phrasings: Phrasings,
        pacing: Pacing,
        checking: LetterChecking,
        accounts: AccountBook,
        per_owner_per_day: int = 0,
    ) -> None:
        self._owner_cap = OwnerCap(per_owner_per_day)
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._phrasings = planning, phrasings
        self._pacing, self._checking = pacing, checking
        self._asking = Asking(clock=clock, planning=planning, pacing=pacing, checking=checking, accounts=accounts)
        self._accounts = accounts

    def prepare(
        self, request: FollowUpRequest, *, owner: str, kept_files: Sequence[Document] | None = None
    ) -> NewFollowUp:
        """Return what a request would store, planned without regard to caps; nothing is stored yet.

        The letter is checked as it will leave; loading the word lists at the first check takes a moment.

        Args:
            request: validated.
            owner: whose.
            kept_files: of the follow-up that the request changes, when it changes no files; None: the request's own.

        Raises:
            NoAccountError: see there.
            InvalidInputError: the promise cannot be understood, or lies before the interview; a rule can't be accepted.
            LetterNeedsChangesError: a finding that is not accepted stops the letter.
            NoSendTimeError: nothing is allowed within 60 days.
        """
        account = self._account(request.account, owner)
        self._checking.demand_acceptable(request.accept)
        now = self._clock.now()
        facts = request.facts(owner)
        answer_by = self._planning.answer_by(facts, interviewed_on=request.application.interviewed_on)
        letter, phrasing = letter_of(request, facts.spread_key, self._phrasings)
        hours = None if phrasing else self._checking.greeting_hours(letter, request.office, request.windows)
        if hours is not None:
            facts = request.facts(owner, greeting_hours=hours)
        plan = self._planning.first(facts, now=now)
        document = request.to_document(answer_by, greeting_hours=hours)
        if kept_files is not None:
            document["attachments"] = list(kept_files)
        checked = self._checking.passed(letter, document, plan.document)
        id_ = uuid7()
        return NewFollowUp(
            id=id_,
            owner=owner,
            account=account.id,
            recruiter_email=request.recruiter.email.casefold(),
            candidate_email=request.candidate.email.casefold(),
            reference=request.reference,
            duplicate_hash=hashlib.sha256(request.duplicate_key(owner).encode()).hexdigest(),
            recruiter_hash=hashlib.sha256(request.recruiter.email.casefold().encode()).hexdigest(),
            domain_hash=domain_hash_of(request.recruiter.email),
            allow_duplicate=request.allow_duplicate,
            request=document,
            language=letter.language,
            subject=letter.subject,
            body=letter.body,
            phrasing=phrasing,
            findings=checked.findings,
            rules_version=checked.rules_version,
            accepted_rules=checked.accepted_rules,
            message_id=f"<{id_}.followup@{account.letterhead.from_domain}>",
            attachments=tuple(
                NewAttachment(filename=file.filename, sha256=file.sha256, content=file.content)
                for file in request.attachments
            ),
            plan=plan,
            at=now,
        )

    def _account(self, name: str, owner: str) -> Sending:
        if name == DEFAULT_ACCOUNT:
            found = self._accounts.sending(None, name, owner=owner)
        else:
            with self._database.reading() as connection:
                found = self._accounts.sending(connection, name, owner=owner)
        if found is None:
            raise NoAccountError(name)
        return found

    async def preview(self, new: NewFollowUp) -> NewFollowUp:
        """Return a prepared follow-up with the plan that storing it now would give it.

        Raises:
            SuppressedError: see there.
        """

        def look() -> NewFollowUp:
            with self._database.reading() as connection:
                refuse_suppressed(connection, owner=new.owner, email=new.recruiter_email, hold=False)
                return self._fitted(connection, new)

        return await asyncio.to_thread(look)

    def _fitted(self, connection: Connection, new: NewFollowUp) -> NewFollowUp:
        """Return `new` planned into the first window that has room, by the calendar of this transaction."""
        planning = self._planning.seen_by(connection)
        language: Language = "en" if new.language == "en" else "id"
        facts = PlannedFacts.from_document(new.request, owner=new.owner, language=language)
        plan = new.plan if new.plan.revision == planning.standing.revision else planning.first(facts, now=new.at)
        fitted = self._pacing.fit(
            connection,
            plan,
            Place(
                account=new.account,
                recruiter_hash=new.recruiter_hash,
                beside=None,
                domain_hash=capped_domain(new.recruiter_email),
            ),
            later=lambda at, why: planning.first(facts, now=new.at, not_before=at, reason=why),
        )
        return new if fitted is new.plan else replace(new, plan=fitted)

    async def accept(self, new: NewFollowUp, *, idempotent: Idempotent | None = None) -> Accepted:
        """Store a prepared follow-up in one commit, together with the answer to its Idempotency-Key.

        Returns:
            What was stored; or the open follow-up that it doubles; or the first answer to the same key.

        Raises:
            NoAccountError: its account was deleted meanwhile.
            NoSendTimeError: every window within 60 days is full.
            SuppressedError, OwnerCapError: see there.
        """
        self._owner_cap.refuse_known(new.owner, now=new.at)
        accepted = await self._writer.run(partial(self.accept_within, new=new, idempotent=idempotent))
        if isinstance(accepted, Exception):
            raise accepted
        return accepted

    def accept_within(
        self, connection: Connection, *, new: NewFollowUp, idempotent: Idempotent | None
    ) -> Accepted | Refusal:
        """Do what `accept` does in the caller's transaction; what refuses it is returned, with nothing written."""
        try:
            return self._accept(connection, new=new, idempotent=idempotent)
        except _REFUSALS as refusal:
            return refusal

    def _accept(self, connection: Connection, *, new: NewFollowUp, idempotent: Idempotent | None) -> Accepted:
        if idempotent is not None:
            known = self._known(connection, new, idempotent)
            if known is not None:
                return known
        if not self._accounts.keep(connection, new.account, owner=new.owner):
            raise NoAccountError(new.account)
        refuse_suppressed(connection, owner=new.owner, email=new.recruiter_email)
        self._owner_cap.take(connection, new.owner, now=new.at)
        new = self._fitted(connection, new)
        duplicate = follow_ups.accept(connection, new)
        if duplicate is not None:
            # It may be what another process stored under this very key while this one waited for it.
            return (idempotent and self._known(connection, new, idempotent)) or duplicate
        stored = as_stored(new)
        if idempotent is not None:
            idempotency.remember(
                connection,
                idempotent.answer(stored),
                owner=new.owner,
                route=idempotent.route,
                key=idempotent.key,
                follow_up_id=new.id,
                at=new.at,
            )
        return stored

    @staticmethod
    def _known(connection: Connection, new: NewFollowUp, idempotent: Idempotent) -> Remembered | None:
        return idempotency.recall(connection, owner=new.owner, route=idempotent.route, key=idempotent.key)

    async def recall(self, *, owner: str, route: str, key: str) -> Remembered | None:
        """Return the first answer to an Idempotency-Key, or None."""

        def look() -> Remembered | None:
            with self._database.reading() as connection:
                return idempotency.recall(connection, owner=owner, route=route, key=key)

        return await asyncio.to_thread(look)

    async def ask(
        self, id_: UUID, verb: Verb, *, owner: str
    ) -> StoredFollowUp | Refused | NeedsChanges | Duplicate | None:
        """Cancel, note the recruiter's reply, or try again; None: no such follow-up of this owner.

        Returns:
            The follow-up as it stands then; or why it was refused: by its status, because another open follow-up
            of the same interview exists, or because its letter can't leave as it is.

        Raises:
            NoAccountError: a retry finds that its account was deleted, and no other has its name.
            NoSendTimeError: a retry finds nothing allowed within 60 days.
        """
        if verb is Verb.RETRY:
            await asyncio.to_thread(self._checking.warm_up)  # the writer must not wait for word lists
        return await self._writer.run(partial(self._asking.ask, id_=id_, verb=verb, owner=owner))


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
