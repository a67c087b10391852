"""The machine's clock, compared with what is at hand: stored instants, PostgreSQL's clock, what NTP says."""

import shutil
import subprocess
from dataclasses import dataclass
from datetime import timedelta

from service.cli.diagnosis.line import Line, fault, ok, warn
from service.domain.clock import Clock
from service.store import inspection
from service.store.engine import Connection

MOST_AHEAD = timedelta(seconds=60)  # that something stored may be of the future
FAR, NEAR = timedelta(seconds=30), timedelta(seconds=2)  # from the server's clock
SECONDS_TO_ANSWER = 5.0
SET = "set the machine's clock, by NTP for good (timedatectl set-ntp true): letters leave by it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a database says of the time."""

    stored_ahead: timedelta | None  # how far the newest stored instant lies in the future; None: nothing is stored
    server_ahead: timedelta | None = None  # how far the database server's clock is ahead; None: it has none


def compare(connection: Connection, clock: Clock) -> Compared:
    """Compare a database of the newest schema with the clock it lives by."""
    ahead = [
        newest - now
        for newest, now in (
            (inspection.newest_real_instant(connection), clock.real_now()),
            (inspection.newest_entry_at(connection), clock.now()),
        )
        if newest is not None
    ]
    before = clock.real_now()
    server = inspection.server_clock(connection)
    middle = before + (clock.real_now() - before) / 2
    return Compared(stored_ahead=max(ahead, default=None), server_ahead=None if server is None else server - middle)


def ntp_in_step() -> bool | None:
    """Ask systemd whether the clock is kept by NTP; None: it cannot tell here."""
    tool = shutil.which("timedatectl")
    if tool is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603  # the system's own tool, without input
            [tool, "show", "--property=NTPSynchronized", "--value"],
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_ANSWER,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"yes": True, "no": False}.get(done.stdout.strip()) if done.returncode == 0 else None


def clock_line(compared: Compared | None, *, in_step: bool | None) -> Line:
    """Say whether the clock can be right, and what it was compared with.

    Args:
        compared: what the database says; None: it could not be asked.
        in_step: what NTP says; None: nothing.
    """
    stored = None if compared is None else compared.stored_ahead
    server = None if compared is None else compared.server_ahead
    if stored is not None and stored > MOST_AHEAD:
        return fault(
            "clock", f"the clock is off: something was stored {_told(stored)} after the time that it shows now", SET
        )
    if server is not None and abs(server) > NEAR:
        says = f"the clock is {_told(server)} {'behind' if server > timedelta() else 'ahead of'} the database server's"
        return fault("clock", says, SET) if abs(server) > FAR else warn("clock", says, SET)
    with_ = ", ".join(
        name
        for name, at_hand in (
            ("what was stored last", stored is not None),
            ("the database server's clock", server is not None),
            ("NTP", in_step is not None),
        )
        if at_hand
    )
    if in_step is False:
        return warn("clock", f"NTP does not keep the clock in step; compared with {with_}, nothing is wrong yet", SET)
    if not with_:
        return warn("clock", "there was nothing to compare the clock with", f"look at `date -u`; {SET}")
    if server is None and in_step is None:
        says = "only a clock that is behind what was stored can be seen here, and it is not; one ahead would pass"
        return warn("clock", says, f"look at `date -u`; {SET}")
    return ok("clock", f"right as far as can be told from {with_}")


def _told(length: timedelta) -> str:
    seconds = abs(round(length.total_seconds()))
    if seconds < 120:  # noqa: PLR2004  # two minutes
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"  # noqa: PLR2004  # two hours
