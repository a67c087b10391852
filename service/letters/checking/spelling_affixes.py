"""Indonesian word forms that the hunspell dictionary lacks: which other word vouches for one. Pure."""

from collections.abc import Iterator

CLITICS = ("nya", "lah", "kah", "pun")
_SHORTEST_STEM = 4  # letters; below that a clitic's ending is mere chance
_SHORTEST_FORM = 6
# Bound forms, which EYD joins to the next word: "pascawawancara", "antardivisi".
_COMBINING = ("antar", "pasca", "non", "multi", "pra", "swa", "purna", "semi", "ekstra", "mikro", "anti")
_SHORTEST_COMBINED = 5
_OWNERS = ("ku", "mu")
_SHORTEST_OWNED = 7  # letters; what is shorter is mere chance ("kelaku")
_PREFIXES = ("di", "me", "ber", "ter")
# peN-…-an of a verb or noun: what melted comes back, so "pemancangan" is made of "pancang", "penunasan" of "tunas".
_NOMINAL = (
    ("penge", ("",)),
    ("peng", ("", "k")),
    ("peny", ("s",)),
    ("pem", ("", "p")),
    ("pen", ("", "t")),
    ("pe", ("",)),
)
_SHORTEST_NOMINAL = 8
_VOWELS = ("a", "e", "i", "o", "u")
# Prefix and the suffixes that go with it.
_REGULAR = (
    ("", ("an", "i", "kan")),
    ("ber", ("", "an", "kan")),
    ("ter", ("", "kan", "i")),
    ("di", ("kan", "i")),
    ("se", ("",)),
    ("ke", ("an",)),
)
_ACTIVE = (
    ("menge", ("",)),
    ("meng", ("", "k")),
    ("meny", ("s",)),
    ("mem", ("", "p")),
    ("men", ("", "t")),
    ("me", ("",)),
)


def vouchers(word: str) -> Iterator[str]:
    """Yield the words of which one has to be known for `word` to be a good form too.

    "tahapannya" is vouched for by "tahapan", "lengkapi" by "dilengkapi", "dikonfirmasi" by "mengonfirmasi".

    Args:
        word: in lower case.
    """
    if "'" in word:  # "assalamu'alaikum"
        yield word.replace("'", "")
    for clitic in CLITICS:
        if word.endswith(clitic) and len(word) - len(clitic) >= _SHORTEST_STEM:
            yield word[: -len(clitic)]
    for form in _COMBINING:
        if word.startswith(form) and len(word) - len(form) >= _SHORTEST_COMBINED:
            yield word[len(form) :]
    if len(word) < _SHORTEST_FORM:
        return
    if word.endswith(("kan", "i")) and not word.startswith(_PREFIXES):  # imperative: "perkenalkan", "lengkapi"
        yield "di" + word
        yield from active_forms(word)
    if word.startswith("di"):  # passive
        yield from active_forms(word[2:])
    if word.startswith("pe") and len(word) >= _SHORTEST_NOMINAL:
        yield from _roots(word)


def _roots(word: str) -> Iterator[str]:
    """Yield what peN-…-an or peN-… may be made of: its verb in meN-, or its root."""
    stem = word.removesuffix("an")
    if stem == word:
        return
    for prefix, melted in _NOMINAL:
        rest = stem.removeprefix(prefix)
        if rest != stem and len(rest) >= _SHORTEST_STEM - 1:
            for first in melted:
                root = first + rest
                if active_forms(root)[:1] == ("me" + stem[2:],):  # the prefix has the form that the root asks for
                    yield from ("me" + stem[2:], root)


def bare_roots(word: str) -> Iterator[str]:
    """Yield the roots of which `word` is a regular form: "terbalas" of "balas", "kandangan" of "kandang".

    Slips may look like one too ("disampai", "terkahir"), so that it takes a well-known root, and a word that nothing
    common lies beside, to trust it.

    Args:
        word: in lower case.
    """
    stem = next((word.removesuffix(each) for each in CLITICS if word.endswith(each)), word)
    for prefix, suffixes in _REGULAR:
        rest = stem.removeprefix(prefix)
        if prefix and rest == stem:
            continue
        for suffix in suffixes:
            root = rest.removesuffix(suffix)
            if len(root) >= _SHORTEST_STEM and (root != rest or not suffix) and root != word:
                yield root
    for suffix in ("kan", "i"):  # meN-…-kan and meN-…-i
        base = stem.removesuffix(suffix)
        if base != stem and base.startswith("me"):
            for cut, melted in _ACTIVE:
                rest = base.removeprefix(cut)
                if rest != base:
                    roots = (first + rest for first in melted if len(first + rest) >= _SHORTEST_STEM)
                    yield from (root for root in roots if base in active_forms(root))


def owned(word: str) -> Iterator[str]:
    """Yield what belongs to the speaker or the one spoken to: "mengajarku" of "mengajar", "karyamu" of "karya".

    Args:
        word: in lower case.
    """
    if word.endswith(_OWNERS) and len(word) >= _SHORTEST_OWNED:
        yield word[:-2]


def active_forms(stem: str) -> tuple[str, ...]:
    """Return the meN- forms of `stem`, the regular one first: k, p, t and s melt, save in some loanwords."""
    first, rest = stem[:1], stem[1:]
    if first in {"l", "m", "n", "r", "w", "y"}:
        return ("me" + stem,)
    if first in {"b", "f", "v"}:
        return ("mem" + stem,)
    if first in {"c", "d", "j", "z"}:
        return ("men" + stem,)
    melting = {"p": "mem", "t": "men", "k": "meng", "s": "meny"}
    if first in melting and rest[:1] not in _VOWELS:  # "mentraktir", "memproses": nothing melts before a consonant
        return (("men" if first == "s" else melting[first]) + stem,)
    if first in melting:
        return (melting[first] + rest, ("men" if first == "s" else melting[first]) + stem)
    return ("meng" + stem,) if first in {"a", "e", "g", "h", "i", "o", "q", "u", "x"} else ()
