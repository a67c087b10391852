"""The forms of a letter's opening, introduction, closing and signature, as people write them."""

from typing import Any

import pytest

from service.letters.checking import coherence, fact, struct, tech
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, found
from tests.letters.letter_frames import FACTS, letter


def told(body: str, language: Language, **facts: Any) -> set[str]:  # noqa: ANN401  # fields of the context
    """Return what weighs in `body` for the families that read a letter's form."""
    rules = {
        rule
        for family in (coherence, fact, struct, tech)
        for rule in found(family, body, language=language, **(FACTS | facts))
    }
    return {rule for rule in rules if BOOK.rules[rule].severity != "info"}


_CLOSINGS: list[tuple[Language, str]] = [
    ("id", "Salam sejahtera,"),
    ("id", "Salam sejahtera"),
    ("id", "Shalom,"),
    ("id", "Tuhan memberkati,"),
    ("id", "Tuhan memberkati."),
    ("id", "Tuhan Yesus memberkati,"),
    ("id", "Rahayu,"),
    ("id", "Horas,"),
    ("id", "Salam Rahayu"),
    ("id", "Om Santih Santih Santih Om"),
    ("id", "Om Shanti Shanti Shanti Om,"),
    ("id", "Wassalamu'alaikum wr. wb."),
    ("id", "Wassalamu’alaikum warahmatullahi wabarakatuh,"),
    ("id", "Namo Buddhaya,"),
    ("id", "Sadhu sadhu sadhu,"),
    ("id", "Matur nuwun,"),
    ("id", "Hatur nuhun,"),
    ("id", "Matur suksma,"),
    ("id", "Mauliate,"),
    ("id", "Makase,"),
    ("id", "Berkah Dalem,"),
    ("id", "Yang menanti kabar,"),
    ("id", "Kandidat yang menunggu,"),
    ("id", "Dengan rasa hormat,"),
    ("id", "Dengan segala kerendahan hati,"),
    ("id", "Dari saya,"),
    ("id", "Salam santun dari Ambon,"),
    ("id", "Salam literasi,"),
    ("id", "Salam sehat,"),
    ("id", "Salam pendidikan,"),
    ("id", "Terima kasih dan salam hangat,"),
    ("id", "Dengan tulus,"),
    ("id", "Tulus,"),
    ("id", "Sekian dan terima kasih,"),
    ("id", "Teriring doa dan salam,"),
    ("id", "Salam damai sejahtera,"),
    ("id", "Nuwun,"),
    ("id", "Tabik,"),
    ("id", "Ya'ahowu,"),
    ("id", "Hormat dan terima kasih saya,"),
    ("id", "Jazakallah khairan,"),
    ("id", "Billahi taufik wal hidayah,"),
    ("id", "Wallahul muwaffiq ila aqwamith thariq,"),
    ("id", "Salam Pancasila,"),
    ("id", "Calon rekan kerja Bapak,"),
    ("id", "Pelamar,"),
    ("id", "Salam takzim saya"),
    ("id", "Hormat kami,"),
    ("id", "Terima kasih banyak sebelumnya,"),
    ("id", "Hormat,"),
    ("id", "Salam lestari,"),
    ("id", "Terima kasih atas waktu Bapak,"),
    ("id", "Dengan penuh harap,"),
    ("id", "Tetap semangat,"),
    ("id", "Sampai jumpa,"),
    ("en", "All the best,"),
    ("en", "All best,"),
    ("en", "All my best,"),
    ("en", "With many thanks,"),
    ("en", "With thanks,"),
    ("en", "Thanks and regards,"),
    ("en", "With thanks and respect,"),
    ("en", "Thanking you,"),
    ("en", "Thanking you in anticipation,"),
    ("en", "Thank you and regards,"),
    ("en", "Warmest,"),
    ("en", "Take care,"),
    ("en", "Best of wishes,"),
    ("en", "Until then,"),
    ("en", "Looking forward,"),
    ("en", "Looking forward to hearing from you,"),
    ("en", "Ever yours,"),
    ("en", "God bless,"),
    ("en", "God bless you,"),
    ("en", "With kind thoughts,"),
    ("en", "In gratitude,"),
    ("en", "With every good wish,"),
    ("en", "Peace,"),
    ("en", "Blessings,"),
    ("en", "Your obedient servant,"),
    ("en", "Yours in anticipation,"),
    ("en", "Most sincerely,"),
    ("en", "Very truly yours,"),
    ("en", "With deep appreciation,"),
    ("en", "Thank you for your time,"),
    ("en", "Regards"),
    ("en", "Humbly,"),
    ("en", "In hope,"),
    ("en", "Gratefully yours,"),
    ("en", "With warm greetings from Bali,"),
    ("en", "Hoping to hear good news,"),
    ("en", "Till then,"),
    ("en", "Salam,"),
    ("en", "With my thanks,"),
    ("en", "Have a lovely week,"),
    ("en", "Stay safe,"),
    ("en", "Many thanks and kind regards,"),
    ("en", "Rgds,"),
    ("en", "BR,"),
    ("en", "Always,"),
    ("en", "Sincerest thanks,"),
    ("en", "My very best,"),
]
_NO_CLOSINGS: list[tuple[Language, str]] = [
    ("id", "Terima kasih atas waktu Bapak."),
    ("id", "Saya tunggu kabarnya."),
    ("id", "Mohon kabarnya,"),
    ("id", "Ditunggu kabarnya ya,"),
    ("id", "Kabari saya segera,"),
    ("id", "Harap dibalas,"),
    ("id", "Demikian surel ini saya sampaikan,"),
    ("id", "Apakah sudah ada kabar?"),
    ("id", "Demikian."),
    ("id", "Saya menunggu kabar dari Bapak."),
    ("id", "Tolong dibalas"),
    ("id", "Kapan hasilnya keluar,"),
    ("id", "Karena itu saya menunggu,"),
    ("id", "Demikian yang dapat saya sampaikan kepada Bapak."),
    ("id", "Atas perhatiannya saya ucapkan terima kasih."),
    ("id", "Semoga Bapak sehat selalu."),
    ("id", "Sekian."),
    ("id", "Jika ada kabar,"),
    ("en", "Thank you for your time."),
    ("en", "Please reply soon,"),
    ("en", "I look forward to your reply."),
    ("en", "Let me know,"),
    ("en", "Kindly respond,"),
    ("en", "Waiting for your answer,"),
    ("en", "That is all."),
    ("en", "I hope to hear from you."),
    ("en", "Please let me know when you can,"),
    ("en", "If there is news,"),
    ("en", "I am waiting."),
]


