"""Errors as RFC 9457 problem details; every code that can be answered is listed here. No answer echoes the input."""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.routing import Match

from service.accounts.book import NoAccountError
from service.api.error_descriptions import describe_as_problems
from service.api.example_nulls import give_nulls_back
from service.api.schemas.errors import field_errors
from service.credentials import VaultError
from service.domain.errors import FieldError, InvalidInputError, NoSendTimeError, WipedError
from service.intake.checking import LetterNeedsChangesError
from service.intake.owner_caps import OwnerCapError
from service.intake.suppressing import SuppressedError
from service.store.engine import UNAVAILABLE

MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger()
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_AS_SERVED = {"HEAD": "GET"}  # the shell makes a GET of it

# code → (status, title)
PROBLEMS: dict[str, tuple[int, str]] = {
    "bad_json": (400, "The body is not JSON"),
    "bad_request": (400, "This is not an HTTP request that is accepted"),
    "unauthorized": (401, "A valid API key is needed"),
    "forbidden": (403, "The key lacks a scope"),
    "not_found": (404, "There is nothing here"),
    "method_not_allowed": (405, "The method is not allowed here"),
    "already_tried": (409, "A try got as far as the letter"),
    "account_in_use": (409, "Follow-ups leave through the account"),
    "account_read_only": (409, "The account is the operator's"),
    "being_verified": (409, "The account is being verified"),
    "duplicate": (409, "An open follow-up for the same interview exists"),
    "idempotency_in_progress": (409, "A request with this Idempotency-Key is still running"),
    "not_changeable": (409, "The follow-up no longer waits"),
    "no_account": (409, "There is no account to send from"),
    "too_many": (409, "The owner has as many of these as there may be"),
    "wrong_status": (409, "The follow-up's status does not allow this"),
    "too_slow": (408, "The body took too long to come"),
    "wiped": (409, "The letter is no longer kept"),
    "gone": (410, "The letter is no longer kept"),
    "precondition_failed": (412, "The follow-up changed since"),
    "body_too_large": (413, "The body is too large"),
    "unsupported_media_type": (415, "The body must be JSON"),
    "idempotency_key_reused": (422, "The Idempotency-Key was used with another body"),
    "letter_needs_changes": (422, "The letter cannot leave as it is"),
    "invalid_input": (422, "The input cannot be accepted"),
    "no_send_time": (422, "No allowed send time within 60 days"),
    "recipient_suppressed": (422, "The recruiter asked not to be written to"),
    "precondition_required": (428, "If-Match is needed"),
    "owner_cap": (429, "The owner has as many follow-ups a day as there may be"),
    "too_many_requests": (429, "The key asks too often"),
    "internal_error": (500, "Something went wrong on our side"),
    "no_secret_key": (503, "The operator has to give the key that seals secrets"),
    "database_unavailable": (503, "The database cannot be used just now"),
}


class ProblemError(Exception):
    """Ends a request with a problem; `code` must be one of `PROBLEMS`."""

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.code, self.detail, self.errors = code, detail, errors
        self.members, self.headers = dict(members or {}), dict(headers or {})

    @property
    def status(self) -> int:
        """The HTTP status of this problem."""
        return PROBLEMS[self.code][0]

    def document(self, *, instance: str, request_id: str) -> dict[str, Any]:
        """Return the problem as it is answered."""
        document: dict[str, Any] = {
            "type": f"urn:tanyakabar:problem:{self.code}",
            "title": PROBLEMS[self.code][1],
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
            "request_id": request_id,
            **self.members,
        }
        if self.errors:
            document["errors"] = [
                {"pointer": error.pointer, "code": error.code, "detail": error.detail} for error in self.errors
            ]
        return document


def invalid_input(errors: Sequence[FieldError]) -> ProblemError:
    """Return the problem that names every field that cannot be accepted."""
    count = "One field" if len(errors) == 1 else f"{len(errors)} fields"
    return ProblemError("invalid_input", f"{count} cannot be accepted; see errors.", errors=errors)


def letter_needs_changes(findings: Sequence[Mapping[str, Any]]) -> ProblemError:
    """Return the problem of a letter that a finding blocks, with all of its findings."""
    return ProblemError(
        "letter_needs_changes",
        "Change what the findings of severity block name, or name their rules in letter.accept where you mean it so.",
        members={"findings": list(findings)},
    )


def database_unavailable() -> ProblemError:
    """Return the problem of a database that is locked, full or away."""
    return ProblemError(
        "database_unavailable",
        "Nothing was stored that was not answered; ask again in a moment, best with an Idempotency-Key.",
        headers={"Retry-After": "5"},
    )


def no_account() -> ProblemError:
    """Return the problem of a follow-up whose account is not there, or not open to its owner."""
    return ProblemError(
        "no_account", "There is no account of this name to send from; the operator or you must register one."
    )


def answer(request: Request, problem: ProblemError) -> JSONResponse:
    """Return the response for a problem."""
    request_id = request.scope.get("state", {}).get("request_id", "")
    return JSONResponse(
        problem.document(instance=request.url.path, request_id=request_id),
        status_code=problem.status,
        headers=problem.headers,
        media_type=MEDIA_TYPE,
    )


