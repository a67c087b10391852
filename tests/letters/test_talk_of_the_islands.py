"""Talk of the islands, familiar greetings, and what only sounds like them."""

import pytest

from service.letters.checking import register
from service.letters.checking.check import Checker
from service.letters.language import Language
from tests.letters.checking_parts import context_of, found, hits_of
from tests.letters.judged import build_checker
from tests.letters.letter_frames import FACTS, letter

_FRAMES: dict[Language, str] = {
    "id": "Yth. Bapak/Ibu Tim Rekrutmen PT Maju Jaya,\n\n{}\n\nHormat saya,\nRina Wijaya",
    "en": "Dear Hiring Team,\n\n{}\n\nKind regards,\nRina Wijaya",
}


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


@pytest.mark.parametrize(
    "sentence",
    [
        "Macam mana rupanya kelanjutan seleksi itu, Pak.",
        "Awak tengok belum ada surat masuk.",
        "Senang kali awak diajak keliling kebun.",
        "Beta seng tahu mau bertanya kepada siapa.",
        "Surat ini singkat, jadi beta tulis apa adanya.",
        "Sa su tunggu lama.",
        "Sampai hari ini tra ada kabar.",
        "Apakah Bapak dorang sudah memutuskan?",
        "Piye kelanjutan seleksinya, Pak?",
        "Saya siap kapan saja atuh, Pak.",
        "Bengkel gede seperti itu yang saya cari.",
        "Saya penasaran bangettt.",
    ],
)
def test_talk_of_the_islands_is_slang(sentence: str) -> None:
    assert "register.slang" in found(register, _FRAMES["id"].format(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Macam-macam kain mana pun dapat saya jahit.",
        "Selama lima tahun saya menjadi awak kapal perintis.",
        "Pengujian fase beta sudah selesai pada bulan Mei.",
        "Desa kami terletak di kaki Gunung Gede.",
        "Ni Putu Gede Ayu memandu tes itu.",
        "Tungku di rumah saya terbuat dari tanah liat.",
        "Kasih sayang keluarga membuat saya kuat bekerja malam.",
        "Dua kali awak redaksi mengundang saya.",
    ],
)
def test_crews_clay_and_mountains_are_none(sentence: str) -> None:
    assert found(register, _FRAMES["id"].format(sentence)) == set()


@pytest.mark.parametrize(
    ("language", "salutation", "name"),
    [
        ("en", "Hi there,", None),
        ("en", "Hello there,", "Irene Sudargo"),
        ("en", "Dear all,", "Deborah Lie"),
        ("en", "Hello everyone,", "Deborah Lie"),
        ("en", "Dear friend,", "Deborah Lie"),
    ],
)
def test_a_greeting_of_nobody_in_particular_is_too_familiar(
    language: Language, salutation: str, name: str | None
) -> None:
    body = _FRAMES[language].format("I am still interested.").replace("Dear Hiring Team,", salutation)
    assert found(register, body, language=language, recruiter_name=name) == {"register.address"}


@pytest.mark.parametrize(
    ("salutation", "name"),
    [("Dear all,", None), ("Dear All Saints Hiring Team,", "Deborah Lie"), ("Hello Ms Lie,", "Deborah Lie")],
)
def test_a_team_may_be_greeted_as_one(salutation: str, name: str | None) -> None:
    body = _FRAMES["en"].format("Thank you all for your time.").replace("Dear Hiring Team,", salutation)
    assert found(register, body, language="en", recruiter_name=name) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Salam hormat untuk Abangda yang telah mewawancarai saya.",
        "Tante pasti masih ingat percakapan kita.",
        "Om tentu sibuk menjelang tutup tahun.",
        "Terima kasih atas bantuan Kakanda selama wawancara.",
    ],
)
def test_words_for_kin_may_stand_for_the_reader(sentence: str) -> None:
    assert found(register, _FRAMES["id"].format(sentence)) == {"register.address"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Abangda saya bekerja di kapal.",
        "Tante saya pasti ingat toko itu.",
        "Om Lukas tentu masih melaut.",
        "Tante pernah bekerja sebagai koki di sana.",
    ],
)
def test_words_for_kin_may_be_the_writers_own(sentence: str) -> None:
    assert found(register, _FRAMES["id"].format(sentence)) == set()


@pytest.mark.parametrize(
    ("salutation", "severity"), [("Mba Anindya yang baik,", "warn"), ("Selamat siang, Mbak Anindya,", "info")]
)
def test_who_opens_with_mbak_is_warned(salutation: str, severity: str) -> None:
    frame = _FRAMES["id"].replace("Yth. Bapak/Ibu Tim Rekrutmen PT Maju Jaya,", salutation)
    body = frame.format("Saya menunggu kabar.")
    hits = hits_of(register, body, recruiter_name="Anindya Putri")
    assert [(hit.rule, hit.severity) for hit in hits] == [("register.address", severity)]


def test_a_chief_in_the_village_is_not_the_reader() -> None:
    told = "Pak Bos Sudirman, as the villagers call my uncle, taught me to prune coffee."
    assert found(register, _FRAMES["en"].format(told), language="en") == set()
    assert found(register, _FRAMES["id"].format("Siap, Pak Bos, saya tunggu.")) == {"register.address"}


def test_you_guys_is_told_once_in_a_letter_full_of_talk() -> None:
    told = "I'm kinda curious whether you guys wanna see more sketches."
    assert found(register, _FRAMES["en"].format(told), language="en") == {"register.slang"}
    alone = "It was nice meeting you guys."
    assert found(register, _FRAMES["en"].format(alone), language="en") == {"register.address"}


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        ("Sesudah itu masih ada diskusi dengan product manager.", set()),
        ("Account manager dari pihak pemasok turut hadir.", set()),
        ("Seorang project manager mengajak saya berkeliling.", set()),
        ("Seorang manager mengajak saya berkeliling.", {"typo.nonstandard"}),
    ],
)
def test_an_english_title_keeps_its_spelling(checker: Checker, sentence: str, rules: set[str]) -> None:
    subject = "Tindak lanjut wawancara Analis Kredit – Rina Wijaya"
    findings = checker.check(subject, letter("id", extra=sentence), context_of(FACTS), language="id")
    assert {one.rule for one in findings if one.severity != "info"} == rules
