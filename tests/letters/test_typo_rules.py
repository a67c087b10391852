import random
import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import reference
from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Finding
from service.letters.checking.reading import read_letter
from service.letters.checking.typo import typo_family
from service.letters.language import Language
from tests.letters.checking_parts import BOOK
from tests.letters.typo_bench import check_seconds, false_warnings, good_letters, slips, typo_checker

CHECKER = typo_checker()
CONTEXT = LetterContext(
    recruiter_name="Bang Andi Pratama",
    company="PT Hebat! Karir Managemen",
    position="Sales manager",
    candidate_name="Rina Lo",
)
FRAME: dict[Language, str] = {
    "id": "Yth. Bapak Andi Pratama\n\nDengan hormat,\n\n{}\n\nHormat saya,\n\nRina Lo",
    "en": "Dear Mr Andi Pratama,\n\n{}\n\nKind regards,\n\nRina Lo",
}
SUBJECT: dict[Language, str] = {"id": "Perkembangan seleksi Sales manager", "en": "Progress of the selection"}


def findings(sentence: str, language: Language = "id") -> tuple[Finding, ...]:
    return CHECKER.check(SUBJECT[language], FRAME[language].format(sentence), CONTEXT, language=language)


def told(sentence: str, rule: str, language: Language = "id") -> list[tuple[str, str]]:
    """What the rule marks in the sentence, and its first suggestion ("-": none)."""
    return [
        (finding.text, (*finding.suggestions, "-")[0])
        for finding in findings(sentence, language)
        if finding.rule == f"typo.{rule}"
    ]


