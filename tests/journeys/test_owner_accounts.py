import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.domain.outcome import Stage
from tests.api.bodies import START, due_now
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Behaviour, reply
from tests.peers.service_process import Installation, ServiceProcess, TestClock, until
from tests.peers.smtp_server import Features, SmtpServer

OWNER, USER, PASSWORD = "karirhub", "surat@karirhub.co.id", "abcd efgh ijkl mnop"
Body = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Portal:
    installation: Installation
    process: ServiceProcess
    api: httpx.Client
    smtp: SmtpServer
    key: str

    def register(self, name: str, smtp: SmtpServer | None = None, **changed: object) -> None:
        body = {
            "host": "localhost",
            "port": (smtp or self.smtp).port,
            "username": USER,
            "password": PASSWORD,
            "from_address": USER,
            **changed,
        }
        answer = self.api.put(f"/v1/accounts/{name}", json=body)
        assert answer.is_success, answer.text

    def post(self, account: str, **changed: object) -> str:
        answer = self.api.post("/v1/follow-ups", json={**due_now(owner=OWNER), "account": account, **changed})
        assert answer.status_code == 201, answer.text
        found: str = answer.headers["location"]
        return found

    def get(self, path: str) -> Body:
        found: Body = self.api.get(path).json()
        return found

    def until(self, path: str, status: str) -> Body:
        return until(lambda: self.get(path), lambda found: found["status"] == status)

    def until_tried(self, path: str, count: int = 1) -> Body:
        return until(lambda: self.get(path), lambda found: len(found["attempts"]) >= count)


@contextmanager
def server(tls: TlsContexts, *behaviours: Behaviour) -> Iterator[SmtpServer]:
    features = Features(starttls=True, auth=("PLAIN",), credentials={USER: PASSWORD})
    with SmtpServer(*behaviours, features=features, tls=tls.server) as smtp:
        yield smtp


@contextmanager
def portal_at(folder: Path, tls: TlsContexts, *options: str, **settings: str) -> Iterator[Portal]:
    installation = Installation(
        folder=folder,
        settings={
            "TANYAKABAR_ALLOWED_SMTP_HOSTS": "localhost",
            "TANYAKABAR_RETRY_DELAYS": "1",
            "SSL_CERT_FILE": str(tls.authority_file),
            **settings,
        },
    )
    key = installation.create_key(owner=OWNER)
    clock = TestClock(start=START)
    with (
        server(tls) as smtp,
        installation.serve(*(options or ("--accounts-only",)), *clock.options) as process,
        process.client(key) as api,
    ):
        yield Portal(installation=installation, process=process, api=api, smtp=smtp, key=key)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, tls: TlsContexts) -> Iterator[Portal]:
    with portal_at(tmp_path_factory.mktemp("owners"), tls) as found:
        yield found


def test_registered_verified_posted_sent(portal: Portal) -> None:
    portal.register("gmail", from_name="{candidate} via KarirHub")
    assert portal.api.post("/v1/accounts/gmail/verify").json()["ok"]
    sent = portal.until(portal.post("gmail"), "sent")
    assert sent["account"] == "gmail"
    assert sent["message_id"].endswith(".followup@karirhub.co.id>")
    (received,) = (each for each in portal.smtp.kept if sent["id"].encode() in each.content)
    letter = message_from_bytes(received.content, policy=policy.default)
    assert received.mail_from == USER
    assert str(letter["From"]) == f"Rina Wulandari via KarirHub <{USER}>"
    assert str(letter["Reply-To"]) == f"Rina Wulandari <{sent['candidate']['email']}>"
    assert letter["Message-ID"] == sent["message_id"]
    refused = portal.api.delete("/v1/accounts/gmail")
    assert refused.status_code == 204


def test_an_account_in_use_is_not_deleted(portal: Portal) -> None:
    portal.register("used")
    path = portal.post("used", promise={"within_weeks": 3})
    refused = portal.api.delete("/v1/accounts/used")
    assert (refused.status_code, refused.json()["code"]) == (409, "account_in_use")
    portal.api.post(f"{path}/cancel")
    assert portal.api.delete("/v1/accounts/used").status_code == 204


def test_a_follow_up_is_tried_again_through_the_account_that_has_its_name_now(portal: Portal) -> None:
    portal.register("again")
    path = portal.post("again", promise={"within_weeks": 3})
    body = due_now("gone", owner=OWNER)
    gone = body["recruiter"]["email"]
    portal.smtp.add(Behaviour(stage=Stage.RCPT, action=reply(550, "5.1.1 nobody"), recipient=gone))
    failed = portal.post("again", **body)
    portal.until(failed, "failed")
    portal.api.post(f"{path}/cancel")
    assert portal.api.delete("/v1/accounts/again").status_code == 204
    refused = portal.api.post(f"{failed}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_account")
    assert portal.get(failed)["status"] == "failed"
    assert portal.api.get(f"{path}/message").json()["code"] == "no_account"
    portal.register("again")
    assert portal.api.post(f"{failed}/retry").status_code == 200
    portal.until(failed, "sent")


