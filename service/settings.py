"""Settings from the environment or `.env`, read once; imported by the command line and the composition root only.

Every variable begins with TANYAKABAR_ and stands in `.env.example` with a sentence.
"""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, NoReturn, Self

from email_validator import EmailNotValidError, validate_email
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.credentials import KEY_FILE, NoKeyError, Vault, sealing_keys
from service.domain.network import is_loopback
from service.egress import AllowedHosts

PREFIX = "TANYAKABAR_"
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class SettingsError(ValueError):
    """A variable is wrong; the message is one line that names it and says what is accepted."""


def _delays(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        seconds = [float(part) for part in value.split(",")]
    except ValueError:
        seconds = []
    if not seconds or not all(0 < each <= 86_400 for each in seconds):  # noqa: PLR2004  # a day
        raise ValueError("accepted are seconds > 0, at most a day, separated by commas, for instance 300,600,1200,1800")
    return tuple(timedelta(seconds=each) for each in seconds)


def _hosts(value: object) -> object:
    return AllowedHosts.parse(value) if isinstance(value, str) else value


class Settings(BaseSettings):
    """Frozen settings; secrets are never printed."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",
        env_ignore_empty=True,
    )

    database_url: str | None = Field(default=None, repr=False)  # may hold a password
    data_dir: Path = Path("data")
    smtp_host: str | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_username: str | None = None
    smtp_password: SecretStr | None = None
    smtp_password_file: Path | None = None
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_from: str | None = None
    smtp_max_connections: int = Field(default=4, ge=1, le=100)
    smtp_per_minute: int = Field(default=20, ge=0, le=100_000)  # 0: no cap
    smtp_per_day: int = Field(default=400, ge=0, le=10_000_000)  # 0: no cap
    per_recruiter_per_window: int = Field(default=5, ge=0, le=10_000)  # 0: no cap
    per_domain_per_window: int = Field(default=100, ge=0, le=10_000)  # 0: no cap
    per_owner_per_day: int = Field(default=10_000, ge=0, le=1_000_000)  # 0: no cap
    smtp_step_timeout: float = Field(default=60, gt=0, le=3600)  # seconds
    smtp_reply_timeout: float = Field(default=600, gt=0, le=3600)  # seconds
    retry_delays: Annotated[tuple[timedelta, ...], NoDecode, BeforeValidator(_delays)] = tuple(
        timedelta(seconds=each) for each in (300, 600, 1200, 1800)
    )
    max_tries: int = Field(default=8, ge=1, le=100)
    lease_seconds: float = Field(default=360, ge=2, le=86_400)
    requests_per_minute: int = Field(default=600, ge=0, le=1_000_000)  # of a key, in each process; 0: no limit
    max_body_bytes: int = Field(default=12 * 1024 * 1024, ge=1024, le=1024**3)
    retention_days: int = Field(default=30, ge=1, le=3650)
    default_account_owner: str | None = None
    allowed_smtp_hosts: Annotated[AllowedHosts, NoDecode, BeforeValidator(_hosts)] = AllowedHosts()
    allowed_webhook_hosts: Annotated[AllowedHosts, NoDecode, BeforeValidator(_hosts)] = AllowedHosts()
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    log_format: Literal["console", "json"] = "console"

    @model_validator(mode="after")
    def _check_smtp(self) -> Self:
        if self.smtp_security == "none" and self.smtp_host is not None and not self.smtp_is_loopback:
            raise ValueError(
                "TANYAKABAR_SMTP_SECURITY: none is accepted for a loopback host only (127.0.0.1, ::1, localhost); "
                "use starttls or tls"
            )
        if self.smtp_password is not None and self.smtp_password_file is not None:
            raise ValueError("TANYAKABAR_SMTP_PASSWORD and TANYAKABAR_SMTP_PASSWORD_FILE: give one of them, not both")
        if self.smtp_password_file is not None and not _has_text(self.smtp_password_file):
            raise ValueError("TANYAKABAR_SMTP_PASSWORD_FILE: names no file with a password in UTF-8 that can be read")
        if (self.smtp_username is None) != (self.password is None):
            raise ValueError("TANYAKABAR_SMTP_USERNAME and TANYAKABAR_SMTP_PASSWORD: give both, or neither")
        if self.smtp_host is not None and self.from_address is None:
            raise ValueError("TANYAKABAR_SMTP_FROM: give the e-mail address that letters are sent from")
        if self.from_address is not None and not _is_address(self.from_address):
            raise ValueError("TANYAKABAR_SMTP_FROM: accepted is one plain address such as rina@example.com")
        return self

    @model_validator(mode="after")
    def _check_secret_key(self) -> Self:
        if self.secret_key is not None and self.secret_key_file is not None:
            raise ValueError("TANYAKABAR_SECRET_KEY and TANYAKABAR_SECRET_KEY_FILE: give one of them, not both")
        if self.secret_key_file is not None and not _has_text(self.secret_key_file):
            raise ValueError("TANYAKABAR_SECRET_KEY_FILE: names no file with a key that can be read")
        try:
            if self.secret_key is not None:
                sealing_keys(self.secret_key.get_secret_value())
            elif self.secret_key_file is not None:
                sealing_keys(self.secret_key_file.read_text(encoding="utf-8"))
        except NoKeyError as error:
            which = "TANYAKABAR_SECRET_KEY" if self.secret_key is not None else "TANYAKABAR_SECRET_KEY_FILE"
            raise ValueError(f"{which}: {error}") from None
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("settings are not pickled: they hold secrets")

    @property
    def vault(self) -> Vault:
        """What seals the secrets of owners: with the key given, else with a file that is made beside SQLite's."""
        beside = self.data_dir.absolute() / KEY_FILE if self.url.startswith("sqlite") else None
        makes_file = self.secret_key_file is None
        return Vault(given=self.secret_key, file=self.secret_key_file or beside, makes_file=makes_file)

    @property
    def kept(self) -> timedelta:
        """How long letters are kept after their end."""
        return timedelta(days=self.retention_days)

    @property
    def port(self) -> int:
        """The SMTP port: the one given, else the one that belongs to the security."""
        return self.smtp_port or PORTS[self.smtp_security]

    @property
    def password(self) -> SecretStr | None:
        """The SMTP password, from the variable or the file."""
        if self.smtp_password_file is not None:
            return SecretStr(self.smtp_password_file.read_text(encoding="utf-8").rstrip("\r\n"))
        return self.smtp_password

    @property
    def from_address(self) -> str | None:
        """The address that letters are sent from: the one given, else the user name when that is an address."""
        if self.smtp_from is not None:
            return self.smtp_from
        return self.smtp_username if self.smtp_username is not None and "@" in self.smtp_username else None

    @property
    def smtp_is_loopback(self) -> bool:
        """Whether letters of the default account stay on this machine (true also when there is no such account)."""
        return self.smtp_host is None or is_loopback(self.smtp_host)

    @property
    def url(self) -> str:
        """The database's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'tanyakabar.db'}"


def _has_text(path: Path) -> bool:
    try:
        return bool(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError):
        return False


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Return the names that begin with TANYAKABAR_ and are no setting of this version: a typo, or one still to come."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {"TANYAKABAR_TEST_POSTGRES_URL"}
    return sorted(name for name in environment if name.startswith(PREFIX) and name not in known)


def _is_address(text: str) -> bool:
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).ascii_email == text
    except EmailNotValidError:
        return False


def load_settings(**given: object) -> Settings:
    """Read the settings; arguments win over the environment.

    Raises:
        SettingsError: one line that names the variable and what is accepted.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]  # validated by the model
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        if message.startswith(PREFIX):
            raise SettingsError(message) from None
        raise SettingsError(f"{PREFIX}{name}: {message}") from None
