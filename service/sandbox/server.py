"""The sandbox's SMTP server: on loopback, in a thread of its own, keeping what it takes."""

import asyncio
import logging
import socket
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

from aiosmtpd.smtp import SMTP, Envelope, Session

from service.sandbox.behaviours import GREYLISTED, REFUSED, SLOW_SECONDS, Behaviour, behaviour_of
from service.sandbox.maildir import Maildir, SandboxLetter, follow_up_of

# (recipient, number of RCPT commands seen for it, from 1) → a reply that refuses this one, or None to accept.
Answer: TypeAlias = Callable[[str, int], str | None]

_HOST = "127.0.0.1"
_SECONDS_TO_START = 10.0
_DATA_BYTES = 48 * 1024 * 1024  # a request of 12 MiB grows by a third in base64; room to spare


class Sandbox:
    """An SMTP server on loopback, in a thread of its own, that keeps what it takes.

    Args:
        maildir: the folder; made when absent (0700), with letters of earlier runs left in it.
        now: the clock of reception; aware UTC.
        answer: asked at each RCPT; a reply such as "451 4.7.1 Greylisted, try again later" refuses it.
    """

    def __init__(self, maildir: Path, *, now: Callable[[], datetime], answer: Answer | None = None) -> None:
        self.maildir = maildir
        self.host = _HOST
        self._intake = _Intake(maildir, now=now, answer=answer)
        self._port: int | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None

    @property
    def port(self) -> int:
        """The port, chosen by the system at `start`.

        Raises:
            RuntimeError: the sandbox is not running.
        """
        if self._port is None:
            raise RuntimeError("the sandbox is not running")
        return self._port

    def start(self) -> None:
        """Listen; connections are answered when this returns.

        Raises:
            RuntimeError: it runs already, or did not come up in 10 s.
            OSError: the Maildir cannot be made, or no port is free.
        """
        if self._thread is not None:
            raise RuntimeError("the sandbox runs already")
        Maildir(self.maildir).make()
        # aiosmtpd logs every envelope at INFO; addresses never stand in our logs.
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        listener = socket.create_server((self.host, 0))
        self._port = listener.getsockname()[1]
        started = threading.Event()
        self._thread = threading.Thread(
            target=lambda: asyncio.run(self._serve(listener, started)), name="sandbox", daemon=True
        )
        self._thread.start()
        if not started.wait(_SECONDS_TO_START):
            raise RuntimeError("the sandbox did not start in time")

    def stop(self) -> None:
        """Stop listening and drop open connections; the letters stay. Does nothing when it is not running."""
        thread, loop, stopping = self._thread, self._loop, self._stopping
        if thread is None or loop is None or stopping is None:
            return
        loop.call_soon_threadsafe(stopping.set)
        thread.join()
        self._thread = self._loop = self._stopping = self._port = None

    def letters(self) -> list[SandboxLetter]:
        """Return every letter in the Maildir, oldest first, those of earlier runs and those a reader opened too."""
        return Maildir(self.maildir).letters()

    async def _serve(self, listener: socket.socket, started: threading.Event) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        connections: weakref.WeakSet[SMTP] = weakref.WeakSet()

        def connection() -> SMTP:
            # aiosmtpd's own Controller cannot take port 0 and leaves connections open when it stops.
            smtp = SMTP(
                self._intake,
                hostname="sandbox.localhost",
                ident="sandbox",
                data_size_limit=_DATA_BYTES,
                enable_SMTPUTF8=True,
                loop=asyncio.get_running_loop(),
            )
            connections.add(smtp)
            return smtp

        server = await asyncio.get_running_loop().create_server(connection, sock=listener)
        started.set()
        await self._stopping.wait()
        server.close()
        for smtp in list(connections):
            if isinstance(smtp.transport, asyncio.WriteTransport):
                smtp.transport.abort()
        with suppress(TimeoutError):  # a connection being accepted at this very moment must not hold up the stop
            await asyncio.wait_for(server.wait_closed(), timeout=1)


class _Intake:
    """aiosmtpd's hooks: answer each RCPT, store each letter. Runs in the sandbox's thread only."""

    def __init__(self, maildir: Path, *, now: Callable[[], datetime], answer: Answer | None) -> None:
        self._maildir = Maildir(maildir)
        self._now = now
        self._answer = answer
        self._tries: Counter[str] = Counter()
        self._put_off: set[UUID | None] = set()  # letters that were greylisted once

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept the recipient, unless it is one that refuses, or `answer` has a reply for it."""
        self._tries[address] += 1
        behaviour = behaviour_of(address)
        if behaviour is Behaviour.REFUSED:
            return REFUSED
        if behaviour is Behaviour.SLOW:
            await asyncio.sleep(SLOW_SECONDS)
        refusal = self._answer(address, self._tries[address]) if self._answer else None
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep the letter; its time is taken here, when all of it has come and nothing has been answered."""
        at = self._now()
        content = envelope.content
        if not isinstance(content, bytes) or envelope.mail_from is None:
            return "451 4.3.0 The letter could not be read"
        behaviours = {behaviour_of(recipient) for recipient in envelope.rcpt_tos}
        if Behaviour.SLOW in behaviours:
            await asyncio.sleep(SLOW_SECONDS)
        if Behaviour.GREYLIST in behaviours and self._is_first_try(content):
            return GREYLISTED
        try:
            self._maildir.store(at, envelope.mail_from, envelope.rcpt_tos, content)
        except OSError:
            return "452 4.3.1 The letter could not be stored"
        if Behaviour.DROP_AFTER_DOT in behaviours and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 2.0.0 Kept in the sandbox"

    def _is_first_try(self, content: bytes) -> bool:
        letter = follow_up_of(content)
        if letter in self._put_off:
            self._put_off.discard(letter)
            return False
        self._put_off.add(letter)
        return True
