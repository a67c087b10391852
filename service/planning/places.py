"""How many letters have a place in a window, as one transaction sees it: stored ones, and those that it is to store."""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from service.domain.pacing import Caps
from service.store import accounts
from service.store.engine import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who asks for a place in a window."""

    account: str
    recruiter_hash: str
    beside: UUID | None  # the follow-up itself, which does not count; None: a new one
    domain_hash: str | None = None  # of the mailbox's domain; None: it counts against no cap


class _Count(Protocol):
    """One of the store's three: of an account, of a mailbox, of a domain."""

    def __call__(
        self, connection: Connection, whose: str, start: datetime, end: datetime, /, *, beside: object, at_most: int
    ) -> int: ...


class Places:
    """Counts for one transaction; what the store has told of a window is not asked for again.

    Another process may store a letter into the window meanwhile, as it may between the count and the commit: the claim
    counts again, and is exact.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._caps: dict[str, Caps] = {}
        self._told: dict[tuple[object, ...], int] = {}
        self._noted: dict[tuple[object, str], list[datetime]] = defaultdict(list)  # when they leave, sorted

    def note(self, place: Place, send_at: datetime) -> None:
        """Count a letter from now on that this transaction is to store."""
        insort(self._noted[accounts.places_taken, place.account], send_at)
        insort(self._noted[accounts.places_taken_at, place.recruiter_hash], send_at)
        if place.domain_hash is not None:
            insort(self._noted[accounts.places_taken_in_domain, place.domain_hash], send_at)

    def caps_of(self, account: str, ask: Callable[[Connection, str], Caps]) -> Caps:
        """Return an account's caps, asked for once."""
        found = self._caps.get(account)
        if found is None:
            found = self._caps[account] = ask(self._connection, account)
        return found

    def full_at(self, place: Place, start: datetime, end: datetime, *, most: int) -> bool:
        """Say whether a mailbox gets `most` letters in [start, end) already."""
        return self._full(accounts.places_taken_at, place.recruiter_hash, start, end, place.beside, most)

    def full_in_domain(self, place: Place, start: datetime, end: datetime, *, most: int) -> bool:
        """Say whether a domain gets `most` letters in [start, end) already; one that counts against no cap never."""
        domain = place.domain_hash
        return domain is not None and self._full(
            accounts.places_taken_in_domain, domain, start, end, place.beside, most
        )

    def full_of(self, place: Place, start: datetime, end: datetime, *, most: int) -> bool:
        """Say whether `most` letters of an account leave in [start, end) already."""
        return self._full(accounts.places_taken, place.account, start, end, place.beside, most)

    def around(self, place: Place, instant: datetime, length: timedelta) -> list[datetime]:
        """Return when an account's letters within `length` of an instant leave, aware UTC, sorted."""
        stored = accounts.planned_around(self._connection, place.account, instant, length, beside=place.beside)
        noted = self._noted.get((accounts.places_taken, place.account), ())
        return sorted([*stored, *(at for at in noted if instant - length < at < instant + length)])

    def _full(  # three public methods share it
        self, count: _Count, whose: str, start: datetime, end: datetime, beside: UUID | None, most: int
    ) -> bool:
        noted = self._noted.get((count, whose), ())
        within = bisect_left(noted, end) - bisect_left(noted, start)
        if within >= most:
            return True
        asked = (count, whose, start, end, beside, most)
        told = self._told.get(asked)
        if told is None:
            told = self._told[asked] = count(self._connection, whose, start, end, beside=beside, at_most=most)
        return told + within >= most
