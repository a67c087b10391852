import asyncio
import base64

import pytest
from pydantic import SecretStr

from service.domain.outcome import AccountFault, Outcome, PermanentFailure, Stage, TransientFailure
from service.mail.account import Grant, Security
from service.mail.oauth import fetch_token
from service.mail.words import HIDDEN, NOT_KEPT, hide
from tests.mail.sending import account_at, send_once
from tests.mail.test_oauth import OPEN
from tests.peers import faults
from tests.peers.faults import Action, Behaviour
from tests.peers.smtp_server import Features, SmtpServer
from tests.peers.token_server import TokenServer, error

pytestmark = pytest.mark.anyio

USER = "rina@example.com"
PASSWORD = "Kn4lpot?Bocor~99"
TOKEN = "ya29.A0ARrdaM-xyzzy_0123456789"
AFTER_AUTH = [Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.CONTENT, Stage.DOT]


def encoded(line: str) -> str:
    return base64.b64encode(line.encode()).decode()


BLOB = encoded(f"\0{USER}\0{PASSWORD}")
REPEATS = {
    "plain": PASSWORD,
    "upper": PASSWORD.upper(),
    "base64": encoded(PASSWORD),
    "unpadded": encoded(PASSWORD).rstrip("="),
    "auth-plain": BLOB,
    "auth-plain-unpadded": BLOB.rstrip("="),
    "behind-other-text": encoded(f"x{PASSWORD}"),
    "for-urls": base64.urlsafe_b64encode(PASSWORD.encode()).decode(),
    "in-pieces": f"{PASSWORD[:7]} and {PASSWORD[7:]}",
}
REPEATED = pytest.mark.parametrize("repeated", REPEATS.values(), ids=REPEATS.keys())


def betrays(text: str, secret: str) -> bool:
    """Whether a piece of a secret of six characters stands in a text, as it is or in base64."""
    seen = "".join(text.split()).casefold()
    forms = (secret, encoded(secret), encoded(f"\0{USER}\0{secret}"), encoded(f"x{secret}")[4:])
    return any(form[n : n + 6].casefold() in seen for form in forms for n in range(len(form.rstrip("=")) - 5))


async def outcome_of(stage: Stage, *actions: Action, **changes: object) -> Outcome:
    """Return what a letter came to with a server that does this at a stage, after the account signed in."""
    features = Features(auth=("PLAIN", "LOGIN", "XOAUTH2"), credentials={USER: PASSWORD})
    with SmtpServer(*(Behaviour(stage=stage, action=each) for each in actions), features=features) as server:
        given = {"username": USER, "password": SecretStr(PASSWORD), "reply_timeout_seconds": 2, **changes}
        outcome = await send_once(account_at(server, security=Security.NONE, **given))
        await asyncio.to_thread(server.wait_idle)
    return outcome


def words(outcome: Outcome) -> str:
    assert outcome.reply is not None
    return outcome.reply.text


@REPEATED
@pytest.mark.parametrize(("code", "kind"), [(535, AccountFault), (454, TransientFailure), (550, AccountFault)])
async def test_of_a_reply_to_the_sign_in_only_the_codes_are_kept(repeated: str, code: int, kind: type[Outcome]) -> None:
    outcome = await outcome_of(Stage.AUTH, faults.reply(code, f"{code // 100}.7.8 you said {repeated}"))
    assert type(outcome) is kind
    assert outcome.reply is not None
    assert (outcome.reply.code, outcome.reply.enhanced_status) == (code, f"{code // 100}.7.8")
    assert words(outcome) == f"{code // 100}.7.8 {NOT_KEPT}"


async def test_an_unknown_way_to_repeat_a_password_at_the_sign_in_is_not_kept_either() -> None:
    outcome = await outcome_of(Stage.AUTH, faults.reply(535, f"5.7.8 backwards {PASSWORD[::-1]}"))
    assert words(outcome) == f"5.7.8 {NOT_KEPT}"


async def test_a_server_that_names_its_provider_is_still_known_by_it() -> None:
    outcome = await outcome_of(Stage.AUTH, faults.reply(535, f"5.7.8 {PASSWORD} see support.google.com x.42 - gsmtp"))
    assert words(outcome) == f"5.7.8 {NOT_KEPT}; they name Google"


