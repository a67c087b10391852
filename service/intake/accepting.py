"""Steps (4) and (5): a request is planned and stored in one commit, or only previewed."""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from uuid_utils.compat import uuid7

from service.accounts.book import AccountBook, NoAccountError
from service.domain.clock import Clock
from service.domain.follow_up import Verb
from service.domain.mail_domain import domain_hash_of
from service.domain.request import FollowUpRequest
from service.intake.asking import Asking, NeedsChanges, Refused
from service.intake.checking import LetterChecking
from service.intake.known_accounts import KnownAccounts
from service.intake.lettering import letter_of
from service.intake.owner_caps import OwnerCap, OwnerCapError
from service.intake.storing import IN_ONE_COMMIT, Accepted, Entry, Idempotent, Refusal, Storing
from service.intake.suppressing import refuse_suppressed
from service.letters.phrasings import Phrasings
from service.planning.pacing import Pacing
from service.planning.plans import Planning
from service.store import idempotency
from service.store.engine import Database
from service.store.follow_ups import Duplicate
from service.store.idempotency import Remembered
from service.store.records import Document, NewAttachment, NewFollowUp, StoredFollowUp
from service.store.together import Together
from service.store.writer import MOMENT_SECONDS, Writer, struck_all


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
        self._checking = checking
        self.storing = Storing(planning=planning, pacing=pacing, accounts=accounts, owner_cap=self._owner_cap)
        self._together: Together[Entry, Accepted | Refusal] = Together(
            writer,
            partial(self.storing.store_some, clock=clock, has_urgent=writer.has_urgent, seconds=MOMENT_SECONDS),
            urgent=False,
            most=IN_ONE_COMMIT,
            strikes_all=struck_all,
        )
        self._asking = Asking(clock=clock, planning=planning, pacing=pacing, checking=checking, accounts=accounts)
        self._accounts = accounts
        self._known_accounts = KnownAccounts(database=database, clock=clock, accounts=accounts)

    def prepare(
        self,
        request: FollowUpRequest,
        *,
        owner: str,
        kept_files: Sequence[Document] | None = None,
        account_remembered: bool = True,
    ) -> NewFollowUp:
        """Return what a request would store, planned without regard to caps; nothing is stored yet.

        Args:
            request: validated; its letter is checked as it will leave.
            owner: whose.
            kept_files: of the follow-up that the request changes, when it changes no files; None: the request's own.
            account_remembered: whether the account may be what its name was up to a second ago; `accept` looks again.

        Raises:
            NoAccountError: see there.
            InvalidInputError: the promise cannot be understood, or lies before the interview; a rule can't be accepted.
            LetterNeedsChangesError: a finding that is not accepted stops the letter.
            NoSendTimeError: nothing is allowed within 60 days.
        """
        account = self._known_accounts.sending(request.account, owner=owner, remembered=account_remembered)
        self._checking.demand_acceptable(request.accept)
        now = self._clock.now()
        facts = request.facts(owner)
        answer_by = self._planning.answer_by(facts, interviewed_on=request.application.interviewed_on)
        letter, phrasing = letter_of(request, facts.spread_key, self._phrasings)
        hours = None if phrasing else self._checking.greeting_hours(letter, request.office, request.windows)
        plan = self._planning.first(facts if hours is None else request.facts(owner, greeting_hours=hours), now=now)
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
            attachments=_files_of(request),
            plan=plan,
            at=now,
        )

    async def preview(self, new: NewFollowUp) -> NewFollowUp:
        """Return a prepared follow-up with the plan that storing it now would give it.

        Raises:
            NoAccountError, SuppressedError: see there.
            NoSendTimeError: every window within 60 days is full.
        """

        def look() -> NewFollowUp:
            with self._database.reading() as connection:
                if self._accounts.sending(connection, new.request["account"], owner=new.owner) is None:
                    raise NoAccountError(new.request["account"])
                refuse_suppressed(connection, owner=new.owner, email=new.recruiter_email, hold=False)
                return self.storing.fitted(connection, new)

        return await asyncio.to_thread(look)

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
        entry = Entry(new=new, idempotent=idempotent)
        accepted = await self._together.ask(entry)
        if isinstance(accepted, OwnerCapError):
            self._owner_cap.note(new.owner, accepted)
        if isinstance(accepted, Exception):
            raise accepted
        return accepted

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


def _files_of(request: FollowUpRequest) -> tuple[NewAttachment, ...]:
    return tuple(
        NewAttachment(filename=file.filename, sha256=file.sha256, content=file.content) for file in request.attachments
    )
