"""All that is stored of a follow-up, for who has the right to see it."""

from base64 import b64encode
from typing import Any

from service.api.documents import event_document, follow_up_document
from service.store import delivery, follow_ups, history
from service.store.engine import Connection
from service.store.records import StoredFollowUp


def export_document(connection: Connection, follow_up: StoredFollowUp) -> dict[str, Any]:
    """Return a follow-up with its history, its files and the bytes that went over the wire."""
    frozen = delivery.frozen_message(connection, follow_up.id)
    return {
        "follow_up": follow_up_document(follow_up),
        "events": [event_document(event) for event in history.events_of(connection, follow_up.id)],
        "files": [
            {
                "filename": file.filename,
                "sha256": file.sha256,
                "content_base64": b64encode(file.content).decode(),
            }
            for file in follow_ups.attachments_of(connection, follow_up.id)
        ],
        "message": None if frozen is None else frozen[0].decode("utf-8", "replace"),
    }


def size_of(document: dict[str, Any]) -> int:
    """Return how many characters the files and the bytes of an export's item are, which is nearly all of it."""
    return len(document["message"] or "") + sum(len(file["content_base64"]) for file in document["files"])
