"""One run from start to end: post, kill, stop, let everything come to its end, judge."""

import random
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from tests.campaign.engines import database_settings
from tests.campaign.faults import Draw
from tests.campaign.judging import Blow, Evidence, Jump, judge
from tests.campaign.letters import next_morning
from tests.campaign.notes import write_down
from tests.campaign.peer import CampaignServer
from tests.campaign.plan import START, Plan
from tests.campaign.posting import Posting
from tests.campaign.report import Report
from tests.campaign.workers import Crew, Worker
from tests.peers.service_process import Installation, TestClock, smtp_settings

AIMED = 0.6  # share of the kills that wait for a letter past its 354, of whichever process
AIMED_SECONDS = 0.03  # and strike so long after it at most: C1, the dot and C2 lie there
LONGEST_STOP_SECONDS = 3.0  # beyond the lease
SOON_SECONDS = 2.0  # real; what is due later than this is waited for by moving the clock
BEFORE_CLOSE = timedelta(minutes=7)
SECONDS_FOR_A_COMMIT = 5.0  # on a machine that has other things to do
LEASE_AFTER_C1_SECONDS = 64.0  # beyond the reply's time-out


class Run:
    """One campaign on a database, a mail server and processes of its own."""

    def __init__(self, plan: Plan, *, server: CampaignServer, clock: TestClock, crew: Crew) -> None:
        self._plan, self._server, self._clock, self._crew = plan, server, clock, crew
        self._chance = random.Random(f"{plan.seed}/blows")  # noqa: S311  # a campaign, no secret
        self._pause = threading.Event()
        self._frozen: list[tuple[Worker, float, float]] = []  # since, until
        self._began = monotonic()
        self.kills: list[Blow] = []
        self.stops: list[Blow] = []
        self.jumps: list[Jump] = []
        self.letters_at_kills = 0

    @property
    def _deadline(self) -> float:
        return self._began + self._plan.most_seconds

    def disrupt(self, posting: Posting) -> None:
        """Kill and stop at random instants; posting keeps pace with it."""
        blows = ["kill"] * self._plan.kills + ["stop"] * self._plan.stops
        self._chance.shuffle(blows)
        for done, blow in enumerate(blows):
            posting.progress = done / len(blows)
            self._wait(self._chance.expovariate(1 / self._plan.interval_seconds))
            victim = None if posting.is_given_up else self._victim()
            if victim is None:
                break
            if blow == "kill":
                if self._chance.random() < AIMED:
                    self._server.wait_for_content(1.0)
                    self._pause.wait(self._chance.uniform(0, AIMED_SECONDS))
                self.letters_at_kills += self._server.in_flight() > 0
                at = monotonic()
                victim.kill()
                self.kills.append(Blow(process=victim.name, began=at, ended=at))
            else:
                victim.stop()
                length = self._plan.lease_seconds + self._chance.uniform(0.3, LONGEST_STOP_SECONDS)
                self._frozen.append((victim, monotonic(), monotonic() + length))
        posting.progress = 1.0
        while self._frozen:
            self._wait(0.1)

    def come_to_an_end(self) -> None:
        """Wait until nothing is scheduled or at work; the clock is moved on to what is planned for later."""
        held_until = monotonic() + (LEASE_AFTER_C1_SECONDS + self._plan.reply_seconds if self._plan.settle else 15.0)
        while monotonic() < self._deadline:
            self._crew.wait_ready()
            waiting = list(self.told("scheduled"))
            if not waiting:
                sending = {each["recruiter"]["email"] for each in self.told("sending")}
                if not sending or (monotonic() > held_until and sending <= self._held()):
                    return
                self._wait(0.5)
                continue
            first = min(waiting, key=lambda each: each["plan"]["send_at"])["plan"]
            send_at, closes_at = (datetime.fromisoformat(first[name]) for name in ("send_at", "window_closes_at"))
            if (send_at - self._clock.now()).total_seconds() > SOON_SECONDS * self._plan.speed:
                self._jump(max(send_at, closes_at - BEFORE_CLOSE))
            self._wait(0.5)

    def _held(self) -> set[str]:
        """Return whose last try came to the end of its content so long ago that only a lease can hold it still."""
        before = monotonic() - self._plan.reply_seconds - SECONDS_FOR_A_COMMIT
        last = {each.recipient: each for each in self._server.tries}
        return {
            recipient
            for recipient, each in last.items()
            if each.letter is not None and (each.dot_at or each.content_at or before) <= before
        }

    def told(self, *statuses: str) -> Iterator[dict[str, Any]]:
        """Give every follow-up as the service tells it, of these statuses or all."""
        cursor = None
        while True:
            query: dict[str, Any] = {"limit": 200, **({"status": list(statuses)} if statuses else {})}
            page = self._ask("GET", "/v1/follow-ups", params=query | ({"cursor": cursor} if cursor else {})).json()
            for each in page["items"]:
                each["plan"]["window_closes_at"] = each["plan"]["window"]["closes_at"]
                yield each
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:  # noqa: ANN401  # as httpx takes it
        """Ask a process that answers; all may be starting."""
        for _ in range(100):
            for worker in self._crew.ready():
                try:
                    answer = worker.api.request(method, path, **more)
                except httpx.TransportError:
                    continue
                if answer.status_code == 200:
                    return answer
            self._pause.wait(0.1)
        raise RuntimeError(f"no process answers {method} {path}")

    def _victim(self) -> Worker | None:
        """Choose among those that answer; None when the time is over. One is always left to answer."""
        while monotonic() < self._deadline:
            ready = self._crew.ready()
            if ready and len(self._frozen) < len(self._crew.workers) - 1:
                return self._chance.choice(ready)
            self._wait(0.05)
        return None

    def _wait(self, seconds: float) -> None:
        """Let real time pass; what was stopped goes on when its time has come, and nights are skipped."""
        until = monotonic() + seconds
        while True:
            for frozen in [each for each in self._frozen if each[2] <= monotonic()]:
                self._frozen.remove(frozen)
                frozen[0].go_on()
                self.stops.append(Blow(process=frozen[0].name, began=frozen[1], ended=monotonic()))
            morning = next_morning(self._clock.now())
            if morning is not None and not self._frozen:
                self._jump(morning)
            left = until - monotonic()
            if left <= 0:
                return
            self._pause.wait(min(left, 0.02))

    def _jump(self, to: datetime) -> None:
        self._crew.wait_ready()
        before, began = self._clock.advanced_seconds, monotonic()
        self._clock.advance_to(to, self._crew.ready()[0].api)
        self.jumps.append(Jump(began=began, ended=monotonic(), seconds=self._clock.advanced_seconds - before))


