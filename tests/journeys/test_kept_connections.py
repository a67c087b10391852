"""Faults on a connection that is kept for the next letter, and servers that must not be trusted with any."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.store import accounts
from service.store.records import StoredFollowUp
from tests.peers import faults
from tests.peers.bench import Bench, bench, body
from tests.peers.certificates import TlsContexts, make_tls
from tests.peers.faults import Action, Behaviour
from tests.peers.smtp_server import Features, SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")  # the promise lapses at the end of this day
NEXT_BREAKS = [datetime.fromisoformat(f"2026-11-{day}T12:40:00+07:00") for day in (25, 26, 27)]
SETTINGS = {"smtp_max_connections": 1, "retry_delays": (timedelta(hours=2),)}  # retries wait for the next break
FIRST, SECOND = "satu@majujaya.test", "dua@majujaya.test"


@asynccontextmanager
async def first_sent(folder: Path) -> AsyncIterator[tuple[Bench, SmtpServer, StoredFollowUp, StoredFollowUp]]:
    """Give a bench on which one letter was sent over a connection that is kept, and a second letter that is due."""
    with SmtpServer() as server:
        async with bench(folder, server, now=MONDAY_MORNING, settings=SETTINGS) as running:
            posted = [await running.stored(body(recruiter={"email": to}, windows=["break"])) for to in (FIRST, SECOND)]
            one, other = sorted(posted, key=lambda each: each.send_at)
            await running.run_at(one.send_at)
            assert running.status(one.id) is Status.SENT
            assert server.connections == 1
            running.clock.set(other.send_at)
            yield running, server, one, other


async def go_on(running: Bench) -> None:
    running.server.forget_behaviours()
    for instant in NEXT_BREAKS:
        await running.run_at(instant)


def mailboxes(server: SmtpServer) -> list[str]:
    return sorted(to for letter in server.kept for to in letter.rcpt_to)


async def test_a_connection_without_faults_carries_the_next_letter(tmp_path: Path) -> None:
    async with first_sent(tmp_path) as (running, server, _, other):
        await running.run_due()
        assert running.status(other.id) is Status.SENT
        assert server.connections == 1


@pytest.mark.parametrize(
    "unasked", [b"", b"421 idle for too long\r\n", b"250 kept\r\n", b"554 and no\r\n", b"25", b"\xff\r\n"]
)
async def test_a_kept_connection_that_spoke_or_closed_while_idle_costs_no_try(tmp_path: Path, unasked: bytes) -> None:
    async with first_sent(tmp_path) as (running, server, one, other):
        await asyncio.to_thread(server.say_to_all, unasked)
        if not unasked or unasked.startswith(b"421"):
            await asyncio.to_thread(server.hang_up_all)
        await running.run_due()
        found = running.load(other.id)
        assert (found.status, len(found.attempts)) == (Status.SENT, 1)
        assert server.connections == 2
        await go_on(running)
        assert running.status(one.id) is Status.SENT
        assert mailboxes(server) == sorted([FIRST, SECOND])


@pytest.mark.parametrize("at", [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT])
@pytest.mark.parametrize("action", [faults.reply_and_close(421), faults.drop(), faults.close()])
async def test_a_kept_connection_that_ends_under_the_second_letter_sends_it_at_the_next_try(
    tmp_path: Path, at: Stage, action: Action
) -> None:
    async with first_sent(tmp_path) as (running, server, one, other):
        server.add(Behaviour(stage=at, action=action))
        await (running.run_hung_up_on() if at is Stage.CONTENT else running.run_due())
        found = running.load(other.id)
        assert (found.status, found.attempts[0].outcome) == (Status.SCHEDULED, "transient")
        await go_on(running)
        assert {running.status(each.id) for each in (one, other)} == {Status.SENT}
        assert mailboxes(server) == sorted([FIRST, SECOND])


@pytest.mark.parametrize(("code", "status"), [(554, Status.FAILED), (451, Status.SCHEDULED)])
@pytest.mark.parametrize("at", [Stage.RCPT, Stage.DOT])
async def test_a_verdict_said_twice_is_not_the_next_letters(
    tmp_path: Path, at: Stage, code: int, status: Status
) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=faults.double_250())) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings=SETTINGS) as running:
            posted = [await running.stored(body(recruiter={"email": to}, windows=["break"])) for to in (FIRST, SECOND)]
            one, other = sorted(posted, key=lambda each: each.send_at)
            refused = other.request["recruiter"]["email"]
            # At every occasion: an envelope that left with the dot comes a second time, on another connection.
            server.add(Behaviour(stage=at, action=faults.reply(code), recipient=refused, times=None))
            await running.run_at(other.send_at)  # both are due: the second follows on the first's heels
            assert [running.status(each.id) for each in (one, other)] == [Status.SENT, status]
            assert running.load(other.id).attempts[0].reply_code == code
            assert mailboxes(server) == [one.request["recruiter"]["email"]]
            await go_on(running)
            assert len(mailboxes(server)) == (1 if status is Status.FAILED else 2)


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["a stranger's", "expired", "for another name"])
async def test_a_certificate_not_to_be_trusted_pauses_the_account_and_nothing_is_said_to_it(
    tmp_path: Path, tls: TlsContexts, monkeypatch: pytest.MonkeyPatch, security: str, fault: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.authority_file))
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    shown = {"expired": tls.expired, "for another name": tls.elsewhere}.get(fault) or make_tls(stranger).server
    features = Features(starttls=True, implicit_tls=security == "tls", auth=("PLAIN",))
    settings = {"smtp_security": security, "smtp_username": "a@b.test", "smtp_password": "rahasia"}
    with SmtpServer(features=features, tls=shown) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings=settings) as running:
            posted = await running.stored(body(windows=["break"]))
            await running.run_at(posted.send_at)
            found = running.load(posted.id)
            with running.services.database.reading() as connection:
                state = accounts.state_of(connection, "default")
            assert state.paused_reason == "the server's certificate is not to be trusted"
            (attempt,) = found.attempts
            assert (found.status, attempt.outcome, attempt.counted) == (Status.SCHEDULED, "account", False)
        assert set(server.commands) <= {"EHLO", "STARTTLS"}


def large_letter() -> dict[str, Any]:
    pdf = base64.b64encode(b"%PDF-1.7\n" + b"\x25" * 6_900_000).decode()
    return body(windows=["break"], attachments=[{"filename": "cv.pdf", "content_base64": pdf}])


async def test_a_server_that_stops_taking_content_costs_the_time_before_the_dot_and_no_more(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.CONTENT, action=faults.stall())) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={**SETTINGS, "lease_seconds": 3}) as running:
            posted = await running.stored(large_letter())
            began = monotonic()
            await running.run_at(posted.send_at)
            assert monotonic() - began < 0.8 * 3 + 2  # lease_seconds × the part of it that stands before the dot
            found = running.load(posted.id)
            (attempt,) = found.attempts
            assert (found.status, attempt.stage, attempt.outcome) == (Status.SCHEDULED, "content", "transient")
            assert attempt.counted
        assert server.kept == []
