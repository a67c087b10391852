"""Firms named as the way to an application: an agent, a job fair, who recommended or taught the writer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_MOST_BETWEEN = 5  # words between what tells a way and the firm


@dataclass(frozen=True, slots=True)
class Ways:
    """What stands before such a firm, with nothing of an application between: "melalui agen tenaga kerja …"."""

    leading: re.Pattern[str]
    named: re.Pattern[str]  # or begins its name: "Bursa Kerja …"

    @classmethod
    def from_lists(cls, lists: Mapping[str, Sequence[str]]) -> "Ways":
        """Compile the lists `ways`, `ways_by`, `ways_named` and the words that part a way from a firm."""

        def joined(name: str) -> str:
            return "|".join(lists[name]).replace(" ", r"\s+")

        between = rf"(?:\s+(?!(?:{joined('ways_end')})(?!\w))[^\s,.;:]+){{0,{_MOST_BETWEEN}}},?\s+$"
        by = rf"(?:\s+(?!(?:{joined('ways_end')}|{joined('ways_to')})(?!\w))[^\s,.;:]+){{0,{_MOST_BETWEEN}}}\s+$"
        return cls(
            leading=re.compile(
                rf"(?<!\w)(?:(?:{joined('ways')})(?!\w){between}|(?:{joined('ways_by')})(?!\w){by})", re.IGNORECASE
            ),
            named=re.compile(rf"(?:{joined('ways_named')})(?!\w)", re.IGNORECASE),
        )

    def is_one(self, leads_up: str, name: str) -> bool:
        """Whether what leads up to the firm `name`, or how it begins, tells a way."""
        return self.leading.search(leads_up) is not None or self.named.match(name) is not None
