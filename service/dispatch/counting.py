"""What dispatch tells of its work; who counts it, and for whom, is not its concern."""

from datetime import timedelta
from typing import Protocol

from service.domain.follow_up import Status
from service.domain.outcome import Outcome


class Counting(Protocol):
    """Counts for one process; told after the commit, never inside a transaction that may be run again."""

    def tried(self, outcome: Outcome, became: Status | None, *, behind: timedelta) -> None:
        """Count a try.

        Args:
            outcome: of the try.
            became: the follow-up's status after it; None: the claim was no longer ours.
            behind: from `send_at` until now.
        """

    def became(self, status: Status, number: int = 1) -> None:
        """Count follow-ups that came to a status in another way than by a try."""
