"""What an owner gives of an account, and what becomes of it: the account that is stored."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import SecretStr

from service.accounts.book import secret_text
from service.domain.errors import FieldError, InvalidInputError
from service.mail.account import Grant, Security
from service.store.owner_accounts import StoredAccount

PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
_SECURITY_OF = {port: security for security, port in PORTS.items() if security is not Security.NONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an owner gives of an account; without a secret the stored one is kept."""

    host: str
    port: int | None  # None: the one that belongs to the security
    security: Security
    username: str | None = field(repr=False)
    password: SecretStr | None = field(repr=False)
    grant: Grant | None = field(repr=False)
    from_address: str = field(repr=False)  # ASCII, syntax checked
    from_name: str | None = field(repr=False)
    max_connections: int
    per_minute: int
    per_day: int


def merged(
    before: StoredAccount | None, given: NewAccount, sealed: str | None, *, owner: str, name: str, now: datetime
) -> StoredAccount:
    """Return the account as it is to be stored; without a new secret it keeps the one of the same host and user name.

    Raises:
        InvalidInputError: `secret_needed`.
    """
    keeps = sealed is None and given.username is not None
    same = before is not None and (before.host, before.username) == (given.host, given.username)
    if keeps and (before is None or before.sealed_secret is None or not same):
        raise invalid(
            "/password",
            "secret_needed",
            "Give the password or oauth: a stored secret is kept only while host and username stay as they are.",
        )
    grant = given.grant
    client_id, token_url = (grant.client_id, grant.token_url) if grant is not None else (None, None)
    sign_in = "none" if given.username is None else "password" if grant is None else "oauth"
    if keeps and before is not None:
        sealed, sign_in = before.sealed_secret, before.sign_in
        client_id, token_url = before.oauth_client_id, before.oauth_token_url
    reached = (given.host, given.port, given.security.value, given.username)
    still = before is not None and keeps and reached == (before.host, before.port, before.security, before.username)
    return StoredAccount(
        id=f"acc_{secrets.token_hex(12)}" if before is None else before.id,
        owner=owner,
        name=name,
        host=given.host,
        port=port_of(given),
        security=given.security.value,
        sign_in=sign_in,
        username=given.username,
        sealed_secret=sealed,
        oauth_client_id=client_id,
        oauth_token_url=token_url,
        from_address=given.from_address,
        from_name=given.from_name,
        max_connections=given.max_connections,
        per_minute=given.per_minute,
        per_day=given.per_day,
        revision=1 if before is None else before.revision + 1,
        verified_at=before.verified_at if before is not None and still else None,
        created_at=now if before is None else before.created_at,
        updated_at=now,
    )


def check_sign_in(given: NewAccount) -> None:
    """Refuse two secrets, and a secret without a user name.

    Raises:
        InvalidInputError: with the one that is too many or missing.
    """
    if given.password is not None and given.grant is not None:
        raise invalid("/oauth", "two_secrets", "A password or oauth is accepted, not both.")
    if given.username is None and (given.password is not None or given.grant is not None):
        raise invalid("/username", "missing", "With a password or oauth the user name is required.")


def check_port(given: NewAccount) -> None:
    """Refuse a standard port with the security of the other: no server begins to speak there in that way.

    Raises:
        InvalidInputError: with what goes with which.
    """
    port = port_of(given)
    if port in _SECURITY_OF and _SECURITY_OF[port] is not given.security:
        raise invalid("/security", "wrong_for_port", "Port 587 goes with starttls, port 465 with tls.")


def secret_of(given: NewAccount) -> str:
    """Return what is sealed of it; it has a password or a grant."""
    if given.grant is None:
        return secret_text(password=None if given.password is None else given.password.get_secret_value())
    more = given.grant.client_secret
    return secret_text(
        refresh_token=given.grant.refresh_token.get_secret_value(),
        client_secret=None if more is None else more.get_secret_value(),
    )


def port_of(given: NewAccount) -> int:
    """Return its port: the one given, else the one that belongs to the security."""
    return PORTS[given.security] if given.port is None else given.port


def invalid(pointer: str, code: str, detail: str) -> InvalidInputError:
    """Return the error of one field."""
    return InvalidInputError(FieldError(pointer=pointer, code=code, detail=detail))
