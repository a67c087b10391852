"""A worker of webhooks in this process, on a real database, and the owners and events it works for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from ssl import SSLContext
from uuid import UUID

from pydantic import SecretStr
from uuid_utils.compat import uuid7

from service.credentials import Vault
from service.egress import AllowedHosts
from service.egress.guard import LookUp
from service.egress.posting import Poster
from service.store import follow_ups, outbox, schema, webhooks
from service.store.engine import Connection, Database, open_database
from service.store.webhooks import StoredDelivery, StoredWebhook
from service.store.writer import Writer
from service.webhooks import signing
from service.webhooks.delivery import Posting
from service.webhooks.loop import Webhooks
from tests.peers.hand_clock import HandClock
from tests.store.rows import new

LOOPBACK = AllowedHosts.parse("127.0.0.1 localhost")
OWNER = "karirhub"
_KEY = "a" * 43 + "="  # the same in every process of a test


def hook(
    url: str, *, name: str = "portal", secret: str | None = None, events: tuple[str, ...] = ("*",)
) -> StoredWebhook:
    now = datetime.now(UTC)
    return StoredWebhook(
        id=f"wh_{uuid7().hex}",
        name=name,
        url=url,
        events=list(events),
        sealed_secret=vault().seal(secret or signing.new_secret()),
        disabled_reason=None,
        failing_since=None,
        created_at=now,
        updated_at=now,
    )


def vault() -> Vault:
    return Vault(given=SecretStr(_KEY))


@dataclass(frozen=True, kw_only=True)
class OutboxBench:
    database: Database
    writer: Writer
    clock: HandClock
    worker: Webhooks

    async def add(
        self, url: str, *, owner: str = OWNER, name: str = "portal", secret: str | None = None
    ) -> StoredWebhook:
        made = hook(url, name=name, secret=secret)
        await self.writer.run(lambda connection: webhooks.add_webhook(connection, made, owner=owner))
        return made

    async def happen(self, owner: str = OWNER, *, times: int = 1) -> list[UUID]:
        """Let follow-ups be accepted, each of which is told once."""
        accepted = [new(owner=owner, reference=f"KH-{number}") for number in range(times)]

        def accept(connection: Connection) -> None:
            for each in accepted:
                assert follow_ups.accept(connection, each) is None

        await self.writer.run(accept)
        return [each.id for each in accepted]

    async def run_due(self) -> None:
        """Wake the worker and wait until nothing is due."""
        self.worker.wake()
        await self.worker.at_rest()

    async def until(self, wanted: Callable[[], object]) -> None:
        """Let the worker work on until it is so."""
        async with asyncio.timeout(15):
            while not wanted():
                await self.writer.run(lambda _connection: None)

    async def make_due(self) -> None:
        """Let every delivery that waits for its next try be due now."""
        now = self.clock.real_now()

        def hurry(connection: Connection) -> None:
            table = outbox.DELIVERY
            connection.execute(table.update().where(table.c.state == "waiting").values(due_at=now))

        await self.writer.run(hurry)

    def deliveries(self, webhook: StoredWebhook) -> list[StoredDelivery]:
        with self.database.reading() as connection:
            return webhooks.deliveries_of(connection, webhook.id, limit=1000)

    def standing(self, webhook: StoredWebhook, owner: str = OWNER) -> StoredWebhook:
        with self.database.reading() as connection:
            found = webhooks.webhook_of(connection, owner, webhook.name)
        assert found is not None
        return found


@asynccontextmanager
async def outbox_bench(
    folder: Path,
    *,
    allowed: AllowedHosts = LOOPBACK,
    look_up: LookUp | None = None,
    tls: SSLContext | None = None,
    seconds: float = 0.25,
) -> AsyncIterator[OutboxBench]:
    clock = HandClock(datetime.now(UTC))
    database = open_database(f"sqlite:///{folder / 'tanyakabar.db'}")
    schema.upgrade(database)
    writer = Writer(database.writer)
    posting = Posting(
        writer=writer,
        clock=clock,
        vault=vault(),
        poster=Poster(allowed=allowed, look_up=look_up, tls=tls),
        chance=lambda: 0.5,
        seconds=seconds,
    )
    worker = Webhooks(database=database, writer=writer, clock=clock, posting=posting)
    try:
        yield OutboxBench(database=database, writer=writer, clock=clock, worker=worker)
    finally:
        await worker.stop()
        await asyncio.to_thread(writer.close)
        database.dispose()