def test_the_first_refused_sign_in_pauses_the_account_and_a_verification_resumes_it(
    portal: Portal, tls: TlsContexts
) -> None:
    refuses = Behaviour(stage=Stage.AUTH, action=reply(535, "5.7.8 no"))
    with server(tls, refuses) as smtp:
        portal.register("paused", smtp)
        path = portal.post("paused")
        tried = portal.until_tried(path)
        assert tried["attempts"][0]["outcome"] == "account"
        account = portal.get("/v1/accounts/paused")
        assert (account["state"], account["reason"]) == ("paused", "535: the server refuses the account")
        assert account["paused_at"] is not None
        other = portal.post("paused", promise={"answer_by": "2026-11-20"})
        assert smtp.commands.count("AUTH PLAIN") == 1
        assert portal.api.post("/v1/accounts/paused/verify").json()["ok"]
        for each in (path, other):
            portal.until(each, "sent")


def test_a_changed_account_sends_what_the_old_one_could_not_and_other_accounts_go_on_meanwhile(
    portal: Portal, tls: TlsContexts
) -> None:
    with server(tls) as smtp:
        portal.register("wrong", smtp, password="mistyped")
        portal.register("right", smtp)
        waiting = portal.post("wrong")
        portal.until_tried(waiting)
        portal.until(portal.post("right"), "sent")
        assert portal.get("/v1/accounts/wrong")["state"] == "paused"
        portal.register("wrong", smtp, from_address="baru@karirhub.co.id")
        sent = portal.until(waiting, "sent")
        assert [each["outcome"] for each in sent["attempts"]] == ["account", "sent"]
        assert smtp.kept[-1].mail_from == "baru@karirhub.co.id"


def test_each_account_has_its_own_caps_and_connections(portal: Portal, tls: TlsContexts) -> None:
    with server(tls) as smtp:
        portal.register("capped", smtp, per_day=2, max_connections=1)
        paths = [portal.post("capped") for _ in range(3)]
        for path in paths[:2]:
            portal.until(path, "sent")
        third = portal.get(paths[2])
        assert (third["status"], third["plan"]["reason"]) == ("scheduled", "account_cap")
        assert smtp.most_connections_at_once == 1


def test_no_answer_history_database_or_log_has_the_secret_that_a_server_repeats(
    portal: Portal, tls: TlsContexts
) -> None:
    encoded = base64.b64encode(PASSWORD.encode()).decode()
    body = due_now("repeats", owner=OWNER)
    said = f"5.1.1 {PASSWORD} {encoded} {PASSWORD.replace(' ', '')}"
    with server(tls, Behaviour(stage=Stage.RCPT, action=reply(550, said))) as smtp:
        portal.register("repeats", smtp)
        path = portal.post("repeats", **body)
        failed = portal.until(path, "failed")
        told = [portal.api.get(each).text for each in (path, f"{path}/events", "/v1/accounts/repeats", "/metrics")]
    (attempt,) = failed["attempts"]
    assert (attempt["stage"], attempt["reply_code"]) == ("rcpt", 550)
    data = portal.installation.folder / "data"
    stored = [file.read_bytes() for file in [*data.glob("tanyakabar.db*"), portal.process.log_path]]
    assert len(stored) > 1
    for secret in (PASSWORD, PASSWORD.replace(" ", ""), encoded, encoded.rstrip("=")):
        assert not [text for text in told if secret in text]
        assert not [content for content in stored if secret.encode() in content]


def test_accounts_of_others_cannot_be_sent_from(portal: Portal) -> None:
    portal.register("mine")
    with portal.process.client(portal.installation.create_key(owner="another")) as stranger:
        for name in ("mine", "default"):
            answer = stranger.post("/v1/follow-ups", json={**due_now(owner="another"), "account": name})
            assert (answer.status_code, answer.json()["code"]) == (409, "no_account")


def test_in_the_sandbox_letters_of_owners_accounts_stay_on_this_machine_too(tmp_path: Path, tls: TlsContexts) -> None:
    with portal_at(tmp_path, tls, "--sandbox") as portal:
        portal.register("gmail", host="smtp.gmail.com", port=587, from_name="{candidate} via KarirHub")
        assert portal.api.post("/v1/accounts/gmail/verify").json()["ok"]
        portal.until(portal.post("gmail"), "sent")
        (kept,) = (each for each in (tmp_path / "data" / "sandbox").rglob("*") if each.is_file())
        assert b"Rina Wulandari via KarirHub" in kept.read_bytes()
        assert portal.get("/v1/accounts")["items"][0]["name"] == "default"


def test_a_process_without_the_key_pauses_nothing_and_sends_once_it_has_it(tmp_path: Path, tls: TlsContexts) -> None:
    with portal_at(tmp_path, tls, "--role", "api", "--accounts-only") as portal:
        portal.register("gmail")
        path = portal.post("gmail")
        file = tmp_path / "data" / "secret.key"
        key = file.read_bytes()
        file.unlink()
        with portal.installation.serve("--role", "dispatch", "--accounts-only") as dispatch:
            tried = portal.until_tried(path)
            assert (tried["status"], tried["attempts"][0]["outcome"]) == ("scheduled", "transient")
            until(dispatch.log, lambda log: "account_secret_not_opened" in log)
            assert portal.get("/v1/accounts/gmail")["state"] == "ok"
            file.write_bytes(key)
            portal.until(path, "sent")
            assert PASSWORD not in dispatch.log() + portal.process.log()
