from datetime import time
from typing import Any

import pytest

from service.letters.checking import fact
from service.letters.checking.fact_greeting import greeting_hours
from service.letters.language import Language
from tests.letters.checking_parts import found, hits_of, marked
from tests.letters.letter_frames import FACTS, letter


def rules(body: str, language: Language = "id", **facts: Any) -> set[str]:  # noqa: ANN401  # fields of the context
    return found(fact, body, language=language, **(FACTS | facts))


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_letter_that_agrees_with_the_facts_has_no_finding(language: Language) -> None:
    assert rules(letter(language), language) == set()


@pytest.mark.parametrize("language", ["id", "en"])
def test_without_facts_the_family_is_silent(language: Language) -> None:
    body = letter(language, extra="Terlampir CV saya. Please find attached my CV. Selamat pagi, Pak.")
    assert found(fact, body, language=language) == set()


@pytest.mark.parametrize(
    "salutation",
    [
        "Yth. Bapak Andy Pratama",
        "Yth. Bapak Andi Pratma",
        "Yth. Bapak Budi Santoso",
        "Yth. Ibu Andi Pratama",
        "Kepada Yth. Bapak Andi Permana",
        "Kepada Yth.\nBapak Hendra Wijaya\nHRD Manager",
        "Yth.\nBapak Andi Prtama\nManajer SDM\ndi Jakarta",
        "Bapak Rudi yang terhormat,",
        "Yth. Pak Agus,",
        "Dear Bapak Anton Pratama,",
        "Selamat siang Pak Joko,",
        "Yth. Bapak Andi Wijaya, S.E., M.M.",
        "Halo Pak Anto,",
        "Yth. Bapak Andi Pratana, HRD PT Maju Jaya Sentosa",
        "Dengan hormat Bapak Hartono,",
        "Yth. Ibu",
        "Yth. Ibu HRD Manager",
    ],
)
def test_another_name_in_the_salutation_is_told(salutation: str) -> None:
    assert rules(letter(salutation=salutation, greeting="")) == {"fact.recruiter-name"}


@pytest.mark.parametrize(
    "salutation",
    [
        "Yth. Bapak Andi Pratama",
        "Yth. Bapak Andi",
        "Yth. Bapak Pratama,",
        "Yth. Bpk. Andi Pratama, S.E., M.M.",
        "Yth. Bapak/Ibu Andi Pratama",
        "Yth. Tim Rekrutmen PT Maju Jaya Sentosa",
        "Kepada Yth.\nBapak Andi Pratama\nKepala Bagian Sumber Daya Manusia\nPT Maju Jaya Sentosa Tbk.\nJalan Melati 5",
        "Kepada\nYth. HRD Manager\nPT Maju Jaya Sentosa\ndi Tempat",
        "Yth. Pimpinan PT Maju Jaya Sentosa",
        "Yth. Bapak A. Pratama",
        "Yth. Pak Andi P.",
        "Yth. Dr. Andi Pratama, M.Si.",
        "Bapak Andi Pratama yang saya hormati,",
        "Dear Bapak Andi,",
        "Selamat siang, Bapak Andi Pratama.",
        "Selamat siang Pak Andi,",
        "Yth. Bapak ANDI PRATAMA",
        "Yth. Sdr. Andi Pratama",
        "Yth. Bapak Andi Pratama dan Ibu Lestari",
        "Yth. Bapak Pratama Andi",
        "Yth. Bapak/Ibu Panitia Seleksi",
        "Assalamualaikum Warahmatullahi Wabarakatuh,",
        "Yth. Bapak Andi Pratama (HRD)",
        "Yth. Bapak Andi Pratama - Recruitment Manager",
    ],
)
def test_the_readers_name_is_known_in_all_its_forms(salutation: str) -> None:
    assert rules(letter(salutation=salutation)) == set()


