"""Names as letters write them: compared word by word, without titles, case, accents and dots. Pure."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias

from service.letters.academic_titles import take_apart

Likeness: TypeAlias = Literal["same", "misspelt", "other"]

UPPER = "A-ZÀ-ÖØ-ÞĀ-ſ"  # for a character class: what a word of a name may begin with
_WORD = re.compile(r"[^\W\d_]+")
_APOSTROPHES = re.compile(r"['’‘`ʼ]")
# Belong to a name and may be left out.
_PARTICLES = frozenset({"bin", "binti", "br", "van", "der", "de", "al", "ibn", "h", "hj", "kh", "ustaz", "ustadz"})
_WRITTEN_COURTESY = """
    bapak ibu pak bu bpk mr mrs ms miss sdr sdri saudara saudari
    chef captain capt kapten coach romo pastor suster bidan pendeta pdt father reverend rev dokter doctor profesor
    professor kiai kyai habib kolonel letnan sersan principal dean sir madam maestro
    ust usth kapt mayor cpt chief letkol kol lettu letda mayjen brigjen letjen serda sertu serma serka pelda peltu akp
    akbp kompol kombes ipda iptu aipda aiptu bripka briptu rm pst sr bdn engr sgt lt col haji hajah ustazah ustadzah
    bruder
"""
_COURTESY = frozenset(_WRITTEN_COURTESY.split())
# Alone they name nobody; what people are called by, "Romo" or "Chef", is not among them.
_RANKS = frozenset(
    {"mayor", "kapten", "kolonel", "letnan", "letkol", "kapt", "lettu", "letda", "mayjen", "brigjen", "letjen"}
)
_DOTTED_TITLE = re.compile(
    r"\b(?:K\.\s?H|R\.\s?(?:M|A|R|Ay|Ngt)|K\.\s?R\.\s?(?:T|M\.\s?T)|H\.\s?R)\.\s?(?=[^\W\d_]{2})", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]{1,24}\)\s*")  # "Mayor (Purn.) Edi": what stands in brackets is not the name
_TITLES = frozenset({"prof", "dr", "drs", "dra", "ir", "drg", "drh", "apt", "ns"})
_MUHAMMAD = frozenset({"muhammad", "mohammad", "muhamad", "mohamad", "mochammad", "mochamad", "mohammed", "mohamed"})
_SHORT_MUHAMMAD = frozenset({"m", "muh", "moh", "mohd", "muhd", "moch", "mhd", "md", "much"})
_SHORTEST_NICKNAME = 3
# Short forms that are no part of the name that they stand for.
_WRITTEN_SHORT_FORMS = """
    bob:robert bobby:robert bill:william billy:william jim:james jimmy:james jack:john dick:richard rick:richard
    peggy:margaret maggie:margaret meg:margaret betty:elizabeth betsy:elizabeth kate:katherine kate:catherine
    katie:katherine katie:catherine kathy:katherine cathy:catherine kitty:katherine mike:michael mick:michael
    ted:edward ned:edward eddie:edward harry:henry hank:henry sally:sarah molly:mary polly:mary becky:rebecca
    chuck:charles charlie:charles andy:andrew dave:david davy:david steve:stephen larry:lawrence terry:terence
    terry:theresa tommy:thomas tess:theresa sue:susan suzy:susan jenny:jennifer jerry:gerald gerry:gerald
    joe:joseph jo:joanna abby:abigail vicky:victoria trish:patricia patty:patricia libby:elizabeth lizzy:elizabeth
    nick:nicholas fanny:stephanie steph:stephanie tony:anthony vinny:vincent
    iin:indah yayuk:rahayu nunung:nurhayati nunung:nur wiwik:pratiwi wiwin:windarti
    ninuk:nurul yoyok:sunaryo yoyo:sunaryo tutik:astuti titik:astuti titiek:siti titi:siti memet:ahmad mamat:ahmad
    memed:ahmad amat:ahmad mamat:muhammad met:slamet aceng:hasan dadang:darmawan dudung:abdullah dul:abdullah
    ucup:yusuf usup:yusuf ipul:saiful cecep:yusuf oman:abdurrahman maman:abdurrahman maman:rahman
    ujang:junaedi encep:yusuf ntis:sutisna entis:sutisna yeyen:yeni yanti:suryani ipah:latifah ipeh:latifah
    pipit:fitri pipit:fitriani iyem:mariyem inem:mariyem koko:joko ebet:elisabet bet:elisabet lis:elisabet
    yosi:yosefina yos:yosep ance:fransiska frans:fransiskus feri:ferdinandus nus:yunus yance:yohanes
    jhon:yohanes hans:yohanes ani:suryani dwik:dwi jeff:jeffrey geoff:geoffrey