FIRING: list[tuple[str, Language, str, str, str]] = [
    ("nonword", "id", "Saya menanyakan perkemangan proses seleksi.", "perkemangan", "perkembangan"),
    ("nonword", "id", "Terima kasih atas kesempatn yang diberikan.", "kesempatn", "kesempatan"),
    ("nonword", "id", "Saya menunggu pemberitauan dari tim.", "pemberitauan", "pemberitahuan"),
    ("nonword", "id", "Sehubngan dengan itu, saya ingin bertanya.", "Sehubngan", "Sehubungan"),
    ("nonword", "id", "Berkas akan saya menyiapkanya besok.", "menyiapkanya", "menyiapkannya"),
    ("nonword", "id", "Saya diwawancarai pada 2 Febuari 2026.", "Febuari", "Februari"),
    ("nonword", "id", "Saya mengharapkan kabar tentng seleksi.", "tentng", "tentang"),
    ("nonword", "id", "Saya tertarik pada xylqwort di sana.", "xylqwort", "-"),
    ("nonword", "en", "I am writing to ask how the proces is going.", "proces", "process"),
    ("nonword", "en", "Please let me know wheter you need more.", "wheter", "whether"),
    ("nonword", "en", "I look forward to recieving your answer.", "recieving", "receiving"),
    ("nonstandard", "id", "Silahkan menghubungi saya.", "Silahkan", "Silakan"),
    ("nonstandard", "id", "Mohon ijinkan saya bertanya.", "ijinkan", "izinkan"),
    ("nonstandard", "id", "Saya melampirkan foto copy ijazah.", "foto copy", "fotokopi"),
    ("nonstandard", "id", "Terimakasih atas waktunya.", "Terimakasih", "Terima kasih"),
    ("nonstandard", "id", "Saya paham resikonya.", "resikonya", "risikonya"),
    ("nonstandard", "id", "Saya ingin mengkonfirmasi jadwal.", "mengkonfirmasi", "mengonfirmasi"),
    ("nonstandard", "id", "Wawancara berlangsung pada 9 Nopember 2026.", "Nopember", "November"),
    ("nonstandard", "id", "Saya menulis lagi karna belum ada kabar.", "karna", "karena"),
    ("nonstandard", "id", "Trimakasih atas waktunya.", "Trimakasih", "Terima kasih"),
    ("nonstandard", "id", "Saya siap bekerjasama dengan tim.", "bekerjasama", "bekerja sama"),
    ("nonstandard", "id", "Saya lulus bulan Nopember lalu.", "Nopember", "November"),
    ("di-preposition", "id", "Pengalaman saya dibidang pengadaan.", "dibidang", "di bidang"),
    ("di-preposition", "id", "Saya termasuk diantara pelamar itu.", "diantara", "di antara"),
    ("di-preposition", "id", "Saya datang langsung kekantor Bapak.", "kekantor", "ke kantor"),
    ("di-preposition", "id", "Berkas di kirimkan kepada Ibu.", "di kirimkan", "dikirimkan"),
    ("di-preposition", "id", "Saya siap bila di perlukan.", "di perlukan", "diperlukan"),
    ("di-preposition", "id", "Kabar itu belum saya terima disini.", "disini", "di sini"),
    ("di-preposition", "id", "Hasilnya akan di umumkan pekan ini.", "di umumkan", "diumumkan"),
    ("di-preposition", "id", "Saya bekerja diperusahaan tekstil.", "diperusahaan", "di perusahaan"),
    ("di-preposition", "id", "Bila lamaran saya di terima dengan lengkap.", "di terima", "diterima"),
    ("di-preposition", "id", "Saya di ajari bahwa tamu diingat namanya.", "di ajari", "diajari"),
    ("di-preposition", "id", "Semoga hal itu dapat di pertimbangkan.", "di pertimbangkan", "dipertimbangkan"),
    *(
        ("di-preposition", "id", f"Saya siap bila di {verb} memimpin gudang.", f"di {verb}", f"di{verb}")
        for verb in ("percaya", "sebut", "dengar", "rekrut", "latih", "angkat", "rawat", "catat", "bantu", "hubungi")
    ),
    ("capital-address", "id", "Terima kasih atas penjelasan bapak tentang tim.", "bapak", "Bapak"),
    ("capital-address", "id", "Saya akan mengirimnya bila anda memerlukannya.", "anda", "Anda"),
    ("capital-address", "id", "Apabila ibu berkenan, saya siap hadir.", "ibu", "Ibu"),
    ("capital-address", "id", "Mohon kabar dari saudara.", "saudara", "Saudara"),
    ("capital-address", "id", "Terima kasih, pak.", "pak", "Pak"),
    ("capital-address", "en", "On Monday i met your team.", "i", "I"),
    ("capital-address", "en", "I spoke with mr Pratama.", "mr", "Mr"),
    ("repeated-word", "id", "Saya berharap dapat dapat membantu.", "dapat dapat", "dapat"),
    ("repeated-word", "id", "Saya bekerja di di bagian produksi.", "di di", "di"),
    ("repeated-word", "id", "Kami masing masing membawa berkas.", "masing masing", "masing-masing"),
    ("repeated-word", "id", "Saya menunggu kabar\nkabar dari Bapak.", "kabar\nkabar", "kabar"),
    ("repeated-word", "en", "I remain interested in the the position.", "the the", "the"),
    ("all-caps", "id", "Saya memerlukan jawaban SECEPATNYA.", "SECEPATNYA", "secepatnya"),
    ("all-caps", "id", "Mohon KEPASTIAN mengenai seleksi.", "KEPASTIAN", "kepastian"),
    ("all-caps", "id", "SAYA SANGAT BERHARAP pada posisi ini.", "SANGAT BERHARAP", "-"),
    ("all-caps", "id", "Berkas itu PENTING bagi saya.", "PENTING", "penting"),
    ("all-caps", "en", "I am REALLY interested.", "REALLY", "really"),
    ("all-caps", "en", "I WOULD REALLY LIKE TO KNOW how it went.", "WOULD REALLY", "-"),
    ("exclamation", "id", "Terima kasih!!", "!!", "."),
    ("exclamation", "id", "Kapan kabarnya??", "??", "?"),
    ("exclamation", "id", "Benarkah begitu?!", "?!", "?"),
    ("exclamation", "en", "Thank you!!!", "!!!", "."),
    ("exclamation", "id", "Semoga berkenan!!!!!", "!!!!!", "."),
    ("emoji", "id", "Terima kasih 🙏", "🙏", ""),
    ("emoji", "id", "Semoga berkenan 😊😊 ya.", "😊😊", ""),
    ("emoji", "id", "Saya senang :)", ":)", ""),
    ("emoji", "en", "I enjoyed it ❤️ very much.", "❤️", ""),
    ("emoji", "en", "See you soon :-D", ":-D", ""),
    ("double-space", "id", "Saya  menunggu kabar.", "  ", " "),
    ("double-space", "id", "Saya menunggu.  Terima kasih.", "  ", " "),
    ("double-space", "id", "Saya menunggu\tkabar.", "\t", " "),
    ("double-space", "en", "I   wait.", "   ", " "),
    ("double-space", "en", "I wait for \u00a0news.", " \u00a0", " "),
    ("punctuation", "id", "Baik , saya tunggu.", " ,", ","),
    ("punctuation", "id", "Baik,saya tunggu kabarnya.", ",", ", "),
    ("punctuation", "id", "Saya tunggu kabarnya..", "..", "."),
    ("punctuation", "id", "Saya tunggu.Terima kasih.", ".", ". "),
    ("punctuation", "id", "Terima kasih Bu.", "Terima kasih ", "Terima kasih, "),
    ("punctuation", "en", "May I ask ?", " ?", "?"),
    ("sentence-capital", "id", "saya menanyakan seleksi.", "saya", "Saya"),
    ("sentence-capital", "id", "Saya menunggu kabar. terima kasih banyak.", "terima", "Terima"),
    ("sentence-capital", "id", "Sudahkah ada kabar? mohon dijawab.", "mohon", "Mohon"),
    ("sentence-capital", "en", "we met on Monday.", "we", "We"),
    ("sentence-capital", "en", "We met on Monday. it was pleasant.", "it", "It"),
]


