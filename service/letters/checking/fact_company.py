"""`fact.company-name`: the company of the application, misspelt or in another legal form."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.names import are_near, edits, folded
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook

_WORD = re.compile(r"[^\W_]+(?:['’-](?!s\b)[^\W_]+)*")
_CAPITAL = re.compile(r"(?<![\w'’-])[^\Wa-z_][^\W_]*(?:['’-](?!s\b)[^\W_]+)*")
_CAPITAL_NEXT = re.compile(r"\s[^\W\d_a-z]")
_WORD_BEFORE = re.compile(r"([^\W_]+)\.?\s*$")
_LEGAL = frozenset({"pt", "cv", "ud", "pd"})
_JOINT = re.compile(r"[\s,&(/-]{1,4}$|\s+(?:dan|and)\s+$", re.IGNORECASE)
_PLACED = frozenset({"di", "pada", "dengan", "at", "with"})
# The last word of many a firm, never that of a building or a place: another one there is another firm.
_TAILS = frozenset(
    {"group", "grup", "partners", "holdings", "limited", "company", "associates", "solutions", "services", "systems"}
    | {"technologies", "industries", "ventures", "capital", "abadi", "makmur", "jaya", "utama", "sejahtera", "sentosa"}
    | {"mandiri", "perkasa", "lestari", "persada", "prima", "mulia", "sukses", "perdana", "nusantara", "international"}
)
# Two of them name two firms, or one with a slip of the mind: "Borneo Barat Digital".
_QUARTERS = frozenset({"utara", "selatan", "timur", "barat", "tengah", "north", "south", "east", "west", "central"})
_BETWEEN = r"\W+(?:(?:dan|and|of|the|di)\W+)?"
_LONG_NAME = 3  # words, without the legal form
_SHORTEST_WITH_SYLLABLE, _SYLLABLE = 7, 4  # letters of a word to which a syllable is added, and of the syllable
_LONG_WORD, _SLIPS = 9, 2  # letters from which two slips leave a name the same
# The line of a firm alone, as an address block has it.
_FIRM_LINE = re.compile(
    r"\s*(?:(?:di|at|HRD|Tim Rekrutmen|Bagian \w+|Recruitment Team|HR \w+)[ ,–-]+)?"
    r"(?P<name>(?:PT|CV|UD|Yayasan|Koperasi"
    r"|(?P<kind>RS|RSU|RSUD|RSIA|RSI|Rumah Sakit|Klinik|Bank|BPR|Hotel|Universitas|Sekolah|SMA|SMK|SMP|SD))\b\.?"
    r"(?:\s+(?:dan\s+|&\s+)?[A-Z][\w'’-]*){1,6})\s*[.,]?\s*"
)
# What stands right before the firm that is written to: who reads there, or what the writer did there.
_MEANT_HERE = re.compile(
    r"(?:\b(?:rekrutmen|rekruter|recruitment|recruiting|hiring|hrd?|hc|sdm|personalia|talent acquisition|selection|team"
    r"|committee)(?:\s+(?:team|manager|department|committee|panel))?"
    r"(?:\s+(?:di|at|of|from|dari|pada))?(?:\s+the)?"
    r"|\b(?:bergabung|berkarier|berkarya)\s+(?:dengan|di|bersama)|\b(?:join|joining|work(?:ing)?\s+(?:at|for))(?:\s+the)?"
    r"|(?P<doubtful>\b(?:di|me)?wawancara\w*\s+(?:saya\s+)?(?:di|pada|oleh|dengan)|\binterview(?:ed)?\s+(?:at|with|by)(?:\s+the)?"
    r"|\b(?:posisi|jabatan|lowongan|pelamar|kandidat|position|role|vacancy|candidate)\b[^.,;\n]{1,40}\s(?:di|pada|at|with)(?:\s+the)?)"
    r")\s+(?:(?:PT|CV|UD|PD)\.?\s+)?$",
    re.IGNORECASE,
)
# A house or a branch of a firm has its name and one word more or another.
_HOUSES = frozenset(
    {
        "tower",
        "restaurant",
        "restoran",
        "resto",
        "cafe",
        "kafe",
        "lounge",
        "hall",
        "building",
        "clinic",
        "campus",
        "kampus",
    }
    | {
        "cabang",
        "branch",
        "menara",
        "gedung",
        "plaza",
        "mall",
        "square",
        "garden",
        "store",
        "shop",
        "outlet",
        "showroom",
    }
    | {"office", "kantor", "aula", "wing", "residence", "residences", "apartment", "park", "bar", "pool", "ballroom"}
)
_AGENCY = re.compile(r"rekrut|recruit|konsultan|consult|outsourc|alih daya|talent|sumber daya|headhunt", re.IGNORECASE)
# Another firm of the writer's life may share a word with this one.
_ELSEWHERE = re.compile(
    r"\b(?:bekerja|pengalaman|magang|sebelumnya|lulusan|lulus|kuliah|alumni|alumnus|selama\s+\w+\s+tahun|mantan|dahulu|dulu|klien"
    r"|pelanggan|pesaing|vendor|worked|previous(?:ly)?|former(?:ly)?|years|graduat\w+|studied|client|competitor|employer)\b"
    r"[^.]{0,60}$",
    re.IGNORECASE,
)


class _Token(NamedTuple):
    plain: str
    start: int
    end: int


def company_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield the places that mean the company and name it wrong; short forms without legal form or tail are right."""
    if not context.company:
        return
    noise, generic = frozenset(book.words["fact"]["company_noise"]), frozenset(book.words["fact"]["company_generic"])
    words = _words(context.company, _WORD)
    meant = [word.plain for word in words if word.plain not in noise]
    legal = next((word.plain for word in words if word.plain in _LEGAL), None)
    if not meant:
        return
    yield from _in_address(letter, context, [word for word in meant if word not in generic] or meant, noise | generic)
    others = {
        plain for name in (context.candidate_name, context.recruiter_name) for plain in folded(name or "").split()
    }
    expected = " ".join(context.company.split())
    position = folded(context.position or "")
    quotes = [(line.start, line.end) for line in letter.lines_of(Part.QUOTE)]
    fields: tuple[tuple[LetterField, str], ...] = (("subject", letter.subject), ("body", letter.body))
    for field, text in fields:
        for start, end in _misnamed(text, meant, legal, noise, generic):
            if field == "body" and any(begun <= start < ended for begun, ended in quotes):
                continue
            if _ELSEWHERE.search(text[max(0, start - 90) : start]) or not others.isdisjoint(
                folded(text[start:end]).split()
            ):
                continue
            if folded(text[start:end]) in position:  # the request itself names it so
                continue
            yield Hit(
                rule="fact.company-name",
                field=field,
                start=start,
                end=end,
                values={"expected": expected},
            )


