"""Everything of one run, and what can be done to it. Nothing here judges; see `judge`."""

from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from service.api.schemas.follow_up import FollowUpIn, Reading, read_follow_up
from service.domain.calendar_day import Override
from service.domain.errors import NoSendTimeError
from service.domain.follow_up import LEASED, OPEN, Status, Verb, Verdict, verdict
from service.intake.asking import Refused
from service.store import accounts, overrides
from service.store.accounts import AccountState
from service.store.engine import Database, DatabaseError
from service.store.follow_ups import Duplicate
from service.store.records import Event, StoredFollowUp
from tests.simulation.almanac import OfficeCase
from tests.simulation.fake_smtp import FakeServer, Held, Try
from tests.simulation.ground import InPlaceWriter, ProcessDied, SteppedLoop, WholeClock
from tests.simulation.processes import Process, settings_with
from tests.simulation.view import Row, View

OWNER = "karirhub"


@dataclass(kw_only=True)
class Promised:
    """A follow-up that was answered 201, as the simulation understands it from the literals it posted."""

    id: UUID
    message_id: str
    office: OfficeCase
    kinds: tuple[str, ...]
    answer_by: date
    interview: tuple[int, int, str]  # candidate, mailbox, position
    epoch: int = 0  # how often its owner asked to have it sent again
    word: str | None = None  # the owner's, on an end that nobody else could know
    may_be_in_doubt: bool = False  # a process died, or lost the commit's answer, between C1 and the dot
    stop_told: Status | None = None  # what its owner was told that it comes to, before any dot
    history: list[Event] = field(default_factory=list)
    seen: Row | None = None  # as it was judged last


