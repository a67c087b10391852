import pytest

from service.letters.checking.parts import Part, is_closing, is_greeting, is_salutation
from service.letters.checking.reading import ReadLetter, read_letter


def parts(body: str) -> list[tuple[str, str]]:
    """Return part and text of every line."""
    return [(line.part.value, line.text) for line in read_letter("x", body, "id").lines]


def kinds(body: str) -> str:
    """Return the parts in order, each once."""
    names = [name for name, _ in parts(body)]
    return " ".join(name for n, name in enumerate(names) if n == 0 or names[n - 1] != name)


_INTRODUCTION = "Saya Rina Wijaya, pelamar posisi Analis Kredit, yang diwawancarai pada 9 November 2026."
_PURPOSE = "Izinkan saya menanyakan perkembangan proses seleksi untuk posisi tersebut."


@pytest.mark.parametrize(
    "opening",
    [
        "Yth. Bapak Andi Pratama",
        "Yth. Bapak Andi Pratama,\n\nDengan hormat,",
        "Kepada Yth.\nBapak Andi Pratama\nHRD Manager\nPT Maju Jaya\nJalan Sudirman No. 5\nJakarta\n\nDengan hormat,",
        "Kepada Yth.,\nBapak Andi Pratama,\nHRD Manager,\nPT Maju Jaya,\ndi Tempat\n\nDengan hormat,",
        "Kepada Yth.\n\nBapak Andi Pratama\nHRD PT Maju Jaya\n\nDengan hormat,",
        "Jakarta, 23 November 2026\n\nYth. Bapak Andi Pratama\n\nDengan hormat,",
        "Jakarta, 23 November 2026\n\nPerihal: Tindak lanjut\nLampiran: -\n\nYth. Bapak Andi Pratama\n\nDengan hormat,",
        "Hal: Tindak lanjut\n\nDengan hormat,",
        "Bapak Andi Pratama yang terhormat,",
        "Dear Mr. Andi Pratama,",
        "Selamat siang, Bapak Andi.",
        "Assalamualaikum warahmatullahi wabarakatuh",
        "Halo Kak Dinda,",
        "Permisi Min,",
        "To whom it may concern,",
        "Good afternoon Mr Andi,",
        "Kayu Lestari Furniture\nAttn. Ms Widuri\nJalan Raya Jepara No. 88\nJepara\n\nDear Ms Widuri,",
        "Yth. Bapak I Gusti Ngurah Rai\nKepala Dinas",
    ],
)
def test_the_body_begins_after_every_kind_of_opening(opening: str) -> None:
    for gap in ("\n\n", "\n"):
        read = read_letter("x", f"{opening}{gap}{_INTRODUCTION}\n\n{_PURPOSE}\n\nHormat saya,\nRina Wijaya", "id")
        assert [line.text for line in read.lines_of(Part.BODY)] == [_INTRODUCTION, _PURPOSE]
        assert [line.text for line in read.lines_of(Part.CLOSING)] == ["Hormat saya,"]
        assert [line.text for line in read.lines_of(Part.SIGNATURE)] == ["Rina Wijaya"]


@pytest.mark.parametrize(
    ("line", "opening", "prose"),
    [
        (
            "Selamat siang Bapak Andi, saya Rina, pelamar Analis.",
            "Selamat siang Bapak Andi,",
            "saya Rina, pelamar Analis.",
        ),
        ("Selamat siang, Pak. Saya Rina, pelamar Analis.", "Selamat siang, Pak.", "Saya Rina, pelamar Analis."),
        ("Selamat siang, Pak Andi. Saya Rina Wijaya.", "Selamat siang, Pak Andi.", "Saya Rina Wijaya."),
        ("Selamat siang Pak Andi saya Rina ingin bertanya.", "Selamat siang Pak Andi", "saya Rina ingin bertanya."),
        ("Dengan hormat, saya Rina Wijaya.", "Dengan hormat,", "saya Rina Wijaya."),
        ("Yth. Bapak Andi Pratama, S.E., saya Rina Wijaya.", "Yth. Bapak Andi Pratama, S.E.,", "saya Rina Wijaya."),
        ("Dear Mr. Andi, I am Rina Wijaya.", "Dear Mr. Andi,", "I am Rina Wijaya."),
        ("Dear Andi, thank you for the interview.", "Dear Andi,", "thank you for the interview."),
        ("Selamat siang, semoga Bapak sehat selalu.", "Selamat siang,", "semoga Bapak sehat selalu."),
        ("Assalamualaikum, perkenalkan saya Rina Wijaya.", "Assalamualaikum,", "perkenalkan saya Rina Wijaya."),
    ],
)
def test_a_greeting_is_taken_off_the_line_that_it_shares(line: str, opening: str, prose: str) -> None:
    read = read_letter("x", f"{line}\n{_PURPOSE}\n\nHormat saya,\nRina", "id")
    assert [one.text for one in read.lines_of(Part.SALUTATION, Part.GREETING)] == [opening]
    assert read.lines_of(Part.BODY)[0].text == prose


