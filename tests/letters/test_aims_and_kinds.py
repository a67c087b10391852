"""Aims, positions and kinds of places that belong to another application, and facts told in other words.

Beside each table of what a rule tells stands one of what only looks like it.
"""

import pytest

from service.letters.checking import coherence, fact, struct
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter

_INTRODUCTIONS = {
    "id": "Saya Rina Wijaya, pelamar posisi {} yang diwawancarai pada Senin, 9 November 2026.",
    "en": "My name is Rina Wijaya, and I interviewed for the {} position on Monday, 9 November 2026.",
}


def _names_another(company: str, position: str, sentence: str, language: Language, **parts: str) -> bool:
    body = letter(language, introduction=_INTRODUCTIONS[language].format(position), extra=sentence, **parts)
    rules = found(coherence, body, language=language, **{**FACTS, "company": company, "position": position})
    return "coherence.other-application" in rules


_AIMS: list[tuple[Language, str, str]] = [
    ("id", "RS Mitra Melawi", "Saya tak sabar merawat pasien Siloam dengan sepenuh hati."),
    ("id", "RS Mitra Melawi", "Kelak saya ingin mengenakan seragam Hermina dengan bangga."),
    ("id", "RS Mitra Melawi", "Besar harapan saya untuk kelak mengenakan seragam Bhakti Asih."),
    ("id", "PT Anugerah Tani", "Saya ingin menjadikan Tokopedia lebih dekat dengan petani kecil."),
    ("id", "PT Anugerah Tani", "Cita-cita saya adalah membesarkan Indofood dari gudang sampai meja makan."),
    ("id", "PT Boga Sari", "Saya ingin memimpin dapur Marriott yang selalu ramai itu."),
    ("id", "Rumah Layar", "Cita-cita saya sederhana: nama saya tampil di akhir setiap film keluaran Visinema."),
    ("id", "PT Lintas Nusa", "Saya siap mengantar penumpang Damri dengan selamat."),
    ("id", "PT Surya Cipta", "Lamaran saya kepada Pertamina saya susun dengan sungguh-sungguh."),
    ("id", "PT Rimba Raya", "Terima kasih kepada seluruh staf PT Hutan Jati yang menyambut saya sebelum wawancara."),
    ("en", "Hotel Coral", "It would be a joy to welcome the guests of Kempinski each morning."),
    ("en", "PT Kopi Lintang", "I would love to serve Starbucks' customers as your barista."),
    ("en", "PT Mebel Jati", "I have dreamt of designing room sets for IKEA since I was at school."),
    ("en", "PT Sinar Raya", "I can already see myself steering the ferries of Pelni across the strait."),
    ("en", "PT Sinar Raya", "My dream is to walk the wards of Mitra Keluarga as one of your nurses."),
    ("en", "PT Surya Cipta", "I remain hopeful about my application to Unilever."),
    ("en", "PT Sinar Data", "Having followed Gojek's engineering blog, I am sure that I belong there."),
    ("en", "PT Kakao Timur", "I have always wished to work in the laboratory of PT Sawit Borneo Gemilang."),
]
_NO_AIMS: list[tuple[Language, str, str]] = [
    ("id", "RS Mitra Melawi", "Pengalaman merawat pasien Siloam mengajari saya sabar."),
    ("id", "RS Mitra Melawi", "Saya siap merawat pasien BPJS maupun pasien umum."),
    ("id", "RS Mitra Melawi", "Saya siap melayani pasien Nanga Pinoh dan sekitarnya."),
    ("id", "RS Mitra Melawi", "Seragam Hermina sudah saya kembalikan minggu lalu."),
    ("id", "PT Anugerah Tani", "Saya ingin membantu petani menjual hasil panennya di Tokopedia dan Shopee."),
    ("id", "PT Anugerah Tani", "Saya ingin membawa pengalaman saya di Gojek ke tim Bapak."),
    ("id", "PT Anugerah Tani", "Saya siap memasarkan produk Bapak ke gerai Indomaret."),
    ("id", "PT Boga Sari", "Saya siap mengantar pesanan lewat Gojek atau Grab."),
    ("id", "PT Sinar Data", "Saya kagum pada Gojek, tetapi saya ingin berkontribusi di perusahaan Bapak."),
    ("id", "PT Surya Cipta", "Lamaran saya ke Starbucks sudah saya tarik, jadi Bapak tidak perlu khawatir."),
    ("id", "PT Surya Cipta", "Saya juga sedang menunggu kabar lamaran saya di Pertamina."),
    ("id", "PT Aplikasi Karya Anak Bangsa", "Saya siap mendampingi pelanggan Gojek sebaik mungkin."),
    ("id", "PT Oleo Deli", "Saya diwawancarai oleh Bapak Surya Lubis, Kepala Pabrik, dan Ibu sendiri."),
    ("en", "Hotel Coral", "I hope to serve your guests with what I learnt from the guests of Kempinski."),
    ("en", "Hilltop School", "I look forward to teaching the children of Wamena."),
    ("en", "Hilltop School", "I would love to teach the students of Grade Ten."),
    ("en", "PT Kopi Lintang", "I withdrew my application to Starbucks last week."),
    ("en", "PT Sinar Data", "I admire how Gojek tests its services and would like to contribute to your team."),
    ("en", "Jembatan Kata", "I can point you to my published work for Penerbit Gramedia."),
]


