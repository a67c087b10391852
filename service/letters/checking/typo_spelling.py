"""The rules `typo.nonword`, `typo.nonstandard` and the joined half of `typo.di-preposition`: word by word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from service.letters.checking.finding import Hit, Severity
from service.letters.checking.spelling import LONGEST_WORD, Spelling, is_likely_slip
from service.letters.checking.spelling_affixes import CLITICS, active_forms, bare_roots, owned
from service.letters.checking.typo_words import HYPHENS, PlacedWord, WordLists
from service.letters.language import Language

_MOST_LOOKED_UP = 60  # words of one letter that the frequency list lacks; a text with more is no letter
_MOST_PLAIN = 8192
_MOST_SUGGESTED = 20  # of them, that get suggestions
_LONGEST_COMPOUND = 60  # letters and hyphens; what is longer is no word
_SHORT, _NAME_LENGTH, _SUSPECT_LENGTH, _SHORTEST_NOUN = 3, 6, 5, 5
_FAIRLY_COMMON = 430  # 100 × zipf: a regular form beside so common a word may be a slip of it
_COMMON = 500  # 100 × zipf: a slip of so common a word is likelier than an unheard-of name
# A term of a trade may lie one letter beside a common word, the likelier the shorter it is. By letters of what is
# typed: how common the word must be to be what was meant, after a slip that hands are prone to, and after any other.
_LEAST_COMMON: Mapping[Language, tuple[tuple[int, int, int], ...]] = {
    "id": ((9, 1, 380), (7, 380, 430), (6, 430, 480), (4, 560, 560)),
    "en": ((6, 1, 330), (5, 400, 450), (4, 500, 560)),
}
_WELL_KNOWN = 330  # 100 × zipf of a root whose regular forms need no list
_LETTER_TWICE = re.compile(r"(.)\1+")
_VOWEL = re.compile("[aeiouy]")
_OF_TITLES = frozenset({"general", "area", "regional", "hotel", "senior", "junior", "bar", "program", "brand", "unit"})
_PREPOSITIONS = ("di ", "ke ", "dari ")


@dataclass(slots=True, kw_only=True)
class SpellingCheck:
    """The spelling check of one letter: what it may cost is bounded, whatever the letter holds."""

    spelling: Spelling
    language: Language
    lists: WordLists
    exempt: frozenset[str]  # words of names, firm and position, lower case
    names: set[str] = field(default_factory=set)  # capital words seen inside a sentence, lower case
    plain: dict[
        str, bool
    ]  # words, as they stand, that no rule here can say anything about, or can; kept for all letters
    _looked_up: int = 0
    _suggested: int = 0

    def hits(self, words: tuple[PlacedWord, ...]) -> Iterator[Hit]:
        """Yield what is wrong with the letter's words, in their order."""
        self.names.update(each.word.folded for each in words if not each.is_initial and each.word.text[:1].isupper())
        exempt = self.exempt
        for number, each in enumerate(words):
            if self._is_plain(each.word.text) or (each.word.folded in exempt and each.word.text.isalpha()):
                continue
            if self.language == "id" and self._is_in_english_title(each):
                continue
            following = words[number + 1] if number + 1 < len(words) else None
            if self.language == "en":
                yield from self._nonwords(each)
            elif self._is_in_name(each, words[number - 1] if number else None):
                yield from () if self.spelling.standard_form(each.word.folded) else self._nonwords(each)
            elif (hit := self._nonstandard(each, following) or self._joined(each)) is not None:
                yield hit
            else:
                yield from self._nonwords(each)

    def _is_plain(self, text: str) -> bool:
        """Whether `text` is an ordinary word; most words of a letter are, and nothing else is asked."""
        known = self.plain.get(text)
        if known is None:
            if len(self.plain) >= _MOST_PLAIN:
                self.plain.clear()
            known = self.plain[text] = self._is_ordinary(text)
        return known

    def _is_ordinary(self, text: str) -> bool:
        spelling, language = self.spelling, self.language
        if not (text.isascii() and text.isalpha()) or len(text) > LONGEST_WORD:
            return False
        if not text.islower():  # a capital at its beginning makes no word worse
            return text[1:].islower() and self._is_plain(text.lower())
        if not spelling.is_listed(text, language) or spelling.likelier(text, language):
            return False
        if language == "en":
            return True
        place = text[2:].removesuffix("nya")
        if place in self.lists["places"] or place in self.lists["to_places"]:
            return False
        return text not in spelling.phrase_starts and spelling.standard_form(text) is None

    def _nonstandard(self, each: PlacedWord, following: PlacedWord | None) -> Hit | None:
        word, end = each.word, each.word.end
        right = self.spelling.standard_form(word.folded)
        if (
            right is None
            and following is not None
            and following.before == word.folded
            and following.field == each.field
        ):
            right = self.spelling.standard.get(f"{word.folded} {following.word.folded}")
            end = following.word.end if right is not None else end
        if right is None or word.folded in self.exempt:
            return None
        if word.text[:1].isupper() and not each.is_initial and not right[:1].isupper():
            return None  # a name: "Pusat Karir"
        right = _in_case(right, word.text)
        if right.lower().startswith(_PREPOSITIONS) and " " not in word.text:
            return self._preposition(each, right)
        values = {"expected": right}
        return Hit(
            rule="typo.nonstandard", field=each.field, start=word.start, end=end, values=values, suggestions=(right,)
        )

    def _is_in_english_title(self, each: PlacedWord) -> bool:
        """Whether the word and the one before it are English: "product manager", as offices say."""
        spelling, before = self.spelling, each.before
        if not before or not spelling.is_in_dictionary(each.word.folded, "en"):
            return False
        if before in _OF_TITLES and each.word.folded == "manager":
            return True
        return spelling.is_in_dictionary(before, "en") and not spelling.is_in_dictionary(before, "id")

    def _is_in_name(self, each: PlacedWord, before: PlacedWord | None) -> bool:
        """Whether the word belongs to an official name that keeps an old spelling: "Sepuluh Nopember"."""
        if before is None or not each.word.text[:1].isupper() or before.word.folded != each.before:
            return False
        if each.before in self.lists["numerals"]:
            return before.word.text[:1].isupper()
        return before.word.text[:1].isupper() and not before.is_initial and each.before not in self.lists["capitalised"]

    def _joined(self, each: PlacedWord) -> Hit | None:
        """Return a hit for a preposition that is written together with its noun: "dibidang", "kekantor"."""
        word = each.word.folded
        place = word[2:]
        if word[:2] not in {"di", "ke"} or word in self.lists["joined_right"] or word in self.exempt:
            return None
        if each.word.text[:1].isupper() and not each.is_initial:
            return None
        places = self.lists["places" if word.startswith("di") else "to_places"]
        listed = place in places or place.removesuffix("nya") in places
        if not listed and (word.startswith("ke") or not self._is_only_a_noun(word, place)):
            return None
        return self._preposition(each, f"{each.word.text[:2]} {place}")

    def _is_only_a_noun(self, word: str, place: str) -> bool:
        """Whether `place` is a word without a meN- form, so that "di" before it can't be the passive's prefix."""
        if len(place) < _SHORTEST_NOUN or self.spelling.is_listed(word, "id"):
            return False
        if not self.spelling.is_listed(place, "id") or place.endswith(("kan", "i")):
            return False
        spells = self.spelling.is_in_dictionary
        if spells(word, "id") or not spells(place, "id") or not self._may_look_up():
            return False
        actives = (*active_forms(place), "memper" + place, "mempe" + place)
        return not any(
            spells(active + suffix, "id") or self.spelling.is_listed(active + suffix, "id")
            for active in actives
            for suffix in ("", "kan", "i")
        )

    def _preposition(self, each: PlacedWord, right: str) -> Hit:
        values = {
            "expected": right,
            "why_id": f'"{right[:2].lower()}" di sini kata depan, sejenis "dari": ditulis terpisah.',
            "why_en": f'"{right[:2].lower()}" is a preposition here, as "dari" is: it stands apart.',
        }
        return Hit(
            rule="typo.di-preposition",
            field=each.field,
            start=each.word.start,
            end=each.word.end,
            values=values,
            suggestions=(right,),
        )

    def _nonwords(self, each: PlacedWord) -> Iterator[Hit]:
        start = each.word.start
        parts = HYPHENS.split(each.word.text) if len(each.word.text) <= _LONGEST_COMPOUND else []
        for number, part in enumerate(parts):
            others = [other.lower() for at, other in enumerate(parts) if at != number]
            if self._is_to_check(part, each, number) and not self._is_doubled(part.lower(), others):
                yield from self._nonword(part, start, each, is_initial=each.is_initial and number == 0)
            start += len(part) + 1

    def _is_to_check(self, part: str, each: PlacedWord, number: int) -> bool:
        lower = part.lower()
        if len(part) < 2 or not part[1:].islower() or lower in self.exempt:  # noqa: PLR2004  # one letter is no word
            return False
        if (number and lower in self.lists["clitic_parts"]) or (len(part) <= _SHORT + 1 and not _VOWEL.search(lower)):
            return False  # "yg", "dgn" are `register.abbreviation`
        if _LETTER_TWICE.sub(r"\1", lower) in self.lists["greetings"]:  # "Shalom", "Syaloom", "Syallom"
            return False
        return lower not in self.lists["abbreviations"] and not (each.after == "." and len(part) <= _SHORT + 1)

    def _is_doubled(self, part: str, others: list[str]) -> bool:
        """Whether it is half of a doubled word whose other half is known.

        "sekurang-kurangnya", "menimbang-nimbang", with other vowels "unggah-ungguh". Nobody slips alike in both
        halves: what stands twice, letter for letter, is a word that the lists lack ("kunang-kunang").
        """
        if len(part) > _SHORT and others == [part]:
            return True
        core, consonants = _core(part), _VOWEL.sub("", part)
        return any(
            (
                other in part
                or _bare(other) in part
                or (len(core) > _SHORT and other.startswith(core, 2))
                or (len(consonants) > _SHORT - 1 and consonants == _VOWEL.sub("", other))
            )
            and len(_bare(other)) > _SHORT - 1
            and self.spelling.knows(other, self.language)
            for other in others
        )

    def _nonword(self, part: str, start: int, each: PlacedWord, *, is_initial: bool) -> Iterator[Hit]:
        lower = part.lower().replace("’", "'")
        is_capital = part[:1].isupper()
        is_listed = self.spelling.is_listed(lower, self.language)
        if not is_listed and not self._may_look_up():
            return
        if is_listed or self._knows(lower) or self._knows(part):
            if not is_capital and len(part) >= _SUSPECT_LENGTH and lower.isalpha():
                yield from self._suspect(part, lower, start, each)
            return
        if is_capital and (each.before in self.lists["name_before"] or (is_initial and lower in self.names)):
            return
        near = self._near(lower)
        if self._is_loan(lower, near):
            return
        if self._is_derived(lower, near):
            if not is_capital and self._may_be_another_form(lower, near):
                yield self._hit(part, start, each, near, "info")
            return
        if is_capital and not self._is_surely_meant(lower, near, is_initial=is_initial):
            return
        severity: Severity = "warn" if near and self._is_slip(lower, near[0]) else "info"
        yield self._hit(part, start, each, near, severity)

    def _is_slip(self, typed: str, near: str) -> bool:
        """Whether `typed` is a slip of `near`, and no term of a trade: such letters use `near`, or everyone does."""
        if self.spelling.is_letter_word(near, self.language):
            return True
        frequency = self.spelling.frequency(near, self.language)
        for length, likely, any_other in _LEAST_COMMON[self.language]:
            if len(typed) >= length:
                return frequency >= (likely if is_likely_slip(typed, near) else any_other)
        return False

    def _knows(self, word: str) -> bool:
        if self.language == "en":
            word = word.removesuffix("'s")
        return self.spelling.knows(word, self.language)

    def _is_loan(self, lower: str, near: tuple[str, ...]) -> bool:
        """Whether it is a word of the other language, which is another family's concern."""
        if near and self.spelling.is_letter_word(near[0], self.language):
            return False
        if self.language == "id":  # terms of trades are often English
            return len(lower) > _SHORT and self.spelling.is_in_dictionary(lower, "en")
        return self.spelling.is_listed(lower, "id")

    def _is_derived(self, lower: str, near: tuple[str, ...]) -> bool:
        """Whether it is a regular form of a common root, and no slip of a word that such letters use."""
        if self.language != "id" or any(
            self.spelling.is_letter_word(one, "id") for word in near for one in (word, _bare(word))
        ):
            return False
        if near and is_likely_slip(lower, near[0]) and self.spelling.frequency(near[0], "id") >= _COMMON:
            return False
        return any(map(self._is_well_known, bare_roots(lower))) or any(map(self._is_well_known, owned(lower)))

    def _is_well_known(self, root: str) -> bool:
        spelling = self.spelling
        if not spelling.is_listed(root, "id") or spelling.frequency(root, "id") < _WELL_KNOWN:
            return False
        return spelling.is_in_dictionary(root, "id")

    def _may_be_another_form(self, lower: str, near: tuple[str, ...]) -> bool:
        """Whether a form that is regular, and that no list has, lies beside a common one: "siapan" by "siapkan"."""
        if lower.endswith("an") and f"{lower[:-2]}kan" in near:
            return True
        is_slip = bool(near) and is_likely_slip(lower, near[0])
        return is_slip and self.spelling.frequency(_bare(near[0]), "id") >= _FAIRLY_COMMON

    def _is_surely_meant(self, lower: str, near: tuple[str, ...], *, is_initial: bool) -> bool:
        """Whether a capital word is a slip and no name: near a word that letters use or that everyone uses."""
        if not near or len(lower) < _NAME_LENGTH - is_initial:
            return False
        if self.spelling.is_letter_word(near[0], self.language):
            return True
        return is_initial and self.spelling.frequency(near[0], self.language) >= _COMMON

    def _suspect(self, part: str, lower: str, start: int, each: PlacedWord) -> Iterator[Hit]:
        if self._suggested >= _MOST_SUGGESTED:
            return
        if near := self.spelling.likelier(lower, self.language):
            self._suggested += 1
            yield self._hit(part, start, each, near, "info")

    def _hit(self, part: str, start: int, each: PlacedWord, near: tuple[str, ...], severity: Severity) -> Hit:
        capitals = self.lists["capitalised"]
        shown = tuple(_in_case(word.capitalize() if word in capitals else word, part) for word in near)
        if shown:
            advice = {"advice_id": f'Mungkin maksudnya "{shown[0]}".', "advice_en": f'Perhaps "{shown[0]}" is meant.'}
        else:
            advice = {"advice_id": "Periksa sekali lagi ejaannya.", "advice_en": "Look at its spelling once more."}
        return Hit(
            rule="typo.nonword",
            field=each.field,
            start=start,
            end=start + len(part),
            values=advice,
            suggestions=shown,
            severity=severity,
        )

    def _near(self, lower: str) -> tuple[str, ...]:
        if self._suggested >= _MOST_SUGGESTED:
            return ()
        self._suggested += 1
        return self.spelling.neighbours(lower, self.language)

    def _may_look_up(self) -> bool:
        self._looked_up += 1
        return self._looked_up <= _MOST_LOOKED_UP


def _in_case(word: str, like: str) -> str:
    """Return `word`, with a capital where `like` has one."""
    return word[:1].upper() + word[1:] if like[:1].isupper() else word


def _bare(word: str) -> str:
    """Return `word` without a clitic."""
    return next((word.removesuffix(clitic) for clitic in CLITICS if word.endswith(clitic)), word)


def _core(word: str) -> str:
    """Return `word` without a clitic and a suffix: what the other half of a doubled word has behind its prefix."""
    word = _bare(word)
    return next((word.removesuffix(end) for end in ("kan", "an", "i") if word.endswith(end)), word)
