"""One bad row, one fault, one new version: the others go on, and nothing is told that is not so."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from service.calendar.indonesian import IndonesianCalendar
from service.domain.calendar_day import CalendarDay, Override
from service.domain.follow_up import Status, Verb
from service.domain.outcome import Stage
from service.planning.plans import Planning
from service.store import overrides
from service.store.follow_ups import Duplicate
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Behaviour, reply
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")
TUESDAY = date(2026, 11, 24)


def no_other_day_than(on: date) -> dict[str, object]:
    return {"closed_on": [(on + timedelta(days=n)).isoformat() for n in range(1, 71)]}


async def declare_off(running: Bench, on: date) -> None:
    override = Override(on=on, kind="day_off", name="Pemilu")
    await running.services.writer.run(
        lambda connection: overrides.put_override(connection, override, at=running.clock.now())
    )
    await running.services.replanning.refresh()


async def test_a_follow_up_that_a_late_day_off_leaves_no_window_expires_and_the_others_go_on(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            doomed = await running.stored(body(office=no_other_day_than(TUESDAY), expires_after_working_days=1))
            other = await running.stored(body(recruiter={"email": "hrd@nusantara.test"}))
            await declare_off(running, TUESDAY)
            await running.run_due()
            assert running.status(doomed.id) is Status.EXPIRED
            assert running.events(doomed.id)[-1].type == "expired"
            moved = running.load(other.id)
            await running.run_at(moved.send_at)
            assert running.status(other.id) is Status.SENT


async def test_a_try_after_which_no_window_is_left_is_recorded_and_the_follow_up_expires(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.DOT, action=reply(451, "later"))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(
                body(office=no_other_day_than(TUESDAY), windows=["pre_close"], expires_after_working_days=1)
            )
            await running.run_at(datetime.fromisoformat("2026-11-24T16:57:00+07:00"))
            ended = running.load(posted.id)
            assert ended.status is Status.EXPIRED
            assert [attempt.outcome for attempt in ended.attempts] == ["transient"]


async def test_a_new_version_with_another_calendar_moves_what_is_scheduled_and_says_so(tmp_path: Path) -> None:
    def with_joint_leave(calendar: IndonesianCalendar) -> IndonesianCalendar:
        leave = CalendarDay(on=TUESDAY, kind="joint_leave", name="Cuti bersama", source="a later decree")
        return IndonesianCalendar(
            **{name: getattr(calendar, name) for name in calendar.__dataclass_fields__}
            | {"days": {**calendar.days, TUESDAY: leave}}
        )

    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            writer, planning = running.services.writer, running.services.planning
            await writer.run(planning.note_calendar)
            posted = await running.stored(body())
            upgraded = Planning(with_joint_leave(planning.standing.calendar))
            assert await writer.run(upgraded.note_calendar)
            assert not await writer.run(upgraded.note_calendar)
            running.services.replanning._planning = upgraded  # noqa: SLF001  # as the next version would be wired
            await running.services.replanning.refresh()
            await running.services.replanning.replan_outdated()
            moved = running.load(posted.id)
            assert moved.plan["send_at_local"].startswith("2026-11-25T")
            assert moved.plan["reason"] == "calendar_changed"


async def test_a_retry_does_not_double_an_open_follow_up_of_the_same_interview(tmp_path: Path) -> None:
    with SmtpServer(Behaviour(stage=Stage.RCPT, action=reply(550, "no such user"))) as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            first = await running.stored(body())
            await running.run_at(first.send_at)
            assert running.status(first.id) is Status.FAILED
            second = await running.stored(body())
            assert await running.services.intake.ask(first.id, Verb.RETRY, owner=OWNER) == Duplicate(second.id)
            assert running.status(first.id) is Status.FAILED


async def test_the_first_word_on_when_the_recruiter_answered_stays(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            await running.run_at(posted.send_at)
            await running.services.intake.ask(posted.id, Verb.REPLIED, owner=OWNER)
            noted = running.load(posted.id)
            running.clock.advance(timedelta(days=1))
            await running.services.intake.ask(posted.id, Verb.REPLIED, owner=OWNER)
            assert running.load(posted.id) == noted


async def test_a_fault_of_ours_before_the_dot_is_a_try_that_is_recorded_and_made_again(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            posted = await running.stored(body())
            with running.services.database.writer.begin() as connection:
                connection.execute(text("UPDATE follow_up_content SET message_id = 'no id at all'"))
            await running.run_at(posted.send_at)
            again = running.load(posted.id)
            assert again.status is Status.SCHEDULED
            assert [(attempt.outcome, attempt.counted) for attempt in again.attempts] == [("transient", False)]
            assert server.received == []


async def test_a_database_error_tells_no_parameters(tmp_path: Path) -> None:
    with SmtpServer() as server:
        async with bench(tmp_path, server, now=MONDAY_MORNING) as running:
            with running.services.database.writer.begin() as connection:
                connection.execute(
                    text("CREATE TRIGGER no BEFORE INSERT ON follow_up_content BEGIN SELECT RAISE(ABORT, 'no'); END")
                )
            with pytest.raises(Exception, match="no") as raised:
                await running.post(body())
            assert "andi@majujaya.test" not in str(raised.value)
