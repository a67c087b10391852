"""A service in pretended time with its SMTP server and a key, and what tests ask of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from tests.peers.service_process import Installation, ServiceProcess, TestClock, smtp_settings, until
from tests.peers.smtp_server import SmtpServer


@dataclass(frozen=True, kw_only=True)
class Running:
    """One service with a key of all scopes, the SMTP server it sends to, and its pretended time."""

    installation: Installation
    process: ServiceProcess
    api: httpx.Client
    key: str
    smtp: SmtpServer
    clock: TestClock

    def post(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post a follow-up that must be accepted; return it."""
        answer = self.api.post("/v1/follow-ups", json=body)
        assert answer.status_code == 201, answer.text
        follow_up: dict[str, Any] = answer.json()
        return follow_up

    def get(self, follow_up: Mapping[str, Any]) -> dict[str, Any]:
        """Return a follow-up as it stands."""
        answer = self.api.get(f"/v1/follow-ups/{follow_up['id']}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def events(self, follow_up: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return its history."""
        items: list[dict[str, Any]] = self.api.get(f"/v1/follow-ups/{follow_up['id']}/events").json()["items"]
        return items

    def ask(self, follow_up: Mapping[str, Any], verb: str) -> httpx.Response:
        """Cancel, replied, retry."""
        return self.api.post(f"/v1/follow-ups/{follow_up['id']}/{verb}")

    def until_status(self, follow_up: Mapping[str, Any], *statuses: str, seconds: float = 15.0) -> dict[str, Any]:
        """Wait until it has one of these statuses; return it."""
        return until(lambda: self.get(follow_up), lambda found: found["status"] in statuses, seconds=seconds)


@contextmanager
def running(folder: Path, start: datetime, *, speed: float = 1.0, **settings: str) -> Iterator[Running]:
    """Start an SMTP server, and a service in pretended time that sends to it without TLS."""
    clock = TestClock(start=start, speed=speed)
    with SmtpServer(now=clock.now) as smtp:
        installation = Installation(folder=folder, settings=smtp_settings(smtp, **settings))
        key = installation.create_key()
        with installation.serve(*clock.options) as process, process.client(key) as api:
            yield Running(installation=installation, process=process, api=api, key=key, smtp=smtp, clock=clock)
