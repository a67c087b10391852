"""`fact.position`: another position named as the one that was applied for."""

import re
from collections.abc import Iterator, Mapping

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, LetterField
from service.letters.checking.names import are_near, edits, folded
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook

_RUN = r"(?P<run>[A-Z][\w+#/&.’'-]*(?:\s+(?:dan|and|of|&|di bidang|bidang)?\s*[A-Z][\w+#/&’'-]*){0,6})"
_ALSO = r"(?i: posisi| lowongan| jabatan| menjadi| sebagai| untuk| ke| pekerjaan| program){0,3}"
_ARTICLE = r"(?: an?| the| your)?(?: position of| role of| post of)?"
# "the Batam job fair", "the Monday post office"
_NO_JOB = (
    r"(?:fairs?|markets?|expos?|exhibitions?|boards?|portals?|sites?|websites?|pages?|centres?|centers?|seekers?|hunt(?:ing)?"
    r"|offices?|search|agency|agencies|platforms?|apps?|festivals?|bazaars?|events?|ceremony|training|play(?:ing)?|market"
    r"|alerts?|postings?|adverts?|advertisements?|ads?|listings?|newsletter|seminars?|workshops?|forums?|summits?|days?)"
)
_NAMED = tuple(
    re.compile(text.replace("NO_JOB", _NO_JOB).replace("RUN", _RUN).replace("ALSO", _ALSO).replace("ARTICLE", _ARTICLE))
    for text in (
        r"\b(?i:posisi|jabatan|lowongan|formasi|pelamar|kandidat|calon|peserta seleksi|melamar|dilamar)ALSO,? RUN",
        r"\b(?i:position|role|post|job|vacancy|opening) (?:of|as)(?: an?| the)? RUN",
        r"\b(?i:appl(?:ied|ying|y|ication|icant)|candidates?|interview(?:ed)?) (?:for|as)ARTICLE RUN",
        r"\b(?:[Tt]he|[Yy]our|[Aa]n?|[Mm]y) RUN\s+(?:position|role|post|vacancy|opening|job)\b(?!\s+NO_JOB\b)",
    )
)
# "diwawancarai pada Rabu, 2 September 2026, untuk Admin Keuangan": what follows may be a branch too, so that its first
# word has to be one of a position.
_MET_FOR = re.compile(
    r"\b(?i:(?:di)?wawancara(?:i|nya)?)\b[^.;:?!]{0,60}?(?i: untuk| sebagai| bagi)RUN".replace("RUN", " " + _RUN)
)
# "mengikuti wawancara Penyelia Produksi": the one who held it may be named so, where the right position is told too.
_HELD_FOR = tuple(
    re.compile(text.replace("RUN", _RUN))
    for text in (
        (
            r"\b(?i:mengikuti|menjalani|menghadiri|menempuh)(?: \w+){0,2} (?i:wawancara|tes wawancara|interviu) RUN"
            r"(?=\s+(?i:di|pada|bersama|dengan|untuk)\b|\s*[,.;])"
        ),
        r"\b(?i:my|your) RUN\s+(?i:interview)\b",
    )
)
_HOLDERS = frozenset({"hr", "hrd", "hrga", "hc", "sdm", "human", "user", "personalia", "talent", "panel", "people"})
# "kode lowongan KDI/LAB/014"
_CODE = re.compile(r"(?=[^\s]*\d)[A-Z0-9]+(?:[/.-][A-Z0-9]+)+(?!\w)")
# Without one of these no pattern matches.
_HINTS = (
    *("posisi", "jabatan", "lowongan", "formasi", "pelamar", "kandidat", "calon", "peserta", "lamar"),
    *("position", "role", "post", "job", "vacancy", "opening", "appl", "candidate", "interview", "wawancara"),
)
# What a position is told of that was not applied for here.
_OTHER_JOB = re.compile(
    r"\b(?:saat ini|sekarang|sebelumnya|dahulu|dulu|pernah|selama|mantan|bekas|pengalaman|bekerja sebagai|menjabat"
    r"|currently|previous(?:ly)?|former(?:ly)?|present|worked|years|experience|until|as well as"
    r"|sejak tahun|rekan|teman|bukan|not)\b",
    re.IGNORECASE,
)
_MARKER = re.compile(
    r"\b(?:posisi|jabatan|lowongan|formasi|pelamar|kandidat|calon|peserta|melamar|lamaran|sebagai|menjadi|magang|program|position|role"
    r"|vacancy|opening|candidate|appl(?:y|ied|ication|icant)|interview(?:ed)?|wawancara|seleksi|post|job|internship|team|tim)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w+#]*")
