import pytest

from service.letters.checking.check import Checker
from tests.letters.judged import Half, Score, build_checker, framed, judge, read_corpus, score

_HALVES: list[Half] = ["shown", "held-out"]
_GOOD_LETTERS_PER_WARNING = 48


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


@pytest.fixture(scope="module", params=_HALVES)
def letters(request: pytest.FixtureRequest, checker: Checker) -> Score:
    return score(request.param, ["good", "bad"], checker=checker)


@pytest.fixture(scope="module", params=_HALVES)
def sentences(request: pytest.FixtureRequest, checker: Checker) -> Score:
    return score(request.param, ["sentences"], checker=checker)


def test_what_is_found_in_letters_is_right(letters: Score) -> None:
    assert letters.precision >= 0.98


def test_what_is_wrong_in_letters_is_found(letters: Score) -> None:
    assert letters.recall >= 0.97


def test_no_good_letter_is_blocked(letters: Score) -> None:
    assert letters.good_blocked == []


def test_hardly_a_good_letter_is_warned(letters: Score) -> None:
    good = sum(each.is_good for each in letters.judgements)
    # One half holds fewer than 48 good letters: the one that 48 may have is allowed it.
    assert len(letters.good_warned) <= max(1, good // _GOOD_LETTERS_PER_WARNING)


def test_every_bad_letter_is_caught(letters: Score) -> None:
    assert letters.bad_missed == []


def test_what_is_found_in_single_sentences_is_right(sentences: Score) -> None:
    assert sentences.precision >= 0.95


def test_what_is_wrong_in_single_sentences_is_found(sentences: Score) -> None:
    assert sentences.recall >= 0.93


@pytest.mark.parametrize("half", _HALVES)
def test_the_letter_around_a_sentence_breaks_no_rule(half: Half, checker: Checker) -> None:
    frames = [{**framed(entry, ""), "expect": []} for entry in read_corpus(half, "sentences")]
    found = {rule for frame in frames for rule in judge(checker, frame).false_alarms}
    assert found == set()
