"""The words of `service.domain.explanation`, one value per language."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """Everything the explanation needs in one language; braces are filled in by `str.format`."""

    sentence: str  # promise, because, day, hour, zone, window, passed
    promised: str  # day
    assumed: str  # day
    because: Mapping[str, str]  # by the plan's reason
    hour: str  # at: local datetime
    window: Mapping[str, str]  # by kind; minutes
    passed: str  # days
    skipped: Mapping[str, str]  # by skip reason; days, name
    unnamed: Mapping[str, str]  # the same for a day without a name
    weekdays: tuple[str, ...]  # Monday first
    months: tuple[str, ...]
    last_and: str  # between the last two of a list
    names: Mapping[str, str]  # start of a holiday's Indonesian name → its name in this language


INDONESIAN = Texts(
    sentence="{promise}; {because}surat ini dijadwalkan pada {day} {hour} {zone}, {window}{passed}.",
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
    hour="pukul {at:%H.%M}",
    window={"break": "pada jam istirahat", "pre_close": "dalam {minutes} menit terakhir sebelum kantor tutup"},
    passed=", setelah melewati {days}",
    skipped={
        "weekly_rest": "libur mingguan ({days})",
        "closed": "hari tanpa jam kirim di kantor itu ({days})",
        "override": "hari libur {name} ({days})",
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
    names={"Cuti Bersama": "cuti bersama", "Cuti bersama": "cuti bersama"},
)

ENGLISH = Texts(
    sentence="{promise}; {because}this letter is planned for {day} at {hour} {zone}, {window}{passed}.",
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
    hour="{at:%H:%M}",
    window={"break": "during the lunch break", "pre_close": "in the last {minutes} minutes before the office closes"},
    passed=", after passing over {days}",
    skipped={
        "weekly_rest": "the weekly rest ({days})",
        "closed": "days without sending hours at that office ({days})",
        "override": "the day off {name} ({days})",
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
        "Hari kedua dari Hari Raya Idul Fitri": "Eid al-Fitr, second day",
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
        "Hari Pemilihan": "election day",
    },
)

TEXTS: Mapping[str, Texts] = {"id": INDONESIAN, "en": ENGLISH}
