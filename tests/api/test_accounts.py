from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.api.accounts import _done
from service.domain.outcome import Stage
from service.mail.account import Security, SmtpAccount
from tests.peers.certificates import TlsContexts
from tests.peers.faults import Behaviour, Gate, hold, reply
from tests.peers.running_service import Running
from tests.peers.service_process import Installation, ServiceProcess, until
from tests.peers.smtp_server import Features, SmtpServer
from tests.peers.token_server import TokenServer, error, token

Body = dict[str, Any]
PASSWORD = "abcd efgh ijkl mnop"
SECRETS = (PASSWORD, "1//refresh", "client-sssh", "ya29.abc")
CREDENTIALS = {"surat@karirhub.co.id": PASSWORD, "oauth@karirhub.co.id": "ya29.abc"}


@dataclass(frozen=True, kw_only=True)
class Portal:
    """A service in real time that sends through accounts of owners only, and a server that they lead to."""

    installation: Installation
    process: ServiceProcess
    api: httpx.Client
    smtp: SmtpServer

    def body(self, **changed: object) -> Body:
        return {
            "host": "localhost",
            "port": self.smtp.port,
            "username": "surat@karirhub.co.id",
            "password": PASSWORD,
            "from_address": "surat@karirhub.co.id",
            **changed,
        }

    def put(self, name: str, **changed: object) -> httpx.Response:
        return self.api.put(f"/v1/accounts/{name}", json=self.body(**changed))

    def verify(self, name: str) -> Body:
        answer = self.api.post(f"/v1/accounts/{name}/verify")
        assert answer.status_code == 200, answer.text
        found: Body = answer.json()
        return found


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory, tls: TlsContexts) -> Iterator[Portal]:
    features = Features(starttls=True, auth=("PLAIN", "XOAUTH2"), credentials=CREDENTIALS)
    installation = Installation(
        folder=tmp_path_factory.mktemp("accounts"),
        settings={"TANYAKABAR_ALLOWED_SMTP_HOSTS": "localhost", "SSL_CERT_FILE": str(tls.authority_file)},
    )
    key = installation.create_key(owner="karirhub")
    with (
        SmtpServer(features=features, tls=tls.server) as smtp,
        installation.serve("--accounts-only", "--role", "api") as process,
        process.client(key) as api,
    ):
        yield Portal(installation=installation, process=process, api=api, smtp=smtp)


def test_an_account_is_registered_changed_listed_and_deleted_and_its_secret_is_never_answered(portal: Portal) -> None:
    first = portal.put("gmail", from_name="{candidate} via KarirHub")
    assert first.status_code == 201, first.text
    second = portal.put("gmail", per_day=100)
    assert second.status_code == 200
    found = portal.api.get("/v1/accounts/gmail")
    assert found.json() == second.json()
    assert found.json() == {
        **first.json(),
        "per_day": 100,
        "from_name": None,
        "updated_at": found.json()["updated_at"],
    }
    assert {name: found.json()[name] for name in ("state", "sign_in", "security", "managed_by", "verified_at")} == {
        "state": "ok",
        "sign_in": "password",
        "security": "starttls",
        "managed_by": "owner",
        "verified_at": None,
    }
    listed = portal.api.get("/v1/accounts")
    assert [each["name"] for each in listed.json()["items"]] == ["gmail"]
    assert portal.api.delete("/v1/accounts/gmail").status_code == 204
    for answer in (first, second, found, listed):
        assert PASSWORD not in answer.text
    for gone in (portal.api.get("/v1/accounts/gmail"), portal.api.delete("/v1/accounts/gmail")):
        assert (gone.status_code, gone.json()["code"]) == (404, "not_found")


def test_without_a_secret_the_stored_one_is_kept_for_the_same_host_and_user_only(portal: Portal) -> None:
    assert portal.put("kept").status_code == 201
    without = {name: value for name, value in portal.body().items() if name != "password"}
    assert portal.api.put("/v1/accounts/kept", json={**without, "host": "LOCALHOST."}).status_code == 200
    assert portal.verify("kept")["ok"]
    for changed in ({"host": "smtp.example.com", "port": 587}, {"username": "another@karirhub.co.id"}):
        refused = portal.api.put("/v1/accounts/kept", json={**without, **changed})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["code"] == "secret_needed"
    assert portal.api.put("/v1/accounts/new", json=without).json()["errors"][0]["code"] == "secret_needed"
    portal.api.delete("/v1/accounts/kept")


