"""`coherence.other-application`: the firm or the position of another application, left in this letter.

A letter may name other firms: employers of before, clients, rivals, universities. So a name alone tells nothing; the
sentence has to say of it what a candidate says of the firm that is written to: joining it, its selection, its team.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from service.letters.checking.coherence_kinds import other_kind_places
from service.letters.checking.coherence_lists import Lists, lists_of
from service.letters.checking.coherence_parties import is_examined, is_third_party
from service.letters.checking.coherence_positions import other_position_places, other_town_places
from service.letters.checking.coherence_trades import other_trade_places
from service.letters.checking.context import LetterContext
from service.letters.checking.fact_position import tells_position
from service.letters.checking.finding import Hit
from service.letters.checking.mentions import Mentions
from service.letters.checking.names import edits, folded
from service.letters.checking.reading import ReadLetter, Sentence
from service.letters.checking.rule_book import RuleBook

_TOKEN = re.compile(r"[^\W_]+")
_AND_I = re.compile(r"\s+(?:and|&)\s+I(?!\w)(?:['’]\w+)?$")  # "I am Theresia Aten and I was …"
_HEAD = re.compile(r"\b(?:Bapak|Ibu|Pak|Bu|Romo|Suster)\s+(?:Kepala|Ketua|Wakil|Direktur|Manajer|Pimpinan)\b")
# Who interviewed stands where a position or a firm might: "diwawancarai Romo dan Ibu Kepala SMA untuk …"
_PERSON = re.compile(
    r"(?:^|\b(?:dan|and|serta)\s+)(?:Bapak|Ibu|Pak|Bu|Romo|Suster|Bruder|Pendeta|Ustaz|Ustazah|Mr|Ms|Mrs|Prof|Dr)\b"
)
_OF_THE_READER = re.compile(
    r"\b(?:Bapak|Ibu|Anda|[Yy]our?)\b"
)  # "kebutuhan Bapak akan seorang X": the one that is sought now
# Behind a firm: what it is like, which says nothing of the writer's past. "…, whose training programme I admire"
_DESCRIBES = re.compile(
    r",?\s+(?:whose|(?:best\s+)?known\s+(?:for|as)|famous|renowned|yang\s+(?:ter)?kenal)\b", re.IGNORECASE
)
_POINTER = re.compile(
    r"(?:Th(?:is|at|e[sm]e|ose|ere)|Its?|Here|What|Which|Such|One|My|Yours?|Ours?|Mine|He|She|They|We|You|Everything|Nothing"
    r"|Home|Work|Change|[A-Z][a-z]+ing|Ini(?:lah)?|Itu(?:lah)?|Hal|Semua|Segala\w*|Bagi|Di|Rumah|Tempat|Kota|Desa|Kampung"
    r"|Pekerjaan|Profesi|Bidang|Dunia|Keluarga|Laut|[A-Z][a-z]+nya)(?:\s(?:[A-Z][\w-]*|[a-z]+))?"
)
# Behind a town's name: where people meet who seek work, and no firm.
_FAIR = re.compile(
    r"(?:job|jobs|career|careers|recruitment|employment)\s+(?:fairs?|days?|expo|market|exhibition|event|festival|centre|center)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;:]\s|\bsehingga\b|\bso\s+that\b|\band\s+so\b")
_OWNER = re.compile(r"['’]s?$")
_WRITTEN_ROLES = """
    kepala wakil ketua manajer direktur direktris pemilik penyelia koordinator sekretaris bendahara mandor dekan rektor
    profesor head director manager owner supervisor chief principal dean chairman foreman professor
