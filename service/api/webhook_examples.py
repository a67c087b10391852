"""Bodies and answers of `/v1/webhooks` that the OpenAPI document shows."""

from typing import Any

from fastapi.openapi.models import Example

Document = dict[str, Any]

WEBHOOKS: dict[str, Example] = {
    "all": {
        "summary": "Every event",
        "value": {"url": "https://karirhub.example/hooks/tanyakabar", "events": ["*"]},
    },
    "ends": {
        "summary": "How follow-ups end, with a new secret",
        "value": {
            "url": "https://karirhub.example/hooks/tanyakabar",
            "events": ["follow_up.sent", "follow_up.failed", "follow_up.in_doubt", "follow_up.expired"],
            "rotate_secret": True,
        },
    },
}
WEBHOOK: Document = {
    "name": "portal",
    "url": "https://karirhub.example/hooks/tanyakabar",
    "events": ["*"],
    "state": "enabled",
    "disabled_reason": None,
    "failing_since": None,
    "created_at": "2026-11-16T02:00:00Z",
    "updated_at": "2026-11-16T02:00:00Z",
}
WEBHOOK_LIST: Document = {"items": [WEBHOOK]}
WEBHOOK_MADE: Document = {**WEBHOOK, "secret": "whsec_bm90IGEgc2VjcmV0LCBidXQgYXMgbG9uZyBhcyBvbmU="}
WEBHOOK_CHANGED: Document = {**WEBHOOK, "secret": None, "updated_at": "2026-11-18T03:10:00Z"}
DELIVERIES: Document = {
    "items": [
        {
            "id": "01a1fe2c-02b1-7d50-9a57-0d7f3c1f9b11",
            "type": "follow_up.sent",
            "follow_up_id": "01a1fe2b-48a0-71b2-83cc-1595610364c0",
            "state": "waiting",
            "tries": 1,
            "next_try_at": "2026-11-24T05:53:11Z",
            "last_status": 503,
            "last_error": "status: the receiver answered 503.",
            "created_at": "2026-11-24T05:53:06Z",
            "ended_at": None,
        }
    ],
    "next_cursor": None,
}
