"""Rebuilds the lexicon's extracts from the pinned packages: `python -m tests.letters.rebuild_lexicon [--check]`.

Needs wordfreq, which the service itself never does: `pip install wordfreq==3.1.1` into a throw-away environment that
has chunspell too. With `--check` nothing is written; the exit code says whether the extracts are what would be written.
"""

import argparse
import importlib
import importlib.metadata
import re
import sys
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from service.letters.checking.spelling import edits, read_pairs, read_words
from service.letters.checking.spelling_affixes import vouchers
from service.letters.language import Language
from tests.letters.expanded_dictionary import forms

DATA = Path(__file__).resolve().parents[2] / "service" / "letters" / "data"
LEXICON = DATA / "lexicon"
PAIRS = {
    wrong: right
    for name in ("nonstandard_words.tsv", "more_nonstandard_words.tsv")
    for wrong, right in read_pairs((DATA / name).read_text(encoding="utf-8")).items()
}
VERSIONS = {"wordfreq": "3.1.1", "chunspell": "2.0.5"}
DICTIONARIES: dict[Language, tuple[str, ...]] = {"id": ("id_ID",), "en": ("en_US", "en_GB")}
SHA256 = {
    "id_ID.aff": "9c2a9ae523d1478451d5bc558d5405a79873a02c0ecd382065a01d864ed862ca",
    "id_ID.dic": "1a1ab6f423bec47fa30d485dfde92039177aa6f9a6b123badb695d634064cc5e",
    "en_US.aff": "70fe5778717d097ce2f3326baaa5c1e4d2206d81a5a81d3ea8e11c4770806dd5",
    "en_US.dic": "829a043cf078d1e80e886289a13823454977f442a239a859d2133ea61944aa60",
    "en_GB.aff": "d9de51fae3020ddea29285e0e2ec59efd123e799798044d75c26367c5874f96c",
    "en_GB.dic": "3debccf0d99c9a4112824eac0cd43a0693b3aea125850d8b539f771e6c060d89",
    "small_id.msgpack.gz": "6fd891027cd6395b5c038c0e6402fa7e107ffd8973f862053246b897beb1bcd3",
    "small_en.msgpack.gz": "f94a80cba6a3857b260d0666b5432bb7ea9b85315574dee9c306e87f61298247",
}
WORD = re.compile(r"[a-z]{2,}")
# All in 100 × zipf. A word that no dictionary has is taken for a misspelling when a neighbour is so much more frequent.
FREQUENT = 350
DOMINATED, DOMINATED_RARE = 200, 150  # of a word from FREQUENT on, of a rarer one
ENGLISH_LOAN, LONG_ENOUGH, TOO_NEAR = 400, 5, 450  # English words that Indonesian letters may hold
HEADER = """\
# Frequent words of language "{language}": 100 × zipf (log10 of uses in 10⁹ words), then the words.{loans}
# An extract of the data of wordfreq 3.1.1 by Robyn Speer, CC BY-SA 4.0, changed: words in letters a-z, less what was
# judged a misspelling, and {allowed}. Under the same licence; see LICENSE.wordfreq.txt.
# Made by `python -m tests.letters.rebuild_lexicon`; not edited by hand.
"""


class NotAsPinnedError(Exception):
    """A package or file is missing or is another than the pinned one."""


def own_words(name: str) -> frozenset[str]:
    """Return the words of a list of this project's own."""
    return read_words((LEXICON / name).read_text(encoding="utf-8"))


def package(name: str, module: str) -> Any:  # noqa: ANN401  # a module that may be missing
    """Return the imported module of a pinned package.

    Raises:
        NotAsPinnedError: it is missing, or has another version.
    """
    try:
        found = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError as error:
        raise NotAsPinnedError(f"{name} is missing: pip install {name}=={VERSIONS[name]}") from error
    if found != VERSIONS[name]:
        raise NotAsPinnedError(f"{name} is {found}; the extracts are made with {VERSIONS[name]}")
    return importlib.import_module(module)


def require_hash(path: Path) -> None:
    """Raise NotAsPinnedError when the file is not the one whose hash is written down."""
    if sha256(path.read_bytes()).hexdigest() != SHA256[path.name]:
        raise NotAsPinnedError(f"{path.name} is not the file that was pinned")


def frequencies(language: Language) -> dict[str, int]:
    """Return word → 100 × zipf of wordfreq's small list, plain words only."""
    wordfreq = package("wordfreq", "wordfreq")
    require_hash(Path(wordfreq.__file__).parent / "data" / f"small_{language}.msgpack.gz")
    uses = wordfreq.get_frequency_dict(language, "small")
    return {word: round(wordfreq.freq_to_zipf(used) * 100) for word, used in uses.items() if WORD.fullmatch(word)}