async def test_a_status_made_of_the_password_is_none() -> None:
    outcome = await outcome_of(Stage.AUTH, faults.reply(535, "5.123.456 no"), password=SecretStr("5.123.456"))
    assert words(outcome) == NOT_KEPT


async def test_an_access_token_is_never_repeated() -> None:
    blob = encoded(f"user={USER}\1auth=Bearer {TOKEN}\1\1")
    with_token = {"password": None, "access_token": SecretStr(TOKEN)}
    for said in (TOKEN, blob, encoded(TOKEN)):
        outcome = await outcome_of(Stage.AUTH, faults.reply(535, f"5.7.8 {said}"), **with_token)
        assert words(outcome) == f"5.7.8 {NOT_KEPT}"
        outcome = await outcome_of(Stage.BANNER, faults.reply(554, f"{said} again?"), **with_token)
        assert not betrays(words(outcome), TOKEN)


@REPEATED
@pytest.mark.parametrize("stage", AFTER_AUTH)
async def test_a_server_that_repeats_the_password_later_is_quoted_without_it(stage: Stage, repeated: str) -> None:
    outcome = await outcome_of(stage, faults.reply(550, f"5.7.1 no, {repeated} is not welcome"))
    assert outcome.stage is stage
    text = words(outcome)
    assert not betrays(text, PASSWORD)
    assert text.startswith("5.7.1 no, ")
    assert text.endswith(" is not welcome")
    assert HIDDEN in text


async def test_a_password_broken_over_lines_is_hidden_too() -> None:
    said = faults.several_lines(550, f"5.1.1 no {PASSWORD[:4]}", PASSWORD[4:9], f"{PASSWORD[9:]} here")
    outcome = await outcome_of(Stage.RCPT, said)
    assert isinstance(outcome, PermanentFailure)
    assert words(outcome) == f"5.1.1 no {HIDDEN} here"


@pytest.mark.parametrize("stage", [Stage.BANNER, Stage.EHLO])
async def test_a_server_that_remembers_the_password_is_quoted_without_it_before_the_sign_in(stage: Stage) -> None:
    outcome = await outcome_of(stage, *[faults.reply(554, f"5.3.2 away with {PASSWORD}")] * 2)
    assert (outcome.stage, words(outcome)) == (stage, f"5.3.2 away with {HIDDEN}")


async def test_what_a_server_says_before_the_sign_in_can_be_stored_whatever_its_bytes() -> None:
    outcome = await outcome_of(Stage.BANNER, faults.saying(b"554 tidak \xff\x07 bisa\r\n"))
    assert words(outcome) == "tidak \N{REPLACEMENT CHARACTER}  bisa"


async def test_words_that_repeat_nothing_are_kept_whole() -> None:
    outcome = await outcome_of(Stage.RCPT, faults.several_lines(550, "5.1.1 no such user", "ask postmaster"))
    assert words(outcome) == "5.1.1 no such user\nask postmaster"


async def test_beside_a_secret_too_short_to_be_hidden_no_words_are_kept() -> None:
    outcome = await outcome_of(Stage.RCPT, faults.reply(550, "5.1.1 no z"), username=None, password=SecretStr("z"))
    assert words(outcome) == f"5.1.1 {NOT_KEPT}"


async def test_a_token_servers_error_is_told_without_the_secret() -> None:
    with TokenServer(error("my_client_secret_is_refused", status=401)) as server:
        grant = Grant(
            token_url=server.url,
            client_id="client",
            refresh_token=SecretStr("1//refresh-me"),
            client_secret=SecretStr("client_secret"),
        )
        outcome = await fetch_token(grant, OPEN)
    assert isinstance(outcome, AccountFault)
    assert outcome.detail == f"the token server says my_{HIDDEN}_is_refused"


def test_a_shorter_secret_is_hidden_whole_and_without_regard_to_case() -> None:
    assert hide("its ABC1, abc 1 and abc", ["abc1"]) == f"its {HIDDEN}, {HIDDEN} and abc"