def test_a_host_that_the_operator_allows_may_have_any_security_at_any_port(portal: Portal) -> None:
    assert portal.put("odd", port=465).status_code == 201
    assert portal.put("odd", port=587, security="tls").status_code == 200
    portal.api.delete("/v1/accounts/odd")


@pytest.mark.parametrize(
    ("changed", "pointer", "code"),
    [
        ({"host": "10.0.0.7", "port": 587}, "/host", "host_not_allowed"),
        ({"host": "127.0.0.1", "port": 587}, "/host", "host_not_allowed"),
        ({"host": "[::1]", "port": 465}, "/host", "host_not_allowed"),
        ({"host": "169.254.169.254", "port": 587}, "/host", "host_not_allowed"),
        ({"host": "2130706433", "port": 587}, "/host", "invalid_host"),
        ({"host": "a b", "port": 587}, "/host", "invalid_host"),
        ({"host": "93.184.215.14", "port": 25}, "/port", "port_not_allowed"),
        ({"host": "93.184.215.14", "port": 587, "security": "none"}, "/security", "security_not_allowed"),
        ({"host": "93.184.215.14", "port": 465}, "/security", "wrong_for_port"),
        ({"host": "93.184.215.14", "port": 587, "security": "tls"}, "/security", "wrong_for_port"),
        ({"port": 0}, "/port", "greater_than_equal"),
        ({"security": "ssl"}, "/security", "literal_error"),
        ({"from_address": "surat"}, "/from_address", "invalid_email"),
        ({"from_name": "Rina\r\nBcc: all@example.com"}, "/from_name", "line_break"),
        ({"from_name": "{name} via KarirHub"}, "/from_name", "unknown_slot"),
        ({"from_name": "{candidate} {candidate}"}, "/from_name", "unknown_slot"),
        ({"password": "with\nbreak"}, "/password", "control_character"),
        ({"username": "a\0b"}, "/username", "control_character"),
        ({"username": None}, "/username", "missing"),
        ({"max_connections": 0}, "/max_connections", "greater_than_equal"),
        ({"per_day": "400"}, "/per_day", "not_an_integer"),
        ({"secret": "x"}, "/secret", "unknown_field"),
    ],
)
def test_what_cannot_be_accepted_is_told_by_its_pointer_and_not_repeated(
    portal: Portal, changed: Body, pointer: str, code: str
) -> None:
    answer = portal.put("wrong", **changed)
    assert answer.status_code == 422, answer.text
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [(pointer, code)]
    for secret in (PASSWORD, "with\\nbreak"):
        assert secret not in answer.text
    assert portal.api.get("/v1/accounts/wrong").status_code == 404


@pytest.mark.parametrize(
    "url",
    ["http://oauth2.googleapis.com/token", "https://10.0.0.7/token", "https://oauth2.googleapis.com:22/", "token-url"],
)
def test_a_token_url_may_not_lead_inside_either(portal: Portal, url: str) -> None:
    oauth = {"refresh_token": "1//refresh", "client_id": "c", "token_url": url}
    answer = portal.put("wrong", password=None, oauth=oauth)
    assert [(each["pointer"], each["code"]) for each in answer.json()["errors"]] == [
        ("/oauth/token_url", "token_url_not_allowed")
    ]
    assert "1//refresh" not in answer.text


def test_a_password_and_oauth_together_are_refused(portal: Portal) -> None:
    oauth = {"refresh_token": "1//refresh", "client_id": "c", "token_url": "https://x.example/token"}
    assert portal.put("wrong", oauth=oauth).json()["errors"][0]["code"] == "two_secrets"


def test_verifying_signs_in_and_sends_nothing(portal: Portal) -> None:
    portal.put("good")
    before = len(portal.smtp.commands)
    found = portal.verify("good")
    assert (found["ok"], found["stage"], found["reply_code"]) == (True, None, None)
    assert found["detail"] == "Connected, encrypted and signed in; nothing was sent."
    assert found["account"]["verified_at"] is not None
    portal.smtp.wait_idle()
    assert portal.smtp.commands[before:] == ["EHLO", "STARTTLS", "EHLO", "AUTH PLAIN", "QUIT"]
    assert portal.put("good", per_day=1).json()["verified_at"] is None
    portal.api.delete("/v1/accounts/good")


