"""Rules of the family `typo`: spelling, prepositions, capitals, repeated words, signs and spaces."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice, pairwise

from service.letters.checking.check import Family
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Sentence
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.spelling import Spelling
from service.letters.checking.typo_indonesian import addresses, english_capitals, parted_prefixes
from service.letters.checking.typo_marks import mark_hits
from service.letters.checking.typo_spelling import SpellingCheck
from service.letters.checking.typo_words import PlacedWord, WordLists, exempt_words, facts_of, placed_words
from service.letters.language import Language

_MOST_WORDS, _MOST_HITS = 1500, 1000  # a text with more is no letter: the first ones tell enough
_MOST_SHOUTED = 60  # words in capitals that are looked up
_SHORTEST_SHOUT, _SHORTEST_LETTER_WORD = 5, 4
_LONGEST_ACRONYM = 9
_SHOUTED_CLAUSE = 4  # words in capitals from which a run is a clause
_GRADE = re.compile(r"[ -]?(?:\d|level\b|tingkat\b|angkatan\b|batch\b|[IVX]+\b)")  # after an acronym
_LABEL_WITHIN = 30  # characters: "nama : Budi" is a label, not a sentence
_ABBREVIATION = 3
_LOOK_BACK = 250  # characters; a position's name is up to 200 long


def typo_family(load: Callable[[], Spelling]) -> Family:
    """Return the family's rules.

    Args:
        load: returns the lexicon; called with every letter, so that it is loaded with the first one.
    """
    made: dict[str, tuple[WordLists, Mapping[str, frozenset[str]]]] = {}  # of the book that is asked with, by version
    plain: dict[Language, dict[str, bool]] = {"id": {}, "en": {}}  # see `SpellingCheck`

    def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
        if (found := made.get(book.version)) is None:
            made.clear()
            for kept in plain.values():
                kept.clear()
            found = made[book.version] = _lists_of(book)
        return islice(_hits(letter, context, load(), found, plain[letter.language]), _MOST_HITS)

    return find


def _lists_of(book: RuleBook) -> tuple[WordLists, Mapping[str, frozenset[str]]]:
    words = dict(book.words["typo"])
    may_repeat = {language: frozenset(text.split()) for language, text in words.pop("may_repeat").items()}
    return WordLists.from_document(words), may_repeat


def _hits(
    letter: ReadLetter,
    context: LetterContext,
    spelling: Spelling,
    listed: tuple[WordLists, Mapping[str, frozenset[str]]],
    plain: dict[str, bool],
) -> Iterator[Hit]:
    lists, may_repeat = listed[0], listed[1][letter.language]
    words = tuple(islice(placed_words(letter), _MOST_WORDS))
    exempt = exempt_words(context)
    own = tuple(each for each in words if each.word.folded not in exempt)
    check = SpellingCheck(spelling=spelling, language=letter.language, lists=lists, exempt=exempt, plain=plain)
    if letter.language == "id":
        parted = tuple(parted_prefixes(own, spelling, lists))
        covered = {hit.end for hit in parted}
        yield from parted
        yield from check.hits(tuple(each for each in words if each.word.end not in covered))
        yield from addresses(own, lists)
    else:
        yield from check.hits(words)
        yield from english_capitals(words)
    yield from _repeated(letter, own, lists, may_repeat)
    yield from _shouted(letter, words, spelling, lists, exempt)
    yield from mark_hits(letter, context)
    yield from _sentence_capitals(letter, words, facts_of(context))


def _repeated(
    letter: ReadLetter, words: Sequence[PlacedWord], lists: WordLists, may_repeat: frozenset[str]
) -> Iterator[Hit]:
    """Yield `typo.repeated-word`; two capitals are a name, and some words may follow themselves."""
    for first, second in pairwise(words):
        one, two = first.word, second.word
        if one.folded != two.folded or first.field != second.field or second.before != one.folded:
            continue
        text = letter.text_of(first.field)
        if not text[one.end : two.start].isspace() or one.folded in may_repeat or two.text[:1].isupper():
            continue
        doubled = letter.language == "id" and one.folded in lists["reduplicated"]
        right = f"{one.text}-{two.text}" if doubled else one.text
        values = {"advice_id": f'Tulis "{right}".', "advice_en": f'Write "{right}".'}
        yield Hit(
            rule="typo.repeated-word",
            field=first.field,
            start=one.start,
            end=two.end,
            values=values,
            suggestions=(right,),
        )


def _shouted(
    letter: ReadLetter, words: Sequence[PlacedWord], spelling: Spelling, lists: WordLists, exempt: frozenset[str]
) -> Iterator[Hit]:
    """Yield `typo.all-caps`, one hit for each run of capital words; acronyms, names and what follows "PT" are none."""
    left = _MOST_SHOUTED
    for run in _runs(words):
        yield from _shout(letter, run[:left], spelling, lists, exempt)
        left -= min(left, len(run))


def _runs(words: Sequence[PlacedWord]) -> Iterator[list[PlacedWord]]:
    """Yield the runs of words in capitals."""
    run: list[PlacedWord] = []
    last = -1
    for at in [at for at, each in enumerate(words) if each.word.text.isupper()]:
        each = words[at]
        if run and not (at == last + 1 and each.before == run[-1].word.folded and each.field == run[-1].field):
            yield run
            run = []
        run.append(each)
        last = at
    if run:
        yield run


def _shout(
    letter: ReadLetter, run: list[PlacedWord], spelling: Spelling, lists: WordLists, exempt: frozenset[str]
) -> Iterator[Hit]:
    if not run or run[0].word.folded in lists["caps_names"] or run[0].before in lists["caps_names"]:
        return
    if run[0].before in lists["acronym_before"] or (len(run) == 1 and _is_graded(letter, run[0])):
        return

    def is_plain(each: PlacedWord) -> bool:
        lower = each.word.folded
        if lower in exempt or lower in lists["caps_right"] or lower in lists["abbreviations"]:
            return False
        if spelling.is_letter_word(lower, letter.language) or lower in lists["shouted"]:
            return len(lower) >= _SHORTEST_LETTER_WORD
        if len(run) == 1 and len(lower) < _LONGEST_ACRONYM:  # "TOPIK", "PEKERTI": acronyms that happen to be words
            return False
        return len(lower) >= _SHORTEST_SHOUT and spelling.is_plain_word(lower, letter.language)

    plain = [each for each in run if is_plain(each)]
    told = len(plain)
    if len(run) >= _SHOUTED_CLAUSE and told > 1:  # "I WOULD REALLY LIKE TO KNOW": its small words are no acronyms
        told = sum(each in plain or spelling.is_plain_word(each.word.folded, letter.language) for each in run)
    if not plain or 2 * told < len(run):
        return
    first, last = (plain[0], plain[-1])
    alone = (first.word.text.lower(),) if first is last and not first.is_initial else ()
    yield Hit(rule="typo.all-caps", field=first.field, start=first.word.start, end=last.word.end, suggestions=alone)


def _is_graded(letter: ReadLetter, each: PlacedWord) -> bool:
    """Whether a number or a level follows: "TOPIK level 5", "SIAGA 2"."""
    return _GRADE.match(letter.text_of(each.field), each.word.end) is not None


def _sentence_capitals(letter: ReadLetter, words: Sequence[PlacedWord], facts: Sequence[str]) -> Iterator[Hit]:
    """Yield `typo.sentence-capital`; labels, lists, addresses and the rest of a sentence cut in two are none."""
    own = {each.word.start for each in words if each.field == "body"}
    before: Sentence | None = None
    for sentence in letter.sentences:
        first = sentence.words[0] if sentence.words else None
        if (
            first is not None
            and first.start in own
            and first.text.islower()
            and _begins(letter, sentence, before, facts)
        ):
            right = first.text[:1].upper() + first.text[1:]
            yield Hit(
                rule="typo.sentence-capital",
                start=first.start,
                end=first.end,
                values={"expected": right},
                suggestions=(right,),
            )
        before = sentence


def _begins(letter: ReadLetter, sentence: Sentence, before: Sentence | None, facts: Sequence[str]) -> bool:
    """Whether the sentence is one from its first letter on."""
    opened = sentence.text.lstrip("\"'“‘(")
    if len(sentence.words) < 2 or not opened[:1].isalpha() or ":" in sentence.text[:_LABEL_WITHIN]:  # noqa: PLR2004
        return False
    if opened[1:2] in {".", ")"}:  # "a. berkas lamaran"
        return False
    ahead = letter.body[max(0, sentence.start - _LOOK_BACK) : sentence.start]
    if ahead.rstrip().endswith(tuple(facts)):  # the dot belongs to a name: "PT Maju Tbk. yang …"
        return False
    if ahead.strip() and ahead.rstrip()[-1] not in ".!?…" and ahead[len(ahead.rstrip()) :].count("\n") < 2:  # noqa: PLR2004
        return False  # "Selamat siang, saya …", also with a line break
    if before is None or (sentence.part is Part.POSTSCRIPT and before.part is not Part.POSTSCRIPT):
        return True
    return before.is_closed and bool(before.words) and len(before.words[-1].text) > _ABBREVIATION
