"""The body and the answer of `POST /v1/follow-ups/batch` that the OpenAPI document shows."""

from typing import Any

from service.api import answer_examples, examples

BATCHES: dict[str, Any] = {
    "two": {
        "summary": "One with a key of its own, one that cannot be accepted",
        "value": {
            "items": [
                {**examples.USUAL, "idempotency_key": "KH-2026-0417-1"},
                {"candidate": {"name": "Rina Wulandari", "email": "rina@example.com"}},
            ]
        },
    },
}
ANSWER: dict[str, Any] = {
    "items": [
        {"index": 0, "status": 201, "follow_up": answer_examples.FOLLOW_UP},
        {
            "index": 1,
            "status": 422,
            "problem": {
                "type": "urn:tanyakabar:problem:invalid_input",
                "title": "The input cannot be accepted",
                "status": 422,
                "detail": "2 fields cannot be accepted; see errors.",
                "instance": "/v1/follow-ups/batch#/items/1",
                "code": "invalid_input",
                "request_id": "5f0c1d9be2a4473d",
                "errors": [
                    {"pointer": "/recruiter", "code": "missing", "detail": "This field is required."},
                    {"pointer": "/application", "code": "missing", "detail": "This field is required."},
                ],
            },
        },
    ]
}
