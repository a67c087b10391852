"""What an answer is good for next: OpenAPI links, and the headers that they read."""

from typing import Any

_ID = {"id": "$response.body#/id"}
_OF_A_FOLLOW_UP = ("get_follow_up", "list_events", "get_message", "cancel_follow_up", "follow_up_replied",
                   "retry_follow_up", "resolve_follow_up")  # fmt: skip

ETAG: dict[str, Any] = {
    "ETag": {
        "description": "Changes whenever the follow-up does; PATCH wants it as If-Match.",
        "schema": {"type": "string", "pattern": '^"[0-9]+"$'},
    }
}
LOCATION: dict[str, Any] = {
    "Location": {"description": "Where it is found.", "schema": {"type": "string", "pattern": "^/v1/follow-ups/.+$"}}
}
FOLLOW_UP: dict[str, Any] = {
    **{operation: {"operationId": operation, "parameters": _ID} for operation in _OF_A_FOLLOW_UP},
    "change_follow_up": {
        "operationId": "change_follow_up",
        "parameters": {**_ID, "if-match": "$response.header.ETag"},
    },
}
SANDBOX_MESSAGES: dict[str, Any] = {
    "get_sandbox_message": {
        "operationId": "get_sandbox_message",
        "parameters": {"id": "$response.body#/items/0/id"},
        "description": "The newest.",
    }
}
