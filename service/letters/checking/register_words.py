"""Slang and shorthand: words of talk and of text messages, by list, where they are the writer's own words."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from service.letters.checking.finding import Hit
from service.letters.checking.reading import Word
from service.letters.checking.register_passage import Passage, word_set
from service.letters.language import Language

_SHOUTED_LENGTH = 4  # capitals throughout: shorter ones are acronyms
_SHOUTED = frozenset({"btw", "fyi", "thx", "pls", "plz", "tbh", "imo", "imho", "idk", "lmk", "omg", "wtf"})
# nge- makes a verb of talk out of any word: ngecek, nge-chat. These are words of their own.
_NGE = re.compile(r"(?:di|ke)?nge-?(?!ri(?:kan)?$|ngat|ong|pas$|sot|ran$|lus$|tan$)[a-z]{3,15}")
# Shorthand with digits and strokes, which no word list sees.
_CIPHERED = re.compile(
    r"(?<![\w@./-])(?:gr8|b4|l8r|2day|2moro|2morrow|sm1|4u|2u|any1|some1|every1|w8|w/o?(?=\s)|b/c)(?![\w@/-])"
)
_DOUBLED = re.compile(r"(?<![\w@./-])([A-Za-z]?[a-z]{2,11})2(?:an|nya|annya|kan|ku)?(?![\w@/-])")
_STROKE = re.compile(r"(?<![\w@./-])u/(?=\s?[a-z])")
_LEGAL_WITH_DOT = frozenset({"tgl", "thn", "bln", "mgg", "hr", "dr", "org"})
_BEFORE_NUMBERS = re.compile(r"\d\s?$")
_UNITS = frozenset({"hr", "hrs", "cm", "min", "km", "org", "bs", "sm", "kl", "dl", "dkt", "mth", "mths", "thn"})
_DRAWN_OUT, _SHORTEST_DRAWN = re.compile(r"([a-z])\1{2,}"), 5  # "bangettt"; what is shorter is chat style alone
_CAVE_VERBS = word_set(
    """
    udah sudah mau masih belum nggak ngga gak ga ingin tunggu juga bisa pengen punya baru lagi akan jadi cuma
    harap
    """
)
_TALKS_AFTER_KOK = word_set(
    """
    belum tidak nggak ngga gak ga bisa lama ya sampai begitu gitu jadi masih saya aku kabar malah tak
    """
)
_SPORT_BEFORE_KAYAK = word_set("olahraga mendayung perahu sampan lomba atlet naik komunitas cabang dayung wisata")


def slang_hits(passage: Passage, language: Language, words: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield the words that are said but not written: nggak, gimana, wanna.

    Args:
        passage: subject or body.
        language: of the letter.
        words: what the family's document holds under "words".
    """
    known: Mapping[str, str] = words["slang"][language]
    names = frozenset(words["may_be_name"])
    for at, word in enumerate(passage.words):
        folded = _undrawn(word.folded)
        is_talk = folded in known
        if not is_talk and "-" in folded:
            is_talk = folded.split("-", 1)[0] in known and word.text[0].islower()
        if not is_talk and language == "id" and "nge" in folded[:5]:
            is_talk = word.text[1:].islower() and _NGE.fullmatch(folded) is not None
            is_talk = is_talk and (word.text[0].islower() or passage.starts_sentence(at))
        if is_talk and _is_said(passage, at, names) and not _means_something_else(passage, at):
            yield _hit("register.slang", passage, word, known.get(folded, ""))


def _undrawn(folded: str) -> str:
    """Return the word without the letters that were drawn out, where that leaves a longer one."""
    if _DRAWN_OUT.search(folded) is None:
        return folded
    short = _DRAWN_OUT.sub(r"\1", folded)
    return short if len(short) >= _SHORTEST_DRAWN else folded


def abbreviation_hits(passage: Passage, language: Language, words: Mapping[str, Any]) -> Iterator[Hit]:
    """Yield the shorthand of text messages: yg, dgn, pls, teman2.

    Args:
        passage: subject or body.
        language: of the letter.
        words: what the family's document holds under "words".
    """
    known: Mapping[str, str] = words["abbreviations"][language]
    for at, word in enumerate(passage.words):
        folded = word.folded
        if folded not in known or not _is_lower_or_first(passage, at) or not passage.is_own(at):
            continue
        if not _is_legal_shortening(passage, at, language):
            yield _hit("register.abbreviation", passage, word, known[folded])
    yield from _ciphered_hits(passage, language, frozenset(words["doubled"]))


