"""`struct.subject-missing` and `struct.subject-uninformative`: what a busy reader sees first. Pure."""

from collections.abc import Iterator

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.names import folded, name_words
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook
from service.letters.subject import without_reply_prefix

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def subject_hits(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield what is wrong with the subject; the subject of an answer in a thread is the recruiter's own."""
    if context.answers_thread:
        return
    subject = letter.subject
    if not subject.translate(_INVISIBLE).strip():
        yield Hit(rule="struct.subject-missing", field="subject", start=0, end=len(subject))
        return
    if not _informs(subject, context, book):
        yield Hit(rule="struct.subject-uninformative", field="subject", start=0, end=len(subject))


def _informs(subject: str, context: LetterContext, book: RuleBook) -> bool:
    """Whether the subject tells what the letter is about: a purpose and its object, or any word of its own."""
    given = book.words["struct"]
    words = "".join(c if c.isalnum() else " " for c in folded(without_reply_prefix(subject))).split()
    purposes, objects = frozenset(given["purposes"]), frozenset(given["objects"])
    vague = purposes | objects | frozenset(given["vague"])
    facts = {
        word for fact in (context.candidate_name, context.company, context.position) for word in name_words(fact or "")
    }
    telling = [word for word in words if word not in vague and len(word) > 1]
    # "A short note", "Sepatah kata": a kind of letter, and nothing that it is about.
    if telling and objects.isdisjoint(words) and frozenset(given["faint"]).issuperset(telling):
        return False
    if telling:
        # A firm's or a reader's name alone ("PT Maju Jaya", "Pak Andi") still says nothing of the matter.
        reader = set(name_words(context.recruiter_name or ""))
        return any(word not in reader for word in telling) or not purposes.isdisjoint(words)
    if not facts.isdisjoint(words) and not objects.isdisjoint(words):
        return True
    return not purposes.isdisjoint(words) and not objects.isdisjoint(words)