def run(plan: Plan, folder: Path | None = None) -> Report:
    """Run a campaign in `folder`, or in a temporary one that is removed."""
    with _folder(folder) as home, database_settings(plan.engine) as database:
        clock = TestClock(start=START, speed=plan.speed)
        draw = Draw(seed=plan.seed, mix=plan.faults)
        with CampaignServer(draw, now=clock.now, processes=plan.processes) as server:
            installation = Installation(folder=home, settings={**_settings(plan, server), **database})
            key = installation.create_key()
            with Crew(installation, key, doors=server.ports, clock=clock.options) as crew:
                return _conduct(Run(plan, server=server, clock=clock, crew=crew), plan, server, crew, clock, home)


def _conduct(campaign: Run, plan: Plan, server: CampaignServer, crew: Crew, clock: TestClock, folder: Path) -> Report:
    began = monotonic()
    with Posting(plan, crew, now=clock.now) as posting:
        campaign.disrupt(posting)
        posting.finish(until=began + plan.most_seconds)
        disrupted = monotonic()
        campaign.come_to_an_end()
    crew.wait_ready()
    evidence = Evidence(
        accepted=posting.posted.accepted,
        refused=posting.posted.refused,
        told=list(campaign.told()),
        tries=server.tries,
        kills=campaign.kills,
        stops=campaign.stops,
        jumps=campaign.jumps,
        speed=plan.speed,
    )
    write_down(evidence, folder)
    return Report.of(
        plan,
        evidence,
        judge(evidence),
        began=began,
        seconds=disrupted - began,
        seconds_to_end=monotonic() - disrupted,
        disturbed=server.disturbed,
        kills_with_letters=campaign.letters_at_kills,
        unanswered_posts=posting.posted.unanswered,
        posts_asked_again=posting.posted.asked_again,
    )


def _settings(plan: Plan, server: CampaignServer) -> dict[str, str]:
    return smtp_settings(
        server,
        TANYAKABAR_LEASE_SECONDS=f"{plan.lease_seconds:g}",
        TANYAKABAR_SMTP_STEP_TIMEOUT=f"{plan.step_seconds:g}",
        TANYAKABAR_SMTP_REPLY_TIMEOUT=f"{plan.reply_seconds:g}",
        TANYAKABAR_SMTP_PER_MINUTE="0",
        TANYAKABAR_SMTP_PER_DAY="0",
        TANYAKABAR_PER_RECRUITER_PER_WINDOW="0",
        TANYAKABAR_PER_OWNER_PER_DAY="0",
        TANYAKABAR_RETRY_DELAYS="60,120",
        TANYAKABAR_MAX_TRIES="100",
        TANYAKABAR_LOG_FORMAT="json",
    )


@contextmanager
def _folder(given: Path | None) -> Iterator[Path]:
    if given is not None:
        given.mkdir(parents=True, exist_ok=True)
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="tanyakabar-campaign-") as made:
        yield Path(made)
