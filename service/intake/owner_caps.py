"""How many follow-ups an owner may have accepted in any 24 hours."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from service.domain.pacing import DAY
from service.store import accepted
from service.store.engine import Connection

SHARE = 16  # a count is good for one in so many of the places that it found left: exact for as many processes
COUNTED_AGAIN_AFTER = timedelta(minutes=1)
MOST_REMEMBERED = 10_000  # owners


class OwnerCapError(Exception):
    """The owner has as many follow-ups of the last 24 hours as there may be."""

    def __init__(self, *, most: int, until: datetime, now: datetime) -> None:
        super().__init__(f"In any 24 hours so many follow-ups of one owner are accepted: {most}.")
        self.until = until  # aware UTC: then there is room again
        self.seconds = max(1, -int(-(until - now).total_seconds() // 1))


@dataclass(slots=True)
class _Counted:
    at: datetime
    left: int  # accepts before it is counted again


class OwnerCap:
    """Counts rarely while the cap is far, and at every accept when it is near; safe to ask from any thread."""

    def __init__(self, most: int) -> None:
        """Take the cap; 0 means none."""
        self._most = most
        self._counted: dict[str, _Counted] = {}
        self._full_until: dict[str, datetime] = {}
        self._lock = Lock()

    def refuse_known(self, owner: str, *, now: datetime) -> None:
        """Refuse an owner who is known to have none left, without asking the database.

        Raises:
            OwnerCapError: see there.
        """
        until = self._full_until.get(owner)
        if until is not None and now < until:
            raise OwnerCapError(most=self._most, until=until, now=now)

    def take(
        self, connection: Connection, owner: str, *, now: datetime, before_counting: Callable[[], None] = lambda: None
    ) -> None:
        """Take one of an owner's places, in the transaction that stores the follow-up.

        Args:
            connection: of that transaction.
            owner: whose.
            now: aware UTC, when it is accepted.
            before_counting: writes what the transaction has accepted and not yet stored, so that it is counted.

        Raises:
            OwnerCapError: there is none left.
        """
        if not self._most:
            return
        with self._lock:
            known = self._counted.get(owner)
            if known is not None and known.left > 0 and timedelta() <= now - known.at < COUNTED_AGAIN_AFTER:
                known.left -= 1
                return
        before_counting()
        taken = accepted.accepted_since(connection, owner, now - DAY, at_most=self._most)
        if taken >= self._most:
            oldest = accepted.nth_newest_accepted_at(connection, owner, now - DAY, n=self._most)
            until = now if oldest is None else oldest + DAY
            raise OwnerCapError(most=self._most, until=until, now=now)
        with self._lock:
            self._full_until.pop(owner, None)
            self._remember(self._counted, owner, _Counted(at=now, left=(self._most - taken) // SHARE))

    def note(self, owner: str, refused: OwnerCapError) -> None:
        """Remember until when an owner has none left; to be told after the commit of what was counted."""
        with self._lock:
            self._remember(self._full_until, owner, refused.until)

    @staticmethod
    def _remember(kept: dict[str, _Counted] | dict[str, datetime], owner: str, value: object) -> None:
        if len(kept) >= MOST_REMEMBERED:
            kept.clear()
        kept[owner] = value  # type: ignore[assignment]  # each dictionary is given its own kind
