"""Rare wordings of many writers: what is said of another occasion, of a home, of a place, beside the fault itself."""

from datetime import date

import pytest

from service.letters.checking import coherence, fact, register, struct
from service.letters.checking.check import Checker
from service.letters.checking.written_dates import may_name
from service.letters.language import Language
from tests.letters.checking_parts import context_of, found
from tests.letters.judged import build_checker
from tests.letters.letter_frames import FACTS, letter


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


def _rules(checker: Checker, sentence: str) -> set[str]:
    findings = checker.check(
        "Tindak lanjut wawancara Analis Kredit – Rina Wijaya", letter(extra=sentence), context_of(FACTS), language="id"
    )
    return {one.rule for one in findings if one.severity != "info"}


_ATTACHED_ELSEWHERE: list[tuple[Language, str]] = [
    ("id", "Semua dokumen yang diminta telah saya lampirkan pada formulir daring tanggal 2 November."),
    ("id", "Ijazah saya lampirkan pada formulir lamaran daring."),
    ("id", "Sertifikat itu sudah saya lampirkan di laman karier perusahaan."),
    ("id", "Transkrip nilai telah saya lampirkan saat mengisi data diri di situs Bapak."),
    ("id", "Surat sehat sudah saya lampirkan dalam berkas yang saya serahkan ketika wawancara."),
    ("id", "Fotokopi KTP telah saya lampirkan di map yang saya titipkan kepada satpam."),
    ("id", "Portofolio telah saya lampirkan pada surel tanggal 1 November."),
    ("id", "Berkas yang saya lampirkan tempo hari memuat nomor telepon lama saya."),
    ("id", "Dokumen yang kami lampirkan pada tahap pertama masih berlaku."),
    ("id", "Sertifikat yang telah saya lampirkan waktu pendaftaran berlaku sampai 2028."),
    ("id", "Semua sudah saya lampirkan lewat tautan yang Bapak kirim minggu itu."),
    ("id", "CV saya lampirkan melalui aplikasi perusahaan pada bulan Oktober."),
    ("id", "Dalam laporan bulanan selalu saya lampirkan foto kandang."),
    ("id", "Setiap nota saya lampirkan pada laporan kas harian."),
    ("id", "Surat izin orang tua telah saya lampirkan di formulir magang."),
    ("id", "Dokumen itu sudah saya lampirkan pada unggahan pertama."),
    ("id", "Berkas sudah saya lampirkan di Google Form panitia."),
    ("id", "Foto terlampir pada formulir pendaftaran saya."),
    ("id", "Nomor referensi tercantum pada formulir yang terlampir di undangan Bapak."),
    ("id", "Di kantor lama, kuitansi selalu kami lampirkan pada setiap tagihan."),
    ("en", "A lanyard was attached to the visitor badge, and I still owe you both."),
    ("en", "The key was attached to a wooden block, and I returned it at the desk."),
    ("en", "A small note was attached to the parcel you sent."),
    ("en", "A label is attached to each sample in our laboratory."),
    ("en", "The clinic is attached to the school where I taught."),
    ("en", "Sensors were attached to every pump on the line I ran."),
    ("en", "I attached my certificates to the online form on 2 November."),
    ("en", "I attached the transcript when I registered on your website."),
    ("en", "I had attached my licence to the form that your office sent me."),
    ("en", "The rope was attached to the mast, and I learned to trust it."),
    ("en", "The garden was enclosed by a bamboo fence."),
    ("en", "I attached the sensors to the pump myself."),
    ("en", "A map was attached to your invitation."),
    ("en", "The documents were attached to the form I filled in at reception."),
    ("en", "Our pens are enclosed with netting."),
    ("en", "The files were attached to my e-mail of 3 November."),
    ("en", "A condition was attached to the grant I managed."),
    ("en", "I attached a tracker to each turtle during the survey."),
    ("en", "The ID card is attached to a blue ribbon."),
    ("en", "A small workshop is attached to my house."),
]
_ATTACHED_HERE: list[tuple[Language, str]] = [
    ("id", "Saya lampirkan CV terbaru saya."),
    ("id", "Telah saya lampirkan sertifikat yang Bapak minta."),
    ("id", "Bersama surel ini saya lampirkan formulir yang sudah diisi."),
    ("id", "Formulir yang diminta telah saya lampirkan."),
    ("id", "Terlampir ijazah saya."),
    ("id", "Semua dokumen saya lampirkan pada surel ini."),
    ("id", "Saya lampirkan juga foto kandang."),
    ("id", "Saya lampirkan formulir daring yang sudah saya cetak."),
    ("id", "Portofolio saya terlampir."),
    ("id", "Sertifikat tertanggal 2 November saya lampirkan."),
    ("id", "Saya lampirkan surat keterangan kerja dari kantor lama."),
    ("id", "Kami lampirkan salinan STR."),
    ("id", "Untuk melengkapi berkas, saya lampirkan SKCK."),
    ("id", "Dokumen terlampir di bawah ini."),
    ("id", "Ijazah yang diminta dalam formulir saya lampirkan."),
    ("en", "My certificate is attached."),
    ("en", "The form was attached."),
    ("en", "I have attached my transcript."),
    ("en", "My updated CV is attached to this e-mail."),
    ("en", "I attached the form you asked for."),
    ("en", "The documents you requested are attached for your reference."),
    ("en", "A copy of my licence is enclosed."),
    ("en", "I am attaching the signed form."),
    ("en", "Attached is my portfolio."),
    ("en", "Please find attached my report."),
    ("en", "I have attached two samples to this message."),
    ("en", "My references are attached below."),
    ("en", "A scan of my diploma is attached to the message."),
    ("en", "I enclose the reference letter."),
    ("en", "Two drawings were attached herewith."),
]


