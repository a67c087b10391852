"""What blocks a letter has two signs for it: what looks like a fault and lacks the second one stays silent.

Beside each table of what must stay silent stands one of the faults that it looks like.
"""

from types import ModuleType

import pytest

from service.letters.checking import ask, coherence, fact, register, tone
from service.letters.checking.agreement import Opinion, agreed
from service.letters.checking.check import Checker
from service.letters.checking.finding import Hit
from service.letters.checking.second_opinion import Limits
from service.letters.language import Language
from tests.letters.checking_parts import context_of, found
from tests.letters.judged import build_checker
from tests.letters.letter_frames import FACTS, letter

_LIMITS = dict.fromkeys(
    ("ask.result", "ask.salary"), Limits(innocent=0.001, guilty=0.7, certain=0.9, unsuspicious=0.08)
)
_HIT = Hit(rule="ask.result", start=12, end=20)


def _agreed(**chances: float) -> list[Hit]:
    given = {f"ask.{rule}": chance for rule, chance in chances.items()}
    return list(agreed([_HIT], [Opinion(field="body", start=10, end=50, chances=given)], _LIMITS))


def test_a_sentence_that_sounds_guilty_of_nothing_is_let_go() -> None:
    assert _agreed(result=0.01, salary=0.02) == []


@pytest.mark.parametrize(("result", "salary"), [(0.09, 0.0), (0.01, 0.6)])
def test_a_sentence_that_sounds_guilty_of_anything_is_not(result: float, salary: float) -> None:
    assert _agreed(result=result, salary=salary) == [_HIT]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


def _told(checker: Checker, sentence: str, language: Language = "id") -> set[str]:
    subject = "Tindak lanjut wawancara Analis Kredit – Rina Wijaya"
    findings = checker.check(subject, letter(language, extra=sentence), context_of(FACTS), language=language)
    return {one.rule for one in findings if one.severity != "info"}


_HARMLESS: list[tuple[Language, str]] = [
    ("en", "I worry that my e-mail with the flight log went astray. Did it arrive safely?"),
    ("en", "You thought you might know more after the client's visit. Did it go well?"),
    ("id", "Jika nilai mengajar percobaan sudah direkap, saya bersedia mendengarkan masukannya."),
    ("id", "Ini terakhir kalinya saya bertanya; sesudahnya saya akan menunggu kabar dari Ibu saja."),
    ("id", "Terima kasih atas kepercayaan Bapak membiarkan saya memutar tembang kenangan siang itu."),
    ("id", "Pertanyaan Bapak membuat saya berpikir ulang tentang cara mengajar."),
    ("id", "Harapan saya besar, kesabaran saya pun demikian."),
    ("id", "Pekan ini saya harus membereskan panen, sehingga balasan saya mungkin lambat."),
    ("id", "Tidak perlu segera dibalas, Bu; saya tahu pekan ini pekan audit."),
    ("id", "Surel ini tidak usah dijawab hari ini."),
    ("id", "Diterima atau tidaknya saya nanti sepenuhnya saya serahkan kepada kebijakan Ibu."),
    ("id", "Lolos atau tidaknya saya adalah kewenangan penuh Bapak."),
    ("id", "Ibu saya bertanya apakah saya diterima, dan saya jawab bahwa keputusan belum diumumkan."),
    ("id", "Istri saya setiap hari bertanya kapan saya mulai bekerja."),
    ("en", "Whether I am hired or not is entirely up to you."),
    ("en", "My landlady keeps asking whether I got the job, and I keep telling her to be patient."),
    ("en", "Thank you for making me feel that my age is an advantage."),
]


@pytest.mark.parametrize(("language", "sentence"), _HARMLESS)
def test_what_is_left_to_the_reader_or_told_of_others_is_no_fault(
    checker: Checker, language: Language, sentence: str
) -> None:
    assert not _told(checker, sentence, language)


_GUILTY: list[tuple[str, Language, str]] = [
    ("ask.direct-outcome", "id", "Semua saya serahkan kepada Bapak, tetapi tolong kabari saya diterima atau tidak."),
    ("ask.direct-outcome", "id", "Keputusan memang hak Bapak, tetapi apakah saya diterima?"),
    ("ask.direct-outcome", "id", "Keluarga saya terus bertanya, jadi apakah saya diterima atau tidak?"),
    ("ask.direct-outcome", "en", "It is your decision, but please tell me whether I am hired or not."),
    ("ask.direct-outcome", "en", "Everyone here is asking, so please tell me: did I get the job?"),
    ("tone.pressure", "id", "Tidak perlu menunggu rapat, segera balas saja surel ini."),
    ("tone.accusation", "id", "Sikap kantor Bapak membuat saya kecewa dan merasa diabaikan."),
    ("tone.accusation", "id", "Beginikah adab kantor sebesar ini kepada pelamar?"),
    ("tone.accusation", "en", "Is this how a decent firm treats people?"),
    ("tone.accusation", "en", "You had me wait a month like a fool."),
]


