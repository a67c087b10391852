"""Steps (3)–(5): compose or take the letter, plan, store; and what its owner may ask of a follow-up afterwards."""

import asyncio
import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from uuid_utils.compat import uuid7

from service.domain.clock import Clock
from service.domain.follow_up import Status, Verb, Verdict, public_status, verdict
from service.domain.request import FollowUpRequest
from service.letters.compose import LetterFacts, compose
from service.letters.phrasings import Phrasings
from service.letters.subject import reply_subject
from service.planning.plans import Planning, facts_of
from service.store import follow_ups, idempotency
from service.store.engine import Connection, Database
from service.store.follow_ups import Duplicate
from service.store.history import add_event
from service.store.idempotency import Remembered
from service.store.records import NewAttachment, NewFollowUp, StoredFollowUp
from service.store.writer import Writer


class NoAccountError(LookupError):
    """There is no account of that name which this owner may send from."""


class WrongStatusError(RuntimeError):
    """The follow-up's status does not allow what was asked."""

    def __init__(self, status: Status) -> None:
        super().__init__(status)
        self.public = public_status(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotent:
    """How the answer to a request with an Idempotency-Key is kept."""

    route: str
    key: str
    body_hash: str
    answer: Callable[[StoredFollowUp], Remembered]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """An account to send from, as far as intake needs it."""

    name: str
    from_domain: str
    owner: str | None  # None: open to every owner


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
        accounts: Collection[Sending],
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._phrasings = planning, phrasings
        self._accounts = {account.name: account for account in accounts}

    def prepare(self, request: FollowUpRequest, *, owner: str) -> NewFollowUp:
        """Return what a request would store; nothing is stored yet, and the same request gives the same plan.

        Raises:
            NoAccountError: see there.
            InvalidInputError: the promise cannot be understood, or lies before the interview.
            NoSendTimeError: nothing is allowed within 60 days.
        """
        account = self._accounts.get(request.account)
        if account is None or account.owner not in (None, owner):
            raise NoAccountError(request.account)
        now = self._clock.now()
        facts = request.facts(owner)
        answer_by = self._planning.answer_by(facts, interviewed_on=request.application.interviewed_on)
        plan = self._planning.first(facts, now=now)
        subject, body, phrasing = self._letter(request, facts.spread_key)
        id_ = uuid7()
        return NewFollowUp(
            id=id_,
            owner=owner,
            account=account.name,
            recruiter_email=request.recruiter.email.casefold(),
            candidate_email=request.candidate.email.casefold(),
            reference=request.reference,
            duplicate_hash=hashlib.sha256(request.duplicate_key(owner).encode()).hexdigest(),
            allow_duplicate=request.allow_duplicate,
            request=request.to_document(answer_by),
            language=request.language,
            subject=subject,
            body=body,
            phrasing=phrasing,
            findings=[],
            rules_version=None,
            message_id=f"<{id_}.followup@{account.from_domain}>",
            attachments=tuple(
                NewAttachment(filename=file.filename, sha256=file.sha256, content=file.content)
                for file in request.attachments
            ),
            plan=plan,
            at=now,
        )

    async def accept(
        self, new: NewFollowUp, *, idempotent: Idempotent | None = None
    ) -> StoredFollowUp | Duplicate | Remembered:
        """Store a prepared follow-up in one commit, together with the answer to its Idempotency-Key.

        Returns:
            What was stored; or the open follow-up that it doubles; or the first answer to the same key.
        """
        return await self._writer.run(partial(self._accept, new=new, idempotent=idempotent))

    def _accept(
        self, connection: Connection, *, new: NewFollowUp, idempotent: Idempotent | None
    ) -> StoredFollowUp | Duplicate | Remembered:
        if idempotent is not None:
            known = idempotency.recall(connection, owner=new.owner, route=idempotent.route, key=idempotent.key)
            if known is not None:
                return known
        duplicate = follow_ups.accept(connection, new)
        if duplicate is not None:
            return duplicate
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

    async def recall(self, *, owner: str, route: str, key: str) -> Remembered | None:
        """Return the first answer to an Idempotency-Key, or None."""

        def look() -> Remembered | None:
            with self._database.reading() as connection:
                return idempotency.recall(connection, owner=owner, route=route, key=key)

        return await asyncio.to_thread(look)

    async def ask(self, id_: UUID, verb: Verb, *, owner: str) -> StoredFollowUp | None:
        """Cancel, note the recruiter's reply, or try again; None: no such follow-up of this owner.

        Raises:
            WrongStatusError: the status does not allow it.
            NoSendTimeError: a retry finds nothing allowed within 60 days.
        """
        return await self._writer.run(partial(self._ask, id_=id_, verb=verb, owner=owner))

    def _ask(self, connection: Connection, *, id_: UUID, verb: Verb, owner: str) -> StoredFollowUp | None:
        follow_up = follow_ups.load(connection, id_, owner=owner, for_update=True)
        if follow_up is None:
            return None
        now = self._clock.now()
        match verdict(follow_up.status, verb):
            case Verdict.REFUSED:
                raise WrongStatusError(follow_up.status)
            case Verdict.UNCHANGED:
                return follow_up
            case Verdict.STOP:
                self._stop(connection, follow_up, verb, now)
            case Verdict.REQUEST:
                self._request_stop(connection, follow_up, verb, now)
            case Verdict.NOTE:
                follow_ups.set_state(connection, id_, at=now, answered_at=now)
                add_event(connection, id_, at=now, type="answered", detail={"status": follow_up.status.value})
            case Verdict.AGAIN:
                self._again(connection, follow_up, now)
        return follow_ups.load(connection, id_, owner=owner)

    def _stop(self, connection: Connection, follow_up: StoredFollowUp, verb: Verb, now: datetime) -> None:
        state: dict[str, object] = {"status": _stopped(verb).value, "token": None}
        if verb is Verb.REPLIED:
            state["answered_at"] = now
        follow_ups.set_state(connection, follow_up.id, at=now, **state)
        detail = {"by": "owner", "was": follow_up.status.value}
        add_event(connection, follow_up.id, at=now, type=_stopped(verb).value, detail=detail)

    def _request_stop(self, connection: Connection, follow_up: StoredFollowUp, verb: Verb, now: datetime) -> None:
        wanted = _stopped(verb).value
        if follow_up.stop_requested == wanted:
            return
        follow_ups.set_state(connection, follow_up.id, at=now, stop_requested=wanted)
        add_event(connection, follow_up.id, at=now, type="stop_requested", detail={"as": wanted})

    def _again(self, connection: Connection, follow_up: StoredFollowUp, now: datetime) -> None:
        plan = self._planning.seen_by(connection).first(facts_of(follow_up), now=now)
        follow_ups.set_plan(
            connection, follow_up.id, plan, at=now, status=Status.SCHEDULED.value, tries=0, tries_in_window=0
        )
        detail = {"was": follow_up.status.value, **follow_ups.planned_detail(plan)}
        add_event(connection, follow_up.id, at=now, type="planned", detail=detail)

    def _letter(self, request: FollowUpRequest, key: str) -> tuple[str, str, str | None]:
        """Return subject, body and phrasing. The letter check takes its place here."""
        thread_subject = request.thread.subject if request.thread is not None else None
        if request.own_letter is not None:
            own = request.own_letter
            return reply_subject(thread_subject) if thread_subject else own.subject, own.body, None
        letter = compose(
            LetterFacts(
                candidate_name=request.candidate.name,
                phone=request.candidate.phone,
                recruiter_name=request.recruiter.name,
                honorific=request.recruiter.honorific,
                company=request.application.company,
                position=request.application.position,
                interviewed_on=request.application.interviewed_on,
                thread_subject=thread_subject,
                key=key,
            ),
            request.language,
            self._phrasings,
        )
        return letter.subject, letter.body, letter.phrasing


def _stopped(verb: Verb) -> Status:
    return Status.ANSWERED if verb is Verb.REPLIED else Status.CANCELLED


def as_stored(new: NewFollowUp) -> StoredFollowUp:
    """Return a new follow-up as it stands right after its commit."""
    return StoredFollowUp(
        id=new.id,
        owner=new.owner,
        account=new.account,
        status=Status.SCHEDULED,
        send_at=new.plan.send_at,
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
