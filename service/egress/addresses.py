"""Which addresses are public, by the special-purpose registries of IANA (2026); pure.

Python's own `is_global` differs between patch releases, so the networks stand here; both have to agree.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NOT_PUBLIC_4 = tuple(
    ip_network(each)
    for each in (
        "0.0.0.0/8",  # this network, unspecified
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers (CGNAT); clouds keep services there
        "127.0.0.0/8",
        "168.63.129.16/32",  # Azure's host, reachable from its machines only
        "169.254.0.0/16",  # link-local; the clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_UNICAST_6 = ip_network("2000::/3")  # all that is given out; loopback, ULA, link-local, multicast lie elsewhere
_NOT_PUBLIC_6 = tuple(
    ip_network(each)
    for each in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address inside
        "3fff::/20",  # documentation
    )
)
_NAT64 = ip_network("64:ff9b::/96")  # how a network without IPv4 reaches it; the last 32 bits are the address


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is global unicast; one that carries an IPv4 address is as public as that."""
    if isinstance(address, IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    inside = address.ipv4_mapped or (IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else None)
    if inside is not None:
        return is_public(inside)
    return address in _UNICAST_6 and address.is_global and not any(address in network for network in _NOT_PUBLIC_6)


def literal(host: str) -> IPv4Address | IPv6Address | None:
    """Return the address that a host is, in the one usual notation (IPv6 also in brackets), else None."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return ip_address(bare)
    except ValueError:
        return None
