"""What the tests' SMTP server can do wrong, as values."""

import threading
from dataclasses import dataclass, replace
from enum import Enum

from service.domain.outcome import Stage


class Then(Enum):
    GO_ON = "go on with the conversation"
    HANG = "say nothing more, read and forget what comes until the client hangs up"
    STALL = "say nothing more and stop reading, so that the client's writes back up; never idle until stopped"
    CLOSE = "close the connection"
    DROP = "reset the connection"


class Gate:
    """Holds the server at one point: `reached` is set there, and it goes on when the test calls `open`."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.opened = threading.Event()

    def open(self) -> None:
        self.opened.set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What the server does in place of its ordinary answer."""

    says: bytes = b""
    then: Then = Then.GO_ON
    byte_seconds: float = 0  # over 0: a byte at a time, this far apart
    accepts: bool = False  # at `dot`: the letter is kept, whatever is said about it
    takes_content: bool = False  # at `data`: content is read after this answer
    gate: Gate | None = None  # the answer waits for it, at most 20 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """An action at a stage, for the next `times` occasions."""

    stage: Stage
    action: Action
    times: int | None = 1  # None: always
    recipient: str | None = None  # only in a transaction with this recipient; from `rcpt` on


def reply(code: int, text: str = "as the test asked") -> Action:
    return Action(says=f"{code} {text}\r\n".encode(), accepts=not 400 <= code <= 599, takes_content=code == 354)


def hold(gate: Gate, code: int, text: str = "as the test asked") -> Action:
    return replace(reply(code, text), gate=gate)


def reply_and_close(code: int, text: str = "as the test asked") -> Action:
    return Action(says=f"{code} {text}\r\n".encode(), then=Then.CLOSE, accepts=not 400 <= code <= 599)


def several_lines(code: int, *texts: str) -> Action:
    first = "".join(f"{code}-{text}\r\n" for text in texts[:-1])
    return Action(says=f"{first}{code} {texts[-1]}\r\n".encode(), accepts=not 400 <= code <= 599)


def saying(says: bytes, then: Then = Then.GO_ON, *, keeps: bool = True) -> Action:
    """Any bytes at all; `keeps` counts at `dot`."""
    return Action(says=says, then=then, accepts=keeps)


def garbage(*, keeps: bool = True) -> Action:
    return Action(says=b"\xff\xfe what? \x00 no SMTP\r\n", accepts=keeps)


def half_line(code: int = 250, then: Then = Then.CLOSE, *, keeps: bool = True) -> Action:
    return Action(says=f"{code} almo".encode(), then=then, accepts=keeps)


def endless_lines(code: int = 250) -> Action:
    """Continuation lines and never a last one."""
    return Action(says=f"{code}-more\r\n".encode() * 3, then=Then.HANG, accepts=True)


def flood(code: int = 250) -> Action:
    """More continuation lines than any reply has."""
    return Action(says=f"{code}-more and more\r\n".encode() * 4000, then=Then.HANG, accepts=True)


def two_replies(first: str, second: str) -> Action:
    """Two replies where one is due, in one packet."""
    return Action(says=f"{first}\r\n{second}\r\n".encode(), accepts=True)


def mixed_codes() -> Action:
    return Action(says=b"250-yes\r\n554 no\r\n", accepts=True)


def too_long_a_line(code: int = 250, octets: int = 40_000) -> Action:
    return Action(says=f"{code} ".encode() + b"x" * octets + b"\r\n", accepts=True)


def hang(*, keeps: bool = True) -> Action:
    return Action(then=Then.HANG, accepts=keeps)


def stall() -> Action:
    """At `content`: the client's buffers fill."""
    return Action(then=Then.STALL)


def drip(code: int = 250, text: str = "slowly", byte_seconds: float = 0.05) -> Action:
    return Action(
        says=f"{code} {text}\r\n".encode(), byte_seconds=byte_seconds, accepts=True, takes_content=code == 354
    )


def drop(*, keeps: bool = True) -> Action:
    return Action(then=Then.DROP, accepts=keeps)


def close(*, keeps: bool = True) -> Action:
    return Action(then=Then.CLOSE, accepts=keeps)


def premature_250() -> Action:
    """At `data`: go on and "done" in one packet. Queue a refusal at `dot` to see a mailer believe it."""
    return Action(says=b"354 go on\r\n250 done\r\n", takes_content=True)


def early_554() -> Action:
    """At `data`: go on, and in the same packet no."""
    return Action(says=b"354 go on\r\n554 5.7.1 no\r\n")


def double_250() -> Action:
    """At `dot`: the answer twice."""
    return Action(says=b"250 kept\r\n250 kept\r\n", accepts=True)
