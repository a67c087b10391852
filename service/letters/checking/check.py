"""The check of a letter: every rule of every family, in a stable order. Pure; rule book and lexicon are given."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeAlias

from service.letters.checking.agreement import Opinion, agreed
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding, Hit
from service.letters.checking.known_letters import KnownLetters
from service.letters.checking.reading import ReadLetter, read_letter
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.second_opinion import SecondOpinion
from service.letters.checking.sentence_search import is_silent_on, utterances
from service.letters.language import Language, detect_language

Family: TypeAlias = Callable[[ReadLetter, LetterContext, RuleBook], Iterator[Hit]]
MOST_FINDINGS = 200  # a text with more is no letter; the first ones tell enough
_TELLS_MORE = frozenset(
    {"tech.encoding", "register.slang", "register.abbreviation", "register.mixed-language"}
)  # than that a word is unknown
_LONGEST_TELLING = 100  # characters of such a hit
_SEVERITIES = ("block", "warn", "info")
# A body with more is no letter, and what it may cost is bounded: the rules read its beginning. A letter of 12,000
# characters has some 2,000 words in 200 lines and 150 sentences.
_MOST = (2_400, 300, 400)  # words, lines, ends of sentences
# Whoever repeats the same few words writes no letter either: in 12,000 characters of letters every third word is new.
_MOST_OF_REPETITIONS = (400, 60, 60)
_REPETITION = 5  # times that each word stands there
_WORD = re.compile(r"[^\W_]+")
_LINE = re.compile(r"\n")
_SENTENCE_END = re.compile(r"[.!?…]\s")


# Letters that ask every family for all it knows.
_SAMPLES: dict[Language, str] = {
    "id": (
        "Yth. Bapak Andi Pratama,\n\nDengan hormat, selamat siang. Perkenalkan, saya Rina Wulandari. Saya diwawancarai "
        "untuk posisi Analis Data di PT Maju Jaya pada Senin, 9 November 2026, pukul 10.00, dan dijanjikan kabar "
        "minggu lalu. Terlampir berkas yang kuranng. Apakah sudah ada kabar? Terima kasih.\n\nHormat saya,\n"
        "Rina Wulandari"
    ),
    "en": (
        "Dear Mr Andi Pratama,\n\nGood afternoon. My name is Rina Wulandari. I interviewed for the Data Analyst "
        "position at PT Maju Jaya on Monday, 9 November 2026, at 10 a.m., and was promised an answer last week. I have "
        "attached the misssing form. May I ask how the selection stands? Thank you.\n\nKind regards,\nRina Wulandari"
    ),
}
_SAMPLE_CONTEXT = LetterContext(
    recruiter_name="Andi Pratama",
    honorific="Bapak",
    company="PT Maju Jaya",
    position="Analis Data",
    candidate_name="Rina Wulandari",
    interviewed_on=date(2026, 11, 9),
    attachments=(),
    window="break",
    send_on=date(2026, 11, 24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checker:
    """Reads a letter once more before it goes, as a careful friend would."""

    families: Sequence[Family]
    book: RuleBook
    opinion: SecondOpinion | None = None  # None: the patterns alone speak
    known: KnownLetters | None = None  # None: every letter is read

    @property
    def version(self) -> str:
        """The rule set's version, stored with every letter that was checked."""
        return self.book.version if self.opinion is None else f"{self.book.version}-{self.opinion.version}"

    def make_ready(self) -> None:
        """Find out what the first letters would else wait for: word lists, tables, every pattern; some 0.5 s."""
        for language, sample in _SAMPLES.items():
            self.check("Re: wawancara", sample, _SAMPLE_CONTEXT, language=language)
        if self.known is not None:
            self.known.make_ready()
        for rule in self.book.rules.values():
            for patterns in rule.patterns.values():
                for pattern in patterns:
                    pattern.compile()

    def check(
        self,
        subject: str,
        body: str,
        context: LetterContext,
        *,
        language: Language | None = None,
        composed: bool = False,
    ) -> tuple[Finding, ...]:
        """Return what the rules find, in the order in which the reader meets it.

        Args:
            subject: as given, whatever it holds.
            body: plain text, whatever it holds.
            context: the facts to compare with; a rule that lacks its fact is silent.
            language: of the letter; detected when None.
            composed: whether this service composed it of these facts.

        Returns:
            At most `MOST_FINDINGS`: subject before body, then by place, the graver first, then by the rule's name.
        """
        if self.known is None:
            told = self._told(subject, body, context, language)
        else:
            marks = self.known.marks(subject, body, context, language, composed=composed)
            known = self.known.found(marks)
            told = self._told(subject, body, context, language) if known is None else known
            if known is None:
                self.known.keep(marks, told)
        return tuple(self.book.finding(hit, subject if hit.field == "subject" else body) for hit in told)

    def _told(self, subject: str, body: str, context: LetterContext, language: Language | None) -> tuple[Hit, ...]:
        """Read the letter, and return what is told of it."""
        body = readable(body)
        letter = read_letter(subject, body, language or detect_language(f"{subject}\n{body}"))
        hits = {
            (hit.rule, hit.field, hit.start, hit.end): hit
            for family in self.families
            for hit in family(letter, context, self.book)
        }
        return tuple(sorted(_once(self._agreed(hits.values(), letter, context)), key=self._place)[:MOST_FINDINGS])

    def _agreed(self, hits: Collection[Hit], letter: ReadLetter, context: LetterContext) -> Collection[Hit]:
        """Return the hits that the second opinion leaves, and those that it adds."""
        if self.opinion is None:
            return hits
        texts = {(said.field, said.start): said for said in utterances(letter, context)}
        chances = self.opinion.chances
        opinions = [
            Opinion(field=field, start=start, end=start + len(said.text), chances=chances(said.text, said.mark))
            for (field, start), said in texts.items()
        ]

        def is_silent(rule: str, opinion: Opinion) -> bool:
            return is_silent_on(self.book, rule, texts[opinion.field, opinion.start].text)

        return tuple(agreed(hits, opinions, self.opinion.limits, is_silent))

    def _place(self, hit: Hit) -> tuple[bool, int, int, int, str]:
        severity = hit.severity or self.book.rules[hit.rule].severity
        return hit.field == "body", hit.start, _SEVERITIES.index(severity), hit.end, hit.rule


