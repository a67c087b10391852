from datetime import date

import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.domain.errors import InvalidInputError
from service.domain.office import Office
from service.domain.promise import Promise, promised_by

MONDAY = date(2026, 11, 9)

# (said on, what was said, the latest day it can mean)
RANGES = [
    ("2026-11-10", "Senin-Rabu", "2026-11-18"),
    ("2026-11-11", "Senin - Jumat", "2026-11-20"),
    ("2026-11-01", "tanggal 28-2", "2026-12-02"),
    ("2026-11-09", "Senin atau Selasa", "2026-11-17"),
    ("2026-11-09", "Monday or Tuesday", "2026-11-17"),
    ("2026-11-11", "Rabu atau Kamis", "2026-11-19"),
    ("2026-11-25", "20 - 25 November", "2026-11-25"),
    ("2026-12-30", "28 Desember - 5 Januari", "2027-01-05"),
    ("2027-01-02", "28 Desember - 5 Januari", "2027-01-05"),
    ("2026-11-25", "tanggal 20-30", "2026-11-30"),
    ("2026-11-25", "tanggal 25-30", "2026-11-30"),
    ("2026-11-25", "tanggal 20-22", "2026-12-22"),
    ("2026-12-02", "akhir November - awal Desember", "2026-12-10"),
    ("2026-11-25", "pertengahan atau akhir bulan", "2026-11-30"),
    ("2026-11-27", "tanggal 27", "2026-12-27"),
    ("2026-11-27", "27 November", "2026-11-27"),
    ("2026-11-09", "1-2 x 24 jam", "2026-11-11"),
    ("2026-11-09", "Senin 16 - Jumat 20 November", "2026-11-20"),
    ("2026-11-09", "30-11-2026", "2026-11-30"),
    ("2026-11-09", "28/11 - 2/12", "2026-12-02"),
    ("2026-11-09", "28/11/2026 - 2/12/2026", "2026-12-02"),
    ("2026-11-09", "minggu depan Senin atau Selasa", "2026-11-17"),
    ("2026-11-09", "twenty-one days", "2026-11-30"),
    ("2026-11-09", "20th-25th", "2026-11-25"),
    ("2026-11-09", "mid-December", "2026-12-20"),
    ("2026-11-09", "early-December", "2026-12-10"),
    ("2026-11-09", "minggu ke-2 Desember", "2026-12-20"),
    ("2026-11-09", "besok atau Senin", "2026-11-16"),
    ("2026-11-25", "besok atau Senin", "2026-11-30"),
    ("2026-11-09", "Jumat depan atau Senin", "2026-11-23"),
    ("2026-11-09", "Senin depan atau Selasa", "2026-11-17"),
    ("2026-11-12", "Senin-Jumat depan", "2026-11-20"),
    ("2026-11-09", "Jumat atau Senin depan", "2026-11-20"),
]
PLAIN = [
    ("2026-11-09", "2 minggu depan", "2026-11-29"),
    ("2026-11-09", "2 bulan depan", "2027-01-31"),
    ("2026-11-09", "2 minggu ke depan", "2026-11-23"),
    ("2026-11-09", "1x24 jam", "2026-11-10"),
    ("2026-11-09", "2x24 jam", "2026-11-11"),
    ("2026-11-09", "3 x 24 jam", "2026-11-12"),
    ("2026-11-09", "24 jam", "2026-11-10"),
    ("2026-11-09", "25 jam", "2026-11-11"),
    ("2026-11-09", "within 48 hours", "2026-11-11"),
    ("2026-11-09", "5 hari kerja setelah interview", "2026-11-16"),
    ("2026-11-09", "7 hari setelah wawancara", "2026-11-16"),
    ("2026-11-09", "seminggu setelah interview", "2026-11-16"),
    ("2026-11-09", "H+7 setelah interview", "2026-11-16"),
    ("2026-11-09", "5 working days after the interview", "2026-11-16"),
    ("2026-11-09", "Jumat, 20 November 2026", "2026-11-20"),
    ("2026-11-09", "Jumat 20 November", "2026-11-20"),
    ("2026-11-09", "20 November (Jumat)", "2026-11-20"),
    ("2026-11-09", "Senin tanggal 16", "2026-11-16"),
    ("2026-11-09", "30/11/2026", "2026-11-30"),
    ("2026-11-09", "30.11.2026", "2026-11-30"),
    ("2026-11-09", "30/11", "2026-11-30"),
    ("2026-11-09", "tanggal 30/11", "2026-11-30"),
    ("2026-11-09", "Senin, 30/11", "2026-11-30"),
    ("2026-11-09", "tanggal 20/21", "2026-11-21"),
    ("2026-11-09", "1/2 minggu", "2026-11-23"),
    ("2026-11-09", "minggu depan hari Rabu", "2026-11-18"),
    ("2026-11-09", "minggu depan paling lambat Jumat", "2026-11-20"),
    ("2026-11-09", "minggu depan, paling lambat Jumat", "2026-11-20"),
    ("2026-11-09", "next week Friday", "2026-11-20"),
    ("2026-11-09", "Friday next week", "2026-11-20"),
    ("2026-11-09", "5 (lima) hari kerja", "2026-11-16"),
    ("2026-11-09", "14 (empat belas) hari", "2026-11-23"),
    ("2026-11-09", "besok pagi", "2026-11-10"),
    ("2026-11-09", "besok siang", "2026-11-10"),
    ("2026-11-09", "besok sore ya kak", "2026-11-10"),
    ("2026-11-09", "sore ini", "2026-11-09"),
    ("2026-11-09", "nanti sore", "2026-11-09"),
    ("2026-11-09", "hari ini juga", "2026-11-09"),
    ("2026-11-09", "minggu ini juga", "2026-11-15"),
    ("2026-11-09", "esok", "2026-11-10"),
    ("2026-11-09", "esok hari", "2026-11-10"),
    ("2026-11-09", "dua puluh hari", "2026-11-29"),
    ("2026-11-09", "dua puluh lima hari kerja", "2026-12-14"),
    ("2026-11-09", "tiga puluh satu hari", "2026-12-10"),
    ("2026-11-09", "satu setengah bulan", "2026-12-25"),
    ("2026-11-09", "sebulan setengah", "2026-12-25"),
    ("2026-11-09", "setengah bulan", "2026-11-25"),
    ("2026-11-09", "satu setengah minggu", "2026-11-20"),
    ("2026-11-09", "a week and a half", "2026-11-20"),
    ("2026-11-09", "half a month", "2026-11-25"),
    ("2026-11-09", "2 minggu dari hari ini", "2026-11-23"),
    ("2026-11-09", "dua minggu dari sekarang", "2026-11-23"),
    ("2026-11-09", "two weeks from today", "2026-11-23"),
    ("2026-11-09", "two weeks from now", "2026-11-23"),
    ("2026-11-09", "the week after next", "2026-11-29"),
    ("2026-11-09", "by the 30th", "2026-11-30"),
    ("2026-11-09", "the 5th of next month", "2026-12-05"),
    ("2026-11-09", "30th of November", "2026-11-30"),
    ("2026-11-09", "minggu pertama Desember", "2026-12-13"),
    ("2026-11-09", "first week of December", "2026-12-13"),
    ("2026-11-09", "minggu terakhir November", "2026-11-30"),
    ("2026-11-09", "minggu pertama bulan depan", "2026-12-13"),
    ("2026-11-09", "last week of next month", "2026-12-31"),
    ("2026-11-09", "akhir bulan November", "2026-11-30"),
    ("2026-11-09", "dlm 2 mgg", "2026-11-23"),
    ("2026-11-09", "H+2 minggu", "2026-11-23"),
    ("2026-11-09", "kami kabari minggu depan ya kak", "2026-11-22"),
    ("2026-11-09", "akan kami kabari minggu depan, mohon ditunggu", "2026-11-22"),
    ("2026-11-09", "ditunggu 2 minggu lagi ya pak", "2026-11-23"),
    ("2026-11-09", "kami hubungi Jumat depan, bu", "2026-11-20"),
    ("2026-11-09", "26 minggu", "2027-05-10"),
    ("2026-11-09", "6 bulan", "2027-05-09"),
]
UNKNOWN = [
    "minggu depan lagi",
    "bulan depan lagi",
    "Jumat depan lagi",
    "akhir minggu depan lagi",
    "Kamis 20 November",
    "Selasa tanggal 16",
    "30/13",
    "minimal 2 minggu",
    "lebih dari 2 minggu",
    "setelah 2 minggu",
    "paling cepat 2 minggu",
    "minggu depan paling cepat",
    "two weeks at least",
    "not before Friday",
    "H+7 Lebaran",
    "bukan minggu depan",
    "5 hari kerja setelah tanggal 20",
    "2 minggu 5 hari kerja",
    "2 minggu dan 3 hari",
    "Jumat dua minggu depan",
    "Jumat 2 minggu lagi",
    "24 jam kerja",
    "tanggal 10/11",
]
TOO_FAR = [
    ("2026-11-28", "27 November"),
    ("2026-11-09", "5 November"),
    ("2026-11-09", "25 November 2031"),
    ("2026-01-20", "akhir tahun"),
]


