"""How well the check tells good letters from bad ones: `python -m tests.letters.score`.

    python -m tests.letters.score [--half shown|held-out] [--sentences] [--only register,style] [--verbose]

Counts findings of weight `block` and `warn`, one per rule and letter. `tolerate` of a letter is counted nowhere.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import cast

from tests.letters.judged import Half, Kind, Score, build_checker, score


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return 0."""
    parser = argparse.ArgumentParser(prog="python -m tests.letters.score", description=__doc__)
    parser.add_argument("--half", choices=["shown", "held-out"], default="shown")
    parser.add_argument("--sentences", action="store_true", help="single sentences instead of letters")
    parser.add_argument("--only", default="", help="families to judge, with commas between")
    parser.add_argument("--verbose", action="store_true", help="print the text of what was judged wrongly")
    given = parser.parse_args(arguments)
    kinds: list[Kind] = ["sentences"] if given.sentences else ["good", "bad"]
    families = [name for name in given.only.split(",") if name]
    checker = build_checker()
    result = score(cast("Half", given.half), kinds, checker=checker, families=families)
    _print(result, verbose=given.verbose)
    return 0


def _print(result: Score, *, verbose: bool) -> None:
    out = sys.stdout.write
    good = sum(each.is_good for each in result.judgements)
    out(f"{good} good, {len(result.judgements) - good} bad\n")
    out(f"precision {result.precision:.3f}   recall {result.recall:.3f}\n")
    out(f"good blocked {result.good_blocked}\ngood warned  {result.good_warned}\nbad missed   {result.bad_missed}\n")
    out(f"a check p50 {result.seconds_at(0.5) * 1e3:.2f} ms, p95 {result.seconds_at(0.95) * 1e3:.2f} ms\n\n")
    out(f"{'rule':34}{'right':>7}{'false':>7}{'missed':>7}\n")
    for rule, (right, wrong, missed) in result.by_rule.items():
        out(f"{rule:34}{right:7}{wrong:7}{missed:7}\n")
    for each in result.judgements:
        for rule in sorted(each.false_alarms):
            out(f"\nfalse  {each.id} {rule}: {each.marked[rule]!r}")
        if each.misses:
            out(f"\nmissed {each.id} {', '.join(sorted(each.misses))}")
        if verbose and (each.false_alarms or each.misses):
            out(f"\n{each.body}\n")
    out("\n")


if __name__ == "__main__":
    sys.exit(main())
