"""The accounts that letters leave from: connected to, with TLS, and signed in to; nothing is sent."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from service.cli.diagnosis.line import Line, fault, ok, warn
from service.domain.mail_domain import FREE_MAIL
from service.domain.outcome import AccountFault, Outcome, Stage, TransientFailure
from service.mail.account import Security, SmtpAccount
from service.mail.link import Link

AT_ONCE = 8
CONNECT_SECONDS, STEP_SECONDS, SECONDS = 10.0, 15.0, 45.0  # somebody waits for the answer
LONGEST_REPLY_TOLD = 160
Open = Callable[[SmtpAccount], Awaitable[Link | Outcome]]

_GMAIL = (
    "Gmail takes no ordinary password here: switch on 2-step verification for the account, make an app password "
    "(myaccount.google.com/apppasswords), and give its 16 letters as the password"
)
_MICROSOFT = (
    "Microsoft switches sign-in by password off: let an administrator allow SMTP AUTH for the mailbox, or register the "
    "account with OAuth (PUT /v1/accounts/NAME)"
)
_SIGN_IN = "see whether user name and password are right; many providers want an app password made for this"
_CERTIFICATE = (
    "see that the host is the name in the server's certificate, that this machine's clock is right, and that it knows "
    "the authority (SSL_CERT_FILE names one of your own)"
)
_NO_TLS = (
    "letters never leave this machine unencrypted: give the provider's port for TLS, as a rule 587 with starttls or "
    "465 with tls"
)
_PAIRS = "as a rule 587 goes with starttls and 465 with tls"
_FIT = f"port and security do not fit: {_PAIRS}"
_REACH = (
    "see whether this machine may reach the host and port (firewalls often block 25, some 465 and 587 too), and "
    f"whether port and security fit: {_PAIRS}"
)
_SILENT = f"it can be reached but greets as no mail server does: see whether port and security fit, {_PAIRS}"
# Words of an outcome → what to do about it; the first that fits.
_ADVICE = (
    ("certificate", _CERTIFICATE),
    ("offer STARTTLS", _NO_TLS),
    ("speak TLS", _FIT),
    ("no such host", "see whether the host name is spelled right, and whether this machine can look names up"),
    ("offers no sign-in", "the server wants another way to sign in than this account has: see its documentation"),
    ("refuses connections", "see whether host and port are right, and whether the server runs"),
    ("", _REACH),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An account to be looked at."""

    told: str  # what it is called, without an address
    account: SmtpAccount
    paused: str | None = None  # why
    is_operators: bool = False  # the environment's


async def sign_in_to(mailboxes: Sequence[Mailbox], open_: Open) -> list[Line]:
    """Connect and sign in to each, a few at once; returns a line each."""
    room = asyncio.Semaphore(AT_ONCE)

    async def look(mailbox: Mailbox) -> Line:
        async with room:
            return _told(mailbox, await _sign_in(mailbox.account, open_))

    return list(await asyncio.gather(*(look(each) for each in mailboxes)))


async def _sign_in(account: SmtpAccount, open_: Open) -> Outcome | None:
    """Return what kept the account from signing in; None: nothing."""
    hurried = replace(
        account,
        connect_timeout_seconds=min(CONNECT_SECONDS, account.connect_timeout_seconds),
        step_timeout_seconds=min(STEP_SECONDS, account.step_timeout_seconds),
    )
    try:
        async with asyncio.timeout(SECONDS):
            opened = await open_(hurried)
    except TimeoutError:
        return TransientFailure(stage=Stage.CONNECT, detail="no answer in time")
    if not isinstance(opened, Link):
        return opened
    await opened.quit()
    return None


def _told(mailbox: Mailbox, outcome: Outcome | None) -> Line:
    about, account = "mailbox", mailbox.account
    where = f"{mailbox.told} ({account.host} port {account.port})"
    if outcome is not None:
        return fault(about, f"{where}: {_why(outcome)}", advice(account, outcome))
    how = "without encryption, on this machine" if account.security is Security.NONE else "over TLS"
    says = f"{where}: connected {how}, {'signed in' if account.signs_in else 'no sign-in is set'}"
    if mailbox.paused is not None:
        do = "restart `serve`" if mailbox.is_operators else "its owner verifies it (POST /v1/accounts/NAME/verify)"
        return warn(about, f"{says}; yet it is paused: {mailbox.paused}", f"{do}: that ends the pause")
    return ok(about, says)


def _why(outcome: Outcome) -> str:
    why = f"at {outcome.stage.value}: {outcome.detail}"
    if outcome.reply is None:
        return why
    return f"{why} ({outcome.reply.code} {' '.join(outcome.reply.text.split())[:LONGEST_REPLY_TOLD]})"


def advice(account: SmtpAccount, outcome: Outcome) -> str:
    """Return what to do about an outcome that kept an account from signing in."""
    if isinstance(outcome, AccountFault) and outcome.stage is Stage.AUTH and outcome.reply is not None:
        said = f"{account.host} {outcome.reply.text}".casefold()
        if "gmail" in said or "gsmtp" in said or "google" in said:
            return _GMAIL
        if "office365" in said or "outlook" in said or outcome.reply.enhanced_status == "5.7.139":
            return _MICROSOFT
        return _SIGN_IN
    if outcome.stage is Stage.BANNER and outcome.reply is None:
        return _SILENT
    return next(do for words, do in _ADVICE if words in outcome.detail)


def sender(account: SmtpAccount) -> Iterator[Line]:
    """Say of the environment's account whether letters come from the mailbox that signs in."""
    login, from_ = account.username, account.from_address
    if login is None or "@" not in login or login.casefold() == from_.casefold():
        yield ok("From", f"letters come from {from_}")
        return
    says = f"letters come from {from_}, which differs from the login {login}"
    do = (
        f"set TANYAKABAR_SMTP_FROM to {login}, or see that {from_} is an alias there: Gmail rewrites a From that is "
        "none, others refuse it"
    )
    domains = {each.rpartition("@")[2].casefold() for each in (login, from_)}
    if len(domains) == 1 and not domains & FREE_MAIL:
        yield warn("From", says, do)
    else:
        yield fault("From", says, do)
