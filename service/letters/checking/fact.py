"""Rules of the family `fact`: what the letter says, against what is known."""

from collections.abc import Iterator
from dataclasses import replace

from service.letters.checking.context import LetterContext
from service.letters.checking.fact_company import company_hits
from service.letters.checking.fact_dates import interview_date_hits, told_dates, weekday_hits
from service.letters.checking.fact_greeting import greeting_hits
from service.letters.checking.fact_names import candidate_hits, recruiter_hits
from service.letters.checking.fact_position import position_hits
from service.letters.checking.fact_position_title import title_hits
from service.letters.checking.finding import Hit
from service.letters.checking.pattern_rules import pattern_hits
from service.letters.checking.reading import ReadLetter
from service.letters.checking.rule_book import RuleBook


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield what the family finds."""
    told = told_dates(letter, context, book)
    yield from recruiter_hits(letter, context, book)
    yield from candidate_hits(letter, context)
    yield from company_hits(letter, context, book)
    yield from interview_date_hits(told, context, letter.language)
    yield from weekday_hits(told, context, letter.language)
    yield from greeting_hits(letter, context)
    yield from position_hits(letter, context, book)
    yield from title_hits(letter, context, book)
    if context.attachments == ():
        yield from _attachment_hits(letter, book)


def _attachment_hits(letter: ReadLetter, book: RuleBook) -> Iterator[Hit]:
    """Yield attachments that the letter speaks of; most sentences lack the words that every pattern needs."""
    texts = [sentence.text.lower() for sentence in letter.sentences]
    whole = "\n".join(texts)
    hints = [hint for hint in book.words["fact"]["attachment_hints"] if hint in whole]
    telling = tuple(
        sentence for sentence, text in zip(letter.sentences, texts, strict=True) if any(hint in text for hint in hints)
    )
    yield from pattern_hits(replace(letter, sentences=telling), book, "fact")
