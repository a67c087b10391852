"""Where letters leave from, and one letter's envelope: values only."""

import re
import ssl
from dataclasses import dataclass, field
from enum import StrEnum

from pydantic import SecretStr

# What may stand between the angle brackets of MAIL and RCPT: printable ASCII without brackets and spaces. A quoted
# local part with a space is refused on purpose: nothing this service accepts has one.
_PATH = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_LONGEST_PATH = 254  # RFC 5321 4.5.3.1.3, without the brackets


class Security(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"  # demanded, never "if offered"; usually port 587
    TLS = "tls"  # from the first byte; usually port 465
    NONE = "none"  # loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """An SMTP account: how to reach it, how to sign in, how long to wait. All seconds are real time."""

    name: str
    host: str  # name or address literal; certificates are checked against it
    port: int
    security: Security
    from_address: str = field(repr=False)  # addresses never stand in logs
    from_name: str | None = field(default=None, repr=False)
    username: str | None = field(default=None, repr=False)  # None: no sign-in
    password: SecretStr | None = field(default=None, repr=False)  # AUTH PLAIN, else LOGIN
    access_token: SecretStr | None = field(default=None, repr=False)  # OAuth 2, in place of a password: AUTH XOAUTH2
    connect_timeout_seconds: float = 30  # TCP and TLS; the same again for the banner
    step_timeout_seconds: float = 60  # each reply before the dot
    block_timeout_seconds: float = 180  # each block of content
    reply_timeout_seconds: float = 600  # the reply to the dot (RFC 5321 4.5.3.2.6)
    local_hostname: str = "[127.0.0.1]"  # said in EHLO; a literal, for looking up the own name may block
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)  # None: the system's authorities

    def __post_init__(self) -> None:
        if self.password is not None and self.access_token is not None:
            raise ValueError("an account signs in with a password or with an access token, not both")

    @property
    def signs_in(self) -> bool:
        """Whether AUTH is part of opening a connection."""
        return self.username is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One sender, one recipient; both ASCII (domains already in their IDNA form).

    Raises:
        ValueError: an address that cannot stand in a command.
    """

    sender: str
    recipient: str

    def __post_init__(self) -> None:
        for path in (self.sender, self.recipient):
            require_plain_address(path)


def require_plain_address(address: str) -> None:
    """Refuse an address that cannot stand between angle brackets in a command or a header.

    Raises:
        ValueError: not ASCII, a control character, a space, a bracket, no "@", or over 254 characters.
    """
    if len(address) > _LONGEST_PATH or _PATH.fullmatch(address) is None:
        raise ValueError("an address must be plain ASCII: local part, @, domain (in its IDNA form)")
