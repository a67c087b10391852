"""One connection of the tests' SMTP server, and the log it writes into."""

import asyncio
import base64
import contextlib
import socket
import ssl
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from service.domain.outcome import Stage
from tests.peers.faults import Action, Then


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLetter:
    """What the server read after a 354, written down before it answered."""

    at: datetime  # aware, by the server's clock
    mail_from: str
    rcpt_to: tuple[str, ...]
    content: bytes  # as the sender meant it: dots unstuffed, without the terminating dot
    complete: bool  # the terminating dot was read
    accepted: bool  # the server kept it, so its recipient has it: a copy
    followed: bool = False  # commands had come with its dot


@dataclass(kw_only=True)
class Features:
    """What EHLO offers, and what is demanded."""

    pipelining: bool = True
    size: int | None = 25_000_000
    eight_bit: bool = True
    starttls: bool = False  # needs `tls`
    implicit_tls: bool = False  # needs `tls`
    auth: tuple[str, ...] = ()  # "PLAIN", "LOGIN", "XOAUTH2"
    credentials: dict[str, str] = field(default_factory=dict)
    extra_ehlo_lines: tuple[str, ...] = ()


class Log(Protocol):
    """What a conversation tells the server, and asks it."""

    def now(self) -> datetime: ...

    def note_command(self, verb: str, *, piped: bool) -> None: ...

    def note_letter(self, letter: ReceivedLetter) -> None: ...

    def take_action(self, stage: Stage, recipients: Iterable[str]) -> Action | None: ...


class ConversationOverError(Exception):
    """The server ended the connection on purpose."""