_ENGLISH = re.compile(
    r"(?:er|or|ist|ing|ment|tion|ity|ics?|ance|ence|age|ive|ant|ent|yst|th|ck|y|ve|ce|ss|ch|sh|rd|[crt]ian)$"
)
# Spellings and words that no English position has.
_INDONESIAN = re.compile(
    r"(?:[dltns]ik|iner|ainer|najer|okter|grafer|asi|wan|wati|kan|[a-z]{3}ah|ai|aris|[nlrp]alis|rapis)$"
    r"|^(?:k(?!no|ey|id|it|arate|ind|eep|pi)[a-z]+|peng\w+|pem[a-z]+|peny\w+|pen(?!sion|ins|etr|ny)[a-z]{3,}|pel[a-z]{3,}|pew[a-z]{3,}|juru"
    r"|tukang|petugas|guru|perawat|bidan|sopir|penjaga|pelatih|pelayan|perias|penata|pencelup|penjahit|staf|mandor)$|sy"
)
# Of the words of positions, those that can begin one behind "diwawancarai … untuk": no branch, product or programme.
_WORKERS = frozenset(
    {
        "accountant", "administration", "analyst", "architect", "assistant", "attendant", "auditor", "barista",
        "cashier", "cleaning", "consultant", "cook", "coordinator", "courier", "designer", "developer", "director",
        "doctor", "driver", "editor", "engineer", "executive", "guide", "internship", "journalist",
        "lecturer", "librarian", "manager", "mechanic", "midwife", "nurse", "officer", "operator", "pharmacist",
        "photographer", "planner", "programmer", "receptionist", "representative", "researcher", "secretary",
        "security",
        "specialist", "staff", "supervisor", "surveyor", "tailor", "teacher", "technician", "teller", "tester",
        "therapist", "translator", "waiter", "welder", "writer",
    }
)  # fmt: skip
# English or either language's, though the table gives them another word's meaning.
_SHORT_FORMS = frozenset(
    {
        "admin",
        "chef",
        "cleaner",
        "cs",
        "dentist",
        "financial",
        "gp",
        "hr",
        "hse",
        "intern",
        "it",
        "lab",
        "logistic",
        "operation",
        "pr",
        "qa",
        "qc",
        "waitress",
    }
)
_LEVELS = frozenset({"junior", "senior"})  # may be left out, not exchanged
_SHORT_WORD = 5  # letters up to which one edit alone is a slip: "saya" is not "satwa"
_STOP = frozenset(
    {
        "anda",
        "bapak",
        "ibu",
        "saudara",
        "kami",
        "ini",
        "itu",
        "tersebut",
        "pt",
        "cv",
        "tbk",
        "ud",
        "saya",
        "di",
        "at",
        "pada",
        "universitas",
        "bank",
        "yayasan",
        "rs",
        "rumah",
        "sakit",
    }
)


# What one language calls so the other calls otherwise: "Kepala Cabang" is a branch manager.
_ALIKE = (
    frozenset({"head", "manager", "supervisor", "lead", "chief", "coordinator"}),
    frozenset({"staff", "officer", "representative", "executive", "assistant", "associate", "specialist", "service"}),
    frozenset({"developer", "programmer", "engineer"}),
    frozenset({"lead", "guide"}),
)

# Trades that nobody takes for one another, whatever words stand beside them: who nurses does not drive. What overlaps
# is one of them ("Kurir", who drives; "Barista", who waits).
_TRADES = tuple(
    frozenset(words.split())
    for words in (
        "teacher lecturer tutor trainer", "nurse midwife doctor pharmacist therapist", "driver courier",
        "cook barista waiter bartender pastry", "teller cashier receptionist attendant", "mechanic welder technician",
        "tailor", "journalist writer editor translator announcer",
        "photographer videographer designer illustrator animator", "programmer developer engineer software",
        "accountant auditor accounting tax", "security", "guide ranger", "librarian archivist curator",
        "surveyor architect engineer", "psychologist counsellor", "cleaning gardener housekeeping",
    )
)  # fmt: skip


