"""Many follow-ups at once: judged as if posted one after the other, stored in few commits."""

import asyncio
from collections.abc import Collection, Sequence
from functools import partial

from service.domain.clock import Clock
from service.intake.storing import Accepted, Entry, Refusal, Storing
from service.store import idempotency
from service.store.engine import Connection, Database
from service.store.idempotency import Remembered
from service.store.writer import Writer

IN_ONE_COMMIT = 100
SECONDS_IN_ONE_COMMIT = 0.25  # C1 of a letter on its way waits no longer, however full the windows are to plan around


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
        results: list[Accepted | Refusal] = []
        while len(results) < len(entries):
            portion = entries[len(results) : len(results) + IN_ONE_COMMIT]
            results += await self._writer.run(partial(self._accept_portion, portion=portion))
        return results

    def _accept_portion(self, connection: Connection, *, portion: Sequence[Entry]) -> list[Accepted | Refusal]:
        """Store the first of a portion, as many as there is time for."""
        until = self._clock.monotonic() + SECONDS_IN_ONE_COMMIT
        return self._storing.store(connection, portion, may_go_on=lambda: self._clock.monotonic() <= until)
