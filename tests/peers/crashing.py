"""A build of the sending process that ends at a named point, at once and without a word, as at a power cut.

The working parts are the service's own, on the database and the SMTP server of the test. A fork of a preloaded
process stands for a fresh start of the service: a table of points would otherwise spend its time with imports.
"""

import asyncio
import functools
import multiprocessing
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from service.dispatch.claiming import Claiming
from service.dispatch.delivery import Delivery
from service.dispatch.links import Links
from service.dispatch.recording import Recorder
from service.intake.accepting import Intake
from service.intake.storing import Idempotent, Storing
from service.mail.account import Envelope
from service.mail.link import Link
from service.mail.replies import Replies
from service.store import delivery, follow_ups
from tests.peers.bench import bench
from tests.peers.smtp_server import SmtpServer

DIED = 86
SECONDS = 30.0


class Point(Enum):
    """Where the process ends; in the order in which a letter comes by."""

    POST_WRITTEN = "everything of the POST is written, its commit has not begun"
    POST_COMMITTED = "the POST is committed and not answered"
    CLAIM_WRITTEN = "the claim is written, its commit has not begun"
    BYTES_WRITTEN = "the claim and the letter's bytes are written, their commit has not begun"
    CLAIM_COMMITTED = "the claim and the letter's bytes are committed"
    CONNECTION_WANTED = "the window is checked again and no connection is open"
    GO_AHEAD_READ = "the 354 is read"
    CONTENT_WRITTEN = "all content is written"
    LOOKED = "the look is over, C1 not asked for"
    C1_WRITTEN = "C1 is written, its commit has not begun"
    C1_COMMITTED = "C1 is committed, the dot is not written"
    DOT_WRITTEN = "the dot is written, no reply is read"
    REPLY_READ = "the reply to the dot is read, C2 not asked for"
    C2_WRITTEN = "C2 is written, its commit has not begun"
    C2_COMMITTED = "C2 is committed"
    RECOVERY_WRITTEN = "the recovery of another's claim is written, its commit has not begun"


@dataclass(frozen=True, kw_only=True)
class Work:
    """What the process is to do."""

    folder: Path  # holds the database
    port: int  # of the SMTP server
    now: datetime  # aware; the process's pretended time stands still there
    point: Point | None  # None: an ordinary end
    settings: dict[str, Any] = field(default_factory=dict)
    real_offset: timedelta = timedelta()  # how far the machine's clock has gone on since the last process
    posts: tuple[dict[str, Any], Idempotent] | None = None  # instead of a tick


def run(work: Work) -> int:
    """Do the work in a process of its own; return its exit code, `DIED` when it came to its point."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_work, args=(work,), daemon=True)
    process.start()
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError(f"the process neither died nor ended within {SECONDS:g} s")
    return process.exitcode


def _work(work: Work) -> None:
    if work.point is not None:
        _WIRES[work.point]()
    asyncio.run(_at_work(work))


async def _at_work(work: Work) -> None:
    server = SmtpServer()
    server.port = work.port  # it runs in the test's process, whose log is the truth
    async with bench(work.folder, server, now=work.now, settings=work.settings) as working:
        working.clock.real_offset = work.real_offset
        if work.posts is None:
            await working.run_due()
        else:
            body, idempotent = work.posts
            await working.post(body, idempotent=idempotent)


def _die() -> None:
    os._exit(DIED)


def _instead_of(owner: object, name: str) -> None:
    def dies(*_given: object, **_named: object) -> None:
        _die()

    setattr(owner, name, dies)


def _after(owner: object, name: str, *, when: Callable[..., bool] = lambda *_given, **_named: True) -> None:
    ordinary: Callable[..., object] = getattr(owner, name)

    @functools.wraps(ordinary)
    def dies_after(*given: object, **named: object) -> object:
        result = ordinary(*given, **named)
        if when(*given, **named):
            _die()
        return result

    setattr(owner, name, dies_after)


def _after_awaiting(owner: object, name: str) -> None:
    ordinary: Callable[..., Awaitable[object]] = getattr(owner, name)

    @functools.wraps(ordinary)
    async def dies_after(*given: object, **named: object) -> None:
        await ordinary(*given, **named)
        _die()

    setattr(owner, name, dies_after)


def _when_the_dot_is_out() -> None:
    """End at the first reply waited for inside `write_dot`: the write before it went straight to the kernel."""
    ordinary = Link.write_dot

    async def write_dot(link: Link, *, following: Envelope | None = None, size: int = 0) -> object:
        _instead_of(Replies, "next_reply")
        return await ordinary(link, following=following, size=size)

    setattr(Link, "write_dot", write_dot)  # noqa: B010  # mypy refuses the plain assignment to a method


def _when_the_outcome_is_written() -> None:
    _after(follow_ups, "set_states")
    _after(follow_ups, "set_state", when=lambda *_given, **state: "status" in state)
    _after(follow_ups, "set_plan", when=lambda *_given, **state: "status" in state)


_WIRES: dict[Point, Callable[[], None]] = {
    Point.POST_WRITTEN: lambda: _after(Storing, "store"),
    Point.POST_COMMITTED: lambda: _after_awaiting(Intake, "accept"),
    Point.CLAIM_WRITTEN: lambda: _after(Claiming, "claim"),
    Point.CLAIM_COMMITTED: lambda: _instead_of(Delivery, "deliver"),
    Point.BYTES_WRITTEN: lambda: _after(delivery, "freeze_messages"),
    Point.CONNECTION_WANTED: lambda: _instead_of(Links, "take"),
    Point.GO_AHEAD_READ: lambda: _after_awaiting(Link, "begin"),
    Point.CONTENT_WRITTEN: lambda: _after_awaiting(Link, "write_content"),
    Point.LOOKED: lambda: _after_awaiting(Link, "look"),
    Point.C1_WRITTEN: lambda: _after(delivery, "mark_transmitting"),
    Point.C1_COMMITTED: lambda: _instead_of(Link, "write_dot"),
    Point.DOT_WRITTEN: _when_the_dot_is_out,
    Point.REPLY_READ: lambda: _after_awaiting(Link, "write_dot"),
    Point.C2_WRITTEN: _when_the_outcome_is_written,
    Point.C2_COMMITTED: lambda: _after_awaiting(Recorder, "record"),
    Point.RECOVERY_WRITTEN: lambda: _after(Recorder, "_recover"),
}
