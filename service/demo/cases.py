"""The demo's ten follow-ups, and by hand what must become of each. The pretended time begins on 17 December 2026."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from service.demo.proof import WIB, WIT, WITA, Expectation, Window

START = datetime(2026, 12, 17, 9, 0, tzinfo=WIB)  # a Thursday
CANDIDATE = {"name": "Rina Wulandari", "email": "rina@surat.test", "phone": "+62 812 0000 0000"}
REFUSAL = "451 4.7.1 Greylisted, try again later"

_OWN_WORDS = """\
Yth. Bapak Budi Santoso

Dengan hormat,

Perkenalkan, saya Rina Wulandari, pelamar posisi Analis Data di PT Cahaya Timur. Terima kasih atas kesempatan \
wawancara pada Senin, 14 Desember 2026. Saya senang dapat mengenal tim Bapak dan mendengar rencana kerja tahun depan.

Melalui surat ini saya ingin menanyakan perkembangan proses seleksi untuk posisi tersebut. Apabila masih ada dokumen \
yang perlu saya lengkapi, dengan senang hati saya akan mengirimkannya.

Terima kasih atas waktu dan perhatian Bapak.

Hormat saya,
Rina Wulandari
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One follow-up of the demo."""

    shows: str  # what it is here for, in a line
    where: str  # the recruiter's town
    request: Mapping[str, Any]  # the body of POST /v1/follow-ups
    expected: Expectation
    replied_at: datetime | None = None  # aware; when the recruiter answers after all
    refused_first: bool = False  # the SMTP server answers 451 to the first try

    @property
    def name(self) -> str:
        """The firm and its town, for people."""
        return f"{self.expected.who}, {self.where}"


def _request(recruiter: dict[str, str], firm: str, interviewed_on: str, **more: object) -> dict[str, Any]:
    return {
        "candidate": CANDIDATE,
        "recruiter": recruiter,
        "application": {"company": firm, "position": "Analis Data", "interviewed_on": interviewed_on},
        **more,
    }


ORDINARY = Case(
    shows="An ordinary one: it leaves in the midday break of the day after the promise.",
    where="Jakarta",
    request=_request(
        {"email": "sri@majujaya.test", "name": "Sri Handayani", "honorific": "Ibu"},
        "PT Maju Jaya",
        "2026-12-03",
        promise={"answer_by": "2026-12-16"},
    ),
    expected=Expectation(
        who="PT Maju Jaya",
        recipient="sri@majujaya.test",
        zone=WIB,
        promised_by=date(2026, 12, 16),
        windows=(
            Window(opens=datetime(2026, 12, 17, 12, 0, tzinfo=WIB), closes=datetime(2026, 12, 17, 13, 0, tzinfo=WIB)),
        ),
    ),
)

FRIDAY = Case(
    shows='"Dalam 1 minggu" (within a week), she said; on Fridays the break is longer, from 11:30.',
    where="Bandung",
    request=_request(
        {"email": "dewi@nusantara.test", "name": "Dewi Lestari", "honorific": "Ibu"},
        "PT Nusantara",
        "2026-12-10",
        promise={"said": "dalam 1 minggu"},
        office={"province": "Jawa Barat"},
        windows=["break"],
    ),
    expected=Expectation(
        who="PT Nusantara",
        recipient="dewi@nusantara.test",
        zone=WIB,
        promised_by=date(2026, 12, 17),
        windows=(
            Window(opens=datetime(2026, 12, 18, 11, 30, tzinfo=WIB), closes=datetime(2026, 12, 18, 13, 0, tzinfo=WIB)),
        ),
    ),
)

WEEKEND = Case(
    shows="The promise ends on a Friday: the weekend stays undisturbed.",
    where="Jakarta",
    request=_request({"email": "hrd@samudra.test"}, "PT Samudra", "2026-12-04", promise={"answer_by": "2026-12-18"}),
    expected=Expectation(
        who="PT Samudra",
        recipient="hrd@samudra.test",
        zone=WIB,
        promised_by=date(2026, 12, 18),
        windows=(
            Window(opens=datetime(2026, 12, 21, 12, 0, tzinfo=WIB), closes=datetime(2026, 12, 21, 13, 0, tzinfo=WIB)),
        ),
    ),
)

JAYAPURA = Case(
    shows="Noon in Papua is two hours before noon in Jakarta.",
    where="Jayapura",
    request=_request(
        {"email": "yohana@cenderawasih.test", "name": "Yohana Wenda", "honorific": "Ibu"},
        "PT Cenderawasih",
        "2026-12-07",
        promise={"within_weeks": 2},
        office={"province": "Papua"},
    ),
    expected=Expectation(
        who="PT Cenderawasih",
        recipient="yohana@cenderawasih.test",
        zone=WIT,
        promised_by=date(2026, 12, 21),
        windows=(
            Window(opens=datetime(2026, 12, 22, 12, 0, tzinfo=WIT), closes=datetime(2026, 12, 22, 13, 0, tzinfo=WIT)),
        ),
    ),
)

MAKASSAR = Case(
    shows='"5 hari kerja" (working days) were promised; noon in Sulawesi is an hour before noon in Jakarta.',
    where="Makassar",
    request=_request(
        {"email": "andi@losari.test", "name": "Andi Pratama", "honorific": "Bapak"},
        "PT Losari",
        "2026-12-14",
        promise={"within_working_days": 5},
        office={"province": "Sulawesi Selatan"},
    ),
    expected=Expectation(
        who="PT Losari",
        recipient="andi@losari.test",
        zone=WITA,
        promised_by=date(2026, 12, 21),
        windows=(
            Window(opens=datetime(2026, 12, 22, 12, 0, tzinfo=WITA), closes=datetime(2026, 12, 22, 13, 0, tzinfo=WITA)),
        ),
    ),
)

REFUSED = Case(
    shows="The mail server says 451 (not now) to the first try; the second follows within minutes.",
    where="Jakarta",
    request=_request(
        {"email": "joko@merapi.test", "name": "Joko Susilo", "honorific": "Bapak"},
        "PT Merapi",
        "2026-12-07",
        promise={"answer_by": "2026-12-21"},
    ),
    expected=Expectation(
        who="PT Merapi",
        recipient="joko@merapi.test",
        zone=WIB,
        promised_by=date(2026, 12, 21),
        windows=(
            Window(opens=datetime(2026, 12, 22, 12, 0, tzinfo=WIB), closes=datetime(2026, 12, 22, 13, 0, tzinfo=WIB)),
            Window(opens=datetime(2026, 12, 22, 16, 0, tzinfo=WIB), closes=datetime(2026, 12, 22, 17, 0, tzinfo=WIB)),
        ),
        tries=2,
    ),
    refused_first=True,
)

ANSWERED = Case(
    shows="The recruiter answers on Wednesday morning, just before the letter is due: it is never sent.",
    where="Jakarta",
    request=_request(
        {"email": "maya@kartika.test", "name": "Maya Anggraini", "honorific": "Ibu"},
        "PT Kartika",
        "2026-12-09",
        promise={"answer_by": "2026-12-22"},
    ),
    expected=Expectation(
        who="PT Kartika", recipient="maya@kartika.test", zone=WIB, promised_by=date(2026, 12, 22), windows=()
    ),
    replied_at=datetime(2026, 12, 23, 9, 30, tzinfo=WIB),
)

OWN_WORDS = Case(
    shows="Rina's own words, as a reply in the thread of the invitation.",
    where="Surabaya",
    request=_request(
        {"email": "budi@cahayatimur.test", "name": "Budi Santoso", "honorific": "Bapak"},
        "PT Cahaya Timur",
        "2026-12-14",
        promise={"answer_by": "2026-12-22"},
        office={"province": "Jawa Timur"},
        letter={"subject": "Perkembangan seleksi Analis Data – Rina Wulandari", "body": _OWN_WORDS},
        thread={"message_id": "<undangan-14@cahayatimur.test>", "subject": "Undangan wawancara"},
    ),
    expected=Expectation(
        who="PT Cahaya Timur",
        recipient="budi@cahayatimur.test",
        zone=WIB,
        promised_by=date(2026, 12, 22),
        windows=(
            Window(opens=datetime(2026, 12, 23, 12, 0, tzinfo=WIB), closes=datetime(2026, 12, 23, 13, 0, tzinfo=WIB)),
        ),
    ),
)

ENGLISH = Case(
    shows="In English, and wanted in the last hour before the office closes.",
    where="Jakarta",
    request=_request(
        {"email": "john@harbour.test", "name": "John Miller", "honorific": "Mr"},
        "Harbour Ltd",
        "2026-12-11",
        promise={"answer_by": "2026-12-22"},
        windows=["pre_close"],
        letter={"language": "en"},
    ),
    expected=Expectation(
        who="Harbour Ltd",
        recipient="john@harbour.test",
        zone=WIB,
        promised_by=date(2026, 12, 22),
        windows=(
            Window(opens=datetime(2026, 12, 23, 16, 0, tzinfo=WIB), closes=datetime(2026, 12, 23, 17, 0, tzinfo=WIB)),
        ),
    ),
)

HOLIDAY = Case(
    shows="Joint leave on the 24th, Christmas on the 25th, then a weekend: it waits until Monday the 28th.",
    where="Jakarta",
    request=_request(
        {"email": "ratna@bintang.test", "name": "Ratna Sari", "honorific": "Ibu"},
        "PT Bintang",
        "2026-12-09",
        promise={"within_weeks": 2},
    ),
    expected=Expectation(
        who="PT Bintang",
        recipient="ratna@bintang.test",
        zone=WIB,
        promised_by=date(2026, 12, 23),
        windows=(
            Window(opens=datetime(2026, 12, 28, 12, 0, tzinfo=WIB), closes=datetime(2026, 12, 28, 13, 0, tzinfo=WIB)),
        ),
    ),
)

CASES = (ORDINARY, FRIDAY, WEEKEND, JAYAPURA, MAKASSAR, REFUSED, ANSWERED, OWN_WORDS, ENGLISH, HOLIDAY)
