import asyncio
from dataclasses import dataclass

import pytest

from service.domain.outcome import (
    AccountFault,
    InDoubt,
    Outcome,
    PermanentFailure,
    Sent,
    Stage,
    TransientFailure,
)
from service.mail.account import Security
from tests.mail.sending import ENVELOPE, HASTY, account_at, opened, send_on, send_once
from tests.peers import faults
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Action, Behaviour, Then
from tests.peers.smtp_server import Features, SmtpServer

pytestmark = pytest.mark.anyio


@dataclass(frozen=True, kw_only=True)
class Case:
    stage: Stage
    action: Action
    outcome: type[Outcome]
    told: Stage | None = None  # the outcome's stage; None: where the fault was

    @property
    def is_slow(self) -> bool:
        return self.action.then is Then.HANG or self.action.byte_seconds > 0.01


NO_ANSWER = {
    "garbage": faults.garbage(),
    "half-line": faults.half_line(),
    "too-long": faults.too_long_a_line(),
    "hang": faults.hang(),
    "drop": faults.drop(),
    "close": faults.close(),
    "drip": faults.drip(),
}
SPOKEN_STAGES = [Stage.BANNER, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA]
CASES = {
    **{
        f"{stage}-{name}": Case(stage=stage, action=action, outcome=TransientFailure)
        for stage in SPOKEN_STAGES
        for name, action in {**NO_ANSWER, "451": faults.reply(451), "421": faults.reply_and_close(421)}.items()
    },
    **{f"dot-{name}": Case(stage=Stage.DOT, action=action, outcome=InDoubt) for name, action in NO_ANSWER.items()},
    "dot-451": Case(stage=Stage.DOT, action=faults.reply(451), outcome=TransientFailure),
    "dot-421": Case(stage=Stage.DOT, action=faults.reply_and_close(421), outcome=TransientFailure),
    "rcpt-mixed-codes": Case(stage=Stage.RCPT, action=faults.mixed_codes(), outcome=TransientFailure),
    "dot-mixed-codes": Case(stage=Stage.DOT, action=faults.mixed_codes(), outcome=InDoubt),
    "banner-554": Case(stage=Stage.BANNER, action=faults.reply(554), outcome=AccountFault),
    "ehlo-550": Case(stage=Stage.EHLO, action=faults.reply(550), outcome=AccountFault),
    "mail-550": Case(stage=Stage.MAIL, action=faults.reply(550), outcome=AccountFault),
    "mail-552": Case(stage=Stage.MAIL, action=faults.reply(552), outcome=PermanentFailure),
    "mail-250-of-another-kind": Case(stage=Stage.MAIL, action=faults.reply(251), outcome=TransientFailure),
    "rcpt-550": Case(stage=Stage.RCPT, action=faults.reply(550, "5.1.1 no such user"), outcome=PermanentFailure),
    "rcpt-550-in-lines": Case(
        stage=Stage.RCPT, action=faults.several_lines(550, "5.1.1 no", "such user"), outcome=PermanentFailure
    ),
    "rcpt-quota": Case(stage=Stage.RCPT, action=faults.reply(550, "5.4.5 quota"), outcome=AccountFault),
    "data-554": Case(stage=Stage.DATA, action=faults.reply(554), outcome=PermanentFailure),
    "data-250": Case(stage=Stage.DATA, action=faults.reply(250), outcome=TransientFailure),
    "data-premature-250": Case(
        stage=Stage.DATA, action=faults.premature_250(), outcome=TransientFailure, told=Stage.CONTENT
    ),
    "data-early-554": Case(stage=Stage.DATA, action=faults.early_554(), outcome=PermanentFailure, told=Stage.CONTENT),
    "content-421": Case(stage=Stage.CONTENT, action=faults.reply_and_close(421), outcome=TransientFailure),
    "content-552": Case(stage=Stage.CONTENT, action=faults.reply_and_close(552), outcome=PermanentFailure),
    "content-drop": Case(stage=Stage.CONTENT, action=faults.drop(), outcome=TransientFailure),
    "content-close": Case(stage=Stage.CONTENT, action=faults.close(), outcome=TransientFailure),
    "dot-554": Case(stage=Stage.DOT, action=faults.reply(554, "5.7.1 spam"), outcome=PermanentFailure),
    "dot-535": Case(stage=Stage.DOT, action=faults.reply(535), outcome=AccountFault),
    "dot-252": Case(stage=Stage.DOT, action=faults.reply(252), outcome=Sent),
    "dot-200": Case(stage=Stage.DOT, action=faults.reply(200), outcome=Sent),
    "dot-354": Case(stage=Stage.DOT, action=faults.reply(354), outcome=InDoubt),
    "dot-250-twice": Case(stage=Stage.DOT, action=faults.double_250(), outcome=Sent),
    "dot-250-in-lines": Case(stage=Stage.DOT, action=faults.several_lines(250, "kept", "thanks"), outcome=Sent),
    "dot-250-and-gone": Case(stage=Stage.DOT, action=faults.reply_and_close(250), outcome=Sent),
    "dot-slow-but-in-time": Case(stage=Stage.DOT, action=faults.drip(text="ok", byte_seconds=0.005), outcome=Sent),
}


