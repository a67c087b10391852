"""The promises, judged by the server's log and the literals that were posted; each says what is broken."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from service.domain.follow_up import Status
from tests.simulation.ground import SLOW
from tests.simulation.view import Row
from tests.simulation.world import Promised, World

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def broken(world: World) -> list[str]:
    """Return every promise that does not hold at this moment."""
    if world.judged == (stands := (world.view.commits, len(world.server.letters), len(world.violations))):
        return []  # nothing has happened since the last judgement
    world.judged = stands
    return [*world.violations, *_followed_up(world), *_caps(world), *_same_bytes(world)]


def _followed_up(world: World) -> Iterator[str]:
    rows = world.view.rows
    if rows.keys() != world.promised.keys():
        yield f"stored are {len(rows)} follow-ups, accepted were {len(world.promised)}"
        return
    for promised in world.promised.values():
        row = rows[promised.id]
        if row != promised.seen:
            promised.seen = row
            yield from _history(world, promised, row)
        yield from _copies(world, promised, row)
        if row.status is Status.SCHEDULED and row.planned_by == world.view.revision:
            yield from _plan(world, promised, row)


def _copies(world: World, promised: Promised, row: Row) -> Iterator[str]:
    """Never twice, never silently lost: what the status says is what the server knows."""
    letters = list(world.letters_of(promised))
    accepted = sum(letter.accepted for letter in letters)
    name = f"{row.status.value} {promised.message_id}"
    if accepted > 1:
        yield f"{name}: {accepted} copies were accepted"
    if promised.word is not None:
        return
    match row.status:
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


def _plan(world: World, promised: Promised, row: Row) -> Iterator[str]:
    at = row.send_at
    if promised.office.window_at(at, promised.kinds, world.overrides) is None:
        yield f"planned at {at.isoformat()}, outside every window"
    if promised.office.local_date(at) <= promised.answer_by:
        yield f"planned at {at.isoformat()}, before the promise of {promised.answer_by} lapsed"


def _history(world: World, promised: Promised, row: Row) -> Iterator[str]:
    """What was written stays; every move tells the old and the new time; the last one told is the one that holds."""
    plan, events = world.view.told(promised.id)
    if events[: len(promised.history)] != promised.history:
        yield f"the history of {promised.message_id} was rewritten"
    promised.history = events
    told: str | None = None
    for event in events:
        if event.type in ("replanned", "retrying") and event.detail.get("old_send_at") != told:
            yield f"{event.type} tells {event.detail.get('old_send_at')} for the old time, which was {told}"
        told = event.detail.get("send_at", told)
    if told != plan["send_at"]:
        yield f"the history ends with {told}, the plan says {plan['send_at']}"
    if datetime.fromisoformat(plan["send_at"]) != row.send_at:
        yield f"the plan tells {plan['send_at']}, the clock goes by {row.send_at.isoformat()}"


def _caps(world: World) -> Iterator[str]:
    """No stretch of time holds more accepted letters than its cap; what an owner had sent again is the owner's."""
    kept = [letter for letter in world.server.letters if letter.accepted and letter.epoch == 0]
    kept = [letter for letter in kept if world.by_message_id[letter.message_id].word is None]
    kept = [letter for letter in kept if world.by_message_id[letter.message_id].epoch == 0]
    kept.sort(key=lambda letter: letter.begun_at)
    windows: Counter[tuple[str, datetime | None]] = Counter()
    for number, letter in enumerate(kept):
        settings = letter.settings
        for cap, stretch in ((settings.smtp_per_day, DAY), (settings.smtp_per_minute, MINUTE)):
            if cap and number >= cap and letter.begun_at - kept[number - cap].begun_at < stretch - SLOW:
                yield f"over {cap} letters within {stretch}"
        window = (letter.recipient, letter.opened_at)
        windows[window] += 1
        if settings.per_recruiter_per_window and windows[window] > settings.per_recruiter_per_window:
            yield f"{windows[window]} letters to one mailbox in the window of {letter.opened_at}"


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
        row = world.view.rows[promised.id]
        if row.status in (Status.SCHEDULED, Status.CLAIMED, Status.TRANSMITTING):
            found.append(f"{promised.message_id} is still {row.status.value}, due {row.send_at.isoformat()}")
    return found