@pytest.mark.parametrize(("rule", "language", "sentence", "marked", "right"), FIRING)
def test_the_rule_marks_the_fault_and_says_what_instead(
    rule: str, language: Language, sentence: str, marked: str, right: str
) -> None:
    assert told(sentence, rule, language) == [(marked, right)]


NEAR_MISSES: list[tuple[str, Language, str]] = [
    ("nonword", "id", "Saya Stefanie Wirjadinata, alumnus Universitas Sanata Dharma."),
    ("nonword", "id", "Perkenalkan, saya melengkapi tahapannya sebaik-baiknya dan sekurang-kurangnya sehari."),
    ("nonword", "id", "Surel saya rina.lo@surelku.example dan laman www.rinalo.example/karya_1."),
    ("nonword", "id", "HRD-nya BUMN, KPI, dan IPK saya; gelar S.Psi. dari ITB, a.n. Rina."),
    ("nonword", "id", "Hasilnya saya unggah ke dashboard dan software kantor."),
    ("nonword", "id", "Prof. Soemantri memandu praktik pengapalan dan pascawawancara."),
    ("nonword", "en", "The organisation’s onboarding, and the organization's candour, impressed me; I don’t mind."),
    ("nonword", "en", "I met Soemantri at Graha Wiyata in Balikpapan."),
    ("nonstandard", "id", "Silakan menghubungi saya, dan izinkan saya bertanya."),
    ("nonstandard", "id", "Saya melamar melalui Pusat Karir Universitas Sebelas Maret."),
    ("nonstandard", "id", "Saya melamar sebagai sales manager di PT Hebat! Karir Managemen."),
    ("nonstandard", "id", "Saya antre, lalu memfotokopi ijazah; terima kasih, Bapak."),
    ("nonstandard", "en", "The manager sent a survey about the project."),
    ("nonstandard", "id", "Meskipun begitu, walaupun lama, apa pun hasilnya saya terima."),
    ("nonstandard", "id", "Saya alumnus Institut Teknologi Sepuluh Nopember."),
    ("nonstandard", "id", "Rumah saya di Jalan Sepuluh Nopember, di depan Toko Foto Copy Abadi."),
    ("di-preposition", "id", "Saya siap ditempatkan di kantor dinas mana pun di luar Jawa."),
    ("di-preposition", "id", "Di samping itu, dialog dengan dia berlangsung digital."),
    ("di-preposition", "id", "Saya keluar sebentar, kemudian kembali ke ruang semula."),
    ("di-preposition", "id", "Gaji akan dibahas; berkas dikirimkan, diakses, digaji, dan diinterviu."),
    ("di-preposition", "id", "Saya bekerja di perikanan, di pendidikan, di posisi ini, di lobi, di industri."),
    ("di-preposition", "id", "Saya dirumahkan, lalu dikontrak, disurvei, ditelepon, dan diproses."),
    ("capital-address", "id", "Ayah dan ibu saya pedagang di pasar."),
    ("capital-address", "id", "Saya siap bekerja di ibu kota."),
    ("capital-address", "id", "Saya seorang ibu; bapak dan ibu saya tinggal di Medan."),
    ("capital-address", "id", "Saya bekerja di klinik ibu dan anak, bersama seorang saudara."),
    ("capital-address", "id", "Terima kasih atas waktu Bapak dan Ibu; saudara kandung saya juga hadir."),
    ("capital-address", "en", "The items are: i) the letter, i.e. this one, and ii) the reference."),
    ("repeated-word", "id", "Sekecil apa pun akan saya catat satu per satu, sebaik-baiknya."),
    ("repeated-word", "id", "Saya menunggu. Menunggu itu biasa. Itu, itu saja."),
    ("repeated-word", "id", "Saya bertemu Lia Lia dan Tan Tan."),
    ("repeated-word", "en", "I had had some doubts, and that that was settled is good."),
    ("repeated-word", "en", "Very well: well-being matters, matters much."),
    ("all-caps", "id", "Saya bekerja di BUMN, PT MAJU JAYA, dan SMK NEGERI SATU; NPWP dan KTP terlampir."),
    ("all-caps", "id", "SDM dan HRD memakai SAP, CRM, serta ISO."),
    ("all-caps", "id", "Pak ANDI Pratama menyambut saya."),
    ("all-caps", "id", "Saya menguasai JAVA dan EXCEL."),
    ("all-caps", "id", "Saya memegang sertifikat TOPIK level 5 dan telah lulus PEKERTI."),
    ("all-caps", "id", "Program SAKTI dan tim BINTANG saya ikuti di komunitas HARAPAN."),
    ("all-caps", "en", "I have a CPA, an MBA, and an IELTS score."),
    ("all-caps", "en", "I joined the program SMART and the course LEAN 2."),
    ("exclamation", "id", "Apakah ada kabar? Saya menunggu."),
    ("exclamation", "id", "Saya senang sekali!"),
    ("exclamation", "id", "Saya bekerja di PT Hebat! Karir Managemen. PT Hebat! Karir Managemen ramah."),
    ("exclamation", "en", "Thank you! May I ask?"),
    ("exclamation", "en", "Is it so? I see."),
    ("emoji", "id", "Pukul 10.00–11.00 (WIB): wawancara; lihat (a) dan b)."),
    ("emoji", "id", "Nilai saya 3,8 dari 4 → sangat baik; suhu 30 °C, 5 × 3."),
    ("emoji", "en", "See the notes below: (1) and (2); cost < 3 %."),
    ("emoji", "en", "The term was “fair”… and – so – long."),
    ("emoji", "en", "Ratio 1:3; code x=D."),
    ("double-space", "id", "Nama    : Rina"),
    ("double-space", "id", "Saya menunggu.\n\n  Terima kasih."),
    ("double-space", "id", "Saya menunggu. Terima kasih."),
    ("double-space", "en", "I wait.  \nThank you."),
    ("double-space", "en", "I\u00a0wait."),
    ("punctuation", "id", "Gelarnya S.E., M.M., dari PT Maju Tbk., pukul 10.00, Rp1.000,50."),
    ("punctuation", "id", "Terima kasih, Bu. Terima kasih Bapak atas waktunya."),
    ("punctuation", "id", "Saya menunggu... lalu bertanya: benarkah?"),
    ("punctuation", "en", "See www.example.org/a,b and rina.Lo@example.org, please."),
    ("punctuation", "en", "Well … it is, e.g., fine; i.e. good."),
    ("sentence-capital", "id", "Saya bertemu dr. Andi, a.n. tim, di Jl. Melati No. 3 dan PT Maju Tbk. yang besar."),
    ("sentence-capital", "id", "nama : Rina Lo"),
    ("sentence-capital", "id", "Berkasnya:\n- ijazah asli\n- transkrip asli"),
    ("sentence-capital", "id", "iPhone saya rusak. 3 hari lalu saya menelepon."),
    ("sentence-capital", "en", "We met Mr. Lee at 9 a.m. on Monday."),
    ("sentence-capital", "id", "Saya bertanya:\nsudah adakah kabar?"),
]


