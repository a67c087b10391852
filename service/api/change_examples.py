"""Bodies of `PATCH /v1/follow-ups/{id}` that the OpenAPI document shows."""

from typing import Any

from service.api.example_nulls import mark_nulls

CHANGES: dict[str, Any] = {
    "promise": {
        "summary": "The recruiter asked for another week",
        "value": {"promise": {"answer_by": "2026-11-30"}},
    },
    "recruiter": {
        "summary": "A name that was missing; the phone number goes",
        "value": mark_nulls(
            {"recruiter": {"name": "Andi Pratama", "honorific": "Bapak"}, "candidate": {"phone": None}}
        ),
    },
}
