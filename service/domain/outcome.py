"""What one attempt to send came to: a closed union, and the two pure functions that decide which member it is.

The whole rule rests on two sentences of RFC 5321: a link that dies before the final dot delivered nothing
(4.1.1.10), and between the dot and the reply both sides own the message (4.5.3.2.6). So before the dot every doubt is
a reason to try again, and after it every doubt is kept as one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias, assert_never

MESSAGE_TOO_LARGE = 552
QUOTA_USED_UP = (550, "5.4.5")
ACCOUNT_CODES = frozenset({530, 534, 535})  # sign in first, sign in otherwise, wrong credentials
ACCOUNT_STATUSES = frozenset({"5.7.8", "5.7.9", "5.7.30", "5.7.60", "5.7.139"})
SENDER_STATUSES = frozenset({"5.7.60"})  # of those: the account may not send as this address
MESSAGE_SIZE_STATUSES = frozenset({"5.2.3", "5.3.4"})  # RFC 3463: longer than this mailbox, this system, takes

_ENHANCED_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?!\d)")  # RFC 2034: opens the reply's text


class Stage(StrEnum):
    """How far an attempt got, in the order of an SMTP conversation; the value is the name told over HTTP."""

    CONNECT = "connect"  # name look-up, TCP, and TLS where the port speaks it from the first byte
    BANNER = "banner"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"  # after the 354, before the dot is written
    DOT = "dot"  # the dot was written

    @property
    def reached_mail(self) -> bool:
        """Whether MAIL was written: from there on a failure uses up a try."""
        return self in _FROM_MAIL_ON


_FROM_MAIL_ON = frozenset({Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.DOT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One complete SMTP reply."""

    code: int  # 200–599
    text: str  # lines joined by "\n", without codes; the server's own words, which may name addresses

    @property
    def enhanced_status(self) -> str | None:
        """The enhanced status code (RFC 3463) that opens the text, such as "5.7.8"."""
        found = _ENHANCED_STATUS.match(self.text)
        return found[1] if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """What every outcome tells."""

    name: ClassVar[str]  # as `attempts[].outcome` says it over HTTP
    stage: Stage
    reply: Reply | None = None  # what decided; None when no whole reply came
    detail: str = ""  # one short phrase for people: no addresses, no letter text, no secrets

    @property
    def counted(self) -> bool:
        """Whether this attempt uses up one of the tries: it does when it reached MAIL."""
        return self.stage.reached_mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent(_Ended):
    """The server took responsibility: 2xx after the dot."""

    name: ClassVar[str] = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class TransientFailure(_Ended):
    """Nothing was delivered and a later try may do better."""

    name: ClassVar[str] = "transient"
    ours: bool = False  # a fault of this service: it says nothing of the account or its server


@dataclass(frozen=True, slots=True, kw_only=True)
class PermanentFailure(_Ended):
    """Nothing was delivered and the server refuses this letter for good."""

    name: ClassVar[str] = "permanent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFault(_Ended):
    """Nothing was delivered; the account is at fault (sign-in, TLS, quota), not the letter: the account pauses."""

    name: ClassVar[str] = "account"

    @property
    def reason(self) -> str:
        """Why the account pauses, as it is told."""
        return self.detail if self.reply is None else f"{self.reply.code}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt(_Ended):
    """The dot was written and no final answer came back: only proof or the owner can settle it."""

    name: ClassVar[str] = "in_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(_Ended):
    """We stopped before the dot ourselves: window shut, cancelled, lease lost, shutting down, out of time."""

    name: ClassVar[str] = "cut"

    @property
    def counted(self) -> bool:
        """Never: what we stop ourselves says nothing about the letter or its server."""
        return False


Outcome: TypeAlias = Sent | TransientFailure | PermanentFailure | AccountFault | InDoubt | Cut


def judge_reply(stage: Stage, reply: Reply) -> Outcome:
    """Return what a reply means that ends the attempt at `stage`.

    Before the dot this is asked about replies other than the expected one only; a 2xx or 3xx there is out of step
    with the conversation, so nothing that follows on the link could be trusted.

    Args:
        stage: where the attempt stands; `DOT` only when the dot was written.
        reply: a whole reply, code 200–599.

    Returns:
        After the dot the first digit decides. Before it: 4xx is transient everywhere; 5xx is the account's before
        MAIL and at MAIL (unless it names the message's size), and the letter's from RCPT on, except the codes that
        always mean the account.
    """
    match reply.code // 100:
        case 4:
            return TransientFailure(stage=stage, reply=reply, detail="the server asks to try later")
        case 5:
            return _judge_refusal(stage, reply)
        case 2 if stage is Stage.DOT:
            return Sent(stage=stage, reply=reply)
        case _ if stage is Stage.DOT:
            return InDoubt(stage=stage, reply=reply, detail="the answer to the dot is neither yes nor no")
        case _:
            return TransientFailure(stage=stage, reply=reply, detail="an answer that was not expected here")


def _judge_refusal(stage: Stage, reply: Reply) -> AccountFault | PermanentFailure:
    """Return whose fault a 5xx is."""
    status = reply.enhanced_status
    if _names_account(reply):
        return AccountFault(stage=stage, reply=reply, detail="the server refuses the account")
    match stage:
        case Stage.CONNECT | Stage.BANNER | Stage.EHLO | Stage.STARTTLS | Stage.AUTH:
            return AccountFault(stage=stage, reply=reply, detail="the server refuses the account")
        case Stage.MAIL if reply.code != MESSAGE_TOO_LARGE and status not in MESSAGE_SIZE_STATUSES:
            return AccountFault(stage=stage, reply=reply, detail="the server refuses the account's sender address")
        case Stage.MAIL:
            return PermanentFailure(stage=stage, reply=reply, detail="the server refuses a letter of this size")
        case Stage.RCPT:
            return PermanentFailure(stage=stage, reply=reply, detail="the server refuses the recipient")
        case Stage.DATA | Stage.CONTENT | Stage.DOT:
            return PermanentFailure(stage=stage, reply=reply, detail="the server refuses the letter")
        case _:
            assert_never(stage)


def judge_earlier_sender(outcome: Outcome) -> Outcome:
    """Return what the try of a letter came to whose frozen From is not its account's address any more.

    A server that refuses that address refuses this letter for good; the account is not at fault, and others go on.
    """
    reply = outcome.reply
    if not isinstance(outcome, AccountFault) or reply is None:
        return outcome
    by_status = reply.enhanced_status in SENDER_STATUSES
    if by_status or (outcome.stage is Stage.MAIL and not _names_account(reply)):
        detail = "the server refuses the address that this letter is from, which its account had before"
        return PermanentFailure(stage=outcome.stage, reply=reply, detail=detail)
    return outcome


def _names_account(reply: Reply) -> bool:
    """Whether a 5xx means the account wherever it is said."""
    status = reply.enhanced_status
    return reply.code in ACCOUNT_CODES or status in ACCOUNT_STATUSES or (reply.code, status) == QUOTA_USED_UP


def judge_loss(stage: Stage, *, after_dot: bool, why: str) -> TransientFailure | InDoubt:
    """Return what it means that no whole reply came: loss, time-out, garbage.

    Args:
        stage: where the attempt stood.
        after_dot: whether the terminating dot was handed to the connection.
        why: one short phrase, no addresses.
    """
    if after_dot:
        return InDoubt(stage=stage, detail=why)
    return TransientFailure(stage=stage, detail=why)