@pytest.mark.parametrize(("rule", "language", "sentence"), NEAR_MISSES)
def test_what_only_looks_like_the_fault_is_left_alone(rule: str, language: Language, sentence: str) -> None:
    assert [each for each in told(sentence, rule, language) if rule != "nonword" or each[1] != "-"] == []


PROFESSIONS = [
    line.split(": ", 1)
    for line in (Path(__file__).parent / "professions.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("head", "paragraph"), PROFESSIONS)
def test_the_words_of_a_trade_get_no_warning(head: str, paragraph: str) -> None:
    language: Language = "id" if head.startswith("id ") else "en"
    assert [each.text for each in findings(paragraph, language) if each.severity != "info"] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("pengalamn", "pengalaman"), ("perusahan", "perusahaan"), ("wawncara", "wawancara"), ("posis", "posisi")),
        *(("inforamsi", "informasi"), ("lamran", "lamaran"), ("memreiksa", "memeriksa"), ("utuk", "untuk")),
    ],
)
def test_a_slip_in_an_ordinary_word_is_warned_of(typed: str, meant: str) -> None:
    (found,) = findings(f"Saya menulis {typed} itu.")
    assert (found.text, found.severity, found.suggestions[0]) == (typed, "warn", meant)


@pytest.mark.parametrize(
    "opening",
    [
        "Dengan hormat, saya Rina Lo.",
        "Dengan hormat,\nsaya Rina Lo.",
        "Dengan segala hormat, bersama surel ini saya bertanya.",
        "Selamat siang Bapak Andi, perkenalkan saya Rina.",
        "Assalamu'alaikum wr. wb., saya Rina Lo.",
        "Yth. Bapak Andi Pratama, selamat siang, semoga Bapak sehat.",
    ],
)
def test_what_goes_on_after_a_greeting_needs_no_capital(opening: str) -> None:
    body = f"{opening} Terima kasih.\n\nHormat saya,\n\nRina Lo"
    assert CHECKER.check(SUBJECT["id"], body, CONTEXT, language="id") == ()