@pytest.mark.parametrize(("language", "sentence"), _ATTACHED_ELSEWHERE)
def test_what_was_attached_to_something_else_is_missed_by_nobody(language: Language, sentence: str) -> None:
    assert found(fact, letter(language, extra=sentence), language=language, **FACTS) == set()


@pytest.mark.parametrize(("language", "sentence"), _ATTACHED_HERE)
def test_what_this_letter_says_it_brings_is_missed(language: Language, sentence: str) -> None:
    assert found(fact, letter(language, extra=sentence), language=language, **FACTS) == {"fact.attachment-missing"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya tinggal bersama ibu dan bapak mertua di Gianyar.",
        "Saya tinggal bersama ibu di Sleman.",
        "Kini saya menetap di rumah bersama bapak dan ibu.",
        "Saya merawat ibu yang sedang sakit.",
        "Sejak kecil saya dibesarkan oleh ibu dan nenek.",
        "Saya mengenal tanaman obat sejak kecil dari ibu dan nenek saya.",
        "Resep itu warisan nenek dan ibu.",
        "Kakek dan bapak saya pelaut.",
        "Setiap akhir pekan saya menjenguk bapak di kampung.",
        "Saya diasuh oleh ibu sambung yang baik.",
        "Waktu ibu meninggal, saya menunda kuliah setahun.",
        "Saya bekerja sambil mengurus bapak mertua.",
        "Tetangga saya, seorang ibu rumah tangga, belajar membatik dari saya.",
        "Kami hidup bertiga dengan ibu dan adik.",
        "Saya membantu ibu berjualan di pasar.",
        "Keahlian itu saya pelajari dari ibu mertua.",
        "Saya serumah dengan ibu dan adik-adik.",
        "Saya mudik untuk menemani ibu.",
        "Ibu dan bapak saya petani.",
        "Sepeda motor itu milik bapak angkat saya.",
    ],
)
def test_the_parents_of_a_home_have_no_capital(checker: Checker, sentence: str) -> None:
    assert _rules(checker, sentence) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya berterima kasih kepada ibu.",
        "Semoga bapak sehat selalu.",
        "Wawancara bersama ibu sangat berkesan.",
        "Sesuai arahan ibu, saya menunggu.",
        "Saya senang bertemu dengan bapak.",
        "Mohon bapak berkenan memberi kabar.",
        "Terima kasih atas waktu bapak dan tim.",
        "Jika ibu berkenan, saya siap datang.",
        "Penjelasan dari ibu sangat membantu.",
        "Saya menanti kabar dari bapak dan ibu.",
        "Kepada bapak dan ibu, saya ucapkan terima kasih.",
        "Saya membantu tim ibu dengan senang hati.",
        "Seperti kata bapak, prosesnya panjang.",
        "Saya yakin bapak memahami.",
        "Saya siap menghadap ibu kapan saja.",
        "Besar harapan saya untuk bertemu dengan ibu.",
        "Sepulang dari wawancara dengan ibu, saya langsung belajar.",
    ],
)
def test_the_reader_has_one(checker: Checker, sentence: str) -> None:
    assert "typo.capital-address" in _rules(checker, sentence)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Saya diwawancarai di kampus Politeknik Negeri."),
        ("id", "Wawancara berlangsung di aula Universitas Airlangga."),
        ("id", "Saya diwawancarai di gedung Bank Jatim."),
        ("id", "Wawancara itu diadakan di SMK Pelita."),
        ("id", "Kita bertemu di Universitas Hasanuddin pada bursa kerja."),
        ("en", "I was interviewed at the campus of Udayana University."),
        ("en", "We met at Telkom University during the job fair."),
        ("en", "The interview was held in the hall of Bina Nusantara University."),
        ("en", "I would help Jakarta Aquarium visitors find their way when I volunteered."),
        ("en", "I worked at Surabaya Motors for two years."),
        ("en", "The course at Bandung Technology helped me."),
        ("id", "Saya mengikuti pameran Jakarta Digital pada tahun 2024."),
        ("id", "Pengalaman di Semarang Logistik akan membantu saya bekerja rapi."),
        ("en", "My years at Medan Logistics would help me settle in quickly."),
        ("en", "I drove past PT Baja Lestari every morning."),
        ("en", "Our client PT Citra Boga liked what I did."),
        ("en", "At my previous firm, PT Karya Tani, I saw myself as a mentor."),
        ("en", "I see myself as a careful buyer."),
        ("en", "I pictured the trucks of PT Surya Mas waiting."),
        ("en", "I saw the video of PT Surya Mas at the fair."),
        ("id", "Ayah saya mengenakan seragam PT Surya Mas selama sepuluh tahun."),
        ("id", "Dulu pilihan saya jatuh pada PT Surya Mas."),
        ("id", "Truk PT Baja Lestari lewat di depan rumah saya."),
    ],
)
def test_a_venue_a_school_and_an_employer_are_no_other_application(language: Language, sentence: str) -> None:
    assert found(coherence, letter(language, extra=sentence), language=language, **FACTS) == set()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Saya ingin bergabung dengan PT Samudra Logistik."),
        ("id", "Saya yakin dapat memajukan Banyuwangi Capital."),
        ("id", "Saya siap berkontribusi bagi PT Cahaya Farma."),
        ("en", "I am convinced that my IFRS experience would serve Banyuwangi Capital well."),
        ("en", "My skills could benefit Surabaya Motors."),
        ("en", "I hope to join Malang Foods."),
        ("en", "I would love to join Jakarta Digital Ventures."),
        ("en", "I can easily picture myself on the estates of PT Hijau Keerom Abadi."),
        ("en", "I already see myself at the benches of PT Baja Lestari."),
        ("en", "I imagine myself working at PT Citra Boga."),
        ("en", "I envision myself among the nurses of RS Insani Husada."),
        ("en", "I can see a future for me at PT Karya Tani."),
        ("en", "I have set my heart on PT Surya Mas."),
        ("en", "I dream of wearing the uniform of PT Surya Mas."),
        ("id", "Saya sudah membayangkan diri di kebun PT Hijau Keerom Abadi."),
        ("id", "Saya membayangkan bekerja di bengkel PT Baja Lestari."),
        ("id", "Hati saya tertambat pada PT Surya Mas."),
        ("id", "Pilihan saya jatuh pada PT Surya Mas."),
        ("id", "Saya ingin mengenakan seragam PT Surya Mas."),
    ],
)
def test_a_firm_that_the_writer_would_serve_is_one(language: Language, sentence: str) -> None:
    told = found(coherence, letter(language, extra=sentence), language=language, **FACTS)
    assert told == {"coherence.other-application"}


