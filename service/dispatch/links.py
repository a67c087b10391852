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

    async def take(self, account: SmtpAccount, envelope: Envelope | None = None) -> Link | Outcome:
        """Return a kept connection or open one; an Outcome says why there is none.

        Args:
            account: whose.
            envelope: of the letter; where it has left already behind another's dot, the connection is that one.
        """
        kept = self._kept.get((account.name, account.revision), [])
        kept.sort(key=lambda one: one.link.following is not None and one.link.following == envelope)
        awaiting: list[_Kept] = []
        try:
            while kept:
                candidate = kept.pop()
                follows = candidate.link.following
                if follows is not None and follows != envelope:
                    awaiting.append(candidate)  # another letter's, which is about to begin
                elif candidate.until > self._clock.monotonic() and (candidate.link.reusable or follows is not None):
                    return candidate.link
                else:
                    candidate.link.abort()
        finally:
            kept.extend(awaiting)
        return await self._open(account)

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
