import sys
from concurrent.futures import ThreadPoolExecutor
from random import Random
from subprocess import run
from time import process_time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import reference
from service.letters.checking.spelling import (
    Lexicon,
    Spelling,
    edits,
    no_vouchers,
    read_frequencies,
    read_pairs,
    read_words,
)
from service.letters.checking.spelling_affixes import active_forms, vouchers
from service.letters.checking.spelling_forms import WordForms
from service.letters.language import Language
from tests.letters.expanded_dictionary import forms
from tests.letters.rebuild_doubtful import doubtful, unlisted
from tests.letters.rebuild_lexicon import LEXICON, SHA256, require_hash

SPELLING = reference.load_spelling()


@pytest.mark.parametrize(
    "word",
    [
        *("perkembangan", "wawancara", "surel", "menindaklanjuti", "tahapannya", "apakah", "bagaimanakah", "adalah"),
        *("perkenalkan", "lengkapi", "kirimkan", "luangkan"),  # imperatives that hunspell's dictionary lacks
        *("dikonfirmasi", "diwawancarai", "ditindaklanjuti", "dijadwalkan"),
        *("pascawawancara", "antardivisi"),
        *("pembesian", "pemancangan", "penunasan", "assalamu'alaikum", "Wassalamu’alaikum"),
        *("Jakarta", "Senin"),
    ],
)
def test_indonesian_words_and_their_forms_are_known(word: str) -> None:
    assert SPELLING.knows(word, "id")


@pytest.mark.parametrize("word", ["tesebut", "perkemangan", "wawancra", "menunjukan", "terimaksih", "mengunakan"])
def test_misspellings_are_not_known_although_frequency_lists_hold_them(word: str) -> None:
    assert not SPELLING.knows(word, "id")


@pytest.mark.parametrize(
    "word", ["organisation", "organization", "don’t", "don't", "recruiter", "onboarding", "Monday"]
)
def test_both_english_spellings_are_known(word: str) -> None:
    assert SPELLING.knows(word, "en")


@pytest.mark.parametrize(
    ("typed", "meant", "language"),
    [
        ("perkemangan", "perkembangan", "id"),
        ("tesebut", "tersebut", "id"),
        ("wawancra", "wawancara", "id"),
        ("menyiapkanya", "menyiapkannya", "id"),
        ("pemberitauan", "pemberitahuan", "id"),
        ("esempatan", "kesempatan", "id"),
        ("recieve", "receive", "en"),
        ("wheter", "whether", "en"),
        ("intervew", "interview", "en"),
    ],
)
def test_the_first_neighbour_is_what_was_meant(typed: str, meant: str, language: Language) -> None:
    assert SPELLING.neighbours(typed, language)[0] == meant


def test_a_known_but_rare_form_has_a_far_likelier_neighbour() -> None:
    assert SPELLING.knows("menyampaian", "id")
    assert SPELLING.likelier("menyampaian", "id") == ("menyampaikan",)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bertnya", "bertanya"),  # no clitic of "bert"
        ("betanya", "bertanya"),
        ("misanya", "misalnya"),
        ("perembangan", "perkembangan"),  # not made of "rembang"
        ("pengalaan", "pengalaman"),
        ("sektelah", "setelah"),
        ("menyampaiannya", "menyampaikannya"),
        ("degan", "dengan"),
    ],
)
def test_a_form_that_no_list_has_is_rare_whatever_vouches_for_it(typed: str, meant: str) -> None:
    assert SPELLING.knows(typed, "id")
    assert SPELLING.likelier(typed, "id")[0] == meant


def test_a_prefix_melts_nothing_before_a_consonant() -> None:
    assert not SPELLING.knows("dityatakan", "id")
    assert SPELLING.knows("ditraktir", "id")