def test_for_who_wrote_to_a_school_another_school_is_no_venue() -> None:
    facts = {**FACTS, "company": "Universitas Mulawarman"}
    body = letter(
        introduction="Saya Rina Wijaya, pelamar Analis Kredit. Wawancara di Universitas Airlangga, 9 November 2026."
    )
    assert "coherence.other-application" in found(coherence, body, **facts)


@pytest.mark.parametrize(
    "sentence",
    [
        "Setelah menimbang-nimbang, saya menulis surel ini.",
        "Saya menulis-nulis catatan kecil setelah wawancara.",
        "Saya sempat mengira-ngira jawabannya.",
        "Sejak kecil saya gemar memilah-milah perca.",
        "Kami mengutak-atik mesin itu sampai malam.",
        "Saya suka menyanyi-nyanyi kecil sambil menjahit.",
        "Ombak mengguncang-guncang kapal kami.",
        "Anak-anak melambai-lambaikan tangan.",
        "Saya menulis tentang unggah-ungguh dalam surel.",
        "Berkas yang Ibu minta:\n- CV yang diperbarui;\n- hasil pindai KTP.",
    ],
)
def test_half_of_a_doubled_word_and_an_item_of_a_list_are_no_fault(checker: Checker, sentence: str) -> None:
    assert _rules(checker, sentence) == set()