@pytest.mark.parametrize(("language", "company", "sentence"), _AIMS)
def test_an_aim_that_only_another_place_can_fulfil_is_told(language: Language, company: str, sentence: str) -> None:
    assert _names_another(company, "Analis Kredit", sentence, language)


@pytest.mark.parametrize(("language", "company", "sentence"), _NO_AIMS)
def test_a_name_that_is_no_aim_is_not(language: Language, company: str, sentence: str) -> None:
    assert not _names_another(company, "Analis Kredit", sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Bila Ibu berkenan, PT Semen Cakra akan mendapati saya sebagai karyawan yang tekun."),
        ("id", "Kabar dari PT Semen Cakra sangat saya nantikan."),
        ("id", "Kiranya PT Semen Cakra masih membuka pintu bagi saya."),
        ("id", "Motivasi saya tetap sama, yaitu turut membangun PT Semen Cakra dari dalam."),
        ("id", "Saya berterima kasih kepada PT Semen Cakra atas kesempatan wawancara."),
        ("id", "Terima kasih telah mempertimbangkan saya untuk PT Semen Cakra."),
        ("id", "Atas perhatian PT Semen Cakra, saya ucapkan terima kasih."),
        ("id", "Saya menaruh harapan besar pada PT Semen Cakra."),
        ("id", "Saya siap mematuhi seluruh peraturan PT Semen Cakra."),
        ("id", "Menjadi bagian dari armada PT Semen Cakra adalah kebanggaan."),
        ("en", "I trust that Cakra Cement Ltd will find in me a diligent colleague."),
        ("en", "What draws me to Cakra Cement Ltd is its care for safety."),
        ("en", "I should be proud to carry the badge of Cakra Cement Ltd."),
        ("en", "My reason for applying is unchanged: Cakra Cement Ltd builds what lasts."),
        ("en", "I have set my hopes on Cakra Cement Ltd alone."),
        ("en", "I thank Cakra Cement Ltd for the chance to be interviewed."),
    ],
)
def test_what_is_said_of_the_firm_written_to_is_told_of_another(language: Language, sentence: str) -> None:
    assert _names_another("PT Baja Timur", "Analis Kredit", sentence, language)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Saya berterima kasih kepada PT Semen Cakra, tempat saya belajar selama ini."),
        ("id", "Terima kasih kepada PT Lensa Karier yang meneruskan lamaran saya."),
        ("id", "Atas izin PT Semen Cakra, saya dapat datang pada jam kerja."),
        ("id", "Surat pengalaman dari PT Semen Cakra masih saya tunggu."),
        ("id", "PT Semen Cakra, tempat saya bekerja, masih memerlukan serah terima dari saya."),
        ("id", "Saya ikut menjaga mutu PT Semen Cakra selama lima tahun."),
        ("id", "Nilai yang dijunjung PT Semen Cakra membentuk saya selama lima tahun."),
        ("en", "My employer, Cakra Cement Ltd, still needs a month to replace me."),
        ("en", "I had to thank Cakra Cement Ltd for letting me come to the interview."),
        ("en", "I imagine that the kilns at Cakra Cement Ltd are much like yours."),
    ],
)
def test_what_is_told_of_an_employer_is_not(language: Language, sentence: str) -> None:
    assert not _names_another("PT Baja Timur", "Analis Kredit", sentence, language)