def _in_address(
    letter: ReadLetter, context: LetterContext, meant: Sequence[str], common: frozenset[str]
) -> Iterator[Hit]:
    """Yield another firm in the reader's address, unless the right one stands there or a holding of its name does."""
    lines = letter.lines_of(Part.HEAD, Part.SALUTATION)
    begun = next((line.start for line in lines if line.part is Part.SALUTATION), None)
    if begun is None or any(folded(meant[0]) in folded(line.text) for line in lines):
        return
    for line in lines:
        found = _FIRM_LINE.fullmatch(line.text) if line.start > begun else None
        if found is None or _AGENCY.search(line.text):
            continue
        # A hospital's letter may go to another hospital; a hotel in an address is a place to all but hotels.
        if found["kind"] and folded(found["kind"]) not in folded(context.company or ""):
            continue
        own = [word.plain for word in _words(found["name"], _WORD) if word.plain not in common]
        shared = sum(word in meant or any(are_near(word, other) for other in meant) for word in own)
        initials = "".join(word[0] for word in meant)
        if own and shared * 2 < len(own) and "".join(own) not in {initials, "".join(meant)}:
            yield Hit(
                rule="fact.company-name",
                start=line.start + found.start("name"),
                end=line.start + found.end("name"),
                values={"expected": " ".join((context.company or "").split())},
            )


