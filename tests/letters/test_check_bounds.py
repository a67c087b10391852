import json
from pathlib import Path
from time import process_time

import pytest

from service import reference
from service.letters.checking.check import MOST_FINDINGS, readable
from service.letters.checking.context import LetterContext
from tests.letters.judged import build_checker

CHECKER = build_checker()
LONGEST = 12_000  # characters that the service accepts
SHOWN = Path(__file__).parent / "corpus" / "shown_good.jsonl"


def test_a_long_letter_is_read_to_its_end() -> None:
    bodies = [json.loads(line)["body"] for line in SHOWN.read_text(encoding="utf-8").splitlines()]
    assert all(readable(body) == body for body in bodies)
    longest = "\n\n".join(bodies)[:LONGEST]
    assert len(longest) == LONGEST
    assert readable(longest) == longest


def test_of_a_few_words_said_over_and_over_the_beginning_is_read() -> None:
    text = "Saya Rina Wulandari, dan saya menanyakan perkembangan seleksi itu. " * 150
    assert len(text) < LONGEST
    assert 2_000 < len(readable(text)) < 4_000


@pytest.mark.parametrize("piece", ["a ", "a.", "a\n\n", "\n", "? ", "… ", "- a\n"])
def test_a_text_of_more_pieces_than_letters_have_is_read_in_part(piece: str) -> None:
    text = piece * (LONGEST // len(piece))
    assert 0 < len(readable(text)) < len(text)
    assert text.startswith(readable(text))


@pytest.mark.parametrize(
    "piece",
    [
        "gue ", "yg ", "2day ", "aaa ", "I am excited. ", "wawancra ", "a.", "a\n\n", "!", "… ", "[a] ", "((a)) ", "(",
        "posisi Y ", "melamar di PT X ", "dari PT Satu Dua ke PT Tiga Empat ", "Bapak Andi dan ",
    ],
)  # fmt: skip
def test_a_flood_of_faults_is_told_in_a_moment(piece: str) -> None:
    text = "Dengan hormat,\n\n" + piece * (LONGEST // len(piece))
    times = []
    for _ in range(3):
        begun = process_time()
        found = CHECKER.check("s", text, LetterContext(), language="id")
        times.append(process_time() - begun)
    assert len(found) <= MOST_FINDINGS
    assert min(times[1:]) < 0.15  # 0.03 on a quiet machine


def test_a_check_that_was_made_ready_has_every_pattern_compiled() -> None:
    fresh = reference._checker.__wrapped__().checker  # noqa: SLF001  # not the one that all of this process share
    patterns = [one for rule in fresh.book.rules.values() for each in rule.patterns.values() for one in each]
    assert not any(pattern.is_compiled for pattern in patterns)
    fresh.make_ready()
    assert all(pattern.is_compiled for pattern in patterns)