def _once(hits: Collection[Hit]) -> Iterator[Hit]:
    """Yield the hits, less misspellings of what another rule calls slang, an abbreviation or a broken character."""
    telling = [hit for hit in hits if hit.rule in _TELLS_MORE]
    covered = {
        (hit.field, at) for hit in telling for at in range(hit.start, min(hit.end, hit.start + _LONGEST_TELLING))
    }
    for hit in hits:
        if hit.rule != "typo.nonword" or covered.isdisjoint(((hit.field, hit.start), (hit.field, hit.end - 1))):
            yield hit


def readable(body: str) -> str:
    """Return the part of `body` that the rules read: all of it, unless it has more words or lines than letters have."""
    words, lines, ends = _MOST_OF_REPETITIONS
    if len(body) <= 2 * words and body.count("\n") <= lines and sum(map(body.count, ".!?…")) <= ends:
        return body
    found = _WORD.findall(body)
    is_repetition = len(found) > words and len(set(found)) * _REPETITION < len(found)
    bounds = _MOST_OF_REPETITIONS if is_repetition else _MOST
    stops = [len(body)]
    for counted, most in zip((_WORD, _LINE, _SENTENCE_END), bounds, strict=True):
        stops += [match.end() for match in islice(counted.finditer(body), most, most + 1)]
    return body[: min(stops)]


def is_blocked(findings: Sequence[Finding], accepted: Sequence[str] = ()) -> bool:
    """Whether a finding stops the letter: a `block` that is not accepted; `tech.…` can't be accepted."""
    return any(
        finding.severity == "block" and (finding.rule not in accepted or finding.rule.startswith("tech."))
        for finding in findings
    )
