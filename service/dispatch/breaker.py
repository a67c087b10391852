"""An account at fault is paused at once; one that cannot be reached is left alone for a while."""

from dataclasses import replace
from datetime import datetime

import structlog

from service.domain.outcome import AccountFault, Cut, Outcome, TransientFailure
from service.domain.pacing import BreakerPolicy
from service.store import accounts, owner_accounts
from service.store.accounts import AccountState
from service.store.engine import Connection

log = structlog.get_logger()


class Breaker:
    """Decides from each outcome how the account stands; stored in the outcome's own commit."""

    def __init__(self, policy: BreakerPolicy) -> None:
        self._policy = policy

    def note(
        self, connection: Connection, account: str, outcome: Outcome, *, now: datetime, revision: int | None
    ) -> AccountState:
        """Note what an outcome says of the account, in the outcome's transaction; return how it stands now.

        Args:
            connection: of that transaction.
            account: its id.
            outcome: of a try.
            now: aware UTC.
            revision: of the account that was tried; what an older one did says nothing of one that was changed.
        """
        before = accounts.state_of(connection, account)
        if not self.learns(before, outcome, now=now):
            return before
        before = accounts.state_of(connection, account, for_update=True)  # other processes count failures too
        # Looked at only now: who changes an account renews its state, so whichever comes second sees the first.
        if revision and owner_accounts.revision_of(connection, account) != revision:
            return before
        after = self._after(before, outcome, now)
        accounts.set_state(connection, account, after)
        if isinstance(outcome, AccountFault):
            log.error("account_paused", account=account, stage=outcome.stage.value, why=after.paused_reason)
        return after

    def learns(self, before: AccountState | None, outcome: Outcome, *, now: datetime) -> bool:
        """Say whether an outcome changes how its account stands (None: as new)."""
        before = before or AccountState()
        return self._after(before, outcome, now) != before

    def _after(self, before: AccountState, outcome: Outcome, now: datetime) -> AccountState:
        match outcome:
            case AccountFault():
                return replace(before, paused_reason=outcome.reason, paused_at=now)
            case Cut() | TransientFailure(ours=True):
                return before
            case TransientFailure() if not outcome.stage.reached_mail:
                failures = before.failures + 1
                pause = self._policy.pause(failures)
                return replace(before, failures=failures, alone_until=None if pause is None else now + pause)
            case _:
                return replace(before, failures=0, alone_until=None)
