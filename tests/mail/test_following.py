"""An envelope that leaves behind the dot of the letter before it, and every way in which that goes wrong."""

import asyncio
import itertools
from dataclasses import dataclass

import pytest

from service.domain.outcome import AccountFault, InDoubt, Outcome, PermanentFailure, Sent, Stage, TransientFailure
from service.mail.account import Envelope, Security
from service.mail.link import Link
from service.mail.wire import stuff
from tests.mail.sending import CONTENT, ENVELOPE, HASTY, account_at, opened, send_on
from tests.peers import faults
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Action, Behaviour, Gate, Then
from tests.peers.smtp_server import Features, SmtpServer

pytestmark = pytest.mark.anyio

NEXT = Envelope(sender="rina@example.com", recipient="budi@majujaya.example")
SIZE = len(stuff(CONTENT))
OPENING = ["MAIL", "RCPT", "DATA"]


@dataclass(frozen=True, kw_only=True)
class Case:
    stage: Stage  # where the fault is, from the first letter's dot on
    action: Action
    first: type[Outcome] = Sent
    second: type[Outcome] = TransientFailure
    told: Stage = Stage.CONNECT  # the second's stage

    @property
    def is_slow(self) -> bool:
        return self.action.then is Then.HANG or self.action.byte_seconds > 0.01


def at_dot(action: Action, first: type[Outcome]) -> Case:
    return Case(stage=Stage.DOT, action=action, first=first)


def at(stage: Stage, action: Action, told: Stage, second: type[Outcome] = TransientFailure) -> Case:
    return Case(stage=stage, action=action, told=told, second=second)


CASES = {
    "dot-451": at_dot(faults.reply(451), TransientFailure),
    "dot-421": at_dot(faults.reply_and_close(421), TransientFailure),
    "dot-554": at_dot(faults.reply(554), PermanentFailure),
    "dot-535": at_dot(faults.reply(535), AccountFault),
    "dot-252": at_dot(faults.reply(252), Sent),
    "dot-354": at_dot(faults.reply(354), InDoubt),
    "dot-garbage": at_dot(faults.garbage(), InDoubt),
    "dot-half-line": at_dot(faults.half_line(), InDoubt),
    "dot-mixed-codes": at_dot(faults.mixed_codes(), InDoubt),
    "dot-hang": at_dot(faults.hang(), InDoubt),
    "dot-drop": at_dot(faults.drop(), InDoubt),
    "dot-250-and-gone": at_dot(faults.reply_and_close(250), Sent),
    "dot-250-twice": at(Stage.DOT, faults.double_250(), Stage.DATA),
    "dot-250-and-early-354": at(Stage.DOT, faults.two_replies("250 kept", "354 go on"), Stage.MAIL),
    "dot-250-and-garbage": at(Stage.DOT, faults.two_replies("250 kept", "what?"), Stage.MAIL),
    "mail-451": at(Stage.MAIL, faults.reply(451), Stage.MAIL),
    "mail-421": at(Stage.MAIL, faults.reply_and_close(421), Stage.MAIL),
    "mail-550": at(Stage.MAIL, faults.reply(550), Stage.MAIL, AccountFault),
    "mail-552": at(Stage.MAIL, faults.reply(552), Stage.MAIL, PermanentFailure),
    "mail-garbage": at(Stage.MAIL, faults.garbage(), Stage.MAIL),
    "mail-half-line": at(Stage.MAIL, faults.half_line(), Stage.MAIL),
    "mail-hang": at(Stage.MAIL, faults.hang(), Stage.CONNECT),
    "mail-drop": at(Stage.MAIL, faults.drop(), Stage.CONNECT),
    "mail-close": at(Stage.MAIL, faults.close(), Stage.CONNECT),
    "rcpt-550": at(Stage.RCPT, faults.reply(550), Stage.RCPT, PermanentFailure),
    "rcpt-quota": at(Stage.RCPT, faults.reply(550, "5.4.5 quota"), Stage.RCPT, AccountFault),
    "rcpt-450": at(Stage.RCPT, faults.reply(450), Stage.RCPT),
    "rcpt-hang": at(Stage.RCPT, faults.hang(), Stage.RCPT),
    "rcpt-drop": at(Stage.RCPT, faults.drop(), Stage.RCPT),
    "data-554": at(Stage.DATA, faults.reply(554), Stage.DATA, PermanentFailure),
    "data-250": at(Stage.DATA, faults.reply(250), Stage.DATA),
    "data-drop": at(Stage.DATA, faults.drop(), Stage.DATA),
    "data-premature-250": at(Stage.DATA, faults.premature_250(), Stage.CONTENT),
    "data-early-554": at(Stage.DATA, faults.early_554(), Stage.CONTENT, PermanentFailure),
    "content-421": at(Stage.CONTENT, faults.reply_and_close(421), Stage.CONTENT),
    "content-drop": at(Stage.CONTENT, faults.drop(), Stage.CONTENT),
}


