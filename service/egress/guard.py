"""One look-up of a name, all of whose addresses have to be public. The answer says where to connect, and nowhere else.

A name may be looked up again between a check and a connection and lead elsewhere by then; so callers connect to an
address of the `Destination`, and the name stands only in SNI, the certificate and the Host header.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Literal

from service.domain.network import is_loopback
from service.egress.addresses import is_public, literal
from service.egress.allowing import MOST_PORT, AllowedHosts, normal_host

LOOK_UP_SECONDS = 5.0
MOST_LOOK_UPS = 32  # at once; a name server that hangs must not take all threads
LookUp = Callable[[str, int], Sequence[str]]  # host, port → addresses; OSError when there are none

_look_ups = threading.Semaphore(MOST_LOOK_UPS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where to connect."""

    host: str  # as it is named to the peer: lower case, no brackets, no dot at the end
    port: int
    addresses: tuple[str, ...]  # checked, in the resolver's order; at least one


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why there is no connection; the detail names no address of the operator's network."""

    code: Literal["bad_host", "not_public", "unresolvable"]  # the last may pass
    detail: str


async def resolve(
    host: str,
    port: int,
    *,
    allowed: AllowedHosts,
    look_up: LookUp | None = None,
    seconds: float = LOOK_UP_SECONDS,
) -> Destination | Refused:
    """Look a host up once and say where to connect, or why not.

    Args:
        host: a name or an address, as the owner gave it.
        port: which callers have found good.
        allowed: hosts that may lead anywhere.
        look_up: asks the system's resolver unless given; runs in a thread.
        seconds: real time that the look-up may take.
    """
    name = normal_host(host)
    if name is None or not 0 < port <= MOST_PORT:
        return Refused(code="bad_host", detail="A host name or a plain IP address is accepted, and a port to 65535.")
    free = allowed.has(name, port)
    if is_loopback(name) and not free:
        return _NOT_PUBLIC
    found: Sequence[str]
    if literal(name) is not None:
        found = [name]
    else:
        try:
            found = await asyncio.wait_for(_in_thread(look_up or ask_resolver, name, port), seconds)
        except TimeoutError:
            return Refused(code="unresolvable", detail="The name server did not answer in time.")
        except (OSError, UnicodeError):
            return Refused(code="unresolvable", detail="The host has no address.")
    addresses = [_plain(each) for each in found]
    if not addresses:
        return Refused(code="unresolvable", detail="The host has no address.")
    if not free and not all(is_public(each) and not _is_ours(each, port) for each in addresses):
        return _NOT_PUBLIC
    return Destination(host=name, port=port, addresses=tuple(dict.fromkeys(str(each) for each in addresses)))


_NOT_PUBLIC = Refused(code="not_public", detail="The host does not lead to a public address.")


def ask_resolver(host: str, port: int) -> list[str]:
    """Return the addresses that the system's resolver gives, in its order.

    Raises:
        OSError: none.
    """
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _in_thread(look_up: LookUp, host: str, port: int) -> "asyncio.Future[Sequence[str]]":
    """Look up in a thread that the process does not wait for at its end.

    Raises:
        OSError: too many look-ups hang already.
    """
    if not _look_ups.acquire(blocking=False):
        raise OSError("too many look-ups at once")
    answer: Future[Sequence[str]] = Future()
    answer.set_running_or_notify_cancel()  # from now on it cannot be cancelled: the thread owns it

    def work() -> None:
        try:
            found = look_up(host, port)
        except BaseException as error:  # noqa: BLE001  # handed to the waiting task
            answer.set_exception(error)
        else:
            answer.set_result(found)
        finally:
            _look_ups.release()

    threading.Thread(target=work, name="look-up", daemon=True).start()
    return asyncio.wrap_future(answer)


def _plain(text: str) -> IPv4Address | IPv6Address:
    """Return an address; one that is IPv4 inside IPv6 notation as IPv4."""
    address = ip_address(text)
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address


def _is_ours(address: IPv4Address | IPv6Address, port: int) -> bool:
    """Whether a public address is this machine's own, behind whose firewall it leads; nothing is sent."""
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6  # noqa: PLR2004  # IP's version
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((str(address), port))
            return bool(probe.getsockname()[0] == str(address))
    except OSError:
        return False  # no way there: the connection will tell