@pytest.mark.parametrize(
    "word",
    ["perkembangan", "menyampaikan", "tahapannya", "ditepati", "brevet", "wawancarai", "perkenankanlah", "maklumi"],
)
def test_an_ordinary_word_has_none(word: str) -> None:
    assert SPELLING.likelier(word, "id") == ()


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("silahkan", "silakan"),
        ("ijinkan", "izinkan"),
        ("mengijinkan", "mengizinkan"),
        ("resikonya", "risikonya"),
        ("dimana", "di mana"),
        ("terimakasih", "terima kasih"),
        ("nopember", "November"),
        ("karirnya", "kariernya"),
    ],
)
def test_the_pair_table_knows_the_standard_form_of_a_word_and_of_what_is_made_of_it(wrong: str, right: str) -> None:
    assert SPELLING.standard_form(wrong) == right


@pytest.mark.parametrize("word", ["izinkan", "silakan", "karier", "menanggapi", "direktur", "antrean"])
def test_the_pair_table_is_silent_about_standard_words(word: str) -> None:
    assert SPELLING.standard_form(word) is None


@pytest.mark.parametrize("word", ["日本", "\ud800", "\0", "Zoë", "ﬁnal", "’", ""])
@pytest.mark.parametrize("language", ["id", "en"])
def test_no_text_is_too_strange_to_be_looked_up(word: str, language: Language) -> None:
    assert SPELLING.knows(word, language) in {True, False}
    assert isinstance(SPELLING.neighbours(word, language), tuple)


def test_a_word_of_over_forty_letters_is_not_looked_up() -> None:
    assert SPELLING.knows("x" * 41, "id")
    assert SPELLING.neighbours("x" * 41, "id") == ()
    begun = process_time()
    assert SPELLING.knows("x" * 1_000_000, "en")
    assert process_time() - begun < 0.05


def test_threads_share_one_lexicon_and_get_the_same_answers() -> None:
    words = ["perkemangan", "tahapannya", "wawancra", "lengkapi", "menyampaian"] * 200
    fresh = Spelling(lexicon=SPELLING.lexicon, standard=SPELLING.standard)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda word: (fresh.knows(word, "id"), fresh.neighbours(word, "id")), words))
    assert answers == [(SPELLING.knows(word, "id"), SPELLING.neighbours(word, "id")) for word in words]
    assert reference.load_spelling() is SPELLING


def test_importing_the_loader_loads_neither_a_dictionary_nor_its_library() -> None:
    program = "import sys, service.reference as r; r.load_spelling(); sys.exit('hunspell' in sys.modules)"
    assert run([sys.executable, "-c", program], check=False).returncode == 0  # noqa: S603  # our own program


MEASURED = """
import resource, sys, time
from service import reference
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before, begun = peak(), time.process_time()
spelling = reference.load_spelling()
spelling.knows("wawancra", "id"), spelling.knows("intervew", "en")
print(time.process_time() - begun, (peak() - before) * (1 if sys.platform == "darwin" else 1024))
"""


def test_both_languages_load_quickly_and_in_little_memory() -> None:
    done = run([sys.executable, "-c", MEASURED], capture_output=True, text=True, check=True)  # noqa: S603  # our own
    seconds, memory = map(float, done.stdout.split())
    assert seconds < 0.6  # 0.2 on a quiet machine
    assert memory < 35e6


LATIN = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=12)


@given(LATIN)
def test_every_edit_is_one_edit_away(word: str) -> None:
    assert {len(each) - len(word) for each in edits(word)} <= {-1, 0, 1}
    assert all(word in edits(each) for each in set(edits(word)) if len(each) == len(word))


@given(LATIN)
def test_what_vouches_for_a_word_ends(word: str) -> None:
    def depth(each: str, left: int) -> int:
        return 1 + max((depth(other, left - 1) for other in vouchers(each)), default=0) if left else 0

    assert depth(word, 8) < 8


@pytest.mark.parametrize(
    ("stem", "active"),
    [
        ("kirim", "mengirim"),
        ("pakai", "memakai"),
        ("tulis", "menulis"),
        ("sampaikan", "menyampaikan"),
        ("lamar", "melamar"),
        ("baca", "membaca"),
        ("dengar", "mendengar"),
        ("ajukan", "mengajukan"),
        ("traktir", "mentraktir"),
        ("proses", "memproses"),
    ],
)
def test_the_prefix_men_takes_its_form_from_the_first_letter(stem: str, active: str) -> None:
    assert active_forms(stem)[0] == active


