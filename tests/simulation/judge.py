"""The promises, judged by the server's log and the literals that were posted; each says what is broken."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import SQLModel

from service.domain.follow_up import Status
from service.store import history, overrides
from service.store.records import StoredFollowUp
from tests.simulation.ground import SLOW
from tests.simulation.world import STATE, Promised, World

EVENT = SQLModel.metadata.tables["event"]
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def broken(world: World) -> list[str]:
    """Return every promise that does not hold at this moment."""
    return [*world.violations, *_followed_up(world), *_caps(world), *_same_bytes(world)]


def _followed_up(world: World) -> Iterator[str]:
    with world.database.reading() as connection:
        revision = overrides.current_revision(connection)
        rows = connection.execute(select(STATE.c.id, STATE.c.version, STATE.c.calendar_revision))
        stands = {id_: (version, planned_by) for id_, version, planned_by in rows}
    if stands.keys() != world.promised.keys():
        yield f"stored are {len(stands)} follow-ups, accepted were {len(world.promised)}"
    for promised in world.promised.values():
        stored = promised.seen
        if stored is None or stands.get(promised.id) != (stored.version, stored.calendar_revision):
            stored = promised.seen = world.stored(promised.id)
            yield from _history(world, promised, stored)
        yield from _copies(world, promised, stored)
        if stored.status is Status.SCHEDULED and stored.calendar_revision == revision:
            yield from _plan(world, promised, stored)


def _copies(world: World, promised: Promised, stored: StoredFollowUp) -> Iterator[str]:
    """Never twice, never silently lost: what the status says is what the server knows."""
    letters = list(world.letters_of(promised))
    accepted = sum(letter.accepted for letter in letters)
    name = f"{stored.status.value} {promised.message_id}"
    if accepted > 1:
        yield f"{name}: {accepted} copies were accepted"
    if promised.word is not None:
        return
    match stored.status:
        case Status.SENT if accepted != 1:
            yield f"{name}: {accepted} copies were accepted"
        case Status.IN_DOUBT if not letters and not promised.may_be_in_doubt:
            yield f"{name}: no dot was written"
        case Status.SENT | Status.IN_DOUBT | Status.TRANSMITTING:
            return
        case _ if accepted:
            yield f"{name}: though a copy was accepted"
        case _:
            return


def _plan(world: World, promised: Promised, stored: StoredFollowUp) -> Iterator[str]:
    at = stored.send_at
    if promised.office.window_at(at, promised.kinds, world.overrides) is None:
        yield f"planned at {at.isoformat()}, outside every window"
    if promised.office.local_date(at) <= promised.answer_by:
        yield f"planned at {at.isoformat()}, before the promise of {promised.answer_by} lapsed"


def _history(world: World, promised: Promised, stored: StoredFollowUp) -> Iterator[str]:
    """What was written stays; every move tells the old and the new time; the last one told is the one that holds."""
    with world.database.reading() as connection:
        events = history.events_of(connection, promised.id)
    if events[: len(promised.history)] != promised.history:
        yield f"the history of {promised.message_id} was rewritten"
    promised.history = events
    told: str | None = None
    for event in events:
        if event.type in ("replanned", "retrying") and event.detail.get("old_send_at") != told:
            yield f"{event.type} tells {event.detail.get('old_send_at')} for the old time, which was {told}"
        told = event.detail.get("send_at", told)
    if told != stored.plan["send_at"]:
        yield f"the history ends with {told}, the plan says {stored.plan['send_at']}"
    if datetime.fromisoformat(stored.plan["send_at"]) != stored.send_at:
        yield f"the plan tells {stored.plan['send_at']}, the clock goes by {stored.send_at.isoformat()}"


def _caps(world: World) -> Iterator[str]:
    """No stretch of time holds more accepted letters than its cap; what an owner had sent again is the owner's."""
    settings = world.settings
    kept = [letter for letter in world.server.letters if letter.accepted and letter.epoch == 0]
    kept = [letter for letter in kept if world.by_message_id[letter.message_id].word is None]
    kept = [letter for letter in kept if world.by_message_id[letter.message_id].epoch == 0]
    begun = sorted(letter.begun_at for letter in kept)
    for cap, stretch in ((settings.smtp_per_day, DAY), (settings.smtp_per_minute, MINUTE)):
        if cap and any(last - first < stretch - SLOW for first, last in zip(begun, begun[cap:], strict=False)):
            yield f"over {cap} letters within {stretch}"
    if settings.per_recruiter_per_window:
        windows = Counter((letter.recipient, letter.opened_at) for letter in kept)
        for (_, opened_at), count in windows.items():
            if count > settings.per_recruiter_per_window:
                yield f"{count} letters to one mailbox in the window of {opened_at}"


def _same_bytes(world: World) -> Iterator[str]:
    contents: dict[str, set[bytes]] = defaultdict(set)
    for letter in world.server.letters:
        contents[letter.message_id].add(letter.content)
    for message_id, different in contents.items():
        if len(different) > 1:
            yield f"{message_id} went out in {len(different)} wordings"


def unfinished(world: World) -> list[str]:
    """Return what has not come to an end, to be asked when time enough has passed without faults."""
    found = []
    for promised in world.promised.values():
        stored = world.stored(promised.id)
        if stored.status in (Status.SCHEDULED, Status.CLAIMED, Status.TRANSMITTING):
            found.append(f"{promised.message_id} is still {stored.status.value}, due {stored.send_at.isoformat()}")
    return found
