"""Gaps in templates, attachments and other firms, in the words of many writers."""

from types import ModuleType

import pytest

from service.letters.checking import coherence, fact, struct, tech
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, found
from tests.letters.letter_frames import FACTS, letter

_GAPS = [
    "Pengalaman saya di (sebutkan instansi sebelumnya) kiranya sesuai.",
    "Saya pernah bekerja di (nama perusahaan sebelumnya) selama tiga tahun.",
    "Saya lulus dari (tuliskan nama kampus) dengan baik.",
    "Saya ahli dalam (isi keahlian Anda).",
    "Saya tinggal di (masukkan nama kota).",
    "Saya dapat dihubungi di (cantumkan nomor telepon).",
    "Saya memimpin proyek (sebutkan satu atau dua proyek).",
    "I worked for NAME OF COMPANY for three years.",
    "I worked for (name of company) for three years.",
    "I studied at (your university) for four years.",
    "I have experience in (mention your field).",
    "I would like to thank (insert name of interviewer).",
    "Saya bekerja di NAMA PERUSAHAAN selama tiga tahun.",
    "I worked for Name of Company for three years.",
    "I met (state the name of the interviewer) there.",
    "Saya bekerja di (pilih salah satu: gudang atau kantor).",
    "Saya pernah menjadi #JABATAN# selama dua tahun.",
    "I worked as $JOB_TITLE for two years.",
    "Saya bekerja sejak [tahun] di sana.",
    "Saya bekerja di [nama instansi lama 1] selama dua tahun.",
]
_NO_GAPS = [
    "Skor TOEFL ITP saya 563 [diambil Maret 2026].",
    "Nama Lengkap: Rina Wijaya",
    "NAMA LENGKAP : RINA WIJAYA",
    "Saya kagum pada karya perusahaan (proyek di Papua dan Maluku).",
    "I admire what you do (your projects in Papua above all).",
    "I studied at a public school (state university of Malang).",
    "Saya menerima banyak saran (masukan yang berharga).",
    "Jadwal saya berubah (ganti hari saja).",
    "Saya menulis laporan (isinya dua puluh halaman).",
    "Rina (nama panggilan saya) adalah anak kedua.",
    "Saya bekerja di Gudang Lima (dahulu Gudang Utama).",
    "Gaji tidak saya bahas (lihat surel pertama saya).",
    "Beliau menulis buku itu [lihat halaman 12].",
    "The name of the company was familiar to me.",
    "Nama perusahaan ini sudah lama saya kenal.",
    "Saya mahir Excel (rumus, tabel, dan grafik).",
    "I can work on site (or from home) as needed.",
    "I saved the firm $500 and PHP hours.",
    "Kelas saya berisi 30 orang (nama mereka saya hafal).",
    "Saya hadir di lantai dua (ruang tanggapan).",
]
_ATTACHED: list[tuple[Language, str]] = [
    ("id", "Bersama ini turut dikirimkan salinan KTP dan ijazah saya."),
    ("id", "Turut dikirimkan bersama surel ini salinan ijazah saya."),
    ("id", "Bersama surel ini saya kirimkan portofolio terbaru."),
    ("id", "Saya kirimkan pula portofolio saya bersama surel ini."),
    ("id", "Sertifikat saya disertakan dalam surel ini."),
    ("id", "Surel ini dilengkapi dengan salinan sertifikat saya."),
    ("id", "Dalam surel ini disertakan juga transkrip nilai saya."),
    ("id", "Melalui surel ini saya mengirimkan berkas yang Bapak minta."),
    ("id", "Berikut dilampirkan sertifikat pelatihan saya."),
    ("id", "Bersama ini disampaikan fotokopi ijazah yang telah dilegalisasi."),
    ("id", "Saya sertakan juga surat keterangan kerja."),
    ("id", "Ikut disertakan hasil tes kesehatan saya."),
    ("id", "Surel ini saya lengkapi dengan portofolio terbaru."),
    ("en", "I am sending my transcript along with this e-mail."),
    ("en", "I have included my certificate in this e-mail."),
    ("en", "With this e-mail I am sending you my updated CV."),
    ("en", "My portfolio comes with this message."),
    ("en", "I am also sending a copy of my diploma with this letter."),
    ("en", "You will receive my references along with this e-mail."),
    ("en", "I have added my portfolio to this message."),
    ("en", "My certificate is attached for your convenience."),
]
_NOT_ATTACHED: list[tuple[Language, str]] = [
    ("id", "Portofolio saya dapat dikirimkan bersama surel berikutnya bila perlu."),
    ("id", "Salinan ijazah telah dikirimkan bersama lamaran saya pada Oktober."),
    ("id", "Melalui surel ini saya ingin menanyakan perkembangan seleksi."),
    ("id", "Saya siap mengirimkan berkas apabila Bapak memerlukannya."),
    ("id", "Apakah sertifikat perlu saya kirimkan melalui surel ini?"),
    ("id", "Bersama surel ini saya ingin menyampaikan terima kasih."),
    ("id", "Bersama ini saya menyampaikan bahwa saya tetap berminat."),
    ("id", "Melalui surel ini saya mohon kabar mengenai hasil seleksi."),
    ("id", "Saya diminta agar turut menyertakan ijazah pada hari pertama."),
    ("id", "Surel ini tidak disertai lampiran."),
    ("id", "Dengan ini saya menyampaikan bahwa dokumen saya telah lengkap."),
    ("id", "Berkas saya sudah dikirimkan melalui portal pada Oktober."),
    ("id", "Dalam surel ini saya hanya ingin menanyakan kabar."),
    ("en", "I am sending this e-mail to ask about the selection."),
    ("en", "I sent my transcript in October through your website."),
    ("en", "With this e-mail I would like to ask how the selection is going."),
    ("en", "Should you need it, I can send my portfolio along with my next e-mail."),
    ("en", "In this e-mail I would like to thank you for the report you showed me."),
    ("en", "I am writing this e-mail to ask whether any document is missing."),
    ("en", "I included my certificate with my application in October."),
    ("en", "May I send my transcript with this e-mail?"),
]
_OTHER_FIRMS: list[tuple[Language, str]] = [
    ("id", "Kini saya bermaksud menanyakan perkembangan seleksi di PLTU Cahaya Timur tersebut."),
    ("id", "Visi Koperasi Tani Bersama sangat sejalan dengan cita-cita saya."),
    ("id", "Saya menunggu kelanjutan rekrutmen di KAP Budi Hartono."),
    ("id", "Saya ingin mengabdi di RSIA Kasih Bunda."),
    ("id", "Saya tetap ingin mengajar di SMK Harapan Nusa."),
    ("id", "Misi Yayasan Cahaya Hati sejalan dengan nilai hidup saya."),
    ("id", "Sudah lama saya mengagumi PT Samudra Lestari dan ingin menjadi bagiannya."),
    ("id", "Nilai-nilai PT Kencana Abadi cocok dengan saya."),
    ("id", "Saya berharap dapat bekerja di BPR Arta Sedana."),
    ("id", "Terima kasih atas wawancara di LPK Bina Karya."),
    ("en", "I have long admired the Borneo Peat Centre and would be proud to become part of its team."),
    ("en", "I admire Lotus Foods and hope to join you soon."),
    ("en", "The mission of the Sunda Marine Institute is close to my heart."),
    ("en", "I have followed Harbor Shipping for years and would love to work there."),
    ("en", "I am keen to start at Delta Energy Group."),
]
_FIRMS_OF_LIFE: list[tuple[Language, str]] = [
    ("id", "Saya pernah melamar ke PT Samudra Lestari tiga tahun yang lalu."),
    ("id", "Saya belajar banyak dari PLTU Paiton saat kerja praktik."),
    ("id", "Saya mengajar di SMK Harapan Nusa sampai tahun lalu."),
    ("id", "Wawancara di Hotel Santika itu sangat berkesan."),
    ("id", "Wawancara dengan HR Manager berjalan hangat."),
    ("id", "Saya mengagumi PT Samudra Lestari sebagai pesaing yang sehat."),
    ("id", "Saya mengikuti visi Bapak Andi Pratama."),
    ("id", "Saya menjadi anggota Koperasi Maju Bersama di kampung."),
    ("id", "Saya kuliah di STIE Perbanas."),
    ("en", "I once applied to Lotus Foods, but that was long ago."),
    ("en", "In 2020 I applied to Delta Energy Group and learned a great deal."),
    ("en", "Years ago I interviewed at Harbor Shipping."),
    ("en", "I admired the way Harbor Shipping treated its crews when I worked there."),
    ("en", "I wrote my thesis on the Borneo Peat Centre."),
    ("en", "I have an earlier application with Lotus Foods, which I have withdrawn."),
    ("en", "My father works at Harbor Shipping."),
]
_ORDINARY: list[tuple[Language, str]] = [
    ("id", "Wawancara pada 9 November 2026 itu berlangsung di Hotel Grand Mercure bersama tiga pewawancara."),
    ("id", "Pada hari yang sama, 9 November 2026, saya juga mengikuti tes tertulis."),
    ("id", "Sejak 16 November 2026 saya tinggal di Batam Centre, dekat pelabuhan."),
    ("id", "Dalam wawancara itu Bapak menyebut bahwa panel akan bersidang pada Rabu, 18 November 2026."),
    ("id", "Saya dinyatakan lulus uji kompetensi pada 2 November 2026."),
    ("id", "Wawancara daring kita sempat terputus dua kali karena gangguan jaringan di Kupang."),
    ("id", "Sebelum bergabung dengan Bapak, saya pernah mengajar di SMK Negeri 3 Denpasar."),
    ("id", "Proyek jembatan di Kabupaten Sikka (panjang 120 meter) saya pimpin sampai selesai."),
    ("id", "Kegiatan saya di Karang Taruna mengajarkan kerja sama."),
    ("id", "Sertifikat K3 saya berlaku sampai 30 Juni 2028."),
    ("id", "Jadwal praktik saya: Senin pagi, Rabu sore, dan Jumat pagi."),
    ("id", "Saya berada di lokasi tambang sampai Jumat, 27 November 2026."),
    ("id", "Pada kunjungan ke pabrik, 10 November 2026, saya bertemu Bapak Haryanto."),
    ("id", "Bapak dapat menghubungi saya di 0812-3344-5566 (WA) atau rina@contoh.id."),
    ("id", "Sesudah wawancara saya membaca laporan tahunan perusahaan [edisi 2025]."),
    ("id", "Undangan wawancara saya terima pada 3 November 2026 melalui surel."),
    ("id", "Ketika wawancara, Ibu Retno dari bagian hukum menanyakan pengalaman saya di Kejaksaan Negeri Malang."),
    (
        "id",
        "Saya mengikuti tahap seleksi administrasi (1 Oktober), tes bidang (20 Oktober), dan wawancara (9 November).",
    ),
    ("id", "Tim Bapak sedang menyiapkan audit; saya paham bila waktunya sempit."),
    ("id", "Selama magang di RSUD Dr. Soetomo saya mengelola rekam medis."),
    ("id", "Kabar yang dijanjikan pada Senin, 23 November 2026, belum saya terima."),
    ("id", "Saya masih menyimpan catatan dari wawancara hari Senin itu."),
    ("id", "Bila Bapak menghendaki, contoh laporan dapat saya kirimkan melalui surel."),
    ("id", "Berkas yang diminta Ibu Retno sudah saya kirimkan pada 11 November 2026."),
    ("id", "Koperasi Unit Desa tempat saya bekerja dulu memakai sistem yang sama."),
    ("id", "Saya sangat menghargai keterbukaan Bapak tentang budaya kerja di kantor Makassar."),
    ("id", "Saya sempat salah menuliskan tanggal wawancara pada formulir, yakni 10 November 2026."),
    ("id", "Wawancara berlangsung hari Senin, sedangkan tes praktik hari Kamis, 12 November 2026."),
    ("id", "Kami berbincang tentang Program Desa Digital dan Badan Usaha Milik Desa."),
    ("id", "Saya lahir dan besar di Kampung Baru, dekat kantor cabang Bapak."),
    ("id", "Sampai surel ini saya kirim, saya belum menerima kabar."),
    ("id", "Bersama surel ini saya hanya ingin bertanya dengan hormat."),
    ("id", "Atasan saya di Bank Sumber Artha bersedia memberi referensi."),
    ("id", "Saya diminta menjawab tawaran dari CV Mitra Tani pada Jumat, 4 Desember 2026."),
    ("en", "The interview on 9 November 2026 took place at the Grand Mercure Hotel with three people."),
    ("en", "On the same day, 9 November 2026, I also sat a written test."),
    ("en", "During our talk you said that the panel would meet on Wednesday, 18 November 2026."),
    ("en", "I was told in the interview that results are shared within three weeks."),
    ("en", "My teaching practice at Harapan Bangsa School ended in June 2026."),
    ("en", "I moved to Batam Centre on 16 November 2026, close to the ferry terminal."),
    ("en", "My certificate (issued in March 2025) is valid until 30 June 2028."),
    ("en", "The documents Ms Retno asked for were sent on 11 November 2026."),
    ("en", "I passed the administrative stage (1 October), the test (20 October) and the interview (9 November)."),
    ("en", "I can send samples of my reports by e-mail whenever you wish."),
    ("en", "My former team at Bank Sumber Artha is happy to give a reference."),
    ("en", "The news that was expected on Monday, 23 November 2026, has not reached me yet."),
    ("en", "I will be offshore until Friday, 27 November 2026, but can read e-mail."),
    ("en", "The visit to the plant on 10 November 2026 left a deep impression."),
    ("en", "I have until Friday, 4 December 2026, to answer CV Mitra Tani."),
    ("en", "I wrote the wrong date of the interview on the form, namely 10 November 2026."),
    ("en", "Since the interview I have read your annual report [2025 edition]."),
    ("en", "This message is only a polite question about the selection."),
    ("en", "In the interview we discussed the Village Data Centre programme."),
    ("en", "I admire how your team works with farmers in Sikka."),
]