"""
_ROLES = frozenset(_WRITTEN_ROLES.split())
# Begin the name of a place: "the opening at Tanjung Perak", "bekerja di Labuan Bajo".
_LANDS = frozenset(
    {"tanjung", "pulau", "teluk", "muara", "labuan", "kuala", "ujung", "pelabuhan", "bandara", "terminal", "stasiun"}
    | {"gunung", "danau", "sungai", "selat", "lembah", "port", "cape", "lake", "mount", "terusan", "simpang"}
)
_LEGAL = frozenset(
    {
        "pt",
        "cv",
        "ud",
        "rs",
        "rsud",
        "rsup",
        "rsia",
        "bank",
        "hotel",
        "universitas",
        "yayasan",
        "smk",
        "sma",
        "smp",
        "sd",
    }
)
_SHORTEST_ACRONYM = 2
_MOST_NAMES = 12  # capitalised runs of a sentence that are looked at
_FAIRLY_LONG_WORD, _LONG_WORD = 4, 8
_FURTHER_UP = 200  # characters before a name that may hold a wish or thanks
_LEADING_UP, _JUST_BEFORE, _JUST_AFTER = (
    110,
    50,
    30,
)  # characters before and behind a name that tell what it is to the writer


@dataclass(frozen=True, slots=True)
class _Firm:
    name: str
    written: str  # the same, with its "'s"
    start: int  # in the sentence
    end: int
    is_marked: bool  # by a legal form or a word that only firms have
    may_be_one: bool  # the same, or by a word that others have too
    is_kind: bool  # its first word tells what it is: a school, an office
    is_famous: bool  # an employer whom everybody knows by name


def other_application_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield firms and positions of which the letter speaks as if they were the application's, and which are not."""
    lists = lists_of(book)
    told = False
    for sentence in letter.sentences:
        for firm in _other_firms(sentence, context, lists, book):
            told = True
            start = sentence.start + firm.start
            values = {"expected": context.company or ""}
            yield Hit(rule="coherence.other-application", start=start, end=start + len(firm.name), values=values)
    if context.company and not told:
        position = context.position or ""
        kinds = other_kind_places(letter, context.company, position)
        for start, end in chain(kinds, other_town_places(letter, context.company, position, lists.places)):
            told = True
            values = {"expected": context.company}
            yield Hit(rule="coherence.other-application", start=start, end=end, values=values)
    if context.position and not told:
        yield from _other_positions(letter, context, context.position, lists, book)


def _other_firms(sentence: Sentence, context: LetterContext, lists: Lists, book: RuleBook) -> Iterator[_Firm]:
    if context.company is None:
        return
    known = " ".join(filter(None, (context.position, context.recruiter_name, context.candidate_name)))
    known_words, written_to = frozenset(_words(known)), _words(context.company)
    for firm in _firms(sentence.text, lists):
        own = [word for word in _words(firm.name) if word not in lists.forms]
        if not own or known_words.issuperset(own) or _is_same(own, context.company, lists):
            continue
        if len(own) == len(_words(firm.name)) and tells_position(firm.name, context.position or "", book):
            continue  # "Finance Staff" for "Staf Keuangan": no firm
        if firm.is_famous and lists.aims.belongs_to(firm.name, written_to):
            continue
        leads_up = sentence.text[max(0, firm.start - _LEADING_UP) : firm.start]
        is_said, is_behind = _is_said(firm, sentence.text, leads_up, lists)
        if _is_aimed_at(firm, sentence.text, lists):
            yield firm
            continue
        if _is_told(firm, sentence.text, context.company, (is_said, is_behind), lists):
            yield firm


def _is_told(firm: _Firm, text: str, company: str, said: tuple[bool, bool], lists: Lists) -> bool:
    """Whether nothing speaks against what is said of the firm: another time, a way to it, a place to meet.

    Args:
        firm: a name in `text`.
        text: the sentence.
        company: the firm written to.
        said: of `_is_said`.
        lists: the words of the rule.
    """
    (is_said, is_behind), leads_up = said, text[max(0, firm.start - _LEADING_UP) : firm.start]
    is_wished = _is_wished(firm, text, _words(company), lists)
    if not (is_said or is_wished) or lists.ways.is_one(leads_up, firm.name):
        return False
    if _is_venue(firm, leads_up, text, company, lists):
        return False
    behind = text[firm.end :].lstrip()
    if is_third_party(firm.name, leads_up, behind) or (not firm.is_marked and is_examined(firm.name, behind)):
        return False
    if not (is_behind or is_wished) and lists.seen.search(leads_up[-_JUST_BEFORE:]):
        return False
    before, just_after = text[: firm.start], text[firm.end : firm.end + _JUST_AFTER]
    if is_wished:
        before, just_after = _clause(before), just_after.partition(",")[0]
    around = f"{before}_{'' if _DESCRIBES.match(just_after) else just_after}"
    return lists.elsewhere.search(around) is None


