"""`fact.recruiter-name` and `fact.candidate-name`: who is greeted and who signs, against who is meant."""

import re
from collections.abc import Iterator

from service.letters.checking.addressing import Addressed, Gender, addressed
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, Severity
from service.letters.checking.introductions import Introduction, introductions
from service.letters.checking.names import UPPER, folded, is_nickname, likeness, name_words
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.signatures import signed_names
from service.letters.salutation import normalise_honorific

_WORD = re.compile(r"[^\W\d_]+")
_WRITTEN = re.compile(r"[^\W\d_]+(?:['’‘`ʼ][^\W\d_]+)*")
_BOUNDS = re.compile(r"[\s.)\]]*(?:[|–—\-:,(].*)?")  # behind a name in a subject
_LONG_ENOUGH = 6  # characters of a name that tell it from a common word
# By which elders, nobles and teachers of many regions are called, in front of a name.
_WRITTEN_STYLES = """
    tgk teungku tengku tuanku datuk datuak dato tok sutan angku buya gus nyai ajengan abah abuya tuan guru tgh opa oma
    ompu amang inang daeng karaeng puang opu bli pekak wa ua mang kang mbah eyang pak bu uda om tante mama papa bapa ko
    koko ci cik encik apih nenek kakek
"""
_STYLES = frozenset(_WRITTEN_STYLES.split())
_GENDERS: dict[str, Gender] = {"Bapak": "m", "Mr": "m", "Ibu": "f", "Ms": "f"}
# Somebody spoken to in the middle of a letter: "Terima kasih, Pak Budi." "Pak Budi, saya …" Others may be named there
# as well, so that nothing but thanks to the reader, or a sentence that turns to them, tells who is spoken to.
_THANKS = (
    r"(?:terima\s+kasih|maaf|thank\s+you|thanks)"
    r"(?:\s+(?:banyak|kembali|sebelumnya|sekali|lagi|so\s+much|again|very\s+much))?"
)
_GIVEN = (
    r"(?:waktu|perhatian|kesempatan|kebaikan|kesediaan|penjelasan|informasi|keramahan|sambutan|pengertian|kerja\s?sama|bantuan"
    r"|time|attention|help|kindness|patience|consideration|understanding|support|interest|hospitality)"
)
_CALLED = rf"(?:pak|bapak|bu|ibu|mr|ms|mrs)\b\.?\s+(?P<name>(?-i:[{UPPER}][\w'’-]+(?:\s+[{UPPER}][\w'’-]+){{0,3}}))"
_AN_ASIDE = r"(?:rasa|ingat|kira|dengar|lihat|akui|think|remember|believe|recall|feel|hear|gather|understand)"
_VOCATIVES = tuple(
    re.compile(text, re.IGNORECASE)
    for text in (
        rf"^(?:(?:sekali\s+lagi|once\s+(?:again|more)|again),?\s+)?{_THANKS}(?:,\s*|\s+){_CALLED}(?:\s*[!.]?$|,?\s+(?:atas|for)\s(?!nama\b))",
        rf"^{_THANKS}\s+(?:atas|for)\s[^,.;]{{0,30}}\b{_GIVEN}(?:nya)?(?:\s+(?:dan|and)\s+\w+)?(?:\s+(?:bapak|ibu|anda))?,\s*{_CALLED}\s*[!.]?$",
        rf"^{_CALLED},\s+(?:saya|mohon|apakah|bolehkah|terima|i|may|could|would|thank)\b(?!\s+{_AN_ASIDE}\b)",
    )
)
_TITLED = re.compile(
    rf"\b(?:[Pp]ak|[Bb]apak|[Bb]u|[Ii]bu|Mr|Ms|Mrs)\b\.?\s+(?P<name>[{UPPER}][\w'’-]+(?:\s+[{UPPER}][\w'’-]+){{1,4}})"
)


