"""The child's side of a process of the bench: orders come as lines, answers leave as lines of JSON."""

import json
import sys
from collections.abc import Iterator


def say(**told: object) -> None:
    """Tell the parent something."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def orders() -> Iterator[str]:
    """Yield what the parent asks for, until it ends or closes the pipe."""
    for line in sys.stdin:
        yield line.strip()
