"""Every behaviour of a mail server, through the whole dispatch: the end is the true one by the server's own log."""

import asyncio
import shutil
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from itertools import count, islice
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from service.domain.follow_up import Status
from service.domain.outcome import Stage
from service.domain.planner import spread_of
from service.domain.request import spread_key
from service.store import accounts
from service.store.accounts import AccountState
from service.store.records import StoredFollowUp
from tests.journeys.fault_table import CASES, Case, Way
from tests.peers import faults
from tests.peers.bench import OWNER, Bench, bench, body, new_database
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Behaviour
from tests.peers.smtp_server import Features, SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")  # the promise lapses at the end of this day
WEDNESDAY_BREAK = datetime.fromisoformat("2026-11-25T12:40:00+07:00")
TUESDAY_ALL_DUE = datetime.fromisoformat("2026-11-24T12:57:59+07:00")  # the last instant to begin with late ones
# Real seconds, of each step and of the reply to the dot. A try that is to sit through none has so long a one that a
# busy machine reaches it nowhere; one that is to sit through it is not kept waiting longer than that takes.
TIMEOUT = 20.0
TIMEOUT_TO_SIT_THROUGH = 1.0
SLACK = 10.0  # real seconds that a try may take beside its time-outs, on a machine that is busy with other things
SETTINGS = {
    "smtp_max_connections": 8,
    "retry_delays": (timedelta(hours=2),),  # the next try is in tomorrow's break, so no two cases meet
}
SIGN_IN = {"smtp_username": "portal@karirhub.test", "smtp_password": "rahasia"}
FEATURES = {
    Way.PIPED: Features(),
    Way.IN_TURN: Features(pipelining=False),
    Way.STARTTLS: Features(starttls=True, auth=("PLAIN", "LOGIN")),
    Way.TLS: Features(pipelining=False, implicit_tls=True, auth=("LOGIN",)),
}
WAY_SETTINGS: dict[Way, dict[str, str]] = {
    Way.PIPED: {},
    Way.IN_TURN: {},
    Way.STARTTLS: {"smtp_security": "starttls", **SIGN_IN},
    Way.TLS: {"smtp_security": "tls", **SIGN_IN},
}


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the newest schema, to be copied: migrating takes longer than a case."""
    folder = tmp_path_factory.mktemp("migrated")
    with new_database(folder):
        pass
    return folder


@pytest.fixture(autouse=True)
def trust(tls: TlsContexts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let clients trust the tests' authority as they do the system's."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tls.authority_file))


@contextmanager
def server_for(way: Way, tls: TlsContexts) -> Iterator[SmtpServer]:
    features = replace(FEATURES[way], credentials={SIGN_IN["smtp_username"]: SIGN_IN["smtp_password"]})
    with SmtpServer(features=features, tls=tls.server) as server:
        yield server


def to(mailbox: str, **changed: object) -> dict[str, Any]:
    return body(recruiter={"email": f"{mailbox}@majujaya.test"}, windows=["break"], **changed)


def mailboxes_apart() -> Iterator[str]:
    """Yield mailboxes whose planned points in one break are two seconds apart or more, so that no two cases meet."""
    taken: set[int] = set()
    for mailbox in (f"hr{number}" for number in count()):
        key = spread_key(OWNER, "rina@example.com", f"{mailbox}@majujaya.test", "2026-11-09")
        stretch = int(spread_of(key) * 3480 / 2)
        if stretch % 2 == 0 and stretch not in taken:
            taken.add(stretch)
            yield mailbox


def copies(server: SmtpServer, mailbox: str) -> int:
    return sum(letter.rcpt_to == (f"{mailbox}@majujaya.test",) for letter in server.kept)


def account(running: Bench) -> AccountState:
    with running.services.database.reading() as connection:
        return accounts.state_of(connection, "default")


async def resume(running: Bench) -> None:
    await running.services.writer.run(lambda connection: accounts.set_state(connection, "default", AccountState()))


async def go_on(running: Bench) -> None:
    """The faults are gone and the account is well; the clock passes the windows of the days that follow."""
    running.server.forget_behaviours()
    await resume(running)
    for days in (0, 1, 2, 5):
        await running.run_at(WEDNESDAY_BREAK + timedelta(days=days))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A case and the follow-up that meets it."""

    name: str
    case: Case
    mailbox: str
    posted: StoredFollowUp


async def post_all(running: Bench, cases: dict[str, Case]) -> list[Planned]:
    mailboxes = list(islice(mailboxes_apart(), len(cases)))
    posted = await asyncio.gather(*(running.stored(to(mailbox)) for mailbox in mailboxes))
    together = zip(cases.items(), mailboxes, posted, strict=True)
    planned = [Planned(name=name, case=case, mailbox=box, posted=one) for (name, case), box, one in together]
    return sorted(planned, key=lambda each: each.posted.send_at)


