from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from service.domain.planner import spread_of
from service.domain.request import spread_key
from tests.api.bodies import INTERVIEWED_ON, OPEN_NOW, START, Body, smallest
from tests.peers.service_process import Installation, ServiceProcess, TestClock, until


@dataclass(frozen=True, kw_only=True)
class Sandboxed:
    """A `serve --sandbox` in pretended time, with a key of each of two owners."""

    installation: Installation
    process: ServiceProcess
    api: httpx.Client
    stranger: httpx.Client
    clock: TestClock

    def post(self, body: Body, **headers: str) -> Body:
        answer = self.api.post("/v1/follow-ups", json=body, headers=headers)
        assert answer.status_code == 201, answer.text
        posted: Body = answer.json()
        return posted

    def get(self, follow_up: Body) -> Body:
        found: Body = self.api.get(f"/v1/follow-ups/{follow_up['id']}").json()
        return found

    def until_status(self, follow_up: Body, *statuses: str, seconds: float = 15.0) -> Body:
        return until(lambda: self.get(follow_up), lambda found: found["status"] in statuses, seconds=seconds)

    def events(self, follow_up: Body) -> list[Body]:
        items: list[Body] = self.api.get(f"/v1/follow-ups/{follow_up['id']}/events").json()["items"]
        return items

    def letters(self, follow_up: Body, api: httpx.Client | None = None) -> list[Body]:
        answer = (api or self.api).get("/v1/sandbox/messages", params={"follow_up_id": follow_up["id"]})
        assert answer.status_code == 200, answer.text
        items: list[Body] = answer.json()["items"]
        return items

    def forward(self, **by: float) -> None:
        self.clock.advance_to(self.clock.now() + timedelta(**by), self.api)


def due_for(recruiter: str, *, owner: str = "default") -> Body:
    """Return a body that leaves when it is posted, to exactly this recruiter."""
    while True:
        body = {**smallest(), "recruiter": {"email": recruiter}}
        key = spread_key(owner, body["candidate"]["email"], recruiter, INTERVIEWED_ON)
        if spread_of(key) < 0.9:
            return {**body, "promise": {"answer_by": INTERVIEWED_ON}, "office": OPEN_NOW}


@pytest.fixture(scope="module")
def sandboxed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandboxed]:
    folder: Path = tmp_path_factory.mktemp("sandboxed")
    clock = TestClock(start=START)
    settings = {
        "TANYAKABAR_RETRY_DELAYS": "1",
        "TANYAKABAR_PER_RECRUITER_PER_WINDOW": "0",
        "TANYAKABAR_REQUESTS_PER_MINUTE": "0",
    }
    installation = Installation(folder=folder, settings=settings)
    key, foreign = installation.create_key(), installation.create_key(owner="somebody else")
    with (
        installation.serve("--sandbox", *clock.options) as process,
        process.client(key) as api,
        process.client(foreign) as stranger,
    ):
        yield Sandboxed(installation=installation, process=process, api=api, stranger=stranger, clock=clock)
