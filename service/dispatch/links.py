"""Connections per account: at most so many, kept for the next letter only while nothing odd was seen on them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from service.domain.clock import Clock
from service.domain.outcome import Outcome
from service.mail.account import Envelope, SmtpAccount
from service.mail.link import Link
from service.mail.opening import open_link

KEPT_SECONDS = 5.0  # servers close idle connections after minutes at the earliest
Open = Callable[[SmtpAccount], Awaitable[Link | Outcome]]


@dataclass(frozen=True, slots=True)
class _Kept:
    link: Link
    until: float  # monotonic


class Links:
    """Hands out open connections; the caller gives each back or cuts it."""

    def __init__(self, clock: Clock, open_: Open = open_link) -> None:
        self._clock, self._open = clock, open_
        self._kept: dict[tuple[str, int], list[_Kept]] = {}  # by account and revision
        self._quitting: set[asyncio.Task[None]] = set()
        self._alone: set[tuple[str, int]] = set()  # whose servers do not take an envelope behind a dot

    async def take(self, account: SmtpAccount, envelope: Envelope | None = None, *, size: int = 0) -> Link | Outcome:
        """Return a kept connection or open one; an Outcome says why there is none.

        Args:
            account: whose.
            envelope: of the letter; where it has left already behind another's dot, the connection is that one.
            size: of the letter.
        """
        kept = self._kept.get((account.name, account.revision), [])
        now = self._clock.monotonic()
        for candidate in kept:
            if envelope is not None and candidate.link.awaits(envelope, size=size):
                kept.remove(candidate)
                return candidate.link
        awaiting = [candidate for candidate in kept if candidate.link.following is not None]  # others' letters
        free = [candidate for candidate in kept if candidate.link.following is None]
        kept[:] = awaiting
        while free:
            candidate = free.pop()
            if candidate.until > now and candidate.link.reusable:
                kept.extend(free)
                return candidate.link
            candidate.link.abort()
        return await self._open(account)

    def give_up(self, account: SmtpAccount, envelope: Envelope, *, size: int) -> None:
        """Cut the connection on which a letter's envelope has left that will not follow."""
        kept = self._kept.get((account.name, account.revision), [])
        for candidate in [each for each in kept if each.link.awaits(envelope, size=size)]:
            kept.remove(candidate)
            candidate.link.abort()

    def may_follow(self, account: SmtpAccount) -> bool:
        """Say whether an envelope may leave behind another letter's dot."""
        return (account.name, account.revision) not in self._alone

    def follow_no_more(self, account: SmtpAccount) -> None:
        """Note that a server hung up on an envelope behind a dot; its letters go one by one from here on."""
        self._alone.add((account.name, account.revision))

    def give_back(self, account: SmtpAccount, link: Link) -> None:
        """Keep a connection for the next letter, or cut it when anything odd was seen on it."""
        if not link.reusable and link.following is None:
            link.abort()
            return
        until = self._clock.monotonic() + KEPT_SECONDS
        self._kept.setdefault((account.name, account.revision), []).append(_Kept(link, until))

    def close_idle(self) -> None:
        """Begin to say QUIT on connections that were not needed again; nobody waits for the answers."""
        now = self._clock.monotonic()
        for kept in self._kept.values():
            over = [each for each in kept if each.until <= now]
            kept[:] = [each for each in kept if each.until > now]
            self._quit(over)
        self._kept = {whose: kept for whose, kept in self._kept.items() if kept}

    async def close(self) -> None:
        """Say QUIT on every kept connection, and wait for the answers, two seconds at most."""
        for kept in self._kept.values():
            self._quit(kept)
            kept.clear()
        await asyncio.gather(*self._quitting, return_exceptions=True)

    def _quit(self, over: Iterable[_Kept]) -> None:
        for each in over:
            task = asyncio.create_task(each.link.quit())
            self._quitting.add(task)
            task.add_done_callback(self._quitting.discard)
