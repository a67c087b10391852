"""What a run of the campaign is asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Engine = Literal["sqlite", "postgres"]
FaultMix = Literal["mixed", "before-dot", "none"]
START = datetime.fromisoformat(
    "2026-11-24T11:50:00+07:00"
)  # a Tuesday; 40 s before a window closes, at the usual speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One run; with the same values it draws the same kills, faults and letters."""

    engine: Engine = "sqlite"
    processes: int = 3
    kills: int = 12
    stops: int = 2
    jobs: int = 200
    seed: int = 1
    faults: FaultMix = "mixed"
    kinds: int = 5  # so many of the offices in `letters.KINDS`
    interval_seconds: float = 1.5  # mean real time between two kills or stops
    speed: float = 60.0  # pretended seconds in a real one: a day's windows last 8.5 minutes
    most_seconds: float = 3600.0  # real; then the run is judged as it stands
    settle: bool = True  # wait until the leases of letters past C1 ran out (about 62 s after a kill)
    lease_seconds: float = 2.0
    step_seconds: float = 1.0  # the SMTP time-out before the dot
    reply_seconds: float = 2.0  # and after it

    @property
    def events(self) -> int:
        return self.kills + self.stops
