"""Races: one key posted fifty times at once, and a thousand cancels against the claim and the dot."""

import asyncio
import random
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path

import pytest

from service.domain.follow_up import Status, Verb
from service.domain.outcome import Stage
from service.intake.asking import Refused
from service.store.records import StoredFollowUp
from tests.api.bodies import START, changed
from tests.peers.bench import OWNER, Bench, bench, body
from tests.peers.faults import Action
from tests.peers.running_service import running
from tests.peers.smtp_server import SmtpServer

pytestmark = pytest.mark.anyio

MONDAY_MORNING = datetime.fromisoformat("2026-11-23T09:00:00+07:00")  # the promise lapses at the end of this day
RACES = 500  # of each kind
AT_ONCE = 100
LONGEST_JITTER = 0.012  # real seconds; from the 354 to the dot a letter takes the look and a commit, 5 to 30 ms
LONGEST_WAIT = 0.08  # real seconds; in which most of a hundred letters are claimed
# When the cancel sets out; None: at once, while the letter waits to be claimed.
MOMENTS = [None, None, None, Stage.RCPT, Stage.RCPT, Stage.DATA, Stage.DATA, Stage.CONTENT, Stage.CONTENT, Stage.DOT]


def test_fifty_posts_of_one_key_to_two_processes_at_once_make_one_follow_up(tmp_path: Path) -> None:
    given = changed("/reference", "fifty")
    headers = {"Idempotency-Key": "fifty-1"}
    with (
        running(tmp_path, START) as service,
        service.installation.serve("--role", "api") as other,
        other.client(service.key) as api,
        ThreadPoolExecutor(50) as threads,
    ):
        clients = [service.api, api] * 25
        answers = list(threads.map(lambda client: client.post("/v1/follow-ups", json=given, headers=headers), clients))
        accepted = [answer for answer in answers if answer.status_code == 201]
        assert len({answer.json()["id"] for answer in accepted}) == 1
        assert sum("idempotency-replayed" not in answer.headers for answer in accepted) == 1
        others = {(answer.status_code, answer.json()["code"]) for answer in answers if answer.status_code != 201}
        assert others <= {(409, "idempotency_in_progress")}
        again = [client.post("/v1/follow-ups", json=given, headers=headers) for client in (service.api, api)]
        assert [answer.json() for answer in again] == [accepted[0].json()] * 2
        found = service.api.get("/v1/follow-ups", params={"reference": "fifty"}).json()["items"]
        assert [each["id"] for each in found] == [accepted[0].json()["id"]]


class Announcing(SmtpServer):
    """Tells an event loop at which stage each recipient's letter stands, as it gets there."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[tuple[str, Stage], asyncio.Event] = {}
        self._loop_told = asyncio.get_running_loop()

    def moment(self, mailbox: str, stage: Stage) -> asyncio.Event:
        """Return what is set when the letter to this mailbox gets to this stage."""
        return self._waiting.setdefault((mailbox, stage), asyncio.Event())

    def take_action(self, stage: Stage, recipients: Iterable[str]) -> Action | None:
        for mailbox in recipients:
            event = self._waiting.get((mailbox, stage))
            if event is not None:
                self._loop_told.call_soon_threadsafe(event.set)
        return super().take_action(stage, recipients)


async def cancel(asked: Bench, follow_up: StoredFollowUp, moment: asyncio.Event, jitter: float) -> str:
    """Cancel at the moment and a little later; return how that was answered."""
    await moment.wait()
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(jitter, later.set)
    await later.wait()
    found = await asked.services.intake.ask(follow_up.id, Verb.CANCEL, owner=OWNER)
    if isinstance(found, Refused):
        return "refused"
    assert isinstance(found, StoredFollowUp)
    return "cancelled" if found.status is Status.CANCELLED else f"requested: {found.stop_requested}"


async def race(
    sending: Bench, asked: Bench, server: Announcing, due: list[StoredFollowUp], chance: random.Random
) -> list[str]:
    """Send what is due while each letter is cancelled at a moment of its own; return the cancels' answers."""
    at_once = asyncio.Event()
    at_once.set()
    cancels = []
    for each in due:
        stage = chance.choice(MOMENTS)
        moment = at_once if stage is None else server.moment(each.request["recruiter"]["email"], stage)
        longest = LONGEST_WAIT if stage is None else LONGEST_JITTER
        cancels.append(asyncio.create_task(cancel(asked, each, moment, chance.random() * longest)))
    await sending.run_at(due[-1].send_at)
    return list(await asyncio.gather(*cancels))


@pytest.mark.parametrize("asked_in", ["the sending process", "another process"])
async def test_no_cancelled_letter_is_sent_however_claim_cancel_and_dot_interleave(
    tmp_path: Path, asked_in: str
) -> None:
    chance = random.Random(20261124)  # noqa: S311  # interleavings that come again, no secret
    settings = {"smtp_max_connections": 20}
    url = f"sqlite:///{tmp_path / 'shared.db'}"
    async with AsyncExitStack() as stack:
        server = stack.enter_context(Announcing())
        sending = await stack.enter_async_context(
            bench(tmp_path, server, now=MONDAY_MORNING, settings=settings, url=url)
        )
        asked = sending
        if asked_in == "another process":
            asked = await stack.enter_async_context(bench(tmp_path, server, now=MONDAY_MORNING, url=url))
        given = [body(recruiter={"email": f"hr{n}@majujaya.test"}, windows=["break"]) for n in range(RACES)]
        posted = await asyncio.gather(*(sending.stored(each) for each in given))
        posted.sort(key=lambda each: each.send_at)
        answers: list[str] = []
        for start in range(0, RACES, AT_ONCE):
            answers += await race(sending, asked, server, posted[start : start + AT_ONCE], chance)
        await asyncio.to_thread(server.hang_up_all)
        copies = Counter(to for letter in server.kept for to in letter.rcpt_to)
        for each, answer in zip(posted, answers, strict=True):
            found = sending.status(each.id), copies[each.request["recruiter"]["email"]]
            assert found == ((Status.SENT, 1) if answer == "refused" else (Status.CANCELLED, 0)), answer
    counted = Counter(answers)
    assert min(counted[answer] for answer in ("refused", "cancelled", "requested: cancelled")) >= RACES / 50, counted
