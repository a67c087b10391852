"""`coherence.cut-off` and `coherence.repeated-sentence`: sentences that break off, and sentences said twice."""

import re
from collections.abc import Iterator, Mapping, Sequence

from service.letters.checking.coherence_clauses import waits_for_more
from service.letters.checking.finding import Hit
from service.letters.checking.line_kinds import is_field
from service.letters.checking.parts import Part
from service.letters.checking.reading import ReadLetter, Sentence, Word
from service.letters.checking.rule_book import RuleBook

_BULLET = re.compile(r"\s*(?:[-–—•*·‣▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s")
_CLOSED = re.compile(r"[.!?…:;]+[\"'”’)\]]*$")
_LAST_MARK = re.compile(r"\W*$")
_OPEN = re.compile(r"[,\-–—/&(]$")
_AFTER_BREAK = re.compile(r"\s*\n\s*")
_BEFORE_WORD = frozenset(
    " \t\r\n\u00a0\"'“”‘’(–—-/,.&*["
)  # behind another mark "a" is the rest of a broken word: "sa�a"
# "of" that stands behind its verb: "the noise you warned me of", "the risks we are warned of".
_STRANDED = re.compile(
    r"(?:\b(?:me|us|them|him|her|you|myself|everyone|everybody|people)|\b(?:thinking|speaking|talking|dreaming|hearing)"
    r"|\b(?!(?:impressed|interested|completed|finished|received|asked|needed|attached|enclosed|reviewed)\b)\w{3,}ed"
    r"|\b(?:spoken|written|wrote|spoke|read|made|sung|sang)) of$",
    re.IGNORECASE,
)
# Behind a colon the main clause: what the writer wished to say is said there.
_SAYS = re.compile(r"[:–—]\s+[^\W\d_]\w*\s+\w")
# "you" that stands behind its verb or its preposition: "God bless, and thank you", "it was a joy to meet you".
_TO_YOU = re.compile(
    r"\b(?:thank|bless|with|for|to|from|of|by|about|at|on|like|than|near|around|behind|beside|before|after|without"
    r"|see|meet|meeting|seeing|met|join|joining|trouble|bother|disturb|burden|keep|contact|reach|call|assist|help|serve"
    r"|inconvenience|show|tell|telling|send|sending|give|giving|offer|remind|wish|wishing|owe|both|all|suits?|pleases?|assure"
    r"|between|among|and|or|upon|against|inform|email|mail|write|answer|ask|asked|finds?|reaches|visit|know) you$",
    re.IGNORECASE,
)
_LOOK_BACK = 160  # characters before the end of a sentence that tell whether it may end so
_SHORTEST_CUT = 3  # words: less is a heading, a name or an item of a list
_LONGEST_SUBORDINATE = 14  # words: in a longer one without a comma the comma is what is missing
_SHORTEST_REPEATED = 4  # words of a sentence that stands there twice word for word
_SHORTEST_ALIKE = 7  # words of one that stands there nearly so
_ALIKE = 0.82  # of the words of the longer one, in both
_MOST_COMPARED = 60  # sentences of a letter that are compared in pairs


def cut_off_hits(letter: ReadLetter, book: RuleBook) -> Iterator[Hit]:
    """Yield the last words of sentences that end before they are over."""
    words = _words_of(book.version, book.words["coherence"])
    lines = {line.start: line for line in letter.lines}
    sentences = letter.sentences
    for number, sentence in enumerate(sentences):
        following = sentences[number + 1] if number + 1 < len(sentences) else None
        ends_paragraph = following is None or _ends_paragraph(letter.body, sentence, following, words)
        is_item = sentence.start in lines and _BULLET.match(letter.body, sentence.start) is not None
        announces = following is not None and is_field(following.text)  # "Yang bertanda tangan di bawah ini", "Nama: …"
        goes_on = number == 0 and sentence.text[:1].islower()  # from the line of the greeting
        if is_item or announces or goes_on or len(sentence.words) < _SHORTEST_CUT:
            continue
        yield from _broken_lines(letter.body, sentence, words)
        if (place := _cut(sentence, words, ends_paragraph=ends_paragraph)) is not None:
            yield Hit(rule="coherence.cut-off", start=place[0], end=place[1])
    for line in letter.lines_of(Part.CLOSING):
        if not _CLOSED.search(line.text) and len(line.text.split()) >= _SHORTEST_CUT:
            last = line.words[-1:]
            if last and last[0].text.islower() and last[0].folded in words.open:
                yield Hit(rule="coherence.cut-off", start=last[0].start, end=last[0].end)


