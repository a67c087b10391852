"""Sentences of good letters that look like a fault: the way to a post, people told of, clauses that end as they may.

Beside each table of them stands one of the faults that they look like.
"""

import pytest

from service.letters.checking import ask, coherence, fact, register
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter

_WAYS: list[tuple[Language, str]] = [
    ("id", "Saya pelamar jabatan Analis Kredit melalui agen tenaga kerja Mitra Karya."),
    ("id", "Saya pelamar Analis Kredit dari bursa kerja di Universitas Hasanuddin."),
    ("id", "Lamaran saya masuk lewat penyalur tenaga kerja PT Insan Karya."),
    ("id", "Saya melamar posisi Analis Kredit via Bursa Kerja Khusus SMK Negeri 2 Depok."),
    ("id", "Saya kandidat Analis Kredit yang disalurkan LPK Bina Mandiri."),
    ("id", "Saya kandidat yang direkomendasikan oleh Koperasi Tani Makmur."),
    ("id", "Saya pelamar Analis Kredit yang dikirim oleh Politeknik Negeri Bandung."),
    ("id", "Lowongan ini saya ketahui dari papan pengumuman di Universitas Airlangga."),
    ("id", "Informasi lowongan itu saya peroleh dari Yayasan Bina Insani."),
    ("id", "Lowongan posisi ini saya baca di majalah kampus Institut Cendana."),
    ("id", "Saya peserta seleksi yang mendaftar di pameran kerja Universitas Diponegoro."),
    ("id", "Wawancara berlangsung di kantor agen penyalur PT Mitra Insan Karya."),
    ("id", "Saya pelamar posisi ini atas saran dosen saya di Politeknik Negeri Malang."),
    ("id", "Saya pelamar Analis Kredit, eks karyawan PT Sinar Terang Abadi."),
    ("id", "Saya kandidat Analis Kredit, pensiunan Bank Mitra Kencana."),
    ("id", "Saya pelamar Analis Kredit, siswa SMK Karya Bangsa."),
    ("id", "Saya kandidat dari pusat karier Universitas Brawijaya."),
    ("id", "Saya melamar posisi ini berkat informasi dari Yayasan Pelita Hati."),
    ("id", "Undangan wawancara itu saya terima lewat perantara PT Talenta Karya."),
    ("id", "Saya mendaftar seleksi ini melalui PT Talenta Karya selaku agen perekrut."),
    ("id", "Saya, peserta bursa kerja di Universitas Hasanuddin, masih menunggu kabar."),
    ("id", "Posisi ini saya temukan di bursa kerja Politeknik Negeri Semarang."),
    ("id", "Saya pelamar rujukan Klinik Sehat Sentosa."),
    ("id", "Saya kandidat binaan Yayasan Karya Bangsa."),
    ("en", "I am an applicant for the Credit Analyst position through the staffing agency Delta Careers Group."),
    ("en", "I applied for the role via the job fair at Hasanuddin University."),
    ("en", "I am the candidate referred by Northwind Partners."),
    ("en", "I heard of the position from the careers office of Gadjah Mada University."),
    ("en", "My application for the role came by way of Harbor Staffing Solutions."),
    ("en", "I am a candidate recommended by the Bina Mandiri Foundation."),
    ("en", "I am the applicant from the career day at Airlangga University."),
    ("en", "I found the vacancy on the notice board of Cendana College."),
    ("en", "I am a candidate put forward by the recruitment agency Harbor Talents Group."),
    ("en", "My interview was arranged by the employment agency Delta Careers Group."),
    ("en", "I saw the opening at the job fair of Polytechnic University Bandung."),
    ("en", "I was told of the opening by a lecturer at Cendana College."),
    ("en", "I am the applicant trained at Bina Mandiri Academy."),
    ("en", "I applied for the post on the advice of Karya Foundation."),
    ("en", "I am the candidate introduced by your supplier Northwind Freight Group."),
]

