"""The campaign's SMTP server: disturbs tries by the seed and keeps a log of each."""

import threading
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from service.domain.outcome import Stage
from tests.campaign.faults import Draw, Fault
from tests.peers.faults import Action
from tests.peers.smtp_conversation import ReceivedLetter
from tests.peers.smtp_server import CAME_TO, SmtpServer


def process_name(number: int) -> str:
    """Return what the process is called that has this door of the server for itself."""
    return f"process{number}"


@dataclass(kw_only=True)
class Try:
    """One transaction from its RCPT on, as the server saw it; instants are this machine's monotonic seconds."""

    recipient: str
    process: str  # whose connection it was: its own door tells, for a letter keeps its first envelope's sender
    connection: int
    began: float
    fault: Fault | None
    content_at: float | None = None  # when the 354 was on its way
    dot_at: float | None = None  # when the dot was read
    letter: ReceivedLetter | None = None

    @property
    def slow(self) -> bool:
        """Whether the server answered the dot a byte at a time."""
        return self.fault is not None and self.fault.stage is Stage.DOT and self.fault.action.byte_seconds > 0

    @property
    def copy(self) -> bool:
        """Whether the recipient has it."""
        return self.letter is not None and self.letter.accepted


@dataclass
class _Connection:
    number: int
    process: str
    fault: Fault | None
    now: Try | None = field(default=None)


_CONNECTION: ContextVar[_Connection] = ContextVar("connection")  # each connection is a task of its own


class CampaignServer(SmtpServer):
    """Use as `SmtpServer`; `tries` is the truth."""

    def __init__(self, draw: Draw, *, now: Callable[[], datetime], processes: int) -> None:
        super().__init__(now=now, doors=processes)
        self._draw = draw
        self._noting = threading.Lock()
        self._content_begins = threading.Condition(self._noting)
        self._tries: list[Try] = []
        self._of: dict[str, int] = {}
        self._openings = 0
        self._mails = 0
        self._disturbed = 0

    @property
    def tries(self) -> list[Try]:
        with self._noting:
            return list(self._tries)

    @property
    def disturbed(self) -> int:
        """How many connections, MAILs and tries met a fault."""
        with self._noting:
            return self._disturbed

    def in_flight(self) -> int:
        """How many letters stand between 354 and the end of their try, about now."""
        with self._noting:
            return sum(each.content_at is not None and each.letter is None for each in self._tries[-200:])

    def wait_for_content(self, timeout: float) -> None:
        """Wait until a letter's content begins, at most so many seconds."""
        with self._noting:
            self._content_begins.wait(timeout)

    def take_action(self, stage: Stage, recipients: Iterable[str]) -> Action | None:
        with self._noting:
            fault = self._fault_at(stage, list(recipients))
            if fault is None or fault.stage is not stage:
                return None
            self._disturbed += 1
            return fault.action

    def note_letter(self, letter: ReceivedLetter) -> None:
        with self._noting:
            current = _CONNECTION.get().now
            assert current is not None, "content came without RCPT"
            current.letter = letter
        super().note_letter(letter)

    def _fault_at(self, stage: Stage, recipients: list[str]) -> Fault | None:
        if stage is Stage.BANNER:
            self._openings += 1
            process = process_name(self.ports.index(CAME_TO.get()))
            _CONNECTION.set(_Connection(self._openings, process, self._draw.for_connection(self._openings)))
        connection = _CONNECTION.get()
        if stage in {Stage.BANNER, Stage.EHLO}:
            return connection.fault
        if stage is Stage.MAIL:
            self._mails += 1
            return self._draw.for_mail(self._mails)
        if stage is Stage.RCPT:
            return self._begin(connection, recipients[-1]).fault
        current = connection.now
        if current is None:
            return None
        if stage is Stage.DATA:
            current.content_at = monotonic()
            self._content_begins.notify_all()
        if stage is Stage.DOT:
            current.dot_at = monotonic()
        return current.fault

    def _begin(self, connection: _Connection, recipient: str) -> Try:
        number = self._of.get(recipient, 0) + 1
        self._of[recipient] = number
        begun = Try(
            recipient=recipient,
            process=connection.process,
            connection=connection.number,
            began=monotonic(),
            fault=self._draw.for_try(recipient, number),
        )
        connection.now = begun
        self._tries.append(begun)
        return begun
