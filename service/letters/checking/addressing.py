"""Whom a letter speaks to: the names and courtesy words of its salutation. Pure."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from service.letters.checking.names import folded
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter

Gender: TypeAlias = Literal["m", "f"]

_COURTESY: dict[str, Gender | None] = {
    "bapak": "m",
    "pak": "m",
    "bpk": "m",
    "bp": "m",
    "mr": "m",
    "mister": "m",
    "tuan": "m",
    "mas": "m",
    "ibu": "f",
    "bu": "f",
    "mrs": "f",
    "ms": "f",
    "miss": "f",
    "mbak": "f",
    "nyonya": "f",
    "nona": "f",
    "saudari": "f",
    "sdri": "f",
    "saudara": None,  # to many ears for either
    "sdr": None,
    "kak": None,
    "kakak": None,
    "bang": None,
    "bro": None,
    "sis": None,
    "min": None,
    "gan": None,
    "bos": None,
    "boss": None,
    "bosku": None,
    "dude": None,
    "mate": None,
    "buddy": None,
    "om": None,
    "tante": None,
}
_CERTAIN = frozenset({"bapak", "pak", "bpk", "ibu", "bu", "mr", "mrs", "ms", "miss", "mister"})  # never part of a name
_OPENERS = re.compile(
    r"(?:(?:kepada|yth|ykh|yang\s+(?:terhormat|saya\s+hormati)|my\s+dear|dear|hi|hello|hey|hai|halo|hallo|attn|u\.?p|permisi"
    r"|salam(?:\s+(?:sejahtera|hormat|hangat|kebajikan|damai|kasih|sehat|santun|rahayu|kenal|jumpa|takzim)){0,2}"
    r"|om\s+s[uw]+ast[iy]\w*|s[hy]+a+l+o+m|puji\s+tuhan|damai\s+sejahtera|namo\s+bud+haya|sampurasun|rahayu|horas|mejuah-?juah|njuah-?juah|tabea?|bismil+ah\w*"
    r"|kulo\s*nuwun|tabik(?:\s+pun)?|salama['’]?|respected|esteemed|honou?red|honou?rable|warm|selamat\s+(?:pagi|siang|sore|petang|malam)|good\s+(?:morning|afternoon|evening|day)"
    r"|dengan\s+(?:segala\s+)?hormat|assalam\S*(?:\s+al[ae]\S+)?(?:\s+(?:wa\S*|wr\S*|wb\S*)){0,3}|greetings|untuk|dan|and|to|pagi|siang|sore)"
    r"(?!\w)[.,:;!]{0,2}\s*)+",
    re.IGNORECASE,
)
_ADDRESSES = re.compile(
    r"(?:kepada|yth|ykh|yang\s+terhormat|dear|hi|hello|hey|hai|halo|hallo|respected|esteemed)\b", re.IGNORECASE
)
_COURTESY_WORD = re.compile(
    rf"(?P<word>{'|'.join(sorted(_COURTESY, key=len, reverse=True))})(?![\w’'-])\.?\s*", re.IGNORECASE
)
_BOTH = re.compile(
    r"\(?(?:bapak|pak|bpk|mr|sir|ibu|bu|mrs|ms|madam|saudara)\.?\)?\s{0,2}(?:/|&|(?:atau|or|dan|and)\b)\s{0,2}"
    r"\b(?:bapak|ibu|bu|pak|mr|mrs|ms|madam|saudari|i)\b\.?\s*",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"[,;:(/|!?–—]|\.\s|\.$|\s-\s|\s(?:di|at|of|from|dari|selaku|sebagai|yang|beserta)\s|\n")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_RETIRED = re.compile(r"\(\s?(?:purn\w*|ret\w*|em\w*)\.?\s?\)\s*", re.IGNORECASE)  # between a rank and the name
_WRITTEN_TITLES = """
    prof dr drs dra ir drg drh apt ns h hj kh k r rr ra raden tb st sutan haji hajah ustaz ustadz ustazah kyai pdt
    ust usth ustzh kiai bdn br sr rm pst pr romo suster bruder capt kapt kapten captain chief chef coach let lettu letda
    mayor mayjen brigjen letjen letkol kol kolonel serda sertu serma serka pelda peltu marsda laksma akp akbp kompol
    kombes ipda iptu aipda aiptu bripka briptu brigpol rev fr hon sgt lt maj gen col cpt eng engr