@pytest.mark.parametrize(("language", "closing"), _CLOSINGS)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_closing_is_known_by_its_form_and_its_place(language: Language, closing: str, gap: str) -> None:
    assert told(letter(language, closing=f"{closing}{gap}Rina Wijaya", signature=""), language) == set()


@pytest.mark.parametrize(("language", "line"), _NO_CLOSINGS)
@pytest.mark.parametrize("signature", ["Rina Wijaya", "Rina Wijaya\n0812-3344-5566\nrina@contoh.id"])
def test_a_last_line_that_asks_or_tells_closes_nothing(language: Language, line: str, signature: str) -> None:
    rules = told(letter(language, closing=line, signature=signature), language)
    assert rules - {"coherence.cut-off"} == {"struct.closing-missing"}


_OPENINGS: list[tuple[Language, str]] = [
    ("id", "Om Swastyastu, Bapak Andi Pratama"),
    ("id", "Om Swastiastu\n\nYth. Bapak Andi Pratama"),
    ("id", "Om Swastyastu,\n\nYth. Tim Rekrutmen"),
    ("id", "Salam sejahtera, Bapak Andi Pratama"),
    ("id", "Salam kebajikan,\n\nYth. Bapak Andi Pratama"),
    ("id", "Namo Buddhaya, Bapak Andi Pratama"),
    ("id", "Shalom, Bapak Andi Pratama."),
    ("id", "Assalamualaikum, Bapak Andi Pratama"),
    ("id", "Assalamu'alaikum warahmatullahi wabarakatuh, Bapak Andi Pratama yang saya hormati"),
    ("id", "Sampurasun, Bapak Andi"),
    ("id", "Horas, Bapak Andi Pratama"),
    ("id", "Bismillahirrahmanirrahim\n\nAssalamualaikum wr. wb.\n\nYth. Bapak Andi Pratama"),
    ("id", "Kepada yang terhormat Bapak Andi Pratama"),
    ("id", "Kepada Bapak Andi Pratama di tempat"),
    ("id", "Rahayu,\n\nYth. Bapak Andi Pratama"),
    ("id", "Bapak Andi Pratama yang budiman,"),
    ("id", "Yang saya hormati Bapak Andi Pratama,"),
    ("id", "Yang terhormat,\nBapak Andi Pratama"),
    ("id", "Tim rekrutmen yang baik,"),
    ("id", "Kulonuwun Bapak Andi,"),
    ("id", "Salam hangat dari Makassar, Bapak Andi Pratama"),
    ("id", "Salam hormat, Bapak Andi Pratama"),
    ("id", "Salam hormat, Bapak."),
    ("id", "Bapak Andi Pratama, Kepala Sekolah yang saya hormati,"),
    ("id", "Untuk Bapak Andi Pratama,"),
    ("id", "Pak Andi yang baik,"),
    ("id", "Ustaz Andi Pratama yang saya hormati,"),
    ("id", "Tabea, Bapak Andi"),
    ("id", "Dengan segala hormat, Bapak Andi Pratama"),
    ("id", "Permisi, Bapak Andi Pratama"),
    ("en", "Respected Mr Andi Pratama,"),
    ("en", "Respected Sir,"),
    ("en", "To Mr Andi Pratama"),
    ("en", "To Mr Andi Pratama,"),
    ("en", "To the Hiring Team"),
    ("en", "To the recruitment team,"),
    ("en", "My dear Mr Andi Pratama,"),
    ("en", "Esteemed Mr Andi Pratama,"),
    ("en", "Honourable Mr Andi Pratama,"),
    ("en", "Greetings, Mr Andi Pratama,"),
    ("en", "Warm greetings Mr Andi Pratama"),
    ("en", "Mr Andi Pratama –"),
    ("en", "Mr Andi Pratama:"),
    ("en", "Dear Mr Andi Pratama –"),
    ("en", "Good day Mr Andi Pratama"),
    ("en", "Hello again, Mr Andi Pratama,"),
    ("en", "Peace be upon you, Mr Andi Pratama,"),
    ("en", "Andi,"),
    ("en", "Mr Pratama,"),
    ("en", "Sir,"),
    ("en", "Attention: Mr Andi Pratama"),
    ("en", "Salam Mr Andi Pratama,"),
    ("en", "Dear Mr Andi Pratama and the whole team,"),
    ("en", "Good afternoon to you, Mr Andi Pratama,"),
    ("en", "Attn: Mr Andi Pratama"),
    ("en", "Respected Sir/Madam,"),
    ("en", "Dear Recruitment Committee,"),
    ("en", "Om Swastyastu Mr Andi Pratama,"),
]


