"""API keys: how their secrets are made and recognised. A secret is shown once; only its hash is kept."""

import hashlib
import secrets

PREFIX = "tk_"
SECRET_BYTES = 32
SCOPES = ("send", "read", "admin")


def new_secret() -> str:
    """Return a fresh key: `tk_` and 32 random bytes, URL-safe."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def new_key_id() -> str:
    """Return a short public id for a key, to name it in `keys list` and `keys revoke`."""
    return "key_" + secrets.token_hex(6)


def hash_of(secret: str) -> str:
    """Return what is stored of a key: SHA-256, hex. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
