"""The part `late_start`: letters planned over a whole window, and a process that starts in its last ten minutes."""

from datetime import timedelta
from time import monotonic

from tests.bench.ground import Ground
from tests.bench.letters import NotExactlyOnceError, message_id
from tests.bench.report import Section
from tests.bench.rounds import Figures, Ratio, Spread, interleaved
from tests.bench.stores import WINDOW_CLOSES, WINDOW_OPENS
from tests.peers.service_process import until

LEFT = timedelta(minutes=9, seconds=30)  # of the window when the process starts
MARGIN = timedelta(seconds=120)  # the planner puts nothing behind it
MOST_SECONDS = 300.0
NAME = "service, SQLite"


class LateStart:
    """A store whose every letter is planned into one window, most of them before the process starts."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def __call__(self, number: int) -> Figures:
        letters, sink = self._ground.size.late_letters, self._ground.sink
        store = self._ground.store(f"late-{number}")
        tag = f"late-{number}"
        spread = WINDOW_CLOSES - MARGIN - WINDOW_OPENS
        first = store.planned(tag, letters, spread_seconds=spread.total_seconds())
        due = int(letters * ((WINDOW_CLOSES - LEFT - WINDOW_OPENS) / spread))
        sink.ask("forget")
        store.advance_to(WINDOW_CLOSES - LEFT)
        with store.serve("--role", "dispatch"):
            ready_at = monotonic()
            until(lambda: sink.ask("count"), lambda count: count["letters"] >= due, seconds=MOST_SECONDS)
            left_at = monotonic()
        came = sink.ask("letters")["ids"]
        _demand_planned_ones_once(came, tag=tag, first=first, letters=letters, due=due)
        if store.count_of("sent") != len(came):
            raise NotExactlyOnceError(f"{len(came)} letters came, {store.count_of('sent')} are recorded as sent")
        return {"due_at_the_start": due, "seconds_until_they_had_left": left_at - ready_at}


def _demand_planned_ones_once(came: list[str], *, tag: str, first: int, letters: int, due: int) -> None:
    numbers = {message_id(tag, number): number - first for number in range(first, first + letters)}
    missing = set(range(due)) - {numbers.get(id_, -1) for id_ in came}
    if missing or len(set(came)) != len(came) or not numbers.keys() >= set(came):
        raise NotExactlyOnceError(f"{len(missing)} of {due} due letters are missing, or some are doubled or foreign")


def late_start(ground: Ground) -> Section:
    """Measure it on SQLite, caps off."""
    measured = interleaved({NAME: LateStart(ground)}, rounds=ground.size.rounds, tell=ground.tell)
    seconds = Spread.of([one["seconds_until_they_had_left"] for one in measured[NAME]])
    ratios = [Ratio(name="seconds from /readyz until what was due had left", spread=seconds, wanted="≤ 60")]
    how = f"{ground.size.late_letters:,} letters planned over one window; the process starts {LEFT} before its close"
    return Section(title="A start in the last ten minutes", measured=measured, ratios=ratios, notes=[how])
