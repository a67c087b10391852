"""Every behaviour of the tests' server, and the true end of a follow-up that meets it: written by hand, not computed.

Each constructor names one kind of end. What it says of the attempt is what the first try must come to; `copies` is
what the server has kept when the fault is gone and the clock has gone on through the next windows.
"""

from dataclasses import dataclass
from enum import Enum

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from tests.peers import faults
from tests.peers.faults import Action, Then

BEFORE_MAIL = frozenset({Stage.CONNECT, Stage.BANNER, Stage.EHLO, Stage.STARTTLS, Stage.AUTH})


class Way(Enum):
    """How a follow-up's account reaches the server."""

    PIPED = "plain, MAIL, RCPT and DATA in one write"
    IN_TURN = "plain, each command after the reply to the one before"
    STARTTLS = "STARTTLS and AUTH PLAIN, in one write"
    TLS = "TLS from the first byte and AUTH LOGIN, in turn"


_USUAL_WAYS = {
    Stage.BANNER: (Way.PIPED, Way.TLS),
    Stage.EHLO: (Way.PIPED, Way.TLS),
    Stage.STARTTLS: (Way.STARTTLS,),
    Stage.AUTH: (Way.STARTTLS, Way.TLS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One behaviour, and what it must come to."""

    at: Stage  # where the server misbehaves
    action: Action
    status: Status  # after the first try
    outcome: str  # of the attempt, as HTTP tells it
    told: Stage  # where the attempt says it ended
    code: int | None = None  # the reply that the attempt holds as evidence
    paused: bool = False  # the account, after the first try
    copies: int  # in the end
    waits: int = 0  # time-outs that the try may sit through
    ways: tuple[Way, ...] = ()  # none: those that are usual at this stage

    @property
    def counted(self) -> bool:
        return self.told not in BEFORE_MAIL

    @property
    def reached_by(self) -> tuple[Way, ...]:
        slow = (Way.PIPED,) if self.waits else (Way.PIPED, Way.IN_TURN, Way.STARTTLS)
        return self.ways or _USUAL_WAYS.get(self.at, slow)


def again(
    at: Stage,
    action: Action,
    code: int | None = None,
    *,
    told: Stage | None = None,
    waits: int = 0,
    ways: tuple[Way, ...] = (),
) -> Case:
    """Nothing was delivered; the next try delivers."""
    return Case(
        at=at, action=action, status=Status.SCHEDULED, outcome="transient", told=told or at, code=code, copies=1,
        waits=waits, ways=ways,
    )  # fmt: skip


def paused(
    at: Stage, action: Action, code: int | None = None, *, told: Stage | None = None, ways: tuple[Way, ...] = ()
) -> Case:
    """The account pauses and the letter stays; when the account is well again it is delivered."""
    return Case(
        at=at, action=action, status=Status.SCHEDULED, outcome="account", told=told or at, code=code, paused=True,
        copies=1, ways=ways,
    )  # fmt: skip


def refused(at: Stage, action: Action, code: int, *, told: Stage | None = None) -> Case:
    """The letter is refused for good."""
    return Case(
        at=at, action=action, status=Status.FAILED, outcome="permanent", told=told or at, code=code, copies=0
    )  # fmt: skip


def sent(at: Stage, action: Action, code: int = 250, *, ways: tuple[Way, ...] = ()) -> Case:
    """Odd, and yet a clear yes."""
    return Case(
        at=at, action=action, status=Status.SENT, outcome="sent", told=Stage.DOT, code=code, copies=1, ways=ways
    )  # fmt: skip


def doubt(action: Action, code: int | None = None, *, waits: int = 0) -> Case:
    """The dot went out and no clear answer came: never tried again, whether the server kept it or not."""
    return Case(
        at=Stage.DOT, action=action, status=Status.IN_DOUBT, outcome="in_doubt", told=Stage.DOT, code=code,
        copies=int(action.accepts), waits=waits,
    )  # fmt: skip


def _two_codes(at: Stage, code: int) -> Case:
    """Before MAIL the client library reads, and it takes the last line's code: a refusal, so the account pauses."""
    action = faults.saying(f"{code}-yes\r\n554 no\r\n".encode())
    return paused(at, action, 554) if at in BEFORE_MAIL else again(at, action)


def _no_answers(at: Stage, code: int) -> dict[str, Case]:
    """What is no answer, whatever the stage before the dot: nothing was delivered."""
    return {
        f"{at}: garbage": again(at, faults.garbage()),
        f"{at}: the answer of an HTTP server": again(at, faults.saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
        f"{at}: half a line, then closed": again(at, faults.half_line(code)),
        f"{at}: half a line, then silence": again(at, faults.half_line(code, Then.HANG), waits=1),
        f"{at}: too long a line": again(at, faults.too_long_a_line(code)),
        f"{at}: lines of two codes": _two_codes(at, code),
        f"{at}: silence": again(at, faults.hang(), waits=1),
        f"{at}: slower than the time-out": again(at, faults.drip(code, byte_seconds=0.5), waits=1),
        f"{at}: connection reset": again(at, faults.drop()),
        f"{at}: connection closed": again(at, faults.close()),
        f"{at}: 421 and closed": again(at, faults.reply_and_close(421), 421),
        f"{at}: 451": again(at, faults.reply(451, "4.3.0 later"), 451),
    }


OPENING = {
    **_no_answers(Stage.BANNER, 220),
    "banner: slow but in time": sent(Stage.BANNER, faults.drip(220, byte_seconds=0.005)),
    "banner: several lines": sent(Stage.BANNER, faults.several_lines(220, "peer.test", "no spam here")),
    "banner: 554, no service for you": paused(Stage.BANNER, faults.reply(554), 554),
    "banner: 250 instead of 220": again(Stage.BANNER, faults.reply(250), 250),
    **_no_answers(Stage.EHLO, 250),
    "ehlo: refused with 502": paused(Stage.EHLO, faults.reply(502), 502),
    "ehlo: refused with 550 in lines": paused(Stage.EHLO, faults.several_lines(550, "go", "away"), 550),
    "ehlo: nothing is offered": sent(Stage.EHLO, faults.reply(250), ways=(Way.PIPED,)),
    "ehlo: STARTTLS is stripped": paused(Stage.EHLO, faults.reply(250), told=Stage.STARTTLS, ways=(Way.STARTTLS,)),
    "ehlo: AUTH is stripped": paused(Stage.EHLO, faults.reply(250), told=Stage.AUTH, ways=(Way.TLS,)),
    "ehlo: an unknown mechanism only": paused(
        Stage.EHLO, faults.several_lines(250, "peer.test", "AUTH GSSAPI"), told=Stage.AUTH, ways=(Way.TLS,)
    ),
    **_no_answers(Stage.STARTTLS, 220),
    "starttls: 454 not now": again(Stage.STARTTLS, faults.reply(454), 454),
    "starttls: 502": paused(Stage.STARTTLS, faults.reply(502), 502),
    "starttls: silence in place of the handshake": again(
        Stage.STARTTLS, faults.saying(b"220 go ahead\r\n", Then.HANG), waits=1
    ),
    "starttls: closed in place of the handshake": again(Stage.STARTTLS, faults.reply_and_close(220)),
    "starttls: an answer injected behind the 220 is not believed": sent(
        Stage.STARTTLS, faults.two_replies("220 go ahead", "250 injected")
    ),
    **_no_answers(Stage.AUTH, 235),
    "auth: 454 the server cannot check now": again(Stage.AUTH, faults.reply(454, "4.7.0 later"), 454),
    "auth: 535 wrong credentials": paused(Stage.AUTH, faults.reply(535, "5.7.8 wrong"), 535),
    "auth: 535 in lines": paused(Stage.AUTH, faults.several_lines(535, "5.7.8 see", "5.7.8 our page"), 535),
    "auth: 534 an app password is needed": paused(Stage.AUTH, faults.reply(534, "5.7.9 app password"), 534),
    "auth: 530": paused(Stage.AUTH, faults.reply(530, "5.7.0 sign in"), 530),
    "auth: 501": paused(Stage.AUTH, faults.reply(501), 501),
}

ENVELOPE = {
    **_no_answers(Stage.MAIL, 250),
    "mail: 452 no room": again(Stage.MAIL, faults.reply(452, "4.3.1 no room"), 452),
    "mail: 251": again(Stage.MAIL, faults.reply(251), 251),
    "mail: 250 twice": again(Stage.MAIL, faults.two_replies("250 ok", "250 ok"), 250, told=Stage.DATA),
    "mail: 552 too large": refused(Stage.MAIL, faults.reply(552), 552),
    "mail: 554 5.3.4 too large": refused(Stage.MAIL, faults.reply(554, "5.3.4 too large"), 554),
    "mail: 550 the sender is refused": paused(Stage.MAIL, faults.reply(550, "5.7.1 not you"), 550),
    "mail: 553": paused(Stage.MAIL, faults.reply(553), 553),
    "mail: 530 sign in first": paused(Stage.MAIL, faults.reply(530), 530),
    "mail: 550 5.4.5 quota": paused(Stage.MAIL, faults.reply(550, "5.4.5 quota"), 550),
    **_no_answers(Stage.RCPT, 250),
    "rcpt: 450 greylisted": again(Stage.RCPT, faults.reply(450, "4.2.0 greylisted"), 450),
    "rcpt: 452 4.2.2 mailbox full": again(Stage.RCPT, faults.reply(452, "4.2.2 full"), 452),
    "rcpt: 251 will forward": sent(Stage.RCPT, faults.reply(251)),
    "rcpt: 252": again(Stage.RCPT, faults.reply(252), 252),
    "rcpt: 250 twice": again(Stage.RCPT, faults.two_replies("250 ok", "250 ok"), 250, told=Stage.DATA),
    "rcpt: slow but in time": sent(Stage.RCPT, faults.drip(byte_seconds=0.005)),
    "rcpt: 250 in lines": sent(Stage.RCPT, faults.several_lines(250, "2.1.5 ok", "go on")),
    "rcpt: 550 no such user": refused(Stage.RCPT, faults.reply(550, "5.1.1 no such user"), 550),
    "rcpt: 550 in lines": refused(Stage.RCPT, faults.several_lines(550, "5.1.1 no", "5.1.1 such user"), 550),
    "rcpt: 550 in lines that end in line feeds": refused(Stage.RCPT, faults.saying(b"550-no\n550 such user\n"), 550),
    "rcpt: 552 5.2.2 mailbox full for good": refused(Stage.RCPT, faults.reply(552, "5.2.2 full"), 552),
    "rcpt: 550 5.4.5 quota": paused(Stage.RCPT, faults.reply(550, "5.4.5 daily quota"), 550),
    "rcpt: 550 5.7.60 not your address": paused(Stage.RCPT, faults.reply(550, "5.7.60 send as denied"), 550),
    **_no_answers(Stage.DATA, 354),
    "data: 554 no valid recipients": refused(Stage.DATA, faults.reply(554), 554),
    "data: 250 instead of 354": again(Stage.DATA, faults.reply(250), 250),
    "data: 354 and a premature 250": again(Stage.DATA, faults.premature_250(), 250, told=Stage.CONTENT),
    "data: 354 and an early 554": refused(Stage.DATA, faults.early_554(), 554, told=Stage.CONTENT),
    "data: 354 and an early 451": again(
        Stage.DATA, faults.two_replies("354 go on", "451 no room"), 451, told=Stage.CONTENT
    ),
    "data: 354, a premature 250 and closed": again(
        Stage.DATA, faults.saying(b"354 go on\r\n250 done\r\n", Then.CLOSE), 250, told=Stage.CONTENT
    ),
    "data: 354 and half a line": again(Stage.DATA, faults.saying(b"354 go on\r\n25"), told=Stage.CONTENT),
    "data: 354 and closed": again(Stage.DATA, faults.reply_and_close(354), told=Stage.CONTENT),
    "data: 550 5.7.139 basic sign-in is off": paused(Stage.DATA, faults.reply(550, "5.7.139 off"), 550),
}

LETTER = {
    "content: 421 and closed": again(Stage.CONTENT, faults.reply_and_close(421), 421),
    "content: 552 and closed": refused(Stage.CONTENT, faults.reply_and_close(552), 552),
    "content: garbage and closed": again(Stage.CONTENT, faults.saying(b"?\r\n", Then.CLOSE)),
    "content: half a line and closed": again(Stage.CONTENT, faults.half_line(451)),
    "content: connection reset": again(Stage.CONTENT, faults.drop()),
    "content: connection closed": again(Stage.CONTENT, faults.close()),
    "dot: 250 in lines": sent(Stage.DOT, faults.several_lines(250, "2.0.0 kept", "thanks")),
    "dot: 250 without a word": sent(Stage.DOT, faults.saying(b"250\r\n")),
    "dot: 250 and closed": sent(Stage.DOT, faults.reply_and_close(250)),
    "dot: 250 and reset": sent(Stage.DOT, faults.saying(b"250 kept\r\n", Then.DROP)),
    "dot: 250 twice": sent(Stage.DOT, faults.double_250()),
    "dot: 250 and then 554": sent(Stage.DOT, faults.two_replies("250 kept", "554 no")),
    "dot: 252": sent(Stage.DOT, faults.reply(252), 252),
    "dot: 200": sent(Stage.DOT, faults.reply(200), 200),
    "dot: slow but in time": sent(Stage.DOT, faults.drip(byte_seconds=0.005)),
    "dot: 450": again(Stage.DOT, faults.reply(450), 450),
    "dot: 451 in lines": again(Stage.DOT, faults.several_lines(451, "4.7.1 later", "4.7.1 please"), 451),
    "dot: 452 no room": again(Stage.DOT, faults.reply(452, "4.3.1 no room"), 452),
    "dot: 421 and closed": again(Stage.DOT, faults.reply_and_close(421), 421),
    "dot: 550 5.7.1 spam": refused(Stage.DOT, faults.reply(550, "5.7.1 spam"), 550),
    "dot: 552 too large": refused(Stage.DOT, faults.reply(552), 552),
    "dot: 554 in lines": refused(Stage.DOT, faults.several_lines(554, "5.6.0 no", "5.6.0 never"), 554),
    "dot: 554 and closed": refused(Stage.DOT, faults.reply_and_close(554), 554),
    "dot: 535": paused(Stage.DOT, faults.reply(535), 535),
    "dot: 550 5.4.5 quota": paused(Stage.DOT, faults.reply(550, "5.4.5 quota"), 550),
    "dot: 354, kept": doubt(faults.reply(354), 354),
    "dot: 354, not kept": doubt(faults.saying(b"354 more\r\n", keeps=False), 354),
    "dot: garbage, kept": doubt(faults.garbage()),
    "dot: garbage, not kept": doubt(faults.garbage(keeps=False)),
    "dot: a code that is none": doubt(faults.saying(b"999 what\r\n")),
    "dot: a code of two digits": doubt(faults.saying(b"25 kept\r\n")),
    "dot: an empty line": doubt(faults.saying(b"\r\n")),
    "dot: lines of two codes": doubt(faults.mixed_codes()),
    "dot: lines of two codes, not kept": doubt(faults.saying(b"250-yes\r\n554 no\r\n", keeps=False)),
    "dot: half a line, then closed": doubt(faults.half_line()),
    "dot: half a 554, then closed": doubt(faults.half_line(554, keeps=False)),
    "dot: half a line, then silence": doubt(faults.half_line(250, Then.HANG), waits=1),
    "dot: lines without end": doubt(faults.endless_lines(), waits=1),
    "dot: lines without end, too many": doubt(faults.flood()),
    "dot: too long a line": doubt(faults.too_long_a_line()),
    "dot: silence, kept": doubt(faults.hang(), waits=1),
    "dot: silence, not kept": doubt(faults.hang(keeps=False), waits=1),
    "dot: slower than the time-out": doubt(faults.drip(byte_seconds=0.5), waits=1),
    "dot: connection reset, kept": doubt(faults.drop()),
    "dot: connection reset, not kept": doubt(faults.drop(keeps=False)),
    "dot: connection closed, kept": doubt(faults.close()),
    "dot: connection closed, not kept": doubt(faults.close(keeps=False)),
}

CASES = {**OPENING, **ENVELOPE, **LETTER}