@pytest.mark.parametrize(("rule", "language", "sentence"), _GUILTY)
def test_what_is_asked_or_reproached_all_the_same_is_told(
    checker: Checker, rule: str, language: Language, sentence: str
) -> None:
    assert rule in _told(checker, sentence, language)


def test_who_has_said_their_own_name_may_tell_of_another() -> None:
    told = "Saya Rina Wijaya. Kakak tingkat saya (Ners Hasanah, ruang ICU) memberi tahu saya tentang lowongan ini."
    assert "fact.candidate-name" not in found(fact, letter(introduction=told), **FACTS)


def test_who_has_said_another_name_only_is_asked_whether_it_is_theirs() -> None:
    told = "Saya Siti Hasanah, pelamar posisi Analis Kredit."
    assert "fact.candidate-name" in found(fact, letter(introduction=told), **FACTS)


_CLAUSES = [
    "As a reminder, I was interviewed for Credit Analyst, and I came back on 12 November for the plating test.",
    "You interviewed me, and I returned the signed form on 16 November.",
]


@pytest.mark.parametrize("introduction", _CLAUSES)
def test_the_date_of_a_clause_of_its_own_is_not_the_interview_s(introduction: str) -> None:
    body = letter("en", introduction=f"I am Rina Wijaya. {introduction}")
    assert "fact.interview-date" not in found(fact, body, language="en", **FACTS)


@pytest.mark.parametrize(
    "introduction",
    ["You interviewed me, and it took place on 16 November.", "I came to your office, and we met on 16 November."],
)
def test_the_date_of_a_clause_that_tells_the_interview_is(introduction: str) -> None:
    body = letter("en", introduction=f"I am Rina Wijaya. {introduction}")
    assert "fact.interview-date" in found(fact, body, language="en", **FACTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "It felt like an ordinary morning. Teh Rani even shared her lunch with me.",
        "It felt like an ordinary morning. Teh\nRani even shared her lunch with me.",
        "Kami berlatih sampai sore. Kang Asep dari gudang menemani saya.",
    ],
)
def test_a_name_behind_the_end_of_a_sentence_is_told_of(sentence: str) -> None:
    assert "register.address" not in found(register, letter(extra=sentence), **FACTS)


@pytest.mark.parametrize("sentence", ["Terima kasih sebelumnya, Teh.", "Selamat pagi, Teh Rani."])
def test_a_name_behind_thanks_or_a_greeting_is_spoken_to(sentence: str) -> None:
    assert "register.address" in found(register, letter(extra=sentence), **FACTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "I practise lamination at six in the morning, when the kitchen is cool.",
        "Two of your bakers were sick that day, yet the tour went smoothly.",
        "The workshop was lit by one lamp only.",
    ],
)
def test_a_cool_kitchen_is_no_slang(sentence: str) -> None:
    assert "register.slang" not in found(register, letter("en", extra=sentence), language="en", **FACTS)


@pytest.mark.parametrize("sentence", ["The interview was really cool.", "Your office is cool.", "How cool is that?"])
def test_a_cool_interview_is(sentence: str) -> None:
    assert "register.slang" in found(register, letter("en", extra=sentence), language="en", **FACTS)


def _found_of(company: str, sentence: str, family: ModuleType) -> set[str]:
    body = letter(extra=sentence).replace("PT Maju Jaya Sentosa", company)
    return found(family, body, **{**FACTS, "company": company})


@pytest.mark.parametrize(
    ("company", "sentence"),
    [
        ("PT Asuransi Tugu Kencana", "Saya yakin itu berguna bagi perkembangan PT Asuransi Merapi Sejati ke depan."),
        ("Kopi Curup Heritage", "Bekerja di Warung Robusta Kepahiang adalah impian lama saya."),
        ("Klinik Sehat Bersama", "Saya ingin bergabung dengan Klinik Permata Bunda."),
        ("PT Laut Timur", "Saya yakin kehadiran saya berguna bagi Klinik Bunda Sejati."),
        ("PT Laut Timur", "Saya tidak sabar mengenakan seragam Hotel Kencana Indah."),
        ("PT Laut Timur", "Menjadi bagian dari Yayasan Kasih Papua adalah panggilan hati saya."),
        ("PT Laut Timur", "Semoga PT Sinar Flores semakin maju."),
    ],
)
def test_a_firm_of_the_same_trade_is_another_one(company: str, sentence: str) -> None:
    assert "coherence.other-application" in _found_of(company, sentence, coherence)


