"""Posts letters at the pace of the campaign, through whichever process answers, and notes what was accepted."""

import itertools
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Self

import httpx

from tests.campaign.letters import KINDS, Kind, body, kind_for
from tests.campaign.plan import Plan
from tests.campaign.workers import Crew

POSTERS = 3
AHEAD = 0.05  # share of the letters that is posted before the first kill
SECONDS_FOR_ONE = 90.0
MOST_REFUSED = 50  # then the verdict is plain, and half an hour is saved
CREATED, BROKEN = 201, 500
TRY_LATER = frozenset({409, 429, 500, 502, 503, 504})  # 409: the same key is still at work


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A letter that a process answered 201 for: a promise."""

    id: str
    kind: Kind


@dataclass
class Posted:
    """What came of the posts."""

    accepted: dict[int, Accepted] = field(default_factory=dict)  # by the letter's number
    refused: list[str] = field(default_factory=list)  # answers that should not have been given
    unanswered: int = 0
    asked_again: int = 0


class Posting:
    """A context manager: posts in threads of its own while `progress` (0 to 1) grows."""

    def __init__(self, plan: Plan, crew: Crew, *, now: Callable[[], datetime]) -> None:
        self._plan, self._crew, self._now = plan, crew, now
        self._numbers = iter(range(plan.jobs))
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._pause = threading.Event()
        self.progress = 0.0
        self.posted = Posted()
        self._threads = [threading.Thread(target=self._run, args=(each,), daemon=True) for each in range(POSTERS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(10)

    @property
    def is_given_up(self) -> bool:
        """Whether so much was refused that nothing more is posted."""
        return self._over.is_set()

    def finish(self, *, until: float) -> None:
        """Post the rest without waiting for progress; returns when all is answered, or at `until` (monotonic)."""
        self.progress = 1.0
        for thread in self._threads:
            thread.join(max(0.0, until - monotonic()))

    def _run(self, index: int) -> None:
        chance = random.Random(f"{self._plan.seed}/posting/{index}")  # noqa: S311  # a campaign, no secret
        while not self._over.is_set():
            with self._lock:
                number = next(self._numbers, None)
            if number is None:
                return
            while number > self._plan.jobs * (AHEAD + self.progress) and not self._over.is_set():
                self._pause.wait(0.05)
            self._post(number, kind_for(self._now(), KINDS[: self._plan.kinds], chance), chance)

    def _post(self, number: int, kind: Kind, chance: random.Random) -> None:
        """Post one letter until some process answers; the key makes asking again safe."""
        deadline = monotonic() + SECONDS_FOR_ONE
        for turn in itertools.count():
            if monotonic() > deadline or self._over.is_set():
                with self._lock:
                    self.posted.unanswered += 1
                return
            try:
                answer = self._crew.any_api(chance).post(
                    "/v1/follow-ups", json=body(number, kind), headers={"Idempotency-Key": f"letter-{number}"}
                )
            except httpx.TransportError:
                self._pause.wait(0.05)
                continue
            with self._lock:
                self.posted.asked_again += turn > 0
                if answer.status_code == CREATED:
                    self.posted.accepted[number] = Accepted(id=answer.json()["id"], kind=kind)
                    return
                if answer.status_code not in TRY_LATER or answer.json().get("code") == "duplicate":
                    self.posted.refused.append(f"letter {number}: {answer.status_code} {answer.text[:300]}")
                    return
                if answer.status_code == BROKEN:
                    self.posted.refused.append(f"letter {number}: {answer.status_code} {answer.text[:300]}")
                if len(self.posted.refused) > MOST_REFUSED:
                    self._over.set()
            self._pause.wait(0.1)