@pytest.mark.parametrize(
    ("language", "position", "sentence"),
    [
        ("id", "Guru Fisika", "Saya ingin sekali mendampingi siswa sebagai guru Kimia di sekolah Bapak."),
        ("id", "Guru Fisika", "Puisi membuat saya ingin membimbing siswa sebagai guru Bahasa Indonesia."),
        ("en", "Biology Teacher", "I hope to grow with your school as your history teacher."),
        ("id", "Perawat", "Saya siap melayani para tamu Bapak sebagai resepsionis yang ramah."),
        ("id", "Kasir", "Saya berharap dapat bergabung sebagai sopir di perusahaan Bapak."),
        ("id", "Kepala Cabang Medan", "Cabang Palembang yang saya lamar ini sudah lama saya kenal."),
        ("en", "Branch Manager, Medan", "I have long hoped to lead your Palembang branch, the one I am applying for."),
        ("en", "Store Manager Bandung", "I hope to lead the Surabaya store soon."),
    ],
)
def test_another_position_that_is_wished_for_is_told(language: Language, position: str, sentence: str) -> None:
    assert _names_another("PT Maju", position, sentence, language)


@pytest.mark.parametrize(
    ("language", "position", "sentence"),
    [
        ("id", "Guru Fisika", "Saya ingin menjadi guru yang sabar."),
        ("id", "Guru Fisika", "Saya siap juga menjadi guru Kimia bila diperlukan."),
        ("en", "Biology Teacher", "I hope to grow as a science teacher."),
        ("en", "Data Engineer", "I hope to work as a translator between the two teams."),
        ("id", "Perawat", "Saya ingin melayani pasien sebagai keluarga sendiri."),
        ("id", "Kurir", "Saya siap bekerja sebagai pengemudi yang tertib."),
        ("id", "Kepala Cabang Medan", "Saya bersedia datang ke cabang Palembang bila diminta."),
        ("en", "Store Manager Bandung", "You told me that the Surabaya store would open in May."),
        ("id", "Pustakawan", "Saya diwawancarai Romo dan Ibu Kepala SMA untuk tugas itu."),
        ("id", "Perawat", "Saya diwawancarai oleh Bapak Surya, Kepala Ruang, dan Ibu sendiri untuk jabatan itu."),
    ],
)
def test_what_the_work_is_like_and_who_interviewed_is_no_other_position(
    language: Language, position: str, sentence: str
) -> None:
    assert not _names_another("PT Maju", position, sentence, language)


@pytest.mark.parametrize(
    ("signature", "is_told"),
    [
        ("Rina Wijaya, pelamar Asisten Pabrik Karet", True),
        ("Rina Wijaya\nKandidat Guru Fisika", True),
        ("Rina Wijaya\nApplicant for Store Manager", True),
        ("Rina Wijaya, pelamar Penyelia Kebun Sawit", False),
        ("Rina Wijaya\nPelamar Penyelia Kebun", False),
        ("Rina Wijaya\nKandidat Plantation Supervisor", False),
    ],
)
def test_a_signature_may_name_the_position_but_no_other(signature: str, *, is_told: bool) -> None:
    assert _names_another("PT Sawit Deli", "Penyelia Kebun Sawit", "", "id", signature=signature) is is_told