@pytest.mark.parametrize(("language", "opening"), _OPENINGS)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_an_opening_is_known_in_every_usual_form(language: Language, opening: str, gap: str) -> None:
    introduction = letter(language, salutation="", greeting="").split("\n\n")[0]
    body = letter(language, salutation="", greeting="", introduction=f"{opening}{gap}{introduction}")
    assert told(body, language) == set()


@pytest.mark.parametrize(
    ("language", "first"),
    [
        ("id", "Saya tunggu kabarnya, Pak."),
        ("id", "Mohon kabarnya,"),
        ("id", "Jakarta, 23 November 2026"),
        ("id", "Perihal: Tindak lanjut wawancara"),
        ("en", "I am writing again,"),
        ("en", "Subject: follow-up"),
        ("en", "Please reply,"),
    ],
)
def test_a_first_line_that_greets_nobody_is_no_opening(language: Language, first: str) -> None:
    introduction = letter(language, salutation="", greeting="").split("\n\n")[0]
    body = letter(language, salutation="", greeting="", introduction=f"{first}\n\n{introduction}")
    assert "struct.greeting-missing" in told(body, language)


_SIGNATURES = [
    "Rina",
    "rina",
    "R. Wijaya",
    "Rina Wijaya, S.E.",
    "(Rina Wijaya)",
    "- Rina Wijaya",
    "~Rina",
    "Rina Wijaya – 0812 3344 5566",
    "RINA WIJAYA\nJl. Melati 3",
    "Ttd.\nRina Wijaya",
    "ttd\n\nRina Wijaya",
    "tertanda\nRina Wijaya",
    "dr. Rina Wijaya",
    "Rina Wijaya\nKandidat Analis Kredit\nWA 0812",
    "*Rina Wijaya*",
    "_Rina Wijaya_",
    '"Rina Wijaya"',
    "Rina W.",
    "Wijaya, Rina",
    "Nama: Rina Wijaya",
    "Rina Wijaya (0812-3344-5566)",
    "rina wijaya\n+62 812 3344 5566",
    "Sdri. Rina Wijaya",
    "Rina Wijaya.\nHP: 0812",
    "/Rina Wijaya/",
    "Rina Wijaya/0812-3344-5566",
    "NIK 3201\nRina Wijaya",
    "Rina Wijaya\nrina@contoh.id | 0812 3344 5566\nlinkedin.com/in/rina",
]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("signature", _SIGNATURES)
def test_a_signature_is_known_in_every_usual_form(language: Language, signature: str) -> None:
    assert told(letter(language, signature=signature), language) == set()