@pytest.mark.parametrize(
    "line",
    [
        "Dengan hormat saya sampaikan bahwa saya masih berminat pada posisi Analis Kredit di perusahaan ini, Pak.",
        "Ibu menyampaikan bahwa kabar akan diberikan, dan saya menunggu dengan sabar sampai hari ini tiba.",
        "Saya Rina Wijaya, pelamar posisi Analis Kredit yang telah diwawancarai pada tanggal 9 November 2026.",
    ],
)
def test_prose_that_begins_like_a_greeting_stays_whole(line: str) -> None:
    assert parts(line)[0] == ("body", line)


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("Hormat saya,\n\nRina Wijaya\n0812-3344-5566", "closing signature"),
        ("Hormat saya\nRina Wijaya", "closing signature"),
        ("Hormat saya, Rina Wijaya", "closing signature"),
        ("Terima kasih. Hormat saya, Rina Wijaya", "body closing signature"),
        ("Salam hormat dari Karawang,\nRina Wijaya", "closing signature"),
        ("Terima kasih,\n\nHormat saya,\n\nRina Wijaya", "closing signature"),
        ("Terima kasih,\nRina Wijaya", "closing signature"),
        ("Terima kasih atas waktu Bapak.\n\nRina Wijaya", "body signature"),
        ("Terima kasih, Pak.\n\nRina Wijaya\n0812-3344-5566", "body signature"),
        ("Terima kasih atas waktu Bapak.", "body"),
        ("Hormat saya,", "closing"),
        ("Wassalamualaikum warahmatullahi wabarakatuh.\n\nHormat saya,\n\nRina Wijaya", "closing signature"),
        ("Kind regards,\nRina Wijaya\nlinkedin.com/in/rina", "closing signature"),
        ("Yours sincerely\n\nI Gusti Ayu Rai Trisnawati", "closing signature"),
        ("With many thanks,\n\nBest regards,\n(Rina Wijaya)", "closing signature"),
        ("Hormat saya,\nRina Wijaya\n\nP.S. Portofolio saya dapat dilihat di laman.", "closing signature postscript"),
        (
            "Hormat saya,\nRina Wijaya\n\nN.B. Mulai Senin saya di Pontianak, tetapi dapat dihubungi.",
            "closing signature postscript",
        ),
        ("Hormat saya,\nRina Wijaya\n\n> Kami akan memberi kabar.\n> Salam,\n> Andi", "closing signature quote"),
        (
            "Hormat saya,\nRina\n\nOn Mon, 9 Nov 2026 at 10:00, Andi <a@contoh.id> wrote:\nHello Rina,",
            "closing signature quote",
        ),
        (
            "Hormat saya,\nRina\n\nPada Sen, 9 Nov 2026 pukul 10.00 Andi <a@contoh.id> menulis:\nHalo",
            "closing signature quote",
        ),
        ("Hormat saya,\nRina\n\n-----Original Message-----\nFrom: Andi\nHalo", "closing signature quote"),
        ("Hormat saya,\nRina\n\nDari: Andi\nTerkirim: Senin\nHalo Rina", "closing signature quote"),
        (
            "Hormat saya,\n\nRina Wijaya\n\nSaya tetap berminat pada posisi ini dan menunggu kabar dari Bapak.",
            "closing signature body",
        ),
    ],
)
def test_the_ending_is_taken_apart(ending: str, expected: str) -> None:
    assert kinds(f"Yth. Bapak Andi\n\n{_INTRODUCTION}\n\n{ending}").removeprefix("salutation ") in {
        f"body {expected}",
        expected if expected.startswith("body") else "",
    }


