"""Secrets: API keys, of which only a hash is kept, and what owners entrust, which is sealed before it is stored."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import NoReturn

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from pydantic import SecretStr

PREFIX = "tk_"
SECRET_BYTES = 32
SCOPES = ("send", "read", "admin")
KEY_FILE = "secret.key"  # in the data directory
KEYS_ACCEPTED = (
    "accepted are keys as `tanyakabar secrets key` prints them (32 random bytes in URL-safe base64), separated by "
    "commas or spaces; the first seals, all open"
)


def new_secret() -> str:
    """Return a fresh key: `tk_` and 32 random bytes, URL-safe."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def new_key_id() -> str:
    """Return a short public id for a key, to name it in `keys list` and `keys revoke`."""
    return "key_" + secrets.token_hex(6)


def hash_of(secret: str) -> str:
    """Return what is stored of a key: SHA-256, hex. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class VaultError(Exception):
    """A secret cannot be sealed or opened; the message says what to do and names no secret."""


class NoKeyError(VaultError):
    """There is no key to seal or open with, or it is none."""


class WrongKeyError(VaultError):
    """None of the keys opens the secret."""


def new_sealing_key() -> str:
    """Return a fresh key for the vault, as text."""
    return Fernet.generate_key().decode()


def sealing_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a list separated by commas or whitespace, in its order.

    Raises:
        NoKeyError: there is none, or one of them is no key.
    """
    found = tuple(text.replace(",", " ").split())
    try:
        for each in found:
            Fernet(each)
    except ValueError:
        found = ()
    if not found:
        raise NoKeyError(KEYS_ACCEPTED)
    return found


class Vault:
    """Seals what is kept of accounts and webhooks: Fernet (AES-128-CBC with HMAC-SHA256) under the first of its keys.

    A sealed text begins with the id of its key, so that it can be told which key is missing and what is still to be
    sealed anew. A key that comes from a file is read again when it does not open something: another process may have
    begun a new one. The vault itself is never pickled, and its repr says nothing.
    """

    __slots__ = ("_file", "_given", "_keys", "_makes_file")

    def __init__(self, *, given: SecretStr | None = None, file: Path | None = None, makes_file: bool = False) -> None:
        """Take the keys from a value or from a file; nothing is read or made before it is needed.

        Args:
            given: the keys themselves; they win.
            file: where they stand else; None: there are none, and sealing says so.
            makes_file: make the file, mode 0600, when it is absent and something is to be sealed.
        """
        self._given, self._file, self._makes_file = given, file, makes_file
        self._keys: tuple[str, ...] = ()

    def seal(self, text: str) -> str:
        """Return `text` sealed with the first key.

        Raises:
            NoKeyError: there is no key, or the file with it cannot be read or made.
        """
        first = (self._keys or self._load(make=self._makes_file))[0]
        return f"{_id_of(first)}:{Fernet(first).encrypt(text.encode()).decode()}"

    def open(self, sealed: str) -> str:
        """Return what `seal` was given.

        Raises:
            NoKeyError: there is no key, or the file with it cannot be read.
            WrongKeyError: no key of the vault opens it, or it was altered.
        """
        key_id, _, token = sealed.partition(":")
        keys = self._keys or self._load(make=False)
        if self._file is not None and self._given is None and key_id not in map(_id_of, keys):
            keys = self._load(make=False)
        try:
            return MultiFernet([Fernet(key) for key in keys]).decrypt(token).decode()
        except InvalidToken:
            raise WrongKeyError(
                f"no key opens a secret that was sealed with the key {key_id}; TANYAKABAR_SECRET_KEY has to hold it"
            ) from None

    def is_current(self, sealed: str) -> bool:
        """Say whether the first key sealed it.

        Raises:
            NoKeyError: there is no key, or the file with it cannot be read.
        """
        return sealed.partition(":")[0] == _id_of((self._keys or self._load(make=False))[0])

    def _load(self, *, make: bool) -> tuple[str, ...]:
        if self._given is not None:
            text = self._given.get_secret_value()
        elif self._file is None:
            raise NoKeyError(
                "several machines need one key: give TANYAKABAR_SECRET_KEY or TANYAKABAR_SECRET_KEY_FILE to each of "
                f"them; {KEYS_ACCEPTED}"
            )
        else:
            text = _read_or_make(self._file, make=make)
        self._keys = sealing_keys(text)
        return self._keys

    def __repr__(self) -> str:
        return "Vault()"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a vault is not pickled: it holds keys")


def _id_of(key: str) -> str:
    """Return a key's public id: of 256 random bits, 32 bits of a hash tell nothing."""
    return hashlib.sha256(b"tanyakabar key id\0" + key.encode()).hexdigest()[:8]


def _read_or_make(file: Path, *, make: bool) -> str:
    try:
        if make and not file.exists():
            _make(file)
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoKeyError(f"the file of the secret key cannot be used ({type(error).__name__}): {file}") from None


def _make(file: Path) -> None:
    """Make the key file whole or not at all; of several processes at once, one makes it and all use it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            out.write(f"{new_sealing_key()}\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(draft, file)  # fails when another process was quicker
        except FileExistsError:
            return
    finally:
        draft.unlink(missing_ok=True)
