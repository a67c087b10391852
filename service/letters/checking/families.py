"""The families of rules, in one place: what a checker is made of."""

from collections.abc import Callable, Mapping
from typing import Any

from service.letters.checking import ask, coherence, fact, register, struct, style, tech, tone
from service.letters.checking.check import Checker, Family
from service.letters.checking.known_letters import KnownLetters
from service.letters.checking.rule_book import RuleBook
from service.letters.checking.second_opinion import SecondOpinion

CODE_VERSION = "12"  # grows when a rule that is code changes its mind; the data have a digest of their own
FAMILIES = ("tech", "fact", "coherence", "ask", "tone", "register", "struct", "typo", "style")


def checker(
    documents: Mapping[str, Mapping[str, Any]], typo: Family, opinion: SecondOpinion, vocabulary: Callable[[], str]
) -> Checker:
    """Return the checker of the whole catalogue.

    Args:
        documents: family → `data/rules/<family>.json`, one for each of `FAMILIES`.
        typo: the spelling family, which holds the lexicon.
        opinion: on what `ask` and `tone` judge.
        vocabulary: gives every word that the rules' code and lists know, for letters that are known.

    Raises:
        ValueError: a document is missing or wrong.
    """
    if missing := set(FAMILIES) - set(documents):
        raise ValueError(f"no rules for {sorted(missing)}")
    book = RuleBook.from_documents(documents, code=CODE_VERSION)
    plain = (tech, fact, coherence, ask, tone, register, struct, style)
    families = (*(module.find for module in plain), typo)
    return Checker(families=families, book=book, opinion=opinion, known=KnownLetters(vocabulary))