def test_a_quotation_above_the_letter_does_not_swallow_it() -> None:
    body = f"> Kami akan memberi kabar.\n\nYth. Bapak Andi\n\n{_INTRODUCTION}\n\nHormat saya,\nRina"
    assert kinds(body) == "quote salutation body closing signature"


def test_a_closing_above_the_salutation_and_a_late_salutation_keep_their_place() -> None:
    assert kinds(f"Best regards,\nRina\n\nDear Mr Andi,\n\n{_INTRODUCTION}") == "head salutation body"
    assert kinds(f"{_INTRODUCTION}\n\nYth. Bapak Andi\n\n{_PURPOSE}\n\nHormat saya,\nRina") == (
        "body salutation body closing signature"
    )


@pytest.mark.parametrize("text", ["", "\n\n\n", " ", "Rina", "Hormat saya,", "Yth.", ">", "\r\n\r\n", "....", "P.S."])
def test_scraps_are_read_too(text: str) -> None:
    read = read_letter(text, text, "en")
    assert all(read.body[line.start : line.end] == line.text for line in read.lines)


def _sentences(body: str) -> list[str]:
    return [sentence.text for sentence in read_letter("x", body, "id").sentences]


def test_wrapped_lines_are_one_paragraph_and_short_lines_are_several() -> None:
    wrapped = (
        "Saya Rina Wijaya, pelamar posisi Analis Kredit di PT Maju Jaya. Pada 9\nNovember 2026 saya diwawancarai.\n"
    )
    assert _sentences("Yth. Bapak Andi\n\n" + wrapped) == [
        "Saya Rina Wijaya, pelamar posisi Analis Kredit di PT Maju Jaya.",
        "Pada 9 November 2026 saya diwawancarai.",
    ]
    unwrapped = (
        f"Yth. Bapak Andi\nDengan hormat,\n{_INTRODUCTION}\nIzinkan saya bertanya kepada\n{_PURPOSE} {_PURPOSE}\n"
        "Hormat saya,\nRina"
    )
    assert [s.paragraph for s in read_letter("x", unwrapped, "id").sentences] == [0, 1, 2, 2]


def test_items_of_a_list_are_sentences_of_their_own() -> None:
    body = "Yth. Bapak Andi\n\nBerikut berkas yang saya serahkan:\n1. Ijazah\n2. Transkrip nilai\n- Sertifikat"
    assert _sentences(body)[1:] == ["1. Ijazah", "2. Transkrip nilai", "- Sertifikat"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Saya bertemu Bapak Andi Pratama, S.E., M.M. di kantor PT Maju Jaya Tbk. pada pukul 10.00.", 1),
        ("Saya bekerja di PT Maju Jaya Tbk. Sekarang saya di rumah.", 2),
        ("Saya melamar pada tgl. 9 Nov. 2026 melalui No. 5.", 1),
        ("Apakah ada kabar? Saya menunggu! Terima kasih…", 3),
        ("Beliau berkata, “Tunggu kabar kami.” Saya menunggu.", 2),
        ("I met Mr. Andi B. Pratama, Ph.D. at 10 a.m. on Monday.", 1),
    ],
)
def test_abbreviations_end_no_sentence(text: str, count: int) -> None:
    assert len(_sentences(f"Yth. Bapak Andi\n\n{text}")) == count


def _check_offsets(read: ReadLetter) -> None:
    for line in read.lines:
        assert read.body[line.start : line.end] == line.text
    for sentence in read.sentences:
        assert len(sentence.text) == sentence.end - sentence.start
        assert read.body[sentence.start : sentence.end].split() == sentence.text.split()
        assert all(read.body[word.start : word.end] == word.text for word in sentence.words)


def test_offsets_point_into_the_body_as_given() -> None:
    body = f"  Selamat siang, Pak. {_INTRODUCTION}\r\n\r\n\t{_PURPOSE}\r\nSalam hormat, Rina Wijaya\r\n"
    read = read_letter("x", body, "id")
    _check_offsets(read)
    assert [line.part.value for line in read.lines] == ["greeting", "body", "body", "closing", "signature"]


def test_a_line_that_only_greets_or_closes_is_known() -> None:
    assert is_salutation("Yth. Bapak Andi")
    assert is_greeting("Selamat siang,")
    assert is_closing("Hormat saya,")
    assert not is_closing("Terima kasih atas waktu Bapak.")
    assert not is_closing("Salam untuk tim Bapak.")
