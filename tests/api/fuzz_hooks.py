"""What schemathesis is told of this API; it loads the file by its path, in a process of its own.

The bodies that it makes rarely have a past interview, or an address that can be sent to, so hardly one would be stored:
dates that are dates are moved to where the service lives, addresses that look like some to domains that exist.
"""

import hashlib
from datetime import date, timedelta
from typing import Any

import schemathesis
from schemathesis import Case, CheckContext, HookContext, Response

TODAY = date(2026, 11, 24)  # where the service's clock starts
TOLD = {404, 408, 409, 410, 412, 422, 428}  # what a request of the right shape may be refused with


@schemathesis.hook
def map_body(_context: HookContext, body: Any) -> Any:  # noqa: ANN401  # any JSON value
    """Move dates of interviews and promises of a follow-up, or of many, near the day on which the service lives."""
    if isinstance(body, dict):
        items = body.get("items")
        for each in [body, *(items if isinstance(items, list) else ())]:
            if isinstance(each, dict):
                _move(each.get("application"), "interviewed_on", before=True)
                _move(each.get("promise"), "answer_by", before=False)
                _address(each.get("candidate"), "example.com")
                _address(each.get("recruiter"), "majujaya.co.id")
    return body


@schemathesis.hook
def map_headers(_context: HookContext, headers: dict[str, Any] | None) -> dict[str, Any] | None:
    """Let every other change be one of whatever version there is."""
    for name, value in (headers or {}).items():
        if headers and name.casefold() == "if-match" and len(str(value)) % 2 == 0:
            headers[name] = "*"
    return headers


def _address(part: object, domain: str) -> None:
    """Let an address that has the form of one be one that can be sent to."""
    given = part.get("email") if isinstance(part, dict) else None
    if isinstance(part, dict) and isinstance(given, str) and 3 <= len(given) <= 254 and "@" in given:
        part["email"] = f"a{hashlib.sha256(given.encode(errors='replace')).hexdigest()[:4]}@{domain}"


def _move(part: object, name: str, *, before: bool) -> None:
    given = part.get(name) if isinstance(part, dict) else None
    if not isinstance(part, dict) or not isinstance(given, str):
        return
    try:
        date.fromisoformat(given)
    except ValueError:
        return
    days = timedelta(days=hashlib.sha256(given.encode()).digest()[0] % 60)
    part[name] = (TODAY - days if before else TODAY + days).isoformat()


@schemathesis.check
def right_shape_is_taken_or_told_why(_context: CheckContext, response: Response, case: Case[Any]) -> None:
    """Stands in for positive_data_acceptance: what has the right shape may still mean something that cannot be.

    That the code is one which the route declares is seen to by response_schema_conformance: the schema lists them.
    """
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in range(400, 500):
        return
    assert response.status_code in TOLD, f"right in shape, but answered with {response.status_code}"
    if response.status_code == 422:
        problem = response.json()
        assert problem["code"] != "invalid_input" or problem.get("errors") or "Idempotency-Key" in problem["detail"]
