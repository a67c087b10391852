"""What a run came to: a table for people, JSON for machines."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.bench.rounds import Measured, Ratio, Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the bench."""

    title: str
    measured: Measured
    ratios: Sequence[Ratio] = ()
    notes: Sequence[str] = ()

    def document(self) -> dict[str, object]:
        return {
            "title": self.title,
            "rounds": {name: [dict(figures) for figures in rounds] for name, rounds in self.measured.items()},
            "ratios": [each.document() for each in self.ratios],
            "notes": list(self.notes),
        }


def as_json(sections: Sequence[Section]) -> str:
    machine = {"system": platform.system(), "python": platform.python_version(), "cores": os.cpu_count()}
    return json.dumps({"machine": machine, "sections": [each.document() for each in sections]}, indent=1)


def show(sections: Sequence[Section], console: Console) -> None:
    """Print medians, in brackets the least and the most; then the ratios, each made within its round."""
    for section in sections:
        figures = list(dict.fromkeys(name for rounds in section.measured.values() for one in rounds for name in one))
        table = Table(title=section.title, title_justify="left")
        table.add_column("")
        for name in figures:
            table.add_column(name.replace("_", " "), justify="right")
        for contender, rounds in section.measured.items():
            table.add_row(contender, *(_cell([one[name] for one in rounds if name in one]) for name in figures))
        console.print(table)
        for each in section.ratios:
            wanted = f"   (wanted: {each.wanted})" if each.wanted else ""
            console.print(f"  {each.name}: {_told(each.spread)}{wanted}", highlight=False)
        for note in section.notes:
            console.print(f"  {note}", highlight=False)
        console.print()


def _cell(values: list[float]) -> str:
    return _told(Spread.of(values)) if values else "–"


def _told(spread: Spread) -> str:
    if spread.least == spread.most:
        return _number(spread.median)
    return f"{_number(spread.median)} ({_number(spread.least)}–{_number(spread.most)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