@pytest.mark.parametrize(
    ("salutation", "is_told"),
    [
        ("Dear Mr Budi Santoso,", True),
        ("Dear Ms Andi Pratama,", True),
        ("Dear Andy Pratama,", True),
        ("Dear Mr. Pratma,", True),
        ("Good afternoon Mr Hartono,", True),
        ("Hello Michael,", True),
        ("Dear Andi,", False),
        ("Dear Mr. Pratama,", False),
        ("Dear Hiring Team,", False),
        ("Dear Hiring Manager,", False),
        ("Dear Sir or Madam,", False),
        ("Dear Mr Andi Pratama and team,", False),
        ("To whom it may concern,", False),
        ("Dear Mr Andi Pratama and Ms Lestari,", False),
        ("Dear all,", False),
        ("Dear Maju Jaya Sentosa Recruitment Team,", False),
        ("Dear Bapak Andi,", False),
    ],
)
def test_an_english_salutation_is_read_as_well(salutation: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    assert rules(letter("en", salutation=salutation), "en") == ({"fact.recruiter-name"} if is_told else set())


@pytest.mark.parametrize(
    ("name", "honorific", "salutation"),
    [
        ("Lo Kian Seng", "Bapak", "Yth. Bapak Lo Kian Seng,"),
        ("Bang Kim Hok", "Bapak", "Yth. Bapak Bang Kim Hok"),
        ("Min Sukmawati", "Ibu", "Yth. Ibu Min Sukmawati,"),
        ("Dr. Sri Lestari, M.Si.", "Ibu", "Yth. Dr. Sri Lestari, M.Si."),
        ("I Gusti Ngurah Rai", "Bapak", "Yth. Bapak I Gusti Ngurah Rai"),
        ("Muhammad Faiz bin Abdullah", "Bapak", "Yth. Bapak M. Faiz Abdullah"),
        ("Siti Nur'aini", "Ibu", "Yth. Ibu Siti Nur’aini"),
        ("Hj. Aminah", "Ibu", "Yth. Ibu Hj. Aminah"),
        ("Aminah", "Ibu", "Yth. Ibu Hj. Aminah"),
        ("Pak Andi", None, "Yth. Bapak Andi"),
        ("Andi", None, "Yth. Bapak Andi Pratama"),
        (None, "Bapak", "Yth. Bapak Kepala Biro Kepegawaian"),
        ("Suwandi", "Bapak", "Yth. Bapak Suwandi"),
        ("Prof. Dr. Ir. Budi Hartono, M.Eng.", "Bapak", "Yth. Prof. Dr. Ir. Budi Hartono, M.Eng."),
        ("Min-ji Park", "Ms", "Dear Ms Min-ji Park,"),
    ],
)
def test_unusual_names_are_no_fault(name: str | None, honorific: str | None, salutation: str) -> None:
    body = letter(salutation=salutation, thanks="Terima kasih atas perhatiannya.")
    assert rules(body, recruiter_name=name, honorific=honorific) == set()


@pytest.mark.parametrize(
    ("thanks", "is_told"),
    [
        ("Terima kasih atas perhatiannya, Pak Budi.", True),
        ("Terima kasih banyak, Bapak Hendra.", True),
        ("Terima kasih atas waktu Bapak Andi Pratma.", True),
        ("Terima kasih banyak, Pak Andi.", False),
        ("Terima kasih, Pak.", False),
        ("Terima kasih juga kepada Ibu Lestari yang menemani saya.", False),
        ("Terima kasih atas waktu Bapak dan Ibu Ratna Sari.", False),
        ("Terima kasih, salam untuk Pak Budi.", False),
    ],
)
def test_a_reader_spoken_to_by_another_name_is_told(thanks: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    assert rules(letter(thanks=thanks)) == ({"fact.recruiter-name"} if is_told else set())


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya tetap berminat bergabung dengan PT Maju Jaja Sentosa.",
        "Saya tetap berminat bergabung dengan Maju Jaya Santosa.",
        "Budaya kerja di PT Maju Jya Sentosa sangat menarik.",
        "Budaya kerja di CV Maju Jaya Sentosa sangat menarik.",
        "Budaya kerja di PT. Maju Raya Sentosa sangat menarik.",
        "Visi Maju Jaya Sentausa sejalan dengan minat saya.",
        "Saya senang mengenal PT MAJU JAYA SENTOS lebih dekat.",
    ],
)
def test_a_misspelt_company_is_told(sentence: str) -> None:
    assert rules(letter(extra=sentence)) == {"fact.company-name"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya tetap berminat bergabung dengan Maju Jaya.",
        "Saya tetap berminat bergabung dengan PT. Maju Jaya Sentosa, Tbk.",
        "Saya tetap berminat bergabung dengan MJS.",
        "Sebelumnya saya bekerja di PT Maju Jaya Abadi selama dua tahun.",
        "Semoga perusahaan makin maju jaya dan sentosa.",
        "Pengalaman saya di PT Sinar Jaya Sentosa kiranya bermanfaat.",
        "Jaya Wijaya adalah gunung di Papua.",
        "Saya tinggal di Jalan Raya Sentosa.",
    ],
)
def test_a_short_form_and_another_firm_are_no_misspelling(sentence: str) -> None:
    assert rules(letter(extra=sentence)) == set()


