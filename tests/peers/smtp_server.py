"""A fault-injecting SMTP server on a real socket, in a thread of its own. Its log is the truth the tests believe."""

import asyncio
import contextlib
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from service.domain.outcome import Stage
from tests.peers.faults import Action, Behaviour
from tests.peers.smtp_conversation import Conversation, ConversationOverError, Features, ReceivedLetter

__all__ = ["CAME_TO", "Features", "ReceivedLetter", "SmtpServer"]

CAME_TO: ContextVar[int] = ContextVar("came_to")  # the port that the connection of this task came to


# How a conversation may end. AttributeError: Python 3.11's TLS transport, written to after its loss.
_ENDS = (OSError, asyncio.IncompleteReadError, ConversationOverError, AttributeError)


class SmtpServer:
    """Use it as a context manager; `port` is known inside.

    The `wait_…` methods block. In an async test call them through `asyncio.to_thread`: a connection that the test's
    own loop dropped is closed only when that loop turns again.
    """

    host = "127.0.0.1"

    def __init__(
        self,
        *behaviours: Behaviour,
        features: Features | None = None,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        doors: int = 1,
    ) -> None:
        self.port = 0  # the first one of
        self.ports: tuple[int, ...] = ()  # so many as there are doors, all on this machine's loopback
        self._doors = doors
        self.features = features or Features()
        self.tls = tls
        self._now = now
        self._changed = threading.Condition()
        self._behaviours: list[list[Behaviour | int | None]] = []
        self._received: list[ReceivedLetter] = []
        self._commands: list[str] = []
        self._connections = 0
        self._most_at_once = 0
        self._open = 0
        self._piped = 0
        self._loop = asyncio.new_event_loop()
        self._stopping: asyncio.Event | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._reached: Counter[Stage] = Counter()
        self._writers: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._run, name="smtp-peer", daemon=True)
        self.add(*behaviours)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()
        with self._changed:
            if not self._changed.wait_for(lambda: self.port, timeout=10):
                raise RuntimeError("the SMTP peer did not start")

    def stop(self) -> None:
        if self._thread.is_alive() and self._stopping is not None:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(timeout=10)

    def add(self, *behaviours: Behaviour) -> None:
        """Queue behaviours; at a stage the first that fits and has occasions left is used."""
        with self._changed:
            self._behaviours.extend([behaviour, behaviour.times] for behaviour in behaviours)

    def forget_behaviours(self) -> None:
        with self._changed:
            self._behaviours.clear()

    @property
    def received(self) -> list[ReceivedLetter]:
        """Everything that was read after a 354, whole or not, kept or refused."""
        with self._changed:
            return list(self._received)

    @property
    def kept(self) -> list[ReceivedLetter]:
        """The copies that recipients have."""
        return [letter for letter in self.received if letter.accepted]

    @property
    def commands(self) -> list[str]:
        """The verbs that came, of all connections; AUTH with its mechanism, never with secrets."""
        with self._changed:
            return list(self._commands)

    @property
    def connections(self) -> int:
        with self._changed:
            return self._connections

    @property
    def most_connections_at_once(self) -> int:
        with self._changed:
            return self._most_at_once

    @property
    def piped_commands(self) -> int:
        """How many commands had arrived before the one ahead of them was answered."""
        with self._changed:
            return self._piped

    def wait_received(self, count: int, timeout: float = 10) -> list[ReceivedLetter]:
        """Wait until `count` letters were read, whole or not; AssertionError when they do not come."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._received) >= count, timeout)
            assert came, f"{len(self._received)} of {count} letters came"
            return list(self._received)

    def wait_kept(self, count: int, timeout: float = 10) -> list[ReceivedLetter]:
        """Wait until `count` letters were kept; AssertionError when they do not come."""
        with self._changed:
            came = self._changed.wait_for(lambda: sum(one.accepted for one in self._received) >= count, timeout)
            assert came, f"{sum(one.accepted for one in self._received)} of {count} letters were kept"
            return [one for one in self._received if one.accepted]

    def wait_reached(self, stage: Stage, count: int, timeout: float = 10) -> None:
        """Wait until `count` letters came as far as this stage; at CONTENT their 354 has been written."""
        with self._changed:
            came = self._changed.wait_for(lambda: self._reached[stage] >= count, timeout)
            assert came, f"{self._reached[stage]} of {count} came to {stage.value}"

    def wait_idle(self, timeout: float = 10) -> None:
        """Wait until no connection is open: the log is final then."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._open == 0, timeout), "connections are still open"

    def say_to_all(self, unasked: bytes) -> None:
        """Say something on every open connection that nobody asked for."""
        self._in_thread(self._say(unasked))

    def hang_up_all(self) -> None:
        """Close every open connection; returns when the sockets are closed."""
        self._in_thread(self._close_all())

    # What follows runs in the server's thread.

    def now(self) -> datetime:
        return self._now()

    def note_command(self, verb: str, *, piped: bool) -> None:
        with self._changed:
            self._commands.append(verb)
            self._piped += piped
            self._changed.notify_all()

    def note_letter(self, letter: ReceivedLetter) -> None:
        with self._changed:
            self._received.append(letter)
            self._changed.notify_all()

    def take_action(self, stage: Stage, recipients: Iterable[str]) -> Action | None:
        with self._changed:
            self._reached[stage] += 1
            self._changed.notify_all()
            for entry in self._behaviours:
                behaviour, left = entry
                assert isinstance(behaviour, Behaviour)
                fits = behaviour.recipient is None or behaviour.recipient in recipients
                if behaviour.stage is stage and fits and left != 0:
                    if isinstance(left, int):
                        entry[1] = left - 1
                    return behaviour.action
        return None

    def _in_thread(self, job: Coroutine[None, None, None]) -> None:
        asyncio.run_coroutine_threadsafe(job, self._loop).result(timeout=10)

    async def _say(self, unasked: bytes) -> None:
        for writer in self._writers:
            writer.write(unasked)
            await writer.drain()

    async def _close_all(self) -> None:
        for writer in list(self._writers):
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        implicit = self.tls if self.features.implicit_tls else None
        servers = [
            await asyncio.start_server(self._connected, self.host, 0, ssl=implicit, limit=1 << 20, backlog=1000)
            for _ in range(self._doors)
        ]
        with self._changed:
            self.ports = tuple(server.sockets[0].getsockname()[1] for server in servers)
            self.port = self.ports[0]
            self._changed.notify_all()
        await self._stopping.wait()
        for server in servers:
            server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in servers:
            await server.wait_closed()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._talk(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        CAME_TO.set(writer.get_extra_info("sockname")[1])
        with self._changed:
            self._connections += 1
            self._open += 1
            self._most_at_once = max(self._most_at_once, self._open)
        try:
            with contextlib.suppress(*_ENDS):
                await Conversation(self, reader, writer, features=self.features, tls=self.tls).run()
        finally:
            self._writers.discard(writer)
            writer.transport.abort()
            with self._changed:
                self._open -= 1
                self._changed.notify_all()