def _is_said(firm: _Firm, text: str, leads_up: str, lists: Lists) -> tuple[bool, bool]:
    """Whether the sentence says of the firm what is said of the one written to, and whether it does so behind it."""
    behind = text[firm.end :].lstrip()
    after = None if _points(firm) else lists.after.match(behind)
    if not firm.is_marked:
        is_wooed = _is_wooed(firm, leads_up, text, lists)
        return bool(after or is_wooed or lists.tight.search(leads_up)), after is not None
    if after or lists.dreamt.match(behind):
        return True, True
    before = lists.before.search(leads_up) or lists.served.search(leads_up)
    if before and not (lists.past_work.search(leads_up) and lists.past_work_was.match(behind)):
        return True, False
    is_asked = lists.considers.match(behind) is not None and lists.hoped.search(leads_up) is not None
    return is_asked or _is_wooed(firm, leads_up, text, lists) or _stirs(firm, leads_up, behind, lists), False


def _points(firm: _Firm) -> bool:
    """Whether the capital is but a sentence's: "This is the right place for me", "Teaching was my choice"."""
    return firm.start == 0 and not firm.may_be_one and _POINTER.fullmatch(firm.name) is not None


def _is_venue(firm: _Firm, leads_up: str, text: str, company: str, lists: Lists) -> bool:
    """Whether that is only where the interview was held: a hotel, a hall, or, for who is no school, a school."""
    if lists.met_at.search(leads_up) is None:
        return False
    words = _words(firm.name)
    if lists.halls.search(leads_up) is not None or lists.replaced.search(text) is not None:
        return True
    kinds = (lists.venues, lists.schools) if lists.held.search(leads_up) else (lists.venues,)
    written_to = _words(company)
    return any(not kind.isdisjoint(words) and kind.isdisjoint(written_to) for kind in kinds)


def _is_wished(firm: _Firm, text: str, written_to: Sequence[str], lists: Lists) -> bool:
    """Whether the sentence wishes or thanks for what only the firm written to can give."""
    if not (firm.is_marked or firm.is_kind):
        return False
    leads_up = text[max(0, firm.start - _FURTHER_UP) : firm.start]
    return lists.wishes.are_of(firm.name, written_to, leads_up, text[firm.end :].lstrip())


def _is_aimed_at(firm: _Firm, text: str, lists: Lists) -> bool:
    """Whether the sentence tells an aim of the writer's that is the place's written to."""
    leads_up = text[max(0, firm.start - _FURTHER_UP) : firm.start]
    behind = text[firm.end :].lstrip()
    if firm.is_famous and lists.admired.search(leads_up) and lists.aims.there.search(behind):
        return True
    if not leads_up:
        return False
    if lists.aims.are_of(firm.written, leads_up, behind, is_known=firm.is_famous):
        return True
    return (firm.is_famous or firm.is_kind) and lists.aims.is_applied_to(leads_up, behind)


def _clause(text: str) -> str:
    """Return the last clause of `text`: what was before it says nothing of a wish."""
    return _CLAUSE.split(text)[-1]


def _is_wooed(firm: _Firm, leads_up: str, text: str, lists: Lists) -> bool:
    """Whether one sentence praises the firm and wishes to join it: "I have long admired X and …"."""
    return firm.may_be_one and bool(lists.admired.search(leads_up)) and bool(lists.joined.search(text, firm.end))


def _stirs(firm: _Firm, leads_up: str, behind: str, lists: Lists) -> bool:
    """Whether what was heard of the firm made the writer wish to work there: "the work at X made me keener still"."""
    return firm.is_marked and bool(lists.stirs.search(behind[:_LEADING_UP])) and not lists.stirs_not.search(leads_up)


