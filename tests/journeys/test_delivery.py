"""Letters on their way: real database, real SMTP server, a clock that the test moves."""

import asyncio
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from service.domain.calendar_day import Override
from service.domain.follow_up import Status, Verb
from service.domain.outcome import Stage
from service.store import follow_ups, overrides
from service.store.records import StoredFollowUp
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Action, Behaviour, Gate, drop, hold, reply
from tests.peers.own_letters import own_body
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")  # the promise lapses at the end of this day
BREAK_ENDS = datetime.fromisoformat("2026-11-24T13:00:00+07:00")


async def held_at(gate: Gate) -> None:
    assert await asyncio.to_thread(gate.reached.wait, 10)


async def declare(running: Bench, on: str, *, kind: str = "day_off") -> None:
    override = Override(
        on=datetime.fromisoformat(on).date(), kind="day_off" if kind == "day_off" else "working_day", name="Pemilu"
    )
    await running.services.writer.run(
        lambda connection: overrides.put_override(connection, override, at=running.clock.now())
    )


async def test_a_letter_leaves_at_its_planned_instant_and_not_before(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at - timedelta(seconds=1))
            assert server.kept == []
            assert running.status(posted.id) is Status.SCHEDULED

            await running.run_at(posted.send_at)
            (letter,) = server.kept
            assert letter.rcpt_to == ("andi@majujaya.test",)
            assert letter.mail_from == "portal@karirhub.test"
            sent = running.load(posted.id)
            assert sent.status is Status.SENT
            (attempt,) = sent.attempts
            assert (attempt.stage, attempt.outcome, attempt.reply_code, attempt.counted) == ("dot", "sent", 250, True)


async def test_the_letter_on_the_wire_is_the_letter_that_was_posted(tmp_path: Path) -> None:
    also = ".NET dan “SQL” — keduanya masih saya pelajari setiap hari."
    own = {"subject": "Undangan", "body": own_body(also=also), "language": "id"}
    thread = {"message_id": "<a@b.test>", "subject": "Undangan wawancara", "references": ["<z@b.test>"]}
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(letter=own, thread=thread))
            await running.run_at(posted.send_at)
        message = message_from_bytes(server.kept[0].content, policy=policy.default)
        assert message["Subject"] == "Re: Undangan wawancara"
        assert message["In-Reply-To"] == "<a@b.test>"
        assert message["References"] == "<z@b.test> <a@b.test>"
        assert message["Message-ID"] == posted.message_id
        assert message["Date"].datetime == posted.send_at
        assert message["Date"].datetime.utcoffset() == timedelta(hours=7)
        assert message["From"] == "Rina Wulandari <portal@karirhub.test>"
        assert message["Reply-To"] == "Rina Wulandari <rina@example.com>"
        assert message.get_content().replace("\r\n", "\n") == own["body"]


async def test_a_greylisted_letter_is_tried_again_inside_the_window_with_the_same_bytes(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=reply(451, "4.7.1 later"))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at)
            again = running.load(posted.id)
            assert again.status is Status.SCHEDULED
            assert again.plan["reason"] == "retry"
            pause = again.send_at - posted.send_at
            assert timedelta(minutes=4) <= pause <= timedelta(minutes=6) or again.send_at >= BREAK_ENDS

            await running.run_at(again.send_at)
            assert running.status(posted.id) is Status.SENT
        first, second = server.received
        assert (first.accepted, second.accepted) == (False, True)
        assert first.content == second.content


async def test_a_refused_recipient_fails_for_good_and_the_servers_words_are_kept(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=reply(550, "5.1.1 no such user"))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at)
            failed = running.load(posted.id)
            assert failed.status is Status.FAILED
            assert failed.attempts[0].reply_text == "5.1.1 no such user"
            assert server.received == []


async def test_a_link_lost_after_the_dot_leaves_the_letter_in_doubt_and_it_is_never_sent_again(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=drop())) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at)
            assert running.status(posted.id) is Status.IN_DOUBT
            for days in range(1, 10):
                await running.run_at(posted.send_at + timedelta(days=days))
            assert running.status(posted.id) is Status.IN_DOUBT
        assert len(server.received) == 1


async def test_a_link_lost_before_the_dot_is_tried_again(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.CONTENT, action=drop())) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            await running.run_hung_up_on()
            again = running.load(posted.id)
            assert again.status is Status.SCHEDULED
            await running.run_at(again.send_at)
            assert running.status(posted.id) is Status.SENT
        assert len(server.kept) == 1


async def test_tries_that_never_reached_mail_use_none_up(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.BANNER, action=reply(421, "busy"), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"max_tries": 2}) as running:
            posted = await running.stored(body())
            current: StoredFollowUp = posted
            for _ in range(5):
                await running.run_at(current.send_at)
                current = running.load(posted.id)
                assert current.status is Status.SCHEDULED
            assert current.tries == 0
            assert len(current.attempts) == 5
            server.forget_behaviours()
            await running.run_at(current.send_at)
            assert running.status(posted.id) is Status.SENT