class Conversation:
    """One connection of the server."""

    def __init__(
        self,
        log: Log,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        features: Features,
        tls: ssl.SSLContext | None,
    ) -> None:
        self._log = log
        self._features = features
        self._tls = tls
        self._reader = reader
        self._writer = writer
        self._pending = bytearray()
        self._encrypted = features.implicit_tls
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def run(self) -> None:
        await self._answer(Stage.BANNER, b"220 peer.test ready\r\n")
        while (line := await self._line()) is not None:
            verb, _, rest = line.partition(" ")
            verb = verb.upper()
            named = f"AUTH {rest.split(' ')[0].upper()}" if verb == "AUTH" else verb
            self._log.note_command(named, piped=bool(self._pending))
            match verb:
                case "EHLO":
                    await self._answer(Stage.EHLO, self._ehlo())
                case "STARTTLS" if self._features.starttls:
                    await self._starttls()
                case "AUTH":
                    await self._auth(rest)
                case "MAIL":
                    await self._mail(rest)
                case "RCPT":
                    await self._rcpt(rest)
                case "DATA":
                    await self._data()
                case "RSET":
                    self._sender, self._recipients = None, []
                    await self._send(b"250 reset\r\n")
                case "QUIT":
                    await self._send(b"221 bye\r\n")
                    self._writer.close()
                    await self._writer.wait_closed()
                    return
                case _:
                    await self._send(b"502 not here\r\n")

    def _ehlo(self) -> bytes:
        features = self._features
        lines = ["peer.test", "ENHANCEDSTATUSCODES"]
        lines += ["PIPELINING"] if features.pipelining else []
        lines += [f"SIZE {features.size}"] if features.size is not None else []
        lines += ["8BITMIME"] if features.eight_bit else []
        lines += ["STARTTLS"] if features.starttls and not self._encrypted else []
        lines += [f"AUTH {' '.join(features.auth)}"] if features.auth else []
        lines += features.extra_ehlo_lines
        return ("".join(f"250-{line}\r\n" for line in lines[:-1]) + f"250 {lines[-1]}\r\n").encode()

    async def _starttls(self) -> None:
        if not await self._answer(Stage.STARTTLS, b"220 go ahead\r\n"):
            return
        assert self._tls is not None
        self._pending.clear()
        await self._writer.start_tls(self._tls)
        self._encrypted = True

    async def _auth(self, rest: str) -> None:
        mechanism, _, initial = rest.partition(" ")
        action = self._log.take_action(Stage.AUTH, self._recipients)
        if action is not None:
            await self._act(action)
            return
        decoded = _from_base64(initial)
        match mechanism.upper():
            case "PLAIN":
                _, username, password = decoded.split("\0")
            case "LOGIN":
                await self._send(b"334 UGFzc3dvcmQ6\r\n")
                username, password = decoded, _from_base64(await self._line() or "")
            case _:
                username, _, password = decoded.removeprefix("user=").rstrip("\1").partition("\1auth=Bearer ")
        known = self._features.credentials.get(username) == password
        if not known and mechanism.upper() == "XOAUTH2":  # Google and Microsoft say why first, and wait for a line
            await self._send(b"334 eyJzdGF0dXMiOiI0MDAifQ==\r\n")
            await self._line()
        await self._send(b"235 2.7.0 welcome\r\n" if known else b"535 5.7.8 wrong credentials\r\n")

    async def _mail(self, rest: str) -> None:
        self._recipients = []
        self._sender = None
        size = rest.upper().partition(" SIZE=")[2].partition(" ")[0]
        if self._features.size is not None and size.isdigit() and int(size) > self._features.size:
            await self._send(b"552 5.3.4 too large\r\n")
            return
        if await self._answer(Stage.MAIL, b"250 2.1.0 sender ok\r\n"):
            self._sender = _path(rest)

    async def _rcpt(self, rest: str) -> None:
        if self._sender is None:
            await self._send(b"503 5.5.1 MAIL first\r\n")
            return
        self._recipients.append(_path(rest))
        if not await self._answer(Stage.RCPT, b"250 2.1.5 recipient ok\r\n"):
            self._recipients.pop()

    async def _data(self) -> None:
        if not self._recipients:
            await self._send(b"503 5.5.1 RCPT first\r\n")
            return
        action = self._log.take_action(Stage.DATA, self._recipients)
        await (self._send(b"354 go on\r\n") if action is None else self._act(action))
        if action is None or action.takes_content:
            await self._content()

    async def _content(self) -> None:
        complete = False
        content = b""
        accepted = False
        action: Action | None = None
        try:
            action = self._log.take_action(Stage.CONTENT, self._recipients)
            if action is not None:
                await self._fill()
                await self._act(action)
            content = await self._until_dot()
            complete = True
            action = self._log.take_action(Stage.DOT, self._recipients)
            accepted = action is None or action.accepts
        finally:
            self._log.note_letter(
                ReceivedLetter(
                    at=self._log.now(),
                    mail_from=self._sender or "",
                    rcpt_to=tuple(self._recipients),
                    content=content if complete else bytes(self._pending),
                    complete=complete,
                    accepted=accepted,
                    followed=complete and bool(self._pending),
                )
            )
        self._sender, self._recipients = None, []
        await (self._send(b"250 2.0.0 kept\r\n") if action is None else self._act(action))

    async def _answer(self, stage: Stage, ordinary: bytes) -> bool:
        """Answer as planned for this stage; False when that was no ordinary answer, and no 2xx or 3xx."""
        action = self._log.take_action(stage, self._recipients)
        if action is None:
            await self._send(ordinary)
            return True
        await self._act(action)
        return action.says[:1] in {b"2", b"3"}

    async def _act(self, action: Action) -> None:
        if action.gate is not None:
            action.gate.reached.set()
            await asyncio.to_thread(action.gate.opened.wait, 20)
        if action.byte_seconds:
            for octet in action.says:
                await self._send(bytes([octet]))
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(action.byte_seconds):
                        await asyncio.Event().wait()
        elif action.says:
            await self._send(action.says)
        match action.then:
            case Then.GO_ON:
                return
            case Then.HANG:
                while await self._reader.read(1 << 18):
                    pass
            case Then.STALL:
                self._writer.transport.pause_reading()  # type: ignore[attr-defined]  # typed as a write transport
                await asyncio.Event().wait()
            case Then.DROP | Then.CLOSE:
                await self._hang_up(reset=action.then is Then.DROP)
        raise ConversationOverError

    async def _hang_up(self, *, reset: bool) -> None:
        if reset:
            raw = self._writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._writer.transport.abort()
            return
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def _fill(self) -> bool:
        data = await self._reader.read(1 << 18)
        self._pending += data
        return bool(data)

    async def _line(self) -> str | None:
        while (end := self._pending.find(b"\r\n")) < 0:
            if not await self._fill():
                return None
        line = self._pending[:end].decode("utf-8", "replace")
        del self._pending[: end + 2]
        return line

    async def _until_dot(self) -> bytes:
        """Read up to the terminating dot; IncompleteReadError when the sender hangs up before it."""
        searched = 0
        while True:
            if self._pending.startswith(b".\r\n"):
                end = -2
                break
            end = self._pending.find(b"\r\n.\r\n", searched)
            if end >= 0:
                break
            searched = max(0, len(self._pending) - 4)
            if not await self._fill():
                raise asyncio.IncompleteReadError(b"", None)
        raw = bytes(self._pending[: end + 2])
        del self._pending[: end + 5]
        unstuffed = raw.replace(b"\r\n..", b"\r\n.")
        return unstuffed[1:] if unstuffed.startswith(b".") else unstuffed


def _path(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


def _from_base64(text: str) -> str:
    return base64.b64decode(text).decode()
