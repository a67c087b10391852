"""The operator's list of hosts that may be connected to whatever they resolve to."""

import re
from dataclasses import dataclass, field

from service.egress.addresses import literal

_LONGEST_NAME = 253
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")  # a name that ends in one is read as an address by some: 0x7f.1, 127.1
_ENTRY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(:(?P<port>[0-9]{1,5}))?")
MOST_PORT = 65_535


def normal_host(host: str) -> str | None:
    """Return a host in the one way it is compared and looked up, or None when it is none.

    Accepted are names of ASCII labels (international ones as `xn--…`), plain dotted IPv4 addresses, and IPv6 addresses
    with or without brackets (answered without). Refused are other notations of addresses: decimal, octal, hexadecimal,
    shortened, with a zone.
    """
    address = literal(host)
    if address is not None:
        return None if "%" in host else str(address)
    name = host.casefold().removesuffix(".")
    labels = name.split(".")
    if not host.isascii() or len(name) > _LONGEST_NAME or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    return None if _NUMBER.fullmatch(labels[-1]) else name


@dataclass(frozen=True, slots=True)
class AllowedHosts:
    """Hosts, each at one port or at all (None)."""

    entries: frozenset[tuple[str, int | None]] = field(default_factory=frozenset)

    @classmethod
    def parse(cls, text: str) -> "AllowedHosts":
        """Return the list that `text` writes: `host` or `host:port`, separated by commas or spaces.

        Raises:
            ValueError: an entry is neither; the message says what is accepted.
        """
        return cls(frozenset(_entry(each) for each in re.split(r"[\s,]+", text) if each))

    def has(self, host: str, port: int) -> bool:
        """Whether a host may be connected to at a port, wherever it leads."""
        name = normal_host(host)
        return name is not None and ((name, None) in self.entries or (name, port) in self.entries)


def _entry(text: str) -> tuple[str, int | None]:
    whole = normal_host(text)  # an IPv6 address may stand without brackets, and then without a port
    if whole is not None:
        return whole, None
    found = _ENTRY.fullmatch(text)
    host = None if found is None else normal_host(found["host"])
    port = None if found is None or found["port"] is None else int(found["port"])
    if host is None or (port is not None and not 0 < port <= MOST_PORT):
        raise ValueError("accepted are hosts as host or host:port, separated by commas; IPv6 addresses in brackets")
    return host, port