def refusal(promise: Promise, office: Office, calendar: IndonesianCalendar) -> str:
    with pytest.raises(InvalidInputError) as refused:
        promise.resolve(office=office, calendar=calendar)
    return refused.value.errors[0].code


@pytest.mark.parametrize(("on", "said", "answer_by"), RANGES)
def test_the_ends_of_a_range_follow_one_another_and_the_last_decides(
    on: str, said: str, answer_by: str, office: Office, calendar: IndonesianCalendar
) -> None:
    promise = Promise(said=said, counted_from=date.fromisoformat(on))
    assert promise.resolve(office=office, calendar=calendar).isoformat() == answer_by


@pytest.mark.parametrize(("on", "said", "answer_by"), PLAIN)
def test_the_words_of_recruiters_are_understood(
    on: str, said: str, answer_by: str, office: Office, calendar: IndonesianCalendar
) -> None:
    promise = Promise(said=said, counted_from=date.fromisoformat(on))
    assert promise.resolve(office=office, calendar=calendar).isoformat() == answer_by


@pytest.mark.parametrize("said", UNKNOWN)
def test_lower_bounds_and_what_may_mean_two_things_are_refused(
    said: str, office: Office, calendar: IndonesianCalendar
) -> None:
    assert refusal(Promise(said=said, counted_from=MONDAY), office, calendar) == "unknown_said"


@pytest.mark.parametrize(("on", "said"), TOO_FAR)
def test_a_date_over_half_a_year_ahead_is_refused(
    on: str, said: str, office: Office, calendar: IndonesianCalendar
) -> None:
    assert refusal(Promise(said=said, counted_from=date.fromisoformat(on)), office, calendar) == "said_too_far"


def test_days_after_the_interview_do_not_count_from_an_earlier_day(
    office: Office, calendar: IndonesianCalendar
) -> None:
    promise = Promise(said="7 hari setelah interview", counted_from=date(2026, 11, 2))
    with pytest.raises(InvalidInputError) as refused:
        promised_by(promise, office=office, calendar=calendar, interviewed_on=MONDAY)
    assert refused.value.errors[0].code == "counted_before_interview"
