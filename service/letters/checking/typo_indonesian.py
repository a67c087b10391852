"""The Indonesian rules `typo.di-preposition` (a prefix written apart) and `typo.capital-address`; English: its "I"."""

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from service.letters.checking.finding import Hit
from service.letters.checking.spelling import Spelling
from service.letters.checking.spelling_affixes import CLITICS
from service.letters.checking.typo_words import PlacedWord, WordLists

_MOST_LOOKED_UP = 60  # of one letter; a text with more is no letter
_SHORTEST_VERB, _SHORTEST_ROOT = 5, 3
_KIN_WITHIN = 6  # words before "ibu" in which the verb of a household stands: "tinggal di rumah bersama ibu"
_PARTING = frozenset(",;:.")
_LATELY = frozenset({"sudah", "telah", "masih", "pun", "lama", "baru", "sedang", "kini"})
_JOINS = frozenset({"dan", "serta", "atau", "maupun"})
_WRITER = frozenset({"saya", "kami"})
_CHAT = frozenset(
    {"u", "ur", "lol", "lmao", "btw", "pls", "plz", "thx", "tq", "haha", "hahaha", "hehe", "hehehe", "omg"}
)
_FEWEST_CHAT = 2  # words of it in a letter that is written like one
_ENGLISH_TITLES = {"mr": "Mr", "mrs": "Mrs", "ms": "Ms"}


def parted_prefixes(words: Sequence[PlacedWord], spelling: Spelling, lists: WordLists) -> Iterator[Hit]:
    """Yield a hit for every passive whose prefix stands apart: "di kirimkan", "di terima"."""
    pairs = (
        (first, second)
        for first, second in pairwise(words)
        if first.word.folded == "di" and second.before == "di" and second.word.start == first.word.end + 1
    )
    for first, second in islice(pairs, _MOST_LOOKED_UP):
        verb = second.word.text
        if not verb.islower() or not _is_verb(verb, spelling, lists):
            continue
        right = first.word.text + verb
        values = {
            "expected": right,
            "why_id": '"di-" di sini awalan kata kerja pasif: ditulis serangkai.',
            "why_en": '"di-" is the prefix of a passive verb here: it is joined.',
        }
        yield Hit(
            rule="typo.di-preposition",
            field=first.field,
            start=first.word.start,
            end=second.word.end,
            values=values,
            suggestions=(right,),
        )


def addresses(words: Sequence[PlacedWord], lists: WordLists) -> Iterator[Hit]:
    """Yield a hit for every word by which the reader is called and that lacks its capital."""
    folded = [each.word.folded for each in words]
    for number, each in enumerate(words):
        text = each.word.text
        if not text.islower():
            continue
        before, after = folded[max(0, number - _KIN_WITHIN) : number], folded[number + 1 : number + 5]
        if each.after in _PARTING and after[:1] and after[0] in _WRITER:
            after = []  # "Atas kesabaran bapak, saya ucapkan …": who follows the comma is no one's father
        if text == "anda" or (text in lists["addresses"] and not _is_kin(before, after, lists)):
            yield _capital(each, text.capitalize())
        elif text in {"saudara", "saudari"} and each.before in lists["address_before"]:
            yield from () if {*after[:1]} & lists["sibling_after"] else (_capital(each, text.capitalize()),)


def english_capitals(words: Sequence[PlacedWord]) -> Iterator[Hit]:
    """Yield a hit for every "i" that is the writer, and every title before a name, that lack their capital.

    In a letter written like a chat the small "i" is one more mark of it, which `register.chat-style` tells.
    """
    is_chat = sum(each.word.folded in _CHAT for each in words) >= _FEWEST_CHAT
    for number, each in enumerate(words):
        if (
            each.word.folded.split("'")[0] == "i"
            and each.word.text[0] == "i"
            and each.after not in {")", ".", "/", "-"}
        ):
            if is_chat:
                continue
            yield _capital(each, "I" + each.word.text[1:])
        elif each.word.text in _ENGLISH_TITLES and number + 1 < len(words) and words[number + 1].word.text[0].isupper():
            yield _capital(each, _ENGLISH_TITLES[each.word.text])


