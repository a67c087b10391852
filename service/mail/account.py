"""Where letters leave from, and one letter's envelope: values only."""

import re
import ssl
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn

from pydantic import SecretStr

from service.egress import AllowedHosts

# What may stand between the angle brackets of MAIL and RCPT: printable ASCII without brackets and spaces. A quoted
# local part with a space is refused on purpose: nothing this service accepts has one.
_PATH = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_LONGEST_PATH = 254  # RFC 5321 4.5.3.1.3, without the brackets
CANDIDATE = "{candidate}"  # in a `from_name`
GUARDED_PORTS = (465, 587)  # where owners' accounts may lead that the operator did not allow by name


class Security(StrEnum):
    """How the connection is encrypted."""

    STARTTLS = "starttls"  # demanded, never "if offered"; usually port 587
    TLS = "tls"  # from the first byte; usually port 465
    NONE = "none"  # loopback only


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Whom letters come from."""

    from_address: str = field(repr=False)  # addresses never stand in logs
    from_name: str | None = field(default=None, repr=False)  # None: the candidate's; `{candidate}` stands for that

    @property
    def from_domain(self) -> str:
        """The domain of its address, which Message-IDs are made in."""
        return self.from_address.rpartition("@")[2]

    def name_for(self, candidate: str) -> str:
        """Return the name in From of a candidate's letter."""
        return candidate if self.from_name is None else self.from_name.replace(CANDIDATE, candidate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Where an account that an owner named may lead."""

    allowed: AllowedHosts = field(default_factory=AllowedHosts)  # whatever they resolve to
    loopback_only: bool = False  # at a pretended time nothing real is sent


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an access token is asked for with."""

    token_url: str
    client_id: str = field(repr=False)
    refresh_token: SecretStr = field(repr=False)
    client_secret: SecretStr | None = field(default=None, repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a grant is not pickled: it holds a secret")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAccount:
    """An SMTP account: how to reach it, how to sign in, how long to wait. All seconds are real time."""

    name: str
    revision: int = 0  # grows with every change: connections of an older one are not used again
    host: str  # name or address literal; certificates are checked against it
    port: int
    security: Security
    from_address: str = field(repr=False)  # addresses never stand in logs
    from_name: str | None = field(default=None, repr=False)
    username: str | None = field(default=None, repr=False)  # None: no sign-in
    password: SecretStr | None = field(default=None, repr=False)  # AUTH PLAIN, else LOGIN
    access_token: SecretStr | None = field(default=None, repr=False)  # OAuth 2, in place of a password: AUTH XOAUTH2
    grant: Grant | None = field(default=None, repr=False)  # where access tokens come from
    connect_timeout_seconds: float = 30  # TCP and TLS; the same again for the banner
    step_timeout_seconds: float = 60  # each reply before the dot
    block_timeout_seconds: float = 180  # each block of content
    reply_timeout_seconds: float = 600  # the reply to the dot (RFC 5321 4.5.3.2.6)
    following_timeout_seconds: float = 5  # from a dot's reply to the letter whose envelope left behind that dot
    local_hostname: str = "[127.0.0.1]"  # said in EHLO; a literal, for looking up the own name may block
    tls_context: ssl.SSLContext | None = field(default=None, repr=False)  # None: the system's authorities
    guard: Guard | None = None  # None: the operator named it, so it may lead anywhere

    def __post_init__(self) -> None:
        if self.password is not None and self.access_token is not None:
            raise ValueError("an account signs in with a password or with an access token, not both")

    @property
    def signs_in(self) -> bool:
        """Whether AUTH is part of opening a connection."""
        return self.username is not None

    @property
    def letterhead(self) -> Letterhead:
        """Whom its letters come from."""
        return Letterhead(from_address=self.from_address, from_name=self.from_name)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an account is not pickled: it holds a secret")


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
