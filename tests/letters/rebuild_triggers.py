"""Writes `words.triggers` of the families whose patterns are searched: run it after each change of a pattern.

    python -m tests.letters.rebuild_triggers

A trigger is a word, or the first three or five letters of one. They stand in lists, and a pattern cannot match what
lacks the words of any one of its lists. They follow from the pattern: it is taken apart at its spaces, every piece is
written out in all its wordings, and the pieces with the rarest words are taken, the rarest first.
"""

import importlib
import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any, TypeAlias

from service.letters.checking.patterns import compiled

FAMILIES = ("ask", "tone")
_FOLDER = Path(__file__).parents[2] / "service" / "letters" / "data" / "rules"
_PARSER = importlib.import_module("re._parser")  # the standard library's own; only here, never in the service
_UNKNOWN = "\0"  # any characters
_MOST = 4_000  # wordings of one piece
_MOST_LISTS = 3
_MOST_OPTIONAL = 12  # wordings of an optional group that are written out
_JOINTS = "'’-–‑"
_WIDTH = 118
_COMMON_WORDS = """
    saya aku kami bapak ibu anda yang untuk dan atau di ke dari dengan pada ini itu tidak belum sudah telah akan bisa
    dapat mohon ingin apakah apa ada bila jika apabila agar perusahaan tim kandidat posisi seleksi proses wawancara
    terima kasih kabar sangat lain juga menanyakan lamaran mengenai
    i you we my me your the a an and or to of for in on is was am are be been have has had will would can could do did
    not it that this if with at from any interview position selection process team know
"""
_COMMON = frozenset(_COMMON_WORDS.split())
Node: TypeAlias = tuple[Any, Any]


def triggers_of(pattern: str) -> list[list[str]]:
    """Return lists of words, of each of which every match of `pattern` holds at least one; [] where none is known."""
    return [sorted(words) for words in _all_of_sequence(list(_PARSER.parse(pattern)), begins=True, ends=True)]


def _all_of_sequence(nodes: Sequence[Node], *, begins: bool, ends: bool) -> list[frozenset[str]]:
    """Return the sets of words of which a match holds one each, the rarest first."""
    pieces = list(_pieces(nodes))
    found: set[frozenset[str]] = set()
    for number, piece in enumerate(pieces):
        found.update(_all_of_piece(piece, begins=begins or number > 0, ends=ends or number + 1 < len(pieces)))
    return sorted(found, key=lambda words: (_cost(words), sorted(words)))[:_MOST_LISTS]


def _all_of_piece(nodes: Sequence[Node], *, begins: bool, ends: bool) -> list[frozenset[str]]:
    one = _of_piece(nodes, begins=begins, ends=ends)
    found = [one] if one else []
    solid = [node for node in nodes if str(node[0]) not in {"ASSERT", "ASSERT_NOT", "AT"}]
    if len(solid) == 1:
        kind, value = str(solid[0][0]), solid[0][1]
        if kind == "SUBPATTERN":
            found += _all_of_sequence(list(value[-1]), begins=begins, ends=ends)
        elif kind == "BRANCH":
            each = [_all_of_sequence(list(other), begins=begins, ends=ends) for other in value[1]]
            found += [frozenset().union(*together) for together in zip(*each, strict=False)]
    return found


def _of_sequence(nodes: Sequence[Node], *, begins: bool, ends: bool) -> frozenset[str] | None:
    pieces = list(_pieces(nodes))
    found = [
        _of_piece(piece, begins=begins or number > 0, ends=ends or number + 1 < len(pieces))
        for number, piece in enumerate(pieces)
        if piece
    ]
    return min((words for words in found if words), key=_cost, default=None)