@pytest.mark.parametrize(
    ("company", "written", "is_told"),
    [
        ("Mega Cipta Paper", "Mega Citra Paper", True),
        ("PT Tokoraya", "PT Tokoraja", True),
        ("Adil & Rekan", "Adil dan Rekan", False),
        ("Kopi Langit", "Kopi Langit", False),
        ("PT Bank Nusa Lestari Tbk.", "Bank Nusa Lestari", False),
        ("Yayasan Hutan Lestari", "Hutan Lestari", False),
        ("Universitas Cendana Raya", "Universitas Mandala Raya", False),
        ("Kencana", "Rencana", False),
        ("Jade Rindang Group", "budaya kerja di Jade Rindang Partners", True),
        ("Jade Rindang Group", "taman di Jade Rindang Tower", False),
    ],
)
def test_companies_of_many_shapes_are_compared(company: str, written: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    body = letter(
        introduction="Saya Rina Wijaya, pelamar posisi Analis Kredit. Pada 9 November 2026 saya mengikuti wawancara.",
        extra=f"Saya ingin mengenal {written} lebih dekat.",
    )
    assert rules(body, company=company) == ({"fact.company-name"} if is_told else set())


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("PT Tirta Gangga Makmur", True),
        ("HRD PT Cakra Buana", True),
        ("PT Maju Jaya Sentosa Tbk.", False),
        ("PT Maju Grup", False),
        ("PT Mitra Rekrutmen Andal", False),
        ("Jalan Melati 3, Bandung", False),
    ],
)
def test_another_firm_in_the_address_is_told(line: str, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    first, rest = letter().split("\n", 1)
    assert rules(f"{first}\n{line}\n{rest}") == ({"fact.company-name"} if is_told else set())


@pytest.mark.parametrize(
    "parts",
    [
        {"signature": "Rini Wijaya"},
        {"signature": "Siti Khadijah"},
        {"signature": "Rina Wijya\n0812-3344-5566"},
        {"signature": "(Budi Santoso)"},
        {"introduction": "Nama saya Dewi Lestari. Saya diwawancarai pada 9 November 2026 untuk posisi Analis Kredit."},
        {"introduction": "Saya Rina Wijayanti, pelamar Analis Kredit, dan diwawancarai pada 9 November 2026."},
        {"introduction": "Perkenalkan, saya Bunga Citra, yang diwawancarai pada 9 November 2026 untuk Analis Kredit."},
    ],
)
def test_another_writer_is_told(parts: dict[str, str]) -> None:
    assert rules(letter(**parts)) == {"fact.candidate-name"}


@pytest.mark.parametrize(
    "parts",
    [
        {"signature": "Rina"},
        {"signature": "Rina Wijaya, S.E."},
        {"signature": "(Rina Wijaya)"},
        {"signature": "RINA WIJAYA\nHP 0812-3344-5566\nJalan Melati No. 3"},
        {"signature": "Rina Wijaya | 0812-3344-5566"},
        {"signature": "rina wijaya"},
        {"signature": "R. Wijaya"},
        {"signature": "Rina Wijaya Kusuma"},
        {"signature": "0812-3344-5566\nRina Wijaya"},
        {"introduction": "Saya Analis Kredit yang diwawancarai pada 9 November 2026, Rina Wijaya."},
        {"introduction": "Nama saya Rina. Saya diwawancarai pada 9 November 2026 untuk posisi Analis Kredit."},
        {"introduction": "Saya, Rina Wijaya, lulusan Universitas Udayana, diwawancarai pada 9 November 2026."},
    ],
)
def test_the_writers_name_is_known_in_all_its_forms(parts: dict[str, str]) -> None:
    assert rules(letter(**parts)) == set()


_OTHER_DATES = [
    ("id", "Wawancara saya berlangsung pada 12 November 2026."),
    ("id", "Kita bertemu pada Kamis, 12 November 2026, di kantor Bapak."),
    ("id", "Saya diwawancarai tanggal 12/11/2026 oleh Bapak."),
    ("id", "Pada 10-11-2026 saya mengikuti wawancara di lantai dua."),
    ("id", "Sejak wawancara 10 November lalu, saya terus memikirkan proyek itu."),
    ("id", "Pada tanggal 8 November 2026 Bapak mewawancarai saya di kantor."),
    ("id", "Interview saya dengan Bapak pada 9 Oktober 2026 sangat berkesan."),
    ("id", "Dalam wawancara tanggal 19 November 2026 itu Bapak menjelaskan tugasnya."),
    ("id", "Saya melamar pada 1 Oktober 2026 dan diwawancarai pada 10 November 2026."),
    ("id", "Wawancara pada 9 November 2025 itu sangat berkesan."),
    ("id", "Perbincangan kita pada 11 November 2026 sangat berkesan."),
    ("en", "Our interview on 12 November 2026 was most instructive."),
    ("en", "I was interviewed on November 10th."),
    ("en", "You interviewed me on 10 November 2026 at your office."),
    ("en", "Since our conversation on 3 November 2026, I have thought about the role."),
    ("en", "On 19 November 2026 I attended an interview at your office."),
    ("en", "We met on October 9, 2026 to discuss the role."),
    ("en", "My interview took place on 2026-11-10."),
]
_SAME_OR_OTHER_EVENTS = [
    ("id", "Kita bertemu pada 9 November lalu."),
    ("id", "Wawancara pada 09-11-2026 itu sangat berkesan."),
    ("id", "Wawancara tanggal 9/11/2026 itu sangat berkesan."),
    ("id", "Saya melamar pada 12 Oktober 2026 melalui portal."),
    ("id", "Ibu menyampaikan bahwa kabar akan diberikan pada 20 November 2026."),
    ("id", "Setelah wawancara, Bapak menjanjikan kabar pada 20 November 2026."),
    ("id", "Saya menerima undangan wawancara pada 2 November 2026."),
    ("id", "Saya lulus dari Universitas Udayana pada 14 Agustus 2024."),
    ("id", "Saya dapat mulai bekerja pada 4 Januari 2027."),
    ("id", "Psikotes berlangsung pada 3 November 2026, sebelum wawancara."),
    ("id", "Saya siap mengikuti wawancara lanjutan pada 1 Desember 2026."),
    ("id", "Sesudah wawancara saya mengirim portofolio pada 12 November 2026."),
    ("id", "Saya perlu menjawab tawaran lain sebelum 4 Desember 2026."),
    ("id", "Keputusan dijadwalkan paling cepat 18 November 2026 menurut penjelasan saat wawancara."),
    ("id", "Mulai 14 November saya berada di Pontianak."),
    ("id", "Surel saya tertanggal 12 November 2026 berisi tautan portofolio."),
    ("id", "Kami bertemu dosen pembimbing pada 2 November 2026 untuk membahas skripsi."),
    ("id", "Saya pernah mengikuti wawancara di perusahaan lain pada 2 November 2026."),
    ("en", "I applied on 12 October 2026 through your website."),
    ("en", "During the interview you said that you would decide by 20 November 2026."),
    ("en", "After the interview I sent the case study on 12 November 2026."),
    ("en", "I graduated on 14 August 2024."),
    ("en", "The interview on 9 November was a pleasure."),
    ("en", "I received your invitation on 2 November 2026."),
    ("en", "I have been asked to reply to another offer by 4 December 2026."),
    ("en", "My documents were received by your office on 11 November, as the courier has confirmed."),
    ("en", "I would be available for a second interview on 1 December 2026."),
    ("en", "You mentioned that the results would be announced on 18 November 2026."),
]


@pytest.mark.parametrize(("language", "sentence"), _OTHER_DATES)
def test_another_date_told_as_the_interviews_is_told(language: Language, sentence: str) -> None:
    assert "fact.interview-date" in rules(letter(language, extra=sentence), language)


@pytest.mark.parametrize(("language", "sentence"), _SAME_OR_OTHER_EVENTS)
def test_dates_of_other_things_are_no_fault(language: Language, sentence: str) -> None:
    assert rules(letter(language, extra=sentence), language) == set()


@pytest.mark.parametrize(
    ("language", "sentence", "weekday"),
    [
        ("id", "Saya mengirim berkas pada Selasa, 2 November 2026.", "Selasa"),
        ("id", "Saya mengirim berkas pada hari Kamis tanggal 13 November 2026.", "Kamis"),
        ("id", "Saya mengirim berkas pada Jum'at (12/11/2026).", "Jum'at"),
        ("id", "Saya mengirim berkas pada 12 November 2026 (Rabu).", "Rabu"),
        ("id", "Saya mengirim berkas pada Minggu, 14 November 2026.", "Minggu"),
        ("id", "Saya mengirim berkas pada Kamis, 13 November.", "Kamis"),
        ("en", "I sent the papers on Thursday, November 13, 2026.", "Thursday"),
        ("en", "I sent the papers on Tuesday the 2nd of November 2026.", "Tuesday"),
        ("en", "I sent the papers on Mon 3 Nov 2026.", "Mon"),
        ("id", "Saya mengirim berkas pada Jumat, 12 November 2026.", "Jumat"),
    ],
)
def test_a_weekday_that_does_not_fit_its_date_is_told(language: Language, sentence: str, weekday: str) -> None:
    body = letter(language, extra=sentence)
    hits = hits_of(fact, body, language=language, **FACTS)
    assert marked(hits, body, "fact.weekday-mismatch") == [weekday]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Saya mengirim berkas pada Kamis, 12 November 2026."),
        ("id", "Kabar direncanakan satu minggu setelah 10 November 2026."),
        ("id", "Kabar direncanakan dalam dua minggu, 23 November 2026, menurut penjelasan Bapak."),
        ("id", "Setiap Senin saya mengajar; pada 12 November 2026 saya libur."),
        ("id", "Saya mengirim berkas pada hari Ahad, 15 November 2026."),
        ("id", "Saya mengirim berkas pada Jumat, 13 November."),
        ("en", "I sent the papers on Thursday, November 12th."),
        ("en", "I sent the papers on 12 November, a Thursday."),
        ("en", "I sit in the office every Monday, 12 hours a day."),
    ],
)
def test_a_weekday_that_fits_and_a_week_are_no_fault(language: Language, sentence: str) -> None:
    assert rules(letter(language, extra=sentence), language) == set()