_OTHERS: list[tuple[Language, str]] = [
    ("id", "Melalui surel ini saya menanyakan seleksi di PT Cakra Samudra Logistik."),
    ("id", "Lewat surat ini saya menanyakan kelanjutan lamaran di Bank Mitra Kencana."),
    ("id", "Saya pelamar jabatan Analis Kredit di PT Surya Boga Lestari."),
    ("id", "Saya ingin berkarya melalui posisi ini di PT Delta Mandiri."),
    ("id", "Saya melamar lewat LinkedIn untuk posisi di PT Unggul Farma."),
    ("id", "Saya masih menunggu kabar dari seleksi di PT Unggul Farma."),
    ("id", "Undangan wawancara dari PT Surya Boga Lestari saya terima dengan senang."),
    ("id", "Saya kandidat Analis Kredit pada PT Astaka Energi."),
    ("id", "Dari wawancara di PT Galang Bahari Utama saya belajar banyak."),
    ("id", "Berkat wawancara di CV Anugerah Tekstil saya makin berminat."),
    ("id", "Saya pelamar yang diwawancarai oleh PT Cakra Samudra Logistik."),
    ("id", "Semoga saya dapat mengabdi melalui Yayasan Pelita Hati."),
    ("id", "Atas saran teman, saya melamar posisi di PT Delta Mandiri."),
    ("id", "Saya melamar melalui agen tenaga kerja, dan seleksi di PT Delta Mandiri masih berjalan."),
    ("en", "Through this message I ask about the selection at Northwind Freight."),
    ("en", "I am an applicant for the Credit Analyst position at Delta Logistics."),
    ("en", "I applied via LinkedIn for the position at Karang Digital."),
    ("en", "Thanks to the interview at Karang Digital, I know the role better."),
    ("en", "I am the candidate interviewed by Harbor Tech Solutions."),
    ("en", "I would love to grow through the role at Sumber Energy Group."),
    ("en", "On the advice of a friend I applied for the position at Delta Logistics."),
    ("en", "I was told of the next stage of the selection at Karang Digital."),
]
_WHOLE: list[tuple[Language, str]] = [
    ("id", "Karena itu surat ini saya kirim tanpa bermaksud mendesak Ibu."),
    ("id", "Karena itu pesan ini saya tulis dengan hati-hati."),
    ("id", "Oleh karena itu surat ini saya susun sesingkat mungkin."),
    ("id", "Oleh sebab itu berkas tersebut saya antar sendiri."),
    ("id", "Sebab itu waktu Bapak saya hargai."),
    ("id", "Karena itulah kabar Bapak saya tunggu dengan tenang."),
    ("id", "Jika demikian keterangan singkat pun saya terima dengan senang."),
    ("id", "Bila begitu tanggal lain pun boleh."),
    ("id", "Untuk itu surel ini saya layangkan kepada Ibu."),
    ("id", "Saya menulis surat ini tanpa bermaksud menyusahkan Bapak."),
    ("id", "Karena alasan itulah rumah kami dekat dengan kantor Bapak."),
    ("en", "Kindly let me know how the recruitment is progressing when you are able to."),
    ("en", "Please send me a short note as soon as you are able to."),
    ("en", "I would welcome a word from you whenever you are ready to."),
    ("en", "I shall gladly call your office if you would like to."),
    ("en", "Please tell me more once you are able to."),
    ("en", "I told you less of the project than I wanted to."),
    ("en", "I described the project as clearly as I was able to."),
    ("en", "This is a step that I look forward to."),
    ("en", "This is the right place for me."),
    ("en", "It was a good choice to come early."),
    ("en", "Teaching is the choice I made long ago."),
    ("en", "That would be a fair step for both of us."),
    ("id", "Itu adalah pilihan yang berat."),
    ("id", "Ini merupakan tempat yang saya kenal baik."),
    ("id", "Semuanya menjadi pilihan yang mudah."),
    ("en", "The work on the ward is something I am looking forward to."),
    ("en", "It is the part of the work I am most interested in."),
    ("en", "There is much that I am grateful for."),
    ("en", "You said that the panel would be friendly, and they were."),
    ("en", "I had hoped that the talk would be open, and it was."),
    ("en", "Please do not hurry your reply unless you wish to."),
    ("en", "I explained the audit better than I had hoped to."),
    ("en", "Do look at the sketches if you want to."),
]

_CUT: list[tuple[Language, str]] = [
    ("id", "Karena hingga kini kabar tersebut belum saya terima."),
    ("id", "Karena berkas itu."),
    ("id", "Karena itu saya bermaksud."),
    ("id", "Jika ada berkas yang kurang."),
    ("id", "Saya menulis surat ini tanpa bermaksud."),
    ("id", "Karena wawancara dengan Ibu."),
    ("en", "I am looking forward to."),
    ("en", "I am writing to."),
    ("en", "I would be grateful if you are able to."),
    ("en", "I am very interested in."),
    ("en", "I enjoyed the talk, and I look forward to."),
    ("en", "I would be glad to."),
    ("en", "If you need more papers, I am able to."),
    ("en", "When we met I was hoping to."),
    ("en", "I enjoyed our talk and it was."),
    ("en", "I am grateful for."),
]

