from time import process_time

import pytest

from service.letters.checking import coherence
from service.letters.checking.context import LetterContext
from service.letters.checking.reading import read_letter
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, found, hits_of
from tests.letters.rule_sentences import framed, read_table

OTHER_ID = [
    "Saya sangat berharap dapat bergabung dengan PT Cakra Samudra Logistik.",
    "Kesempatan berkarier di PT Surya Boga Lestari sangat saya nantikan.",
    "Saya ingin mengetahui perkembangan seleksi di Bank Mitra Kencana.",
    "Wawancara di CV Anugerah Tekstil tersebut sangat berkesan bagi saya.",
    "Saya yakin bahwa PT Delta Mandiri adalah tempat yang tepat bagi saya.",
    "Saya melamar posisi Perawat di RS Insani Husada.",
    "Budaya kerja PT Graha Sentosa membuat saya makin berminat.",
    "Semoga Ibu Melinda dan tim PT Graha Sentosa Abadi senantiasa sehat.",
    "Saya antusias untuk bergabung dengan Gojek.",
    "Minat saya terhadap PT Unggul Farma tetap besar.",
    "Keinginan saya untuk mengisi jabatan Staf Pemasaran Digital tetap besar.",
    "Saya tetap berminat pada posisi Teknisi Lapangan.",
    "Terima kasih atas kesempatan wawancara di Universitas Cendana Raya.",
    "Saya siap memberikan kontribusi terbaik bagi PT Astaka Energi.",
    "Saya yakin dapat memberi manfaat bagi PT Galang Bahari Utama.",
    "Saya berharap dapat bermanfaat di Bank Mitra Kencana.",
    "Saya yakin pengalaman saya sesuai dengan kebutuhan Bapak akan seorang Kasir Minimarket yang jujur.",
    "Saya merasa memenuhi kriteria Ibu untuk seorang Perawat Gigi.",
    "Saya tahu Bapak sedang mencari seorang Juru Masak.",
    "Saya siap bekerja sebagai Teknisi Listrik di perusahaan Bapak.",
    "Bapak membutuhkan seorang Apoteker, dan saya siap.",
    "Wawancara saya untuk posisi Kepala Toko berjalan lancar.",
    "Kabar tentang lamaran saya sebagai Guru Matematika saya nantikan.",
    "Semoga saya dapat menjadi Pustakawan di sekolah Ibu.",
    "Saya yakin cocok dengan kebutuhan perusahaan akan Desainer Grafis.",
]
SAME_ID = [
    "Selama tiga tahun di PT Karya Niaga Utama, saya menangani laporan pajak.",
    "Sistem itu kini dipakai oleh pelanggan kami, PT Agung Retailindo.",
    "Cerita Bapak tentang persaingan dengan PT Sumber Niaga Sejati sangat menarik.",
    "Saya lulus dari Universitas Udayana pada tahun 2024.",
    "Setelah lulus, saya bekerja di CV Tirta Lestari, lalu di UD Makmur.",
    "Saat ini saya masih bekerja di PT Sinar Terang sebagai staf gudang.",
    "Saya menerima tawaran dari PT Lain Jaya dan harus menjawabnya pada 4 Desember.",
    "Saya ingin bergabung dengan PT Bumi Rasa Pangan.",
    "Saya ingin berkontribusi bagi Bumi Rasa Pangan.",
    "Saya pernah menempati posisi Staf Gudang di PT Sinar Terang.",
    "Wawancara di Menara Sudirman itu sangat berkesan.",
    "Seleksi di Bumi Rasa tetap saya nantikan.",
    "Saya melihat lowongan ini di LinkedIn.",
    "Sertifikat dari Lembaga Bahasa Cipta telah saya terima.",
    "Proyek saya di PT Telaga Biru dijelaskan dalam portofolio.",
    "Wawancara dilakukan melalui Google Meet bersama Ibu Ratna dan Bapak Joko.",
    "Saya siap ditempatkan di Surabaya atau Sidoarjo.",
    "Saya berharap dapat bergabung dengan tim Bapak di Cikarang.",
    "Dosen pembimbing saya di Institut Teknologi Sepuluh bersedia memberi referensi.",
    "Saya siap bekerja sama dengan divisi Keuangan dan Pajak.",
    "Saya melamar posisi Staf Pengadaan.",
    "Posisi Staf Pengadaan Barang itu sesuai dengan minat saya.",
    "Wawancara dengan Bapak Andi berlangsung di kantor pusat PT Bumi Rasa Pangan Tbk.",
    "Pengalaman saya sebagai auditor di PT Lancar Jaya sesuai dengan kebutuhan tim.",
    "Bapak membutuhkan seorang Staf Pengadaan yang teliti.",
    "Di kantor lama kami membutuhkan seorang Auditor setiap akhir tahun.",
    "Saya pernah bekerja sebagai Kasir di Toko Makmur.",
    "Ibu bertanya apakah saya bersedia menjadi Sekretaris Panitia di kegiatan Ibu.",
    "Sertifikat itu memenuhi syarat untuk Ujian Nasional.",
    "Wawancara untuk Program Magang tahun lalu juga di gedung itu.",
    "Saya sedang mencari rumah sewa di Bekasi untuk Desember.",
    "Harapan saya untuk Natal sederhana saja.",
    "Bapak sedang membutuhkan waktu untuk Rapat Umum.",
    "Seleksi untuk Tahap Kedua saya nantikan.",
    "Saya membutuhkan izin untuk Jumat.",
    "Lamaran sebagai Staf Pengadaan saya kirim pada Oktober.",
]
OTHER_EN = [
    "I remain convinced that Northwind Freight is the right place for me to grow.",
    "I would love to join Bukit Awan Hotel as soon as the process allows.",
    "My interview at Karang Digital was a pleasure.",
    "I am still very interested in the position at Delta Logistics.",
    "I look forward to becoming part of Sumber Energy Group.",
    "I am eager to contribute to the mission of Meridian Foods.",
    "I applied for the Data Scientist position with great enthusiasm.",
    "The culture at Harbor Tech Solutions impressed me.",
    "I would be honoured to work for Tokopedia.",
    "I believe I am a good fit for the Night Auditor you need.",
    "I know you are looking for a Pastry Chef.",
    "I would love to be your next Head Gardener.",
    "I hope to meet your need for a Data Scientist.",
    "I would be proud to work as your Flight Instructor.",
]
SAME_EN = [
    "Before that I spent four years at Meridian Textiles as a quality inspector.",
    "I worked at Delta Logistics until last year.",
    "I graduated from Gadjah Mada University in 2022.",
    "Our client, Northwind Freight, praised the report.",
    "I would love to join PT Bumi Rasa Pangan.",
    "I would be glad to join Bumi Rasa Pangan.",
    "I have been asked to reply to an offer from Sumber Energy Group by Friday.",
    "I currently work at Harbor Tech Solutions.",
    "We met at Menara Sudirman, and Mr Lee joined us.",
    "I am interested in the Purchasing Officer position.",
    "The interview took place on Zoom with Ms Hartono.",
    "You explained how you compete with Karang Digital.",
    "My former manager at Delta Logistics is happy to give a reference.",
    "I would be happy to join a call with Mr Santoso on Monday.",
    "I took part in the Google Data Analytics course.",
    "You need a Purchasing Officer who likes numbers.",
    "You are looking for a Monday start, as far as I remember.",
    "As your Head of Finance told me, the team is growing.",
    "You need an English speaker, I was told.",
    "As your Instagram page shows, the team enjoys its work.",
    "I served as a Red Cross volunteer.",
    "As your Jakarta office is closed, I write to you.",
]

