"""What a host name says by itself, without asking DNS."""

import ipaddress


def is_loopback(host: str) -> bool:
    """Say whether `host` names this very machine: "localhost", a name below it, or a loopback address literal."""
    name = host.strip("[]").rstrip(".").casefold()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