def position_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield the places that name another position as the one of this application; translations and short forms fit."""
    if not context.position:
        return
    meanings: Mapping[str, str] = book.words["fact"]["positions"]
    known = {folded(word) for fact in (context.company, context.candidate_name) for word in _WORD.findall(fact or "")}
    company = {word for word in known if word not in {folded(w) for w in _WORD.findall(context.position)}}
    expected = " ".join(context.position.split())
    texts: list[tuple[LetterField, str, int]] = [] if context.answers_thread else [("subject", letter.subject, 0)]
    texts += [("body", sentence.text, sentence.start) for sentence in letter.sentences if sentence.paragraph < 3]  # noqa: PLR2004  # where an application is named
    is_named = folded(expected) in folded(letter.body)
    for field, text, offset in texts:
        lowered = text.lower()
        if not any(hint in lowered for hint in _HINTS):
            continue
        for pattern in (*_NAMED, _MET_FOR, *(() if is_named else _HELD_FOR)):
            for match in pattern.finditer(text):
                start, end = _trimmed(text, match.start("run"), match.end("run"), company)
                if end <= start or _CODE.match(text, start) or _OTHER_JOB.search(text[max(0, start - 60) : start]):
                    continue
                if pattern is _MET_FOR and meanings.get(folded(text[start:end]).split()[0]) not in _WORKERS:
                    continue
                if pattern in _HELD_FOR and not _may_be_held_for(text[start:end], meanings):
                    continue
                if _differs(text[start:end], context.position, meanings, is_named=is_named):
                    yield Hit(
                        rule="fact.position",
                        field=field,
                        start=offset + start,
                        end=offset + end,
                        values={"expected": expected},
                    )


def is_worker(word: str, meanings: Mapping[str, str]) -> bool:
    """Whether a folded word of a position tells who works: "perawat", "manager"."""
    meant = meanings.get(word, "").split()
    return any(one in _WORKERS or any(one in trade for trade in _TRADES) for one in meant)


def _may_be_held_for(given: str, meanings: Mapping[str, str]) -> bool:
    """Whether the run behind "mengikuti wawancara" is a position, and not who held the interview."""
    words = folded(given).split()
    is_position = meanings.get(words[0]) in _WORKERS or meanings.get(words[-1]) in _WORKERS
    return is_position and _HOLDERS.isdisjoint(words)


def names_position(text: str, position: str, book: RuleBook) -> bool:
    """Whether `text` names the position: whole or translated, or in short after a word like "posisi"."""
    meanings: Mapping[str, str] = book.words["fact"]["positions"]
    there = _meaning(text, meanings)
    meant = _meaning(position, meanings)
    if not meant:
        return folded(position.strip()) in folded(text)
    told = sum(word in there or any(_is_slip(word, other) for other in there) for word in meant)
    return told == len(meant) or (told * 2 >= len(meant) and _MARKER.search(text) is not None)


def is_other_position(given: str, position: str, book: RuleBook) -> bool:
    """Whether `given`, capitalised words that name a position, is another one than `position`."""
    return _differs(given, position, book.words["fact"]["positions"], is_named=True)


def tells_position(given: str, position: str, book: RuleBook) -> bool:
    """Whether `given`, capitalised words, names `position` in words that have something in common with it."""
    meanings: Mapping[str, str] = book.words["fact"]["positions"]
    alike = _meaning(given, meanings) & _meaning(position, meanings)
    return bool(alike) and not _differs(given, position, meanings, is_named=True)


def trades_of(text: str, book: RuleBook) -> tuple[frozenset[str], ...]:
    """Return the trades that the words of a position belong to; two positions with one in common may be one."""
    there = _meaning(text, book.words["fact"]["positions"])
    return tuple(trade for trade in _TRADES if not trade.isdisjoint(there))


def _is_slip(word: str, other: str) -> bool:
    if word[0] != other[0] or not are_near(word, other):
        return False
    return len(word) > _SHORT_WORD or edits(word, other, most=1) == 1


def _trimmed(text: str, start: int, end: int, company: set[str]) -> tuple[int, int]:
    """Return the run without what follows the position: the company, a place."""
    last = start
    for word in _WORD.finditer(text, start, end):
        plain = folded(word.group())
        if plain in _STOP or plain in company:
            break
        last = word.end()
    return start, last


def _differs(given: str, position: str, meanings: Mapping[str, str], *, is_named: bool) -> bool:
    """Whether `given` is another position.

    Where the letter names the right one too (`is_named`), words that are not known may mean the same.
    """
    levels, level = (_LEVELS.intersection(folded(text).split()) for text in (given, position))
    if levels and level and levels.isdisjoint(level):
        return True
    there, meant = _meaning(given, meanings), _meaning(position, meanings)
    given_words = {folded(word) for word in _WORD.findall(given)}
    meant_words = {folded(word) for word in _WORD.findall(position)}
    if _may_translate(given_words, meant_words):
        for alike in _ALIKE:
            if there & alike and meant & alike:
                there, meant = there - alike, meant - alike
        if there == meant:
            return False
    extra, missing = there - meant, meant - there
    if not extra or not missing or _is_slip_or_short(given, position, extra, missing):
        return False
    if not given_words.isdisjoint(meant_words):
        return True  # both in one language
    if _are_other_trades(there, meant, is_known=all(word in meanings for word in meant_words)):
        return True
    return _are_of_one_language(given_words, meant_words, meanings, is_named=is_named)


def _may_translate(given: set[str], meant: set[str]) -> bool:
    """Whether one may be the other in another language: no word in common, or one that both have ("Staf Legal")."""
    if given.isdisjoint(meant):
        return True
    return _is_indonesian(given - meant) != _is_indonesian(meant - given)


def _is_slip_or_short(given: str, position: str, extra: frozenset[str], missing: frozenset[str]) -> bool:
    """Whether words differ by a slip of the pen, which the spelling rules tell, or one is short: "QC", "SPG"."""
    words, others = ({folded(word) for word in _WORD.findall(text)} for text in (given, position))
    if _initials(given) in others or _initials(position) in words:
        return True
    return any(are_near(word, other) for word in extra for other in missing)


def _are_of_one_language(given: set[str], meant: set[str], meanings: Mapping[str, str], *, is_named: bool) -> bool:
    """Whether words with nothing in common can't translate one another."""
    all_known = all(word in meanings for word in given | meant)
    if all_known or _looks_english(given) == _looks_english(meant):
        return True
    if not any(_is_translated(words, meanings) for words in (given, meant)):
        return True  # both English, though their endings do not tell: "Tour Guide" for "Forest Ranger"
    # "Kasir Swalayan" for "Paramedik Veteriner": the endings of both are English ones, and neither word is.
    return not is_named and _is_translated(given, meanings) and _is_translated(meant, meanings)


