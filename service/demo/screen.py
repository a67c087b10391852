"""What people see: a live table on a terminal, plain lines elsewhere. Rich is told which; no variable decides."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timezone
from textwrap import wrap
from typing import TextIO
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from service.demo.cases import START
from service.demo.proof import Verdict
from service.demo.story import Board, Row
from service.demo.wording import GLOSSARY, day, moment, planned, state, why

_PAGE = 78  # characters a line
_LABEL = "why   "
_LABELLED = ("plan  ", _LABEL, "ok    ", "WRONG ")
_OPENING = """\
"Tanya kabar" is Indonesian for "ask for news". Rina had ten interviews. Each recruiter promised an answer by some day,
and was silent. The service writes to each of them once: after the promise has lapsed, on a working day, in the midday
break or in the last hour before the office closes. All parts are real: HTTP API, database, SMTP server. They run on
this machine only and are gone when the demo ends. The clock is pretended: it starts on {day} 2026 at {time}, a second
here is a minute there, and it is moved over hours in which nothing is due."""
_STYLES = {"sent": "green", "answered": "cyan", "sending": "yellow", "waiting": "dim"}
_JAKARTA = ZoneInfo("Asia/Jakarta")


class Screen:
    """Writes the demo's account to `out`."""

    def __init__(self, out: TextIO) -> None:
        self._is_terminal = out.isatty()
        # Told and not guessed: FORCE_COLOR and the like must put no escape codes into a file.
        self._console = Console(file=out, force_terminal=self._is_terminal, highlight=False)
        self._live: Live | None = None
        self._told: set[tuple[str, str]] = set()

    def title(self, text: str) -> None:
        """Begin a part."""
        self._line()
        self._line(text, style="bold")

    def lines(self, texts: Sequence[str], *, indent: str = "    ") -> None:
        """Write lines, each behind `indent`; on a terminal long ones are wrapped."""
        for text in texts:
            self._line(text, indent=indent)

    def opening(self) -> None:
        """Say what this is."""
        self._line("Tanyakabar sends the follow-up after a job interview.", style="bold")
        self.lines(wrap(_OPENING.format(day=day(START), time=f"{START:%H:%M %Z}"), _PAGE), indent="")
        self._line()
        for term, meaning in GLOSSARY:
            self._line(f"{term}: {meaning}", indent="    ", style="dim")

    def plans(self, board: Board) -> None:
        """Write each follow-up with its plan and the reason."""
        self.title("What was posted, and what the service answered: when it leaves, and why then")
        for number, row in enumerate(board.rows, 1):
            recruiter = row.case.request["recruiter"]
            name = " ".join(filter(None, (recruiter.get("honorific"), recruiter.get("name")))) or "recruiting team"
            self._line()
            self._line(f"{number:>2}. {row.case.name} – {name}", style="bold")
            self.lines(
                [row.case.shows, f"plan  {moment(planned(row.document))}", f"why   {why(row.document)}"],
            )

    @contextmanager
    def following(self, board: Board) -> Iterator[None]:
        """Show every `update` until the block ends: in place on a terminal, elsewhere what is new."""
        self.title("What happens")
        if not self._is_terminal:
            yield
            return
        with Live(_table(board, self._console.width), console=self._console, auto_refresh=False) as self._live:
            yield

    def update(self, board: Board) -> None:
        """Show how all stands."""
        if self._live is not None:
            self._live.update(_table(board, self._console.width), refresh=True)
            return
        for row in board.rows:
            for key, text in _news(row):
                if (row.case.name, key) not in self._told:
                    self._told.add((row.case.name, key))
                    self._line(text, indent="    ")

    def summary(self, board: Board) -> None:
        """Write how all ended; on a terminal the table still stands there."""
        if not self._is_terminal:
            self.title("How it ended")
            self.lines([_summary(row) for row in board.rows])

    def proof(self, verdicts: Sequence[Verdict]) -> None:
        """Write what was checked."""
        for verdict in verdicts:
            mark, style = ("ok    ", "green") if verdict.holds else ("WRONG ", "bold red")
            self._line(f"{mark}{verdict.sentence}", indent="    ", style=style)

    def _line(self, text: str = "", *, indent: str = "", style: str | None = None) -> None:
        width = self._console.width - len(indent)
        pieces = [text]
        if self._is_terminal and len(text) > width:
            pieces = wrap(text, width, subsequent_indent=" " * _hang(text))
        for piece in pieces:
            self._console.print(escape(f"{indent}{piece}".rstrip()), style=style, soft_wrap=True)


def _hang(text: str) -> int:
    """Return how far the second line of a wrapped text stands in: below the words behind a label."""
    return len(_LABEL) if text.startswith(_LABELLED) else 0


def _table(board: Board, width: int) -> Table:
    """Return the table of one look; what each is here for has a column where there is room."""
    clock = board.now.astimezone(_JAKARTA)
    table = Table(title=f"{moment(clock)} (pretended)", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for header in ("recruiter", "promise", "planned", "status", "arrived"):
        table.add_column(header, no_wrap=True)
    roomy = width >= 150  # noqa: PLR2004  # characters; below that it would break into many lines
    if roomy:
        table.add_column("what it shows")
    for row in board.rows:
        told = state(row.document)
        cells = [
            escape(row.case.name),
            _promised(row),
            moment(planned(row.document)),
            f"[{_STYLES.get(told, 'yellow')}]{escape(told)}[/]",
            _arrived(row),
        ]
        table.add_row(*cells, *([escape(row.case.shows)] if roomy else []))
    return table


def _promised(row: Row) -> str:
    on = date.fromisoformat(row.document["promise"]["answer_by"])
    return f"{on.day} {on:%b}"


def _arrived(row: Row) -> str:
    zone: timezone = row.case.expected.zone
    return ", ".join(f"{at:%a} {at:%H:%M}" for at in (each.astimezone(zone) for each in row.arrived))


def _news(row: Row) -> Iterator[tuple[str, str]]:
    """Yield what can be told of a follow-up so far, each with a key that names it once."""
    zone = ZoneInfo(row.document["plan"]["timezone"])
    for attempt in row.document["attempts"]:
        if attempt["outcome"] != "sent":
            tried = moment(datetime.fromisoformat(attempt["started_at"]).astimezone(zone))
            reply = f"{attempt['reply_code']} {attempt['reply_text']}"
            yield f"attempt {attempt['n']}", f"{tried}  {row.case.name}: not taken yet, the mail server said {reply}"
    if row.document["answered_at"] is not None and row.case.replied_at is not None:
        yield "answered", f"{moment(row.case.replied_at)}  {row.case.name}: the recruiter answered, no letter needed"
    for number, at in enumerate(row.arrived, 1):
        yield f"arrived {number}", f"{moment(at.astimezone(zone))}  {row.case.name}: the letter arrived"


def _summary(row: Row) -> str:
    promised = day(date.fromisoformat(row.document["promise"]["answer_by"]))
    zone = row.case.expected.zone
    arrived = ", ".join(moment(at.astimezone(zone)) for at in row.arrived) or "nothing"
    return (
        f"{row.case.name}: promised by {promised}; planned {moment(planned(row.document))}; "
        f"{state(row.document)}; arrived: {arrived}"
    )
