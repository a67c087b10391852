"""Bodies of `POST /v1/follow-ups` for a service that lives on Tuesday 24 November 2026, from 12:20 WIB."""

import itertools
from datetime import datetime
from typing import Any

from service.domain.planner import spread_of
from service.domain.request import spread_key

Body = dict[str, Any]
START = datetime.fromisoformat("2026-11-24T12:20:00+07:00")
INTERVIEWED_ON = "2026-11-20"
OPEN_NOW: Body = {"break": ["10:00", "12:30"], "closes_at": None}  # at START, with hardly a point of it to come
_numbers = itertools.count(1)


def smallest() -> Body:
    """Return a body of what is required and nothing else; each one is another interview."""
    number = next(_numbers)
    return {
        "candidate": {"name": "Rina Wulandari", "email": f"rina{number}@example.com"},
        "recruiter": {"email": f"andi{number}@majujaya.co.id"},
        "application": {"company": "PT Maju Jaya", "position": "Analis Data", "interviewed_on": INTERVIEWED_ON},
    }


def changed(pointer: str, value: object, body: Body | None = None) -> Body:
    """Return a body with the member at `pointer` (of objects only) set."""
    whole = smallest() if body is None else body
    *path, last = pointer.removeprefix("/").split("/")
    at = whole
    for name in path:
        at = at.setdefault(name, {})
    at[last] = value
    return whole


def due_now(recruiter: str = "andi", *, owner: str = "default") -> Body:
    """Return a body whose promise has lapsed and whose point in the open break has passed: it leaves when posted."""
    while True:
        body = smallest()
        body["recruiter"]["email"] = f"{recruiter}-{body['recruiter']['email']}"
        key = spread_key(owner, body["candidate"]["email"], body["recruiter"]["email"], INTERVIEWED_ON)
        if spread_of(key) < 0.9:
            return {**body, "promise": {"answer_by": INTERVIEWED_ON}, "office": OPEN_NOW}