POSITIONS: dict[Language, str] = {"id": "Staf Pengadaan", "en": "Purchasing Officer"}


def found_in(sentence: str, language: Language) -> list[tuple[str, str]]:
    """Rule and marked text of what is found with the follow-up's facts known."""
    body = framed(sentence, language)
    hits = hits_of(
        coherence,
        body,
        language=language,
        company="PT Bumi Rasa Pangan",
        position=POSITIONS[language],
        recruiter_name="Andi Pratama",
        candidate_name="Rina Wijaya",
    )
    return [(hit.rule, body[hit.start : hit.end]) for hit in hits]


@pytest.mark.parametrize(("rule", "language", "sentence"), read_table("coherence"))
def test_a_sentence_breaks_just_the_rule_that_it_breaks(rule: str, language: Language, sentence: str) -> None:
    body = framed(sentence, language)
    hits = hits_of(coherence, body, language=language)
    assert {hit.rule for hit in hits} == ({rule} if rule else set())
    assert all(body[hit.start : hit.end] in sentence and hit.start < hit.end for hit in hits)


@pytest.mark.parametrize(
    ("language", "sentence"), [*(("id", one) for one in OTHER_ID), *(("en", one) for one in OTHER_EN)]
)
def test_a_firm_or_position_of_another_application_is_told(language: Language, sentence: str) -> None:
    ((rule, text),) = found_in(sentence, language)
    assert rule == "coherence.other-application"
    assert text in sentence
    assert text[:1].isupper()