@pytest.mark.parametrize(
    ("greeting", "window", "is_told"),
    [
        ("Selamat siang, Pak.", "break", False),
        ("Selamat siang,", "pre_close", True),
        ("Selamat sore,", "pre_close", False),
        ("Selamat sore, Bapak Andi.", "break", True),
        ("Selamat pagi,", "break", True),
        ("Selamat pagi,", "pre_close", True),
        ("Selamat malam,", "pre_close", True),
        ("SELAMAT PAGI", "break", True),
        ("Selamat siang/sore,", "pre_close", False),
        ("Pagi, Pak.", "break", True),
        ("Selamat petang,", "pre_close", False),
        ("Good afternoon,", "break", False),
        ("Good afternoon,", "pre_close", False),
        ("Good morning,", "break", True),
        ("Good evening,", "pre_close", True),
        ("Good day,", "pre_close", False),
        ("Dengan hormat,", "break", False),
        ("Salam sejahtera,", "break", False),
        ("Selamat pagi,", None, False),
    ],
)
def test_a_greeting_of_the_hour_is_held_against_the_window(greeting: str, window: str | None, is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    assert rules(letter(greeting=greeting), window=window) == ({"fact.time-greeting"} if is_told else set())


def test_the_windows_own_hours_go_before_the_usual_ones() -> None:
    body = letter(greeting="Selamat siang,")
    assert rules(body, window="pre_close", window_hours=["14:00", "15:00"]) == set()
    assert rules(body, window="break", window_hours=["10:30", "11:30"]) == {"fact.time-greeting"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Wawancara pagi itu sangat berkesan.",
        "Saya dapat dihubungi pada pagi maupun sore hari.",
        "Saya masih ingat ucapan selamat pagi dari petugas di lobi.",
        "Setiap siang saya dapat menerima telepon.",
        "I greatly enjoyed meeting the team that morning.",
        "I hope you have a good evening ahead.",
        "We had a good morning session with the team.",
    ],
)
def test_hours_that_greet_nobody_are_no_fault(sentence: str) -> None:
    assert rules(letter(extra=sentence), window="pre_close") == set()


