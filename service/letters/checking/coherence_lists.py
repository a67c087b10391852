"""The words and patterns of `coherence.other-application`, compiled once for each version of the rules."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.letters.checking.coherence_aims import Aims
from service.letters.checking.coherence_ways import Ways
from service.letters.checking.coherence_wishes import Wishes
from service.letters.checking.rule_book import RuleBook

_NAME = r"[A-Z0-9][\w'’&.\-]*(?:\s+(?:(?:dan|and|of|&|the)\s+)?[A-Z0-9&][\w'’&.\-]*){0,5}"
# Between what is said of the firm written to and a name: what leads to another one.
_LEADS_AWAY = (
    r"(?!(?:terbiasa|seperti|sebagaimana|daripada|contoh|kasus|setelah|sesudah|seusai|sejak|semasa|sewaktu|ketika"
    r"|kembali|pulang|singgah|mampir|dari\s+cara)\b"
    r"|(?:karena|sebab)\s+\S+\s|(?<=,\s)(?:dan|tetapi|namun|sedangkan|lalu)\b)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The words of the rule, compiled."""

    named: re.Pattern[str]  # a capitalised run, with its legal form
    marks: frozenset[str]  # words by which a run of capitals is known for a firm
    weak_marks: frozenset[str]  # words of firms, in a run of three words and more, but of places and programmes too
    forms: frozenset[str]  # legal forms and kinds: not part of the name proper
    generic: frozenset[str]  # words in so many names that they tell none apart
    nothing: frozenset[str]  # capitalised words that name no firm: places, tools, months, people
    tight: re.Pattern[str]  # what stands right before a name that needs no mark
    before: re.Pattern[str]  # what is said of the firm written to, and leads up to the name
    served: re.Pattern[str]  # right before a firm: what the writer would do for it
    after: re.Pattern[str]  # the same, behind the name
    stirs: re.Pattern[str]  # anywhere behind a firm: it made the writer wish to work there …
    stirs_not: re.Pattern[str]  # … unless it is but where something comes from, or who others work with
    dreamt: re.Pattern[str]  # behind the name: where the writer has long wished to work
    applied: re.Pattern[str]  # behind a position: the one applied for …
    past: re.Pattern[str]  # … unless that was another time
    elsewhere: re.Pattern[str]  # the sentence speaks of employers, clients, rivals
    admired: re.Pattern[str]  # before a name, and behind it …
    joined: re.Pattern[str]  # … "and would like to join": the firm written to
    hoped: re.Pattern[str]  # before a firm: the writer hopes …
    considers: re.Pattern[str]  # … and behind it: that it will look at the application
    met_at: re.Pattern[str]  # before a venue: that is where the interview was held
    venues: frozenset[str]  # words of a hotel or a café
    halls: re.Pattern[str]  # before a name: "di aula …", "at the campus of …"
    schools: frozenset[str]  # words of a school: a venue too, unless a school is written to
    held: re.Pattern[str]  # … and unless nothing says that somebody met there: "kesempatan wawancara di …"
    seen: re.Pattern[str]  # right before a firm: the writer saw it, rode with it, lives beside it
    places: frozenset[str]  # of `nothing`: a firm may have a town's name, when its other word is a firm's
    leads: frozenset[str]  # begin a sentence with a capital and are no part of a name
    past_work: re.Pattern[str]  # right before a firm: "Working at …", and behind it …
    past_work_was: re.Pattern[str]  # … "was hard": the writer did
    ways: Ways  # by which the writer came to apply
    wishes: Wishes  # what is said only of the place written to
    aims: Aims  # the same, where nothing marks a name for a firm's
    replaced: re.Pattern[str]  # the interview was held where it was because the reader's own house was not to be had
    position: re.Pattern[str]  # "jabatan …", "the position of …"


def _compiled(lists: Mapping[str, Sequence[str]]) -> Lists:
    def pattern(name: str, tail: str = "", flags: re.RegexFlag = re.IGNORECASE) -> re.Pattern[str]:
        text = "|".join(lists[name]).replace(" ", r"\s+")
        return re.compile(rf"(?<!\w)(?:{text}){tail}", flags)

    return Lists(
        named=re.compile(rf"(?<![\w@./])(?:(?:{'|'.join(lists['prefixes'])})\.?\s+)?{_NAME}"),
        marks=frozenset(lists["marks"]),
        weak_marks=frozenset(lists["weak_marks"]),
        forms=frozenset(lists["forms"]),
        generic=frozenset(lists["generic"]),
        nothing=frozenset(lists["nothing"]),
        tight=pattern("tight", r"\s+$"),
        before=pattern("before", rf"(?:[\s,]+(?:{_LEADS_AWAY}[^\s.]+\s+){{0,6}})?$"),
        served=pattern("served", r"\s+$"),
        after=pattern("after", r"(?!\w)"),
        stirs=pattern("stirs", r"(?!\w)"),
        stirs_not=pattern("stirs_not", r"(?:\s+the)?\s+$"),
        dreamt=pattern("dreamt", r"(?!\w)"),
        applied=pattern("applied", r"(?!\w)"),
        past=pattern("past", r"(?!\w)"),
        elsewhere=pattern("elsewhere", r"(?!\w)"),
        admired=pattern("admired", r"(?!\w)"),
        joined=pattern("joined", r"(?!\w)"),
        hoped=pattern("hoped", r"(?!\w)"),
        considers=pattern("considers", r"(?!\w)"),
        met_at=pattern("met_at", r"\s+$"),
        venues=frozenset(lists["venues"]),
        halls=pattern("halls", r"\s+$"),
        schools=frozenset(lists["schools"]),
        held=pattern("held", r"(?!\w)"),
        seen=pattern("seen", r"\s+$"),
        places=frozenset(lists["places"]),
        leads=frozenset(lists["leads"]),
        past_work=pattern("past_work", r"\s+$"),
        past_work_was=pattern("past_work_was", r"(?!\w)"),
        ways=Ways.from_lists(lists),
        wishes=Wishes.from_lists(lists),
        aims=Aims.from_lists(lists),
        replaced=pattern("replaced", r"(?!\w)"),
        position=pattern("position", flags=re.NOFLAG),
    )


_MADE: dict[str, Lists] = {}  # version of a book → its lists
_MOST_BOOKS = 4


def lists_of(book: RuleBook) -> Lists:
    """Return the lists of the rule's document."""
    if book.version not in _MADE:
        if len(_MADE) >= _MOST_BOOKS:
            _MADE.clear()
        _MADE[book.version] = _compiled(book.words["coherence"])
    return _MADE[book.version]
