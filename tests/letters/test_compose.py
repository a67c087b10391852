import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.letters.compose import ComposedLetter, LetterFacts, compose
from service.letters.dates import written_date, written_day_and_date
from service.letters.language import Language, detect_language
from service.letters.salutation import Honorific
from tests.letters.wordings import PHRASINGS

FACTS = LetterFacts(
    candidate_name="Rina Wulandari",
    phone="+62 812 0000 0000",
    recruiter_name="Andi Pratama",
    honorific="Bapak",
    company="PT Maju Jaya",
    position="Analis Data",
    interviewed_on=date(2026, 11, 9),
    thread_subject=None,
    key="0",
)


def worded(facts: LetterFacts, language: Language, phrasing: str) -> ComposedLetter:
    """Compose with the first key whose hash gives this phrasing."""
    letters = (compose(replace(facts, key=str(number)), language, PHRASINGS) for number in range(1000))
    return next(letter for letter in letters if letter.phrasing == phrasing)


_NAME_WORDS = (
    "Rina Wulandari Sri I Gusti Ngurah Siti Nur'aini Zoë François Ñusa D'Angelo Muhammad Al-Fatih Tbk Ølaf Bang"
)
_COMPANY_WORDS = "Maju Jaya Nusantara Teknologi Éclair O'Brien Bank 99 Data"
_POSITION_WORDS = "Analis Data Staf Senior Pengembang Full-Stack Engineer & HRD (Kontrak) C++ Manajer"
_WORDS = st.sampled_from(_NAME_WORDS.split())
_PEOPLE = st.builds(
    lambda before, words, after: f"{before}{' '.join(words)}{after}",
    st.sampled_from(["", "", "", "Dr. ", "Prof. Dr. Ir. ", "Hj. ", "dr. "]),
    st.lists(_WORDS, min_size=1, max_size=7),
    st.sampled_from(["", "", "", ", S.Psi.", ", M.M., Ph.D.", " S.E.", ", SE"]),
)
_COMPANIES = st.builds(
    lambda form, words, tail: f"{form}{' '.join(words)}{tail}",
    st.sampled_from(["PT ", "PT. ", "CV ", ""]),
    st.lists(st.sampled_from(_COMPANY_WORDS.split()), min_size=1, max_size=7),
    st.sampled_from(["", " Tbk", " Tbk.", " (Persero) Tbk.", ", Inc.", "!"]),
)
_POSITIONS = st.builds(
    lambda words, tail: " ".join(words) + tail,
    st.lists(
        st.sampled_from(_POSITION_WORDS.split()),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from(["", "", " II", " Sr.", " di PT Maju Jaya", " position"]),
)
_HONORIFICS: st.SearchStrategy[Honorific | None] = st.sampled_from([None, "Bapak", "Ibu", "Mr", "Ms"])
_FACTS = st.builds(
    LetterFacts,
    candidate_name=_PEOPLE,
    phone=st.none() | st.just("+62 812 0000 0000"),
    recruiter_name=st.none() | _PEOPLE,
    honorific=_HONORIFICS,
    company=_COMPANIES,
    position=_POSITIONS,
    interviewed_on=st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    thread_subject=st.none() | st.just("RE: Undangan wawancara"),
    key=st.text(max_size=20),
)
_LANGUAGES: st.SearchStrategy[Language] = st.sampled_from(["id", "en"])


@given(_FACTS, _LANGUAGES)
def test_any_letter_has_its_parts_in_their_order(facts: LetterFacts, language: Language) -> None:
    letter = compose(facts, language, PHRASINGS)
    paragraphs = letter.body.removesuffix("\n").split("\n\n")
    if language == "id":
        assert paragraphs[0].startswith("Yth. ")
        assert paragraphs.pop(1) == "Dengan hormat,"
    else:
        assert re.fullmatch(r"Dear .+,", paragraphs[0])
    salutation, introduction, purpose, thanks, closing, signature = paragraphs
    assert facts.candidate_name in introduction
    assert facts.position in introduction
    assert facts.company.rstrip(".") in introduction
    assert written_date(facts.interviewed_on, language) in introduction
    assert re.search(r"seleksi|selection", purpose)
    assert re.search(r"[Tt]erima kasih|[Tt]hank", thanks)
    assert closing in {"Hormat saya,", "Kind regards,", "Sincerely,"}
    assert signature.split("\n") == [facts.candidate_name, *filter(None, [facts.phone])]
    assert "\n" not in salutation + introduction + purpose + thanks


@given(_FACTS, _LANGUAGES)
def test_no_letter_has_a_placeholder_a_double_mark_or_a_stray_space(facts: LetterFacts, language: Language) -> None:
    letter = compose(facts, language, PHRASINGS)
    assert not re.search(r"[{}<>\[\]]|\.\.|,,|[,;] ?\.|  | [,.;?]|!\.|\s$", letter.body.removesuffix("\n"))
    assert letter.body.isprintable() or set(re.findall(r"[^ -\U0010ffff]", letter.body)) == {"\n"}
    assert letter.body.count(facts.company) <= 1 + letter.body.startswith("Yth. Tim") + facts.position.count(
        facts.company
    )


@given(_FACTS, _LANGUAGES)
def test_any_letter_has_60_to_150_words_in_its_own_language(facts: LetterFacts, language: Language) -> None:
    letter = compose(facts, language, PHRASINGS)
    assert 60 <= len(letter.body.split()) <= 150
    assert detect_language(letter.body) == language


@given(_FACTS, _LANGUAGES)
def test_the_same_facts_give_the_same_letter(facts: LetterFacts, language: Language) -> None:
    assert compose(facts, language, PHRASINGS) == compose(facts, language, PHRASINGS)


@given(_FACTS, _LANGUAGES)
def test_no_letter_greets_by_the_hour_or_asks_for_a_verdict(facts: LetterFacts, language: Language) -> None:
    letter = compose(facts, language, PHRASINGS)
    forbidden = r"\b(?:selamat|pagi|siang|sore|malam|morning|afternoon|lulus|lolos|accepted|hired|gaji|salary|urgent)\b"
    assert not re.search(rf"(?i){forbidden}|terlampir|lampirkan|attached|apakah saya diterima", letter.body)


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_phrasing_is_reachable_and_there_are_five(language: Language) -> None:
    reached = {compose(replace(FACTS, key=str(number)), language, PHRASINGS).phrasing for number in range(200)}
    assert reached == {wording.id for wording in PHRASINGS.by_language[language]}
    assert len(reached) >= 5


def test_an_indonesian_letter_in_full() -> None:
    assert worded(FACTS, "id", "id-2") == ComposedLetter(
        subject="Kelanjutan proses seleksi - Analis Data - Rina Wulandari",
        body="""\
Yth. Bapak Andi Pratama

Dengan hormat,

Perkenalkan kembali, nama saya Rina Wulandari. Saya adalah pelamar untuk posisi Analis Data di PT Maju Jaya yang \
telah mengikuti wawancara pada 9 November 2026.

Sehubungan dengan wawancara tersebut, izinkan saya bertanya mengenai kelanjutan proses seleksi. Apabila Bapak \
berkenan, saya akan senang memperoleh informasi tentang tahap berikutnya. Saya memahami bahwa proses ini memerlukan \
waktu dan pertimbangan yang cermat.

Atas perhatian dan kesediaan Bapak meluangkan waktu, saya mengucapkan terima kasih.

Hormat saya,

Rina Wulandari
+62 812 0000 0000
""",
        language="id",
        phrasing="id-2",
    )


def test_an_english_letter_in_full() -> None:
    facts = replace(FACTS, phone=None, position="Data Analyst", thread_subject="Re: Bls: Interview invitation")
    assert worded(facts, "en", "en-1") == ComposedLetter(
        subject="Re: Interview invitation",
        body="""\
Dear Mr Andi Pratama,

My name is Rina Wulandari, and I was interviewed on Monday, 9 November 2026 for the position of Data Analyst at PT \
Maju Jaya. I enjoyed learning more about the work and what it involves.

I am writing to ask how the selection process is progressing. Could you kindly let me know which stage it has \
reached? If any further information from me would be useful, I would be happy to provide it.

Thank you for your time and for the opportunity to be considered.

Kind regards,

Rina Wulandari
""",
        language="en",
        phrasing="en-1",
    )


@pytest.mark.parametrize(
    ("position", "company", "language", "shown"),
    [
        ("Analis Data", "PT Maju Jaya", "id", "posisi Analis Data di PT Maju Jaya pada"),
        ("Posisi Analis Data", "PT Maju Jaya", "id", "untuk Posisi Analis Data di PT Maju Jaya pada"),
        ("Analis Data di PT Maju Jaya", "PT Maju Jaya", "id", "posisi Analis Data di PT Maju Jaya pada"),
        ("Analis Data di Maju Jaya", "PT. Maju Jaya Tbk.", "id", "posisi Analis Data di Maju Jaya pada"),
        ("Analis Data - maju jaya", "PT Maju Jaya", "id", "posisi Analis Data - maju jaya pada"),
        ("Data Analyst Gojek", "Gojek", "id", "posisi Data Analyst Gojek pada"),
        ("Analis Data", "PT Data", "id", "posisi Analis Data di PT Data pada"),
        ("Staf Gudang Maju", "PT Maju Jaya", "id", "posisi Staf Gudang Maju di PT Maju Jaya pada"),
        ("Analis di PT Maju Jaya", "PT Maju Tbk", "id", "posisi Analis di PT Maju Jaya di PT Maju Tbk pada"),
        ("Analis (Maju Jaya Tbk.)", "PT Maju Jaya", "id", "posisi Analis (Maju Jaya Tbk.) pada"),
        ("Teller", "Bank Maju Tbk.", "id", "posisi Teller di Bank Maju Tbk. pada"),
        ("Data Analyst position", "PT Maju Jaya", "en", "for the Data Analyst position at PT Maju Jaya."),
        ("Teller", "Bank Maju Tbk.", "en", "for the position of Teller at Bank Maju Tbk. The conversation"),
        ("Data Analyst at Gojek", "Gojek", "en", "for the position of Data Analyst at Gojek. The"),
    ],
)
def test_position_and_company_read_as_one_phrase(position: str, company: str, language: Language, shown: str) -> None:
    letter = worded(replace(FACTS, position=position, company=company), language, f"{language}-3")
    assert shown in letter.body


def test_braces_in_a_fact_stay_what_they_are() -> None:
    letter = compose(replace(FACTS, position="Analis {name}"), "id", PHRASINGS)
    assert "posisi Analis {name} di PT Maju Jaya" in letter.body


def test_white_space_in_the_facts_does_not_reach_the_letter() -> None:
    messy = replace(FACTS, candidate_name=" Rina \n Wulandari, ", company="PT  Maju\tJaya", phone="  ")
    assert compose(messy, "id", PHRASINGS) == compose(replace(FACTS, phone=None), "id", PHRASINGS)


def test_a_thread_without_a_subject_gets_a_subject_of_its_own() -> None:
    assert compose(replace(FACTS, thread_subject=" RE: "), "id", PHRASINGS) == compose(FACTS, "id", PHRASINGS)


@pytest.mark.parametrize(
    "facts", [replace(FACTS, candidate_name=" , "), replace(FACTS, company=""), replace(FACTS, position="\n")]
)
def test_a_blank_fact_is_refused(facts: LetterFacts) -> None:
    with pytest.raises(ValueError, match="a letter needs"):
        compose(facts, "id", PHRASINGS)


def test_the_weekday_is_the_right_one() -> None:
    assert written_day_and_date(date(2026, 11, 9), "id") == "Senin, 9 November 2026"
    assert written_day_and_date(date(2026, 5, 1), "id") == "Jumat, 1 Mei 2026"
    assert written_day_and_date(date(2028, 2, 29), "en") == "Tuesday, 29 February 2028"