@pytest.mark.parametrize("rule", sorted(rule.removeprefix("typo.") for rule in BOOK.rules if rule.startswith("typo.")))
def test_every_rule_has_five_examples_of_each_kind(rule: str) -> None:
    assert sum(row[0] == rule for row in FIRING) >= 5
    assert sum(row[0] == rule for row in NEAR_MISSES) >= 5


@pytest.mark.parametrize("row", FIRING)
def test_every_message_is_complete_in_both_languages(row: tuple[str, Language, str, str, str]) -> None:
    for finding in findings(row[2], row[1]):
        assert not [text for text in finding.message.values() if re.search(r"[{}]|…", text)]


@pytest.mark.parametrize("row", FIRING)
def test_a_suggestion_removes_the_finding(row: tuple[str, Language, str, str, str]) -> None:
    rule, language, sentence, marked, right = row
    if right != "-":
        assert told(sentence.replace(marked, right, 1), rule, language) == []


def test_an_unknown_word_weighs_less_when_nothing_like_it_is_known() -> None:
    severities = {found.text: found.severity for found in findings("Saya xylqwort menanyakan perkemangan.")}
    assert severities == {"xylqwort": "info", "perkemangan": "warn"}


def test_a_known_but_unlikely_word_is_told_as_info() -> None:
    (found,) = findings("Saya ingin menyampaian kabar.")
    assert (found.text, found.severity, found.suggestions) == ("menyampaian", "info", ("menyampaikan",))


