"""`python -m tests.bench`: measure, print a table, write JSON; exit code 1 when a round has to be refused."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from tests.bench.accept_part import accept
from tests.bench.distance import distance
from tests.bench.drain_part import drain
from tests.bench.far_future import far_future
from tests.bench.ground import Ground, ground
from tests.bench.http_load import RefusedError
from tests.bench.late_start import late_start
from tests.bench.letters import NotExactlyOnceError
from tests.bench.pure import pure
from tests.bench.regression import check
from tests.bench.report import Section, as_json, show
from tests.bench.size import QUICK, Size
from tests.bench.steps import steps

PARTS: dict[str, Callable[[Ground], Section]] = {
    "drain": drain,
    "accept": accept,
    "distance": distance,
    "far_future": far_future,
    "late_start": late_start,
    "pure": pure,
    "steps": steps,
}


def main(arguments: list[str] | None = None) -> int:
    """Run what the command line asks for; nothing is reported when a round is refused."""
    given = _parsed(arguments)
    out, progress = Console(width=None if sys.stdout.isatty() else 120), Console(stderr=True)

    def tell(line: str) -> None:
        progress.print(f"  {line}", style="dim", highlight=False)

    sections: list[Section] = []
    held = True
    try:
        if given.check:
            section, held = check(tell)
            sections.append(section)
        else:
            for name in given.only:
                with ground(_size(given), tell) as here:
                    tell(f"{name} …")
                    sections.append(PARTS[name](here))
    except (NotExactlyOnceError, RefusedError) as refused:
        progress.print(f"refused: {refused}", style="bold red", highlight=False)
        return 1
    show(sections, out)
    if given.json is not None:
        given.json.write_text(as_json(sections) + "\n", encoding="utf-8")
    if not held:
        progress.print("slower than it was: a ratio has fallen below what is wanted", style="bold red")
    return 0 if held else 1


def _parsed(arguments: list[str] | None) -> argparse.Namespace:
    def parts(text: str) -> list[str]:
        names = text.split(",")
        if unknown := [name for name in names if name not in PARTS]:
            raise argparse.ArgumentTypeError(f"{', '.join(unknown)}: accepted are {', '.join(PARTS)}")
        return names

    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small run, to see that all of it works")
    parser.add_argument("--only", type=parts, default=list(PARTS), metavar="PART,…", help=", ".join(PARTS))
    parser.add_argument("--rounds", type=int, help="how often each contender has its turn")
    parser.add_argument("--letters", type=int, help="of a drain")
    parser.add_argument("--posts", type=int, help="of a round of accepts")
    parser.add_argument("--far-rows", type=int, help="follow-ups that wait for later days")
    parser.add_argument("--no-peers", action="store_true", help="measure the service alone")
    parser.add_argument("--no-postgres", action="store_true", help="on SQLite alone")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything that was measured")
    parser.add_argument("--check", action="store_true", help="only see that two ratios have not fallen; under a minute")
    return parser.parse_args(arguments)


def _size(given: argparse.Namespace) -> Size:
    size = QUICK if given.quick else Size()
    asked = {name: getattr(given, name) for name in ("rounds", "letters", "posts", "far_rows")}
    size = replace(size, **{name: value for name, value in asked.items() if value is not None})
    return replace(size, peers=not given.no_peers, postgres=not given.no_postgres)


if __name__ == "__main__":
    sys.exit(main())
