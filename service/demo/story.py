"""How the demo goes: post all, then move the clock from one moment to the next until nothing waits any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic, sleep
from typing import Any, TypeAlias, assert_never

from service.demo.cases import Case
from service.demo.client import DemoError
from service.demo.stage import SPEED, Stage

MOST_SECONDS = 45.0  # real; the whole demo ends within a minute
PAUSE_SECONDS = 0.1  # real, between two looks
# Dispatch looks once a real second; a letter may so be seen 0.3 s late, which is 18 s there and well inside its window.
LEAD = timedelta(seconds=0.7 * SPEED)  # before a due instant
QUIET = timedelta(seconds=1.1 * SPEED)  # after the instant at which a stopped letter would have left


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One follow-up as it stands."""

    case: Case
    document: dict[str, Any]  # as GET /v1/follow-ups answers it
    arrived: tuple[datetime, ...]  # aware UTC; from the SMTP server's record

    @property
    def send_at(self) -> datetime:
        """The planned instant, aware UTC."""
        return datetime.fromisoformat(self.document["plan"]["send_at"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All follow-ups at one look."""

    now: datetime  # aware UTC; the pretended time
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skip:
    """Move the clock forward: nothing happens meanwhile."""

    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The recruiter answers now."""

    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Something is about to happen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Nothing waits any more."""


Step: TypeAlias = Skip | Reply | Wait | End


def post_all(cases: Sequence[Case], parts: Stage) -> dict[str, Case]:
    """Post every case; returns them by the id that was answered.

    Raises:
        DemoError: one was not accepted.
    """
    return {parts.api.post("/v1/follow-ups", case.request)["id"]: case for case in cases}


def look(posted: dict[str, Case], parts: Stage) -> Board:
    """Return how everything stands, by the API and by the SMTP server's record."""
    now = datetime.fromisoformat(parts.api.get("/v1/test-clock")["now"])
    found = {each["id"]: each for each in parts.api.get("/v1/follow-ups?limit=200")["items"]}
    letters = parts.sandbox.letters()
    rows = tuple(
        Row(
            case=case,
            document=found[id_],
            arrived=tuple(letter.at for letter in letters if case.expected.recipient in letter.rcpt_to),
        )
        for id_, case in posted.items()
    )
    return Board(now=now, rows=rows)


def follow(posted: dict[str, Case], parts: Stage, watch: Callable[[Board], None]) -> Board:
    """Go on until nothing waits; `watch` is shown every look.

    Returns:
        The last look.

    Raises:
        DemoError: it took over 45 s, or the API failed.
    """
    give_up_at = monotonic() + MOST_SECONDS
    while True:
        board = look(posted, parts)
        watch(board)
        if monotonic() > give_up_at:
            waiting = [row.case.name for row in board.rows if row.document["status"] in {"scheduled", "sending"}]
            raise DemoError(f"after {MOST_SECONDS:.0f} s these still wait: {'; '.join(waiting) or 'none'}")
        step = next_step(board)
        match step:
            case End():
                return board
            case Wait():
                sleep(PAUSE_SECONDS)
            case Reply(row=row):
                parts.api.post(f"/v1/follow-ups/{row.document['id']}/replied")
            case Skip(by=by):
                # By how much, not up to when: the clock ran on meanwhile, and it never goes back.
                parts.api.post("/v1/test-clock", {"advance_seconds": by.total_seconds()})
            case _:
                assert_never(step)


def next_step(board: Board) -> Step:
    """Decide what to do, from one look alone."""
    moments = []
    for row in board.rows:
        status, replied_at = row.document["status"], row.case.replied_at
        if status == "sending":
            return Wait()
        if status == "scheduled" and replied_at is not None:
            if replied_at <= board.now:
                return Reply(row=row)
            moments.append(replied_at)
        elif status == "scheduled" or (status == "answered" and board.now < row.send_at + QUIET):
            moments.append(row.send_at - LEAD)
    if not moments:
        return End()
    nearest = min(moments)
    return Skip(by=nearest - board.now) if nearest > board.now else Wait()
