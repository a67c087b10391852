"""One try of one follow-up: window check, connection, transaction, C1, dot. No database transaction spans a wait.

The window is checked three times: when planned, here before anything is opened, and in C1, the last commit before the
dot. Only the last one counts. Between C1 and the dot at most two real seconds may pass.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog

from service.accounts.book import AccountBook
from service.dispatch.links import Links
from service.dispatch.recording import Ended, Recorder
from service.dispatch.rendering import render
from service.domain.clock import Clock
from service.domain.outcome import Cut, Outcome, Stage, TransientFailure, judge_earlier_sender
from service.domain.planner import MARGIN
from service.mail.account import Envelope, SmtpAccount
from service.mail.link import Link
from service.mail.wire import sender_of, stuff
from service.planning.plans import Planning
from service.store import delivery, follow_ups
from service.store.engine import Connection, Database, DatabaseError
from service.store.records import Claimed, NewAttachment, StoredFollowUp
from service.store.writer import Writer

LAST_START = timedelta(seconds=30)  # no try starts later than this before the window closes
LATE = timedelta(seconds=60)  # due for longer: its moment passed while nobody was there, so the planner's margin holds
CLOSE_MARGIN = timedelta(seconds=10)  # the part before the dot is over this long before the window closes
LONGEST_BEFORE_DOT = 300.0  # real seconds
LEASE_SHARE = 0.8
SECONDS_FROM_C1_TO_DOT = 2.0
LEASE_BEYOND_REPLY = timedelta(seconds=60)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A letter that may leave now, and where from."""

    account: SmtpAccount
    envelope: Envelope
    content: bytes
    deadline: float  # of the event loop's clock, for all before the dot


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """Everything is written but the dot."""

    link: Link
    account: SmtpAccount


