"""MAIL, RCPT and DATA of a letter as one group of commands, alone or behind the dot of the letter before it.

RFC 2920 3.1 makes DATA the last of a group, for what the server says to it decides about the content; and it allows
the end of a content to be the first of the next group, which is how an envelope may follow a dot in one write.

Why that is safe:

- The letter before is judged by the first reply behind its dot alone, before any other is looked at.
- Of the letter that follows nothing but its envelope has left. Its content, and so its dot, waits for 250, 250, 354,
  in this order and with nothing behind them; a reply too many or too few (a doubled 250, an early 354) puts them out
  of step, and the connection is cut. A server that loses a connection before the dot throws the transaction away
  (RFC 5321 4.1.1.10), so a cut leaves nothing of that letter and a later try can't make it a second one.
- An envelope that is not wanted any more is undone by the same cut: never by RSET, whose reply would be one more to
  keep in step, and which the server would take for content after its 354.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass

from service.domain.outcome import Stage
from service.mail.account import Envelope

EXTENSION = "pipelining"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The commands that open one letter's transaction."""

    envelope: Envelope
    commands: dict[Stage, bytes]  # in the order of the conversation, each with its CRLF

    def together(self) -> bytes:
        """Return the commands as one write."""
        return b"".join(self.commands.values())


def group_for(envelope: Envelope, *, size: int, extensions: Collection[str]) -> Group:
    """Return the commands for an envelope.

    Args:
        envelope: who sends to whom.
        size: bytes of the letter as written to the wire, told where SIZE is offered; 0: not told.
        extensions: what EHLO offered, lower case.
    """
    told_size = f" SIZE={size}" if size and "size" in extensions else ""
    commands = {
        Stage.MAIL: f"MAIL FROM:<{envelope.sender}>{told_size}\r\n".encode("ascii"),
        Stage.RCPT: f"RCPT TO:<{envelope.recipient}>\r\n".encode("ascii"),
        Stage.DATA: b"DATA\r\n",
    }
    return Group(envelope=envelope, commands=commands)


class Following:
    """The group that left behind the last dot, from that dot's 250 until its letter begins or it is given up."""

    def __init__(self) -> None:
        self._group: Group | None = None
        self._timer: asyncio.TimerHandle | None = None

    @property
    def envelope(self) -> Envelope | None:
        """Whose letter is awaited; None when nothing follows."""
        return None if self._group is None else self._group.envelope

    def awaits(self, group: Group) -> bool:
        """Return whether exactly this group has left already."""
        return self._group == group

    def await_letter(self, group: Group, *, seconds: float, give_up: Callable[[], None]) -> None:
        """Keep a group; `give_up` is called when its letter has not begun within the seconds."""
        self._group = group
        self._timer = asyncio.get_running_loop().call_later(seconds, give_up)

    def take(self, group: Group) -> bool:
        """Return whether exactly this group has left already; nothing is awaited any more."""
        taken = self._group == group
        self.forget()
        return taken

    def forget(self) -> None:
        """Await nothing any more."""
        self._group = None
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
