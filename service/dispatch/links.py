"""Connections per account: at most so many, kept for the next letter only while nothing odd was seen on them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from service.domain.clock import Clock
from service.domain.outcome import Outcome
from service.mail.account import SmtpAccount
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

    async def take(self, account: SmtpAccount) -> Link | Outcome:
        """Return a kept connection or open one; an Outcome says why there is none."""
        kept = self._kept.get((account.name, account.revision), [])
        while kept:
            candidate = kept.pop()
            if candidate.until > self._clock.monotonic() and candidate.link.reusable:
                return candidate.link
            candidate.link.abort()
        return await self._open(account)

    def give_back(self, account: SmtpAccount, link: Link) -> None:
        """Keep a connection for the next letter, or cut it when anything odd was seen on it."""
        if not link.reusable:
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
