"""Windows have room for so many letters: what does not fit is planned onward, so that a told `send_at` is a true one.

What counts is read from the follow-ups themselves, in the transaction that stores the plan; the claim counts again and
is exact.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal

from service.domain.errors import NoSendTimeError
from service.domain.mail_domain import capped_domain
from service.domain.pacing import DAY, Caps, too_many_with
from service.domain.planner import MARGIN
from service.planning.places import Place, Places
from service.planning.plans import Planning
from service.store import owner_accounts
from service.store.engine import Connection
from service.store.records import StoredFollowUp, StoredPlan

MOST_WINDOWS = 400
CapReason = Literal["account_cap", "recruiter_cap"]


class Pacing:
    """Finds a window with room."""

    def __init__(
        self, *, caps: Mapping[str, Caps], per_recruiter_per_window: int, per_domain_per_window: int = 0
    ) -> None:
        """Take the caps; 0 means none.

        Args:
            caps: of the environment's account.
            per_recruiter_per_window: letters to one mailbox.
            per_domain_per_window: letters to the mailboxes of one domain, free-mail providers apart.
        """
        self._caps, self._per_recruiter = caps, per_recruiter_per_window
        self._per_domain = per_domain_per_window

    def caps_of(self, connection: Connection, account: str) -> Caps:
        """Return an account's caps: the environment's, or those its owner gave."""
        found = self._caps.get(account)
        return owner_accounts.caps_of(connection, account) if found is None else found

    def fit(
        self,
        connection: Connection,
        planned: StoredPlan,
        place: Place,
        *,
        later: Callable[[datetime, CapReason], StoredPlan],
        places: Places | None = None,
    ) -> StoredPlan:
        """Return `planned`, or the first later plan whose window has room.

        Args:
            connection: of the transaction that stores the plan, or of one that only looks (preview).
            planned: the plan without regard to caps.
            place: who asks.
            later: gives the plan that begins at an instant (aware UTC), told with the reason.
            places: what counts; of a transaction that stores more than one.

        Raises:
            NoSendTimeError: no room in the next 400 windows.
        """
        places = places or Places(connection)
        for _ in range(MOST_WINDOWS):
            full = self._full(places, planned, place)
            if full is None:
                return planned
            planned = later(planned.closes_at, full)
        raise NoSendTimeError(f"The next {MOST_WINDOWS} send windows are full by the caps of the account or mailbox.")

    def fit_stored(
        self,
        connection: Connection,
        planned: StoredPlan,
        follow_up: StoredFollowUp,
        *,
        planning: Planning,
        now: datetime,
    ) -> StoredPlan:
        """Return a stored follow-up's plan, or the first later one whose window has room; see `fit`."""
        place = Place(
            account=follow_up.account,
            recruiter_hash=follow_up.recruiter_hash,
            beside=follow_up.id,
            domain_hash=capped_domain(follow_up.request["recruiter"]["email"]),
        )
        return self.fit(
            connection,
            planned,
            place,
            later=lambda at, why: planning.pushed_on(follow_up, now=now, not_before=at, reason=why),
        )

    def _full(self, places: Places, planned: StoredPlan, place: Place) -> CapReason | None:
        """Return which cap leaves no room in the window of a plan, or None."""
        window = (planned.opens_at, planned.closes_at)
        if self._per_recruiter and places.full_at(place, *window, most=self._per_recruiter):
            return "recruiter_cap"
        if self._per_domain and places.full_in_domain(place, *window, most=self._per_domain):
            return "recruiter_cap"
        caps = places.caps_of(place.account, self.caps_of)
        room = caps.in_window(*window, margin=MARGIN)
        if room is not None and places.full_of(place, *window, most=room):
            return "account_cap"
        if caps.per_day and self._day_is_full(places, planned.send_at, place, most=caps.per_day):
            return "account_cap"
        return None

    @staticmethod
    def _day_is_full(places: Places, send_at: datetime, place: Place, *, most: int) -> bool:
        if not places.full_of(place, send_at - DAY, send_at + DAY, most=most):
            return False  # so few that no stretch can be too full, whichever way they lie
        return too_many_with(send_at, places.around(place, send_at, DAY), most=most, length=DAY)