def test_a_title_within_the_candidates_name_ends_no_sentence() -> None:
    facts = {**FACTS, "candidate_name": (name := "R. Ay. Kusumaningtyas")}
    told = f"Bersama ini saya, {name}, berterima kasih atas wawancara Analis Kredit 9 November 2026."
    assert "fact.candidate-name" not in found(fact, letter(introduction=told, signature=name), **facts)
    other = told.replace("R. Ay.", "R. Aj.").replace("Kusuma", "Kesuma")
    assert "fact.candidate-name" in found(fact, letter(introduction=other, signature=name), **facts)


@pytest.mark.parametrize(
    "sentence", ["Saya menimbang-nimbnag tawaran itu.", "Atas kesempattan itu saya berterima kasih."]
)
def test_a_slip_beside_it_is_none(checker: Checker, sentence: str) -> None:
    findings = checker.check("Tindak lanjut", letter(extra=sentence), context_of(FACTS), language="id")
    assert any(one.rule == "typo.nonword" for one in findings)


@pytest.mark.parametrize(
    "text",
    [
        "Jumat (6/11) lalu",
        "Jumat, 6-11",
        "tgl 6.11",
        "on Friday the 6th",
        "tanggal 5, 6, dan 7 November",
        "6 XI 2026",
        "6 hingga 7 November",
        "the 6th day of November",
        "Friday, 6/11",
        "Friday, 11/6",
        "Jumat 06/11",
        "6, November 2026",
    ],
)
def test_a_day_may_be_told_in_any_form(text: str) -> None:
    assert may_name(date(2026, 11, 6), text)
    body = letter(introduction=f"Saya Rina Wijaya, pelamar Analis Kredit, yang diwawancarai {text}.")
    assert "struct.interview-date-missing" not in found(struct, body, **{**FACTS, "interviewed_on": "2026-11-06"})