@pytest.mark.parametrize(
    ("body", "hours"),
    [
        ("Selamat siang, Pak.", (time(11), time(15))),
        ("Selamat sore,", (time(15), time(18, 30))),
        ("Good afternoon,", (time(12), time(18))),
        ("Selamat siang/sore,", (time(11), time(18, 30))),
        ("Selamat siang,\n\nGood afternoon,", (time(12), time(15))),
        ("Dengan hormat,", None),
        ("Selamat atas peresmian pabriknya.", None),
    ],
)
def test_a_greeting_says_in_which_hours_it_fits(body: str, hours: tuple[time, time] | None) -> None:
    assert greeting_hours(body, "", "id") == hours


_ATTACHED = [
    ("id", "Bersama surel ini saya lampirkan CV terbaru saya."),
    ("id", "Terlampir portofolio saya."),
    ("id", "Berikut saya lampirkan transkrip nilai."),
    ("id", "Sertifikat saya lampirkan sebagai bahan pertimbangan."),
    ("id", "Saya juga melampirkan surat rekomendasi."),
    ("id", "Silakan melihat berkas terlampir."),
    ("id", "Hasil studi kasus dapat Bapak lihat pada lampiran."),
    ("id", "Saya turut menyertakan salinan ijazah."),
    ("id", "Sebagaimana terlampir, sertifikat saya telah terbit."),
    ("id", "Bersama ini saya sertakan salinan STR."),
    ("en", "Please find attached my CV."),
    ("en", "I have attached my portfolio."),
    ("en", "Attached is my updated transcript."),
    ("en", "I am attaching a short note."),
    ("en", "My references are enclosed."),
    ("en", "You will find my certificate in the attachment."),
    ("en", "Kindly see the attached report."),
    ("en", "I attach the case study you asked for."),
    ("en", "I enclose a copy of my diploma."),
]
_NOT_ATTACHED = [
    ("id", "Ijazah telah saya lampirkan saat mengirim lamaran."),
    ("id", "Apabila diperlukan, sertifikat dapat saya lampirkan pada surel berikutnya."),
    ("id", "Apakah ada dokumen yang perlu saya lampirkan?"),
    ("id", "Saya bersedia melampirkan transkrip bila diminta."),
    ("id", "Berkas yang saya lampirkan pada surat lamaran telah diperbarui."),
    ("id", "CV saya terlampir dalam lamaran sebelumnya."),
    ("id", "Saya sudah membaca lampiran undangan Bapak."),
    ("id", "Sertifikat itu belum saya lampirkan karena masih dicetak."),
    ("id", "Saya terbiasa menyusun lampiran laporan keuangan."),
    ("id", "Jika Bapak berkenan, saya akan melampirkan portofolio."),
    ("en", "For two years I was attached to the audit team."),
    ("en", "The CV that I attached to my application is still current."),
    ("en", "I would be happy to attach a reference if needed."),
    ("en", "I am very attached to this field of work."),
    ("en", "My certificate was enclosed with my application in October."),
    ("en", "I attach great importance to accuracy."),
    ("en", "A transcript can be attached to my next e-mail."),
    ("en", "Should you need the attached report again, no problem: it was in my earlier message."),
]