@pytest.mark.parametrize(
    "name", ["Aku Setiawan", "Kami Putra", "My Linh", "Our Chandra", "We Tanjung", "Hormat Siregar"]
)
def test_a_name_that_is_a_pronoun_signs(name: str) -> None:
    introduction = f"Saya {name}, pelamar posisi Analis Kredit, yang diwawancarai pada 9 November 2026."
    body = letter(introduction=introduction, signature=name)
    assert told(body, "id", candidate_name=name) == set()


_INTRODUCTIONS: list[tuple[Language, str]] = [
    (
        "id",
        (
            "Saya yang bertanda tangan di bawah ini:\n\nNama: Rina Wijaya\nPosisi: Analis "
            "Kredit\n\nmengikuti wawancara pada 9 November 2026 di kantor Bapak."
        ),
    ),
    (
        "id",
        (
            "Yang bertanda tangan di bawah ini\n\nNama\t: Rina Wijaya\nAlamat\t: Jalan Melati "
            "3\nPosisi\t: Analis Kredit\n\npada 9 November 2026 telah mengikuti wawancara."
        ),
    ),
    (
        "id",
        (
            "Perkenalkan, berikut data diri saya:\nNama: Rina Wijaya\nPosisi yang dilamar: Analis "
            "Kredit\nTanggal wawancara: 9 November 2026"
        ),
    ),
    (
        "id",
        (
            "Nama Lengkap : Rina Wijaya\nPosisi : Analis Kredit\nTanggal wawancara : 9 November "
            "2026\n\nMelalui surel ini saya menanyakan perkembangan seleksi."
        ),
    ),
    ("id", "Terima kasih atas waktu Bapak pada 9 November 2026.\n\nSaya Rina Wijaya, pelamar Analis Kredit."),
    (
        "id",
        (
            "Semoga Bapak dan tim sehat. Semoga usaha makin maju.\n\nSaya Rina Wijaya, pelamar "
            "Analis Kredit, yang diwawancarai pada 9 November 2026."
        ),
    ),
    (
        "id",
        "Puji syukur kepada Tuhan.\n\nSaya Rina Wijaya, pelamar Analis Kredit, yang diwawancarai pada 9 November 2026.",
    ),
    (
        "id",
        (
            "Mohon maaf mengganggu waktu Bapak.\n\nSaya Rina Wijaya, pelamar Analis Kredit, yang "
            "diwawancarai pada 9 November 2026."
        ),
    ),
    (
        "id",
        (
            "Dengan ini saya:\n1. Nama: Rina Wijaya\n2. Posisi: Analis Kredit\nyang diwawancarai "
            "pada 9 November 2026, menanyakan perkembangan."
        ),
    ),
    ("id", "Sebagai pelamar Analis Kredit yang diwawancarai pada 9 November 2026, saya, Rina Wijaya, ingin bertanya."),
    ("id", "Rina Wijaya, pelamar Analis Kredit, 9 November 2026: begitulah data saya."),
    ("id", "Yang bertanda tangan di bawah ini, Rina Wijaya, diwawancarai pada 9 November 2026 untuk Analis Kredit."),
    (
        "en",
        (
            "Name: Rina Wijaya\nPosition: Analis Kredit\nInterview: 9 November 2026\n\nI am "
            "writing to ask how the selection is going."
        ),
    ),
    (
        "en",
        (
            "Thank you for meeting me on 9 November 2026.\n\nMy name is Rina Wijaya, and I "
            "applied for the Analis Kredit role."
        ),
    ),
    ("en", "I hope you are well.\n\nI am Rina Wijaya, interviewed on 9 November 2026 for Analis Kredit."),
    ("en", "Forgive me for writing.\n\nI am Rina Wijaya, interviewed on 9 November 2026 for Analis Kredit."),
    ("en", "Rina Wijaya here. You saw me on 9 November 2026 for Analis Kredit."),
    ("en", "It is Rina Wijaya, from the Analis Kredit interview on 9 November 2026."),
    ("en", "You interviewed me, Rina Wijaya, on 9 November 2026 for Analis Kredit."),
    ("en", "The undersigned, Rina Wijaya, was interviewed on 9 November 2026 for Analis Kredit."),
]


@pytest.mark.parametrize(("language", "introduction"), _INTRODUCTIONS)
def test_an_introduction_may_be_a_form_or_follow_a_courtesy(language: Language, introduction: str) -> None:
    purpose = "Izinkan saya menanyakan perkembangan seleksinya." if language == "id" else "May I ask how things are?"
    assert told(letter(language, introduction=introduction, purpose=purpose), language) == set()
