"""A stored follow-up as the body that would post it again, and a merge patch on that (RFC 7396)."""

from collections.abc import Mapping
from typing import Any

from service.intake.changing import as_written
from service.store.records import StoredFollowUp

Document = dict[str, Any]
MERGED = frozenset({"candidate", "recruiter", "application"})  # everything else is replaced whole
_AS_POSTED = ("candidate", "recruiter", "application", "office", "windows", "thread", "account", "reference",
              "expires_after_working_days", "allow_duplicate")  # fmt: skip
_COUNTED_FORMS = ("within_days", "within_weeks", "within_working_days", "said")


def body_of(follow_up: StoredFollowUp) -> Document:
    """Return the body of a POST that is understood as the follow-up was; its files are left out."""
    request = follow_up.request
    body = {name: request[name] for name in _AS_POSTED if request[name] is not None}
    promise = _promise(request)
    if promise is not None:
        body["promise"] = promise
    body["letter"] = {"language": follow_up.language}
    own = as_written(follow_up)
    if own is not None:
        body["letter"] |= {"subject": own["subject"], "body": follow_up.body, "accept": own["accept"]}
    return body


def merged(body: Mapping[str, Any], patch: Mapping[str, Any]) -> Document:
    """Return a body with a patch applied: null removes, objects of `MERGED` are merged, the rest is replaced."""
    result = dict(body)
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        elif name in MERGED and isinstance(value, dict):
            result[name] = merged(result.get(name, {}), value)
        else:
            result[name] = value
    return result


def _promise(request: Document) -> Document | None:
    """Return the promise as it was posted, or None when none was.

    One that counts from the day of the interview goes on doing so, from the new one when that day is changed.
    """
    promise = request["promise"]
    if promise["assumed"]:
        return None
    form = next((each for each in _COUNTED_FORMS if each in promise), None)
    given: Document = {"answer_by": promise.get("answer_by_instant", promise["answer_by"])}
    if form is not None:
        given = {form: promise[form]}
    start = promise["counted_from"]
    if start is not None and start != request["application"]["interviewed_on"]:
        given["counted_from"] = start
    return given