@pytest.mark.parametrize(
    ("company", "sentence"),
    [
        ("PT Asuransi Tugu Kencana", "Saya yakin itu berguna bagi perkembangan Asuransi Tugu ke depan."),
        ("Bank Daerah Sasambo", "Saya ingin bergabung dengan Bank Sasambo."),
        ("PT Laut Timur", "Di sela wawancara saya sempat melihat truk PT Sinar Flores membongkar muatan."),
        ("PT Laut Timur", "Setelah wawancara saya menyaksikan kapal PT Pelita Samudra berlabuh."),
        ("PT Laut Timur", "Saya menanti kabar baik dari Bank Mitra Rakyat tentang pinjaman ayah."),
        ("PT Sikka Mina Abadi", "Pada portal lowongan PT Sikka Mina Abadi, lamaran saya tercatat."),
    ],
)
def test_the_firm_s_short_name_and_firms_that_were_seen_are_no_other_application(company: str, sentence: str) -> None:
    assert "coherence.other-application" not in _found_of(company, sentence, coherence)


@pytest.mark.parametrize(
    ("company", "salutation"),
    [
        ("Kusuma Hardja Advisory", "Yth. Tim Rekrutmen Kusuma Hadi Advisory,"),
        ("Hotel Semeru Indah", "Yth. Tim Rekrutmen Hotel Semeru Permai,"),
        ("Hotel Semeru Indah", "Yth. HRD Hotel Semeru Permai,"),
    ],
)
def test_another_word_in_the_name_of_the_firm_that_is_greeted_is_a_slip(company: str, salutation: str) -> None:
    facts = {key: value for key, value in FACTS.items() if key not in {"recruiter_name", "honorific"}}
    assert "fact.company-name" in found(fact, letter(salutation=salutation), **{**facts, "company": company})


@pytest.mark.parametrize(
    ("company", "sentence"),
    [
        ("Hotel Semeru Indah", "Saya pernah bekerja di Hotel Semeru Permai selama dua tahun."),
        ("Hotel Semeru Indah", "Lantai tiga menghadap ke Hotel Semeru Permai."),
        ("Kusuma Hardja Advisory", "Saya diwawancarai di Kusuma Hardja Tower."),
    ],
)
def test_a_firm_or_a_house_of_a_like_name_may_be_told_of(company: str, sentence: str) -> None:
    assert "fact.company-name" not in _found_of(company, sentence, fact)


_BROKEN: list[tuple[Language, str]] = [
    ("en", "The project that you described would be a dream for me, because I have already"),
    ("en", "My years at sea taught me patience, and I have always"),
    ("en", "I can move to Kupang within a week, because my"),
    ("id", "Selama di gudang itu saya juga"),
    ("id", "Sejak kecil saya terbiasa"),
    ("id", "Pada kesempatan itu Bapak menyinggung soal"),
    ("id", "Saya berharap dapat segera"),
]


@pytest.mark.parametrize(("language", "sentence"), _BROKEN)
def test_a_sentence_breaks_off_behind_an_adverb_or_a_conjunction(language: Language, sentence: str) -> None:
    assert "coherence.cut-off" in found(coherence, letter(language, extra=sentence), language=language, **FACTS)


_WHOLE: list[tuple[Language, str]] = [
    ("id", "Yang ingin saya katakan: setiap anak saya amati minimal dua sesi sebelum menyusun program."),
    ("id", "Dan satu hal lagi: mesin jahit itu sudah saya perbaiki sendiri."),
    ("en", "God bless, and thank you,"),
    ("en", "It was a joy to meet you"),
    ("en", "I will gladly come whenever you say so"),
]


@pytest.mark.parametrize(("language", "sentence"), _WHOLE)
def test_a_sentence_may_say_it_behind_a_colon_and_end_in_you(language: Language, sentence: str) -> None:
    assert "coherence.cut-off" not in found(coherence, letter(language, extra=sentence), language=language, **FACTS)


def test_the_families_find_nothing_in_the_letter_itself() -> None:
    for family in (ask, coherence, fact, register, tone):
        assert found(family, letter(), **FACTS) == set()
