"""The forms that a hunspell dictionary accepts, written out: its stems with its prefixes and suffixes. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_PLAIN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_RULE_FIELDS = 5  # kind, flag, stripped, added, condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Affix:
    """A prefix or suffix that stems with its flag may take."""

    is_prefix: bool
    crosses: bool  # may stand with one of the other kind
    stripped: str
    added: str
    condition: re.Pattern[str]

    def put_on(self, word: str) -> str | None:
        """Return `word` with the affix, or None where it does not go."""
        if self.condition.search(word) is None:
            return None
        if self.is_prefix:
            return self.added + word.removeprefix(self.stripped)
        return (word.removesuffix(self.stripped) if self.stripped else word) + self.added


def forms(affixes: str, words: str) -> Iterator[str]:
    """Yield every plain word that the dictionary's stems make, some twice; compounds are left out.

    Args:
        affixes: text of the .aff file, with flags of one character.
        words: text of the .dic file.
    """
    read = _read_affixes(affixes.splitlines())
    for line in words.splitlines()[1:]:
        stem, _, flags = line.split("\t")[0].strip().partition("/")
        for form in (stem, *_affixed(stem, flags, read)):
            if _PLAIN.fullmatch(form) and not form.endswith("'s"):
                yield form


def _affixed(stem: str, flags: str, affixes: dict[str, list[Affix]]) -> Iterator[str]:
    own = [affix for flag in flags for affix in affixes.get(flag, ())]
    prefixes = [affix for affix in own if affix.is_prefix]
    for affix in own:
        if (form := affix.put_on(stem)) is None:
            continue
        yield form
        for prefix in prefixes if affix.crosses and not affix.is_prefix else ():
            if prefix.crosses and (crossed := prefix.put_on(form)) is not None:
                yield crossed


def _read_affixes(lines: Iterable[str]) -> dict[str, list[Affix]]:
    found: dict[str, list[Affix]] = {}
    crosses: dict[tuple[str, str], bool] = {}
    for line in lines:
        fields = line.split()
        if len(fields) < 4 or fields[0] not in {"PFX", "SFX"}:  # kind, flag, crosses, count
            continue
        kind, flag = fields[0], fields[1]
        if (kind, flag) not in crosses:
            crosses[kind, flag] = fields[2] == "Y"
            continue
        condition = fields[4] if len(fields) >= _RULE_FIELDS else "."
        found.setdefault(flag, []).append(
            Affix(
                is_prefix=kind == "PFX",
                crosses=crosses[kind, flag],
                stripped=fields[2].replace("0", "", 1) if fields[2] == "0" else fields[2],
                added="" if fields[3] == "0" else fields[3].partition("/")[0],
                condition=re.compile(f"^{condition}" if kind == "PFX" else f"{condition}$"),
            )
        )
    return found