def _ciphered_hits(passage: Passage, language: Language, doubled: frozenset[str]) -> Iterator[Hit]:
    text = passage.text
    spans = [match.span() for match in _CIPHERED.finditer(text)]
    if language == "id":
        spans += [match.span() for match in _DOUBLED.finditer(text) if match[1].lower() in doubled]
        spans += [match.span() for match in _STROKE.finditer(text)]
    for start, end in spans:
        if not passage.is_quoted(start) and passage.is_written_by_the_candidate(start):
            yield Hit(rule="register.abbreviation", field=passage.field, start=start, end=end)


def _hit(rule: str, passage: Passage, word: Word, instead: str) -> Hit:
    if instead and word.text[0].isupper():
        instead = instead[0].upper() + instead[1:]
    return Hit(
        rule=rule,
        field=passage.field,
        start=word.start,
        end=word.end,
        suggestions=(instead,) if instead else (),
    )


def _is_said(passage: Passage, at: int, names: frozenset[str]) -> bool:
    """Whether a word of the slang list is talk here, not a name, an acronym or a quotation."""
    word = passage.words[at]
    if not passage.is_own(at) or _touches_digit(passage, word):
        return False
    if word.text.isupper():
        return len(word.text) >= _SHOUTED_LENGTH or word.folded in _SHOUTED
    if word.text[0].islower():
        return True
    if passage.starts_sentence(at):
        return not (word.folded in names and passage.is_name_like(at) and word.folded != "aku")
    return word.folded not in names and not passage.is_name_like(at)


def _is_lower_or_first(passage: Passage, at: int) -> bool:
    word = passage.words[at]
    if _touches_digit(passage, word):
        return False
    if word.text.islower():
        return True
    if word.text.isupper() and len(word.text) > 1:
        return word.folded in _SHOUTED
    following = passage.after(at)  # "U said": the reader; "U Thant" is a name
    is_u = word.folded == "u" and following is not None and following.text.islower() and passage.mark_after(at) == ""
    return passage.starts_sentence(at) and (len(word.text) > 1 or is_u)


def _touches_digit(passage: Passage, word: Word) -> bool:
    text = passage.text
    return text[word.start - 1 : word.start].isdigit() or text[word.end : word.end + 1].isdigit()


def _means_something_else(passage: Passage, at: int) -> bool:
    folded = passage.words[at].folded
    following = passage.after(at)
    after = following.folded if following is not None else ""
    if folded == "gua":  # a cave
        return after not in _CAVE_VERBS
    if folded == "kok":  # a shuttlecock
        return after not in _TALKS_AFTER_KOK and not passage.starts_sentence(at)
    if folded == "liat":  # clay
        return passage.before(at) == "tanah"
    if folded == "kayak":
        return passage.before(at) in _SPORT_BEFORE_KAYAK
    if folded == "cos":  # of an angle
        return passage.mark_after(at) != "" or after not in {"i", "i'm", "i've", "it", "it's", "the", "we", "you"}
    if folded == "ya":  # also a name: "Ya Lin"
        return passage.words[at].text[0].isupper()
    return False


def _is_legal_shortening(passage: Passage, at: int, language: Language) -> bool:
    """Whether a listed shorthand is a legal one here: "tgl. 9", "dr. Andi", "15 hr", "S.Pd."."""
    word = passage.words[at]
    text = passage.text
    following = passage.after(at)
    has_dot = text[word.end : word.end + 1] == "."
    next_char = text[word.end + 1 : word.end + 3].strip()[:1] if has_dot else ""
    if text[word.end : word.end + 1] == ":" and word.folded == "fwd":
        return True
    if text[word.start - 1 : word.start] in {".", "&", "-", "/"} or text[word.end : word.end + 1] in {"&", "/"}:
        return True
    if word.folded in _LEGAL_WITH_DOT and has_dot and (next_char.isdigit() or next_char.isupper()):
        return True
    if word.folded in _UNITS and _BEFORE_NUMBERS.search(text, max(0, word.start - 4), word.start):
        return True
    if word.folded == "dr":
        is_preposition = following is not None and (
            following.text[0].islower() or following.folded in {"bapak", "ibu", "pak", "bu", "pt", "cv", "tim", "hrd"}
        )
        return language == "en" or has_dot or not is_preposition
    if word.folded == "r":
        return passage.before(at) not in {"u", "how", "what", "where", "who", "when"} and (
            following is None or following.folded not in {"u", "you", "ur"}
        )
    return has_dot and next_char.isalpha() and text[word.end + 1 : word.end + 2].isalpha()
