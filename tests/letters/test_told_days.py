"""What a letter says of days: interviews that were moved, and weekdays at some distance from their dates."""

import pytest

from service.letters.checking import fact
from service.letters.language import Language
from tests.letters.checking_parts import found
from tests.letters.letter_frames import FACTS, letter

_OTHER_DAYS: list[tuple[Language, str]] = [
    ("id", "Wawancara yang semula dijadwalkan pada 2 November 2026 dipindahkan ke hari Senin, 9 November 2026."),
    ("id", "Semula wawancara dijadwalkan tanggal 5 November 2026 dan kemudian diundur."),
    ("id", "Jadwal awal wawancara, 5 November 2026, diubah karena Bapak sakit."),
    ("id", "Wawancara yang tadinya direncanakan tanggal 5 November akhirnya dilaksanakan pada 9 November 2026."),
    ("id", "Wawancara saya digeser dari 5 November 2026 ke 9 November 2026."),
    ("id", "Wawancara pada 5 November 2026 ditunda menjadi 9 November 2026."),
    ("id", "Wawancara tanggal 5 November 2026 batal karena listrik padam."),
    ("id", "Wawancara yang seharusnya berlangsung 5 November 2026 tertunda beberapa hari."),
    ("id", "Awalnya saya dijadwalkan mengikuti wawancara pada Kamis, 5 November 2026."),
    ("id", "Sedianya wawancara diadakan pada 5 November 2026."),
    ("id", "Terima kasih karena Bapak bersedia memindahkan wawancara dari tanggal 5 November 2026."),
    ("id", "Wawancara tanggal 5 November 2026 dijadwalkan ulang ke 9 November 2026."),
    ("id", "Rencana awal wawancara adalah 5 November 2026."),
    ("id", "Wawancara berlangsung pada 9 November 2026, bukan 5 November 2026."),
    ("id", "Saya tidak jadi diwawancarai pada 5 November 2026 karena hujan deras."),
    ("id", "Setelah wawancara, pada 12 November 2026, saya jatuh sakit."),
    ("id", "Dua hari setelah wawancara, yaitu 11 November 2026, saya pindah kos."),
    ("id", "Hasil wawancara akan keluar pada 18 November 2026."),
    ("id", "Teman saya diwawancarai pada 12 November 2026."),
    ("id", "Adik saya menjalani wawancara pada 12 November 2026."),
    ("id", "Jadwal wawancara saya sempat diubah: dari 5 November 2026 menjadi 9 November 2026."),
    ("id", "Undangan wawancara menyebut tanggal 5 November 2026, lalu jadwalnya diundur."),
    ("id", "Sebelum wawancara, pada 2 November 2026, saya mengikuti psikotes."),
    ("id", "Wawancara dimundurkan dari 5 ke 9 November 2026."),
    ("id", "Pelamar lain diwawancarai pada 10 November 2026."),
    ("id", "Saya sempat dijadwalkan diwawancarai pada 5 November 2026."),
    ("id", "Saya mengonfirmasi kehadiran wawancara pada 3 November 2026."),
    ("en", "We spoke by telephone on 7 November and met for the interview on Monday, 9 November 2026."),
    ("id", "Kita berbincang lewat telepon pada 7 November dan bertemu untuk wawancara pada 9 November 2026."),
    ("en", "The interview was first set for 5 November 2026 and then moved to 9 November 2026."),
    ("en", "My interview had originally been planned for 5 November 2026."),
    ("en", "The interview, initially scheduled for 5 November 2026, was postponed."),
    ("en", "Our interview on 5 November 2026 was cancelled because of the flood."),
    ("en", "My interview was moved from 5 November 2026 to 9 November 2026."),
    ("en", "The interview was brought forward from 12 November to 9 November 2026."),
    ("en", "I was supposed to be interviewed on 5 November 2026."),
    ("en", "We met on 9 November 2026 instead of 5 November 2026."),
    ("en", "The original date of the interview was 5 November 2026."),
    ("en", "My interview on 5 November 2026 had to be rescheduled."),
    ("en", "Thank you for moving my interview from 5 November 2026."),
    ("en", "After the interview, on 12 November 2026, I fell ill."),
    ("en", "Two days after the interview, that is on 11 November 2026, I moved house."),
    ("en", "The interview results would be out on 18 November 2026, you said."),
    ("en", "A friend of mine was interviewed on 12 November 2026."),
    ("en", "The interview that should have taken place on 5 November 2026 was delayed."),
    ("en", "Another candidate was interviewed on 12 November 2026."),
    ("en", "I could not come to the interview on 5 November 2026, and you kindly gave me another day."),
]
_WRONG_DAYS: list[tuple[Language, str]] = [
    ("id", "Wawancara yang semula dijadwalkan pada 2 November 2026 dipindahkan ke hari Kamis, 12 November 2026."),
    ("id", "Wawancara saya digeser dari 5 November 2026 ke 12 November 2026."),
    ("id", "Wawancara yang tadinya tertunda akhirnya berlangsung pada 12 November 2026."),
    ("id", "Wawancara saya dijadwalkan ulang menjadi 12 November 2026."),
    ("id", "Wawancara berlangsung pada 12 November 2026 dan mengubah pandangan saya."),
    ("id", "Setelah wawancara pada 12 November 2026 saya makin berminat."),
    ("id", "Wawancara pada 12 November 2026 membuat saya makin maju."),
    ("en", "My interview was moved from 5 November 2026 to 12 November 2026."),
    ("en", "The interview was postponed and finally took place on 12 November 2026."),
    ("en", "Our interview on 12 November 2026 changed my view of the trade."),
    ("en", "I was moved by our interview on 12 November 2026."),
]
_WRONG_WEEKDAYS: list[tuple[Language, str]] = [
    ("id", "Saya mengirim berkas pada hari Rabu lalu tanggal 16 November 2026."),
    ("id", "Saya mengirim berkas pada Rabu pagi, 10 November 2026."),
    ("id", "Saya mengirim berkas pada hari Rabu yang lalu, tanggal 10 November 2026."),
    ("id", "Saya mengirim berkas pada hari Rabu, yakni 10 November 2026."),
    ("id", "Saya mengirim berkas Rabu siang tanggal 10 November 2026."),
    ("id", "Saya mengirim berkas Rabu pukul 10.00, 10 November 2026."),
    ("id", "Saya mengirim berkas pada Rabu sekitar pukul 09.30 WIB, tanggal 10 November 2026."),
    ("id", "Saya mengirim berkas Rabu (10 November 2026)."),
    ("id", "Saya mengirim berkas pada Rabu minggu lalu, 10 November 2026."),
    ("id", "Saya mengirim berkas Rabu kemarin (10/11/2026)."),
    ("id", "Saya mengirim berkas pada Rabu, tepatnya tanggal 10 November 2026."),
    ("id", "Saya mengirim berkas pada 10 November 2026, hari Rabu."),
    ("id", "Saya mengirim berkas pada 10 November 2026 yang jatuh pada hari Rabu."),
    ("id", "Saya mengirim berkas pada 10 November 2026 pukul 10.00, Rabu."),
    ("id", "Saya akan ke kantor pada Rabu depan, 1 Desember 2026."),
    ("id", "Saya mengirim berkas pada Rabu di kantor pos Senen, 10 November 2026."),
    ("id", "Saya mengirim berkas Rabu - 10 November 2026."),
    ("en", "I sent the papers on Wednesday morning, 10 November 2026."),
    ("en", "I sent the papers on Wednesday (10 November 2026)."),
    ("en", "I sent the papers on 10 November 2026, a Wednesday."),
    ("en", "I sent the papers last Wednesday, that is, on 10 November 2026."),
    ("en", "I sent the papers on Wednesday at 10:00, 10 November 2026."),
    ("en", "I sent the papers on Wednesday at 2 p.m. on 10 November 2026."),
    ("en", "I sent the papers on 10 November 2026, which was a Wednesday."),
    ("en", "I sent the papers on Wednesday last week, 10 November 2026."),
    ("en", "I sent the papers on Wednesday of last week (10 November)."),
    ("en", "I sent the papers on Wed., 10 November 2026."),
    ("en", "I sent the papers on Wednesday afternoon on the 10th of November."),
    ("en", "I sent the papers on 10 November 2026 – a Wednesday."),
]
_RIGHT_WEEKDAYS: list[tuple[Language, str]] = [
    ("id", "Saya mengirim berkas pada Selasa pagi, 10 November 2026."),
    ("id", "Setiap Senin pagi saya mengajar; 12 November 2026 saya libur."),
    ("id", "Kabar dijanjikan hari Rabu, sedangkan berkas saya kirim 10 November 2026."),
    ("id", "Saya mengirim berkas pada 9 November 2026, dan Rabu saya kembali bekerja."),
    ("id", "Senin depan, dua minggu setelah 10 November 2026, saya ke Pontianak."),
    ("id", "Saya menelepon pada 9 November 2026, lalu pada hari Rabu Bapak membalas."),
    ("id", "Saya mengikuti pelatihan Rabu dan Kamis, 11 dan 12 November 2026."),
    ("id", "Pelatihan berlangsung pada 9 November, Rabu, 11 November, dan Jumat, 13 November 2026."),
    ("id", "Dalam satu minggu, 16 November 2026, saya sudah kembali."),
    ("id", "Saya bekerja Senin sampai Jumat sejak 10 November 2026."),
    ("id", "Saya mengirim berkas pada Selasa minggu lalu, 10 November 2026."),
    ("en", "I sent the papers on Tuesday morning, 10 November 2026."),
    ("en", "I sat the 12 November 2026 test at the campus."),
    ("en", "I rest on Sundays; on 12 November 2026 I was on duty."),
    ("en", "I wrote on 9 November 2026, and on Wednesday you replied."),
    ("en", "I sent the papers on Monday and called on 10 November 2026."),
    ("en", "I work Monday to Friday from 10 November 2026."),
    ("en", "I sent the papers on 10 November 2026, a Tuesday."),
    ("en", "The sun set at six on 10 November 2026."),
]


