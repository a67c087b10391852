"""`tanyakabar demo`: play the story, print a letter, prove it."""

import logging
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from time import monotonic
from typing import TextIO

from service.demo.cases import CASES, HOLIDAY, START, Case
from service.demo.client import DemoError
from service.demo.letter import readable
from service.demo.proof import Verdict, judge
from service.demo.screen import Screen
from service.demo.stage import Stage, stage
from service.demo.story import Board, follow, look, post_all
from service.sandbox import SandboxLetter
from service.telemetry import configure_logs

INTERRUPTED = 130  # as shells name an end by Ctrl-C


def run_demo(cases: Sequence[Case] = CASES) -> int:
    """Run the demo on standard output; returns the exit code, 0 only if everything was as it must be."""
    configure_logs("console", level=logging.ERROR)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without – or · still shows the rest
    try:
        wrong = play(cases, sys.stdout)
    except KeyboardInterrupt:
        return _ended("the demo was stopped", INTERRUPTED)
    except DemoError as error:
        return _ended(str(error), 1)
    except OSError as error:
        return _ended(f"the demo cannot run here: {error.strerror or type(error).__name__}", 1)
    if wrong:
        return _ended(f"the demo failed: {' '.join(each.sentence for each in wrong)}", 1)
    return 0


def play(cases: Sequence[Case], out: TextIO) -> list[Verdict]:
    """Play `cases` on real parts and write the account to `out`.

    Returns:
        What did not hold; empty when every letter arrived once, in its window, and no other one.

    Raises:
        DemoError: the parts did not come up, the API refused something, or it took too long.
    """
    began_at = monotonic()
    screen = Screen(out)
    screen.opening()
    refused_first = frozenset(case.expected.recipient for case in cases if case.refused_first)
    with stage(start=START, refused_first=refused_first) as parts:
        last = _follow(cases, parts, screen)
        letters, tries = parts.sandbox.letters(), dict(parts.doorkeeper.tries)
    _show_letter(last, letters, screen)
    screen.title("The proof: the SMTP server's own record against dates written down by hand")
    verdicts = judge([case.expected for case in cases], letters, tries)
    screen.proof(verdicts)
    wrong = [verdict for verdict in verdicts if not verdict.holds]
    seconds = monotonic() - began_at
    if wrong:
        screen.title(f"Not everything was as it must be ({seconds:.0f} s).")
    else:
        screen.title(
            f"All {len(letters)} letters arrived once, inside their windows, on working days after the promise had "
            f"lapsed; nothing else arrived ({seconds:.0f} s)."
        )
        screen.lines([f"Go on with: {_command()} keys create --name me; {_command()} serve --sandbox"], indent="")
    return wrong


def _command() -> str:
    """Return how this very command was called, for the reader to go on with."""
    called = sys.argv[0]
    return called if called.endswith("tanyakabar") else "python -m service"


def _follow(cases: Sequence[Case], parts: Stage, screen: Screen) -> Board:
    posted = post_all(cases, parts)
    first = look(posted, parts)
    screen.plans(first)
    with screen.following(first):
        last = follow(posted, parts, screen.update)
    screen.summary(last)
    return last


def _show_letter(board: Board, letters: Sequence[SandboxLetter], screen: Screen) -> None:
    """Print the letter after the holidays, or the last one when that case is not played."""
    row = next((each for each in board.rows if each.case is HOLIDAY), board.rows[-1])
    found = next((letter for letter in letters if row.case.expected.recipient in letter.rcpt_to), None)
    if found is None:
        return
    screen.title(f"One of the letters, as {row.case.expected.who} received it")
    screen.lines(readable(found), indent="    | ")
    screen.title("Why then, as the service tells it over HTTP, in the letter's language")
    screen.lines([row.document["plan"]["why"]])


def _ended(sentence: str, code: int) -> int:
    print(f"tanyakabar: {sentence}", file=sys.stderr, flush=True)  # noqa: T201  # this is the command line
    return code
