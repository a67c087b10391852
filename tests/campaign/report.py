"""What a run found: a table for people, JSON for machines."""

import json
from bisect import bisect
from collections import Counter
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from tests.campaign.judging import Evidence, Verdict
from tests.campaign.plan import Plan

EXAMPLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A run's figures and its verdict."""

    plan: Plan
    verdict: Verdict
    figures: dict[str, int | float]
    statuses: dict[str, int]

    @classmethod
    def of(  # the run's own measures, by name
        cls,
        plan: Plan,
        evidence: Evidence,
        verdict: Verdict,
        *,
        began: float,
        seconds: float,
        seconds_to_end: float,
        disturbed: int,
        kills_with_letters: int,
        unanswered_posts: int,
        posts_asked_again: int,
    ) -> Self:
        """Count what the evidence holds."""
        copies = sum(each.copy for each in evidence.tries)
        tries = len(evidence.tries)
        instants = sorted(each.dot_at for each in evidence.tries if each.copy and each.dot_at is not None)
        early = bisect(instants, began + seconds)
        by_kill = len(verdict.in_doubt_by_kill)
        figures: dict[str, int | float] = {
            "accepted": len(evidence.accepted),
            "copies": copies,
            "tries": tries,
            "disturbed_share": round(disturbed / max(tries, 1), 3),
            "kills": len(evidence.kills),
            "kills_while_a_letter_stood_after_354": kills_with_letters,
            "stops": len(evidence.stops),
            "in_doubt_per_kill": round(by_kill / max(len(evidence.kills), 1), 3),
            "posts_asked_again": posts_asked_again,
            "posts_unanswered": unanswered_posts,
            "seconds": round(seconds, 1),
            "seconds_to_end": round(seconds_to_end, 1),
            "copies_per_second": round(early / max(seconds, 0.001), 2),
            "copies_in_busiest_second": max(Counter(int(each) for each in instants).values(), default=0),
        }
        statuses = Counter(each["status"] for each in evidence.told)
        return cls(plan=plan, verdict=verdict, figures=figures, statuses=dict(statuses))

    @property
    def good(self) -> bool:
        """Whether nothing was found that must not be, and the run did what it was asked for."""
        done = self.figures["kills"] == self.plan.kills and self.figures["stops"] == self.plan.stops
        return self.verdict.violations == 0 and done and self.figures["accepted"] == self.plan.jobs

    def table(self) -> str:
        """Return lines for people."""
        lines = [f"campaign {' '.join(f'{name}={value}' for name, value in asdict(self.plan).items())}", ""]
        lines += [f"  {name.replace('_', ' '):<40}{value}" for name, value in self.figures.items()]
        lines += [f"  {'now ' + name:<40}{count}" for name, count in sorted(self.statuses.items())]
        lines.append("")
        for name, found in self._findings():
            lines.append(f"  {name.replace('_', ' '):<40}{len(found)}")
            lines += [f"      {each}" for each in found[:EXAMPLES]]
        lines += ["", "  all as promised" if self.good else "  NOT as promised"]
        return "\n".join(lines)

    def as_json(self) -> str:
        """Return one line for machines."""
        found = {name: len(each) for name, each in self._findings()}
        document = {"plan": asdict(self.plan), **self.figures, "statuses": self.statuses, "found": found}
        return json.dumps({**document, "good": self.good})

    def _findings(self) -> list[tuple[str, list[Any]]]:
        return [(each.name, getattr(self.verdict, each.name)) for each in fields(self.verdict)]
