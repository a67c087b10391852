"""Many follow-ups at once: judged as if posted one after the other, stored in few commits."""

import asyncio
from collections.abc import Collection, Sequence
from functools import partial

from service.domain.clock import Clock
from service.intake.owner_caps import OwnerCapError
from service.intake.storing import IN_ONE_COMMIT, SECONDS_IN_ONE_COMMIT, Accepted, Entry, Refusal, Storing
from service.store import idempotency
from service.store.engine import Database
from service.store.idempotency import Remembered
from service.store.writer import Writer


class Batching:
    """Accepts in portions; the entries of one portion share a transaction, and one that is refused spoils no other."""

    def __init__(self, *, database: Database, writer: Writer, clock: Clock, storing: Storing) -> None:
        self._database, self._writer, self._clock, self._storing = database, writer, clock, storing

    async def recall_all(self, *, owner: str, route: str, keys: Collection[str]) -> dict[str, Remembered]:
        """Return the first answers to those of the keys that were used before."""

        def look() -> dict[str, Remembered]:
            with self._database.reading() as connection:
                return idempotency.recall_all(connection, owner=owner, route=route, keys=keys)

        return await asyncio.to_thread(look) if keys else {}

    async def accept_all(self, entries: Sequence[Entry]) -> list[Accepted | Refusal]:
        """Store the entries in their order; each later one sees those before it. One result each."""
        store = partial(
            self._storing.store_some,
            clock=self._clock,
            has_urgent=self._writer.has_urgent,
            seconds=SECONDS_IN_ONE_COMMIT,
        )
        results: list[Accepted | Refusal] = []
        while len(results) < len(entries):
            portion = entries[len(results) : len(results) + IN_ONE_COMMIT]
            accepted = await self._writer.run(partial(store, entries=portion))
            for entry, each in zip(portion, accepted, strict=False):
                if isinstance(each, OwnerCapError):
                    self._storing.owner_cap.note(entry.new.owner, each)
            results += accepted
        return results
