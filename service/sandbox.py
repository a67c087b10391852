"""An embedded SMTP server whose letters go into a Maildir: nothing it takes leaves the machine.

`serve --sandbox`, the demo and tests use it. A letter is on the disk, under its final name, before the client reads
its 250. The file holds the envelope in header lines of its own, then the bytes as received:

    X-Envelope-To: <recipient>     one line each
    X-Envelope-From: <sender>      always the last of ours
    …the letter…

The instant of reception is the file's name, as Maildir has it: seconds, then microseconds after the M.
"""

import asyncio
import logging
import os
import re
import socket
import threading
import weakref
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

from aiosmtpd.smtp import SMTP, Envelope, Session

# (recipient, number of RCPT commands seen for it, from 1) → a reply that refuses this one, or None to accept.
Answer: TypeAlias = Callable[[str, int], str | None]

_HOST = "127.0.0.1"
_SECONDS_TO_START = 10.0
_DATA_BYTES = 48 * 1024 * 1024  # a request of 12 MiB grows by a third in base64; room to spare
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FILE_NAME = re.compile(r"(?P<seconds>\d+)\.M(?P<micros>\d+)P\d+Q(?P<number>\d+)R")


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxLetter:
    """A letter that the sandbox took."""

    at: datetime  # aware UTC; the whole content had arrived, the 250 was not yet written
    mail_from: str
    rcpt_to: tuple[str, ...]
    content: bytes  # as received, dots unstuffed, CRLF line ends


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
        for folder in ("tmp", "new", "cur"):
            (self.maildir / folder).mkdir(mode=0o700, parents=True, exist_ok=True)
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
        found = []
        for folder in ("new", "cur"):
            for path in (self.maildir / folder).glob("*"):
                name = _FILE_NAME.match(path.name)
                if name is not None:
                    at = _EPOCH + timedelta(seconds=int(name["seconds"]), microseconds=int(name["micros"]))
                    found.append(((at, int(name["number"])), path))
        return [_read(path, at=order[0]) for order, path in sorted(found)]

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
        self._maildir = maildir
        self._now = now
        self._answer = answer
        self._tries: Counter[str] = Counter()
        self._numbers = count(1)

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept the recipient, unless `answer` has a reply for it."""
        self._tries[address] += 1
        refusal = self._answer(address, self._tries[address]) if self._answer else None
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        """Keep the letter; its time is taken here, when all of it has come and nothing has been answered."""
        at = self._now()
        content = envelope.content
        if not isinstance(content, bytes) or envelope.mail_from is None:
            return "451 4.3.0 The letter could not be read"
        try:
            self._store(at, _with_envelope(envelope.mail_from, envelope.rcpt_tos, content))
        except OSError:
            return "452 4.3.1 The letter could not be stored"
        return "250 2.0.0 Kept in the sandbox"

    def _store(self, at: datetime, letter: bytes) -> None:
        """Write to tmp/, flush to the disk, rename into new/, flush the folder.

        Raises:
            OSError: the letter is not stored.
        """
        seconds, micros = divmod((at - _EPOCH) // timedelta(microseconds=1), 1_000_000)
        # The random part keeps a restart with the same process id and a pretended clock from overwriting a letter.
        unique = f"M{micros:06d}P{os.getpid()}Q{next(self._numbers)}R{token_hex(8)}"
        name = f"{seconds}.{unique}.sandbox"
        draft, final = self._maildir / "tmp" / name, self._maildir / "new" / name
        try:
            with draft.open("xb") as file:
                file.write(letter)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(final)
            folder = os.open(final.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
                final.unlink(missing_ok=True)
            raise


def _with_envelope(mail_from: str, rcpt_to: list[str], content: bytes) -> bytes:
    lines = [f"X-Envelope-To: {recipient}\r\n" for recipient in rcpt_to] + [f"X-Envelope-From: {mail_from}\r\n"]
    return "".join(lines).encode("utf-8", "surrogateescape") + content


def _read(path: Path, *, at: datetime) -> SandboxLetter:
    rcpt_to: list[str] = []
    rest = path.read_bytes()
    while True:
        line, _, rest = rest.partition(b"\r\n")
        header, _, value = line.decode("utf-8", "surrogateescape").partition(": ")
        if header == "X-Envelope-From":
            return SandboxLetter(at=at, mail_from=value, rcpt_to=tuple(rcpt_to), content=rest)
        if header != "X-Envelope-To":
            raise ValueError(f"{path.name} is no letter of the sandbox")
        rcpt_to.append(value)
