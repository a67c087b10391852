"""Rebuilds the lists of doubtful words: `python -m tests.letters.rebuild_doubtful`, half a minute.

A known word is doubtful when a neighbour is so much more frequent that it was probably meant. The lists follow from the
other lists of the lexicon and from `Spelling.likelier`; after a change of either they are made again.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from service.letters.checking.spelling import Spelling
from service.letters.language import Language
from service.reference import load_spelling
from tests.letters.rebuild_lexicon import LEXICON

HEADER = """\
# Words of words.{language}.txt beside which a much likelier one lies: an extract of that file, under its licence.
# Made by `python -m tests.letters.rebuild_doubtful`; not edited by hand.
"""
_WIDTH = 120


def unlisted(spelling: Spelling) -> Spelling:
    """Return a lexicon that finds out for each word whether it is doubtful."""
    return Spelling(
        lexicon=lambda language: replace(spelling.lexicon(language), doubtful=None), standard=spelling.standard
    )


def doubtful(words: Iterable[str], language: Language, spelling: Spelling) -> list[str]:
    """Return those of `words` that were probably meant to be another one."""
    return sorted(word for word in words if spelling.likelier(word, language))


def main() -> None:
    """Write the lists."""
    spelling = unlisted(load_spelling())
    for language in get_args(Language):
        found = doubtful(spelling.lexicon(language).frequencies, language, spelling)
        text = HEADER.format(language=language) + "\n".join(textwrap.wrap(" ".join(found), _WIDTH)) + "\n"
        (LEXICON / f"doubtful.{language}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
