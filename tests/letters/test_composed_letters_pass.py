"""Composed letters pass the check, whatever data they are made of: no `block` and no `warn`."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import count, islice
from typing import get_args

import pytest

from service.letters.checking.context import LetterContext
from service.letters.compose import ComposedLetter, LetterFacts, compose
from service.letters.language import Language
from service.reference import load_checker
from tests.letters.wordings import PHRASINGS

WORDINGS = [(language, wording.id) for language in get_args(Language) for wording in PHRASINGS.by_language[language]]
LETTERS = 40  # of each wording; a thousand passed when the rules were written

NAMES = (
    """
Rina Wulandari|I Gusti Ngurah Agung|Ni Luh Putu Sari|Sri|Siti Nur'aini|Muhammad Al-Fatih|Bang Kim Hok|Lo Siauw Ging
Hotman Paris Hutapea|Togar Sinaga|Raden Mas Suryo|Tan Mei Ling|Abdul Rahman bin Saleh|Maria Goretti Kaka|Aku Setiawan
Zoë François|Agus|Dewi Lestari, S.E.|Prof. Dr. Bambang Sutrisno, M.Sc.|dr. Ratna Sari, Sp.A.|Yohana Wenda|Min Ho Kim
Kak Seto|Bos Sitompul|Putu Wijaya|H. Ahmad Dahlan|Sis Hartono|De Britto|Andi Pratama|Nggak Ketut|Deh Made|Mas Joko
""".strip()
    .replace("\n", "|")
    .split("|")
)
COMPANIES = (
    """
PT Maju Jaya|CV Cenderawasih|PT Bank Rakyat Indonesia (Persero) Tbk.|Yayasan Kasih Ibu|Kementerian Keuangan|Kopi Dong
PT Gojek Tokopedia Tbk|Harbour Ltd|UD Sumber Rejeki|PT Dua Kelinci|Rumah Sakit Umum Daerah dr. Soetomo|PT XL Axiata Tbk
PT Astra International Tbk|Universitas Gadjah Mada|eFishery|PT 99 Data|Bro & Sis Studio|PT Kok Bisa|Halo Dokter|PT ASAP
PT Gaji Gesa|Lulus Tes|PT Hasil Bumi|Segera Indonesia|The Body Shop|PT Nindya Karya (Persero)|KitaLulus|Diterima.id
""".strip()
    .replace("\n", "|")
    .split("|")
)
POSITIONS = (
    """
Analis Data|Data Analyst|Staf Payroll|Compensation & Benefits Officer|Full-Stack Engineer|Staf HRD (Kontrak)
Manajer Senior|Magang|C++ Developer|Kepala Cabang Makassar|Sekretaris Direksi|UI/UX Designer|Customer Success
Account Executive II|Staf Umum|Guru Bahasa Indonesia|Perawat IGD|Quality Assurance|VP of Engineering|Social Media
Staf Penerimaan Karyawan|Analis Gaji|Barista|Sopir|Penulis Naskah|Staf Hasil Produksi|Result Analyst|Hiring Coordinator
""".strip()
    .replace("\n", "|")
    .split("|")
)
HONORIFICS = {"id": ("Bapak", "Ibu", None), "en": ("Mr", "Ms", None)}


def letters(language: Language, wording: str, seed: int) -> Iterator[tuple[LetterFacts, ComposedLetter]]:
    """Yield letters in one wording, each of other facts."""
    chance = random.Random(seed)  # noqa: S311  # which facts come together
    for number in count():
        recruiter = chance.choice([*NAMES, None])
        facts = LetterFacts(
            candidate_name=chance.choice(NAMES),
            phone=chance.choice(["+62 812 0000 0000", "(021) 555-0101", None]),
            recruiter_name=recruiter,
            honorific=chance.choice(HONORIFICS[language]) if recruiter is not None else None,
            company=chance.choice(COMPANIES),
            position=chance.choice(POSITIONS),
            interviewed_on=date(2025, 12, 1) + timedelta(days=chance.randrange(700)),
            thread_subject=chance.choice([None, None, None, "Undangan wawancara", "Interview"]),
            key=str(number),
        )
        keys = (replace(facts, key=f"{number}.{turn}") for turn in count())
        yield next((each, made) for each in keys if (made := compose(each, language, PHRASINGS)).phrasing == wording)


def complaints(language: Language, wording: str, *, many: int, seed: int) -> list[str]:
    check = load_checker()
    found: list[str] = []
    for facts, letter in islice(letters(language, wording, seed), many):
        context = LetterContext(
            recruiter_name=facts.recruiter_name,
            honorific=facts.honorific,
            company=facts.company,
            position=facts.position,
            candidate_name=facts.candidate_name,
            interviewed_on=facts.interviewed_on,
            attachments=(),
            answers_thread=facts.thread_subject is not None,
        )
        said = check.check(letter.subject, letter.body, context, language=language)
        told = f"in {letter.subject!r} / {letter.body!r}"
        found += [f"{each.rule} {each.text!r} {told}" for each in said if each.severity != "info"]
    return found


@pytest.mark.parametrize(("language", "wording"), WORDINGS)
def test_composed_letters_have_nothing_that_blocks_or_warns(language: Language, wording: str) -> None:
    assert complaints(language, wording, many=LETTERS, seed=2026) == []
