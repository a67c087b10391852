"""Indonesian word forms that the hunspell dictionary lacks: which other word vouches for one. Pure."""

from collections.abc import Iterator

CLITICS = ("nya", "lah", "kah", "pun")
_SHORTEST_STEM = 4  # letters; below that a clitic's ending is mere chance
_SHORTEST_FORM = 6
# Bound forms, which EYD joins to the next word: "pascawawancara", "antardivisi".
_COMBINING = ("antar", "pasca", "non", "multi", "pra", "swa", "purna", "semi", "ekstra", "mikro", "anti")
_SHORTEST_COMBINED = 5
_PREFIXES = ("di", "me", "ber", "ter")


def vouchers(word: str) -> Iterator[str]:
    """Yield the words of which one has to be known for `word` to be a good form too.

    "tahapannya" is vouched for by "tahapan", "lengkapi" by "dilengkapi", "dikonfirmasi" by "mengonfirmasi".

    Args:
        word: in lower case.
    """
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
    if first in melting:
        return (melting[first] + rest, ("men" if first == "s" else melting[first]) + stem)
    return ("meng" + stem,) if first in {"a", "e", "g", "h", "i", "o", "q", "u", "x"} else ()
