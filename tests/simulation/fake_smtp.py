"""Links without sockets whose fates are drawn, and the server's own log of what it received and accepted."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from service.dispatch.links import Links
from service.domain.outcome import Cut, Outcome, Reply, Stage, judge_loss, judge_reply
from service.mail.account import Envelope, SmtpAccount
from service.mail.link import Link
from service.settings import Settings
from tests.simulation.ground import WholeClock

# Where a server may depart from a good conversation, in order; the last two looks stand between content and dot.
POINTS: dict[str, Stage] = {
    "connect": Stage.CONNECT,
    "banner": Stage.BANNER,
    "ehlo": Stage.EHLO,
    "starttls": Stage.STARTTLS,
    "auth": Stage.AUTH,
    "mail": Stage.MAIL,
    "rcpt": Stage.RCPT,
    "data": Stage.DATA,
    "content": Stage.CONTENT,
    "look": Stage.CONTENT,
    "last look": Stage.CONTENT,
    "dot": Stage.DOT,
}
OPENING = ("connect", "banner", "ehlo", "starttls", "auth")
REPLY_TIMEOUT = 600.0
_MESSAGE_ID = re.compile(rb"^Message-ID: (<[^>]+>)\r\n", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Fate:
    """What becomes of one try."""

    point: str = "dot"
    code: int | None = 250  # the reply at that point; None: the link is lost; the good code: nothing happens
    text: str = "2.0.0 kept"
    keeps: bool = False  # where the reply to the dot is no clear one: whether the letter was accepted
    holds: bool = False  # the server first waits until it is told to go on
    frozen: bool = False  # the process stood still meanwhile, so that it finds the reply before it sees the time

    @property
    def accepts(self) -> bool:
        if self.point != "dot" or (self.code is not None and self.code // 100 == 2):
            return True
        return self.keeps and (self.code is None or self.code // 100 == 3)


GOOD = Fate()


@dataclass(kw_only=True)
class Try:
    """One transaction as the server saw it."""

    process: object
    settings: Settings  # by which its process goes
    fate: Fate
    begun_at: datetime
    recipient: str = ""
    content: bytes = b""
    dot_at: datetime | None = None
    accepted: bool = False
    told: bool = False  # the process read a clear answer to the dot
    epoch: int = 0  # filled in by who reads the log
    opened_at: datetime | None = None  # of the window, filled in likewise

    @property
    def message_id(self) -> str:
        found = _MESSAGE_ID.search(self.content)
        return found[1].decode() if found else ""


@dataclass(kw_only=True)
class Held:
    """A try that waits for the server."""

    try_: Try
    until: "asyncio.Future[None]"


@dataclass(kw_only=True)
class FakeServer:
    """Plays the drawn fates, one a try; from the last one on, the standing one."""

    clock: WholeClock
    on_dot: Callable[[Try], None]
    fates: deque[Fate] = field(default_factory=deque)
    standing: Fate = GOOD
    tries: list[Try] = field(default_factory=list)  # what reached the dot is a letter fully received
    held: list[Held] = field(default_factory=list)

    @property
    def letters(self) -> list[Try]:
        return [each for each in self.tries if each.dot_at is not None]

    def begin(self, process: object, settings: Settings) -> Try:
        fate = self.fates.popleft() if self.fates else self.standing
        begun = Try(process=process, settings=settings, fate=fate, begun_at=self.clock.now())
        self.tries.append(begun)
        return begun

    async def at(self, try_: Try, point: str, *, deadline: float | None = None) -> Outcome | None:
        """Return what ends the try at `point`, or None when it goes on."""
        fate, stage = try_.fate, POINTS[point]
        if fate.point != point:
            return None
        asked_at = self.clock.monotonic()
        await self.wait(try_)
        until = asked_at + 60 if deadline is None else min(asked_at + 60, deadline)
        if not fate.frozen and self.clock.monotonic() >= until:
            if until == deadline:
                return Cut(stage=stage, detail="the time for this attempt ran out")
            return judge_loss(stage, after_dot=False, why="no reply in time")
        if fate.code is None:
            return judge_loss(stage, after_dot=False, why="the link was lost")
        if fate.code in (220, 235, 250, 354):
            return None
        return judge_reply(stage, Reply(code=fate.code, text=fate.text))

    async def wait(self, try_: Try) -> None:
        if not try_.fate.holds:
            return
        waiting = Held(try_=try_, until=asyncio.get_running_loop().create_future())
        self.held.append(waiting)
        try:
            await waiting.until
        finally:
            self.held.remove(waiting)


class FakeLink(Link):
    """The interface of a link over no connection."""

    def __init__(self, server: FakeServer, try_: Try) -> None:
        self._server, self._try = server, try_

    @property
    def reusable(self) -> bool:
        return False

    @property
    def following(self) -> Envelope | None:
        return None

    async def begin(self, envelope: Envelope, *, size: int = 0, deadline: float | None = None) -> Outcome | None:
        assert size >= 0
        self._try.recipient = envelope.recipient
        for point in ("mail", "rcpt", "data"):
            ended = await self._server.at(self._try, point, deadline=deadline)
            if ended is not None:
                return ended
        return None

    async def write_content(self, stuffed: bytes, *, deadline: float | None = None) -> Outcome | None:
        self._try.content = stuffed
        return await self._server.at(self._try, "content", deadline=deadline)

    async def look(self) -> Outcome | None:
        return await self._server.at(self._try, "look")

    async def write_dot(self, *, following: Envelope | None = None, size: int = 0) -> Outcome:
        assert following is None or size >= 0  # it never leaves: `reusable` says so
        try_, server = self._try, self._server
        if try_.fate.point == "last look":
            return judge_loss(Stage.CONTENT, after_dot=False, why="the link was lost")
        try_.dot_at, try_.accepted = server.clock.now(), try_.fate.accepts
        server.on_dot(try_)
        fate, written_at = try_.fate if try_.fate.point == "dot" else GOOD, server.clock.monotonic()
        if try_.fate.point == "dot":
            await server.wait(try_)
        late = server.clock.monotonic() - written_at >= REPLY_TIMEOUT and not fate.frozen
        if fate.code is None or late:
            return judge_loss(Stage.DOT, after_dot=True, why="no answer")
        try_.told = fate.code // 100 != 3
        return judge_reply(Stage.DOT, Reply(code=fate.code, text=fate.text))

    async def quit(self) -> None:
        return None

    def abort(self) -> None:
        return None


class FakeLinks(Links):
    """Hands out fake links."""

    def __init__(self, server: FakeServer, clock: WholeClock, process: object, settings: Settings) -> None:
        super().__init__(clock)
        self._server, self._process, self._settings = server, process, settings

    async def take(self, account: SmtpAccount, envelope: Envelope | None = None, *, size: int = 0) -> Link | Outcome:  # noqa: ARG002
        assert account.name == "default"
        begun = self._server.begin(self._process, self._settings)
        for point in OPENING:
            ended = await self._server.at(begun, point)
            if ended is not None:
                return ended
        return FakeLink(self._server, begun)
