"""Aims that only the place written to can fulfil, told of employers whom everybody knows by name. Pure.

"… to care for the patients of Harapan Kita", "… menjadikan Traveloka tempat pertama": what stands between the wish and
the name tells that the writer would work there. Any other capital may begin a village, a class or a ward ("the children
of Wamena", "nasabah Prioritas"), so that a name which nothing marks has to be known; but for a uniform's.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service.letters.checking.names import folded

_TOKEN = re.compile(r"[^\W_]+")
_MOST_WORDS_OF_NAME = 3
_BEHIND = 60  # characters behind a name that are looked at
_OWNER = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Aims:
    """The wordings, and the names that are known."""

    famous: frozenset[str]  # employers whom everybody knows by name, folded
    famous_in_capitals: frozenset[str]  # the same, words of the language unless they are written in capitals
    aliases: Mapping[str, Sequence[str]]  # famous name → words of the firms that it belongs to
    worn: re.Pattern[str]  # right before a name: the wish to wear the uniform of …
    people: re.Pattern[str]  # the wish to serve the patients of …
    owned: re.Pattern[str]  # behind "Siloam's": patients, kitchens …
    wanted: re.Pattern[str]  # … and before it, a wish
    known: re.Pattern[str]  # right before a name: the wish to make it great, to work there
    applied: re.Pattern[str]  # right before a name: the application is one to it
    there: re.Pattern[str]  # behind a name that is admired: the writer would be there
    past: re.Pattern[str]  # in what leads up to a name: it was another time, or somebody else's

    @classmethod
    def from_lists(cls, lists: Mapping[str, Sequence[str]]) -> "Aims":
        """Compile the lists whose names begin with `aim_`."""

        def pattern(name: str, before: str = r"(?<!\w)", tail: str = r"(?!\w)") -> re.Pattern[str]:
            text = "|".join(lists[f"aim_{name}"])
            for slot in ("people", "things"):
                text = text.replace(f"{{{slot}}}", f"(?:{'|'.join(lists[f'aim_{slot}_words'])})")
            for slot in ("wants", "acts", "through"):
                more = lists.get(f"aim_{slot}", ())
                text = text.replace(f"{{{slot}}}", f"(?:{'|'.join((*lists[f'wish_{slot}'], *more))})")
            return re.compile(rf"{before}(?:{text}){tail}".replace(" ", r"\s+"), re.IGNORECASE)

        return cls(
            famous=frozenset(lists["famous"]),
            famous_in_capitals=frozenset(lists["famous_in_capitals"]),
            aliases={line.split(":")[0]: line.split(":")[1].split() for line in lists["famous_aliases"]},
            worn=pattern("worn", tail=r"(?: the)? $"),
            people=pattern("people", tail=r"(?: the)? $"),
            owned=pattern("owned"),
            wanted=pattern("wanted", tail=r"$"),
            known=pattern("known", tail=r"(?: the)? $"),
            applied=pattern("applied", tail=r"(?: the)? $"),
            there=pattern("there"),
            past=pattern("past"),
        )

    def is_famous(self, name: str) -> bool:
        """Whether a run of capitalised words is, or begins or ends with, an employer whom everybody knows."""
        return self._famous(name) is not None

    def belongs_to(self, name: str, company: Collection[str]) -> bool:
        """Whether the famous name is one of the firm whose words are `company`."""
        known = self._famous(name)
        return known is not None and not set(company).isdisjoint(self.aliases.get(known, ()))

    def are_of(self, name: str, leads_up: str, behind: str, *, is_known: bool) -> bool:
        """Whether the sentence tells an aim that is the place's written to.

        Args:
            name: a capitalised run, with its "'s".
            leads_up: what stands before it.
            behind: what stands behind it, without space.
            is_known: whether a mark tells a firm, or everybody knows it.
        """
        found = self.worn.search(leads_up)
        if found is None and is_known:
            is_owner = _OWNER.search(name) is not None or behind[:1] in {"'", "’"}
            found = self.people.search(leads_up) or self.known.search(leads_up)
            if found is None and is_owner and self.owned.match(behind.lstrip("'’ ")):
                found = self.wanted.search(leads_up)
        if found is not None:
            return self.past.search(f"{found.group()}_ {behind[:_BEHIND].partition(',')[0]}") is None
        return False

    def is_applied_to(self, leads_up: str, behind: str) -> bool:
        """Whether the sentence calls the application one to the name between `leads_up` and `behind`."""
        if self.applied.search(leads_up) is None:
            return False
        return self.past.search(f"{leads_up.rpartition(',')[2]}_ {behind[:_BEHIND]}") is None

    def _famous(self, name: str) -> str | None:
        plain = _OWNER.sub("", name)
        if plain in self.famous_in_capitals:
            return plain.lower()
        words = _TOKEN.findall(folded(plain))
        for length in range(min(len(words), _MOST_WORDS_OF_NAME), 0, -1):
            for run in (" ".join(words[:length]), " ".join(words[-length:])):
                if run in self.famous:
                    return run
        return None