class World:
    """Two processes, one database, one server."""

    def __init__(self, database: Database, view: View, *, start: datetime, caps: dict[str, int]) -> None:
        self.clock = WholeClock(start)
        self.start = self.clock.now()
        self.loop = SteppedLoop(self.clock)
        self.database, self.view, self.settings = database, view, settings_with(**caps)
        self.server = FakeServer(clock=self.clock, on_dot=self._on_dot)
        self.promised: dict[UUID, Promised] = {}
        self.by_message_id: dict[str, Promised] = {}
        self.overrides: dict[tuple[date, str | None], str] = {}
        self.violations: list[str] = []
        self.judged = (-1, 0, 0)  # commits, letters and violations at the last judgement
        self.processes = [self._process(), self._process()]

    def close(self) -> None:
        for process in self.processes:
            self._bury(process)
        self.loop.run_forever()
        self.loop.close()

    # What clients do

    def post(self, given: dict[str, Any], promised: dict[str, Any], *, process: int) -> StoredFollowUp | None:
        """Post a body; None: an open one of the same interview exists, or no window is within reach."""
        services = self.processes[process].services
        office: OfficeCase = promised["office"]
        reading = Reading(
            calendar=services.planning.standing.calendar,
            today=lambda _zone: office.local_date(self.clock.now()),
            allow_reserved=True,
        )
        request = read_follow_up(FollowUpIn.model_validate(given), reading)
        try:
            answer = self.run(services.intake.accept(services.intake.prepare(request, owner=OWNER)))
        except NoSendTimeError:
            return None
        if not isinstance(answer, StoredFollowUp):
            return None
        kept = Promised(id=answer.id, message_id=answer.message_id, **promised)
        self.promised[kept.id] = self.by_message_id[kept.message_id] = kept
        return answer

    def ask(self, promised: Promised, verb: Verb, *, process: int) -> None:
        """Use a verb; what the contract's table refuses has to be refused."""
        before = self.view.rows[promised.id].status
        expected = verdict(before, verb)
        try:
            answer = self.run(self.processes[process].services.intake.ask(promised.id, verb, owner=OWNER))
        except NoSendTimeError:
            return
        if isinstance(answer, Duplicate) and expected is Verdict.AGAIN and self.is_open(promised.interview):
            return
        if isinstance(answer, Refused) is not (expected is Verdict.REFUSED):
            self.violations.append(f"{verb} in {before} came to {answer}, expected was {expected}")
        if expected is Verdict.AGAIN:
            promised.epoch, promised.word, promised.may_be_in_doubt = promised.epoch + 1, None, False
        elif expected is Verdict.REQUEST and not isinstance(answer, Refused):
            promised.stop_told = Status.CANCELLED if verb is Verb.CANCEL else Status.ANSWERED
        elif expected is Verdict.SETTLE or (expected is Verdict.STOP and before is Status.IN_DOUBT):
            promised.word = str(verb)

    def override(self, on: date, kind: str, province: str | None) -> None:
        entry = Override(on=on, kind="day_off" if kind == "day_off" else "working_day", name="x", province=province)
        with self.database.writer.begin() as connection:
            overrides.put_override(connection, entry, at=self.clock.now())
        self.overrides[on, province] = kind

    def drop_override(self, on: date, province: str | None) -> None:
        with self.database.writer.begin() as connection:
            overrides.delete_override(connection, on, province)
        del self.overrides[on, province]

    def resume(self) -> None:
        """Do what a verification of the account does."""
        with self.database.writer.begin() as connection:
            accounts.set_state(connection, "default", AccountState())

    def change_caps(self, caps: dict[str, int]) -> None:
        """Start both processes again with other caps; what was planned by the old ones stays planned."""
        self.settings = settings_with(**caps)
        for number in range(len(self.processes)):
            self.restart(number)

    # What processes do and suffer

    def has_work(self, number: int) -> bool:
        """Say whether a tick of a process would find anything to see to."""
        view, now = self.view, self.clock.now()
        return self.processes[number].services.planning.standing.revision != view.revision or any(
            row.is_due(now, revision=view.revision) for row in view.rows.values()
        )

    def tick(self, number: int) -> None:
        process = self.processes[number]

        async def look_and_tick() -> None:
            process.refresh()
            await process.dispatch.tick()

        self._work(look_and_tick())

    def release(self, held: Held) -> None:
        held.until.set_result(None)
        self._work(None)

    def crash(self, number: int) -> None:
        self.processes[number].writer.dead = True
        self._replace_the_dead()

    def restart(self, number: int) -> None:
        """Stop as SIGTERM does: what is before the dot is cut, and the server answers what is after it."""
        process = self.processes[number]
        stopping = self.loop.create_task(process.dispatch.stop())
        self._work(None)
        for held in [each for each in self.server.held if each.try_.process is process]:
            self.release(held)
        for _ in range(5):  # seconds after which a write that failed is tried again
            if not stopping.done():
                self.clock.advance(timedelta(seconds=1))
                self._work(None)
        if not stopping.done() and not process.writer.dead:
            self.violations.append("a graceful stop did not end")
        process.writer.dead = True
        self._replace_the_dead()

    def advance_to(self, instant: datetime) -> None:
        """Move time; what waits for it goes on before anybody looks at the clock."""
        if instant > self.clock.now():
            self.clock.set(instant)
            self._work(None)

    # Looking

    def is_open(self, interview: tuple[int, int, str]) -> bool:
        """Say whether a follow-up of an interview is on its way or in doubt."""
        same = [each.id for each in self.promised.values() if each.interview == interview]
        return any(self.view.rows[id_].status in OPEN for id_ in same)

    def next_due(self) -> Row | None:
        """Return what is due next."""
        now = self.clock.now()
        waiting = [row for row in self.view.rows.values() if row.status is Status.SCHEDULED and row.send_at > now]
        return min(waiting, key=lambda row: row.send_at, default=None)

    def next_step(self, patience: int = 1) -> datetime | None:
        """Return when there is something to do next: at once is in `patience` minutes, for caps count by the minute.

        None: all ended.
        """
        under_way, now = (Status.SCHEDULED, *LEASED), self.clock.now()
        instants = [row.send_at for row in self.view.rows.values() if row.status in under_way]
        if not instants:
            return None
        later = [instant for instant in instants if instant > now]
        if len(later) < len(instants):
            later.append(now + patience * timedelta(seconds=61))
        return min(later)

    def versions(self) -> list[int]:
        """Return a number for each follow-up that grows with every change of it."""
        return [row.version for row in self.view.rows.values()]

    def letters_of(self, promised: Promised) -> Iterable[Try]:
        """Return what the server fully received since the owner last asked to have it sent."""
        return [
            each
            for each in self.server.letters
            if each.message_id == promised.message_id and each.epoch == promised.epoch
        ]

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401  # what the coroutine returns
        task = self.loop.create_task(work)
        self.loop.run_forever()
        return task.result()

    def _work(self, work: Coroutine[Any, Any, None] | None) -> None:
        """Let the processes go on until all of them wait; faults of the database may befall them meanwhile."""
        for process in self.processes:
            process.writer.at_work = True
        try:
            if work is None:
                self.loop.run_forever()
            else:
                self.run(work)
        except (DatabaseError, ProcessDied):
            pass  # the ticker notes it and looks again
        finally:
            for process in self.processes:
                process.writer.at_work = False
        self._replace_the_dead()

    def _process(self) -> Process:
        writer = InPlaceWriter(self.database, self.clock, self._note_doubt)
        return Process(
            settings=self.settings, database=self.database, clock=self.clock, server=self.server, writer=writer
        )

    def _replace_the_dead(self) -> None:
        for number, process in enumerate(self.processes):
            if process.writer.dead:
                self._bury(process)
                self.loop.run_forever()
                self.processes[number] = self._process()

    def _bury(self, process: Process) -> None:
        process.writer.dead = True
        for held in self.server.held:
            if held.try_.process is process and not held.until.done():
                held.until.set_exception(ProcessDied())

    def _note_doubt(self) -> None:
        """Note which letters stand behind C1 without a dot, at a moment when their process loses track of them."""
        behind_c1 = [row.id for row in self.view.rows.values() if row.status is Status.TRANSMITTING]
        for promised in (self.promised[id_] for id_ in behind_c1):
            if not self.letters_of(promised):
                promised.may_be_in_doubt = True

    def _on_dot(self, try_: Try) -> None:
        """Judge a letter at the instant of its dot, by the overrides that hold then."""
        promised, now = self.by_message_id[try_.message_id], self.clock.now()
        try_.epoch = promised.epoch
        try_.opened_at = promised.office.window_at(now, promised.kinds, self.overrides)
        if promised.stop_told is not None:
            self.violations.append(f"sent at {now.isoformat()}, though it was to be {promised.stop_told.value}")
        if try_.opened_at is None:
            self.violations.append(f"sent at {now.isoformat()}, outside every window")
        if promised.office.local_date(now) <= promised.answer_by:
            self.violations.append(f"sent at {now.isoformat()}, before the promise of {promised.answer_by} lapsed")