_PEOPLE: list[tuple[Language, str]] = [
    ("en", "Kak Desi, who sews in your bridal team, had told me about the opening."),
    ("en", "Kak Lina, a friend from my course, drove me to the interview."),
    ("en", "Kak Rudi, my senior at college, speaks highly of your team."),
    ("en", "A friend of mine, Kak Desi, had told me about the opening."),
    ("en", "My neighbour, Kak Sinta, works in your kitchen."),
    ("en", "Your seamstress, Kak Desi, showed me the workshop."),
    ("en", "Kak Desi, whose work I admire, told me of the opening."),
    ("en", "Kak Desi, one of your nurses, greeted me at the door."),
    ("en", "Bang Jamal, the foreman, showed us the crane."),
    ("en", "Kak Desi, from your front desk, kept my umbrella."),
    ("id", "Kak Desi, yang menjahit di tim Ibu, bercerita tentang lowongan ini."),
    ("id", "Kak Lina, teman kursus saya, mengantar saya ke tempat wawancara."),
    ("id", "Kak Rudi, senior saya di kampus, bekerja di gudang Bapak."),
    ("id", "Penjahit di tim Ibu, Kak Desi, bercerita tentang lowongan ini."),
    ("id", "Tetangga saya, Kak Sinta, bekerja di dapur Ibu."),
    ("id", "Bang Jamal, mandor di proyek itu, menunjukkan alatnya kepada kami."),
    ("id", "Kak Desi, salah satu perawat, menyambut saya di pintu."),
    ("id", "Om Herman, paman saya, dulu bekerja di pabrik itu."),
    ("id", "Kak Desi, dari bagian depan, menyimpan payung saya."),
    ("id", "Tante Mira, adik ibu saya, mengajari saya menjahit."),
    ("id", "Seorang teman, Kak Bayu, menemani saya."),
]

_HAILED: list[tuple[Language, str]] = [
    ("en", "Kak Desi, I would like to ask about the selection."),
    ("en", "Kak Desi, could you tell me how the selection is going?"),
    ("en", "Kak Desi, thank you for your time."),
    ("en", "Thank you, Kak Desi, for your time."),
    ("en", "Please let me know, Kak, how the selection goes."),
    ("id", "Kak Desi, saya ingin menanyakan perkembangan seleksinya."),
    ("id", "Kak Desi, mohon kabarnya."),
    ("id", "Terima kasih, Kak Desi, atas waktunya."),
    ("id", "Mohon infonya, Kak Desi."),
    ("id", "Bagaimana perkembangannya, Kak?"),
    ("id", "Kak Desi, terima kasih atas waktunya."),
    ("id", "Kakak Jamal, bagaimana perkembangan seleksinya?"),
]

_LEFT_TO_THEM = [
    "Bagaimana hasil akhirnya tentu menjadi wewenang Bapak, dan saya tidak ingin mendahuluinya.",
    "Bagaimana hasilnya sepenuhnya saya serahkan kepada Bapak.",
    "Bagaimana keputusan akhirnya merupakan hak perusahaan.",
    "Bagaimana hasilnya nanti adalah kewenangan panitia.",
    "Apa hasilnya kelak bukan urusan saya.",
    "Bagaimana hasil akhirnya biarlah tim Bapak yang menentukan.",
    "Bagaimana keputusannya tetap di tangan Bapak.",
    "Bagaimana hasil wawancara itu saya percayakan kepada penilaian Ibu.",
    "Bagaimana hasilnya tidak akan mengubah rasa hormat saya.",
    "Bagaimana pun hasilnya tetap ranah panitia.",
    "Bagaimana hasilnya terserah kebijakan perusahaan.",
    "Bagaimana keputusan akhirnya tergantung pertimbangan Ibu.",
]

_BARE = [
    "Bagaimana hasil wawancara saya?",
    "Bagaimana hasil akhirnya, Pak?",
    "Bagaimana keputusannya tentang saya?",
    "Apa hasilnya?",
    "Jadi, bagaimana hasilnya?",
    "Gimana hasil tesnya, Bu?",
    "Bagaimana hasil akhir yang menjadi wewenang Bapak itu?",
]


def told(family: object, sentence: str, language: Language, *, facts: dict[str, object] | None = None) -> set[str]:
    return found(family, letter(language, extra=sentence), language=language, **(facts or FACTS))  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "sentence"), _WAYS)
