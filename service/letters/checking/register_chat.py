"""Chat style: laughter, emoticons, drawn-out letters, pauses of dots, a letter without capitals."""

import re
from collections.abc import Iterator

from service.letters.checking.finding import Hit
from service.letters.checking.parts import Part
from service.letters.checking.reading import Line, ReadLetter, Word
from service.letters.checking.register_passage import Passage, word_set

_RULE = "register.chat-style"
_LAUGHTER = re.compile(
    r"(?:he){2,9}h?|(?:ha){2,9}h?|a?(?:hi){2,9}h?|(?:ho){3,9}|(?:hu){2,9}|(?:wk){1,9}w?(?:wk|kw)\w{0,20}|wkwk\w{0,20}|(?:xi){2,9}"
    r"|kwkw\w{0,20}|a?w+k+w+\w{0,20}|l+o+l+|lmf?ao+|rofl|xoxo|(?:ck){2,9}|h+m{2,9}|huft+|hadeh+|hehe\w{0,5}|haha\w{0,5}|yea+y|yay+|yey+|yippee+"
    r"|oops+|waduh+|aduh+|wah+h|awww*|teehee|hihi\w{0,5}",
)
_EMOTICON = re.compile(
    r"(?<![\w:/.=])(?:[:;=]['’]?-?[)(DPpOo3*|\]](?![\w/])|[:;]-[)(DPp])"
    r"|(?<=[a-z.!?,]):['’]?-?[)(](?!\w)|(?<=[a-z.!?,])[:;]-?[DP](?!\w)"
    r"|\^_?\^|(?<!\w)[Tt]_[Tt](?!\w)|>[._]<|(?<!\w)-_+-(?!\w)|(?<!\w)[xX]D(?!\w)|<3(?=\s*(?:$|[.!,\n]))|(?<=\w)~+(?!\w)|\(y\)|\(:"
)
# What every emoticon holds; the pattern above is asked only where one of these stands.
_EMOTICON_PART = re.compile(r"[:;=]['’]?-?[)(DPpOo3*|\]]|[~^<>]|[tT]_|-_|[xX]D|\(y|\(:")
_LAUGHTER_BEGINS = word_set(
    """
    heh hah hih hoh huh ahi wkw wkk wkwk wwk wk xix kwk awk aww lol loo llo lma lmf rof rol xox ckc hmm huf had
    yea yeey yay yey yip oop wad adu wah awh tee
    """
)
_QUESTIONS = re.compile(
    r"\?[ ]?\?+(?!!)|(?<![!?])\?!(?![!?])|(?<![!?])!\?(?![!?])"
)  # a longer mix is `typo.exclamation`
_PAUSE = re.compile(r"(?P<word>[^\W\d_]{1,30})(?:\.{2,9}|…)[ ]?(?=[a-z]|I\b)")
_TRAILING = re.compile(r"[^\W\d_](?:\.{3,9}|…)(?=\s|$)")
# Before dots that wait to be filled in: "posisi …. di PT ….".
_LABELS = word_set(
    """
    di pada tanggal posisi pt bapak ibu nama pukul jam yth dear of for the at on mr ms saya hari bernama
    perusahaan
    """
)
_TRIPLED = re.compile(r"([a-z])\1\1")
# Words that get their last letter drawn out.
_DRAWN = word_set(
    """
    ya iya halo hai bu pak kak siap makasih kasih nih dong sih deh yah loh oke ok maaf bye hey hi so please thanks
    yes hello baik min gan bro ibu bapak infonya kabarnya waktunya mohon
    """
)
_KNOCKS = re.compile(r"(?:p+|ping+|tes+|test+|oi+|woi+)\W{0,3}", re.IGNORECASE)
_LINES_OF_A_KNOCK = 2
_FEWEST_SENTENCES = 3
_SHARE_WITHOUT_CAPITAL = 0.5
_FEWEST_SMALL_I = 2


