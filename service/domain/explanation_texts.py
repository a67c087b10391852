"""The words of `service.domain.explanation`, one value per language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Everything the explanation needs in one language; braces are filled in by `str.format`."""

    sentence: str  # promise, because, day, hour, minute, zone, window, greeting, passed, provisional
    promised: str  # day
    assumed: str  # day
    because: Mapping[str, str]  # by the plan's reason
    zone: str  # city; for a zone without an abbreviation
    cities: Mapping[str, str]  # of zones, where the language has a name of its own
    window: Mapping[str, str]  # by kind; minutes
    greeting: str  # opens, closes; the clause of a letter whose own time greeting narrows its windows
    passed: str  # days
    weekly_rest: str  # without its dates, where there are too many to tell
    more_days: str  # count; days passed over that are not told
    one_more_day: str
    provisional: str  # the clause of a date that a decree may still change
    estimated: str  # before the dates of a holiday that is an estimate
    skipped: Mapping[str, str]  # by skip reason, and "closed_on"; days, name
    unnamed: Mapping[str, str]  # the same for a day without a name
    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]
    last_and: str  # between the last two of a list
    names: Mapping[str, str]  # start of a holiday's Indonesian name → its name in this language
    prefixes: frozenset[str]  # those of `names` after which another name follows


INDONESIAN = Texts(
    sentence="{promise}; {because}surat ini dijadwalkan pada {day} pukul {hour:02}.{minute:02} {zone}, "
    "{window}{greeting}{passed}{provisional}.",
    promised="Jawaban dijanjikan paling lambat {day}",
    assumed="Tidak ada janji waktu, sehingga jawaban dianggap akan datang paling lambat {day}",
    because={
        "promise": "",
        "retry": "karena percobaan sebelumnya belum berhasil, ",
        "missed_window": "karena jam kirim sebelumnya terlewat, ",
        "account_cap": "karena batas kirim akun pengirim sudah tercapai, ",
        "recruiter_cap": "karena sudah cukup banyak surat untuk perekrut ini pada jam kirim sebelumnya, ",
        "account_paused": "karena akun pengirim sempat dijeda, ",
        "calendar_changed": "karena kalender hari kerja berubah, ",
    },
    zone="waktu {city}",
    cities={
        "Singapore": "Singapura",
        "Seoul": "Seoul",
        "Bangkok": "Bangkok",
        "Cairo": "Kairo",
        "Athens": "Athena",
        "Rome": "Roma",
        "Moscow": "Moskwa",
        "Riyadh": "Riyadh",
        "Brussels": "Brussel",
        "Vienna": "Wina",
    },
    window={"break": "pada jam istirahat", "pre_close": "dalam {minutes} menit terakhir sebelum kantor tutup"},
    greeting=", pada jam yang cocok dengan sapaan waktu dalam surat ({opens:%H.%M}–{closes:%H.%M})",
    passed=", setelah melewati {days}",
    weekly_rest="libur mingguan",
    more_days="{count} hari lain",
    one_more_day="satu hari lain",
    provisional=", dan tanggal ini masih dapat berubah bila pemerintah menetapkan kalendernya",
    estimated="perkiraan, ",
    skipped={
        "weekly_rest": "libur mingguan ({days})",
        "closed": "hari tanpa jam kirim di kantor itu ({days})",
        "closed_on": "hari kantor itu tutup ({days})",
        "override": "hari libur “{name}” ({days})",
        "public_holiday": "libur nasional {name} ({days})",
        "joint_leave": "{name} ({days})",
        "windows_over": "{days} yang jam kirimnya sudah lewat",
    },
    unnamed={
        "override": "hari libur khusus ({days})",
        "public_holiday": "libur nasional ({days})",
        "joint_leave": "cuti bersama ({days})",
    },
    weekdays=("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    months=(
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ),
    last_and=" dan ",
    names={
        "Cuti Bersama": "cuti bersama",
        "Cuti bersama": "cuti bersama",
        "Pegangti Cuti Bersama": "pengganti cuti bersama",
        "Pegangti": "pengganti",
    },
    prefixes=frozenset({"cuti bersama", "pengganti cuti bersama", "pengganti"}),
)

ENGLISH = Texts(
    sentence="{promise}; {because}this letter is planned for {day} at {hour:02}:{minute:02} {zone}, "
    "{window}{greeting}{passed}{provisional}.",
    promised="An answer was promised by {day}",
    assumed="No date was promised, so an answer is assumed to come by {day}",
    because={
        "promise": "",
        "retry": "because an earlier try did not succeed, ",
        "missed_window": "because the earlier sending hours were missed, ",
        "account_cap": "because the sending account had reached its limit, ",
        "recruiter_cap": "because this recruiter already gets enough letters in the earlier sending hours, ",
        "account_paused": "because the sending account was paused, ",
        "calendar_changed": "because the calendar of working days has changed, ",
    },
    zone="{city} time",
    cities={},
    window={"break": "during the lunch break", "pre_close": "in the last {minutes} minutes before the office closes"},
    greeting=", at an hour that fits the letter's time greeting ({opens:%H:%M}–{closes:%H:%M})",
    passed=", after passing over {days}",
    weekly_rest="the weekly rest",
    more_days="{count} more days",
    one_more_day="one more day",
    provisional=", and this date may still change when the government confirms the calendar",
    estimated="estimated, ",
    skipped={
        "weekly_rest": "the weekly rest ({days})",
        "closed": "days without sending hours at that office ({days})",
        "closed_on": "days on which the office is closed ({days})",
        "override": "the day off “{name}” ({days})",
        "public_holiday": "the public holiday {name} ({days})",
        "joint_leave": "{name} ({days})",
        "windows_over": "{days}, whose sending hours were over",
    },
    unnamed={
        "override": "a special day off ({days})",
        "public_holiday": "a public holiday ({days})",
        "joint_leave": "joint leave ({days})",
    },
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    last_and=" and ",
    names={
        "Cuti Bersama": "joint leave for",
        "Cuti bersama": "joint leave for",
        "Pegangti Cuti Bersama": "joint leave in place of",
        "Pegangti": "a day in place of",
        "Hari Raya Idul Fitri": "Eid al-Fitr",
        "Idul Fitri": "Eid al-Fitr",
        "Hari Raya Idul Adha": "Eid al-Adha",
        "Idul Adha": "Eid al-Adha",
        "Tahun Baru Imlek": "Lunar New Year",
        "Imlek": "Lunar New Year",
        "Tahun Baru Islam": "Islamic New Year",
        "Tahun Baru": "New Year",
        "Hari Suci Nyepi": "Nyepi",
        "Hari Raya Natal": "Christmas",
        "Natal": "Christmas",
        "Hari Raya Waisak": "Vesak",
        "Waisak": "Vesak",
        "Wafat Yesus Kristus": "Good Friday",
        "Kebangkitan Yesus Kristus": "Easter Sunday",
        "Kenaikan Yesus Kristus": "Ascension Day",
        "Kenaikan": "Ascension Day",
        "Hari Buruh Internasional": "Labour Day",
        "Hari Lahir Pancasila": "Pancasila Day",
        "Hari Kemerdekaan Republik Indonesia": "Independence Day",
        "Maulid Nabi Muhammad": "the Prophet's Birthday",
        "Isra Mikraj": "Isra Mi'raj",
        "Hari Pemilihan": "Election Day",
    },
    prefixes=frozenset({"joint leave for", "joint leave in place of", "a day in place of"}),
)

TEXTS: Mapping[str, Texts] = {"id": INDONESIAN, "en": ENGLISH}
