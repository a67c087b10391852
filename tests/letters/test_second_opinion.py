import json
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from time import process_time

import pytest

from service.letters.checking.agreement import Opinion, agreed
from service.letters.checking.finding import Hit
from service.letters.checking.second_opinion import Limits, SecondOpinion, pieces_of, runs_of, tokens_of
from tests.letters.checking_parts import BOOK

MODEL = files("service.letters").joinpath("data", "second_opinion.json").read_text(encoding="utf-8")
DOCUMENT = json.loads(MODEL)
OPINION = SecondOpinion.from_text(MODEL)
SENTENCES = Path(__file__).parent / "corpus" / "training_sentences.jsonl"
LIMITS = {"ask.result": Limits(innocent=0.1, guilty=0.7, certain=0.9)}
BREAKING = [  # none of them was learnt
    ("ask.direct-outcome", "Boleh dijawab saja, nama saya masuk yang diterima atau tidak?"),
    ("ask.direct-outcome", "Please tell me whether I have been chosen for the post."),
    ("ask.start-date", "Kira-kira tanggal berapa saya sudah boleh masuk kerja?"),
    ("ask.start-date", "On which day am I expected to start working?"),
    ("ask.result", "Mohon beri tahu saya apa hasil interviewnya."),
    ("ask.salary", "Saya ingin tahu berapa gaji per bulan untuk posisi ini."),
    ("ask.salary", "How much is the monthly salary for this job?"),
    ("tone.pressure", "Saya minta Bapak membalas surel ini paling lambat besok siang."),
    ("tone.pressure", "I expect your answer by tomorrow noon at the latest."),
    ("tone.accusation", "Perusahaan Bapak sama sekali tidak menghargai waktu pelamar."),
    ("tone.begging", "Tolong kasihanilah saya, Bu, saya sangat butuh pekerjaan ini."),
]
INNOCENT = [
    "Saya ingin menanyakan perkembangan proses seleksi posisi tersebut.",
    "Berkas saya sudah diterima oleh bagian administrasi pada hari Senin.",
    "Terima kasih atas waktu dan kesempatan yang Bapak berikan.",
    "Saya memahami bahwa Ibu memerlukan waktu untuk menilai semua pelamar.",
    "Saya lulus dari Universitas Andalas pada tahun 2021.",
    "Apa pun keputusan Bapak, saya menghargainya.",
    "I would be grateful for an update on the status of the process.",
    "Thank you for showing me the workshop and the new lathe.",
    "If any document is missing, I will gladly send it.",
    "",
    "____ __ ___, 2026!",
]


@pytest.mark.parametrize(("rule", "sentence"), BREAKING)
def test_a_sentence_that_breaks_a_rule_is_found_guilty_of_it(rule: str, sentence: str) -> None:
    chances = OPINION.chances(sentence)
    assert max(chances, key=lambda each: chances[each]) == rule
    assert chances[rule] > OPINION.limits[rule].guilty


@pytest.mark.parametrize("sentence", INNOCENT)
def test_an_innocent_sentence_is_found_innocent(sentence: str) -> None:
    chances = OPINION.chances(sentence)
    assert [rule for rule, chance in chances.items() if chance > 0.4] == []


def test_the_model_was_learnt_from_the_sentences_as_they_stand() -> None:
    digest = sha256(SENTENCES.read_bytes()).hexdigest()
    assert DOCUMENT["training_sha256"] == digest, "run `python -m tests.letters.train_second_opinion`"


def test_the_model_judges_rules_of_the_book() -> None:
    assert set(OPINION.rules) <= set(BOOK.rules)


def test_every_limit_stands_in_its_order() -> None:
    assert all(0 <= one.innocent < one.guilty <= one.certain < 1 for one in OPINION.limits.values())


def test_every_row_has_a_weight_for_each_rule() -> None:
    rows = [*DOCUMENT["words"].values(), *DOCUMENT["pieces"].values(), DOCUMENT["bias"]]
    assert {len(row) for row in rows} == {len(OPINION.rules)}


def test_another_model_is_another_version() -> None:
    assert SecondOpinion.from_text(MODEL + "\n").version != OPINION.version


def test_a_model_without_a_limit_for_each_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="limits"):
        SecondOpinion({**DOCUMENT, "limits": {}}, version="")


def test_a_sentence_is_read_in_runs_of_words_and_pieces_of_them() -> None:
    assert tokens_of("Apakah 25 Mei, Bu?") == ["apakah", "#", "mei", "bu", "?"]
    assert list(runs_of(["apakah", "bu"], {"bu": "READER"})) == [
        *("^", "apakah", "READER", "$"),
        *("^ apakah", "apakah READER", "READER $"),
        *("^ apakah READER", "apakah READER $"),
    ]
    assert list(pieces_of("bu")) == ["_bu", "bu_", "_bu_"]


@pytest.mark.parametrize("piece", ["apakah saya diterima ", "a", "? ", "x1", "kapan-kapan", "é"])
def test_the_time_grows_with_the_length_alone(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begun = process_time()
        OPINION.chances(text)
        return process_time() - begun

    # Pairs, for the machine's own speed changes meanwhile.
    assert min(seconds(80_000) / seconds(40_000) for _ in range(5)) < 4


def _agreed(hits: list[Hit], **chances: float) -> list[Hit]:
    given: Mapping[str, float] = {f"ask.{rule}": chance for rule, chance in chances.items()}
    return list(agreed(hits, [Opinion(field="body", start=10, end=50, chances=given)], LIMITS))


HIT = Hit(rule="ask.result", start=12, end=20)


@pytest.mark.parametrize("chance", [0.2, 0.5, 0.99])
def test_what_a_pattern_found_stands(chance: float) -> None:
    assert _agreed([HIT], result=chance) == [HIT]


def test_what_a_pattern_found_in_an_innocent_sentence_is_let_go() -> None:
    assert _agreed([HIT], result=0.05) == []


@pytest.mark.parametrize(
    "hit",
    [
        Hit(rule="struct.order", start=12, end=20),
        Hit(rule="ask.result", start=60, end=70),
        Hit(rule="ask.result", field="subject", start=12, end=20),
    ],
)
def test_what_no_opinion_is_about_stands(hit: Hit) -> None:
    assert _agreed([hit], result=0.05) == [hit]


def test_a_guilty_sentence_that_no_pattern_found_is_told() -> None:
    assert _agreed([], result=0.8) == [Hit(rule="ask.result", start=10, end=50, severity="warn")]


def test_only_a_certain_opinion_has_the_weight_of_its_rule() -> None:
    assert _agreed([], result=0.95) == [Hit(rule="ask.result", start=10, end=50)]


def test_a_subject_is_left_to_the_patterns() -> None:
    opinion = Opinion(field="subject", start=0, end=40, chances={"ask.result": 0.99})
    assert list(agreed([], [opinion], LIMITS)) == []