def told(sentence: str, language: Language) -> set[str]:
    return found(fact, letter(language, extra=sentence), language=language, **FACTS)


@pytest.mark.parametrize(("language", "sentence"), _OTHER_DAYS)
def test_a_day_that_was_given_up_or_is_another_events_is_no_fault(language: Language, sentence: str) -> None:
    assert told(sentence, language) == set()


@pytest.mark.parametrize(("language", "sentence"), _WRONG_DAYS)
def test_a_wrong_day_to_which_the_interview_was_moved_is_told(language: Language, sentence: str) -> None:
    assert told(sentence, language) == {"fact.interview-date"}


def test_a_wrong_day_that_was_planned_is_told_where_no_right_one_stands() -> None:
    introduction = "Saya Rina Wijaya, pelamar Analis Kredit. Wawancara dijadwalkan pada 12 November 2026."
    assert found(fact, letter(introduction=introduction), **FACTS) == {"fact.interview-date"}


@pytest.mark.parametrize(("language", "sentence"), _WRONG_WEEKDAYS)
def test_a_weekday_is_held_against_its_date_over_short_words(language: Language, sentence: str) -> None:
    assert told(sentence, language) == {"fact.weekday-mismatch"}


@pytest.mark.parametrize(("language", "sentence"), _RIGHT_WEEKDAYS)
def test_a_weekday_of_another_day_is_no_fault(language: Language, sentence: str) -> None:
    assert told(sentence, language) == set()
