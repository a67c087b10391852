"""`python -m tests.campaign`: run a campaign; exit code 0 when all was as promised."""

import argparse
import signal
import sys
from pathlib import Path

from tests.campaign.conductor import run
from tests.campaign.plan import Plan


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for."""
    default = Plan()
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--engine", choices=["sqlite", "postgres"], default=default.engine)
    parser.add_argument("--processes", type=int, default=default.processes)
    parser.add_argument("--kills", type=int, default=default.kills, help="kill -9 of a random process")
    parser.add_argument("--stops", type=int, default=default.stops, help="SIGSTOP beyond the lease, then SIGCONT")
    parser.add_argument("--jobs", type=int, default=default.jobs, help="follow-ups to post")
    parser.add_argument("--seed", type=int, default=default.seed)
    parser.add_argument("--faults", choices=["mixed", "before-dot", "none"], default=default.faults)
    parser.add_argument(
        "--kinds", type=int, choices=range(1, 6), default=default.kinds, help="offices; fewer end sooner"
    )
    parser.add_argument("--interval", type=float, default=default.interval_seconds, help="mean seconds between blows")
    parser.add_argument("--speed", type=float, default=default.speed, help="pretended seconds in a real one")
    parser.add_argument("--seconds", type=float, default=default.most_seconds, help="at most; judged then as it is")
    parser.add_argument("--folder", type=Path, help="keep the database, the logs and what was seen here")
    parser.add_argument("--no-settle", action="store_true", help="do not wait for the leases of letters past C1")
    given = parser.parse_args(arguments)
    plan = Plan(
        engine=given.engine,
        processes=given.processes,
        kills=given.kills,
        stops=given.stops,
        jobs=given.jobs,
        seed=given.seed,
        faults=given.faults,
        kinds=given.kinds,
        interval_seconds=given.interval,
        speed=given.speed,
        most_seconds=given.seconds,
        settle=not given.no_settle,
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no process of ours is left behind
    report = run(plan, given.folder)
    print(report.table())  # noqa: T201  # a command's own output
    print(report.as_json())  # noqa: T201
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
