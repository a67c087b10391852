"""Step (9): stored values → the JSON that is answered."""

from typing import Any

from service.domain.follow_up import public_status
from service.domain.plan import instant_text
from service.store.records import Attempt, Event, StoredFollowUp

Document = dict[str, Any]
FIRST_ETAG = '"1"'  # of a follow-up right after its POST, as `etag_of` gives it
_INTERNAL_PLAN_FIELDS = ("answer_by", "first_on")
_TOLD_ELSEWHERE = ("promise", "accept", "greeting_hours")  # parts of the request


def follow_up_document(follow_up: StoredFollowUp) -> Document:
    """Return a follow-up as it is answered."""
    request, plan = follow_up.request, follow_up.plan
    promise = request["promise"]
    return {
        "id": str(follow_up.id),
        "status": public_status(follow_up.status),
        **{name: value for name, value in request.items() if name not in _TOLD_ELSEWHERE},
        "promise": {
            "answer_by": plan["answer_by"],
            **({"said": promise["said"]} if "said" in promise else {}),
            "counted_from": promise["counted_from"] or request["application"]["interviewed_on"],
            "assumed": promise["assumed"],
        },
        "plan": {name: value for name, value in plan.items() if name not in _INTERNAL_PLAN_FIELDS},
        "expires_at": instant_text(follow_up.expires_at),
        "letter": {
            "subject": follow_up.subject,
            "body": follow_up.body,
            "language": follow_up.language,
            "accept": request.get("accept", []),
            "findings": follow_up.findings,
            "rules_version": follow_up.rules_version,
        },
        "message_id": follow_up.message_id,
        "attempts": [attempt_document(attempt) for attempt in follow_up.attempts],
        "cancel_requested": follow_up.stop_requested is not None,
        "answered_at": None if follow_up.answered_at is None else instant_text(follow_up.answered_at),
        "created_at": instant_text(follow_up.created_at),
        "updated_at": instant_text(follow_up.updated_at),
        "wiped_at": None if follow_up.wiped_at is None else instant_text(follow_up.wiped_at),
    }


def preview_document(follow_up: StoredFollowUp) -> Document:
    """Return what a POST would answer; what only a stored follow-up has is left out."""
    document = follow_up_document(follow_up)
    del document["id"]
    document["message_id"] = None
    return document


def attempt_document(attempt: Attempt) -> Document:
    """Return a try as it is answered."""
    return {
        "n": attempt.n,
        "started_at": instant_text(attempt.started_at),
        "stage": attempt.stage,
        "reply_code": attempt.reply_code,
        "reply_text": attempt.reply_text,
        "outcome": attempt.outcome,
        "counted": attempt.counted,
    }


def event_document(event: Event) -> Document:
    """Return an entry of the history as it is answered."""
    return {"at": instant_text(event.at), "type": event.type, "detail": event.detail}


def etag_of(follow_up: StoredFollowUp) -> str:
    """Return the entity tag: it changes whenever the follow-up does."""
    return f'"{follow_up.version}"'