@pytest.mark.parametrize(
    ("language", "company", "position", "sentence", "is_told"),
    [
        ("id", "SMP Harapan", "Guru", "Saya yakin kemampuan saya berguna bagi hotel yang Ibu pimpin.", True),
        ("id", "PT Kereta Priangan", "Staf Humas", "Saya ingin ikut mengharumkan nama maskapai.", True),
        ("id", "PT Solusi Energi", "Staf Hukum", "Saya ingin mengabdi di sekolah yang Bapak pimpin.", True),
        ("en", "Bank Selaras", "Teller", "I am sure that I would fit in well at your hospital.", True),
        ("en", "PT Solusi Energi", "Legal Counsel", "I look forward to it, and your school's approach appeals.", True),
        ("id", "PT Tambang Nikel", "Perawat", "Saya siap bertugas di rumah sakit yang Bapak kelola.", False),
        ("id", "Yayasan Cahaya", "Staf", "Saya siap bertugas di rumah sakit yang Bapak kelola.", False),
        ("id", "PT Sawit Jaya", "Guru SD", "Saya ingin mengajar di sekolah yang Bapak bina.", False),
        ("id", "PT Logistik Raya", "Sopir", "Saya siap mengantar obat ke rumah sakit Bapak.", False),
        ("en", "Hotel Coral", "Chef", "I would be glad to cook in your restaurant.", False),
        ("en", "PT Asuransi Bumi", "Agen", "I hope that your school days were as happy as mine.", False),
    ],
)
def test_the_readers_place_has_a_kind(
    language: Language, company: str, position: str, sentence: str, *, is_told: bool
) -> None:
    assert _names_another(company, position, sentence, language) is is_told


def _facts(language: Language, sentence: str, **given: str) -> set[str]:
    body = letter(language, extra=sentence)
    return found(fact, body, language=language, **given, **{**FACTS, "attachments": ()})


@pytest.mark.parametrize(
    ("language", "sentence", "is_told"),
    [
        ("id", "Salinan ijazah ada pada berkas yang menyertai surel ini.", True),
        ("id", "Silakan membuka folder zip pada surel ini.", True),
        ("id", "Rancangan itu saya sertakan bersama surel ini.", True),
        ("en", "You will find with this message my renewed licence.", True),
        ("en", "The certificates accompanying this e-mail are the ones you asked for.", True),
        ("en", "The drawings are in the zip file with this message.", True),
        ("id", "Pertanyaan ini saya titipkan dalam surel ini.", False),
        ("id", "Tidak ada berkas pada surel ini.", False),
        ("id", "Tautan portofolio tercantum di surel ini.", False),
        ("id", "Doa terbaik menyertai surel ini.", False),
        ("en", "My best wishes accompany this letter.", False),
        ("en", "There is no file with this message.", False),
        ("en", "You will find my thanks in this message.", False),
    ],
)
def test_what_goes_with_this_mail_is_attached(language: Language, sentence: str, *, is_told: bool) -> None:
    assert ("fact.attachment-missing" in _facts(language, sentence)) is is_told


@pytest.mark.parametrize(
    ("language", "sentence", "is_told"),
    [
        ("id", "Wawancara kita berlangsung pada tanggal sembilan belas September.", True),
        ("en", "I enjoyed our interview on the nineteenth of September.", True),
        ("en", "I enjoyed our interview on November the twenty-third.", True),
        ("id", "Saya mengikuti wawancara pada 7 November 2026 bersama lima pelamar lain.", True),
        ("en", "I enjoyed our interview on the ninth of November.", False),
        ("id", "Wawancara kita pada tanggal sembilan November sangat berkesan.", False),
        ("en", "You said that news would come by the twentieth of November.", False),
        ("id", "Bapak akan membaca laporan wawancara pada 19 November 2026.", False),
    ],
)
def test_a_day_in_words_is_a_day(language: Language, sentence: str, *, is_told: bool) -> None:
    assert ("fact.interview-date" in _facts(language, sentence)) is is_told