def _misnamed(
    text: str, meant: Sequence[str], legal: str | None, noise: frozenset[str], generic: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of every mention of `meant` with a slip in it."""
    content = [word for word in _words(text, _CAPITAL) if word.plain not in noise]
    first_letters = {word[0] for word in meant}
    done = -1
    for number, word in enumerate(content):
        if word.start < done or word.plain[:1] not in first_letters:
            continue
        for place, expected in enumerate(meant):
            if word.plain != expected and not (place == 0 and are_near(word.plain, expected)):
                continue
            mention = _mention(content, number - place, meant, text)
            goes_on = mention and _CAPITAL_NEXT.match(text, mention[-1].end) is not None
            if mention and (
                _is_slip(mention, meant, legal, "" if goes_on else _word_before(text, mention[0].start), generic)
                or (not goes_on and _is_another_word(mention, meant, text, generic))
            ):
                done = mention[-1].end
                yield mention[0].start, done
                break


def _mention(content: Sequence[_Token], first: int, meant: Sequence[str], text: str) -> list[_Token]:
    """Return the capitalised words that stand where the company's words would, as far as they hang together."""
    found: list[_Token] = []
    for word in content[max(first, 0) : max(first, 0) + len(meant)]:
        if found and not _JOINT.fullmatch(text[found[-1].end : word.start]):
            break
        found.append(word)
    return found if first >= 0 else []


def _is_slip(
    mention: Sequence[_Token], meant: Sequence[str], legal: str | None, prefix: str, generic: frozenset[str]
) -> bool:
    pairs = [(word.plain, expected) for word, expected in zip(mention, meant, strict=False)]
    wrong = [pair for pair in pairs if pair[0] != pair[1]]
    right = [pair[0] for pair in pairs if pair[0] == pair[1]]
    if not wrong:
        return legal is not None and prefix in _LEGAL and prefix != legal and len(pairs) == len(meant)
    if all(are_near(given, expected) for given, expected in wrong):
        if len(meant) == 1:
            return prefix in _LEGAL or prefix in {"di", "pada", "at", "dengan", "bergabung"}
        if any(word not in generic for word in right) or len(wrong) == len(meant) or prefix in _LEGAL:
            return True
        return len(pairs) == len(meant) and all(_is_long_slip(given, expected) for given, expected in wrong)
    telling = [word for word in right if word not in generic]
    if (
        len(wrong) == 1
        and telling
        and len(pairs) == len(meant)
        and (_is_syllable_off(*wrong[0]) or _QUARTERS.issuperset(wrong[0]))
    ):
        return True
    if len(wrong) != 1 or len(telling) < 2 or len(pairs) != len(meant):  # noqa: PLR2004  # one shared word is chance
        return False
    return prefix in _LEGAL or (prefix in _PLACED and pairs[-1][0] in _TAILS and pairs[-1] == wrong[0])


def _is_another_word(mention: Sequence[_Token], meant: Sequence[str], text: str, generic: frozenset[str]) -> bool:
    """Whether the firm stands where the one written to would, with one word of three another: "Hotel Semeru Permai"."""
    if len(meant) < _LONG_NAME or len(mention) != len(meant):
        return False
    right = [word.plain for word, expected in zip(mention, meant, strict=True) if word.plain == expected]
    if len(right) != len(meant) - 1 or generic.issuperset(right):
        return False
    if not _HOUSES.isdisjoint(word.plain for word in mention):
        return False
    found = _MEANT_HERE.search(text[max(0, mention[0].start - 90) : mention[0].start])
    if found is None:
        return False
    # Where the right name stands elsewhere, a place of the interview or of a post may be another one.
    return found["doubtful"] is None or re.search(_BETWEEN.join(map(re.escape, meant)), folded(text)) is None


def _is_long_slip(given: str, expected: str) -> bool:
    """Whether no other house of the kind can be meant: "Hotel Katulistwa" for Hotel Khatulistiwa."""
    return (
        min(len(given), len(expected)) >= _LONG_WORD
        and given[0] == expected[0]
        and edits(given, expected, most=_SLIPS) <= _SLIPS
    )


def _is_syllable_off(one: str, other: str) -> bool:
    """Whether one word is the other with a syllable more in its middle: "Arsitektama" for "Arsitama"."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST_WITH_SYLLABLE or not 0 < len(longer) - len(shorter) <= _SYLLABLE:
        return False
    ahead = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    left = len(shorter) - ahead
    return ahead > 1 and left > 1 and longer.endswith(shorter[ahead:])


def _word_before(text: str, at: int) -> str:
    match = _WORD_BEFORE.search(text[max(0, at - 20) : at])
    return folded(match[1]) if match else ""


def _words(text: str, kind: re.Pattern[str]) -> list[_Token]:
    return [_Token(folded(match.group()), match.start(), match.end()) for match in kind.finditer(text)]
