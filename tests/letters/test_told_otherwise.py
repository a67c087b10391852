"""What letters tell in words that no list had: a greeting by name, a post without its word, ends that break off.

Beside each table of what must stay silent stands one of the faults that it looks like.
"""

import pytest

from service.letters.checking import ask, coherence, fact, register, struct, tech
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter

_WITHOUT_POSITION = {key: value for key, value in FACTS.items() if key != "position"}


@pytest.mark.parametrize(
    "line",
    ["Sugeng enjing, Bapak Andi Pratama.", "Selamat bertemu kembali, Pak Andi.", "Salam hormat bagi Bapak Andi,"],
)
def test_a_first_line_that_calls_the_reader_by_name_greets(line: str) -> None:
    body = letter(salutation=line, greeting="")
    assert "struct.greeting-missing" not in found(struct, body, **FACTS)


def test_a_first_line_that_tells_of_the_writer_does_not_greet() -> None:
    body = letter(salutation="", greeting="", introduction="Saya bertemu Bapak Andi pada 9 November 2026.")
    assert "struct.greeting-missing" in found(struct, body, **FACTS)


_NAMED: list[tuple[Language, str]] = [
    ("id", "Terima kasih atas wawancara tanggal 9 November 2026 untuk Mitra Pengemudi. Saya Rina Wijaya."),
    ("id", "Saya Rina Wijaya, yang pada 9 November 2026 diwawancarai selaku Penata Rias."),
    ("en", "Rina Wijaya here, from the Welder interview of 9 November 2026."),
    ("en", "I am Rina Wijaya, and I came for an interview as Warehouse Supervisor on 9 November 2026."),
]


@pytest.mark.parametrize(("language", "introduction"), _NAMED)
def test_a_position_is_named_without_the_word_for_it(language: Language, introduction: str) -> None:
    purpose = "Apakah seleksinya masih berlangsung?" if language == "id" else "May I ask how the process is going?"
    body = letter(language, introduction=introduction, purpose=purpose)
    subject = "Rina Wijaya, 9 November 2026"
    assert "struct.position-missing" not in found(struct, body, subject, language, **_WITHOUT_POSITION)


@pytest.mark.parametrize(
    "introduction",
    [
        "Saya Rina Wijaya. Terima kasih untuk Bapak atas wawancara Senin, 9 November 2026.",
        "Saya Rina Wijaya, yang mengikuti wawancara Maju Jaya pada 9 November 2026.",
    ],
)
def test_a_reader_a_day_and_a_firm_are_no_position(introduction: str) -> None:
    body = letter(introduction=introduction, purpose="Bagaimana kelanjutannya?")
    assert "struct.position-missing" in found(struct, body, "Rina Wijaya", **_WITHOUT_POSITION)


_BROKEN: list[tuple[Language, str]] = [
    ("id", "Pada kesempatan itu saya juga menjelaskan pengalaman saya di bidang"),
    ("id", "Setelah berdiskusi dengan Bapak, saya semakin memahami betapa pentingnya"),
    ("id", "Bapak menyampaikan bahwa kabar selanjutnya akan diberikan oleh bagian"),
    ("id", "Terima kasih sudah menjelaskan bagaimana."),
    ("id", "Selama bekerja di gudang saya pernah."),
    ("en", "I would be glad to provide any further"),
]


@pytest.mark.parametrize(("language", "sentence"), _BROKEN)
def test_a_sentence_breaks_off_before_what_it_announces(language: Language, sentence: str) -> None:
    assert "coherence.cut-off" in found(coherence, letter(language, extra=sentence), language=language, **FACTS)


@pytest.mark.parametrize(
    "sentence",
    ["Pekerjaan seperti itu belum pernah.", "Saya bekerja di dua bagian.", "Semuanya berguna bagi bidang itu."],
)
def test_a_sentence_may_end_in_such_a_word(sentence: str) -> None:
    assert "coherence.cut-off" not in found(coherence, letter(extra=sentence), **FACTS)


_OF_OTHERS: list[tuple[Language, str]] = [
    ("id", "Sejak dulu saya bercita-cita bergabung dengan PT Digul Pemetaan Mandiri."),
    ("id", "Saya menanti kabar baik dari PT Lestari Motor Abadi."),
    ("en", "Joining Bluewater Shipping has been my aim since I left school."),
]


@pytest.mark.parametrize(("language", "sentence"), _OF_OTHERS)
def test_a_long_held_wish_to_join_another_firm_is_of_another_application(language: Language, sentence: str) -> None:
    body = letter(language, extra=sentence)
    assert "coherence.other-application" in found(coherence, body, language=language, **FACTS)


def test_a_towns_job_fair_is_no_position() -> None:
    body = letter("en", extra="We met twice: at the Maumere job fair and at the interview.")
    assert found(coherence, body, language="en", **FACTS) == set()


@pytest.mark.parametrize(("company", "is_wrong"), [("RS Baileo Sehat", True), ("PT Baileo Katering", False)])
def test_a_hospital_in_the_address_is_another_one_for_a_hospital_only(company: str, is_wrong: bool) -> None:  # noqa: FBT001  # a column of the table
    body = letter(salutation="Yth. Bapak Andi Pratama\nRS Siwalima Husada\nAmbon")
    context = {**FACTS, "company": company}
    assert ("fact.company-name" in found(fact, body, **context)) is is_wrong


def test_known_words_of_both_languages_tell_another_position() -> None:
    introduction = "Saya Rina Wijaya, yang diwawancarai pada 9 November 2026 untuk posisi Staf Pemasaran Kredit."
    body = letter(introduction=introduction, purpose="Mohon informasi mengenai perkembangan seleksinya.")
    context = {**FACTS, "position": "Supervisor Teller"}
    assert "fact.position" in found(fact, body, "Tindak lanjut wawancara", **context)


@pytest.mark.parametrize(
    "sentence",
    ["Saya tempelkan salinan sertifikat pada surel ini.", "Silakan periksa berkas yang saya unggah di surel ini."],
)
def test_what_is_put_into_the_mail_is_attached(sentence: str) -> None:
    assert "fact.attachment-missing" in found(fact, letter(extra=sentence), **FACTS)


def test_what_was_put_into_a_portal_is_not() -> None:
    sentence = "Berkas itu sudah saya unggah di portal pendaftaran."
    assert "fact.attachment-missing" not in found(fact, letter(extra=sentence), **FACTS)


@pytest.mark.parametrize("gap", ["(your phone number)", "(your e-mail address)", "(alamat lengkap)"])
def test_a_field_in_round_brackets_was_to_be_filled_in(gap: str) -> None:
    assert "tech.placeholder" in found(tech, letter(extra=f"Saya dapat dihubungi di {gap}."), **FACTS)


def test_one_question_is_told_by_its_graver_rule() -> None:
    body = letter(extra="Kalau boleh, saya minta kepastian apakah lamaran saya diterima atau ditolak.")
    assert found(ask, body, **FACTS) == {"ask.direct-outcome"}


def test_two_questions_are_told_by_two_rules() -> None:
    body = letter(extra="Apakah saya diterima? Saya minta kepastian.")
    assert found(ask, body, **FACTS) == {"ask.direct-outcome", "ask.result"}


def test_somebody_told_of_with_a_profession_is_not_addressed() -> None:
    body = letter(extra="Kak Wina, psikolog anak di kota kami, adalah inspirasi saya.")
    assert found(register, body, **FACTS) == set()


def test_a_familiar_word_for_the_reader_is_no_wrong_name() -> None:
    body = letter("en", salutation="Hey Boss,")
    assert "fact.recruiter-name" not in found(fact, body, language="en", **FACTS)