@pytest.mark.parametrize(
    ("subject", "is_told"),
    [
        ("Tindak lanjut wawancara Analis Kredit – Rina Wijayaa", True),
        ("Tindak lanjut wawancara Analis Kredit - Rinna Wijaya", True),
        ("Tindak lanjut Analis Kredit (Rina Wijjaya)", True),
        ("Tindak lanjut wawancara Analis Kredit – Rina W.", False),
        ("Tindak lanjut wawancara Analis Kredit – RINA WIJAYA", False),
        ("Seleksi Analis Kredit, Wijaya Rina", False),
    ],
)
def test_the_name_in_the_subject_is_the_candidates(subject: str, *, is_told: bool) -> None:
    assert ("fact.candidate-name" in _facts("id", "", subject=subject)) is is_told


@pytest.mark.parametrize(
    ("position", "introduced", "is_told"),
    [
        ("Forest Ranger", "Tour Guide", True),
        ("Quality Control", "Penjahit Sampel", True),
        ("Guru Tari", "Pustakawan", True),
        ("Desainer Grafis", "Ilustrator Buku Anak", True),
        ("Guru Tari", "Dance Teacher", False),
        ("Tour Guide", "Pemandu Wisata", False),
        ("Quality Control", "QC", False),
        ("Dokter Gigi", "Dentist", False),
    ],
)
def test_a_position_may_be_translated(position: str, introduced: str, *, is_told: bool) -> None:
    body = letter("id", introduction=_INTRODUCTIONS["id"].format(introduced))
    assert ("fact.position" in found(fact, body, **{**FACTS, "position": position})) is is_told


@pytest.mark.parametrize(
    ("language", "sentence", "is_told"),
    [
        ("id", "Menurut Ibu, keputusan akan diambil setelah.", True),
        ("id", "Mesin di sana mirip dengan yang pernah", True),
        ("en", "I wonder whether the panel has.", True),
        ("en", "It separates only when the temperature rises above", True),
        ("id", "Saya datang sebelum dan setelah rapat.", False),
        ("id", "Sehubungan dengan rencana Capt. untuk mengabari para pelaut, saya menunggu.", False),
        ("en", "The harbour pilot asked whether I had passed the test, and I had.", False),
        ("en", "Please see the address above.", False),
    ],
)
def test_a_sentence_that_waits_for_more_is_cut_off(language: Language, sentence: str, *, is_told: bool) -> None:
    rules = found(coherence, letter(language, extra=sentence), language=language, **FACTS)
    assert ("coherence.cut-off" in rules) is is_told


_FORM = {"struct.order", "struct.closing-missing", "struct.signature-missing"}


@pytest.mark.parametrize(
    ("language", "closing"),
    [
        ("en", "I am, with sincere respect,"),
        ("en", "I remain, Sir, yours truly,"),
        ("en", "And I am, with every good wish,"),
        ("id", "Saya, dengan penuh hormat,"),
    ],
)
def test_an_old_fashioned_closing_closes(language: Language, closing: str) -> None:
    assert found(struct, letter(language, closing=closing), language=language, **FACTS).isdisjoint(_FORM)


@pytest.mark.parametrize(
    ("below", "is_told"),
    [
        ("\nNIK dan nomor peserta tercantum dalam berkas pendaftaran.", False),
        ("\nNomor peserta 0147 tertera pada kartu seleksi.", False),
        ("\nSaya masih ingin bertanya tentang jadwal itu.", True),
        ("\n\nTerima kasih atas perhatian Bapak selama ini.", True),
        ("\nMohon kabarnya segera dikirim ke alamat tersebut.", True),
    ],
)
def test_a_note_below_the_name_is_in_order(below: str, *, is_told: bool) -> None:
    body = letter("id", signature=f"Rina Wijaya{below}")
    assert ("struct.order" in found(struct, body, **FACTS)) is is_told