def _is_verb(verb: str, spelling: Spelling, lists: WordLists) -> bool:
    """Whether "di" before `verb` can only be the passive's prefix.

    "kirim" and "dikirimkan" are words, so "di kirimkan" is one. In -i there are many nouns ("di posisi"): hunspell's
    dictionary has "dilengkapi" and not "lengkapi", and a form that it lacks is none but a verb's.
    """
    stem = next((verb.removesuffix(each) for each in CLITICS if verb.endswith(each)), verb)
    spells = spelling.is_in_dictionary
    for form in {verb, stem}:
        if form in lists["di_verbs"]:
            return True
        if len(form) < _SHORTEST_VERB or form in lists["di_nouns"] or not spells("di" + form, "id"):
            continue
        root = form.removesuffix("kan")
        if root != form and len(root) >= _SHORTEST_ROOT and (spells(root, "id") or spelling.is_listed(root, "id")):
            return True
        if form.endswith("i") and not spells(form, "id"):
            return True
    return False


def _is_kin(before: Sequence[str], after: Sequence[str], lists: WordLists) -> bool:
    """Whether "bapak" or "ibu" is somebody's father or mother, or part of a compound such as "ibu kota"."""
    if after[:1] and after[0] in lists["addresses"]:
        after = after[1:]  # "bapak ibu saya"
    if after[:1] and after[0] in lists["kin_after"]:
        return True
    if before[-1:] and before[-1] in lists["kin_before"]:
        return True
    if _is_told_of(before, after, lists):
        return True
    if after[:1] and after[0] in _JOINS and _goes_with(after[1:], lists):
        return True
    if before[-1:] and before[-1] in _JOINS and _follows(before[:-1], lists):
        return True
    return _is_of_household(before, lists)


def _is_told_of(before: Sequence[str], after: Sequence[str], lists: WordLists) -> bool:
    """Whether what is told is told of a parent: "bapak sudah tiada", "dari ibu di kampung", "semasa kecil … bapak"."""
    if after[:1] and after[0] in _LATELY and after[1:2] and after[1] in lists["kin_told"]:
        return True
    if after[:1] == ["di"] and after[1:2] and after[1] in lists["kin_at"]:
        return True
    return any(word in lists["childhood"] for word in before)


def _goes_with(after: Sequence[str], lists: WordLists) -> bool:
    """Whether what is joined to the word is kin: "ibu dan nenek", "ibu dan bapak mertua", "bapak dan ibu saya"."""
    if not after:
        return False
    if after[0] in lists["kin_pair"]:
        return True
    return after[0] in lists["addresses"] and after[1:2] != [] and after[1] in lists["kin_after"]


def _follows(before: Sequence[str], lists: WordLists) -> bool:
    """Whether what the word is joined to is kin: "nenek dan ibu", "para bapak dan ibu petani"."""
    if not before:
        return False
    if before[-1] in lists["kin_pair"]:
        return True
    if before[-1] not in lists["addresses"] or len(before) == 1:
        return False
    return before[-2] in lists["kin_before"] or _is_of_household(before[:-1], lists)


def _is_of_household(before: Sequence[str], lists: WordLists) -> bool:
    """Whether what leads up to the word speaks of a home: "merawat ibu", "tinggal di rumah bersama ibu"."""
    if not before:
        return False
    if before[-1] in lists["kin_verbs"]:
        return True
    return before[-1] in lists["home_links"] and any(word in lists["home_verbs"] for word in before)


def _capital(each: PlacedWord, right: str) -> Hit:
    return Hit(
        rule="typo.capital-address",
        field=each.field,
        start=each.word.start,
        end=each.word.end,
        values={"expected": right},
        suggestions=(right,),
    )
