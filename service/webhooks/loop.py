"""The worker: asks the outbox what is due and delivers as much at once as there are places."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from uuid_utils.compat import uuid7

from service.domain.clock import Clock
from service.egress.posting import NoAnswer, endpoint_of
from service.store import outbox
from service.store.engine import Connection, Database, DatabaseError
from service.store.outbox import ClaimedDelivery, WaitingWebhook
from service.store.writer import Writer
from service.webhooks.delivery import Posting
from service.webhooks.places import MOST_OF_A_WEBHOOK, Place, Places

LEASE = timedelta(seconds=60)  # real time; longer than a try may take
GIVEN_UP_AT_ONCE = 500
FORGOTTEN_AT_ONCE = 500
KEPT = timedelta(days=30)  # after which an ended delivery is listed no more
SECONDS_BETWEEN_CLEANINGS = 600.0

log = structlog.get_logger()


class Webhooks:
    """Delivers events; any number of processes may do so at once."""

    def __init__(self, *, database: Database, writer: Writer, clock: Clock, posting: Posting) -> None:
        self._database, self._writer, self._clock, self._posting = database, writer, clock, posting
        self._places = Places()
        self._under_way: dict[asyncio.Task[None], ClaimedDelivery] = {}
        self._pump: asyncio.Task[None] | None = None
        self._more_wanted = False
        self._stopping = False
        self._cleaned_at = clock.monotonic()  # monotonic seconds

    def wake(self) -> None:
        """See to what is due, beside the caller; what goes wrong is logged, and tried again when woken again."""
        self._more_wanted = True
        if not self._stopping and (self._pump is None or self._pump.done()):
            self._pump = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Claim no more, cut what is under way and give it back: it is posted again, with the same id."""
        self._stopping = True
        if self._pump is not None:
            await asyncio.gather(self._pump, return_exceptions=True)
        cut = dict(self._under_way)
        for task in cut:
            task.cancel()
        await asyncio.gather(*cut, return_exceptions=True)
        try:
            if cut:
                await self._writer.run(partial(self._give_back, cut=list(cut.values())))
        except DatabaseError as error:  # then their leases have to end first
            log.warning("webhooks_not_given_back", error=type(error).__name__)
        await self._posting.poster.close()

    async def at_rest(self) -> None:
        """Return when nothing is under way and nothing is about to begin."""
        while True:
            busy: list[asyncio.Task[None]] = list(self._under_way)
            if self._pump is not None and not self._pump.done():
                busy.append(self._pump)
            if not busy:
                return
            await asyncio.gather(*busy, return_exceptions=True)

    async def _work(self) -> None:
        try:
            while self._more_wanted and not self._stopping:
                self._more_wanted = False
                await self._start_due()
            await self._clean()
        except Exception as error:  # the worker must go on, whatever one round met
            log.exception("webhooks_failed", error=type(error).__name__)

    async def _start_due(self) -> None:
        waiting = await asyncio.to_thread(self._look)
        disabled = [each.id for each in waiting if each.disabled]
        shares = self._places.share_out([(self._place_of(each), each.due) for each in waiting if not each.disabled])
        if not disabled and not shares:
            return
        for claimed, place in await self._writer.run(partial(self._claim, shares=shares, disabled=disabled)):
            self._start(claimed, place)

    def _look(self) -> list[WaitingWebhook]:
        now = self._clock.real_now()
        with self._database.reading() as connection:
            due_at = outbox.next_due_at(connection)
            if due_at is None or due_at > now:
                return []
            return outbox.waiting_webhooks(connection, now=now, counted_at_most=MOST_OF_A_WEBHOOK)

    def _claim(
        self, connection: Connection, *, shares: Mapping[Place, int], disabled: Sequence[str]
    ) -> list[tuple[ClaimedDelivery, Place]]:
        """Claim what places were shared out for, webhook by webhook; whoever starts it takes the places."""
        now = self._clock.real_now()
        for webhook_id in disabled:
            outbox.give_up_disabled(connection, webhook_id, now=now, limit=GIVEN_UP_AT_ONCE)
        return [
            (claimed, place)
            for place, limit in shares.items()
            for claimed in outbox.claim_deliveries(
                connection, place.webhook_id, now=now, lease_until=now + LEASE, token=uuid7(), limit=limit
            )
        ]

    def _place_of(self, hook: WaitingWebhook) -> Place:
        endpoint = endpoint_of(hook.url, allowed=self._posting.poster.allowed)
        host = "" if isinstance(endpoint, NoAnswer) else endpoint.host
        return Place(webhook_id=hook.id, owner=hook.owner, host=host, failing=hook.failing)

    def _start(self, claimed: ClaimedDelivery, place: Place) -> None:
        self._places.take(place)
        task = asyncio.create_task(self._posting.deliver(claimed))
        self._under_way[task] = claimed
        task.add_done_callback(partial(self._finished, place))

    def _finished(self, place: Place, done: asyncio.Task[None]) -> None:
        self._places.leave(place)
        claimed = self._under_way.pop(done)
        if not done.cancelled() and (error := done.exception()) is not None:  # its lease will be over in a minute
            log.error("webhook_delivery_failed", delivery_id=str(claimed.id), error=type(error).__name__)
        self.wake()

    def _give_back(self, connection: Connection, *, cut: list[ClaimedDelivery]) -> None:
        now: datetime = self._clock.real_now()
        for claimed in cut:
            outbox.give_back(connection, claimed, now=now)

    async def _clean(self) -> None:
        """Forget old deliveries now and then, a portion a time."""
        if self._clock.monotonic() - self._cleaned_at < SECONDS_BETWEEN_CLEANINGS or self._stopping:
            return
        before = self._clock.real_now() - KEPT
        forget = partial(outbox.forget_deliveries, before=before, limit=FORGOTTEN_AT_ONCE)
        if await self._writer.run(forget) < FORGOTTEN_AT_ONCE:
            self._cleaned_at = self._clock.monotonic()
