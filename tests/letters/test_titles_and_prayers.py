"""A title before a name ends no sentence, a prayer is no attachment, and an ultimatum is no reproach."""

import pytest

from service.letters.checking import ask, coherence, fact, struct, tone
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter

_TITLED: list[tuple[Language, str]] = [
    ("id", "Jika sampai Rabu depan Capt. Stefan berkenan, saya siap bertemu."),
    ("id", "Apabila nanti Kol. Hadi memerlukan berkas, saya siap mengirimkannya."),
    ("id", "Karena saat itu Mayjen. Surya berhalangan, saya diterima ajudannya."),
    ("id", "Bila kelak Pdt. Yohanes memberi izin, saya dapat mulai bertugas."),
    ("id", "Meskipun di ruang tunggu Tgk. Ismail sedang rapat, saya disambut hangat."),
    ("id", "Agar besok pagi Rm. Paulus tidak menunggu, saya datang lebih awal."),
    ("id", "Sehubungan dengan pesan dari AKP. Budi kepada saya, izinkan saya bertanya."),
    ("id", "Jika sore nanti Ust. Ridwan ke kantor, berkas saya titipkan."),
    ("en", "If on that day Capt. Miller is on leave, I can wait."),
    ("en", "Because last month Lt. Brown was at sea, I met his deputy."),
    ("en", "If tomorrow Msgr. Daly agrees, I will send the plan."),
    ("en", "Following my talk with Col. Hughes at the base, I write to you."),
    ("en", "With reference to the note of the Rev. Stone in my file, I add a line."),
]
_BROKEN_OFF: list[tuple[Language, str]] = [
    ("id", "Jika sampai Rabu depan kapten."),
    ("id", "Apabila Ibu memerlukan surat dari Kol."),
    ("id", "Dalam wawancara itu saya belajar bahwa seorang perawat harus."),
    ("en", "If on that day the captain."),
    ("en", "I would be most grateful for any."),
]


def _told(module: object, sentence: str, language: Language) -> set[str]:
    return found(module, letter(language, extra=sentence), language=language, **FACTS)  # type: ignore[arg-type]  # a family


@pytest.mark.parametrize(("language", "sentence"), _TITLED)
def test_a_title_ends_no_sentence(language: Language, sentence: str) -> None:
    assert "coherence.cut-off" not in _told(coherence, sentence, language)


@pytest.mark.parametrize(("language", "sentence"), _BROKEN_OFF)
def test_what_breaks_off_is_told_still(language: Language, sentence: str) -> None:
    assert "coherence.cut-off" in _told(coherence, sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence", "is_told"),
    [
        ("id", "Bersama surat ini saya lampirkan doa untuk keberhasilan Bapak.", False),
        ("id", "Bersama ini saya sertakan rasa terima kasih yang tulus.", False),
        ("id", "Bapak mengirim peta lokasi sebagai lampiran, dan itu sangat membantu.", False),
        ("id", "Belum ada yang saya lampirkan dalam surel ini.", False),
        ("en", "With this letter I enclose my warmest wishes for your school.", False),
        ("en", "I attach to this note only my gratitude.", False),
        ("en", "Nothing is attached, as you asked for plain mail.", False),
        ("id", "Daftar koleksi yang Ibu minta saya lampirkan bersama surel ini.", True),
        ("id", "Dengan surel ini ikut pula hasil pemeriksaan kesehatan saya.", True),
        ("id", "Bersama surat ini saya lampirkan ijazah saya.", True),
        ("en", "Please find my seaman's book attached.", True),
        ("en", "My teaching plan comes with this message as a PDF.", True),
        ("en", "Here is the scan of my diploma, attached as you wished.", True),
    ],
)
def test_a_prayer_is_no_attachment(language: Language, sentence: str, is_told: bool) -> None:  # noqa: FBT001
    assert ("fact.attachment-missing" in _told(fact, sentence, language)) is is_told


@pytest.mark.parametrize(
    ("language", "sentence", "rules"),
    [
        ("en", "Unless I hear from you by Friday, I will assume you are not serious and walk away.", {"tone.pressure"}),
        ("id", "Jika sampai Jumat tidak ada kabar, saya anggap Bapak tidak serius.", {"tone.pressure"}),
        ("en", "You were never serious about this interview.", {"tone.accusation"}),
        ("en", "Clearly you gave the post to a friend.", {"tone.accusation"}),
        ("en", "Let me know by Friday or I will take the Monday ferry.", {"tone.pressure"}),
        ("en", "I can only hold this place for you until Wednesday.", {"tone.pressure"}),
        ("en", "Unless I have word by the 20th, I shall withdraw my application.", {"tone.pressure"}),
        ("id", "Kalau besok sore belum ada jawaban, saya berangkat ke Kalimantan.", {"tone.pressure"}),
        ("id", "Bapak hanya memanggil saya untuk melengkapi jumlah.", {"tone.accusation"}),
        ("en", "Your clerk looked down on my diploma.", {"tone.accusation"}),
        ("en", "Nobody looked down on me, although I came in sandals.", set()),
        ("id", "Kalau sampai besok Bapak tidak menelepon, saya maklum dan tetap menunggu.", set()),
        ("id", "Saya harus menerima keputusan dokter sebelum Senin, setelah itu saya bebas.", set()),
        ("en", "The injury was never serious, and the doctor has cleared me.", set()),
        ("en", "I take the Monday ferry home, but I can be reached on board.", set()),
        ("id", "Besok sore saya berangkat ke Kalimantan, tetapi ponsel saya tetap menyala.", set()),
        ("id", "Jika besok belum ada kabar, saya berangkat dahulu dan tetap dapat dihubungi.", set()),
    ],
)
def test_an_ultimatum_is_no_reproach(language: Language, sentence: str, rules: set[str]) -> None:
    assert _told(tone, sentence, language) == rules


@pytest.mark.parametrize(
    ("sentence", "rules"),
    [
        ("What salary will you offer me for the post?", {"ask.salary"}),
        ("Which lodging will you offer me near the estate?", set()),
        ("Will you be offering me the post?", {"ask.direct-outcome"}),
    ],
)
def test_what_is_offered_is_the_post_or_the_pay(sentence: str, rules: set[str]) -> None:
    assert _told(ask, sentence, "en") == rules


@pytest.mark.parametrize(
    ("subject", "is_told"),
    [
        ("Mohon dibaca", True),
        ("Mohon perhatian Ibu", True),
        ("Please read", True),
        ("Mohon dibaca: tindak lanjut wawancara Analis Kredit", False),
    ],
)
def test_a_subject_that_asks_to_be_read_says_nothing(subject: str, is_told: bool) -> None:  # noqa: FBT001
    rules = found(struct, letter(), subject=subject, **FACTS)
    assert ("struct.subject-uninformative" in rules) is is_told