def _firms(text: str, lists: Lists) -> Iterator[_Firm]:
    for found in islice(lists.named.finditer(text), _MOST_NAMES):
        start, name = found.start(), _AND_I.sub("", found.group().rstrip(".,'’-&"))
        first, _, rest = name.partition(" ")
        if start == 0 and rest and first.lower() in lists.leads:
            start, name = len(first) + 1, rest
        plain = _OWNER.sub("", name)
        words = _words(plain)
        if not words or _HEAD.search(plain):
            continue
        is_marked = not lists.marks.isdisjoint(words) and len(words) > 1
        may_be_one = is_marked or (not lists.weak_marks.isdisjoint(words) and len(words) > 2)  # noqa: PLR2004  # a place's has two
        none = lists.nothing.intersection(words)
        if is_marked and words[-1] in lists.marks:
            none -= lists.places
        is_famous = lists.aims.is_famous(plain)
        if none and lists.forms.isdisjoint(words) and not is_famous:
            continue
        if not (is_marked or is_famous) and words[0] in _LANDS:
            continue
        if words[0] in _ROLES and _LEGAL.isdisjoint(words):  # "Bapak Surya Lubis, Kepala Pabrik": somebody there
            continue
        is_kind = len(words) > 1 and words[0] in lists.wishes.kinds
        yield _Firm(plain, name, start, start + len(name), is_marked, may_be_one, is_kind, is_famous)


def _words(text: str) -> list[str]:
    return _TOKEN.findall(folded(text))


def _is_same(own: Sequence[str], company: str, lists: Lists) -> bool:
    """Whether the words name the firm: its full or short name, its initials, or the name with a slip of the pen."""
    words = [word for word in _words(company) if word not in lists.forms] or _words(company)
    if "".join(own) in "".join(words) or "".join(words) in "".join(own):
        return True
    initials = "".join(word[0] for word in words)
    shortest = min(len(own[0]), len(initials))
    if len(own) == 1 and shortest >= _SHORTEST_ACRONYM and (own[0] in initials or initials in own[0]):
        return True
    # What tells a trade makes no two firms one: "Asuransi Merapi Sejati" is not "Asuransi Tugu Kencana".
    telling = [word for word in own if word not in lists.generic and (word not in lists.marks or len(own) == 1)]
    if any(word in words or any(_is_slip(word, other) for other in words) for word in telling):
        return True
    common = sum(word in words for word in own)
    return common * 2 > len(own) or (not telling and common > 0)


def _is_slip(one: str, other: str) -> bool:
    """Whether one word is the other with a letter or, in a long word, two written wrongly."""
    shorter = min(len(one), len(other))
    most = 2 if shorter >= _LONG_WORD else 1
    return shorter >= _FAIRLY_LONG_WORD and edits(one, other, most=most) <= most


def _other_positions(
    letter: ReadLetter, context: LetterContext, position: str, lists: Lists, book: RuleBook
) -> Iterator[Hit]:
    """Yield positions beside the right one: where the right one is not named, it is the fact that is wrong."""
    right = Mentions((position.strip(),))
    if not position.strip() or not any(right.are_in(sentence.text) for sentence in letter.sentences):
        return
    wanted = frozenset(_words(position))
    places = other_position_places(letter, position, context.company or "", book, lists.places)
    for start, end in chain(places, other_trade_places(letter, position, book)):
        yield Hit(rule="coherence.other-application", start=start, end=end, values={"expected": position})
    for sentence in letter.sentences:
        if right.are_in(sentence.text):
            continue
        is_elsewhere = lists.elsewhere.search(sentence.text) is not None
        is_past = is_elsewhere and lists.past.search(sentence.text) is not None
        for found in lists.position.finditer(sentence.text):
            name = _AND_I.sub("", next((group for group in found.groups() if group), "").rstrip(".,'’-&"))
            if _PERSON.search(name):
                continue
            words = _words(name)
            behind = sentence.text[found.end() :].lstrip()
            is_applied_for = lists.applied.match(behind) is not None or _OF_THE_READER.search(found.group()) is not None
            if is_elsewhere and (is_past or not is_applied_for):  # "pengalaman saya … posisi X yang saya lamar" counts
                continue
            if (
                # "Pada portal lowongan PT Sikka Mina Abadi, …": a firm is no position, and this one is the right one.
                not lists.forms.isdisjoint(words[:1])
                or (context.company and _is_same(words, context.company, lists))
                or lists.nothing.issuperset(words)
                or not wanted.isdisjoint(words)
                or any(_is_slip(a, b) for a in words for b in wanted)
            ):
                continue
            at = found.start() + found.group().index(name)
            if _FAIR.match(sentence.text[at + len(name) :].lstrip()):
                continue
            start = sentence.start + at
            values = {"expected": position}
            yield Hit(rule="coherence.other-application", start=start, end=start + len(name), values=values)