"""
_TITLES = frozenset(_WRITTEN_TITLES.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """One reader as a salutation names them."""

    start: int  # of courtesy word or name, into the body
    end: int  # of the name; exclusive
    gender: Gender | None  # of the courtesy word; None: none, or one for both
    name: str  # as written, "" when only a courtesy word or a role stands there
    name_start: int


def addressed(
    letter: ReadLetter, roles: Collection[str], company: Collection[str], meant: Sequence[str]
) -> Iterator[Addressed]:
    """Yield whom the salutation names, in order.

    Args:
        letter: as read.
        roles: folded words that are no part of a person's name ("tim", "manager").
        company: folded words of the company's name.
        meant: folded words of the reader's name, if known: "Bang" may be one.
    """
    follows = False
    for line in letter.lines_of(Part.SALUTATION, Part.GREETING, Part.HEAD):
        text = line.text
        opener = _OPENERS.match(text)
        at = opener.end() if opener else 0
        names_reader = opener is not None and _ADDRESSES.match(text) is not None
        courtesy = _COURTESY_WORD.match(text, at)
        if line.part is Part.HEAD and not (names_reader or (courtesy and opener)):
            follows = False
            continue
        if courtesy or names_reader or follows:
            yield from _readers(text, at, line.start, {*roles, *company} - set(meant), meant)
        follows = opener is not None and at >= len(text)


def _readers(text: str, at: int, offset: int, stop: Collection[str], meant: Sequence[str]) -> Iterator[Addressed]:
    for _ in range(3):  # "Bapak Andi dan Ibu Rina"
        begun = at
        both = _BOTH.match(text, at)
        gender: Gender | None = None
        at = both.end() if both else at
        while (courtesy := _COURTESY_WORD.match(text, at)) is not None:
            word = courtesy["word"].lower()
            if word in meant and word not in _CERTAIN:
                break
            gender = gender or (None if both else _COURTESY[word])
            at = courtesy.end()
        start, end = _name_span(text, at, stop)
        name = text[start:end]
        if name or gender:
            yield Addressed(
                start=offset + begun,
                end=offset + (end if name else len(text[begun:at].rstrip()) + begun),
                gender=gender,
                name=name,
                name_start=offset + start,
            )
        another = re.compile(r"[\s,.]*(?:dan|and|&|serta)\s+", re.IGNORECASE).match(text, end)
        if another is None or _COURTESY_WORD.match(text, another.end()) is None:
            return
        at = another.end()


def _name_span(text: str, at: int, stop: Collection[str]) -> tuple[int, int]:
    """Return [start, end) of the name at `at`: words up to a mark, a role or the company; empty when none."""
    end = start = at
    while (word := _NAME_WORD.match(text, end)) is not None:
        plain = folded(word.group()).strip(".-")
        is_title = plain in _TITLES or "." in word.group().rstrip(".")
        if plain in stop and not is_title:
            break
        if not is_title and word.group()[-1] == "." and len(plain) > 2:  # noqa: PLR2004  # longer than an initial
            end = word.end() - 1
            break
        if (
            not is_title
            and word.group()[0].islower()
            and plain not in {"bin", "binti", "br", "van", "de", "der", "al"}
            and end > start
        ):
            break
        end = word.end()
        gap = re.compile(r"\s{1,3}(?=\w|\(\s?(?:purn|ret|em))", re.IGNORECASE).match(text, end)
        if gap is None:
            break
        end = gap.end()
        retired = _RETIRED.match(text, end)
        end = retired.end() if retired else end
    span = text[start:end].rstrip(" ,")
    return start, start + len(span)