def _pieces(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    piece: list[Node] = []
    for node in nodes:
        if _wordings([node]) == {" "}:
            yield piece
            piece = []
        else:
            piece.append(node)
    yield piece


def _of_piece(nodes: Sequence[Node], *, begins: bool, ends: bool) -> frozenset[str] | None:
    wordings = _wordings(nodes)
    if wordings is not None:
        best = [_best_word(wording, begins=begins, ends=ends) for wording in wordings]
        if all(best):
            return frozenset(word for word in best if word)
    solid = [node for node in nodes if str(node[0]) not in {"ASSERT", "ASSERT_NOT", "AT"}]
    each = [_wordings([node]) or {_UNKNOWN} for node in solid]
    for number, (kind, value) in enumerate(solid):
        first = begins and all(one == "" or one.endswith(" ") for before in each[:number] for one in before)
        last = ends and all(one == "" or one.startswith(" ") for after in each[number + 1 :] for one in after)
        if str(kind) == "SUBPATTERN":
            words = _of_sequence(list(value[-1]), begins=first, ends=last)
        elif str(kind) == "BRANCH":
            words = _of_branch(value[1], begins=first, ends=last)
        else:
            continue
        if words:
            return words
    return None


def _of_branch(alternatives: Iterable[Iterable[Node]], *, begins: bool, ends: bool) -> frozenset[str] | None:
    each = [_of_sequence(list(one), begins=begins, ends=ends) for one in alternatives]
    return frozenset().union(*(one for one in each if one)) if all(each) else None


def _best_word(wording: str, *, begins: bool, ends: bool) -> str | None:
    words = wording.split(" ")
    found: list[str] = []
    for number, word in enumerate(words):
        whole_start, whole_end = begins or number > 0, ends or number + 1 < len(words)
        known = word.split(_UNKNOWN)[0]
        parts = _split(known)
        for place, part in enumerate(parts):
            starts = whole_start or place > 0
            complete = place + 1 < len(parts) or (known == word and whole_end)
            if starts and (trigger := _trigger(part, complete=complete)):
                found.append(trigger)
    return min(found, key=_weight, default=None)


def _trigger(part: str, *, complete: bool) -> str | None:
    if complete:
        return part or None
    return next((part[:length] for length in (5, 3) if len(part) >= length), None)


def _split(word: str) -> list[str]:
    for joint in _JOINTS[1:]:
        word = word.replace(joint, _JOINTS[0])
    return word.split(_JOINTS[0])


def _wordings(nodes: Sequence[Node]) -> set[str] | None:
    """Return all that `nodes` can stand for, a space for what parts words; None where that is too much."""
    found = {""}
    for node in nodes:
        each = _wordings_of(node)
        if each is None or len(found) * len(each) > _MOST:
            return None
        found = {before + after for before, after in product(found, each)}
    return found


def _wordings_of(node: Node) -> set[str] | None:
    kind, value = str(node[0]), node[1]
    if kind in {"ASSERT", "ASSERT_NOT", "AT"}:
        return {""}
    if kind == "LITERAL":
        return {_read(chr(value))}
    if kind == "SUBPATTERN":
        return _wordings(list(value[-1]))
    if kind == "BRANCH":
        each = [_wordings(list(one)) for one in value[1]]
        return None if any(one is None for one in each) else set().union(*(one for one in each if one))
    if kind == "IN":
        return _of_set(value)
    if kind in {"MAX_REPEAT", "MIN_REPEAT"}:
        return _repeated(*value)
    return {_UNKNOWN}


def _read(character: str) -> str:
    if character.isalpha() or character in _JOINTS:
        return character.lower()
    return _UNKNOWN if character.isdigit() or character == "_" else " "


def _of_set(items: Sequence[Node]) -> set[str]:
    if any(
        str(kind) == "CATEGORY" and str(value).endswith("_SPACE") and "NOT" not in str(value) for kind, value in items
    ):
        return {" "} if len(items) == 1 else {" ", _UNKNOWN}
    if all(str(kind) == "LITERAL" for kind, _ in items):
        return {_read(chr(value)) for _, value in items}
    return {_UNKNOWN}


def _repeated(least: int, most: int, nodes: Iterable[Node]) -> set[str] | None:
    once = _wordings(list(nodes))
    if once == {" "}:
        return {" "} if least else {"", " "}
    if once is None or (least == 0 and len(once) > _MOST_OPTIONAL):
        opens = once is not None and all(one.startswith(" ") for one in once)
        shuts = once is not None and all(one.endswith(" ") for one in once)
        once = {" " * opens + _UNKNOWN + " " * shuts}
    found = set(once)
    if int(most) > 1:
        shut = " " * all(one.endswith(" ") for one in once)
        found |= {one + _UNKNOWN + shut for one in once}
    return found | {""} if least == 0 else found


def _weight(word: str) -> float:
    return 60.0 if word in _COMMON else 1.0 + (8.0 if len(word) < 4 else 0.0)


def _cost(words: frozenset[str]) -> float:
    return sum(_weight(word) for word in words)


def rebuilt(document: dict[str, Any]) -> dict[str, Any]:
    """Return the triggers of every rule: rule → language → a list for each pattern."""
    classes = document["classes"]
    return {
        name: {
            language: [triggers_of(compiled(entry["find"], classes).pattern) for entry in rule["patterns"][language]]
            for language in ("id", "en")
        }
        for name, rule in document["rules"].items()
    }


def written(value: Any, depth: int = 0) -> str:  # noqa: ANN401  # any JSON value
    """Return `value` as JSON: lists of short texts in lines of many."""
    if isinstance(value, dict):
        inner = ",\n".join(
            f"{' ' * (depth + 1)}{json.dumps(key)}: {written(one, depth + 1)}" for key, one in value.items()
        )
        return f"{{\n{inner}\n{' ' * depth}}}"
    if not isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    items = [written(one, depth + 1) for one in value]
    flat = ", ".join(items)
    if len(flat) + depth + 2 <= _WIDTH and "\n" not in flat:
        return f"[{flat}]"
    lines: list[str] = []
    for item in items:
        if lines and "\n" not in item and len(lines[-1]) + len(item) + 2 <= _WIDTH and "\n" not in lines[-1]:
            lines[-1] += f", {item}"
        else:
            lines.append(f"{' ' * (depth + 1)}{item}")
    return "[\n" + ",\n".join(lines) + f"\n{' ' * depth}]"


def main() -> None:
    """Write the documents anew."""
    for family in FAMILIES:
        path = _FOLDER / f"{family}.json"
        document = json.loads(path.read_text(encoding="utf-8"))
        document["words"]["triggers"] = rebuilt(document)
        path.write_text(written(document) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
