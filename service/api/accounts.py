"""`/v1/accounts`: where an owner's letters leave from. Secrets go in and are never answered."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Depends, Path, Response

from service.accounts.book import DEFAULT_ACCOUNT
from service.api import account_examples as examples
from service.api.callers import Caller, needs
from service.api.json_bodies import JsonRoute
from service.api.openapi import problems, shows
from service.api.problems import ProblemError
from service.api.schemas.account import AccountIn, AccountListOut, AccountOut, OAuthOut, VerificationOut
from service.api.schemas.addresses import sendable
from service.api.services import Services, Wired
from service.domain.network import is_loopback
from service.domain.outcome import Outcome, Stage
from service.domain.plan import instant_text
from service.intake.account_terms import NewAccount
from service.intake.registering import (
    MOST_ACCOUNTS,
    BeingVerifiedError,
    OperatorsAccountError,
    Standing,
    TooManyAccountsError,
    Verified,
)
from service.mail.account import Grant, Security, SmtpAccount
from service.store.owner_accounts import Removal

router = APIRouter(prefix="/v1/accounts", tags=["accounts"], route_class=JsonRoute)
Reader = Annotated[Caller, Depends(needs("read"))]
Sender = Annotated[Caller, Depends(needs("send"))]
AccountName = Annotated[
    str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,59}$", description="The owner's own: a–z, 0–9, - and _; up to 60.")
]
LONGEST_REPLY = 300
_GOOGLE = ("gmail.com", "google.com", "googlemail.com")


@router.get(
    "",
    summary="List accounts",
    operation_id="list_accounts",
    responses={**shows(200, examples.LIST), **problems(401, 403)},
)
async def list_accounts(caller: Reader, wired: Wired) -> AccountListOut:
    """Return what the owner may send from: the operator's `default` when it is open to them, then their own by name."""
    found = await asyncio.to_thread(wired.registering.all_of, caller.owner)
    return AccountListOut(items=[_told(each, wired) for each in found])


@router.get(
    "/{name}",
    summary="Look an account up",
    operation_id="get_account",
    responses={**shows(200, examples.ACCOUNT), **problems(401, 403, 404, 422)},
)
async def get_account(name: AccountName, caller: Reader, wired: Wired) -> AccountOut:
    """Tell how an account stands, without its secret."""
    return _told(await _found(name, caller, wired), wired)


@router.put(
    "/{name}",
    summary="Register or change an account",
    operation_id="put_account",
    responses={
        **shows(200, examples.PUT, description="Changed; a pause has ended."),
        **shows(201, examples.PUT, model=AccountOut, description="Registered."),
        **problems(400, 401, 403, 413, 415, 422, "account_read_only", "too_many", "no_secret_key"),
    },
)
async def put_account(
    name: AccountName,
    given: Annotated[AccountIn, Body(openapi_examples=examples.ACCOUNTS)],
    caller: Sender,
    wired: Wired,
    response: Response,
) -> AccountOut:
    """Store an account whole; its secret is sealed. Nothing is connected to: `verify` does that.

    Without `password` and `oauth` the stored secret is kept, if `host` and `username` stay as they are.
    """
    try:
        standing, is_new = await wired.registering.put(caller.owner, name, _read(given, wired))
    except OperatorsAccountError:
        raise _read_only() from None
    except TooManyAccountsError:
        raise ProblemError("too_many", f"At most {MOST_ACCOUNTS} accounts; delete one first.") from None
    response.status_code = 201 if is_new else 200
    return _told(standing, wired)


@router.delete(
    "/{name}",
    status_code=204,
    summary="Delete an account",
    operation_id="delete_account",
    responses=problems(401, 403, 404, 422, "account_read_only", "account_in_use"),
)
async def delete_account(name: AccountName, caller: Sender, wired: Wired) -> None:
    """Forget an account and its secret, unless open follow-ups leave through it."""
    try:
        removal = await wired.registering.remove(caller.owner, name)
    except OperatorsAccountError:
        raise _read_only() from None
    match removal:
        case Removal.IN_USE:
            raise ProblemError(
                "account_in_use", "Follow-ups that have not ended leave through it; cancel them or let them end."
            )
        case Removal.UNKNOWN:
            raise _not_found()
        case Removal.DELETED:
            return


@router.post(
    "/{name}/verify",
    summary="Connect and sign in without sending",
    operation_id="verify_account",
    responses={**shows(200, examples.VERIFIED), **problems(401, 403, 404, 422, "being_verified", "no_secret_key")},
)
async def verify_account(name: AccountName, caller: Sender, wired: Wired) -> VerificationOut:
    """Try an account up to the sign-in, and tell at which stage it failed and why; success ends a pause.

    The operator's `default` may be tried with a key of the scope `admin` only.
    """
    if name == DEFAULT_ACCOUNT and "admin" not in caller.scopes:
        raise ProblemError("forbidden", "Trying the operator's account needs a key with the scope admin.")
    try:
        verified = await wired.registering.verify(caller.owner, name)
    except BeingVerifiedError:
        raise ProblemError("being_verified", "Wait for its answer, then ask again.") from None
    if verified is None:
        raise _not_found()
    return _verification(verified, _told(await _found(name, caller, wired), wired))