def test_the_subject_is_checked_too() -> None:
    subject = "Tindak Lanjut Wawancra Posisi Sales manager!"
    found = CHECKER.check(subject, FRAME["id"].format("Saya menunggu kabar."), CONTEXT, language="id")
    assert [(each.rule, each.field, each.text) for each in found] == [
        ("typo.nonword", "subject", "Wawancra"),
        ("typo.exclamation", "subject", "!"),
    ]


def test_signature_and_quotation_are_not_checked() -> None:
    body = FRAME["id"].format("Saya menunggu kabar.") + "\nperum griya asrii\n\n> silahkan tunggu kabrnya!!"
    assert CHECKER.check(SUBJECT["id"], body, CONTEXT, language="id") == ()


def test_good_letters_get_no_warning_and_typos_in_them_are_found() -> None:
    letters = good_letters()
    assert len(false_warnings(letters)) <= 0.05 * len(letters)
    for language in ("id", "en"):
        made = list(slips(letters, 150, 11, language))
        suggested = [slip.first_right for slip in made if slip.first_right is not None]
        assert sum(slip.found for slip in made) >= 0.965 * len(made)  # 0.98 in the benchmark's larger sample
        assert sum(suggested) >= 0.92 * len(suggested)


def test_a_letter_is_checked_within_a_few_milliseconds() -> None:
    letters = good_letters()
    check_seconds(letters)
    assert check_seconds(letters)[int(len(letters) * 0.95)] < 0.015  # 3 ms on a quiet machine


NASTY = [
    *(
        "a",
        "ab-",
        " ",
        "\t ",
        "!",
        "! ",
        "? ",
        "😀",
        ".",
        "a.",
        "@",
        "SEGERA ",
        "bapak ",
        "saya\n",
        ": ",
        "a ;",
        "\u00a0",
    ),
    *("terima kasih bu ", "Hebat! ", "\ud800 x", "\0a", "di kirimkan ", "a@a.", "x-x ", "\u202ea ", "'a'", "dibidang "),
]


@pytest.mark.parametrize("piece", NASTY)
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    find = typo_family(reference.load_spelling)

    def seconds(length: int) -> float:
        letter = read_letter("s", "Dengan hormat,\n\nSaya " + piece * (length // len(piece)), "id")
        times = []
        for _ in range(2):
            begun = process_time()
            list(find(letter, CONTEXT, BOOK))
            times.append(process_time() - begun)
        return min(times)

    assert seconds(20_000) <= 8 * max(seconds(5_000), 0.004)


def test_many_unknown_words_cost_no_more_than_a_few() -> None:
    chance = random.Random(1)  # noqa: S311  # a sample, no secret
    words = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(5000)]
    letter = read_letter("s", "Dengan hormat,\n\n" + " ".join(words), "id")
    begun = process_time()
    list(typo_family(reference.load_spelling)(letter, CONTEXT, BOOK))
    assert process_time() - begun < 0.25  # 0.05 on a quiet machine


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(["id", "en"]))
def test_no_text_breaks_the_check_and_every_finding_lies_inside_it(body: str, subject: str, language: Language) -> None:
    for found in CHECKER.check(subject, body, CONTEXT, language=language):
        text = subject if found.field == "subject" else body
        assert text[found.start : found.end] == found.text != ""
