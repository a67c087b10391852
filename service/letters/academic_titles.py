"""Academic titles around an Indonesian name: which parts are titles, and which are the name.

Sources: the degrees of Indonesian universities (Permendikbudristek 6/2022 and its predecessors) in their usual short
forms; professional degrees that replace "Bapak/Ibu" in a salutation in the same way (dr., drg., apt.). "H.", "Hj." and
nobility ("R.", "Rr.") are no academic titles: "Ibu Hj. Siti" is right.
"""

import re
from dataclasses import dataclass

# A title before the name, with its dot or as a word of its own: "Dr. Andi", "Prof Andi", "Ir.Andi", "Dr.(H.C.) Andi".
_LEADING = re.compile(
    r"(?:(?:prof|dr|drs|dra|ir|drg|drh|apt|ns)\.(?:\s*\(?(?:h\.\s?c|c)\.?\)|(?!\())|(?:prof|dr|drs|dra|drg|drh)(?=\s))\s*",
    re.IGNORECASE,
)
_RELIGIOUS = re.compile(r"(?:k\.\s?h|hj|h)\.\s*", re.IGNORECASE)
# After a comma these need no dot. Compared without dots, spaces and case.
_DEGREE_KEYS = """
    se sh skom st ssos spd ssi sked skep sfarm sikom siikom sak sip sap shum ss ssn sds sars sp spt skg skm sgz sstat
    smat sag spsi sei sst str stp sbns sas sab sth skh sik skel sptk sthi ssy sadm
    mm msi msc ma mt mh mkom mpd mpsi mak mhum mba meng mkes mti msn map mip mikom mak mars mphil mph mds mstat mmt
    mag mse macc mpsi mfin
    phd dba dphil edd ba bsc beng bba bcom bed llb llm md amd amdkom amdkep amdak psikolog akt ak spa spog sppd spb
"""
_DEGREES = frozenset(_DEGREE_KEYS.split())
# A degree that the list lacks, after a comma; without a space in it, since "Pratama, M. Ali" is a name.
_DOTTED_DEGREE = re.compile(r"(?:s|m|a|b|sp|ph|d)\.[a-z]+(?:\.[a-z]+)*\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledName:
    """A name taken apart."""

    leading: str  # titles before the name as written, e.g. "Prof. Dr.", or ""
    plain: str  # the name without academic titles, e.g. "Andi Pratama"
    trailing: str  # degrees after the name as written, e.g. "S.Psi., M.M.", or ""

    @property
    def is_academic(self) -> bool:
        """Whether the name carries an academic title."""
        return bool(self.leading or self.trailing)


def take_apart(name: str) -> TitledName:
    """Return `name` split into leading titles, the name itself and trailing degrees; religious titles stay where."""
    leading, rest = _split_leading(name.strip())
    plain, trailing = _split_trailing(rest)
    if not plain:  # nothing but titles is a name nobody has: leave it whole
        return TitledName(leading="", plain=name.strip(), trailing="")
    return TitledName(leading=leading, plain=plain, trailing=trailing)


def _split_leading(name: str) -> tuple[str, str]:
    """Split after the last academic title that stands before the name; "H." between two of them does not end it."""
    end = at = 0
    while at < len(name):
        if title := _LEADING.match(name, at):
            at = end = title.end()
        elif religious := _RELIGIOUS.match(name, at):
            at = religious.end()
        else:
            break
    return name[:end].strip(), name[end:].strip()


def _split_trailing(name: str) -> tuple[str, str]:
    """Split before the first degree, after a comma ("Andi, SE") or, with a dot in it, without one ("Andi S.Psi.")."""
    before, comma, after = name.partition(",")
    after_comma = comma and any(_is_degree(part) for part in after.split(","))
    words = (before if after_comma else name).split()
    first = len(words)
    while first > 1 and "." in words[first - 1] and _key(words[first - 1]) in _DEGREES:
        first -= 1
    dotted = " ".join(words[first:])
    trailing = ", ".join(part for part in (dotted, after.strip()) if part) if after_comma else dotted
    return " ".join(words[:first]), trailing


def _is_degree(part: str) -> bool:
    return _key(part) in _DEGREES or _DOTTED_DEGREE.fullmatch(part.strip()) is not None


def _key(text: str) -> str:
    return re.sub(r"[.\s,]", "", text).casefold()
