"""The corpus of letters judged by the check: what should be found, what is, and the figures that follow from both."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any, Literal, TypeAlias, cast

from service.letters.checking.check import Checker
from service.letters.dates import written_date
from service.letters.language import Language
from service.reference import load_checker
from tests.letters.checking_parts import context_of

Half: TypeAlias = Literal["shown", "held-out"]
Kind: TypeAlias = Literal["good", "bad", "sentences"]
_CORPUS = Path(__file__).parent / "corpus"

# The letter that a single sentence is judged in: it breaks no rule itself.
_FRAME_SUBJECT = {
    "id": "Menanyakan perkembangan seleksi {position} – {candidate_name}",
    "en": "Progress of the selection for {position} – {candidate_name}",
}
_FRAME_BODY = {
    "id": """{salutation}

Dengan hormat,

Perkenalkan kembali, saya {candidate_name}, pelamar posisi {position} di {company}. Wawancara saya \
berlangsung pada {interviewed}.

Karena kabar yang direncanakan belum saya terima, izinkan saya bertanya sampai di mana seleksi itu berjalan. Apabila \
masih ada berkas yang kurang, saya siap melengkapinya.

{sentence}

Terima kasih atas waktu dan kesempatan yang telah diberikan.

Hormat saya,

{candidate_name}""",
    "en": """{salutation}

My name is {candidate_name}, and I interviewed for the {position} position at {company} on {interviewed}.

As the planned date has gone by, may I ask politely how far the selection has come? If any document is still missing, \
I will gladly provide it.

{sentence}

Thank you for your time and for the opportunity.

Kind regards,

{candidate_name}""",
}
_FRAME_FACTS: Mapping[str, Any] = {
    "company": "PT Bumi Rasa Pangan",
    "position": "Staf Pengadaan",
    "candidate_name": "Rina Wijaya",
    "interviewed_on": "2026-11-10",
    "send_on": "2026-11-26",
}
_SALUTES = re.compile(r"(?:(?:kepada )?yth\b|yang terhormat\b|dear )\.?[^.?!]{1,80}$", re.IGNORECASE)
_TITLES = {"id": {"Mr": "Bapak", "Ms": "Ibu"}, "en": {"Bapak": "Mr", "Ibu": "Ms"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the check made of one letter or sentence."""

    id: str
    body: str
    hits: frozenset[str]  # rules expected and found
    false_alarms: frozenset[str]  # found, neither expected nor tolerated
    misses: frozenset[str]  # expected and not found
    marked: Mapping[str, str]  # rule → the first text it marks
    blocked: bool  # by a rule that is neither expected nor tolerated
    is_good: bool  # nothing is expected of the families that are judged
    seconds: float  # that the check took


@dataclass(slots=True)
class Score:
    """The figures of one part of the corpus."""

    judgements: list[Judgement] = field(default_factory=list)

    def _count(self, of: Callable[[Judgement], Iterable[str]]) -> Counter[str]:
        return Counter(rule for judgement in self.judgements for rule in of(judgement))

    @property
    def by_rule(self) -> dict[str, tuple[int, int, int]]:
        """Rule → hits, false alarms, misses."""
        hits, wrong, missed = (
            self._count(lambda judgement: judgement.hits),
            self._count(lambda judgement: judgement.false_alarms),
            self._count(lambda judgement: judgement.misses),
        )
        return {rule: (hits[rule], wrong[rule], missed[rule]) for rule in sorted({*hits, *wrong, *missed})}

    @property
    def precision(self) -> float:
        """Right findings of all findings; 1 when there is none."""
        return self._share(1)

    @property
    def recall(self) -> float:
        """Found ones of all expected; 1 when nothing is."""
        return self._share(2)

    def _share(self, other: int) -> float:
        right = sum(counts[0] for counts in self.by_rule.values())
        wrong = sum(counts[other] for counts in self.by_rule.values())
        return right / (right + wrong) if right + wrong else 1.0

    @property
    def good_blocked(self) -> list[str]:
        """Ids of good letters that a rule stops."""
        return [each.id for each in self.judgements if each.is_good and each.blocked]

    @property
    def good_warned(self) -> list[str]:
        """Ids of good letters in which anything of weight is found."""
        return [each.id for each in self.judgements if each.is_good and each.false_alarms]

    @property
    def bad_missed(self) -> list[str]:
        """Ids of bad letters in which nothing expected is found."""
        return [each.id for each in self.judgements if not each.is_good and not each.hits]

    def seconds_at(self, share: float) -> float:
        """Return the time that `share` of the letters stayed under."""
        times = sorted(each.seconds for each in self.judgements)
        return times[min(len(times) - 1, int(share * len(times)))] if times else 0.0