def test_a_small_lexicon_ranks_by_frequency_by_letter_words_and_by_the_kind_of_slip() -> None:
    def nothing(_: str) -> bool:
        return False

    def lexicon(_: Language) -> Lexicon:
        words = {"kabar": 500, "kabur": 420, "kamar": 450}
        return Lexicon(frequencies=words, letter_words=frozenset({"kabar"}), spells=nothing, vouchers=no_vouchers)

    assert Spelling(lexicon=lexicon, standard={}).neighbours("kabr", "id") == ("kabar", "kabur")
    assert Spelling(lexicon=lexicon, standard={}).neighbours("kabra", "id") == ("kabar",)


def test_extracts_lists_and_pairs_are_read_without_their_comments() -> None:
    assert read_frequencies("# a\n500 kabar surat\n0 hearing\n") == {"kabar": 500, "surat": 500, "hearing": 0}
    assert read_words("# a\nkabar surat\nsurel\n") == {"kabar", "surat", "surel"}
    assert read_pairs("# a\nJum'at\tJumat\tP\n") == {"jum'at": "Jumat"}


DICTIONARIES = [name for name in SHA256 if name.endswith((".aff", ".dic"))]


@pytest.mark.parametrize("name", DICTIONARIES)
def test_the_vendored_dictionary_is_the_pinned_one(name: str) -> None:
    require_hash(LEXICON / name)


def test_every_vendored_file_and_every_extract_has_its_licence_beside_it() -> None:
    notice = (LEXICON.parents[3] / "NOTICE").read_text(encoding="utf-8")
    for name in (
        "LGPL-3.0.txt",
        "GPL-3.0.txt",
        "LICENSE.en_US.txt",
        "LICENSE.en_GB.txt",
        "LICENSE.wordfreq.txt",
        "CC-BY-SA-4.0.txt",
    ):
        assert (LEXICON / name).is_file()
        assert name in notice
    assert all(name in notice for name in DICTIONARIES)


FORMS = WordForms(text="\nAndi\nBBC\nabacus\nabout\nletter\nzoo\n")


@pytest.mark.parametrize("word", ["abacus", "Abacus", "ABACUS", "about", "zoo", "Andi", "ANDI", "BBC", "letter"])
def test_a_form_is_accepted_with_the_capitals_that_it_may_have(word: str) -> None:
    assert FORMS.accepts(word)


@pytest.mark.parametrize(
    "word", ["", "a", "andi", "bbc", "letters", "lette", "zoos", "aBout", "\n", "a\nb", "\ud800", "Ω"]
)
def test_no_other_form_is(word: str) -> None:
    assert not FORMS.accepts(word)


@given(st.sets(LATIN, max_size=30), LATIN)
def test_the_search_finds_what_a_set_would(words: set[str], other: str) -> None:
    known = WordForms(text="\n" + "".join(f"{word}\n" for word in sorted(words)))
    assert all(known.accepts(word) for word in words)
    assert known.accepts(other) == (other in words)


def test_a_dictionary_is_written_out_with_its_affixes() -> None:
    affixes = "PFX A Y 1\nPFX A 0 re .\nSFX B Y 2\nSFX B y ies [^aeiou]y\nSFX B 0 s [^y]\nSFX C N 1\nSFX C 0 ly .\n"
    words = "4\ntry/AB\nplay/C\nletter/B\nDon't\n4th\n"
    assert set(forms(affixes, words)) == {
        "try",
        "retry",
        "tries",
        "retries",
        "play",
        "playly",
        "letter",
        "letters",
        "Don't",
    }


@pytest.mark.parametrize("language", get_args(Language))
def test_the_doubtful_words_are_those_with_a_likelier_neighbour(language: Language) -> None:
    lexicon, finding_out = SPELLING.lexicon(language), unlisted(SPELLING)
    assert lexicon.doubtful is not None
    listed = sorted(lexicon.doubtful)
    assert len(listed) > 500
    assert doubtful(listed, language, finding_out) == listed
    some = Random(2026).sample(sorted(lexicon.frequencies), 1500)  # noqa: S311  # which words are asked
    assert doubtful(some, language, finding_out) == sorted(set(some) & lexicon.doubtful)
