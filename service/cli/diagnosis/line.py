"""One line of what `doctor` says."""

from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How bad it is; the worst of all lines decides the exit code."""

    OK = 0
    WARN = 1  # it works, or will for a while
    FAULT = 2  # something does not work, or will go wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was looked at."""

    about: str  # one word or two: what
    level: Level
    says: str  # what is right or wrong
    do: str | None = None  # what to do; None: nothing

    def document(self) -> dict[str, str | None]:
        """Return the line for machines."""
        return {"about": self.about, "level": self.level.name.lower(), "says": self.says, "do": self.do}


def ok(about: str, says: str) -> Line:
    """Return a line that all is well."""
    return Line(about=about, level=Level.OK, says=says)


def warn(about: str, says: str, do: str) -> Line:
    """Return a line of something to see to."""
    return Line(about=about, level=Level.WARN, says=says, do=do)


def fault(about: str, says: str, do: str) -> Line:
    """Return a line of something that does not work."""
    return Line(about=about, level=Level.FAULT, says=says, do=do)
