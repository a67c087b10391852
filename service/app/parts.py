"""What an application is made of, and the accounts its letters may leave from."""

from dataclasses import dataclass
from typing import Literal

from service.accounts.book import DEFAULT_ACCOUNT, AccountBook, Operators, Waits
from service.app.clocks import PretendedClock
from service.domain.clock import Clock
from service.domain.pacing import Caps
from service.mail.account import Guard, Security, SmtpAccount
from service.settings import Settings
from service.store.engine import Database

Role = Literal["all", "api", "dispatch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What `build` makes an application of."""

    settings: Settings
    database: Database
    clock: Clock
    role: Role = "all"
    sandboxed: bool = False  # the environment's account leads to the embedded server, and so do all others


def default_account(settings: Settings) -> SmtpAccount | None:
    """Return the account that the environment names, or None."""
    if settings.smtp_host is None or settings.from_address is None:
        return None
    return SmtpAccount(
        name=DEFAULT_ACCOUNT,
        host=settings.smtp_host,
        port=settings.port,
        security=Security(settings.smtp_security),
        from_address=settings.from_address,
        username=settings.smtp_username,
        password=settings.password,
        step_timeout_seconds=settings.smtp_step_timeout,
        connect_timeout_seconds=min(30.0, settings.smtp_step_timeout),
        reply_timeout_seconds=settings.smtp_reply_timeout,
    )


def book_of(parts: Parts) -> AccountBook:
    """Return the accounts that letters may leave from."""
    settings, account = parts.settings, default_account(parts.settings)
    operators = None
    if account is not None:
        operators = Operators(
            account=account,
            owner=settings.default_account_owner,
            max_connections=settings.smtp_max_connections,
            caps=Caps(per_minute=settings.smtp_per_minute, per_day=settings.smtp_per_day),
        )
    return AccountBook(
        operators=operators,
        vault=settings.vault,
        guard=Guard(allowed=settings.allowed_smtp_hosts, loopback_only=isinstance(parts.clock, PretendedClock)),
        waits=Waits(step_seconds=settings.smtp_step_timeout, reply_seconds=settings.smtp_reply_timeout),
        sandbox=account if parts.sandboxed else None,
    )