def _initials(position: str) -> str:
    return "".join(folded(word)[0] for word in _WORD.findall(position))


def _are_other_trades(there: frozenset[str], meant: frozenset[str], *, is_known: bool) -> bool:
    """Whether a trade is named that is not the one meant, nor one beside it.

    Where every word of the position is known and none is a trade, any trade is another one: a tailor does no quality
    control.
    """
    given = [trade for trade in _TRADES if not trade.isdisjoint(there)]
    own = [trade for trade in _TRADES if not trade.isdisjoint(meant)]
    if not given or (not own and not is_known):
        return False
    return not any(trade in own for trade in given)


def _meaning(text: str, meanings: Mapping[str, str]) -> frozenset[str]:
    """Return what the words mean, each once; a short form such as "QC" means two words."""
    words = (folded(word) for word in _WORD.findall(text))
    return frozenset(meaning for word in words for meaning in meanings.get(word, word).split())


def _looks_english(words: set[str]) -> bool:
    return sum(_ENGLISH.search(word) is not None for word in words) * 2 >= len(words)


def _is_translated(words: set[str], meanings: Mapping[str, str]) -> bool:
    """Whether one of the words is Indonesian, by its form or because another word is its meaning."""
    return _is_indonesian(words) or any(meanings.get(word, word) not in {word, ""} for word in words - _SHORT_FORMS)


def _is_indonesian(words: set[str]) -> bool:
    return any(_INDONESIAN.search(word) for word in words)