def test_who_sent_or_taught_the_writer_is_no_other_application(language: Language, sentence: str) -> None:
    assert told(coherence, sentence, language) == set()


@pytest.mark.parametrize(("language", "sentence"), _OTHERS)
def test_a_post_at_another_firm_still_is_one(language: Language, sentence: str) -> None:
    assert told(coherence, sentence, language) == {"coherence.other-application"}


@pytest.mark.parametrize(("language", "sentence"), _WHOLE)
def test_a_clause_may_end_before_its_verb_is_said_again(language: Language, sentence: str) -> None:
    assert told(coherence, sentence, language) == set()


@pytest.mark.parametrize(("language", "sentence"), _CUT)
def test_a_clause_without_its_other_half_is_cut_off(language: Language, sentence: str) -> None:
    assert told(coherence, sentence, language) == {"coherence.cut-off"}


@pytest.mark.parametrize(("language", "sentence"), _PEOPLE)
def test_somebody_told_of_is_not_addressed(language: Language, sentence: str) -> None:
    assert "register.address" not in told(register, sentence, language)


@pytest.mark.parametrize(("language", "sentence"), _HAILED)
def test_the_reader_is(language: Language, sentence: str) -> None:
    assert "register.address" in told(register, sentence, language)


@pytest.mark.parametrize("sentence", _LEFT_TO_THEM)
def test_a_result_left_to_the_reader_is_not_asked_for(sentence: str) -> None:
    assert told(ask, sentence, "id") == set()


@pytest.mark.parametrize("sentence", _BARE)
def test_a_bare_question_for_it_is(sentence: str) -> None:
    assert "ask.result" in told(ask, sentence, "id")


@pytest.mark.parametrize(
    ("company", "given"),
    [
        ("PT Kapuas Arsitama", "PT Kapuas Arsitektama"),
        ("PT Kapuas Arsitektama", "PT Kapuas Arsitama"),
        ("PT Kapuas Arsitektama", "Kapuas Arsitama"),
        ("CV Rinjani Konstruksindo", "CV Rinjani Konstrindo"),
        ("PT Tondano Agrikultura", "PT Tondano Agritura"),
        ("Borneo Utara Digital", "Borneo Barat Digital"),
        ("PT Sulawesi Timur Kargo", "PT Sulawesi Barat Kargo"),
        ("Kapuas Hospitality Services", "Kapuas Hostality Services"),
    ],
)
def test_a_firm_with_a_syllable_or_a_quarter_wrong_is_misnamed(company: str, given: str) -> None:
    facts = {**FACTS, "company": company}
    body = letter(introduction=f"Saya Rina Wijaya. Saya diwawancarai pada 9 November 2026 di {given}.")
    assert "fact.company-name" in found(fact, body, **facts)


@pytest.mark.parametrize(
    ("company", "sentence"),
    [
        ("PT Kapuas Arsitama", "Saya pernah magang di PT Kapuas Energi."),
        ("PT Kapuas Karya", "Saya tinggal dekat Kapuas Karyatama."),
        ("PT Kapuas Arsitama", "Saya tinggal di Kapuas Hulu."),
        ("Borneo Utara Digital", "Saya dari Borneo Barat."),
        ("Borneo Utara Digital", "Saya dulu bekerja di Borneo Barat Digital."),
        ("PT Kapuas Arsitama", "Saya membaca majalah Arsitektama."),
    ],
)
def test_a_neighbour_of_its_name_is_not(company: str, sentence: str) -> None:
    body = letter(introduction="Saya Rina Wijaya. Saya diwawancarai pada 9 November 2026.", extra=sentence)
    assert "fact.company-name" not in found(fact, body, **{**FACTS, "company": company})


@pytest.mark.parametrize(
    ("position", "given"),
    [
        ("Sales Representative", "Kepala Cabang"),
        ("Kasir", "Branch Manager"),
        ("Store Manager", "Perawat"),
        ("Kepala Toko", "Sales Representative"),
        ("Cashier", "Teknisi Listrik"),
        ("Branch Manager", "Staf Gudang"),
    ],
)
def test_another_position_in_the_other_language_is_another(position: str, given: str) -> None:
    body = letter(introduction=f"Saya Rina Wijaya, yang pada 9 November 2026 diwawancarai untuk posisi {given}.")
    assert "fact.position" in found(fact, body, subject="Tindak lanjut", **{**FACTS, "position": position})


