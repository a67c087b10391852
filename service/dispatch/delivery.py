"""One try of one follow-up: window check, connection, transaction, C1, dot. No database transaction spans a wait.

The window is checked three times: when planned, here before anything is opened, and in C1, the last commit before the
dot. Only the last one counts. Between C1 and the dot at most two real seconds may pass.

While the outcome of a letter that went well is being committed the next one of its connection is written already, up
to its look. Its own C1 waits for that commit, so that no connection ever has two letters of unknown outcome.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TypeAlias

import structlog

from service.dispatch.links import Links
from service.dispatch.loading import Laden, Loading, Message
from service.dispatch.recording import Ended, Recorder
from service.domain.clock import Clock
from service.domain.follow_up import Status
from service.domain.outcome import Cut, Outcome, Sent, Stage, TransientFailure, judge_earlier_sender
from service.domain.planner import MARGIN
from service.mail.account import Envelope, SmtpAccount
from service.mail.link import Link
from service.mail.wire import stuff
from service.planning.plans import Planning
from service.store import delivery
from service.store.engine import Connection, Database, DatabaseError
from service.store.records import Claimed, Own
from service.store.together import Together
from service.store.writer import Writer

LAST_START = timedelta(seconds=30)  # no try starts later than this before the window closes
LATE = timedelta(seconds=60)  # due for longer: its moment passed while nobody was there, so the planner's margin holds
CLOSE_MARGIN = timedelta(seconds=10)  # the part before the dot is over this long before the window closes
LONGEST_BEFORE_DOT = 300.0  # real seconds
LEASE_SHARE = 0.8
SECONDS_FROM_C1_TO_DOT = 2.0
LEASE_BEYOND_REPLY = timedelta(seconds=60)

log = structlog.get_logger()


Follow: TypeAlias = Callable[[], Laden | None]
Recording: TypeAlias = asyncio.Task[Status | None]


@dataclass(frozen=True, slots=True)
class Delivered:
    """One try that is over."""

    outcome: Outcome | None  # None: it was not tried
    recording: Recording | None = None  # still under way; else the outcome is committed


@dataclass(frozen=True, slots=True)
class _Dot:
    """A letter whose dot is to follow."""

    claimed: Claimed
    reply_timeout_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """Everything is written but the dot."""

    link: Link
    account: SmtpAccount
    until: float  # by the event loop's time; C1 has to begin before
    following: Envelope | None = None  # may leave with the dot
    size: int = 0  # of its letter


class Delivery:
    """Delivers claimed follow-ups; only what went well may still be on its way to the database afterwards."""

    def __init__(
        self,
        *,
        database: Database,
        writer: Writer,
        clock: Clock,
        planning: Planning,
        links: Links,
        recorder: Recorder,
        loading: Loading,
        lease: timedelta,
    ) -> None:
        self._database, self._writer, self._clock = database, writer, clock
        self._planning, self._loading = planning, loading
        self._links, self._recorder, self._lease = links, recorder, lease
        self._before_dot: set[asyncio.Task[None]] = set()
        self._marks = Together(writer, self._mark)

    def cut(self) -> None:
        """Stop every delivery that has not reached C1; nothing of them was sent."""
        for task in self._before_dot:
            task.cancel()

    async def deliver(self, laden: Laden, follow: Follow = lambda: None, earlier: Recording | None = None) -> Delivered:
        """Try once; the outcome is recorded whatever happens before the dot, `cut` included.

        Args:
            laden: the letter.
            follow: says which letter will be delivered next by whoever delivers this one; asked right before the dot.
            earlier: the recording of what was delivered before by whoever delivers this one; the dot waits for it.
        """
        with structlog.contextvars.bound_contextvars(followup_id=str(laden.claimed.id)):
            return await self._deliver(laden, follow, earlier)

    async def _deliver(self, laden: Laden, follow: Follow, earlier: Recording | None) -> Delivered:
        claimed, message = laden.claimed, laden.message
        started_at = self._clock.now()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  # this is a coroutine
        self._before_dot.add(task)
        ended: Outcome | _Ready | None
        try:
            ended = await self._before_the_dot(laden)
            if isinstance(ended, _Ready):
                ended = await self._when_recorded(earlier, ended, follow)
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
            return Delivered(None)
        if isinstance(ended, _Ready):
            ended = await self._over_the_dot(claimed, ended)
        revision = None
        if isinstance(message, Message):
            revision = message.account.revision
            if message.envelope.sender != message.account.from_address:
                ended = judge_earlier_sender(ended)
        record = self._recorder.record(Ended(claimed=claimed, outcome=ended, started_at=started_at, revision=revision))
        if isinstance(ended, Sent):
            return Delivered(ended, asyncio.create_task(record))
        await record
        return Delivered(ended)

    async def _before_the_dot(self, laden: Laden) -> Outcome | _Ready | None:
        """Check again and write all but the dot; None: it may not leave now."""
        claimed, message = laden.claimed, laden.message
        if claimed.calendar_revision > self._planning.standing.revision:
            await asyncio.to_thread(self._take_over_calendar)  # another process has planned it by a newer one
        if not self._may_start(laden):
            if isinstance(message, Message):
                self._links.give_up(message.account, message.envelope, size=_size_of(message))
            return None
        if not isinstance(message, Message):
            return message
        deadline = asyncio.get_running_loop().time() + self._seconds_before_dot(claimed)
        content = message.content
        if content is None:
            content = await asyncio.to_thread(self._long_content, laden)
            if not await self._writer.run(partial(delivery.freeze_if_held, claimed=claimed, content=content)):
                return None
        return await self._up_to_the_dot(message, content, deadline)

    def _long_content(self, laden: Laden) -> bytes:
        with self._database.reading() as connection:
            return self._loading.long_content(connection, laden)

    def _take_over_calendar(self) -> None:
        with self._database.reading() as connection:
            self._planning.refresh(connection)

    async def _up_to_the_dot(self, message: Message, content: bytes, deadline: float) -> Outcome | _Ready:
        """Write all but the dot, and look; `deadline` is the event loop's time for all of it."""
        account, envelope, stuffed = message.account, message.envelope, stuff(content)
        while True:
            try:
                async with asyncio.timeout_at(deadline):
                    link = await self._links.take(account, envelope, size=len(stuffed))
            except TimeoutError:
                return TransientFailure(stage=Stage.CONNECT, detail="connecting and signing in took too long")
            if not isinstance(link, Link):
                return link
            has_followed = link.following is not None
            try:
                ended = (
                    await link.begin(envelope, size=len(stuffed), deadline=deadline)
                    or await link.write_content(stuffed, deadline=deadline)
                    or await link.look()
                )
            except BaseException:
                link.abort()
                raise
            if has_followed and ended is not None and not _is_about_the_letter(ended):
                link.abort()
                self._links.follow_no_more(account)  # nothing of this letter has left: it goes by a link of its own
                continue
            return ended or _Ready(link=link, account=account, until=deadline)

    def _may_start(self, laden: Laden) -> bool:
        """Check the window a second time, by the calendar as it stands."""
        now, claimed = self._clock.now(), laden.claimed
        if claimed.calendar_revision != self._planning.standing.revision:
            return False
        window = self._planning.window_now(laden.letter, now=now)
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
            may = await self._marks.ask(_Dot(claimed, ready.account.reply_timeout_seconds))
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
        outcome = await link.write_dot(following=ready.following, size=ready.size)
        self._links.give_back(ready.account, link)
        return outcome

    async def _when_recorded(self, earlier: Recording | None, ready: _Ready, follow: Follow) -> _Ready | Cut:
        """Wait for the outcome of the letter before; while the database does not take it no other dot is written."""
        if earlier is not None and not earlier.done():
            try:
                await asyncio.wait({earlier}, timeout=ready.until - asyncio.get_running_loop().time())
            except BaseException:
                ready.link.abort()
                raise
            if not earlier.done():
                ready.link.abort()
                return Cut(stage=Stage.CONTENT, detail="the database has not taken the outcome of the letter before")
        return self._with_what_follows(ready, follow)

    def _with_what_follows(self, ready: _Ready, follow: Follow) -> _Ready:
        """Add the envelope that may leave with the dot; whatever is wrong with its letter shows when its turn comes."""
        account = ready.account
        try:
            laden = follow() if self._links.may_follow(account) else None
            message = None if laden is None else laden.message
            if laden is None or not isinstance(message, Message) or message.content is None:
                return ready
            if message.account.revision != account.revision or not self._may_start(laden):
                return ready
            return replace(ready, following=message.envelope, size=_size_of(message))
        except Exception:  # noqa: BLE001  # it is told then, and costs this letter nothing
            return ready

    def _mark(self, connection: Connection, dots: Sequence[_Dot]) -> list[bool]:
        """Commit that dots follow; those that may be awaited equally long share a statement."""
        marked: set[Own] = set()
        for reply_seconds in {dot.reply_timeout_seconds for dot in dots}:
            real_now = self._clock.real_now()
            marked |= delivery.mark_transmitting(
                connection,
                [dot.claimed for dot in dots if dot.reply_timeout_seconds == reply_seconds],
                now=self._clock.now(),
                real_now=real_now,
                lease_until=real_now + timedelta(seconds=reply_seconds) + LEASE_BEYOND_REPLY,
            )
        return [dot.claimed.own in marked for dot in dots]


def _size_of(message: Message) -> int:
    return 0 if message.content is None else len(stuff(message.content))


def _is_about_the_letter(outcome: Outcome) -> bool:
    """Whether what ended a letter whose envelope rode behind a dot would have ended it on a link of its own too.

    Any answer to MAIL or DATA may be about the company it came in, or may be another command's.
    """
    if outcome.stage is Stage.RCPT:
        return outcome.reply is not None and outcome.reply.code >= 400  # noqa: PLR2004  # a refusal
    return outcome.stage not in (Stage.CONNECT, Stage.MAIL, Stage.DATA)
