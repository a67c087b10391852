"""Whom TLS trusts: the system's certificate authorities, read from disk once and only when somebody connects."""

import ssl
from functools import cache


@cache
def system_authorities() -> ssl.SSLContext:
    """Return a client's context that trusts the system's authorities; shared by all, so nobody may change it."""
    return ssl.create_default_context()
