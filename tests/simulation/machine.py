"""The rules by which Hypothesis plays with a world; after each of them every promise has to hold."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, ClassVar, assert_never

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from service.domain.follow_up import Verb
from tests.simulation import judge
from tests.simulation.almanac import OFFICES
from tests.simulation.fake_smtp import GOOD, Fate
from tests.simulation.fates import (
    BETWEEN,
    CAPS,
    FATE_LISTS,
    OUTAGES,
    OWN_LETTER,
    POSTS,
    WAITS_BEFORE_DOT,
    WRITE_FAULTS,
    Between,
    Post,
)
from tests.simulation.ground import WriteFault
from tests.simulation.processes import LEASE_SECONDS
from tests.simulation.view import Row, emptied
from tests.simulation.world import Promised, World

STARTS = st.sampled_from(
    [
        datetime.fromisoformat("2026-11-09T09:00:00+07:00"),
        datetime.fromisoformat("2026-02-09T09:00:00+07:00"),  # Ramadan, Nyepi and Idulfitri lie ahead
        datetime.fromisoformat("2026-05-04T11:00:00+07:00"),
    ]
)
PLAYED = timedelta(days=44)  # thirty working days, holidays included
LAST_TICKS = 2000
LONGEST_PATIENCE = 32  # times as long as usual, between two looks at what no cap lets go
PROCESSES = st.sampled_from([0, 1])
ANY = st.integers(0, 1000)


class Simulation(RuleBasedStateMachine):
    """Thirty working days of two processes."""

    tally: ClassVar[Counter[str]] = Counter()  # what all runs together came to
    world: World

    @initialize(start=STARTS, caps=CAPS)
    def begin(self, start: datetime, caps: dict[str, int]) -> None:
        self.world = World(*emptied(), start=start, caps=caps)

    @rule(given=POSTS, process=PROCESSES)
    def post(self, given: Post, process: int) -> None:
        self._post(given, process)

    @rule(first=POSTS, second=POSTS, process=PROCESSES)
    def post_two(self, first: Post, second: Post, process: int) -> None:
        self._post(first, process)
        self._post(second, process)

    @rule(given=POSTS, mailboxes=st.integers(2, 4), process=PROCESSES)
    def post_after_a_fair(self, given: Post, mailboxes: int, process: int) -> None:
        """Several letters that are due on one day."""
        for number in range(mailboxes):
            self._post(replace(given, mailbox=(given.mailbox + number) % len(OFFICES), form="answer_by"), process)

    def _post(self, drawn: Post, process: int) -> None:
        world, office = self.world, OFFICES[drawn.mailbox]
        who, kinds = (drawn.candidate, drawn.mailbox, drawn.position), drawn.kinds
        if office.break_ is None:  # asked for breaks only, it would be refused
            kinds = ("pre_close",)
        interviewed_on = office.local_date(world.clock.now()) - timedelta(days=drawn.days_since)
        form, length = drawn.form, drawn.length
        answer_by = interviewed_on + timedelta(days=14 if form == "none" else length)
        given: dict[str, Any] = {
            "candidate": {"name": "Rina Wulandari", "email": f"rina{drawn.candidate}@example.com"},
            "recruiter": {"email": f"hr{drawn.mailbox}@majujaya.test", "name": "Andi Pratama", "honorific": "Bapak"},
            "application": {
                "company": "PT Maju Jaya",
                "position": drawn.position,
                "interviewed_on": interviewed_on.isoformat(),
            },
            "windows": list(kinds),
            "expires_after_working_days": drawn.days,
            "allow_duplicate": drawn.allow_duplicate,
        }
        if form != "none":
            given["promise"] = {form: answer_by.isoformat() if form == "answer_by" else length}
        if office.body is not None:
            given["office"] = office.body
        if drawn.own_words:
            given["letter"] = OWN_LETTER
        double = not drawn.allow_duplicate and world.is_open(who)
        promised = {"office": office, "kinds": kinds, "answer_by": answer_by, "interview": who}
        stored = world.post(given, promised, process=process)
        assert not (double and stored is not None), "a second follow-up of the same interview was accepted"

    @precondition(lambda self: self.world.promised)
    @rule(which=ANY, verb=st.sampled_from(list(Verb)), process=PROCESSES)
    def ask(self, which: int, verb: Verb, process: int) -> None:
        self.world.ask(self._one(which), verb, process=process)

    @precondition(lambda self: self.world.promised)
    @rule(which=ANY, kind=st.sampled_from(["day_off", "working_day"]), province=st.sampled_from([None, "Papua"]))
    def declare_the_day_of_a_plan(self, which: int, kind: str, province: str | None) -> None:
        row = self.world.view.rows[self._one(which).id]
        self.world.override(OFFICES[0].local_date(row.send_at), kind, province)

    @rule(days=st.integers(0, 12), kind=st.sampled_from(["day_off", "working_day"]))
    def declare(self, days: int, kind: str) -> None:
        self.world.override(self._today() + timedelta(days=days), kind, None)

    @precondition(lambda self: self.world.overrides)
    @rule(which=ANY)
    def take_back(self, which: int) -> None:
        on, province = list(self.world.overrides)[which % len(self.world.overrides)]
        self.world.drop_override(on, province)

    @rule(times=st.integers(1, 6), fates=FATE_LISTS, first=PROCESSES)
    def live_on(self, times: int, fates: list[Fate], first: int) -> None:
        self._live_on(times, fates, first)

    @rule(fates=FATE_LISTS, first=PROCESSES)
    def live_to_the_next(self, fates: list[Fate], first: int) -> None:
        self._live_on(1, fates, first)

    def _live_on(self, times: int, fates: list[Fate], first: int) -> None:
        self.world.server.fates.extend(fates)
        for _ in range(times):
            due = self.world.next_due()
            if due is None:
                break
            self._go_to(due.send_at)
            self._tick_both(first)

    @rule(minutes=st.integers(1, 90), fates=FATE_LISTS, first=PROCESSES)
    def let_minutes_pass(self, minutes: int, fates: list[Fate], first: int) -> None:
        self.world.server.fates.extend(fates)
        self._go_to(self.world.clock.now() + timedelta(minutes=minutes))
        self._tick_both(first)

    @rule(days=st.integers(1, 3), hour=st.integers(0, 23), fates=FATE_LISTS, first=PROCESSES)
    def let_days_pass(self, days: int, hour: int, fates: list[Fate], first: int) -> None:
        self.world.server.fates.extend(fates)
        zone = timezone(timedelta(hours=7))
        then = datetime.combine(self._today() + timedelta(days=days), time(hour), tzinfo=zone)
        self._go_to(then)
        self._tick_both(first)

    @precondition(lambda self: self.world.server.held)
    @rule(which=ANY)
    def the_server_goes_on(self, which: int) -> None:
        held = self.world.server.held
        self.world.release(held[which % len(held)])

    @precondition(lambda self: self.world.server.held)
    @rule(which=ANY, verb=st.sampled_from([None, Verb.CANCEL, Verb.REPLIED]), process=PROCESSES)
    def something_comes_between(self, which: int, verb: Verb | None, process: int) -> None:
        """While the server is waited for, a stop is asked or the day is declared a day off; then the server goes on."""
        held = self.world.server.held[which % len(self.world.server.held)]
        promised = self.world.by_message_id.get(held.try_.message_id)
        if verb is None or promised is None:
            self.world.override(self._today(), "day_off", None)
        else:
            self.world.ask(promised, verb, process=process)
        self.world.release(held)

    @precondition(lambda self: self.world.next_due())
    @rule(fate=WAITS_BEFORE_DOT, what=BETWEEN, process=PROCESSES, after=FATE_LISTS)
    def between_claim_and_dot(self, fate: Fate, what: Between, process: int, after: list[Fate]) -> None:
        """The next letter is written as far as `fate` says; then something happens, and only then does it go on."""
        world, due = self.world, self.world.next_due()
        assert due is not None, "the precondition"
        before = set(map(id, world.server.held))
        world.server.fates.appendleft(fate)
        self._go_to(due.send_at)
        world.tick(process)
        held = next((each for each in world.server.held if id(each) not in before), None)
        if held is None:
            return
        world.server.fates.extend(after)
        self._happen(what, due, process)
        if held in world.server.held:  # its process lives
            world.release(held)
        self._tick_both(1 - process)

    def _happen(self, what: Between, due: Row, process: int) -> None:
        world = self.world
        match what:
            case Between.DAY_OFF:
                self.world.override(self._today(), "day_off", None)
            case Between.CANCEL | Between.REPLIED:
                verb = Verb.CANCEL if what is Between.CANCEL else Verb.REPLIED
                world.ask(world.promised[due.id], verb, process=1 - process)
            case Between.WINDOW_CLOSES:
                self._go_to(due.closes_at)
            case Between.LEASE_ENDS | Between.OTHER_AT_DOT:
                world.server.fates.appendleft(Fate(holds=what is Between.OTHER_AT_DOT))
                self._go_to(world.clock.now() + timedelta(seconds=LEASE_SECONDS))
                for _ in range(2):  # what is recovered is due at once
                    world.tick(1 - process)
            case Between.CRASH:
                world.crash(process)
            case _:
                assert_never(what)

    @rule(caps=CAPS)
    def the_operator_changes_the_caps(self, caps: dict[str, int]) -> None:
        self.world.change_caps(caps)

    @precondition(lambda self: self.world.server.held)
    @rule()
    def a_lease_passes(self) -> None:
        self._go_to(self.world.clock.now() + timedelta(seconds=LEASE_SECONDS + 900))
        self._tick_both(0)

    @rule(process=PROCESSES, kill=st.booleans())
    def restart(self, process: int, *, kill: bool) -> None:
        if kill:
            self.world.crash(process)
        else:
            self.world.restart(process)

    @rule(process=PROCESSES, skip=st.integers(0, 4), fault=WRITE_FAULTS)
    def a_write_will_fail(self, process: int, skip: int, fault: WriteFault) -> None:
        self.world.processes[process].writer.arm(skip, fault)

    @rule(outage=OUTAGES)
    def the_server_is(self, outage: Fate) -> None:
        self.world.server.standing = outage

    @rule()
    def the_account_is_verified(self) -> None:
        self.world.resume()

    @invariant()
    def every_promise_holds(self) -> None:
        self._demand(judge.broken(self.world))

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self._end_well()
        finally:
            self.world.close()

    def _end_well(self) -> None:
        """Given a good server, sound processes and time, every follow-up comes to an end."""
        world = self.world
        world.server.standing = GOOD
        world.server.fates.clear()
        for number in (0, 1):
            world.restart(number)
        world.resume()
        world.clock.advance(timedelta(seconds=LEASE_SECONDS + 900))
        patience = 1
        for _ in range(LAST_TICKS):
            before = world.versions()
            self._tick_both(0)
            patience = 1 if world.versions() != before else min(2 * patience, LONGEST_PATIENCE)
            step = world.next_step(patience)
            if step is None:
                break
            world.advance_to(step)
        self._demand([*judge.unfinished(world), *judge.broken(world)])
        self.tally.update({"runs": 1, "tries": len(world.server.tries), "letters": len(world.server.letters)})
        self.tally.update(row.status.value for row in world.view.rows.values())

    @staticmethod
    def _demand(broken: list[str]) -> None:
        """Fail with every broken promise in the message: the steps that lead to it are printed beneath."""
        assert not broken, "; ".join(broken)

    def _one(self, which: int) -> Promised:
        return list(self.world.promised.values())[which % len(self.world.promised)]

    def _today(self) -> date:
        return OFFICES[0].local_date(self.world.clock.now())

    def _go_to(self, instant: datetime) -> None:
        self.world.advance_to(min(instant, self.world.start + PLAYED))

    def _tick_both(self, first: int) -> None:
        """Let both look, the second one only where there is something left to see to: a look costs a millisecond."""
        self.world.tick(first)
        if self.world.has_work(1 - first):
            self.world.tick(1 - first)