class Delivery:
    """Delivers claimed follow-ups; the outcome is committed before `deliver` returns."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        links: Links,
        recorder: Recorder,
        accounts: AccountBook,
        lease: timedelta,
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._links, self._recorder = planning, links, recorder
        self._accounts, self._lease = accounts, lease
        self._before_dot: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Stop every delivery that has not reached C1; nothing of them was sent."""
        for task in self._before_dot:
            task.cancel()

    async def deliver(self, claimed: Claimed) -> None:
        """Try once; the outcome is recorded whatever happens before the dot, `cut` included."""
        with structlog.contextvars.bound_contextvars(followup_id=str(claimed.id)):
            await self._deliver(claimed)

    async def _deliver(self, claimed: Claimed) -> None:
        started_at = self._clock.now()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # this is a coroutine
        self._before_dot.add(task)
        prepared: _Prepared | Outcome | None = None
        ended: Outcome | _Ready | None
        try:
            prepared = await self._prepare(claimed)
            ended = await self._up_to_the_dot(prepared) if isinstance(prepared, _Prepared) else prepared
        except asyncio.CancelledError:
            ended = Cut(stage=Stage.CONNECT, detail="the service is stopping")
        except DatabaseError as error:  # no fault of the account's, nor of the letter's
            log.warning("database_unavailable", error=type(error).__name__)
            ended = Cut(stage=Stage.CONNECT, detail="the database could not be used")
        except Exception as error:  # a fault of ours: nothing was sent, and the follow-up must not lie claimed
            log.exception("delivery_failed", error=type(error).__name__)
            ended = TransientFailure(stage=Stage.CONNECT, detail="a fault of this service", ours=True)
        finally:
            self._before_dot.discard(task)
        if ended is None:
            await self._recorder.put_off(claimed)
            return
        if isinstance(ended, _Ready):
            ended = await self._over_the_dot(claimed, ended)
        if isinstance(prepared, _Prepared) and prepared.envelope.sender != prepared.account.from_address:
            ended = judge_earlier_sender(ended)
        revision = prepared.account.revision if isinstance(prepared, _Prepared) else None
        await self._recorder.record(Ended(claimed=claimed, outcome=ended, started_at=started_at, revision=revision))

    async def _prepare(self, claimed: Claimed) -> _Prepared | Outcome | None:
        """Check again and freeze the bytes; None: nothing was tried."""
        follow_up, files, frozen, account = await asyncio.to_thread(self._load, claimed)
        if follow_up is None or not self._may_start(claimed, follow_up):
            return None
        if not isinstance(account, SmtpAccount):
            return account
        deadline = asyncio.get_running_loop().time() + self._seconds_before_dot(claimed)
        content = frozen
        if content is None:
            content = render(follow_up, letterhead=account.letterhead, attachments=files, date=self._clock.now())
            if not await self._writer.run(partial(delivery.freeze_message, claimed=claimed, content=content)):
                return None
        sender = account.from_address if frozen is None else sender_of(frozen)  # one address, whatever the account's is
        envelope = Envelope(sender=sender, recipient=follow_up.request["recruiter"]["email"])
        return _Prepared(account=account, envelope=envelope, content=content, deadline=deadline)

    async def _up_to_the_dot(self, prepared: _Prepared) -> Outcome | _Ready:
        """Write all but the dot, and look."""
        account, deadline = prepared.account, prepared.deadline
        try:
            async with asyncio.timeout_at(deadline):
                link = await self._links.take(account)
        except TimeoutError:
            return TransientFailure(stage=Stage.CONNECT, detail="connecting and signing in took too long")
        if not isinstance(link, Link):
            return link
        try:
            stuffed = stuff(prepared.content)
            ended = (
                await link.begin(prepared.envelope, size=len(stuffed), deadline=deadline)
                or await link.write_content(stuffed, deadline=deadline)
                or await link.look()
            )
        except BaseException:
            link.abort()
            raise
        return ended or _Ready(link=link, account=account)

    def _load(
        self, claimed: Claimed
    ) -> tuple[StoredFollowUp | None, tuple[NewAttachment, ...], bytes | None, SmtpAccount | Outcome]:
        """Return the follow-up, its files, the bytes of an earlier try that reached DATA, and its account."""
        with self._database.reading() as connection:
            if claimed.calendar_revision > self._planning.standing.revision:
                self._planning.refresh(connection)  # another process has planned it by a newer calendar
            tried = claimed.attempts > 0  # what was not has no bytes that must stay
            follow_up = follow_ups.load(connection, claimed.id, owner=None, tried=tried)
            has_files = follow_up is not None and bool(follow_up.request["attachments"])
            frozen = delivery.frozen_message(connection, claimed.id) if tried else None
            return (
                follow_up,
                follow_ups.attachments_of(connection, claimed.id) if has_files else (),
                frozen[0] if frozen is not None and frozen[1] else None,
                self._accounts.open(connection, claimed.account),
            )

    def _may_start(self, claimed: Claimed, follow_up: StoredFollowUp) -> bool:
        """Check the window a second time, by the calendar as it stands."""
        now = self._clock.now()
        if follow_up.stop_requested is not None or claimed.calendar_revision != self._planning.standing.revision:
            return False
        window = self._planning.window_now(follow_up, now=now)
        if window is None or window.closes_at != claimed.closes_at:
            return False
        left = window.closes_at - now
        return left > LAST_START and not (left <= MARGIN and now - claimed.send_at > LATE)

    def _seconds_before_dot(self, claimed: Claimed) -> float:
        """Return how many real seconds the part before the dot may take."""
        in_window = (claimed.closes_at - self._clock.now() - CLOSE_MARGIN).total_seconds() / self._clock.speed()
        return min(LONGEST_BEFORE_DOT, LEASE_SHARE * self._lease.total_seconds(), in_window)

    async def _over_the_dot(self, claimed: Claimed, ready: _Ready) -> Outcome:
        """C1, then the dot at once, then the server's word; the link is kept only when all was as expected."""
        link = ready.link
        asked_at = self._clock.monotonic()
        try:
            may = await self._writer.run(lambda connection: self._mark(connection, claimed, ready.account), urgent=True)
        except DatabaseError as error:
            link.abort()
            log.warning("mark_failed", error=type(error).__name__)
            return Cut(stage=Stage.CONTENT, detail="the database could not record that the dot follows")
        except BaseException:
            link.abort()
            raise
        refused = None if may else "stopped, out of its window, or no longer ours"
        if may and self._clock.monotonic() - asked_at >= SECONDS_FROM_C1_TO_DOT:
            refused = "the commit before the dot took too long"
        if may and self._clock.now() >= claimed.closes_at:
            refused = "the window closed"
        if refused is not None:
            link.abort()
            return Cut(stage=Stage.CONTENT, detail=refused)
        outcome = await link.write_dot()
        self._links.give_back(ready.account, link)
        return outcome

    def _mark(self, connection: Connection, claimed: Claimed, account: SmtpAccount) -> bool:
        reply_time = timedelta(seconds=account.reply_timeout_seconds)
        real_now = self._clock.real_now()
        return delivery.mark_transmitting(
            connection,
            claimed,
            now=self._clock.now(),
            real_now=real_now,
            lease_until=real_now + reply_time + LEASE_BEYOND_REPLY,
        )