def chat_hits(letter: ReadLetter, passage: Passage) -> Iterator[Hit]:
    """Yield what belongs into a chat, in subject or body.

    Args:
        letter: the whole letter.
        passage: its subject or its body.
    """
    yield from _words_of_chat(passage)
    if passage.field == "subject":
        yield from _marks(passage, len(letter.subject))
        return
    lines = [line for line in letter.lines if line.part is not Part.QUOTE]
    yield from _marks(passage, max((line.end for line in lines), default=0))
    yield from _knocks(lines)
    yield from _pauses(lines)
    yield from _without_capitals(letter)
    if letter.language == "en":
        yield from _small_i(passage)


def _words_of_chat(passage: Passage) -> Iterator[Hit]:
    has_tripled = _TRIPLED.search(passage.text) is not None
    for at, word in enumerate(passage.words):
        if not _is_of_chat(word, has_tripled=has_tripled):
            continue
        is_acronym = word.text.isupper() and word.folded not in {"lol", "haha", "hehe"}
        if passage.is_own(at) and not passage.is_name_like(at) and not is_acronym:
            yield Hit(rule=_RULE, field=passage.field, start=word.start, end=word.end)


def _is_of_chat(word: Word, *, has_tripled: bool) -> bool:
    """Whether `word` is laughter or has a letter drawn out."""
    folded = word.folded
    if has_tripled and _TRIPLED.search(word.text) is not None and len(set(folded)) > 1 and folded != "www":
        return True
    if folded[-1:] == folded[-2:-1] and folded[:-1] in _DRAWN:
        return True
    return folded[:3] in _LAUGHTER_BEGINS and _LAUGHTER.fullmatch(folded) is not None


def _marks(passage: Passage, end: int) -> Iterator[Hit]:
    """Yield emoticons and doubled question marks before `end`."""
    text = passage.text
    patterns = [_EMOTICON] if _EMOTICON_PART.search(text) else []
    for pattern in [*patterns, _QUESTIONS]:
        for match in pattern.finditer(text, 0, end):
            if not passage.is_quoted(match.start()):
                yield Hit(rule=_RULE, field=passage.field, start=match.start(), end=match.end())


def _knocks(lines: list[Line]) -> Iterator[Hit]:
    """Yield a first line that only knocks: "P", "Ping"."""
    for line in lines[:_LINES_OF_A_KNOCK]:
        if _KNOCKS.fullmatch(line.text):
            yield Hit(rule=_RULE, start=line.start, end=line.end)


def _pauses(lines: list[Line]) -> Iterator[Hit]:
    """Yield dots that stand for a pause; dots at a sentence's end only when they are a habit."""
    trailing: list[tuple[int, int]] = []
    for line in lines:
        if "..." not in line.text and "…" not in line.text and ".." not in line.text:
            continue
        for match in _PAUSE.finditer(line.text):
            if match["word"].lower() not in _LABELS:
                end = line.start + match.end()
                start = line.start + match.end("word")
                yield Hit(rule=_RULE, start=start, end=end - (line.text[match.end() - 1] == " "))
        trailing += [
            (line.start + match.start() + 1, line.start + match.end()) for match in _TRAILING.finditer(line.text)
        ]
    if len(trailing) > 1:
        start, end = trailing[0]
        yield Hit(rule=_RULE, start=start, end=end)


def _without_capitals(letter: ReadLetter) -> Iterator[Hit]:
    """Yield the first word of a letter most of whose sentences begin small."""
    begun = [sentence for sentence in letter.sentences if sentence.words and sentence.text[0].isalpha()]
    small = [sentence for sentence in begun if sentence.text[0].islower()]
    if len(small) >= _FEWEST_SENTENCES and len(small) >= _SHARE_WITHOUT_CAPITAL * len(begun):
        first = small[0].words[0]
        yield Hit(rule=_RULE, start=first.start, end=first.end)


def _small_i(passage: Passage) -> Iterator[Hit]:
    """Yield the first "i" that should be "I", where it is a habit."""
    small = [
        word
        for word in passage.words
        if word.text in {"i", "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "i'll", "i’ll"}
        and passage.text[word.end : word.end + 1] not in {".", ")", "/"}
    ]
    if len(small) >= _FEWEST_SMALL_I:
        yield Hit(
            rule=_RULE,
            start=small[0].start,
            end=small[0].end,
            suggestions=("I" + small[0].text[1:],),
        )