def test_a_refused_sign_in_pauses_the_account_until_it_is_changed_or_verified(portal: Portal) -> None:
    portal.put("refused", password="wrong")
    found = portal.verify("refused")
    assert (found["ok"], found["stage"], found["reply_code"]) == (False, "auth", 535)
    assert (found["account"]["state"], found["account"]["reason"]) == ("paused", "535: the server refuses the account")
    assert "See that user name and secret are right" in found["detail"]
    assert portal.put("refused").json()["state"] == "ok"
    portal.smtp.add(Behaviour(stage=Stage.AUTH, action=reply(535, "5.7.8 no")))
    assert portal.verify("refused")["account"]["state"] == "paused"
    assert portal.verify("refused")["account"]["state"] == "ok"
    portal.api.delete("/v1/accounts/refused")


def test_a_verification_tells_the_stage_and_why(portal: Portal, tls: TlsContexts) -> None:
    with (
        SmtpServer(features=Features()) as plain,
        SmtpServer(features=Features(starttls=True), tls=tls.elsewhere) as other,
    ):
        for name, port, stage, words in (
            ("plain", plain.port, "starttls", "does not offer STARTTLS"),
            ("other", other.port, "starttls", "certificate"),
        ):
            portal.put(name, port=port)
            found = portal.verify(name)
            assert (found["ok"], found["stage"]) == (False, stage)
            assert words in found["detail"]
            portal.api.delete(f"/v1/accounts/{name}")
    portal.put("gone", port=plain.port)
    found = portal.verify("gone")
    assert (found["stage"], found["detail"]) == ("connect", "The server refuses connections.")
    assert found["account"]["state"] == "ok"
    portal.api.delete("/v1/accounts/gone")


def test_a_server_that_repeats_the_password_is_not_quoted(portal: Portal) -> None:
    portal.put("echo")
    portal.smtp.add(Behaviour(stage=Stage.AUTH, action=reply(535, f"5.7.8 {PASSWORD} is wrong")))
    answer = portal.api.post("/v1/accounts/echo/verify")
    assert answer.json()["reply_text"] == "5.7.8 the server's own words are not kept here"
    assert PASSWORD not in answer.text
    portal.api.delete("/v1/accounts/echo")


def test_an_account_signs_in_with_oauth_over_https(portal: Portal, tls: TlsContexts) -> None:
    with TokenServer(token("ya29.abc"), tls=tls.server) as tokens:
        oauth = {
            "refresh_token": "1//refresh",
            "client_id": "client",
            "client_secret": "client-sssh",
            "token_url": tokens.url,
        }
        given = {"username": "oauth@karirhub.co.id", "password": None, "oauth": oauth}
        put = portal.put("oauth", **given)
        assert put.status_code == 201, put.text
        assert put.json()["oauth"] == {"client_id": "client", "token_url": tokens.url}
        assert portal.verify("oauth")["ok"]
        assert tokens.asked[0]["client_secret"] == "client-sssh"
        portal.put("oauth", **given)
        tokens.then(error("invalid_grant"))
        found = portal.verify("oauth")
        assert (found["ok"], found["stage"]) == (False, "auth")
        assert "invalid_grant" in found["account"]["reason"]
    assert "AUTH XOAUTH2" in portal.smtp.commands
    assert not [secret for secret in SECRETS if secret in put.text]
    portal.api.delete("/v1/accounts/oauth")


def test_only_one_verification_of_an_account_runs_at_a_time(portal: Portal) -> None:
    portal.put("slow")
    gate = Gate()
    portal.smtp.add(Behaviour(stage=Stage.AUTH, action=hold(gate, 235)))
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(portal.api.post, "/v1/accounts/slow/verify")
        assert gate.reached.wait(10)
        second = portal.api.post("/v1/accounts/slow/verify")
        gate.open()
        assert first.result().json()["ok"]
    assert (second.status_code, second.json()["code"]) == (409, "being_verified")
    portal.api.delete("/v1/accounts/slow")


def test_accounts_are_their_owners_alone(portal: Portal) -> None:
    portal.put("mine")
    with portal.process.client(portal.installation.create_key(owner="another")) as stranger:
        assert stranger.get("/v1/accounts").json()["items"] == []
        for answer in (
            stranger.get("/v1/accounts/mine"),
            stranger.delete("/v1/accounts/mine"),
            stranger.post("/v1/accounts/mine/verify"),
        ):
            assert answer.status_code == 404
        assert stranger.put("/v1/accounts/mine", json=portal.body(per_day=1)).status_code == 201
        assert stranger.delete("/v1/accounts/mine").status_code == 204
    assert portal.api.get("/v1/accounts/mine").json()["per_day"] == 400
    portal.api.delete("/v1/accounts/mine")


