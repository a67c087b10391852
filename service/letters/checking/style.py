"""Rules of the family `style`: told as a courtesy, never more; everyone writes these words."""

from collections.abc import Iterator, Mapping

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit
from service.letters.checking.reading import ReadLetter
from service.letters.checking.register_passage import Passage, passages
from service.letters.checking.rule_book import RuleBook


def find(letter: ReadLetter, context: LetterContext, book: RuleBook) -> Iterator[Hit]:
    """Yield each loanword once where it first stands, with the Indonesian word for it."""
    if letter.language != "id":
        return
    known: Mapping[str, str] = book.words["style"]["loanwords"]
    told = (letter.subject_words, *(sentence.words for sentence in letter.sentences))
    if not any(word.folded in known for words in told for word in words):
        return
    seen: set[str] = set()
    for passage in passages(letter, context):
        for at, word in enumerate(passage.words):
            if word.folded in known and word.folded not in seen and _is_plain(passage, at):
                seen.add(word.folded)
                expected = known[word.folded]
                expected = expected[0].upper() + expected[1:] if word.text[0].isupper() else expected
                yield Hit(
                    rule="style.loanword",
                    field=passage.field,
                    start=word.start,
                    end=word.end,
                    values={"expected": expected},
                    suggestions=(expected,),
                )


def _is_plain(passage: Passage, at: int) -> bool:
    """Whether a loanword stands for itself, not in a title, a programme's name or a term of English words."""
    word = passage.words[at]
    if word.folded in passage.names or not passage.is_own(at):
        return False
    return word.text.islower() or (
        passage.starts_sentence(at) and word.text[1:].islower() and not passage.is_name_like(at)
    )
