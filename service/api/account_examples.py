"""Bodies and answers of `/v1/accounts` that the OpenAPI document shows."""

from typing import Any

from fastapi.openapi.models import Example

Document = dict[str, Any]

ACCOUNTS: dict[str, Example] = {
    "password": {
        "summary": "A mailbox with an app password, under the portal's name",
        "value": {
            "host": "smtp.gmail.com",
            "security": "starttls",
            "username": "surat@karirhub.example",
            "password": "abcd efgh ijkl mnop",
            "from_address": "surat@karirhub.example",
            "from_name": "{candidate} via KarirHub",
            "per_day": 400,
        },
    },
    "oauth": {
        "summary": "A mailbox that signs in with OAuth 2",
        "value": {
            "host": "smtp.office365.com",
            "username": "surat@karirhub.example",
            "oauth": {
                "refresh_token": "0.AXoA",
                "client_id": "6f1c0d6e-2f5b-4a53-9a53-0d6b0c4a7c11",
                "token_url": "https://login.microsoftonline.com/karirhub.example/oauth2/v2.0/token",
            },
            "from_address": "surat@karirhub.example",
        },
    },
}

DEFAULT: Document = {
    "name": "default",
    "managed_by": "operator",
    "host": "smtp.penyedia.example",
    "port": 587,
    "security": "starttls",
    "sign_in": "password",
    "username": None,
    "oauth": None,
    "from_address": "kabar@penyedia.example",
    "from_name": None,
    "max_connections": 4,
    "per_minute": 20,
    "per_day": 400,
    "state": "ok",
    "reason": None,
    "paused_at": None,
    "verified_at": None,
    "created_at": None,
    "updated_at": None,
}
ACCOUNT: Document = {
    **DEFAULT,
    "name": "gmail",
    "managed_by": "owner",
    "host": "smtp.gmail.com",
    "username": "surat@karirhub.example",
    "from_address": "surat@karirhub.example",
    "from_name": "{candidate} via KarirHub",
    "verified_at": "2026-11-16T02:05:00Z",
    "created_at": "2026-11-16T02:00:00Z",
    "updated_at": "2026-11-16T02:00:00Z",
}
PUT: Document = {**ACCOUNT, "verified_at": None}
LIST: Document = {"items": [DEFAULT, ACCOUNT]}
VERIFIED: Document = {
    "ok": True,
    "stage": None,
    "reply_code": None,
    "reply_text": None,
    "detail": "Connected, encrypted and signed in; nothing was sent.",
    "account": ACCOUNT,
}