class _Words:
    """The word lists of the rule."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self.open = frozenset(given["open"])  # no sentence ends so
        self.unmarked = self.open | frozenset(given["open_without_mark"])  # none that lacks its mark does
        self.ends = frozenset(given["may_end"])  # pairs that do end one: "turut serta."
        self.openers = frozenset(given["openers"])  # begin a sentence after a line break
        self.subordinate = _any_of(tuple(given["subordinate"]))
        self.main = _any_of(tuple(given["main"]))
        self.subordinate_english = _any_of(tuple(given["subordinate_en"]))
        self.main_english = _any_of(tuple(given["main_en"]))
        self.fragment = _any_of(tuple(given["fragment"]))
        self.unfinished = _any_of(tuple(given["unfinished"]))  # waits for its object or its verb
        self.auxiliary = _any_of(tuple(given["auxiliary_end"]))
        self.ellipsis = _any_of(tuple(given["ellipsis"]))  # "whenever you are able to", "a step I look forward to"


_MADE: dict[str, _Words] = {}  # version of a book → its words
_MOST_BOOKS = 4


def _words_of(version: str, given: Mapping[str, Sequence[str]]) -> _Words:
    if version not in _MADE:
        if len(_MADE) >= _MOST_BOOKS:
            _MADE.clear()
        _MADE[version] = _Words(given)
    return _MADE[version]


def _any_of(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)".replace(" ", r"\s+"), re.IGNORECASE)


def _ends_paragraph(body: str, sentence: Sentence, following: Sentence, words: _Words) -> bool:
    """Whether nothing of `following` can belong to the sentence: a line break alone may be one inside a sentence."""
    if following.paragraph == sentence.paragraph and following.part is sentence.part:
        return False
    is_next_line = body.count("\n", sentence.end, following.start) == 1
    return not is_next_line or not following.words or following.words[0].folded in words.openers


def _cut(sentence: Sentence, words: _Words, *, ends_paragraph: bool) -> tuple[int, int] | None:
    """Return where the sentence breaks off: its last word, or the whole of a clause that waits for another."""
    last, before = sentence.words[-1], sentence.words[-2]
    rest = sentence.text[last.end - sentence.start :].strip()
    is_marked = _CLOSED.search(rest) is not None
    is_bare = rest == "" or _OPEN.match(rest) is not None
    if not (is_marked or (is_bare and ends_paragraph)) or rest.startswith((":", "?")):
        return None
    pair = f"{before.folded} {last.folded}"
    there = (last.start, last.end)
    is_last = _LAST_MARK.match(rest) is not None  # and no number stands behind the last word
    begun = last.start - sentence.start
    is_broken_word = begun and sentence.text[begun - 1] not in _BEFORE_WORD
    if is_broken_word or (not is_marked and _TO_YOU.search(sentence.text[: begun + len(last.text)][-60:])):
        return None
    is_stranded = is_marked and _STRANDED.search(sentence.text[: last.end - sentence.start][-60:]) is not None
    if is_last and last.text[:1].islower() and pair not in words.ends and not is_stranded:
        if last.folded in (words.open if is_marked else words.unmarked):
            return there
        said = sentence.text[: last.end - sentence.start][-_LOOK_BACK:]
        if is_marked and words.auxiliary.search(said[-60:]) and words.ellipsis.search(said) is None:
            return there
    if (
        is_bare
        and is_last
        and (found := words.unfinished.search(sentence.text[: last.end - sentence.start])) is not None
    ):
        return sentence.start + found.start(), last.end
    if is_bare and rest in {"-", "–", "—", "/", "&", "("}:
        return there
    if _waits(sentence, words) or waits_for_more(sentence.text):
        return sentence.words[0].start, sentence.words[-1].end
    return None


def _waits(sentence: Sentence, words: _Words) -> bool:
    """Whether the sentence is a clause that waits for its main one: "Apabila ada dokumen yang kurang."."""
    text = sentence.text
    body = text.rstrip(" ,.…")
    if "," in body or _SAYS.search(body) or len(sentence.words) > _LONGEST_SUBORDINATE or text.endswith(("?", "!")):
        return False
    if words.fragment.match(text):
        return words.main.search(text) is None
    for subordinate, main in ((words.subordinate, words.main), (words.subordinate_english, words.main_english)):
        if (found := subordinate.match(text)) is not None:
            return main.search(text, _after_word(text, found.end())) is None
    return False


def _after_word(text: str, at: int) -> int:
    """Return where the word after `at` ends: the subject of the clause itself."""
    space = text.find(" ", at + 1)
    return len(text) if space < 0 else space


def _broken_lines(body: str, sentence: Sentence, words: _Words) -> Iterator[Hit]:
    """Yield words that open what should follow, at the end of a line after which a new sentence begins."""
    before = ""
    for one, following in zip(sentence.words, sentence.words[1:], strict=False):
        pair, before = f"{before} {one.folded}", one.folded
        if one.folded in words.open and one.text.islower() and following.text[:1].isupper() and pair not in words.ends:
            between = body[one.end : following.start]
            is_new = following.folded in words.openers and following.text != "I"  # which has its capital anywhere
            if "\n" in between and not between.strip() and is_new:
                yield Hit(rule="coherence.cut-off", start=one.start, end=one.end)


def repeated_hits(letter: ReadLetter) -> Iterator[Hit]:
    """Yield every sentence that says once more what an earlier one said in the same or nearly the same words."""
    seen: set[tuple[str, ...]] = set()
    earlier: list[tuple[tuple[str, ...], frozenset[str]]] = []
    for sentence in letter.sentences:
        said = tuple(word.folded for word in sentence.words)
        if len(said) < _SHORTEST_REPEATED:
            continue
        own = frozenset(said)
        if said in seen or (len(earlier) < _MOST_COMPARED and any(_is_alike(said, own, other) for other in earlier)):
            start, end = _without_mark(sentence.words)
            yield Hit(rule="coherence.repeated-sentence", start=start, end=end)
        seen.add(said)
        if len(said) >= _SHORTEST_ALIKE and len(earlier) < _MOST_COMPARED:
            earlier.append((said, own))


def _without_mark(words: Sequence[Word]) -> tuple[int, int]:
    return words[0].start, words[-1].end


def _is_alike(said: tuple[str, ...], own: frozenset[str], other: tuple[tuple[str, ...], frozenset[str]]) -> bool:
    shortest, longest = sorted((len(own), len(other[1])))
    if shortest < _ALIKE * longest:  # then it can't share enough
        return False
    return min(len(said), len(other[0])) >= _SHORTEST_ALIKE and len(own & other[1]) >= _ALIKE * longest
