"""Calls of every route that name what belongs to another owner, by operation id of the OpenAPI document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.api.bodies import Body, smallest

KEY = "kunci-karirhub"  # the Idempotency-Key of the first owner's follow-up
# An address needs no name server; nothing happens here that would be told there, and fail, and show in the webhook
WEBHOOK = {"url": "https://8.8.8.8/hooks", "events": ["follow_up.in_doubt"]}
ACCOUNT = {
    "host": "smtp.karirhub.co.id",
    "username": "surat@karirhub.co.id",
    "password": "abcd efgh ijkl mnop",
    "from_address": "surat@karirhub.co.id",
}
OAUTH_ACCOUNT = {
    **{name: value for name, value in ACCOUNT.items() if name != "password"},
    "oauth": {
        "refresh_token": "1//penyegar-rahasia",
        "client_id": "karirhub",
        "client_secret": "rahasia-klien",
        "token_url": "https://127.0.0.1:9/token",
    },
}
SECRETS = ("abcd efgh ijkl mnop", "1//penyegar-rahasia", "rahasia-klien")


class Answer(Enum):
    """What another owner's key is told."""

    NOT_FOUND = "404, as of what does not exist"
    NOTHING = "a list without an entry that is not the asker's"
    OWN = "what the asker has or makes under the same names"
    SHARED = "what all owners share: the calendar, the pretended time, the service's health"


@dataclass(frozen=True, kw_only=True)
class Things:
    """What the first owner has."""

    body: Body  # of the follow-up that waits
    follow_up: str  # ids
    sent: str
    letter: str
    webhook: str = "portal"
    account: str = "surat"
    oauth_account: str = "surat-oauth"
    suppressed: str = "jangan@perusahaan.co.id"

    @property
    def candidate(self) -> str:
        email: str = self.body["candidate"]["email"]
        return email

    @property
    def recruiter(self) -> str:
        email: str = self.body["recruiter"]["email"]
        return email


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request, but for method and path, which the document has; and what it needs and gets."""

    scope: str | None  # that a key needs; None: any key will do
    or_scope: str | None = None  # another one that does as well
    answer: Answer
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def scopes(self) -> list[str]:
        """Those of which a key needs one; none: any key will do."""
        return [scope for scope in (self.scope, self.or_scope) if scope is not None]


def _of_follow_up(
    scope: str, *, body: object = None, which: str = "follow_up", **headers: str
) -> Callable[[Things], Call]:
    return lambda things: Call(
        scope=scope,
        answer=Answer.NOT_FOUND,
        path={"id": getattr(things, which)},
        body=body,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def _named(
    scope: str, which: str, answer: Answer = Answer.NOT_FOUND, *, body: object = None
) -> Callable[[Things], Call]:
    parameter = "email" if which == "suppressed" else "name"
    return lambda things: Call(scope=scope, answer=answer, path={parameter: getattr(things, which)}, body=body)


def _plain(scope: str | None, answer: Answer, *, body: object = None, **query: str) -> Callable[[Things], Call]:
    return lambda _: Call(scope=scope, answer=answer, body=body, query=query)


def _override(body: object = None) -> Callable[[Things], Call]:
    return lambda _: Call(scope="admin", answer=Answer.SHARED, path={"date": "2029-03-05"}, body=body)


CALLS: dict[str, Callable[[Things], Call]] = {
    "post_follow_up": lambda things: Call(
        scope="send", answer=Answer.OWN, body=things.body, headers={"Idempotency-Key": KEY}
    ),
    "preview_follow_up": lambda things: Call(scope="send", answer=Answer.OWN, body=things.body),
    "post_follow_up_batch": lambda things: Call(
        scope="send", answer=Answer.OWN, body={"items": [{**things.body, "idempotency_key": KEY}]}
    ),
    "list_follow_ups": lambda things: Call(
        scope="read", answer=Answer.NOTHING, query={"candidate_email": things.candidate}
    ),
    "get_follow_up": _of_follow_up("read"),
    "list_events": _of_follow_up("read", which="sent"),
    "get_message": _of_follow_up("read", which="sent"),
    "change_follow_up": _of_follow_up("send", body={"reference": "milik siapa"}, If_Match="*"),
    "cancel_follow_up": _of_follow_up("send"),
    "follow_up_replied": _of_follow_up("send", which="sent"),
    "retry_follow_up": _of_follow_up("send", which="sent"),
    "resolve_follow_up": _of_follow_up("send", which="sent", body={"as": "failed"}),
    "list_suppressions": _plain("read", Answer.NOTHING),
    "put_suppression": lambda things: Call(scope="send", answer=Answer.OWN, path={"email": things.recruiter}),
    "delete_suppression": _named("send", "suppressed"),
    "list_webhooks": _plain("read", Answer.NOTHING),
    "get_webhook": _named("read", "webhook"),
    "put_webhook": _named("send", "webhook", Answer.OWN, body=WEBHOOK),
    "delete_webhook": _named("send", "webhook"),
    "list_webhook_deliveries": _named("read", "webhook"),
    "list_accounts": _plain("read", Answer.NOTHING),
    "get_account": _named("read", "account"),
    "put_account": _named("send", "account", Answer.OWN, body=ACCOUNT),
    "delete_account": _named("send", "oauth_account"),
    "verify_account": _named("send", "account"),
    "list_sandbox_messages": lambda things: Call(
        scope="read", answer=Answer.NOTHING, query={"follow_up_id": things.sent}
    ),
    "get_sandbox_message": lambda things: Call(scope="read", answer=Answer.NOT_FOUND, path={"id": things.letter}),
    "export_person": lambda things: Call(
        scope="read", answer=Answer.NOTHING, query={"candidate_email": things.candidate}
    ),
    "erase_person": lambda things: Call(scope="send", answer=Answer.OWN, body={"recruiter_email": things.recruiter}),
    "check_letter": lambda _: Call(
        scope="read", or_scope="send", answer=Answer.SHARED, body={"subject": "Kabar", "body": "Selamat siang."}
    ),
    "compose_letter": lambda things: Call(
        scope="read",
        or_scope="send",
        answer=Answer.SHARED,
        body={name: things.body[name] for name in ("candidate", "recruiter", "application")},
    ),
    "list_calendar_days": _plain("read", Answer.SHARED, **{"from": "2026-12-24", "to": "2026-12-25"}),
    "list_overrides": _plain("admin", Answer.SHARED),
    "put_override": _override({"kind": "day_off", "name": "Uji"}),
    "delete_override": _override(),
    "get_test_clock": _plain(None, Answer.SHARED),
    "advance_test_clock": lambda _: Call(
        scope="send", or_scope="admin", answer=Answer.SHARED, body={"advance_seconds": 0}
    ),
    "healthz": _plain(None, Answer.SHARED),
    "readyz": _plain(None, Answer.SHARED),
    "metrics": _plain(None, Answer.SHARED),
}

WITH_ACCOUNT: dict[str, Callable[[Body], Body]] = {  # routes that may name an account to send from
    "post_follow_up": lambda body: body,
    "preview_follow_up": lambda body: body,
    "post_follow_up_batch": lambda body: {"items": [body]},
}


def waiting_body() -> Body:
    """Return a body of a follow-up that waits for a month after it is posted."""
    return {**smallest(), "promise": {"within_weeks": 4}}