@pytest.mark.parametrize(
    ("case", "pipelining"),
    [
        pytest.param(case, pipelining, id=f"{name}-{'pipelined' if pipelining else 'in-turn'}")
        for name, case in CASES.items()
        for pipelining in (True, False)
        if pipelining or case.stage.reached_mail
    ],
)
async def test_the_outcome_agrees_with_the_servers_log(case: Case, *, pipelining: bool) -> None:
    fault = Behaviour(stage=case.stage, action=case.action)
    with SmtpServer(fault, features=Features(pipelining=pipelining)) as server:
        account = account_at(server, **(HASTY if case.is_slow else {}))
        outcome = await send_once(account, hangs_up=server if case.stage is Stage.CONTENT else None)
        await asyncio.to_thread(server.wait_idle)
    assert type(outcome) is case.outcome
    assert outcome.stage is (case.told or case.stage)
    match outcome:
        case Sent():
            assert len(server.kept) == 1
        case InDoubt():
            assert [letter.complete for letter in server.received] == [True]
        case _:
            assert server.kept == []


async def test_an_ordinary_letter_arrives_once_byte_for_byte() -> None:
    with SmtpServer() as server:
        outcome = await send_once(account_at(server))
        [received] = server.wait_received(1)
    assert isinstance(outcome, Sent)
    assert outcome.reply is not None
    assert outcome.reply.text == "2.0.0 kept"
    assert (received.mail_from, received.rcpt_to) == ("rina@example.com", ("andi@majujaya.example",))
    assert received.content == b"Subject: Tindak lanjut\r\n\r\nSelamat siang.\r\n.titik\r\n"


async def test_a_premature_250_is_not_believed_when_the_server_then_refuses() -> None:
    with SmtpServer(
        Behaviour(stage=Stage.DATA, action=faults.premature_250()),
        Behaviour(stage=Stage.DOT, action=faults.reply(554)),
    ) as server:
        outcome = await send_once(account_at(server))
        await asyncio.to_thread(server.wait_idle)
    assert isinstance(outcome, TransientFailure)
    assert [letter.complete for letter in server.received] == [False]


@pytest.mark.parametrize(
    "action", [faults.double_250(), faults.reply(451), faults.reply(252), faults.reply_and_close(250)]
)
async def test_a_connection_is_used_again_only_after_the_one_expected_reply(action: Action) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=action)) as server:
        link = await opened(account_at(server))
        await send_on(link)
        await link.look()
        assert not link.reusable
        again = await send_on(link)
        link.abort()
    assert isinstance(again, TransientFailure)
    assert (again.stage, again.counted) == (Stage.CONNECT, False)
    assert len(server.received) == 1


async def test_a_251_at_rcpt_goes_on_but_the_connection_is_not_kept() -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=faults.reply(251, "will forward"))) as server:
        link = await opened(account_at(server))
        assert isinstance(await send_on(link), Sent)
        assert not link.reusable
        await link.quit()
    assert len(server.kept) == 1


async def test_a_server_that_runs_the_callers_time_out_uses_up_a_try_from_mail_on() -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=faults.hang())) as server:
        outcome = await send_once(account_at(server, step_timeout_seconds=20), deadline_in=1.0)
    assert isinstance(outcome, TransientFailure)
    assert (outcome.stage, outcome.counted) == (Stage.RCPT, True)


async def test_content_that_is_not_taken_ends_before_the_dot_and_is_thrown_away() -> None:
    with SmtpServer(Behaviour(stage=Stage.CONTENT, action=faults.stall())) as server:
        outcome = await send_once(account_at(server, block_timeout_seconds=0.2), content=b"x" * 70 * 200_000)
        server.stop()
    assert isinstance(outcome, TransientFailure)
    assert outcome.stage is Stage.CONTENT
    assert server.kept == []


