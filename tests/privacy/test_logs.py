"""Logs of real processes hold no secret, no address, no subject and no word of a letter, whatever goes wrong."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.domain.outcome import Stage
from service.reference import load_checker
from service.store.engine import open_database
from tests.api.bodies import START, Body, due_now, smallest
from tests.peers.faults import Behaviour, drop, reply
from tests.peers.postgres import Postgres
from tests.peers.running_service import Running, running
from tests.peers.service_process import until
from tests.privacy.dumps import dump

MARK = "kemuning"  # in every name, address, text and file of the test
PASSWORD = "sandi-rahasia-9931"
REFRESH = "1//segar-7716"
CLIENT_SECRET = "klien-5520"
SECRETS = (PASSWORD, REFRESH, CLIENT_SECRET, "whsec_", "tk_")


def marked(body: Body) -> Body:
    """Return a body with the mark in all that is somebody's, the recruiter's local part apart."""
    return {
        **body,
        "candidate": {**body["candidate"], "name": f"Rina {MARK}", "phone": "+62 812 0000 0000"},
        "application": {**body["application"], "company": f"PT {MARK}", "position": f"Analis {MARK}"},
        "letter": {
            "subject": f"Kabar {MARK}",
            "body": f"Yth. Bapak {MARK}\n\nSalam,\nRina\n",
            "accept": sorted(rule for rule in load_checker().rules if not rule.startswith("tech.")),
        },
        "reference": f"ref-{MARK}",
    }


def provoke(service: Running) -> list[str]:
    """Let go wrong what can; return the addresses used."""
    addresses = []
    says = f"<{MARK}@example.com> says {MARK}"
    service.smtp.add(
        Behaviour(stage=Stage.RCPT, action=reply(550, f"5.1.1 {says}")),
        Behaviour(stage=Stage.DOT, action=reply(451, f"4.3.0 {says}")),
        Behaviour(stage=Stage.DOT, action=reply(554, f"5.7.1 {says}")),
        Behaviour(stage=Stage.DOT, action=drop()),
        Behaviour(stage=Stage.RCPT, action=reply(421, f"4.3.2 {says}")),
    )
    for _ in range(5):
        posted = service.post(marked(due_now(MARK)))
        addresses += [posted["candidate"]["email"], posted["recruiter"]["email"]]
        service.until_status(posted, "failed", "sent", "in_doubt", seconds=30)
    api = service.api
    api.put(
        f"/v1/accounts/{MARK}",
        json={"host": "127.0.0.1", "port": 1, "username": MARK, "password": PASSWORD, "from_address": f"{MARK}@a.id"},
    )
    api.post(f"/v1/accounts/{MARK}/verify")
    api.put(f"/v1/webhooks/{MARK}", json={"url": f"https://{MARK}.invalid/{MARK}", "events": ["*"]})
    api.put(f"/v1/suppressions/{MARK}@example.com")
    api.get("/v1/follow-ups", params={"candidate_email": f"{MARK}@example.com"})
    api.get("/v1/privacy/export", params={"candidate_email": f"{MARK}@example.com"})
    api.post("/v1/privacy/erase", json={"candidate_email": f"{MARK}@example.com"})
    api.post("/v1/follow-ups", json=marked({**smallest(), "recruiter": {"email": f"{MARK}@@{MARK}"}}))
    api.post("/v1/follow-ups", content=f'{{"{MARK}": "{MARK}'.encode(), headers={"content-type": "application/json"})
    api.post("/v1/follow-ups", json=marked(smallest()), headers={"Idempotency-Key": MARK})
    api.get(f"/v1/follow-ups/{MARK}")
    api.get("/v1/follow-ups", headers={"Authorization": f"Bearer tk_{MARK}"})
    with socket.create_connection(("127.0.0.1", int(service.process.url.rpartition(":")[2]))) as link:
        link.sendall(f"{MARK} {MARK}\r\nX: {MARK}\r\n\r\n".encode())
        link.recv(1000)
    return addresses


def break_a_row(service: Running) -> None:
    """Let a route meet what it cannot foresee: its exception's message would name the row's content."""
    posted = service.post(marked(smallest()))
    file = service.installation.folder / "data" / "tanyakabar.db"
    database = open_database(f"sqlite:///{file}")
    with database.writer.begin() as connection:
        connection.execute(
            text("UPDATE follow_up_content SET request = :broken WHERE follow_up_id = :id"),
            {"broken": f'{{"{MARK}": "{MARK}"}}', "id": posted["id"].replace("-", "")},
        )
    database.dispose()
    answer = service.api.get(f"/v1/follow-ups/{posted['id']}")
    assert answer.status_code == 500
    assert MARK not in answer.text
    assert service.api.delete(f"/v1/follow-ups/{posted['id']}").status_code in {404, 405}


@pytest.mark.parametrize("form", ["console", "json"])
def test_no_log_of_either_form_tells_what_is_somebodys(tmp_path: Path, form: str) -> None:
    with running(
        tmp_path,
        START,
        TANYAKABAR_LOG_FORMAT=form,
        TANYAKABAR_RETRY_DELAYS="1",
        TANYAKABAR_ALLOWED_SMTP_HOSTS="127.0.0.1",
        TANYAKABAR_DEFAULT_ACCOUNT_OWNER="default",
    ) as service:
        addresses = provoke(service)
        break_a_row(service)
        service.process.terminate()
        log = service.process.log()
    assert "try_ended" in log
    assert "request_failed" in log
    for secret in (MARK, service.key, *SECRETS, *addresses):
        assert secret not in log, secret
    assert "@" not in log.replace("@127.0.0.1", "")
    if form == "json":
        demand_that_lines_name_what_they_are_about(log)


def demand_that_lines_name_what_they_are_about(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    tries = [line for line in lines if line["event"] == "try_ended"]
    assert tries
    assert len({UUID(line["followup_id"]) for line in tries}) > 1
    (failed,) = [line for line in lines if line["event"] == "request_failed"]
    assert failed["request_id"]
    assert UUID(failed["followup_id"]).version


@dataclass(frozen=True, kw_only=True)
class Stored:
    url: str
    service: Running


@pytest.fixture(params=["sqlite", "postgres"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stored]:
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'data' / 'tanyakabar.db'}"
        settings: dict[str, Any] = {}
        if request.param == "postgres":
            server: Postgres = request.getfixturevalue("postgres")
            url = stack.enter_context(server.database())
            key = "TANYAKABAR_SECRET_KEY"
            settings = {"TANYAKABAR_DATABASE_URL": url, key: "Zm9yLXRlc3RzLW9ubHktMzItYnl0ZXMtb2Yta2V5LiE="}
        service = stack.enter_context(running(tmp_path, START, TANYAKABAR_ALLOWED_SMTP_HOSTS="127.0.0.1", **settings))
        yield Stored(url=url, service=service)


def test_a_dump_of_the_database_holds_no_secret_in_clear(stored: Stored) -> None:
    api, service = stored.service.api, stored.service
    account: Body = {"host": "127.0.0.1", "port": service.smtp.port, "from_address": "surat@karirhub.co.id"}
    oauth = {
        "refresh_token": REFRESH,
        "client_id": "klien",
        "client_secret": CLIENT_SECRET,
        "token_url": "http://127.0.0.1:9/token",
    }
    answers = [
        api.put("/v1/accounts/one", json={**account, "username": "a@karirhub.co.id", "password": PASSWORD}),
        api.put("/v1/accounts/two", json={**account, "username": "b@karirhub.co.id", "oauth": oauth}),
    ]
    assert [each.status_code for each in answers] == [201, 201], [each.text for each in answers]
    hook = api.put("/v1/webhooks/one", json={"url": "https://hooks.example.com/", "events": ["*"]})
    service.post(smallest())
    until(lambda: api.get("/v1/accounts").status_code, lambda status: status == 200)
    database = open_database(stored.url)
    try:
        held = dump(database)
    finally:
        database.dispose()
    assert "b@karirhub.co.id" in held
    secrets = [PASSWORD, REFRESH, CLIENT_SECRET, service.key]
    if hook.status_code == 201:
        secrets.append(hook.json()["secret"].removeprefix("whsec_"))
    for secret in secrets:
        assert secret not in held
