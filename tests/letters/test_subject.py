import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.letters.phrasings import Phrasing
from service.letters.subject import reply_subject, subject_line
from tests.letters.wordings import PHRASINGS

_TEXTS = st.lists(
    st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=100), min_size=1, max_size=20
).map(" ".join)


@given(
    st.sampled_from([wording for wordings in PHRASINGS.by_language.values() for wording in wordings]), _TEXTS, _TEXTS
)
def test_any_subject_has_at_most_80_characters_and_begins_with_its_purpose(
    wording: Phrasing, position: str, name: str
) -> None:
    line = subject_line(purpose=wording.subject, position=position, name=name)
    assert len(line) <= 80
    assert line.startswith(wording.subject)
    assert line == " ".join(line.split())


@given(_TEXTS, _TEXTS)
def test_no_word_of_a_subject_is_cut(position: str, name: str) -> None:
    line = subject_line(purpose="Kabar", position=position, name=name)
    whole = {"Kabar", "-", *position.split(), *name.split()}
    # What a cut leaves dangling (a comma, an open bracket) may go; letters may not.
    assert all(any(word in known for known in whole) for word in line.split())


@pytest.mark.parametrize(
    ("position", "name", "line"),
    [
        ("Analis Data", "Rina Wulandari", "Tindak lanjut wawancara - Analis Data - Rina Wulandari"),
        (
            "Pengembang Perangkat Lunak Senior",
            "Rina Kusuma Ayu Wulandari",
            "Tindak lanjut wawancara - Pengembang Perangkat Lunak Senior - Rina Kusuma Ayu",
        ),
        (
            "Manajer Pengembangan Usaha dan Kemitraan (Wilayah Indonesia Timur)",
            "Rina Wulandari",
            "Tindak lanjut wawancara - Manajer Pengembangan Usaha dan Kemitraan - Rina",
        ),
        ("x" * 130, "Rina", "Tindak lanjut wawancara - Rina"),
        ("Analis Data", "y" * 130, "Tindak lanjut wawancara - Analis Data"),
        ("x" * 130, "y" * 130, "Tindak lanjut wawancara"),
    ],
)
def test_a_long_subject_loses_the_names_tail_first_and_then_the_positions(position: str, name: str, line: str) -> None:
    assert subject_line(purpose="Tindak lanjut wawancara", position=position, name=name) == line


@pytest.mark.parametrize(
    ("given_subject", "answer"),
    [
        ("Undangan wawancara", "Re: Undangan wawancara"),
        ("Re: Undangan wawancara", "Re: Undangan wawancara"),
        ("RE: re:Bls: Undangan", "Re: Undangan"),
        ("BALAS : Undangan", "Re: Undangan"),
        ("Re[2]: Undangan", "Re: Undangan"),
        ("Re (3): Undangan", "Re: Undangan"),
        ("Re: Fwd: Undangan", "Re: Fwd: Undangan"),
        ("Rekrutmen: tahap dua", "Re: Rekrutmen: tahap dua"),
        ("Balasan: tahap dua", "Re: Balasan: tahap dua"),
        ("  Re:  Undangan\r\n wawancara ", "Re: Undangan wawancara"),
        ("Re:", "Re:"),
        ("", "Re:"),
    ],
)
def test_an_answer_has_one_re(given_subject: str, answer: str) -> None:
    assert reply_subject(given_subject) == answer


@given(st.text(max_size=60))
def test_answering_an_answer_changes_nothing(subject: str) -> None:
    assert reply_subject(reply_subject(subject)) == reply_subject(subject)
