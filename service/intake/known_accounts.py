"""Accounts that were asked for a moment ago: most follow-ups of an owner leave through the same few."""

from service.accounts.book import DEFAULT_ACCOUNT, AccountBook, NoAccountError, Sending
from service.domain.clock import Clock
from service.store.engine import Database

REMEMBERED_SECONDS = 1.0  # real; what is stored asks again, in its own transaction
MOST_REMEMBERED = 10_000


class KnownAccounts:
    """Finds accounts for what is prepared; safe to ask from any thread."""

    def __init__(self, *, database: Database, clock: Clock, accounts: AccountBook) -> None:
        self._database, self._clock, self._accounts = database, clock, accounts
        self._found: dict[tuple[str, str], tuple[float, Sending]] = {}  # by owner and name; until, monotonic

    def sending(self, name: str, *, owner: str, remembered: bool) -> Sending:
        """Return the account that a name of an owner's is.

        Args:
            name: as the owner gave it.
            owner: whose.
            remembered: whether it may be what it was up to a second ago.

        Raises:
            NoAccountError: there is none; that is never remembered.
        """
        if name == DEFAULT_ACCOUNT:
            return self._demanded(self._accounts.sending(None, name, owner=owner), name)
        known = self._found.get((owner, name)) if remembered else None
        if known is not None and known[0] >= self._clock.monotonic():
            return known[1]
        with self._database.reading() as connection:
            found = self._demanded(self._accounts.sending(connection, name, owner=owner), name)
        if len(self._found) >= MOST_REMEMBERED:
            self._found.clear()
        self._found[owner, name] = (self._clock.monotonic() + REMEMBERED_SECONDS, found)
        return found

    @staticmethod
    def _demanded(found: Sending | None, name: str) -> Sending:
        if found is None:
            raise NoAccountError(name)
        return found
