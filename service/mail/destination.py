"""Where a guarded account leads: looked up at every connection, for by then its name may lead elsewhere."""

from typing import Literal

from service.domain.network import is_loopback
from service.domain.outcome import AccountFault, Outcome, Stage, TransientFailure
from service.egress import Refused, resolve
from service.egress.guard import LookUp
from service.mail.account import GUARDED_PORTS, Guard, Security, SmtpAccount

Part = Literal["host", "port", "security"]


async def addresses_of(account: SmtpAccount, guard: Guard, look_up: LookUp | None = None) -> tuple[str, ...] | Outcome:
    """Return the checked addresses that a guarded account may be connected to, or why there is no connection."""
    wrong = refusal_of(account.host, account.port, account.security, guard)
    if wrong is not None:
        return AccountFault(stage=Stage.CONNECT, detail=wrong[1])
    found = await resolve(
        account.host,
        account.port,
        allowed=guard.allowed,
        look_up=look_up,
        seconds=account.connect_timeout_seconds,
    )
    if isinstance(found, Refused):
        if found.code == "unresolvable":
            return TransientFailure(stage=Stage.CONNECT, detail=_phrase(found))
        return AccountFault(stage=Stage.CONNECT, detail=_phrase(found))
    stays_here = account.security is Security.NONE or guard.loopback_only
    if stays_here and not all(is_loopback(each) for each in found.addresses):
        return AccountFault(stage=Stage.CONNECT, detail="the host does not lead to this machine")
    return found.addresses


def refusal_of(host: str, port: int, security: Security, guard: Guard) -> tuple[Part, str] | None:
    """Return which part of where an account leads is wrong and why, as far as can be told without DNS, or None."""
    if guard.loopback_only and not is_loopback(host):
        return "host", "under a test clock an account may lead to this machine only"
    if security is Security.NONE and not is_loopback(host):
        return "security", "an unencrypted connection may lead to this machine only"
    if port not in GUARDED_PORTS and not guard.allowed.has(host, port):
        return (
            "port",
            f"the ports {' and '.join(map(str, GUARDED_PORTS))} are accepted; others the operator has to allow",
        )
    return None


def _phrase(refused: Refused) -> str:
    return refused.detail[:1].lower() + refused.detail[1:].rstrip(".")
