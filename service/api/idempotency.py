"""The Idempotency-Key header: per owner and route, bodies compared as canonical JSON."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from service.api.problems import ProblemError
from service.store.idempotency import Remembered

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")


def checked_key(given: Sequence[str]) -> str | None:
    """Return the value of the header, without the quotes of a structured string; None: there is none.

    Args:
        given: the value of every line of that name.

    Raises:
        ProblemError: `invalid_input`.
    """
    if not given:
        return None
    if len(given) > 1:
        raise ProblemError("invalid_input", "One Idempotency-Key is accepted, not several.")
    (key,) = given
    bare = key[1:-1] if len(key) > 1 and key[0] == key[-1] == '"' else key
    if not _KEY.fullmatch(bare):
        raise ProblemError("invalid_input", "An Idempotency-Key of 1 to 255 printable ASCII characters is accepted.")
    return bare


def canonical_hash(body: Any) -> str:  # noqa: ANN401  # any JSON value
    """Return the hash that two equal bodies share, whatever their spacing and the order of their members."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


class InFlight:
    """Keys whose first request is still running in this process."""

    def __init__(self) -> None:
        self._running: set[tuple[str, str, str]] = set()

    @contextmanager
    def running(self, owner: str, route: str, key: str | None) -> Iterator[None]:
        """Hold a key while its request runs.

        Raises:
            ProblemError: `idempotency_in_progress`.
        """
        if key is None:
            yield
            return
        mark = (owner, route, key)
        if mark in self._running:
            raise ProblemError(
                "idempotency_in_progress",
                "The first request with this key is still running; ask again in a moment.",
                headers={"Retry-After": "1"},
            )
        self._running.add(mark)
        try:
            yield
        finally:
            self._running.discard(mark)


def refuse_other_body(known: Remembered, body_hash: str) -> None:
    """Refuse a key that was used with another body.

    Raises:
        ProblemError: `idempotency_key_reused`.
    """
    if known.body_hash != body_hash:
        raise ProblemError("idempotency_key_reused", "Use a new key for another body; the first answer still stands.")