def told_of(case: Case, told: str) -> str:
    """Return the stage that is true: what comes right behind the 354 may be read together with it, or after it."""
    return told if (case.at, told) == (Stage.CONTENT, Stage.DATA.value) else case.told.value


class Kind(Enum):
    AT_ONCE = "the fault shows at once"
    WAITING = "a time-out is sat through"


def kind_of(case: Case) -> Kind:
    return Kind.WAITING if case.waits else Kind.AT_ONCE


@dataclass(frozen=True, slots=True)
class Table:
    """The cases of one kind that one way reaches."""

    way: Way
    kind: Kind

    @property
    def name(self) -> str:
        return f"{self.way.name} {self.kind.name}"

    @property
    def timeout(self) -> float:
        return TIMEOUT_TO_SIT_THROUGH if self.kind is Kind.WAITING else TIMEOUT

    @property
    def cases(self) -> dict[str, Case]:
        found = CASES.items()
        return {name: case for name, case in found if self.way in case.reached_by and kind_of(case) is self.kind}


async def first_try(running: Bench, planned: Planned, *, step_seconds: float) -> dict[str, object]:
    """Let one case meet its behaviour; return what is not as the table says, and what it is."""
    case, server = planned.case, running.server
    server.forget_behaviours()
    await asyncio.to_thread(server.hang_up_all)  # each case opens a connection of its own
    await resume(running)
    server.add(Behaviour(stage=case.at, action=case.action))
    running.clock.set(planned.posted.send_at)
    began = monotonic()
    await (running.run_hung_up_on() if case.at is Stage.CONTENT else running.run_due())
    spent = monotonic() - began
    found = running.load(planned.posted.id)
    attempt = found.attempts[-1]
    wrong: dict[str, object] = {
        name: (wanted, is_)
        for name, wanted, is_ in (
            ("status", case.status, found.status),
            ("outcome", case.outcome, attempt.outcome),
            ("stage", told_of(case, attempt.stage), attempt.stage),
            ("code", case.code, attempt.reply_code),
            ("counted", case.counted, attempt.counted),
            ("paused", case.paused, account(running).paused_reason is not None),
            ("tries", 1, len(found.attempts)),
        )
        if wanted != is_
    }
    if spent > case.waits * step_seconds + SLACK:
        wrong["seconds"] = spent
    return wrong


async def run_table(table: Table, folder: Path, tls: TlsContexts) -> dict[str, dict[str, object]]:
    """Run every case of a table; return what is not as the table says."""
    with server_for(table.way, tls) as server:
        timeouts = {"smtp_step_timeout": table.timeout, "smtp_reply_timeout": table.timeout}
        settings = {**SETTINGS, **timeouts, **WAY_SETTINGS[table.way]}
        async with bench(folder, server, now=MONDAY_MORNING, settings=settings) as running:
            planned = await post_all(running, table.cases)
            wrong = {each.name: await first_try(running, each, step_seconds=table.timeout) for each in planned}
            await go_on(running)
            for each in planned:
                ended = Status.SENT if each.case.status is Status.SCHEDULED else each.case.status
                found = running.status(each.posted.id), copies(server, each.mailbox)
                if found != (ended, each.case.copies):
                    wrong[each.name]["in the end"] = ((ended, each.case.copies), found)
    return {f"{table.name} {name}": what for name, what in wrong.items() if what}


def tables() -> list[Table]:
    return [table for way in Way for kind in Kind if (table := Table(way, kind)).cases]


def test_the_table_holds_at_least_sixty_behaviours_over_all_stages() -> None:
    assert len(CASES) >= 60
    assert {case.at.value for case in CASES.values()} == {
        "banner", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "content", "dot",
    }  # fmt: skip


async def test_every_behaviour_of_a_server_ends_in_the_true_state(
    tmp_path: Path, migrated: Path, tls: TlsContexts
) -> None:
    def run(table: Table) -> Coroutine[None, None, dict[str, dict[str, object]]]:
        return run_table(table, shutil.copytree(migrated, tmp_path / table.name), tls)

    found = await asyncio.gather(*map(run, tables()))
    wrong = [f"{name}: {what}" for each in found for name, what in each.items()]
    assert not wrong, "\n".join(wrong)