async def up_to_the_dot(link: Link, envelope: Envelope = ENVELOPE) -> None:
    assert await link.begin(envelope, size=SIZE) is None
    assert await link.write_content(stuff(CONTENT)) is None
    assert await link.look() is None


async def send_next(link: Link, *, hangs_up: SmtpServer | None = None) -> Outcome:
    return await send_on(link, envelope=NEXT, hangs_up=hangs_up)


async def awaiting_next(server: SmtpServer) -> Link:
    link = await opened(account_at(server))
    await up_to_the_dot(link)
    assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
    assert link.following == NEXT
    return link


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
async def test_a_fault_from_the_dot_on_leaves_two_true_outcomes(case: Case) -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server, **(HASTY if case.is_slow else {})))
        await up_to_the_dot(link)
        server.add(Behaviour(stage=case.stage, action=case.action))
        first = await link.write_dot(following=NEXT, size=SIZE)
        second = await send_next(link, hangs_up=server if case.stage is Stage.CONTENT else None)
        await link.quit()
        await asyncio.to_thread(server.wait_idle)
    assert (type(first), first.stage) == (case.first, Stage.DOT)
    assert (type(second), second.stage) == (case.second, case.told)
    assert [letter.complete for letter in server.received if letter.rcpt_to == (ENVELOPE.recipient,)] == [True]
    kept = {letter.rcpt_to for letter in server.kept}
    assert kept == ({(ENVELOPE.recipient,)} if isinstance(first, Sent | InDoubt) else set())


@pytest.mark.parametrize(
    "unasked",
    [codes for length in (1, 2) for codes in itertools.product((250, 354, 421), repeat=length)] + [(250, 250, 354)],
    ids=lambda codes: "-".join(map(str, codes)),
)
async def test_no_replies_out_of_step_let_the_next_letter_go(unasked: tuple[int, ...]) -> None:
    said = "".join(f"{code} x\r\n" for code in (250, *unasked)).encode()
    with SmtpServer() as server:
        link = await opened(account_at(server))
        await up_to_the_dot(link)
        server.add(Behaviour(stage=Stage.DOT, action=faults.saying(said)))
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        second = await send_next(link)
        await asyncio.to_thread(server.wait_idle)
    assert isinstance(second, TransientFailure)
    assert second.stage is not Stage.DOT
    assert len(server.kept) == 1


async def test_letters_follow_one_another_with_one_write_between_them() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server))
        for last in (False, False, True):
            await up_to_the_dot(link)
            assert isinstance(await link.write_dot(following=None if last else ENVELOPE, size=SIZE), Sent)
            assert link.reusable is last
        await link.quit()
    assert server.commands == ["EHLO", *OPENING * 3, "QUIT"]
    assert [letter.content for letter in server.kept] == [CONTENT] * 3
    assert [letter.followed for letter in server.kept] == [True, True, False]


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
async def test_letters_follow_one_another_through_tls(tls: TlsContexts, security: Security) -> None:
    features = Features(starttls=True, implicit_tls=security is Security.TLS)
    with SmtpServer(features=features, tls=tls.server) as server:
        link = await opened(account_at(server, security=security, tls_context=tls.client))
        await up_to_the_dot(link)
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        assert isinstance(await send_next(link), Sent)
        await link.quit()
    assert [letter.rcpt_to for letter in server.kept] == [(ENVELOPE.recipient,), (NEXT.recipient,)]


async def test_the_dots_reply_is_told_before_the_next_letters_replies() -> None:
    gate = Gate()
    with SmtpServer() as server:
        link = await opened(account_at(server))
        await up_to_the_dot(link)
        server.add(Behaviour(stage=Stage.MAIL, action=faults.hold(gate, 250)))
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        assert not gate.opened.is_set()
        gate.open()
        assert isinstance(await send_next(link), Sent)
        await link.quit()
    assert len(server.kept) == 2