def _read(given: AccountIn, wired: Services) -> NewAccount:
    oauth = given.oauth
    stays_here = is_loopback(given.host) or wired.book.sandboxed
    return NewAccount(
        host=given.host,
        port=given.port,
        security=Security(given.security),
        username=given.username,
        password=given.password,
        grant=None
        if oauth is None
        else Grant(
            token_url=oauth.token_url,
            client_id=oauth.client_id,
            refresh_token=oauth.refresh_token,
            client_secret=oauth.client_secret,
        ),
        from_address=sendable(given.from_address, pointer="/from_address", allow_reserved=stays_here),
        from_name=given.from_name,
        max_connections=given.max_connections,
        per_minute=given.per_minute,
        per_day=given.per_day,
    )


async def _found(name: str, caller: Caller, wired: Services) -> Standing:
    found = await asyncio.to_thread(wired.registering.find, caller.owner, name)
    if found is None:
        raise _not_found()
    return found


def _told(standing: Standing, wired: Services) -> AccountOut:
    """Return an account as it is answered."""
    state = standing.state
    told: dict[str, Any] = {
        "state": "ok" if state.paused_reason is None else "paused",
        "reason": state.paused_reason,
        "paused_at": None if state.paused_at is None else instant_text(state.paused_at),
    }
    stored = standing.stored
    if stored is None:
        return AccountOut(**_operators(wired), **told)
    is_oauth = stored.sign_in == "oauth"
    return AccountOut(
        name=stored.name,
        managed_by="owner",
        host=stored.host,
        port=stored.port,
        security=Security(stored.security).value,
        sign_in=_sign_in(stored.sign_in),
        username=stored.username,
        oauth=OAuthOut(client_id=stored.oauth_client_id or "", token_url=stored.oauth_token_url or "")
        if is_oauth
        else None,
        from_address=stored.from_address,
        from_name=stored.from_name,
        max_connections=stored.max_connections,
        per_minute=stored.per_minute,
        per_day=stored.per_day,
        verified_at=None if stored.verified_at is None else instant_text(stored.verified_at),
        created_at=instant_text(stored.created_at),
        updated_at=instant_text(stored.updated_at),
        **told,
    )


def _operators(wired: Services) -> dict[str, Any]:
    """Return the environment's account as it is answered: how it signs in, but not as whom."""
    operators = wired.book.operators
    assert operators is not None  # noqa: S101  # it was found
    account, caps = operators.account, operators.caps
    return {
        "name": account.name,
        "managed_by": "operator",
        "host": account.host,
        "port": account.port,
        "security": account.security.value,
        "sign_in": "password" if account.signs_in else "none",
        "username": None,
        "oauth": None,
        "from_address": account.from_address,
        "from_name": account.from_name,
        "max_connections": operators.max_connections,
        "per_minute": caps.per_minute,
        "per_day": caps.per_day,
        "verified_at": None,
        "created_at": None,
        "updated_at": None,
    }


def _sign_in(stored: str) -> Literal["none", "password", "oauth"]:
    return "none" if stored == "none" else "password" if stored == "password" else "oauth"


def _verification(verified: Verified, account: AccountOut) -> VerificationOut:
    outcome = verified.outcome
    if outcome is None:
        detail = f"{_done(verified.account)}; nothing was sent."
        return VerificationOut(ok=True, stage=None, reply_code=None, reply_text=None, detail=detail, account=account)
    reply = outcome.reply
    return VerificationOut(
        ok=False,
        stage=outcome.stage.value,
        reply_code=None if reply is None else reply.code,
        reply_text=None if reply is None else reply.text[:LONGEST_REPLY],
        detail=_advice(outcome, account.host),
        account=account,
    )


def _done(account: SmtpAccount) -> str:
    """Return what a verification did of connecting, encrypting and signing in, as words."""
    encrypted = account.security is not Security.NONE
    match encrypted, account.signs_in:
        case True, True:
            return "Connected, encrypted and signed in"
        case True, False:
            return "Connected and encrypted; there is no sign-in"
        case False, True:
            return "Connected and signed in, without encryption"
        case _:
            return "Connected, without encryption or sign-in"


def _advice(outcome: Outcome, host: str) -> str:
    """Return what went wrong as a sentence, with what to do about it where that is known."""
    told = f"{outcome.detail[:1].upper()}{outcome.detail[1:]}."
    if outcome.stage is not Stage.AUTH or outcome.reply is None:
        return told
    if host.endswith(_GOOGLE):
        return f"{told} Google wants 2-step verification and an app password of 16 letters, or OAuth."
    return f"{told} See that user name and secret are right, and that the provider lets programs sign in by SMTP."


def _read_only() -> ProblemError:
    return ProblemError("account_read_only", "`default` is the operator's; register an account under another name.")


def _not_found() -> ProblemError:
    return ProblemError("not_found", "There is no account of this name.")