@pytest.mark.parametrize(
    ("language", "sentence"), [*(("id", one) for one in SAME_ID), *(("en", one) for one in SAME_EN)]
)
def test_employers_clients_rivals_and_the_own_firm_may_be_named(language: Language, sentence: str) -> None:
    assert found_in(sentence, language) == []


def test_without_facts_no_firm_is_another_one() -> None:
    assert found(coherence, framed(OTHER_ID[0], "id")) == set()


def test_a_position_is_left_to_the_facts_where_the_right_one_is_not_named() -> None:
    body = framed("Saya senang.", "id").replace("posisi Staf Pengadaan", "posisi Teknisi Lapangan")
    assert found(coherence, body, position="Staf Pengadaan") == set()


@pytest.mark.parametrize(
    "lines",
    [
        "- surat keterangan dari\n- ijazah dan",
        "1. Staf Gudang di\n2. Kepala Gudang untuk",
        "Nama dan\nAlamat",
        "Dokumen yang saya siapkan adalah:\n- ijazah\n- transkrip",
    ],
)
def test_items_of_a_list_and_short_lines_do_not_break_off(lines: str) -> None:
    assert found(coherence, framed(lines, "id")) == set()


def test_a_sentence_broken_off_at_a_line_end_is_told() -> None:
    body = framed(
        "Saya ingin menanyakan perkembangan dari\nApabila ada berkas yang kurang, saya siap mengirimnya.", "id"
    )
    assert [body[hit.start : hit.end] for hit in hits_of(coherence, body)] == ["dari"]


def test_a_line_wrapped_in_the_middle_of_a_sentence_is_whole() -> None:
    body = framed("Saya menanyakan perkembangan seleksi di\nPT Bumi Rasa Pangan untuk\nposisi tersebut.", "id")
    assert found(coherence, body) == set()


def test_the_second_of_two_equal_sentences_is_marked() -> None:
    body = framed("Sertifikat saya sudah terbit. Sertifikat saya sudah terbit.", "id")
    (hit,) = hits_of(coherence, body)
    assert (hit.start, body[hit.start : hit.end]) == (body.rindex("Sertifikat"), "Sertifikat saya sudah terbit")


def test_a_paragraph_pasted_twice_is_told() -> None:
    paragraph = "Saya masih berminat pada posisi ini. Apabila ada berkas yang kurang, saya siap mengirimnya."
    hits = hits_of(coherence, framed(f"{paragraph}\n\n{paragraph}", "id"))
    assert [hit.rule for hit in hits] == ["coherence.repeated-sentence"] * 2


@pytest.mark.parametrize("text", ["PT Maju Di ", "Aa ", "Apakah saya? ", "bergabung dengan ", "x", "{", "dari\n", ". "])
def test_a_letter_of_any_kind_is_read_in_linear_time(text: str) -> None:
    context = LetterContext(company="PT Lain Sekali", position="Staf Gudang")

    def seconds(size: int) -> float:
        letter = read_letter("", text * (size // len(text)), "id")
        begun = process_time()
        list(coherence.find(letter, context, BOOK))
        return process_time() - begun

    shorter, longer = (min(seconds(size) for _ in range(3)) for size in (20_000, 40_000))
    assert longer < 5 * shorter + 0.05
