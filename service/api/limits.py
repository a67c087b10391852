"""How many requests a key may make in a minute; in memory, for each process by itself.

A bucket holds a minute's requests and fills steadily: who was quiet may ask in a burst. What is kept of a bucket is one
number, the moment at which it will be full again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from math import ceil, floor

from service.api.problems import ProblemError
from service.domain.clock import Clock

WINDOW_SECONDS = 60.0
MOST_KEYS = 20_000  # remembered at once; only keys that exist are
SLOTS = 1024  # for wrong keys, whatever their number: memory that nobody can make grow
_SITE_BITS = 64  # of an IPv6 address: one caller has all that follow


@dataclass(frozen=True, slots=True)
class Allowance:
    """How a bucket stands after a request."""

    left: int  # requests that may follow at once
    wait_seconds: float  # until the next one is allowed


class RequestLimit:
    """Counts requests; 0 a minute sets no limit. Used in one event loop."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        self._per_minute, self._clock = per_minute, clock
        self._each = WINDOW_SECONDS / per_minute if per_minute else 0.0  # seconds that one request costs
        self._full_at: dict[str, float] = {}
        self._wrong_full_at = [0.0] * SLOTS

    def spend(self, key_id: str) -> Allowance | None:
        """Take one request of a key that exists; None: there is no limit.

        Raises:
            ProblemError: `too_many_requests`; nothing was taken.
        """
        if not self._per_minute:
            return None
        now = self._clock.monotonic()
        full_at = max(self._full_at.get(key_id, now), now)
        self._refuse_empty(full_at - now)
        self._put(key_id, full_at + self._each, now)
        return self._allowance(full_at + self._each - now)

    def charge(self, key_id: str, requests: int) -> None:
        """Take more of a key whose request turned out to be worth several; what is not there is owed."""
        if self._per_minute and requests > 0:
            now = self._clock.monotonic()
            self._put(key_id, max(self._full_at.get(key_id, now), now) + requests * self._each, now)

    def guesses(self, address: str) -> bool:
        """Say whether an address sent so many wrong keys that its next one is refused with another problem."""
        if not self._per_minute:
            return False
        return self._allowance(self._wrong_full_at[_slot_of(address)] - self._clock.monotonic()).left == 0

    def note_wrong(self, address: str) -> None:
        """Count a wrong key against the address that sent it.

        Raises:
            ProblemError: `too_many_requests`; it sent too many of them.
        """
        if self._per_minute:
            slot = _slot_of(address)
            now = self._clock.monotonic()
            full_at = max(self._wrong_full_at[slot], now)
            self._refuse_empty(full_at - now)
            self._wrong_full_at[slot] = full_at + self._each

    def headers(self, allowance: Allowance) -> dict[str, str]:
        """Return what an answer tells of the limit (the IETF draft of RateLimit header fields)."""
        window = f"{WINDOW_SECONDS:.0f}"
        return {
            "RateLimit-Policy": f'"key";q={self._per_minute};w={window}',
            "RateLimit": f'"key";r={allowance.left};t={ceil(allowance.wait_seconds)}',
        }

    def _refuse_empty(self, until_full: float) -> None:
        allowance = self._allowance(until_full)
        if allowance.left > 0:
            return
        wait = max(1, ceil(allowance.wait_seconds))
        headers: Mapping[str, str] = {"Retry-After": str(wait), **self.headers(allowance)}
        detail = f"{self._per_minute} requests a minute are accepted; ask again in {wait} s."
        raise ProblemError("too_many_requests", detail, members={"retry_after_seconds": wait}, headers=headers)

    def _allowance(self, until_full: float) -> Allowance:
        room = WINDOW_SECONDS - until_full
        left = floor(room / self._each + 1e-9)  # what a sum of floats is short of
        return Allowance(left=max(0, left), wait_seconds=0.0 if left > 0 else self._each - room)

    def _put(self, key_id: str, full_at: float, now: float) -> None:
        if key_id not in self._full_at and len(self._full_at) >= MOST_KEYS:
            self._full_at = {key: at for key, at in self._full_at.items() if at > now}
        self._full_at[key_id] = full_at


def _slot_of(address: str) -> int:
    """Return the slot of an address; which ones share it is chosen anew at every start (salted hash of text)."""
    try:
        found = ip_address(address)
    except ValueError:
        return hash(address) % SLOTS
    if isinstance(found, IPv6Address):
        return hash(str(int(found) >> _SITE_BITS)) % SLOTS
    return hash(str(found)) % SLOTS