async def test_tries_that_reached_mail_are_counted_and_end_in_failed(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=reply(450, "busy"), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"max_tries": 3}) as running:
            posted = await running.stored(body())
            for _ in range(3):
                await running.run_at(running.load(posted.id).send_at)
            failed = running.load(posted.id)
            assert failed.status is Status.FAILED
            assert failed.tries == 3


async def test_every_retry_lies_inside_a_window_until_it_expires(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.BANNER, action=reply(421, "busy"), times=None)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(expires_after_working_days=2))
            tried: list[datetime] = []
            while (current := running.load(posted.id)).status is Status.SCHEDULED:
                tried.append(current.send_at)
                await running.run_at(current.send_at)
            assert running.status(posted.id) is Status.EXPIRED
        for instant in tried:
            local = instant.astimezone(MONDAY_MORNING.tzinfo)
            assert local.date().isoformat() in {"2026-11-24", "2026-11-25"}
            assert local.hour in {12, 16}
        assert len(tried) > 8


async def test_a_follow_up_due_during_downtime_leaves_in_the_next_window(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"]))
            await running.run_at(datetime.fromisoformat("2026-11-24T14:00:00+07:00"))
            missed = running.load(posted.id)
            assert missed.status is Status.SCHEDULED
            assert missed.plan["reason"] == "missed_window"
            assert missed.plan["send_at_local"].startswith("2026-11-25T12:")
            assert running.events(posted.id)[-1].detail["old_send_at"] == posted.plan["send_at"]
            await running.run_at(missed.send_at)
            assert running.status(posted.id) is Status.SENT
        assert len(server.kept) == 1


async def test_what_missed_its_last_window_expires_and_is_not_planned_beyond_its_days(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"], expires_after_working_days=1))
            await running.run_at(datetime.fromisoformat("2026-11-24T14:00:00+07:00"))
            assert running.status(posted.id) is Status.EXPIRED
            assert [event.type for event in running.events(posted.id)] == ["accepted", "planned", "expired"]


async def test_what_is_due_after_it_expired_is_not_claimed(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"]))
            with running.parts.database.writer.begin() as connection:  # as a plan beyond its days would leave it
                follow_ups.set_state(connection, posted.id, at=posted.created_at, expires_at=posted.opens_at)
            await running.run_at(posted.send_at)
            assert running.status(posted.id) is Status.EXPIRED
        assert server.kept == []


async def test_what_missed_its_window_is_planned_again_without_standing_before_what_is_due_now(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            missed = [
                await running.stored(body(windows=["break"], recruiter={"email": f"hrd{number}@majujaya.test"}))
                for number in range(30)
            ]
            due = await running.stored(body(windows=["pre_close"]))
            await running.run_at(due.send_at)
            assert running.status(due.id) is Status.SENT
            for each in missed:
                again = running.load(each.id)
                assert again.plan["reason"] == "missed_window"
                assert again.version == each.version + 1  # one step: it was never claimed
        assert len(server.kept) == 1


@pytest.mark.parametrize(("seconds_left", "sent_now"), [(121, True), (119, False), (29, False)])
async def test_a_missed_point_is_caught_up_only_while_over_two_minutes_are_left(
    tmp_path: Path, seconds_left: int, *, sent_now: bool
) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"]))
            assert posted.send_at < BREAK_ENDS - timedelta(minutes=4)
            await running.run_at(BREAK_ENDS - timedelta(seconds=seconds_left))
            assert (running.status(posted.id) is Status.SENT) is sent_now
        assert len(server.kept) == int(sent_now)


async def test_a_late_day_off_moves_what_is_scheduled_and_the_history_says_so(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await declare(running, "2026-11-24")
            await running.services.replanning.refresh()
            await running.run_due()
            moved = running.load(posted.id)
            assert moved.plan["send_at_local"].startswith("2026-11-25T")
            assert {"date": "2026-11-24", "reason": "override", "name": "Pemilu"} in moved.plan["skipped"]
            event = running.events(posted.id)[-1]
            assert event.type == "replanned"
            assert event.detail["old_send_at"] == posted.plan["send_at"]
            assert event.detail["send_at"] == moved.plan["send_at"]
            assert event.detail["reason"] == "calendar_changed"


async def test_a_day_off_declared_while_the_letter_is_on_the_wire_stops_it_before_the_dot(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DATA, action=hold(gate, 354))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            sending = asyncio.create_task(running.run_due())
            await held_at(gate)
            await declare(running, "2026-11-24")  # as another process would: this one has not heard of it
            gate.open()
            await sending
            assert server.kept == []
            await running.services.replanning.refresh()
            await running.run_due()
            moved = running.load(posted.id)
            assert moved.status is Status.SCHEDULED
            assert moved.plan["send_at_local"].startswith("2026-11-25T")
            await running.run_at(moved.send_at)
            assert running.status(posted.id) is Status.SENT
        assert len(server.kept) == 1


async def test_a_window_that_closes_while_the_letter_is_on_the_wire_stops_it_before_the_dot(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DATA, action=hold(gate, 354))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body(windows=["break"]))
            running.clock.set(posted.send_at)
            sending = asyncio.create_task(running.run_due())
            await held_at(gate)
            running.clock.set(BREAK_ENDS)
            gate.open()
            await sending
            later = running.load(posted.id)
            assert later.status is Status.SCHEDULED
            assert later.plan["send_at_local"].startswith("2026-11-25T12:")
            assert later.attempts[0].outcome == "cut"
        assert server.kept == []


@pytest.mark.parametrize(("verb", "status"), [(Verb.CANCEL, Status.CANCELLED), (Verb.REPLIED, Status.ANSWERED)])
async def test_a_stop_asked_before_the_dot_is_obeyed(tmp_path: Path, verb: Verb, status: Status) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DATA, action=hold(gate, 354))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            sending = asyncio.create_task(running.run_due())
            await held_at(gate)
            asked = await running.services.intake.ask(posted.id, verb, owner=OWNER)
            assert isinstance(asked, StoredFollowUp)
            assert asked.status is Status.CLAIMED
            assert asked.stop_requested == status.value
            gate.open()
            await sending
            stopped = running.load(posted.id)
            assert stopped.status is status
            assert (stopped.answered_at is not None) is (verb is Verb.REPLIED)
        assert server.kept == []


async def test_a_claim_whose_holder_died_is_planned_again_when_its_lease_is_over(tmp_path: Path) -> None:
    gate = Gate()
    with SmtpServer(Behaviour(stage=Stage.DATA, action=hold(gate, 354))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            stuck = asyncio.create_task(running.run_due())
            await held_at(gate)
            running.clock.real_offset = timedelta(hours=1)  # as if this process had been stopped for an hour
            running.clock.advance(-timedelta(minutes=1))  # the other one only recovers: nothing is due for it
            await running.tick_of_another_process()
            running.clock.advance(timedelta(minutes=1))
            assert running.status(posted.id) is Status.SCHEDULED
            gate.open()
            await stuck  # it wakes, and must not write the dot: the claim is no longer its own
            await running.dispatch.at_rest()
            await running.run_due()
            assert running.status(posted.id) is Status.SENT
        assert len(server.kept) == 1


async def test_a_letter_past_c1_whose_holder_died_is_in_doubt_and_a_late_reply_settles_it(tmp_path: Path) -> None:
    gate = Gate()
    slow = Action(says=b"250 2.0.0 kept\r\n", accepts=True, gate=gate)
    with SmtpServer(Behaviour(stage=Stage.DOT, action=slow)) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_reply_timeout": 10.0}) as running:
            posted = await running.stored(body())
            running.clock.set(posted.send_at)
            sending = asyncio.create_task(running.run_due())
            await held_at(gate)
            running.clock.real_offset = timedelta(hours=1)
            await running.dispatch.tick()
            assert running.status(posted.id) is Status.TRANSMITTING  # its own process knows better than the clock
            await running.tick_of_another_process()
            assert running.status(posted.id) is Status.IN_DOUBT
            gate.open()
            await sending
            assert running.status(posted.id) is Status.SENT
        assert len(server.kept) == 1


async def test_stopping_cuts_what_is_before_the_dot_and_waits_for_what_is_after_it(tmp_path: Path) -> None:
    before, after = Gate(), Gate()
    with SmtpServer(
        Behaviour(stage=Stage.DATA, action=hold(before, 354), recipient="satu@majujaya.test"),
        Behaviour(
            stage=Stage.DOT,
            action=Action(says=b"250 kept\r\n", accepts=True, gate=after),
            recipient="dua@majujaya.test",
        ),
    ) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_reply_timeout": 10.0}) as running:
            first = await running.stored(body(recruiter={"email": "satu@majujaya.test"}))
            second = await running.stored(body(recruiter={"email": "dua@majujaya.test"}))
            running.clock.set(max(first.send_at, second.send_at))
            await running.dispatch.tick()
            await held_at(before)
            await held_at(after)
            stopping = asyncio.create_task(running.dispatch.stop())
            before.open()
            after.open()
            await stopping
            assert running.status(first.id) is Status.SCHEDULED
            assert running.status(second.id) is Status.SENT
        assert [letter.rcpt_to for letter in server.kept] == [("dua@majujaya.test",)]


async def test_many_due_letters_share_few_connections(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING, settings={"smtp_max_connections": 3}) as running:
            posted = [
                await running.stored(body(recruiter={"email": f"hr{n}@majujaya.test"}, windows=["break"]))
                for n in range(30)
            ]
            await running.run_at(max(each.send_at for each in posted))
            assert {running.status(each.id) for each in posted} == {Status.SENT}
        assert len(server.kept) == 30
        assert server.most_connections_at_once <= 3
        assert server.connections < 30
