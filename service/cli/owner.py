"""`tanyakabar owner`: export or erase all that is stored of an owner; the service may run meanwhile."""

import asyncio
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from service.api.exports import export_document
from service.app import SANDBOX_FOLDER
from service.cli.database import clock_of, open_for
from service.cli.faults import CommandError, plain_faults, tell
from service.domain.clock import Clock
from service.domain.plan import instant_text
from service.intake.forgetting import Forgetting
from service.sandbox import Maildir
from service.settings import Settings, load_settings
from service.store import privacy
from service.store.engine import Database
from service.store.writer import Writer

EXPORTED_AT_ONCE = 20  # follow-ups of one look; each may hold megabytes


def run_export(owner: str) -> int:
    """Print an owner's data on standard output, one JSON object a line; returns the exit code."""
    with plain_faults():
        database = open_for(load_settings())
        try:
            with database.reading() as connection:
                brought = privacy.owned(connection, owner=owner)
            for kind, items in brought.items():
                for item in items:
                    _print({"kind": kind.removesuffix("s"), **{name: _plain(value) for name, value in item.items()}})
            count = _print_follow_ups(database, owner)
        finally:
            database.dispose()
        told = ", ".join(f"{len(items)} {kind}" for kind, items in brought.items())
        tell(f"owner {owner}: {count} follow-ups, {told}")
    return 0


def run_erase(owner: str, *, sure: bool) -> int:
    """Erase an owner's data, or tell how much there is; returns the exit code."""
    with plain_faults():
        settings = load_settings()
        database = open_for(settings)
        try:
            if not sure:
                with database.reading() as connection:
                    counts = privacy.count_owned(connection, owner=owner)
                raise CommandError(f"{_told(owner, counts)}; --yes erases it, and nothing brings it back")
            _erase(settings, database, owner)
        finally:
            database.dispose()
    return 0


def _erase(settings: Settings, database: Database, owner: str) -> None:
    writer = Writer(database.writer)
    try:
        forgetting = Forgetting(
            database=database,
            writer=writer,
            clock=_clock(database),
            kept=settings.kept,
            maildir=Maildir(settings.data_dir / SANDBOX_FOLDER),
        )
        with database.reading() as connection:
            counts = privacy.count_owned(connection, owner=owner)
        del counts["follow_ups"]  # the erasure counts them itself
        # Keys first: what an integrator would post meanwhile is refused, not wiped.
        writer.run_blocking(lambda connection: privacy.delete_keys(connection, owner=owner))
        erased = asyncio.run(forgetting.erase(None, owner=owner))
        tell(
            f"owner {owner}: the letters, files, names, addresses and references of {erased.wiped} follow-ups are "
            f"erased; {erased.stopped} of these had been waiting and will not be sent"
        )
        if erased.pending:
            raise CommandError(
                f"{erased.pending} follow-ups are being sent just now and erased when that has ended; the API keys are "
                "deleted, accounts, webhooks and suppressions are kept until you run the command again in a moment"
            )
        writer.run_blocking(lambda connection: privacy.delete_owned(connection, owner=owner))
        tell(f"deleted: {_listed(counts)}; what stays of the letters: hashes, times and status")
    finally:
        writer.close()


def _clock(database: Database) -> Clock:
    with database.reading() as connection:
        return clock_of(connection)


def _print_follow_ups(database: Database, owner: str) -> int:
    count, before_id = 0, None
    while True:
        with database.reading() as connection:
            page = privacy.follow_ups_of(
                connection, owner=owner, person=None, limit=EXPORTED_AT_ONCE, before_id=before_id
            )
            for each in page:
                _print({"kind": "follow_up", **export_document(connection, each)})
        count += len(page)
        if len(page) < EXPORTED_AT_ONCE:
            return count
        before_id = page[-1].id


def _told(owner: str, counts: dict[str, int]) -> str:
    letters = counts.pop("follow_ups")
    return f"owner {owner} has {letters} follow-ups that are not erased yet, {_listed(counts)}"


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in counts.items())


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return instant_text(value)
    return str(value) if isinstance(value, UUID) else value


def _print(document: dict[str, Any]) -> None:
    print(json.dumps(document, ensure_ascii=False))  # noqa: T201  # the result