@pytest.mark.parametrize(
    ("position", "given"),
    [
        ("Branch Manager", "Kepala Cabang"),
        ("Store Manager", "Kepala Toko"),
        ("Warehouse Supervisor", "Kepala Gudang"),
        ("Sales Representative", "Perwakilan Penjualan"),
        ("Sales Representative", "Staf Penjualan"),
        ("Kasir", "Cashier"),
        ("Finance Officer", "Staf Keuangan"),
        ("Head of Finance", "Kepala Keuangan"),
        ("Head of Finance", "Manajer Keuangan"),
        ("Legal Officer", "Staf Hukum"),
        ("Koordinator Lapangan", "Field Supervisor"),
    ],
)
def test_its_name_in_the_other_language_is_the_same(position: str, given: str) -> None:
    body = letter(introduction=f"Saya Rina Wijaya, yang pada 9 November 2026 diwawancarai untuk posisi {given}.")
    assert "fact.position" not in found(fact, body, subject="Tindak lanjut", **{**FACTS, "position": position})


@pytest.mark.parametrize(
    "sentence",
    [
        "Please find attached my police clearance letter, which was still pending at the time.",
        "Please find enclosed the certificate that was missing from my application.",
        "Kindly find attached the licence you asked for last week.",
        "Attached please find the reference, which I could not show at the time.",
        "You will find attached the transcript that was not ready last month.",
        "I am attaching my diploma, which was still with the notary when we met.",
        "I attach the certificate, which was not ready at our interview.",
        "I enclose my health card, which was being renewed at the time.",
    ],
)
def test_an_attachment_that_was_late_is_one(sentence: str) -> None:
    assert told(fact, sentence, "en") == {"fact.attachment-missing"}


@pytest.mark.parametrize(
    "sentence",
    [
        "You will find attached to my application the diploma I spoke of.",
        "I attached my diploma to the application, which was sent last month.",
        "You can see enclosed in my application every certificate.",
        "Whenever I attach a report, I name its source.",
        "The certificate attached to my earlier form is still valid.",
        "I attach great value to punctuality, which was praised last month.",
    ],
)
def test_one_of_an_earlier_time_is_none(sentence: str) -> None:
    assert told(fact, sentence, "en") == set()


@pytest.mark.parametrize(
    ("met", "is_told"),
    [
        ("diwawancarai pada Rabu, 2 September 2026, untuk Admin Keuangan", True),
        ("menjalani wawancara di Kupang pada 9 November 2026 untuk Kasir Swalayan", True),
        ("mengikuti wawancara pada 9 November 2026 sebagai Perawat Gigi", True),
        ("diwawancarai pada 9 November 2026 untuk Cabang Denpasar", False),
        ("diwawancarai pada 9 November 2026 untuk Program Merdeka Belajar", False),
        ("diwawancarai pada 9 November 2026 untuk Analis Kredit", False),
        ("diwawancarai pada 9 November 2026 untuk posisi dengan kode lowongan KDI/LAB/014", False),
    ],
)
def test_what_somebody_was_interviewed_for_is_a_position_when_its_first_word_says_so(met: str, is_told: bool) -> None:  # noqa: FBT001
    body = letter(introduction=f"Saya Rina Wijaya, yang {met}.")
    assert ("fact.position" in found(fact, body, subject="Tindak lanjut", **FACTS)) is is_told


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya membayangkan betapa bangganya bekerja di PT Freeport Listrik Abadi dan menjaga listrik kota ini.",
        "Saya membayangkan alangkah senangnya bertugas di PT Freeport Listrik Abadi.",
    ],
)
def test_who_pictures_how_proud_it_would_be_to_work_there_means_the_firm_written_to(sentence: str) -> None:
    assert "coherence.other-application" in told(coherence, sentence, "id")


@pytest.mark.parametrize(
    "introduction",
    [
        "I am Theresia Aten and I was interviewed for the Homeroom Teacher position on 9 November 2026.",
        "I am Theresia Aten and I was on 9 November 2026 the last Homeroom Teacher candidate that you saw.",
    ],
)
def test_a_name_ends_before_and_i(introduction: str) -> None:
    facts = {**FACTS, "candidate_name": "Theresia Aten", "position": "Homeroom Teacher"}
    assert found(coherence, letter("en", introduction=introduction), language="en", **facts) == set()


def test_a_homeroom_is_no_home() -> None:
    sentence = "Bukit Raya School was talking of the homeroom teachers when I came in."
    assert told(coherence, sentence, "en") == set()
