"""SMTP accounts of owners: what is given and what is answered. No answer holds a secret."""

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_core import PydanticCustomError

from service.api.schemas.answers import Answer, InstantOut
from service.api.schemas.scalars import StrictModel
from service.api.schemas.texts import Address, Name
from service.mail.account import CANDIDATE

_BRACES = re.compile(r"[{}]")


def _plain_secret(given: SecretStr) -> SecretStr:
    _no_controls(given.get_secret_value())
    return given


def _no_controls(text: str) -> str:
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in text):
        raise PydanticCustomError("control_character", "Control characters are not accepted here.")
    return text


def _one_slot(text: str) -> str:
    if _BRACES.search(text.replace(CANDIDATE, "", 1)):
        raise PydanticCustomError("unknown_slot", "{slot}, once, is the only slot.", {"slot": CANDIDATE})
    return text


_WRITE_ONLY = {"writeOnly": True}
Secret = Annotated[
    SecretStr, Field(min_length=1, max_length=4000, json_schema_extra=_WRITE_ONLY), AfterValidator(_plain_secret)
]
LoginName = Annotated[str, Field(min_length=1, max_length=320), AfterValidator(_no_controls)]
FromName = Annotated[Name, AfterValidator(_one_slot)]
SecurityIn = Literal["starttls", "tls", "none"]


class OAuthIn(StrictModel):
    """Signing in with AUTH XOAUTH2: access tokens are fetched with a refresh token."""

    refresh_token: Secret
    client_id: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_no_controls)]
    client_secret: Secret | None = None
    token_url: Annotated[
        str,
        Field(min_length=8, max_length=500, examples=["https://oauth2.googleapis.com/token"]),
        AfterValidator(_no_controls),
    ]


class AccountIn(StrictModel):
    """Where letters leave from; whatever is left out becomes its default, except a secret, which is kept."""

    host: Annotated[str, Field(min_length=1, max_length=255)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = Field(
        default=None, description="587 with starttls, 465 with tls, 25 with none, unless given."
    )
    security: SecurityIn = Field(default="starttls", description="none is for loopback hosts that the operator allows.")
    username: LoginName | None = None
    password: Secret | None = Field(
        default=None, description="Left out, the stored secret is kept, if host and username stay as they are."
    )
    oauth: OAuthIn | None = None
    from_address: Address
    from_name: FromName | None = Field(
        default=None, description="The name in From; {candidate} stands for the candidate's, which it is when absent."
    )
    max_connections: Annotated[int, Field(ge=1, le=100)] = 4
    per_minute: Annotated[int, Field(ge=0, le=100_000)] = Field(default=20, description="0: no cap.")
    per_day: Annotated[int, Field(ge=0, le=10_000_000)] = Field(default=400, description="In any 24 h; 0: no cap.")


class OAuthOut(Answer):
    """How access tokens are fetched."""

    client_id: str
    token_url: str


class AccountOut(Answer):
    """An account as it stands."""

    name: str
    managed_by: Literal["owner", "operator"] = Field(description="The operator's `default` cannot be changed here.")
    host: str
    port: int
    security: SecurityIn
    sign_in: Literal["none", "password", "oauth"]
    username: str | None = Field(description="Null for the operator's account.")
    oauth: OAuthOut | None
    from_address: str
    from_name: str | None
    max_connections: int
    per_minute: int
    per_day: int
    state: Literal["ok", "paused"]
    reason: str | None = Field(description="Why it is paused: a PUT or a verification that succeeds resumes it.")
    paused_at: InstantOut | None
    verified_at: InstantOut | None
    created_at: InstantOut | None
    updated_at: InstantOut | None


class AccountListOut(Answer):
    """Every account to send from, the operator's first."""

    items: list[AccountOut]


class VerificationOut(Answer):
    """What connecting and signing in without sending came to."""

    ok: bool
    stage: Literal["connect", "banner", "ehlo", "starttls", "auth"] | None = Field(
        description="Where it failed; null: nowhere."
    )
    reply_code: int | None
    reply_text: str | None
    detail: str = Field(description="In plain words, with what to do where that is known.")
    account: AccountOut
