"""What a candidate says only of the place written to: the wish to teach or nurse there, thanks for its interview."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from service.letters.checking.names import folded

_TOKEN = re.compile(r"[^\W_]+")
_BEHIND = 140  # characters behind a name that are looked at


@dataclass(frozen=True, slots=True)
class Wishes:
    """The wordings, and what speaks against them.

    A house may belong to who is written to (a foundation's school, a company's hotel). So these count only between
    two of a kind: two schools, two hospitals, two firms that tell no kind.
    """

    kinds: frozenset[str]  # a name that begins so is a place where people work, though no firm: a school, an office
    groups: Sequence[frozenset[str]]  # words of one kind
    wished: re.Pattern[str]  # right before the name: the wish to work there
    doing: re.Pattern[str]  # right before it, at the beginning of what is said: "Teaching at …"
    is_aim: re.Pattern[str]  # … and behind it: "is what I long for"
    pointed: re.Pattern[str]  # behind it: "…, and I would be proud to teach there"
    thanked: re.Pattern[str]  # right before it: thanks to its people …
    interviewed: re.Pattern[str]  # … and behind it: for the interview
    agents: re.Pattern[str]  # who interviews for others
    reader: re.Pattern[str]  # anywhere: the sentence speaks of the place written to beside that one
    taught: re.Pattern[str]  # behind the name: what the writer has from there

    @classmethod
    def from_lists(cls, lists: Mapping[str, Sequence[str]]) -> "Wishes":
        """Compile the lists whose names begin with `wish_`."""

        def pattern(name: str, before: str = r"(?<!\w)", tail: str = r"(?!\w)") -> re.Pattern[str]:
            text = "|".join(lists[f"wish_{name}"])
            for slot in ("wants", "acts", "through"):
                text = text.replace(f"{{{slot}}}", f"(?:{'|'.join(lists[f'wish_{slot}'])})")
            return re.compile(rf"{before}(?:{text}){tail}".replace(" ", r"\s+"), re.IGNORECASE)

        return cls(
            kinds=frozenset(lists["wish_kinds"]),
            groups=tuple(frozenset(words.split()) for words in lists["wish_groups"]),
            wished=pattern("wished", tail=r"(?: the)? $"),
            doing=pattern("doing", before=r"(?:^|[.,;:] ?)", tail=r"(?: the)? $"),
            is_aim=pattern("is_aim"),
            pointed=pattern("pointed"),
            thanked=pattern("thanked", tail=r"(?: the)? $"),
            interviewed=pattern("interviewed"),
            agents=pattern("agents", tail=""),
            reader=pattern("reader"),
            taught=pattern("taught"),
        )

    def are_of(self, name: str, company: Collection[str], leads_up: str, behind: str) -> bool:
        """Whether the sentence says of a name what is said of the firm written to.

        Args:
            name: "PT Mebel Kapuas", or "Ms Helena of Kapuas Furniture".
            company: the words of the firm written to, folded.
            leads_up: what stands before the name.
            behind: what stands behind it, without space.
        """
        if not self._are_alike(frozenset(_TOKEN.findall(folded(name))), company):
            return False
        behind = behind[:_BEHIND]
        if self.reader.search(leads_up) or self.reader.search(behind):
            return False
        if not self.taught.match(behind) and (
            self.wished.search(leads_up)
            or self.pointed.search(behind)
            or (self.doing.search(leads_up) and self.is_aim.match(behind))
        ):
            return True
        if self.agents.search(name) or not self.interviewed.search(behind):
            return False
        person, of, _ = name.rpartition(" of ")
        return self.thanked.search(f"{leads_up}{person}{of}") is not None

    def _are_alike(self, words: Collection[str], company: Collection[str]) -> bool:
        return all(group.isdisjoint(words) == group.isdisjoint(company) for group in self.groups)
