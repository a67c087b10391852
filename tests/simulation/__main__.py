"""`python -m tests.simulation --runs 10000 [--seed N] [--jobs J]`: the long run, with a summary line."""

import argparse
import secrets
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

from tests.simulation.portions import played

AT_ONCE = 250  # runs that share a seed


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=None, help="of the first portion; the next ones count on from it")
    parser.add_argument("--jobs", type=int, default=1, help="processes that play portions side by side")
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    sys.stdout.write(f"seed {seed}\n")
    portions = [min(AT_ONCE, given.runs - begun) for begun in range(0, given.runs, AT_ONCE)]
    tally: Counter[str] = Counter()
    broken = 0
    began = perf_counter()
    with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
        for number, (counted, fault) in enumerate(pool.map(played, portions, range(seed, seed + len(portions)))):
            tally += counted
            sys.stdout.write(f"seed {seed + number}: {counted['runs']} runs; {perf_counter() - began:.0f} s\n")
            sys.stdout.flush()
            if fault is not None:
                broken += 1
                sys.stderr.write(f"{fault}\n")
    seconds = perf_counter() - began
    came_to = ", ".join(f"{count} {name}" for name, count in sorted(tally.items()))
    sys.stdout.write(f"seed {seed}: {given.runs} asked, {came_to}; {broken} violations; {seconds:.0f} s\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
