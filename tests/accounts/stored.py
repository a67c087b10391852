"""Accounts as the store keeps them, for tests."""

from datetime import UTC, datetime
from typing import Any

from service.store.owner_accounts import StoredAccount

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def stored(**changed: object) -> StoredAccount:
    fields: dict[str, Any] = {
        "id": "acc_1",
        "owner": "karirhub",
        "name": "gmail",
        "host": "localhost",
        "port": 465,
        "security": "tls",
        "sign_in": "none",
        "username": "rina@example.com",
        "sealed_secret": None,
        "oauth_client_id": None,
        "oauth_token_url": None,
        "from_address": "surat@karirhub.co.id",
        "from_name": None,
        "max_connections": 2,
        "per_minute": 20,
        "per_day": 400,
        "revision": 1,
        "verified_at": None,
        "created_at": AT,
        "updated_at": AT,
    }
    return StoredAccount(**{**fields, **changed})