def test_the_operators_account_is_shown_but_not_as_whom_it_signs_in_and_cannot_be_changed(service: Running) -> None:
    shown = service.api.get("/v1/accounts/default").json()
    assert shown == service.api.get("/v1/accounts").json()["items"][0]
    assert (shown["managed_by"], shown["state"], shown["username"]) == ("operator", "ok", None)
    body = {"host": "localhost", "from_address": "surat@karirhub.co.id"}
    for answer in (service.api.put("/v1/accounts/default", json=body), service.api.delete("/v1/accounts/default")):
        assert (answer.status_code, answer.json()["code"]) == (409, "account_read_only")


def test_the_operators_account_is_tried_by_an_admin_only(service: Running) -> None:
    assert service.api.post("/v1/accounts/default/verify").json()["ok"]
    with service.process.client(service.installation.create_key(scope="send,read")) as sender:
        assert sender.post("/v1/accounts/default/verify").status_code == 403


def test_under_a_test_clock_an_account_leads_to_this_machine_only(service: Running) -> None:
    body = {"host": "smtp.gmail.com", "from_address": "surat@karirhub.co.id"}
    answer = service.api.put("/v1/accounts/real", json=body)
    assert answer.json()["errors"][0]["code"] == "host_not_allowed"


def test_writing_needs_the_scope_send(portal: Portal) -> None:
    with portal.process.client(portal.installation.create_key(owner="karirhub", scope="read")) as reader:
        assert reader.get("/v1/accounts").status_code == 200
        for answer in (
            reader.put("/v1/accounts/gmail", json=portal.body()),
            reader.delete("/v1/accounts/gmail"),
            reader.post("/v1/accounts/gmail/verify"),
        ):
            assert answer.status_code == 403


def test_of_many_that_register_one_name_at_once_one_makes_it(portal: Portal) -> None:
    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(lambda n: portal.put("at-once", per_day=n).status_code, range(8)))
    assert statuses == [200] * 7 + [201]
    portal.api.delete("/v1/accounts/at-once")


def test_an_owner_has_a_hundred_accounts_at_most(portal: Portal) -> None:
    with portal.process.client(portal.installation.create_key(owner="many")) as api:
        with ThreadPoolExecutor(8) as threads:
            made = threads.map(lambda n: api.put(f"/v1/accounts/n{n}", json=portal.body()).status_code, range(100))
            assert set(made) == {201}
        refused = api.put("/v1/accounts/n100", json=portal.body())
        assert (refused.status_code, refused.json()["code"]) == (409, "too_many")
        assert api.put("/v1/accounts/n99", json=portal.body()).status_code == 200


def test_without_a_usable_key_nothing_is_sealed_and_the_log_says_what_to_do(tmp_path: Path) -> None:
    installation = Installation(folder=tmp_path)
    key = installation.create_key()
    (tmp_path / "data" / "secret.key").mkdir()
    with installation.serve("--accounts-only", "--role", "api") as process, process.client(key) as api:
        body = {
            "host": "93.184.215.14",
            "username": "a@example.com",
            "password": PASSWORD,
            "from_address": "a@example.com",
        }
        answer = api.put("/v1/accounts/gmail", json=body)
        assert (answer.status_code, answer.json()["code"]) == (503, "no_secret_key")
        until(process.log, lambda log: "secret_key_missing" in log)
        assert PASSWORD not in process.log()


def test_no_secret_of_an_account_stands_in_the_database_or_the_log(portal: Portal) -> None:
    portal.put("dumped")
    portal.verify("dumped")
    data = portal.installation.folder / "data"
    for file in [*data.glob("tanyakabar.db*"), portal.process.log_path]:
        content = file.read_bytes()
        assert not [secret for secret in SECRETS if secret.encode() in content], file
    portal.api.delete("/v1/accounts/dumped")


@pytest.mark.parametrize(
    ("security", "username", "told"),
    [
        (Security.TLS, "rina", "Connected, encrypted and signed in"),
        (Security.STARTTLS, None, "Connected and encrypted; there is no sign-in"),
        (Security.NONE, "rina", "Connected and signed in, without encryption"),
        (Security.NONE, None, "Connected, without encryption or sign-in"),
    ],
)
def test_a_verification_claims_only_what_it_did(security: Security, username: str | None, told: str) -> None:
    account = SmtpAccount(
        name="a", host="127.0.0.1", port=25, security=security, from_address="rina@example.com", username=username
    )
    assert _done(account) == told