def told(family: ModuleType, sentence: str, language: Language = "id") -> set[str]:
    return found(family, letter(language, extra=sentence), language=language, **FACTS)


@pytest.mark.parametrize("sentence", _GAPS)
def test_a_gap_of_any_make_is_told(sentence: str) -> None:
    assert told(tech, sentence) == {"tech.placeholder"}


@pytest.mark.parametrize("sentence", _NO_GAPS)
def test_a_remark_in_brackets_and_a_label_are_no_gaps(sentence: str) -> None:
    assert told(tech, sentence) == set()


@pytest.mark.parametrize(("language", "sentence"), _ATTACHED)
def test_an_attachment_is_told_however_it_is_announced(language: Language, sentence: str) -> None:
    assert told(fact, sentence, language) == {"fact.attachment-missing"}


@pytest.mark.parametrize(("language", "sentence"), _NOT_ATTACHED)
def test_a_mail_that_asks_or_offers_announces_no_attachment(language: Language, sentence: str) -> None:
    assert told(fact, sentence, language) == set()


@pytest.mark.parametrize(("language", "sentence"), _OTHER_FIRMS)
def test_another_firm_wooed_as_if_it_were_the_readers_is_told(language: Language, sentence: str) -> None:
    assert told(coherence, sentence, language) == {"coherence.other-application"}


@pytest.mark.parametrize(("language", "sentence"), _FIRMS_OF_LIFE)
def test_firms_of_the_writers_life_are_no_fault(language: Language, sentence: str) -> None:
    assert told(coherence, sentence, language) == set()


@pytest.mark.parametrize(("language", "sentence"), _ORDINARY)
def test_ordinary_sentences_of_good_letters_are_no_fault(language: Language, sentence: str) -> None:
    rules = {rule for family in (coherence, fact, struct, tech) for rule in told(family, sentence, language)}
    assert {rule for rule in rules if BOOK.rules[rule].severity != "info"} == set()
