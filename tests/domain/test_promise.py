from datetime import UTC, date, datetime

import pytest

from service.calendar.indonesian import IndonesianCalendar
from service.domain.errors import InvalidInputError
from service.domain.office import Office
from service.domain.promise import Promise

MONDAY = date(2026, 11, 9)

SAID = {
    "minggu depan": "2026-11-22",
    "next week": "2026-11-22",
    "minggu ini": "2026-11-15",
    "akhir minggu": "2026-11-15",
    "akhir pekan ini": "2026-11-15",
    "akhir minggu depan": "2026-11-22",
    "awal minggu depan": "2026-11-18",
    "1-2 minggu": "2026-11-23",
    "1 – 2 minggu ya": "2026-11-23",
    "satu sampai dua minggu": "2026-11-23",
    "dua atau tiga minggu": "2026-11-30",
    "satu dua minggu": "2026-11-23",
    "sekitar 2 mingguan lagi": "2026-11-23",
    "kurang lebih dua minggu ke depan": "2026-11-23",
    "±2 minggu": "2026-11-23",
    "Dalam waktu seminggu": "2026-11-16",
    "sepekan": "2026-11-16",
    "sebulan lagi": "2026-12-09",
    "maksimal 14 hari": "2026-11-23",
    "dua belas hari": "2026-11-21",
    "5 hari kerja": "2026-11-16",
    "3 s.d. 5 hari kerja": "2026-11-16",
    "paling lambat 10 hari kerja": "2026-11-23",
    "H+7": "2026-11-16",
    "h + 3": "2026-11-12",
    "H+7 hari kerja": "2026-11-18",
    "H+7-10": "2026-11-19",
    "besok": "2026-11-10",
    "lusa": "2026-11-11",
    "besok atau lusa": "2026-11-11",
    "hari ini": "2026-11-09",
    "Senin": "2026-11-16",
    "Jumat": "2026-11-13",
    "Jum'at ini": "2026-11-13",
    "Jumat depan": "2026-11-20",
    "Jumat minggu depan": "2026-11-20",
    "hari Minggu": "2026-11-15",
    "Senin-Rabu": "2026-11-18",
    "akhir bulan": "2026-11-30",
    "akhir bulan ini": "2026-11-30",
    "bulan depan": "2026-12-31",
    "awal bulan": "2026-12-10",
    "awal bulan depan": "2026-12-10",
    "pertengahan bulan": "2026-11-20",
    "akhir bulan depan": "2026-12-31",
    "akhir November": "2026-11-30",
    "akhir tahun": "2026-12-31",
    "tanggal 25 bulan depan": "2026-12-25",
    "awal minggu": "2026-11-18",
    "tanggal 25 November": "2026-11-25",
    "tgl 25 Nov 2026": "2026-11-25",
    "tanggal 25": "2026-11-25",
    "tanggal 5": "2026-12-05",
    "tanggal 31": "2026-12-31",
    "sebelum tanggal 20": "2026-11-20",
    "2026-12-01": "2026-12-01",
    "5 Maret": "2027-03-05",
    "25/11/2026": "2026-11-25",
    "twenty days": "2026-11-29",
    "within two weeks": "2026-11-23",
    "in the next 2-3 weeks": "2026-11-30",
    "a couple of weeks": "2026-11-23",
    "in a week or two": "2026-11-23",
    "in a month": "2026-12-09",
    "7 to 14 business days": "2026-11-27",
    "by Friday": "2026-11-13",
    "next Friday": "2026-11-20",
    "next Monday or Tuesday": "2026-11-17",
    "tomorrow": "2026-11-10",
    "the day after tomorrow": "2026-11-11",
    "by the end of next week": "2026-11-22",
    "end of the month": "2026-11-30",
    "next month": "2026-12-31",
    "early next month": "2026-12-10",
    "November 25th, 2026": "2026-11-25",
}
UNKNOWN = [
    "",
    "secepatnya",
    "nanti dikabari",
    "minggu",
    "5",
    "1.5 minggu",
    "1,5 minggu",
    "2 minggu 3 hari",
    "paling cepat 2 minggu",
    "lebih dari 2 minggu",
    "setelah Lebaran",
    "31 November",
    "minggu " * 40,
    "akhir November 0000",
    "25 November 0000",
    "0000-01-01",
    "፩ ፪ minggu",
    "\ud800",
]


@pytest.mark.parametrize(("said", "answer_by"), SAID.items())
def test_what_was_said_on_a_monday_means_its_latest_day(
    said: str, answer_by: str, office: Office, calendar: IndonesianCalendar
) -> None:
    promise = Promise(said=said, counted_from=MONDAY)
    assert promise.resolve(office=office, calendar=calendar).isoformat() == answer_by


@pytest.mark.parametrize("said", UNKNOWN)
def test_what_is_not_understood_is_refused_and_told(said: str, office: Office, calendar: IndonesianCalendar) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Promise(said=said, counted_from=MONDAY).resolve(office=office, calendar=calendar)
    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/promise/said", "unknown_said")
    assert "minggu depan" in error.detail


@pytest.mark.parametrize("said", ["200 hari", "99999999999999999999 hari", "7 bulan"])
def test_more_than_half_a_year_is_refused(said: str, office: Office, calendar: IndonesianCalendar) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Promise(said=said, counted_from=MONDAY).resolve(office=office, calendar=calendar)
    assert refused.value.errors[0].code == "said_too_far"


@pytest.mark.parametrize(
    ("counted_from", "said", "answer_by"),
    [
        ("2026-01-31", "sebulan", "2026-02-28"),
        ("2028-01-31", "sebulan", "2028-02-29"),
        ("2026-11-30", "akhir bulan", "2026-11-30"),
        ("2026-11-15", "akhir pekan", "2026-11-22"),
        ("2026-11-15", "minggu depan", "2026-11-22"),
        ("2026-11-13", "Jumat ini", "2026-11-20"),
        ("2026-12-30", "minggu depan", "2027-01-10"),
        ("2026-12-23", "2 hari kerja", "2026-12-29"),
        ("2026-11-25", "tanggal 25", "2026-12-25"),
    ],
)
def test_ends_of_weeks_months_and_years_are_kept(
    counted_from: str, said: str, answer_by: str, office: Office, calendar: IndonesianCalendar
) -> None:
    promise = Promise(said=said, counted_from=date.fromisoformat(counted_from))
    assert promise.resolve(office=office, calendar=calendar).isoformat() == answer_by


@pytest.mark.parametrize(
    "promise",
    [
        Promise(answer_by=date(2026, 11, 23)),
        Promise(answer_by=datetime(2026, 11, 23, 18, tzinfo=UTC)),
        Promise(within_days=3, counted_from=MONDAY),
        Promise(within_working_days=5, counted_from=MONDAY),
        Promise(said="1-2 minggu", counted_from=MONDAY),
        Promise.assume(MONDAY),
    ],
)
def test_a_promise_comes_back_from_its_document(promise: Promise, office: Office, calendar: IndonesianCalendar) -> None:
    answer_by = promise.resolve(office=office, calendar=calendar)
    document = promise.to_document(answer_by)
    assert document["answer_by"] == answer_by.isoformat()
    assert Promise.from_document(document) == promise


def test_counting_without_a_start_is_refused(office: Office, calendar: IndonesianCalendar) -> None:
    with pytest.raises(InvalidInputError, match="interview"):
        Promise(within_days=3).resolve(office=office, calendar=calendar)