def recruiter_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield where the letter greets somebody else than its reader, or the reader by a misspelt name or a wrong word."""
    words = name_words(context.recruiter_name or "")
    gender = _gender(context)
    if not words and gender is None:
        return
    company = name_words(context.company or "")
    readers = list(addressed(letter, book.words["fact"]["roles"], company, words))
    expected = _expected(context, words)
    right = bool(words) and (
        any(reader.name and _is_same(reader, words) for reader in readers) or _names(letter, words)
    )
    for reader in readers:
        if words and name_words(reader.name) and not right:
            like = likeness(name_words(reader.name), words)
            if like != "same" and not _is_called(name_words(reader.name), words):
                span = (reader.start, reader.end) if like == "other" else (reader.name_start, reader.end)
                yield Hit(rule="fact.recruiter-name", start=span[0], end=span[1], values={"expected": expected})
                continue
        if gender and reader.gender and reader.gender != gender and (not words or not right or _is_same(reader, words)):
            yield Hit(rule="fact.recruiter-name", start=reader.start, end=reader.end, values={"expected": expected})
    if words:
        yield from _in_sentences(letter, words, expected, is_greeted=right)


def candidate_hits(letter: ReadLetter, context: LetterContext) -> Iterator[Hit]:
    """Yield where somebody else than the candidate signs or introduces themselves."""
    words = name_words(context.candidate_name or "")
    if not words:
        return
    known = {*name_words(context.company or ""), *name_words(context.position or "")}
    expected = " ".join((context.candidate_name or "").split())
    if not context.answers_thread:
        read = known | set(name_words(context.recruiter_name or ""))
        for start, end in _in_subject(letter, words, read - set(words)):
            values = {"expected": expected}
            yield Hit(rule="fact.candidate-name", field="subject", start=start, end=end, values=values)
    signed = list(signed_names(letter))
    if not any(_signs(name.text, words) for name in signed):
        for name in signed[:1]:
            yield Hit(rule="fact.candidate-name", start=name.start, end=name.end, values={"expected": expected})
    # Who has said their own name tells of somebody else with what is no plain "my name is".
    told = list(introductions(letter))
    is_told_right = any(not _is_another(found, words, known) and _signs(found.text, words) for found in told)
    for found in told:
        if is_told_right and not found.is_plain_name and likeness(name_words(found.text), words) == "other":
            continue
        # "R. Ay. Kusumaningtyas": a sentence may seem to end behind an initial or a title.
        if _is_another(found, words, known) and not expected.casefold().startswith(found.text.casefold()):
            yield Hit(rule="fact.candidate-name", start=found.start, end=found.end, values={"expected": expected})


def _in_subject(letter: ReadLetter, words: tuple[str, ...], known: set[str]) -> Iterator[tuple[int, int]]:
    """Yield where the subject has the candidate's name with a slip of the pen, or with another second name."""
    told = [(folded(match.group()), match.start(), match.end()) for match in _WRITTEN.finditer(letter.subject)]
    if f" {' '.join(words)} " in f" {' '.join(word for word, _, _ in told)} ":
        return
    for first in range(len(told) - len(words) + 1):
        run = told[first : first + len(words)]
        given = tuple(word for word, _, _ in run)
        if likeness(given, words) == "same":
            return
    for first in range(len(told) - len(words) + 1):
        run = told[first : first + len(words)]
        given = tuple(word for word, _, _ in run)
        behind = letter.subject[run[-1][2] :]
        is_apart = _BOUNDS.fullmatch(behind) is not None
        if behind and behind[0] not in " \t,.;:|–—-()[]/":  # a character that did not arrive whole
            continue
        if set(given).isdisjoint(words) and not (is_apart and len(words) == 1):
            continue
        if not known.isdisjoint(given) or not all(letter.subject[start].isupper() for _, start, _ in run):
            continue
        if likeness(given, words) == "misspelt":
            yield run[0][1], run[-1][2]
            return


def _is_same(reader: Addressed, words: tuple[str, ...]) -> bool:
    given = name_words(reader.name)
    while len(given) > 1 and given[0] in _STYLES and given[0] not in words:
        given = given[1:]
    return bool(given) and (likeness(given, words) == "same" or _is_called(given, words))


def _names(letter: ReadLetter, words: tuple[str, ...]) -> bool:
    """Whether a line of the salutation has the whole name, behind whatever titles: "Bapak Tgk. Muhammad Nur"."""
    wanted = f" {' '.join(words)} "
    return len(wanted) > _LONG_ENOUGH and any(
        wanted in f" {' '.join(_WORD.findall(folded(line.text)))} "
        for line in letter.lines_of(Part.SALUTATION, Part.GREETING)
    )


def _is_called(given: tuple[str, ...], words: tuple[str, ...]) -> bool:
    """Whether the reader may be called so for short; a name that lacks one letter is a slip, and no short form."""
    return is_nickname(given, words) and not any(given[0] in word and len(word) == len(given[0]) + 1 for word in words)


def _in_sentences(letter: ReadLetter, words: tuple[str, ...], expected: str, *, is_greeted: bool) -> Iterator[Hit]:
    """Yield where a sentence calls the reader by another name.

    Where the salutation has the right name (`is_greeted`), one word more may be what everybody calls them: it is told,
    and does not stop the letter.
    """
    for sentence in letter.sentences:
        called = next(filter(None, (pattern.search(sentence.text) for pattern in _VOCATIVES)), None)
        given = name_words(called["name"]) if called is not None else ()
        if called is not None and given and likeness(given, words) != "same" and not _is_called(given, words):
            start = sentence.start + called.start("name")
            end = start + len(called["name"])
            mild: Severity | None = "warn" if is_greeted and len(given) == 1 else None
            values = {"expected": expected}
            yield Hit(rule="fact.recruiter-name", start=start, end=end, values=values, severity=mild)
            continue
        for titled in _TITLED.finditer(sentence.text):
            given = name_words(titled["name"])
            if likeness(given, words) == "misspelt" and not set(words).isdisjoint(given):
                start = sentence.start + titled.start("name")
                yield Hit(
                    rule="fact.recruiter-name",
                    start=start,
                    end=start + len(titled["name"]),
                    values={"expected": expected},
                )


def _signs(name: str, words: tuple[str, ...]) -> bool:
    given = name_words(name)
    return bool(given) and (likeness(given, words) == "same" or is_nickname(given, words))


def _is_another(found: Introduction, words: tuple[str, ...], known: set[str]) -> bool:
    given = name_words(found.text)
    if not given or likeness(given, words) == "same" or is_nickname(given, words):
        return False
    if likeness(given, words) == "misspelt":
        return True
    return found.is_plain_name or (len(given) > 1 and known.isdisjoint(given))


def _gender(context: LetterContext) -> Gender | None:
    try:
        meant = normalise_honorific(context.honorific)
    except ValueError:
        return None
    return _GENDERS[meant] if meant else None


def _expected(context: LetterContext, words: tuple[str, ...]) -> str:
    parts = (context.honorific or "", " ".join((context.recruiter_name or "").split()) if words else "")
    return " ".join(part for part in parts if part)
