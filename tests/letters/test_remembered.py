import gc
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from service.letters.checking.finding import Finding
from service.letters.checking.remembered import Remembered, mark_of
from tests.letters.checking_parts import context_of
from tests.letters.judged import build_checker

CORPUS = Path(__file__).parent / "corpus"
LETTERS = [
    json.loads(line)
    for name in ("shown_good", "shown_bad")
    for line in (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[::4]
]
CHECKER = build_checker()


def found_in(number: int) -> tuple[Finding, ...]:
    given_ = LETTERS[number]
    return CHECKER.check(given_["subject"], given_["body"], context_of(given_["context"]), language=given_["language"])


def forget_everything() -> None:
    for each in gc.get_objects():
        if isinstance(each, Remembered):
            each.forget()


def test_a_letter_has_the_same_findings_in_the_same_order_cold_and_warm() -> None:
    warm = [found_in(number) for number in range(len(LETTERS))]
    again = [found_in(number) for number in reversed(range(len(LETTERS)))][::-1]
    cold = []
    for number in range(0, len(LETTERS), 5):
        forget_everything()
        cold.append(found_in(number))
    assert again == warm
    assert cold == warm[::5]


def test_threads_that_share_the_memory_find_the_same() -> None:
    alone = [found_in(number) for number in range(24)]
    forget_everything()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(found_in, list(range(24)) * 3))
    assert together == alone * 3


def test_what_is_remembered_is_bounded_and_what_is_asked_for_again_stays() -> None:
    memory: Remembered[int] = Remembered(most=4)
    asked: list[int] = []

    def find_out(number: int) -> int:
        asked.append(number)
        return number

    for number in range(40):
        assert memory.of(mark_of(str(number)), lambda number=number: find_out(number)) == number  # type: ignore[misc]  # bound at once
        assert memory.of(mark_of("0"), lambda: find_out(0)) == 0
        assert len(memory) <= 8
    assert asked == list(range(40))


@given(st.text())
def test_a_mark_tells_nothing_but_sameness(text: str) -> None:
    assert mark_of(text) == mark_of(text)
    assert len(mark_of(text)) == len(mark_of(""))
    assert mark_of(text) != mark_of(f"{text}.")


def test_a_lone_surrogate_has_a_mark() -> None:
    assert mark_of("\ud800") != mark_of("\ud801")