async def test_content_that_is_not_taken_by_the_callers_deadline_ends_before_the_dot() -> None:
    with SmtpServer(Behaviour(stage=Stage.CONTENT, action=faults.stall())) as server:
        link = await opened(account_at(server, block_timeout_seconds=20))
        assert await link.begin(ENVELOPE) is None
        deadline = asyncio.get_running_loop().time() + 0.2
        outcome = await link.write_content(b"x" * 70 * 200_000 + b"\r\n", deadline=deadline)
        server.stop()
    assert isinstance(outcome, TransientFailure)
    assert outcome.stage is Stage.CONTENT


async def test_a_link_that_dies_between_the_look_and_the_dot_gets_no_dot() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server))
        assert await link.begin(ENVELOPE) is None
        assert await link.write_content(b"x\r\n") is None
        assert await link.look() is None
        server.stop()
        assert await link.look() is not None
        outcome = await link.write_dot()
    assert isinstance(outcome, TransientFailure)
    assert outcome.stage is Stage.CONTENT
    assert server.kept == []


TLS_CASES = {
    "premature-250": (Stage.DATA, faults.premature_250(), TransientFailure, Stage.CONTENT),
    "early-554": (Stage.DATA, faults.early_554(), PermanentFailure, Stage.CONTENT),
    "drop-in-content": (Stage.CONTENT, faults.drop(), TransientFailure, Stage.CONTENT),
    "close-in-content": (Stage.CONTENT, faults.close(), TransientFailure, Stage.CONTENT),
    "stall-in-content": (Stage.CONTENT, faults.stall(), TransientFailure, Stage.CONTENT),
    "drop-at-dot": (Stage.DOT, faults.drop(), InDoubt, Stage.DOT),
    "half-line-at-dot": (Stage.DOT, faults.half_line(), InDoubt, Stage.DOT),
    "550-at-dot": (Stage.DOT, faults.reply(550), PermanentFailure, Stage.DOT),
    "250-and-gone": (Stage.DOT, faults.reply_and_close(250), Sent, Stage.DOT),
}


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
@pytest.mark.parametrize(("at", "action", "expected", "told"), TLS_CASES.values(), ids=TLS_CASES.keys())
async def test_the_same_faults_are_seen_through_tls(
    tls: TlsContexts, security: Security, at: Stage, action: Action, expected: type[Outcome], told: Stage
) -> None:
    features = Features(starttls=True, implicit_tls=security is Security.TLS)
    content = b"x" * 70 * (200_000 if action.then is Then.STALL else 1)
    with SmtpServer(Behaviour(stage=at, action=action), features=features, tls=tls.server) as server:
        account = account_at(server, security=security, tls_context=tls.client, block_timeout_seconds=0.3)
        hangs_up = server if at is Stage.CONTENT and action.then is not Then.STALL else None
        outcome = await send_once(account, content=content, hangs_up=hangs_up)
        server.stop()
    assert type(outcome) is expected
    assert outcome.stage is told
    assert len(server.kept) == (told is Stage.DOT and expected is not PermanentFailure)


@pytest.mark.parametrize("security", [Security.NONE, Security.STARTTLS, Security.TLS])
async def test_written_content_has_left_this_process(tls: TlsContexts, security: Security) -> None:
    features = Features(starttls=True, implicit_tls=security is Security.TLS)
    with SmtpServer(features=features, tls=tls.server) as server:
        link = await opened(account_at(server, security=security, tls_context=tls.client))
        assert await link.begin(ENVELOPE) is None
        assert await link.write_content(b"x" * 5_000_000 + b"\r\n") is None
        assert link.unwritten_bytes == 0
        assert isinstance(await link.write_dot(), Sent)
        await link.quit()
    assert [len(letter.content) for letter in server.kept] == [5_000_002]


async def test_content_without_a_line_of_its_own_for_the_dot_is_refused() -> None:
    with SmtpServer() as server:
        link = await opened(account_at(server))
        assert await link.begin(ENVELOPE) is None
        with pytest.raises(ValueError, match="CRLF"):
            await link.write_content(b"no newline")
        link.abort()


async def test_the_size_is_told_where_it_is_asked_for_and_a_552_to_it_is_the_letters() -> None:
    with SmtpServer(features=Features(size=1000)) as server:
        outcome = await send_once(account_at(server), content=b"x" * 2000)
    assert isinstance(outcome, PermanentFailure)
    assert outcome.stage is Stage.MAIL