"""
_SHORT_FORMS = frozenset(_WRITTEN_SHORT_FORMS.split())
_FAIRLY_LONG, _LONG = 4, 8  # letters from which one edit, and two or three, still are the same word


def folded(text: str) -> str:
    """Return `text` in lower case without accents and apostrophes."""
    if text.isascii() and "'" not in text and "`" not in text:
        return text.lower()
    plain = _APOSTROPHES.sub("", text)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain.lower()


@lru_cache(maxsize=1024)  # the facts' names are asked for by many rules
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, without academic titles and courtesy words; () when nothing is left."""
    plain = take_apart(_ASIDE.sub(" ", " ".join(name.split())).strip() or name).plain
    words = _WORD.findall(folded(_DOTTED_TITLE.sub("", plain)))
    if _TITLES.issuperset(words) or (len(words) == 1 and words[0] in _RANKS):
        return ()
    while len(words) > 1 and words[0] in _COURTESY:
        words.pop(0)
    return tuple(words)


def likeness(given: Sequence[str], expected: Sequence[str]) -> Likeness:
    """Say how a name in a letter stands to the one that is meant.

    Part of a name, a name in another order, initials and usual short forms are the same name.

    Args:
        given: `name_words` of the letter, not empty.
        expected: `name_words` of the fact, not empty.
    """
    if "".join(given) == "".join(expected):
        return "same"
    unknown = [word for word in given if word not in _PARTICLES and not _in(word, expected)]
    missing = [word for word in expected if word not in _PARTICLES and not _in(word, given)]
    if not unknown or not missing:
        return "same"
    if all(any(are_near(word, other) for other in missing) for word in unknown):
        return "misspelt"
    return "misspelt" if are_near("".join(given), "".join(expected)) else "other"


def is_nickname(given: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether one word, `given`, is a piece of a word of `expected`, or its usual short form.

    "Adit" for Aditya, "Nia" for Kurniawati, "Bob" for Robert.
    """
    if len(given) != 1:
        return False
    short = given[0]
    return any(
        (len(short) >= _SHORTEST_NICKNAME and short in word) or f"{short}:{word}" in _SHORT_FORMS for word in expected
    )


def are_near(one: str, other: str) -> bool:
    """Whether two words are one word with a slip of the pen in it; False for equal words."""
    longer = max(len(one), len(other))
    if one == other or longer < _FAIRLY_LONG or abs(len(one) - len(other)) > 2:  # noqa: PLR2004  # no slip is longer
        return False
    most = 1 if longer == _FAIRLY_LONG else 2 if longer < _LONG else 3
    return edits(one, other, most=most) <= most


def edits(one: str, other: str, *, most: int) -> int:
    """Return how many letters differ (added, left out, changed, swapped); more than `most` counts as most + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    letters, others = set(one), set(other)
    if len(letters - others) > most or len(others - letters) > most:  # each takes an edit of its own
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if last and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def _in(word: str, words: Collection[str]) -> bool:
    """Whether `word` stands among `words`, as itself, as an initial or as a short form of it, or the reverse."""
    if word in words:
        return True
    if len(word) == 1:
        return any(other.startswith(word) for other in words)
    if word in _SHORT_MUHAMMAD and not _MUHAMMAD.isdisjoint(words):
        return True
    return word[0] in words or (word in _MUHAMMAD and not _SHORT_MUHAMMAD.isdisjoint(words))