async def test_an_envelope_whose_letter_does_not_come_is_cut_off() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server, following_timeout_seconds=0.05))
        await up_to_the_dot(link)
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        await asyncio.to_thread(server.wait_idle)
        assert link.following is None
        late = await send_next(link)
    assert (type(late), late.stage, late.counted) == (TransientFailure, Stage.CONNECT, False)
    assert [letter.rcpt_to for letter in server.received if letter.complete] == [(ENVELOPE.recipient,)]


async def test_a_letter_that_has_begun_is_not_cut_off() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server, following_timeout_seconds=0.25))
        await up_to_the_dot(link)
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        await up_to_the_dot(link, NEXT)
        server.add(Behaviour(stage=Stage.DOT, action=faults.drip(byte_seconds=0.03)))  # 0.36 s in all
        assert isinstance(await link.write_dot(), Sent)
        await link.quit()
    assert len(server.kept) == 2


@pytest.mark.parametrize(
    ("envelope", "size"), [(ENVELOPE, SIZE), (NEXT, SIZE + 1)], ids=["another-envelope", "another-size"]
)
async def test_only_the_letter_that_was_announced_may_begin(envelope: Envelope, size: int) -> None:
    with SmtpServer() as server:
        link = await awaiting_next(server)
        assert not link.reusable
        ended = await link.begin(envelope, size=size)
        assert link.following is None
        await asyncio.to_thread(server.wait_idle)
    assert isinstance(ended, TransientFailure)
    assert (ended.stage, ended.counted) == (Stage.CONNECT, False)
    assert len(server.kept) == 1


@pytest.mark.parametrize("way", ["abort", "quit"])
async def test_an_envelope_that_is_given_up_is_undone_by_a_cut(way: str) -> None:
    with SmtpServer() as server:
        link = await awaiting_next(server)
        await asyncio.to_thread(server.wait_reached, Stage.CONTENT, 2)
        if way == "quit":
            await link.quit()
        link.abort()
        assert (link.following, link.reusable) == (None, False)
        await asyncio.to_thread(server.wait_idle)
    assert {"QUIT", "RSET"}.isdisjoint(server.commands)
    assert [letter.accepted for letter in server.received] == [True, False]


async def test_no_envelope_follows_where_pipelining_is_not_offered() -> None:
    with SmtpServer(features=Features(pipelining=False)) as server:
        link = await opened(account_at(server))
        await up_to_the_dot(link)
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        assert (link.following, link.reusable) == (None, True)
        assert isinstance(await send_next(link), Sent)
        await link.quit()
    assert server.commands == ["EHLO", *OPENING * 2, "QUIT"]


async def test_no_envelope_follows_on_a_connection_that_is_not_kept() -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=faults.reply(251, "will forward"))) as server:
        link = await opened(account_at(server))
        await up_to_the_dot(link)
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        assert (link.following, link.reusable) == (None, False)
        await link.quit()
    assert server.commands == ["EHLO", *OPENING, "QUIT"]


async def test_a_connection_that_ends_while_its_next_letter_is_awaited_is_known_to_be_over() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server))
        await up_to_the_dot(link)
        server.add(Behaviour(stage=Stage.MAIL, action=faults.close()))
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        await link._replies.wait_for_loss(until=asyncio.get_running_loop().time() + 5)  # noqa: SLF001  # not by chance
        assert (link.following, link.reusable) == (None, False)
        ended = await link.begin(NEXT, size=SIZE)
    assert isinstance(ended, TransientFailure)
    assert (ended.stage, ended.counted) == (Stage.CONNECT, False)
    assert len(server.kept) == 1


async def test_a_letter_that_is_cancelled_while_its_replies_are_awaited_leaves_nothing() -> None:
    gate = Gate()
    with SmtpServer() as server:
        link = await opened(account_at(server))
        await up_to_the_dot(link)
        server.add(Behaviour(stage=Stage.MAIL, action=faults.hold(gate, 250)))
        assert isinstance(await link.write_dot(following=NEXT, size=SIZE), Sent)
        beginning = asyncio.ensure_future(link.begin(NEXT, size=SIZE))
        await asyncio.to_thread(gate.reached.wait, 10)
        beginning.cancel()
        with pytest.raises(asyncio.CancelledError):
            await beginning
        assert (link.following, link.reusable) == (None, False)
        link.abort()
        gate.open()
        await asyncio.to_thread(server.wait_idle)
    assert len(server.kept) == 1