def speller(language: Language) -> Callable[[str], bool]:
    """Return whether a word, or what vouches for it, is in one of the language's dictionaries."""
    hunspell = package("chunspell", "hunspell")
    for name in DICTIONARIES[language]:
        require_hash(LEXICON / f"{name}.aff")
        require_hash(LEXICON / f"{name}.dic")
    loaded = [
        hunspell.Hunspell(name, hunspell_data_dir=str(LEXICON), system_encoding="UTF-8")
        for name in DICTIONARIES[language]
    ]

    @lru_cache(None)
    def spells(word: str) -> bool:
        if any(each.spell(word) for each in loaded):
            return True
        return language == "id" and any(spells(other) for other in vouchers(word))

    return spells


def extract(language: Language, listed: Mapping[str, int], spells: Callable[[str], bool]) -> dict[str, int]:
    """Return the words of `listed` that are no misspellings, and the allowed ones."""
    allowed = own_words(f"allowed.{language}.txt")
    wrong = own_words("misspelled.id.txt") | set(PAIRS) if language == "id" else frozenset()

    def is_misspelling(word: str) -> bool:
        margin = DOMINATED if listed[word] >= FREQUENT else DOMINATED_RARE
        return any(listed.get(near, 0) - listed[word] >= margin and spells(near) for near in edits(word))

    kept = {word: uses for word, uses in listed.items() if spells(word) or not is_misspelling(word)}
    return {word: uses for word, uses in kept.items() if word not in wrong} | {
        word: listed[word] if listed.get(word, 0) >= FREQUENT else 0 for word in allowed
    }


def build() -> dict[str, str]:
    """Return file name → text of both extracts."""
    listed: dict[Language, dict[str, int]] = {"id": frequencies("id"), "en": frequencies("en")}
    spells: dict[Language, Callable[[str], bool]] = {"id": speller("id"), "en": speller("en")}
    words = {language: extract(language, listed[language], spells[language]) for language in listed}
    loans = [word for word in words["en"] if listed["en"].get(word, 0) >= ENGLISH_LOAN and len(word) >= LONG_ENOUGH]
    for word in loans:
        near = any(listed["id"].get(each, 0) >= TOO_NEAR for each in edits(word))
        if spells["en"](word) and word not in listed["id"] and not near:
            words["id"][word] = 0
    texts = {f"words.{language}.txt": written(language, words[language]) for language in words}
    return texts | {"forms.en.txt": english_forms()}


def english_forms() -> str:
    """Return the text of every form that the English dictionaries accept, in order, a line end around each."""
    hunspell = package("chunspell", "hunspell")
    found: set[str] = set()
    for name in DICTIONARIES["en"]:
        dictionary = hunspell.Hunspell(name, hunspell_data_dir=str(LEXICON), system_encoding="UTF-8")
        affixes, words = ((LEXICON / f"{name}.{kind}").read_text(encoding="utf-8-sig") for kind in ("aff", "dic"))
        found.update(form for form in forms(affixes, words) if dictionary.spell(form))
    return "\n" + "".join(f"{form}\n" for form in sorted(found))


def written(language: Language, words: Mapping[str, int]) -> str:
    """Return the extract's text: a line for each frequency, the highest first."""
    lines: dict[int, list[str]] = {}
    for word in sorted(words):
        lines.setdefault(words[word], []).append(word)
    header = HEADER.format(
        language=language,
        loans=" 0: known, never suggested" + (';\n# also frequent words of "en".' if language == "id" else "."),
        allowed=f"with allowed.{language}.txt",
    )
    return header + "".join(f"{uses} {' '.join(lines[uses])}\n" for uses in sorted(lines, reverse=True))


def main() -> int:
    """Write or compare the extracts; 1 when a pin does not hold or, with --check, an extract differs."""
    parser = argparse.ArgumentParser(description="Rebuild the lexicon's extracts from the pinned packages.")
    parser.add_argument("--check", action="store_true", help="compare only")
    arguments = parser.parse_args()
    try:
        texts = build()
    except NotAsPinnedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    differing = [
        name
        for name, text in texts.items()
        if not (LEXICON / name).is_file() or (LEXICON / name).read_bytes() != text.encode()
    ]
    for name, text in texts.items():
        if not arguments.check:
            (LEXICON / name).write_bytes(text.encode())
        sys.stdout.write(f"{name}: {len(text):,} characters{', differs' if name in differing else ', as it was'}\n")
    return 1 if arguments.check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
