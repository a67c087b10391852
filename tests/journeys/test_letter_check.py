"""The letter check in the life of a follow-up: at its POST, in its plan, when the rules change, at a retry."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from service.domain.errors import InvalidInputError
from service.domain.follow_up import Status, Verb
from service.intake.asking import NeedsChanges
from service.intake.checking import LetterChecking, LetterNeedsChangesError
from service.intake.rechecking import Rechecking
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding
from service.letters.language import Language
from service.reference import load_checker
from service.store import follow_ups, rule_sets, schema
from service.store.engine import Connection, open_database
from service.store.records import StoredFollowUp
from service.store.rule_sets import note_check
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.own_letters import ASKS_THE_OUTCOME, SUBJECT, own_body
from tests.peers.running_service import running as running_service
from tests.peers.service_process import Installation, until
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio
MONDAY = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
JAKARTA = ZoneInfo("Asia/Jakarta")
RULE = "ask.direct-outcome"


@dataclass(frozen=True, kw_only=True)
class OtherRules:
    """The letter check of another version: it blocks every letter that holds a phrase."""

    version: str
    phrase: str = "perkembangan proses seleksi"
    rules: frozenset[str] = frozenset({RULE})

    def check(
        self,
        subject: str,
        body: str,
        _context: LetterContext,
        *,
        language: Language | None = None,
        composed: bool = False,
    ) -> tuple[Finding, ...]:
        assert isinstance(composed, bool)
        assert subject
        assert language in {"id", "en"}
        at = body.find(self.phrase)
        if at < 0:
            return ()
        message: dict[Language, str] = {"id": "Jangan.", "en": "Don't."}
        there = {"field": "body", "start": at, "end": at + len(self.phrase), "text": self.phrase}
        return (Finding(rule=RULE, severity="block", message=message, suggestions=(), **there),)  # type: ignore[arg-type]  # as the fields are

    def greeting_hours(self, subject: str, body: str, language: Language) -> tuple[time, time] | None:
        return load_checker().greeting_hours(subject, body, language)


@dataclass(frozen=True, kw_only=True)
class FailingRules(OtherRules):
    """A letter check with a fault: every letter that holds a phrase ends it."""

    def check(
        self,
        subject: str,
        body: str,
        context: LetterContext,
        *,
        language: Language | None = None,
        composed: bool = False,
    ) -> tuple[Finding, ...]:
        if super().check(subject, body, context, language=language, composed=composed):
            raise ZeroDivisionError
        return ()


def own(also: str = "", *, greeting: str = "Dengan hormat,", accept: list[str] | None = None) -> dict[str, Any]:
    text = own_body(also=also, greeting=greeting)
    return {"subject": SUBJECT, "body": text, "language": "id", "accept": accept or []}


def rechecking(running: Bench, checker: OtherRules) -> Rechecking:
    services = running.services
    return Rechecking(
        database=services.database,
        writer=services.writer,
        clock=running.clock,
        planning=services.planning,
        pacing=services.pacing,
        checking=LetterChecking(lambda: checker),
    )


def local(instant: datetime) -> time:
    return instant.astimezone(JAKARTA).time()


@pytest.fixture(params=["sqlite", "postgres"])
async def running(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Bench]:
    with ExitStack() as stack:
        url = None
        if request.param == "postgres":
            url = stack.enter_context(request.getfixturevalue("postgres").database())
        async with sending(tmp_path, url) as found:
            yield found


@asynccontextmanager
async def sending(folder: Path, url: str | None = None) -> AsyncIterator[Bench]:
    with SmtpServer() as server:
        async with AsyncExitStack() as stack:
            yield await stack.enter_async_context(bench(folder, server, now=MONDAY, url=url))


@pytest.fixture
async def one(tmp_path: Path) -> AsyncIterator[Bench]:
    async with sending(tmp_path) as found:
        yield found


async def test_a_letter_that_asks_the_outcome_is_refused_with_its_findings(one: Bench) -> None:
    with pytest.raises(LetterNeedsChangesError) as refused:
        await one.post(body(letter=own(ASKS_THE_OUTCOME)))
    (finding,) = [each for each in refused.value.findings if each["rule"] == RULE]
    assert own(ASKS_THE_OUTCOME)["body"][finding["start"] : finding["end"]] == finding["text"]
    assert finding["severity"] == "block"


async def test_findings_and_the_version_of_the_rules_are_stored(one: Bench) -> None:
    stored = one.load((await one.stored(body(letter=own()))).id)
    assert stored.rules_version == load_checker().version
    assert [finding for finding in stored.findings if finding["severity"] == "block"] == []


async def test_a_rule_that_its_writer_accepts_stops_nothing_and_stands_in_the_history(one: Bench) -> None:
    stored = await one.stored(body(letter=own(ASKS_THE_OUTCOME, accept=[RULE])))
    assert stored.status is Status.SCHEDULED
    assert RULE in {finding["rule"] for finding in stored.findings}
    assert one.events(stored.id)[0].detail["accepted_rules"] == [RULE]


@pytest.mark.parametrize(
    ("rule", "code"),
    [("tech.placeholder", "rule_not_acceptable"), ("ask.anything", "unknown_rule"), ("", "unknown_rule")],
)
async def test_what_can_not_be_accepted_is_refused_by_its_place(one: Bench, rule: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        await one.post(body(letter=own(accept=[RULE, rule])))
    assert [(each.pointer, each.code) for each in refused.value.errors] == [("/letter/accept/1", code)]


async def test_a_subject_that_answers_the_recruiters_mail_is_not_judged(one: Bench) -> None:
    thread = {"message_id": "<a@majujaya.test>", "subject": "Undangan", "references": []}
    stored = await one.stored(body(letter=own() | {"subject": "Halo"}, thread=thread))
    assert [finding for finding in stored.findings if finding["field"] == "subject"] == []


@pytest.mark.parametrize(
    ("greeting", "kind", "opens", "closes"),
    [
        ("Selamat siang,", "break", time(12), time(13)),
        ("Selamat sore,", "pre_close", time(16), time(17)),
        ("Dengan hormat,", "break", time(12), time(13)),
    ],
)
async def test_a_time_greeting_narrows_the_windows_to_those_it_fits(
    one: Bench, greeting: str, kind: str, opens: time, closes: time
) -> None:
    stored = await one.stored(body(letter=own(greeting=greeting)))
    assert stored.plan["window"]["kind"] == kind
    assert (local(stored.opens_at), local(stored.closes_at)) == (opens, closes)
    assert [finding for finding in stored.findings if finding["rule"] == "fact.time-greeting"] == []


async def test_of_a_window_that_the_greeting_fits_in_part_only_the_part_is_used(one: Bench) -> None:
    office = {"break": ["10:00", "11:30"], "closes_at": None}
    stored = await one.stored(body(letter=own(greeting="Selamat siang,"), office=office))
    assert (local(stored.opens_at), local(stored.closes_at)) == (time(11), time(11, 30))
    assert time(11) <= local(stored.send_at) < time(11, 28)
    assert "sapaan waktu dalam surat (11.00–15.00)" in stored.plan["why"]


async def test_a_narrowed_window_stays_narrow_when_the_plan_is_made_again(one: Bench) -> None:
    stored = await one.stored(body(letter=own(greeting="Selamat sore,")))
    one.clock.set(stored.closes_at + timedelta(minutes=5))  # nobody was there
    await one.dispatch.tick()
    await one.dispatch.at_rest()
    moved = one.load(stored.id)
    assert moved.plan["reason"] == "missed_window"
    assert (moved.plan["window"]["kind"], local(moved.opens_at)) == ("pre_close", time(16))
    planning = one.services.planning
    noon = moved.opens_at.astimezone(JAKARTA).replace(hour=12, minute=30)
    assert planning.window_now(moved, now=noon) is None
    assert planning.window_now(moved, now=moved.send_at) is not None
    plain = replace(moved, request=moved.request | {"greeting_hours": None})
    assert planning.window_now(plain, now=noon) is not None


async def test_a_narrowed_letter_is_sent_inside_the_hours_of_its_greeting(one: Bench) -> None:
    stored = await one.stored(body(letter=own(greeting="Selamat sore,")))
    await one.run_at(stored.send_at)
    assert one.status(stored.id) is Status.SENT
    assert time(16) <= local(stored.send_at) < time(17)


async def test_a_greeting_that_fits_no_window_is_a_finding(one: Bench) -> None:
    with pytest.raises(LetterNeedsChangesError) as refused:
        await one.post(body(letter=own(greeting="Selamat pagi,")))
    assert "fact.time-greeting" in {finding["rule"] for finding in refused.value.findings}
    with pytest.raises(LetterNeedsChangesError):
        await one.post(body(letter=own(greeting="Selamat sore,"), windows=["break"]))
    accepted = await one.stored(body(letter=own(greeting="Selamat pagi,", accept=["fact.time-greeting"])))
    assert accepted.request["greeting_hours"] is None
    assert local(accepted.opens_at) == time(12)


async def test_new_rules_fail_a_letter_that_waits_and_say_why(running: Bench) -> None:
    bad = await running.stored(body(letter=own()))
    good = await running.stored(body(recruiter={"email": "hr@majujaya.test"}, letter={"language": "en"}))
    stricter = rechecking(running, OtherRules(version="2-stricter"))
    before = running.load(good.id)
    assert await stricter.run_batch() == 2
    assert await stricter.run_batch() == 0
    failed, passed = running.load(bad.id), running.load(good.id)
    assert (failed.status, failed.rules_version) == (Status.FAILED, "2-stricter")
    assert [finding["rule"] for finding in failed.findings] == [RULE]
    event = running.events(bad.id)[-1]
    assert (event.type, event.detail["reason"], event.detail["rules"]) == ("failed", "letter_needs_changes", [RULE])
    assert (passed.status, passed.rules_version, passed.findings) == (Status.SCHEDULED, "2-stricter", [])
    assert passed.version > before.version
    assert passed.plan == before.plan
    assert [each.type for each in running.events(good.id)] == ["accepted", "planned"]


async def test_an_accepted_rule_stays_accepted_under_new_rules(running: Bench) -> None:
    stored = await running.stored(body(letter=own(accept=[RULE])))
    await rechecking(running, OtherRules(version="2-stricter")).run_batch()
    assert running.status(stored.id) is Status.SCHEDULED
    assert [finding["rule"] for finding in running.load(stored.id).findings] == [RULE]


async def test_a_claimed_letter_is_not_disturbed_by_new_rules(running: Bench) -> None:
    stored = await running.stored(body(letter=own()))
    stricter = rechecking(running, OtherRules(version="2-stricter"))
    seen = running.load(stored.id)
    checked = stricter._check(seen)  # noqa: SLF001  # the claim comes between the check and its record
    await running.run_at(stored.send_at)
    assert running.status(stored.id) is Status.SENT
    await running.services.writer.run(lambda connection: stricter._record(connection, rechecked=checked))  # noqa: SLF001  # see above
    assert running.status(stored.id) is Status.SENT
    assert running.events(stored.id)[-1].type == "sent"


async def test_of_two_versions_side_by_side_the_one_that_was_started_last_has_its_way(running: Bench) -> None:
    stored = await running.stored(body(letter=own()))
    older = rechecking(running, OtherRules(version="9-older", phrase="never there"))
    newer = rechecking(running, OtherRules(version="1-newer", phrase="never there"))
    assert (await older.run_batch(), await newer.run_batch()) == (1, 1)
    assert [await older.run_batch(), await newer.run_batch()] == [0, 0]
    assert running.load(stored.id).rules_version == "1-newer"


async def test_what_is_due_soonest_is_checked_again_first(running: Bench) -> None:
    far = await running.stored(body(promise={"answer_by": "2027-02-01"}))
    near = await running.stored(body(recruiter={"email": "hr@majujaya.test"}))
    other = rechecking(running, OtherRules(version="2-other", phrase="never there"))
    seen = other._read("2-other")  # noqa: SLF001  # the order is not told otherwise
    assert [each.id for each in seen] == [near.id, far.id]


async def test_a_letter_at_which_the_check_fails_keeps_those_of_no_other_version_waiting(running: Bench) -> None:
    broken = await running.stored(body(letter=own()))
    others = [await running.stored(body(recruiter={"email": f"hr{n}@majujaya.test"})) for n in range(2)]
    for version, each in zip(("0-first", "1-second", "9-last"), (broken, *others), strict=True):
        seen = partial(note_check, id_=each.id, seen=each.version, at=MONDAY, version=version, findings=[])
        assert await running.services.writer.run(seen)
    fails = rechecking(running, FailingRules(version="5-now"))
    for _ in range(3):
        await fails.run_batch()
    versions = [running.load(each.id).rules_version for each in (broken, *others)]
    assert versions == ["0-first", "5-now", "5-now"]


async def test_a_greeting_that_is_understood_only_now_narrows_the_plan_of_a_waiting_letter(one: Bench) -> None:
    stored = await one.stored(body(letter=own(greeting="Selamat sore,")))
    plain = await one.stored(body(letter=own(), recruiter={"email": "hr@majujaya.test"}))
    await forget_the_greeting(one, stored, like=plain)
    assert one.load(stored.id).plan["window"]["kind"] == "break"
    await rechecking(one, OtherRules(version="2-other", phrase="never there")).run_batch()
    narrowed = one.load(stored.id)
    assert narrowed.plan["window"]["kind"] == "pre_close"
    assert narrowed.request["greeting_hours"] == ["15:00", "18:30"]
    assert one.events(stored.id)[-1].type == "replanned"


async def forget_the_greeting(one: Bench, stored: StoredFollowUp, *, like: StoredFollowUp) -> None:
    """Leave a letter as an earlier version stored it: planned without regard to its greeting."""
    plan = one.services.planning.again(like, now=one.clock.now())
    request = {name: value for name, value in stored.request.items() if name != "greeting_hours"}

    def change(connection: Connection) -> None:
        rule_sets.set_request(connection, stored.id, request)
        follow_ups.set_plan(connection, stored.id, plan, at=one.clock.now(), rules_version="")

    await one.services.writer.run(change)


async def test_a_retry_is_checked_again_and_refused_while_its_letter_is_blocked(one: Bench) -> None:
    stored = await one.stored(body(letter=own()))
    await rechecking(one, OtherRules(version="2-stricter")).run_batch()
    retried = await one.services.intake.ask(stored.id, Verb.RETRY, owner=OWNER)  # by the rules that run here
    assert isinstance(retried, StoredFollowUp)
    assert (retried.status, retried.rules_version) == (Status.SCHEDULED, load_checker().version)
    assert RULE not in {finding["rule"] for finding in retried.findings}


async def test_a_retry_by_the_stricter_rules_needs_changes(one: Bench) -> None:
    stored = await one.stored(body(letter=own()))
    stricter = LetterChecking(lambda: OtherRules(version="2-stricter"))
    await rechecking(one, OtherRules(version="2-stricter")).run_batch()
    intake = one.services.intake
    asking = type(intake._asking)(  # noqa: SLF001  # the verbs of a process with other rules
        clock=one.clock,
        planning=one.services.planning,
        pacing=one.services.pacing,
        checking=stricter,
        accounts=one.services.book,
    )
    refused = await one.services.writer.run(
        lambda connection: asking.ask(connection, id_=stored.id, verb=Verb.RETRY, owner=OWNER)
    )
    assert isinstance(refused, NeedsChanges)
    assert [finding["rule"] for finding in refused.findings] == [RULE]
    assert one.status(stored.id) is Status.FAILED


def test_a_running_service_checks_again_what_another_rule_set_has_checked(tmp_path: Path) -> None:
    with running_service(tmp_path, MONDAY) as service:
        posted = service.post(body(letter=own(), recruiter={"email": "andi@majujaya.co.id"}))
        database = open_database(f"sqlite:///{service.installation.folder / 'data' / 'tanyakabar.db'}")
        with database.writer.begin() as connection:
            note_check(connection, UUID(posted["id"]), seen=1, at=MONDAY, version="0-before", findings=[])
        database.dispose()
        again = until(lambda: service.get(posted), lambda found: found["letter"]["rules_version"] != "0-before")
        assert again["letter"] == posted["letter"]
        assert again["status"] == "scheduled"


def test_a_tick_looks_at_no_letter_that_this_rule_set_has_checked(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'tanyakabar.db'}")
    schema.upgrade(database)
    with database.reading() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {rule_sets._VERSIONS.text}").all()  # noqa: SLF001  # our own words
        plans = [row[3] for row in rows if "follow_up" in row[3]]
    database.dispose()
    assert plans
    assert {plan.partition("ix_")[2].partition(" ")[0] for plan in plans} == {"follow_up_rules"}


def test_a_process_that_takes_requests_reads_its_word_lists_before_the_first_letter(tmp_path: Path) -> None:
    with Installation(folder=tmp_path).serve("--role", "api", "--accounts-only") as process:
        maps = Path(f"/proc/{process.pid}/maps")
        until(lambda: maps.read_text(encoding="utf-8"), lambda loaded: "hunspell" in loaded, seconds=60)