def _no_key(error: Exception) -> ProblemError:
    log.error("secret_key_missing", why=str(error))
    detail = "The service cannot seal or open secrets just now; its log says what the operator has to do."
    return ProblemError("no_secret_key", detail)


def _meaning(error: Exception) -> ProblemError:
    assert isinstance(error, InvalidInputError)  # noqa: S101  # told of this class only
    return invalid_input(error.errors)


def _owner_cap(error: Exception) -> ProblemError:
    assert isinstance(error, OwnerCapError)  # noqa: S101  # asked for this class only
    wait = error.seconds
    members, headers = {"retry_after_seconds": wait}, {"Retry-After": str(wait)}
    return ProblemError("owner_cap", str(error), members=members, headers=headers)


def _suppressed(_: Exception) -> ProblemError:
    detail = "The recruiter's address is on your list of suppressions."
    return ProblemError("recipient_suppressed", detail, errors=(SuppressedError.error,))


# What layers below raise → how it is told.
def _letter(error: Exception) -> ProblemError:
    assert isinstance(error, LetterNeedsChangesError)  # noqa: S101  # registered for this class only
    return letter_needs_changes(error.findings)


_TOLD: dict[type[Exception], Callable[[Exception], ProblemError]] = {
    InvalidInputError: _meaning,
    LetterNeedsChangesError: _letter,
    NoSendTimeError: lambda error: ProblemError("no_send_time", str(error)),
    NoAccountError: lambda _: no_account(),
    WipedError: lambda _: ProblemError("wiped", "The letter was wiped, so it cannot leave again; post a new one."),
    VaultError: _no_key,
    SuppressedError: _suppressed,
    OwnerCapError: _owner_cap,
}
PROBLEM_CAUSES: tuple[type[Exception], ...] = (ProblemError, InvalidInputError, *_TOLD)


def problem_of(error: Exception) -> ProblemError:
    """Return the problem that an error of `PROBLEM_CAUSES` is told as."""
    if isinstance(error, ProblemError):
        return error
    if isinstance(error, InvalidInputError):
        return invalid_input(error.errors)
    return next(told(error) for kind, told in _TOLD.items() if isinstance(error, kind))


def install(app: FastAPI) -> None:
    """Let every error of `app` leave as a problem, and be described as one."""
    build_document = app.openapi

    def openapi() -> dict[str, Any]:
        document = build_document()
        describe_as_problems(document, media_type=MEDIA_TYPE, codes=list(PROBLEMS))
        give_nulls_back(document["paths"])
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to change the document

    async def on_problem(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ProblemError)  # noqa: S101  # registered for this class only
        return answer(request, error)

    async def on_shape(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101  # registered for this class only
        found = error.errors()
        if any(each["type"] == "json_invalid" for each in found):
            return answer(request, ProblemError("bad_json", "The body must be one JSON object, UTF-8."))
        return answer(request, invalid_input(field_errors(error)))

    async def on_told(request: Request, error: Exception) -> JSONResponse:
        return answer(request, problem_of(error))

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101  # registered for this class only
        return answer(request, _of_http(request, error))

    async def on_database(request: Request, error: Exception) -> JSONResponse:
        log.warning(
            "database_unavailable", route=getattr(request.scope.get("route"), "path", ""), error=type(error).__name__
        )
        return answer(request, database_unavailable())

    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(RequestValidationError, on_shape)
    for kind in _TOLD:
        app.add_exception_handler(kind, on_told)
    app.add_exception_handler(HTTPException, on_http)
    for unavailable in UNAVAILABLE:
        app.add_exception_handler(unavailable, on_database)


def _of_http(request: Request, error: HTTPException) -> ProblemError:
    match error.status_code:
        case HTTPStatus.METHOD_NOT_ALLOWED:
            headers = {"Allow": ", ".join(_methods_of_path(request))}
            return ProblemError("method_not_allowed", "See the Allow header.", headers=headers)
        case HTTPStatus.BAD_REQUEST:
            return ProblemError("bad_json", "The body must be one JSON object, UTF-8.")
        case HTTPStatus.REQUEST_TIMEOUT:
            return ProblemError("too_slow", error.detail, headers=dict(error.headers or {}))
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return ProblemError("body_too_large", error.detail, headers=dict(error.headers or {}))
        case _:
            return ProblemError("not_found", "Nothing of this path or id, or it belongs to another owner.")


def _methods_of_path(request: Request) -> list[str]:
    """Return every method that some route takes at the request's path; the router names those of one route only."""
    own = [route.methods or () for route in iter_route_contexts(request.app.routes) if route.path == request.url.path]
    if own:  # not an id that another route would take
        return [method for method in METHODS if any(_AS_SERVED.get(method, method) in methods for methods in own)]
    asked = {name: request.scope.get(name, "") for name in ("type", "path", "root_path")}
    return [
        method
        for method in METHODS
        if any(
            route.matches({**asked, "method": _AS_SERVED.get(method, method), "headers": [], "path_params": {}})[0]
            is Match.FULL
            for route in request.app.routes
        )
    ]
