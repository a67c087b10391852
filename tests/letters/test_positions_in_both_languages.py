"""The position as the request names it, and as a letter in the other language does: the same one, or another."""

from datetime import date

import pytest

from service.letters.checking.context import LetterContext
from service.letters.language import Language
from tests.letters.judged import build_checker

CHECKER = build_checker()
LETTERS: dict[Language, str] = {
    "id": (
        "Yth. Ibu Sari Dewi,\n\nDengan hormat,\n\nSaya Rina Wulandari, peserta wawancara pada Senin, 9 November 2026, "
        "untuk posisi {told} di PT Maju Jaya. Melalui surat ini saya ingin menanyakan perkembangan proses seleksi "
        "tersebut.\n\nTerima kasih atas waktu dan perhatian Ibu.\n\nHormat saya,\n\nRina Wulandari"
    ),
    "en": (
        "Dear Ms Sari Dewi,\n\nMy name is Rina Wulandari, and I was interviewed on Monday, 9 November 2026, for the "
        "{told} position at PT Maju Jaya. I am writing to ask politely how the selection process is going.\n\n"
        "Thank you for your time and kind attention.\n\nSincerely,\n\nRina Wulandari"
    ),
}
SAME = [
    ("General Practitioner", "Dokter Umum"),
    ("Dokter Umum", "General Practitioner"),
    ("Accountant", "Akuntan"),
    ("Nurse", "Perawat"),
    ("Staf Administrasi", "Administrative Staff"),
    ("Admin Staff", "Staf Administrasi"),
    ("Data Analyst", "Analis Data"),
    ("Civil Engineer", "Insinyur Sipil"),
    ("Guru Matematika", "Mathematics Teacher"),
    ("Lecturer", "Dosen"),
    ("Barista", "Barista"),
    ("Head of Sales", "Kepala Penjualan"),
    ("Sales Manager", "Manajer Penjualan"),
    ("Pharmacist", "Apoteker"),
    ("Legal Officer", "Staf Legal"),
    ("Staf Hukum", "Legal Staff"),
    ("Cashier", "Kasir"),
    ("Driver", "Pengemudi"),
    ("Sopir", "Driver"),
    ("HR Generalist", "Staf SDM"),
    ("Warehouse Supervisor", "Pengawas Gudang"),
    ("Kepala Gudang", "Warehouse Head"),
    ("Graphic Designer", "Desainer Grafis"),
    ("Software Engineer", "Perekayasa Perangkat Lunak"),
    ("Software Engineer", "Insinyur Perangkat Lunak"),
    ("Welder", "Juru Las"),
    ("Flight Attendant", "Pramugari"),
    ("Electrician", "Teknisi Listrik"),
    ("Chef", "Juru Masak"),
    ("Cook", "Koki"),
    ("Security Guard", "Satpam"),
    ("Translator", "Penerjemah"),
    ("Architect", "Arsitek"),
    ("Librarian", "Pustakawan"),
    ("Midwife", "Bidan"),
    ("Dentist", "Dokter Gigi"),
    ("Journalist", "Wartawan"),
    ("Research Assistant", "Asisten Peneliti"),
    ("Customer Service", "Layanan Pelanggan"),
    ("Tax Staff", "Staf Pajak"),
    ("Auditor Internal", "Internal Auditor"),
    ("Purchasing Staff", "Staf Pembelian"),
    ("Marketing Manager", "Manajer Pemasaran"),
    ("Marine Engineer", "Masinis Kapal"),
    ("Finance Staff", "Staf Keuangan"),
    ("Secretary", "Sekretaris"),
    ("Receptionist", "Resepsionis"),
    ("Quality Control", "Pengendali Mutu"),
    ("Safety Officer", "Petugas K3"),
    ("Tour Guide", "Pemandu Wisata"),
    ("Social Worker", "Pekerja Sosial"),
    ("Bank Teller", "Teller Bank"),
    ("Kindergarten Teacher", "Guru TK"),
    ("Seaman", "Pelaut"),
    ("Field Officer", "Petugas Lapangan"),
    ("Production Operator", "Operator Produksi"),
    ("Mechanic", "Mekanik"),
    ("Surveyor", "Juru Ukur"),
    ("Copywriter", "Penulis Naskah"),
    ("Store Manager", "Kepala Toko"),
    ("Branch Manager", "Kepala Cabang"),
    ("Plant Manager", "Manajer Pabrik"),
    ("Laboratory Analyst", "Analis Laboratorium"),
    ("Project Manager", "Manajer Proyek"),
    ("Agronomist", "Agronom"),
    ("Veterinarian", "Dokter Hewan"),
    ("Physiotherapist", "Fisioterapis"),
    ("Nutritionist", "Ahli Gizi"),
    ("Geologist", "Ahli Geologi"),
    ("Statistician", "Ahli Statistik"),
    ("Baker", "Pembuat Roti"),
    ("Tailor", "Penjahit"),
    ("Waiter", "Pramusaji"),
    ("Housekeeping", "Tata Graha"),
    ("Procurement Officer", "Staf Pengadaan"),
    ("Public Relations Officer", "Petugas Humas"),
    ("Event Coordinator", "Koordinator Acara"),
    ("Logistics Coordinator", "Koordinator Logistik"),
]
ANOTHER = [
    ("Staf Keuangan", "Sales Staff"),
    ("Staf Keuangan", "Staf Gudang"),
    ("Finance Staff", "Staf Pemasaran"),
    ("Dokter Umum", "Dokter Gigi"),
    ("General Practitioner", "Dokter Gigi"),
    ("Juru Masak", "Waiter"),
    ("Chef", "Kasir"),
    ("Ahli Gizi", "Pharmacist"),
    ("Nutritionist", "Perawat"),
    ("Physiotherapist", "Bidan"),
    ("Plant Manager", "Manajer Keuangan"),
    ("Agronomist", "Ahli Geologi"),
    ("Event Coordinator", "Koordinator Logistik"),
    ("Legal Officer", "Staf Pajak"),
    ("HR Generalist", "Staf Pembelian"),
    ("Marine Engineer", "Insinyur Sipil"),
    ("Insinyur Perangkat Lunak", "Civil Engineer"),
]


def told_of_the_position(position: str, told: str, language: Language) -> set[str]:
    """Return the rules that have something to say of the position, in a letter that is good else."""
    context = LetterContext(
        recruiter_name="Sari Dewi",
        honorific="Ibu" if language == "id" else "Ms",
        company="PT Maju Jaya",
        position=position,
        candidate_name="Rina Wulandari",
        interviewed_on=date(2026, 11, 9),
        attachments=(),
        window="break",
        send_on=date(2026, 11, 24),
    )
    body = LETTERS[language].format(told=told)
    found = CHECKER.check("Tindak lanjut wawancara", body, context, language=language)
    return {one.rule for one in found} & {"fact.position", "struct.position-missing", "coherence.other-application"}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("one", "other"), SAME)
def test_a_translation_is_the_same_position(one: str, other: str, language: Language) -> None:
    assert told_of_the_position(one, other, language) == set()
    assert told_of_the_position(other, one, language) == set()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("one", "other"), ANOTHER)
def test_another_position_is_told(one: str, other: str, language: Language) -> None:
    assert told_of_the_position(one, other, language) & {"fact.position", "struct.position-missing"}
