"""How large a run is."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """What a run measures, and how often."""

    rounds: int = 3
    letters: int = 3_000  # of a drain
    peer_letters: int = 1_000  # of a peer's, whose rate does not depend on it
    distant_letters: int = 600  # over a round trip
    accounts: int = 25
    connections_each: int = 2
    posts: int = 400
    lines: int = 1_000  # of plans and checks
    far_rows: int = 1_000_000
    late_letters: int = 10_000  # planned over one window
    idle_seconds: float = 20.0
    round_trip_seconds: float = 0.05
    peers: bool = True
    postgres: bool = True

    @property
    def connections(self) -> int:
        return self.accounts * self.connections_each


QUICK = Size(
    rounds=1,
    letters=300,
    peer_letters=200,
    distant_letters=200,
    posts=100,
    lines=200,
    far_rows=20_000,
    late_letters=1_000,
    idle_seconds=5.0,
)
Tell = Callable[[str], None]