CODES = [
    *((code, "as the test asked") for code in (200, 211, 220, 221, 235, 250, 251, 252, 299, 334, 354, 399)),
    *((code, "as the test asked") for code in (421, 432, 450, 451, 452, 454, 499, 500, 501, 502, 503, 504, 521, 523)),
    *((code, "as the test asked") for code in (530, 534, 535, 538, 550, 551, 552, 553, 554, 555, 556, 599)),
    (452, "4.2.2 mailbox full"), (550, "5.1.1 no such user"), (550, "5.4.5 quota"), (550, "5.7.1 spam"),
    (552, "5.2.2 mailbox full"), (554, "5.3.4 too large"), (554, "5.7.8 sign in"), (550, "5.7.139 off"),
]  # fmt: skip
EXPECTED = {
    Stage.BANNER: {220}, Stage.EHLO: {250}, Stage.STARTTLS: {220}, Stage.AUTH: {235}, Stage.MAIL: {250},
    Stage.RCPT: {250, 251}, Stage.DATA: {354},
}  # fmt: skip
SIGN_IN_CODES = {530, 534, 535}
SIGN_IN_STATUSES = {"5.4.5 quota", "5.7.8 sign in", "5.7.139 off"}
SIZE = {(552, "as the test asked"), (552, "5.2.2 mailbox full"), (554, "5.3.4 too large")}
UNTIL_MAIL = (Stage.BANNER, Stage.EHLO, Stage.STARTTLS, Stage.AUTH, Stage.MAIL)


def true_end(stage: Stage, code: int, text: str) -> tuple[Status, str]:
    """Return what one reply makes of a follow-up and what the attempt is called, in the words of RFC 5321."""
    if code in EXPECTED.get(stage, ()) or (stage is Stage.DOT and code < 300):
        return Status.SENT, "sent"
    if stage is Stage.DOT and code < 400:
        return Status.IN_DOUBT, "in_doubt"
    if code < 500:
        return Status.SCHEDULED, "transient"
    of_this_letter = stage not in UNTIL_MAIL or (stage is Stage.MAIL and (code, text) in SIZE)
    if code in SIGN_IN_CODES or text in SIGN_IN_STATUSES or not of_this_letter:
        return Status.SCHEDULED, "account"
    return Status.FAILED, "permanent"


def saying(stage: Stage, code: int, text: str) -> Behaviour:
    if stage is Stage.CONTENT:  # in one packet with the 354, so that it is there before the dot for certain
        return Behaviour(stage=Stage.DATA, action=faults.two_replies("354 go on", f"{code} {text}"))
    return Behaviour(stage=stage, action=faults.reply(code, text))


async def sweep(stage: Stage, way: Way, folder: Path, tls: TlsContexts) -> None:
    """Give every reply at one stage, each to a letter of its own, all at once; check each against the server's log."""
    settings = {
        **SETTINGS, **WAY_SETTINGS[way], "smtp_step_timeout": TIMEOUT, "smtp_reply_timeout": TIMEOUT,
    }  # fmt: skip
    with server_for(way, tls) as server:
        server.add(*(saying(stage, code, text) for code, text in CODES))
        settings["smtp_max_connections"] = len(CODES)
        async with bench(folder, server, now=MONDAY_MORNING, settings=settings) as running:
            mailboxes = [f"hr{number}" for number in range(len(CODES))]
            posted = await asyncio.gather(*(running.stored(to(mailbox)) for mailbox in mailboxes))
            await running.run_at(TUESDAY_ALL_DUE)
            met: list[tuple[int, str]] = []
            for mailbox, each in zip(mailboxes, posted, strict=True):
                found = running.load(each.id)
                (attempt,) = found.attempts
                reply = attempt.reply_code or 0, attempt.reply_text or ""
                passed = attempt.outcome == "sent" and stage is not Stage.DOT
                status, outcome = (Status.SENT, "sent") if passed else true_end(stage, *reply)
                assert (found.status, attempt.outcome) == (status, outcome), (stage, way, reply)
                assert copies(server, mailbox) == (status in {Status.SENT, Status.IN_DOUBT}), (stage, way, reply)
                met += [] if passed else [reply]
            # Of the words of a refused sign-in none is kept.
            words_are_kept = stage is not Stage.AUTH
            sought = {(code, text if words_are_kept else "") for code, text in CODES}
            unseen = sorted(code for code, _ in sought - {(code, text if words_are_kept else "") for code, text in met})
            assert unseen == sorted(EXPECTED.get(stage, ())), (stage, way)
            await go_on(running)
            for mailbox, each in zip(mailboxes, posted, strict=True):
                assert copies(server, mailbox) == (running.status(each.id) is not Status.FAILED), (stage, way)
                assert running.status(each.id) in {Status.SENT, Status.FAILED, Status.IN_DOUBT}


@pytest.mark.parametrize(
    ("way", "stages"),
    [
        (Way.PIPED, (Stage.BANNER, Stage.EHLO, Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.DOT)),
        (Way.IN_TURN, (Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.DOT)),
        (Way.STARTTLS, (Stage.STARTTLS, Stage.AUTH)),
    ],
)
async def test_every_reply_at_every_stage_ends_in_the_true_state(
    tmp_path: Path, migrated: Path, tls: TlsContexts, way: Way, stages: tuple[Stage, ...]
) -> None:
    for stage in stages:
        folder = tmp_path / stage.value
        shutil.copytree(migrated, folder)
        await sweep(stage, way, folder, tls)