@pytest.mark.parametrize(
    "text",
    [
        "pukul 6.11",
        "nilai 8/10",
        "pada bulan November",
        "lusa",
        "bersama 6 orang",
        "16 kali pada bulan itu",
        "the 16th",
        "minggu ke-6",
        "6 tahun sesudah November",
        "Rp 6.11",
        "versi v6.11",
    ],
)
def test_a_number_is_no_day(text: str) -> None:
    assert not may_name(date(2026, 11, 6), text)


_TOLD = "Saya Rina Wijaya, pelamar posisi Analis Kredit, yang diwawancarai pada 9 November 2026."


@pytest.mark.parametrize(
    "address",
    [
        "Yth. apt. Jeane Rumengan, M.Farm.,\nApotek Waleta, Manado",
        "Yth. Bapak Andi,\nPT Maju Jaya, Jakarta",
        "Yth. Ibu Sri Lestari,\nKepala Bagian SDM, Rumah Sakit Harapan",
        "Yth. Bapak Andi,\n\nApotek Waleta, Manado",
        "Yth. Bapak Andi\n\nJl. Sam Ratulangi 5, Manado",
        "Yth. Tim Rekrutmen,\nHotel Teluk Palu, Palu 94111",
    ],
)
def test_an_address_with_its_town_stands_before_the_greeting(address: str) -> None:
    body = f"{address}\n\nDengan hormat,\n\n{_TOLD}\n\nSaya menanyakan perkembangannya.\n\nHormat saya,\nRina Wijaya"
    assert found(struct, body, **FACTS) & {"struct.order", "struct.greeting-missing"} == set()


def test_prose_before_the_greeting_is_still_out_of_order() -> None:
    body = f"Yth. Bapak Andi,\n\n{_TOLD}\n\nDengan hormat,\n\nSaya menanyakannya.\n\nHormat saya,\nRina Wijaya"
    assert "struct.order" in found(struct, body, **FACTS)


@pytest.mark.parametrize(
    ("meant", "given"),
    [
        ("Videografer", "Penulis Naskah"),
        ("Fotografer", "Penata Rias"),
        ("Penata Rambut", "Pelukis"),
        ("Koreografer", "Penyunting Naskah"),
        ("Pewarta Foto", "Notaris"),
        ("Sekretaris", "Pelaut"),
        ("Pemandu Wisata", "Penerjemah"),
        ("Pengasuh Bayi", "Penjahit"),
    ],
)
def test_another_position_is_another_in_whatever_trade(meant: str, given: str) -> None:
    body = letter(introduction=f"Saya Rina Wijaya. Pada 9 November 2026 saya diwawancarai untuk posisi {given}.")
    assert found(fact, body, "Wawancara - Rina Wijaya", **{**FACTS, "position": meant}) == {"fact.position"}


@pytest.mark.parametrize(
    ("meant", "given"),
    [
        ("Scriptwriter", "Penulis Naskah"),
        ("Kindergarten Teacher", "Guru Taman Kanak-Kanak"),
        ("Tour Leader", "Pemandu Wisata"),
        ("Penetration Tester", "Penguji Keamanan"),
        ("Pension Officer", "Petugas Dana Pensiun"),
        ("Housekeeper", "Penata Rumah Tangga"),
        ("Translator", "Penerjemah"),
        ("Tailor", "Penjahit"),
    ],
)
def test_its_translation_is_the_same(meant: str, given: str) -> None:
    body = letter(introduction=f"Saya Rina Wijaya. Pada 9 November 2026 saya diwawancarai untuk posisi {given}.")
    assert found(fact, body, "Wawancara - Rina Wijaya", **{**FACTS, "position": meant}) == set()


@pytest.mark.parametrize("marks", ["?!!", "!!?", "?!?!", "!?!"])
def test_a_heap_of_marks_is_left_to_the_exclamations(checker: Checker, marks: str) -> None:
    assert found(register, letter(extra=f"Sudah ada kabar, Bu{marks}"), **FACTS) == set()
    assert "typo.exclamation" in _rules(checker, f"Bagaimana kabarnya, Bu{marks}")
