"""One delivery: opened, signed, posted, and what became of it recorded by token."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from service.credentials import Vault, VaultError
from service.domain.clock import Clock
from service.egress.posting import Poster
from service.store import outbox
from service.store.engine import Connection
from service.store.outbox import ClaimedDelivery
from service.store.writer import Writer
from service.webhooks import retrying, signing
from service.webhooks.retrying import Delivered, Failed, Gone, Result

MOST_ANSWER_BYTES = 1024  # read and thrown away

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Delivers; holds no state of its own."""

    writer: Writer
    clock: Clock
    vault: Vault
    poster: Poster
    chance: Callable[[], float]  # from [0, 1)
    seconds: float = 15.0  # for one try, everything included

    async def deliver(self, claimed: ClaimedDelivery) -> None:
        """Try once; what became of it is committed before this returns."""
        result = await self._try(claimed)
        await self.writer.run(lambda connection: self._record(connection, claimed, result))

    async def _try(self, claimed: ClaimedDelivery) -> Result:
        content = signing.content_of(claimed.payload)
        try:
            kept = self.vault.open(claimed.sealed_secret)
        except VaultError as error:
            log.warning("webhook_secret_not_opened", webhook_id=claimed.webhook_id, error=type(error).__name__)
            return Failed(status=None, error="no_secret: the service could not open the webhook's secret.")
        headers = signing.headers_of(claimed.id, content, kept=kept, now=self.clock.real_now())
        answer = await self.poster.post(
            claimed.url, content.encode(), headers=headers, seconds=self.seconds, most_bytes=MOST_ANSWER_BYTES
        )
        return retrying.result_of(answer)

    def _record(self, connection: Connection, claimed: ClaimedDelivery, result: Result) -> None:
        now = self.clock.real_now()
        match result:
            case Delivered(status=status):
                if outbox.settle(connection, claimed, state="delivered", now=now, status=status, error=None):
                    outbox.note_answer(connection, claimed.webhook_id)
            case Gone(status=status):
                mine = outbox.settle(connection, claimed, state="given_up", now=now, status=status, error=retrying.GONE)
                if mine:
                    self._disable(connection, claimed, retrying.GONE)
            case Failed():
                self._record_failure(connection, claimed, result, now)
            case _:
                assert_never(result)

    def _record_failure(self, connection: Connection, claimed: ClaimedDelivery, failed: Failed, now: datetime) -> None:
        due_at = retrying.next_try_at(claimed.tries + 1, now=now, chance=self.chance())
        mine = outbox.settle(
            connection,
            claimed,
            state="given_up" if due_at is None else "waiting",
            now=now,
            status=failed.status,
            error=failed.error,
            due_at=due_at,
        )
        if not mine:
            return
        failing_for: timedelta = now - outbox.note_failure(connection, claimed.webhook_id, now=now)
        if due_at is None and failing_for >= retrying.DISABLED_AFTER:
            self._disable(connection, claimed, retrying.DEAF)

    @staticmethod
    def _disable(connection: Connection, claimed: ClaimedDelivery, reason: str) -> None:
        if outbox.disable(connection, claimed.webhook_id, reason):
            log.warning("webhook_disabled", webhook_id=claimed.webhook_id, reason=reason)