def build_checker() -> Checker:
    """Return the product's checker, which reads every letter for itself however often it is asked."""
    return replace(load_checker().checker, known=None)


def read_corpus(half: Half, kind: Kind) -> list[dict[str, Any]]:
    """Return one part of the corpus, letters or sentences as they stand in its file."""
    name = f"{half.replace('-', '_')}_{kind}.jsonl"
    lines = (_CORPUS / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def framed(entry: Mapping[str, Any], sentence: str | None = None) -> dict[str, Any]:
    """Return the letter that a single sentence is judged in, its facts those of the sentence.

    Args:
        entry: a sentence of the corpus.
        sentence: stands there instead of the entry's own; "" for the bare frame.
    """
    language = cast("Language", entry["language"])
    given = {key: value for key, value in entry.get("context", {}).items() if value is not None}
    facts = {**_FRAME_FACTS, **given}
    name = facts.get("recruiter_name") or ("Dwi Kurnia" if "honorific" in facts else None)
    title = _TITLES[language].get(facts.get("honorific", ""), facts.get("honorific", ""))
    polite, dear = ("Yth. ", "Bapak/Ibu") if language == "id" else ("Dear ", "")
    team = f"Bapak/Ibu Tim Rekrutmen {facts['company']}" if language == "id" else "Hiring Team"
    reader = f"{title or dear} {name}".strip() if name else team
    slots = {
        **facts,
        "salutation": f"{polite}{reader}" + ("," if language == "en" else ""),
        "interviewed": written_date(date.fromisoformat(facts["interviewed_on"]), language),
        "sentence": entry["sentence"] if sentence is None else sentence,
    }
    if _SALUTES.match(slots["sentence"]):  # in the place of the frame's own
        slots |= {"salutation": slots["sentence"], "sentence": ""}
    body = _FRAME_BODY[language].format(**slots).replace("\n\n\n\n", "\n\n")
    context = {**facts, **({"recruiter_name": name} if name else {})}
    return {**entry, "subject": _FRAME_SUBJECT[language].format(**slots), "body": body, "context": context}


def judge(checker: Checker, entry: Mapping[str, Any], families: Sequence[str] = ()) -> Judgement:
    """Return how the check fares with one letter.

    Args:
        checker: the rules.
        entry: a letter of the corpus, or a framed sentence.
        families: judge only these; () for all.
    """
    context = context_of(entry.get("context", {}))
    begun = process_time()
    findings = checker.check(entry["subject"], entry["body"], context, language=entry["language"])
    taken = process_time() - begun
    grave = [one for one in findings if one.severity != "info" and _is_of(one.rule, families)]
    there = {one.rule for one in grave}
    expected = {rule for rule in entry["expect"] if _is_of(rule, families)}
    wrong = there - expected - set(entry.get("tolerate", ()))
    return Judgement(
        id=entry["id"],
        body=entry["body"],
        hits=frozenset(there & expected),
        false_alarms=frozenset(wrong),
        misses=frozenset(expected - there),
        marked={one.rule: one.text for one in reversed(grave)},
        blocked=any(one.severity == "block" and one.rule in wrong for one in grave),
        is_good=not expected,
        seconds=taken,
    )


def score(half: Half, kinds: Sequence[Kind], *, checker: Checker | None = None, families: Sequence[str] = ()) -> Score:
    """Return the figures of parts of one half of the corpus."""
    rules = checker or build_checker()
    entries = [framed(entry) if kind == "sentences" else entry for kind in kinds for entry in read_corpus(half, kind)]
    return Score([judge(rules, entry, families) for entry in entries])


def _is_of(rule: str, families: Sequence[str]) -> bool:
    return not families or rule.split(".", maxsplit=1)[0] in families
