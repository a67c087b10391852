"""What a caller can do wrong, as values that every front door (HTTP, command line) can tell in its own form."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One thing that is wrong with one field of the input."""

    pointer: str  # RFC 6901 JSON pointer into the body, e.g. "/office/break"
    code: str  # stable, snake_case, e.g. "unknown_timezone"
    detail: str  # one sentence that says what is accepted; never echoes a secret or a whole text


class InvalidInputError(ValueError):
    """The input cannot be accepted; `errors` says where and why, and what would be accepted."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.pointer}: {error.detail}" for error in errors))
        self.errors = errors


class NoSendTimeError(RuntimeError):
    """No instant within the planner's horizon (60 days) is allowed."""


class WipedError(RuntimeError):
    """The letter is kept no longer: it cannot be sent, tried again or read."""


UNPLANNABLE = (NoSendTimeError, InvalidInputError)  # what planning raises when there is no allowed instant