@pytest.mark.parametrize(("language", "sentence"), _ATTACHED)
def test_an_attachment_that_is_not_there_is_told(language: Language, sentence: str) -> None:
    body = letter(language, extra=sentence)
    assert rules(body, language) == {"fact.attachment-missing"}
    assert rules(body, language, attachments=["cv.pdf"]) == set()
    assert rules(body, language, attachments=None) == set()


@pytest.mark.parametrize(("language", "sentence"), _NOT_ATTACHED)
def test_what_was_or_could_be_attached_is_no_fault(language: Language, sentence: str) -> None:
    assert rules(letter(language, extra=sentence), language) == set()


@pytest.mark.parametrize(
    ("language", "position", "sentence", "is_told"),
    [
        ("id", "Staf Penggajian", "Saya melamar posisi Staf Keuangan.", True),
        ("id", "Analis Kredit", "Saya pelamar posisi Analis Data.", True),
        ("id", "Perawat ICU", "Saya melamar sebagai Bidan Desa.", True),
        ("id", "Guru Matematika", "Lowongan Guru Bahasa Inggris itu sangat menarik.", True),
        ("en", "Export Coordinator", "I applied for the position of Sales Coordinator.", True),
        ("en", "Data Engineer", "The Data Analyst position interests me.", True),
        ("id", "Analis Kredit", "Saya pelamar posisi Credit Analyst.", False),
        ("id", "Data Analyst", "Saya melamar posisi Analis Data.", False),
        ("id", "Analis Kredit Senior", "Saya melamar posisi Analis Kredit.", False),
        ("id", "Analis Kredit Senior", "Saya melamar posisi Analis Kredit Junior.", True),
        ("id", "Staf Keuangan", "Saat ini saya menempati posisi Kepala Gudang.", False),
        ("id", "Staf Keuangan", "Sebelumnya posisi saya adalah Kasir.", False),
        ("id", "Staf Keuangan", "Saya melamar di PT Bumi Rasa.", False),
        ("en", "Warehouse Supervisor", "The Supervisor role interests me.", False),
        ("en", "Nurse", "My previous position of Laboratory Assistant taught me much.", False),
        ("en", "Staf Gudang", "I applied for the Warehouse Staff position.", False),
        ("en", "Marketing Internship", "I interviewed for the Marketing Intern role.", False),
        ("id", "Pranata Komputer", "Saya peserta seleksi jabatan Pranata Komputer.", False),
    ],
)
def test_another_position_as_the_one_applied_for_is_told(
    language: Language,
    position: str,
    sentence: str,
    is_told: bool,  # noqa: FBT001  # a column of the table
) -> None:
    body = letter(language, introduction=f"{sentence} Rina Wijaya, 9 November 2026.")
    assert rules(body, language, position=position) == ({"fact.position"} if is_told else set())


def test_every_hit_lies_in_its_field_and_marks_little() -> None:
    body = letter(salutation="Yth. Ibu Budi", extra=_OTHER_DATES[0][1] + " " + _ATTACHED[0][1], signature="Siti Aminah")
    hits = hits_of(fact, body, **FACTS)
    assert {hit.rule for hit in hits} >= {"fact.recruiter-name", "fact.interview-date", "fact.candidate-name"}
    for hit in hits:
        assert 0 <= hit.start < hit.end <= len(body)
        assert len(body[hit.start : hit.end].split()) <= 6
