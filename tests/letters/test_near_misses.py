"""What looks like a fault and is none, beside the fault: names, greetings, firms, positions of many writers."""

from datetime import time

import pytest

from service.letters.checking import coherence, fact, struct
from service.letters.checking.check import Checker
from service.letters.checking.names import is_nickname, name_words
from service.letters.language import Language
from tests.letters.checking_parts import context_of, found, hits_of
from tests.letters.judged import build_checker
from tests.letters.letter_frames import FACTS, letter


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker()


def _rules(checker: Checker, language: str = "id", **parts: str) -> set[str]:
    subject = "Tindak lanjut wawancara Analis Kredit – Rina Wijaya"
    findings = checker.check(subject, letter(language, **parts), context_of(FACTS), language=language)  # type: ignore[arg-type]
    return {one.rule for one in findings if one.severity != "info"}


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("Laras", "Larasati Aku"),
        ("Nia", "Kurniawati"),
        ("Tuti", "Astuti Rahayu"),
        ("Dar", "Sudarmanto"),
        ("Jun", "Junaedi"),
        ("Har", "Suharto Wibowo"),
        ("Lis", "Sulistyowati"),
        ("Bob", "Robert Tan"),
        ("Bill", "William Hartono"),
        ("Kate", "Katherine Lim"),
        ("Mike", "Michael Sitompul"),
        ("Tony", "Anthony Salim"),
        ("Beth", "Elizabeth Gunawan"),
        ("Liz", "Elizabeth Gunawan"),
        ("Iin", "Indah Permata"),
        ("Ucup", "Yusuf Mansur"),
        ("Ipul", "Saiful Bahri"),
        ("Maman", "Abdurrahman Hakim"),
        ("Yanti", "Suryanti"),
        ("Frans", "Fransiskus Lega"),
    ],
)
def test_a_reader_may_be_called_by_a_short_name(short: str, name: str) -> None:
    assert is_nickname(name_words(short), name_words(name))
    body = letter(salutation=f"Yth. Ibu {name}", thanks=f"Terima kasih, Bu {short}.")
    assert found(fact, body, **{**FACTS, "recruiter_name": name, "honorific": "Ibu"}) == set()


@pytest.mark.parametrize("other", ["Gunawan", "Wati", "Susilo", "Hendra"])
def test_another_name_after_the_right_salutation_is_told_and_stops_nothing(other: str) -> None:
    body = letter(thanks=f"Terima kasih, Pak {other}.")
    assert [(hit.rule, hit.severity) for hit in hits_of(fact, body, **FACTS)] == [("fact.recruiter-name", "warn")]


@pytest.mark.parametrize("other", ["Pratam", "Gunawan", "Budi Santoso"])
def test_another_name_in_the_salutation_stops_the_letter(other: str) -> None:
    hits = hits_of(fact, letter(salutation=f"Yth. Bapak {other}"), **FACTS)
    assert [(hit.rule, hit.severity) for hit in hits] == [("fact.recruiter-name", None)]


@pytest.mark.parametrize(
    "greeting",
    [
        "Syaloom.",
        "Shaloom,",
        "Syallom,",
        "Salom,",
        "Assalamualaikum warahmatullahi wabarakatuh,",
        "Assalamu'alaikum warohmatullohi wabarokatuh,",
        "Om Swastyastu,",
        "Om Suastiastu,",
        "Namo Buddhaya,",
        "Wei De Dong Tian,",
        "Salam Kebajikan,",
        "Sugeng enjing,",
        "Sugeng rahayu,",
        "Sampurasun,",
        "Wilujeng siang,",
        "Horas,",
        "Mejuah-juah,",
        "Njuah-juah,",
        "Ya'ahowu,",
        "Tabea,",
        "Tabe,",
        "Adil ka'talino,",
        "Rahajeng semeng,",
        "Puji Tuhan, selamat siang.",
        "Damai sejahtera,",
        "DH.",
        "DH,",
        "D.H.",
    ],
)
def test_the_greetings_of_all_religions_and_regions_are_words(checker: Checker, greeting: str) -> None:
    assert _rules(checker, greeting=greeting) == set()


@pytest.mark.parametrize(
    "closing",
    [
        "Sembah sujud,",
        "Sembah sujud saya,",
        "Teriring sembah bakti,",
        "Matur suksma,",
        "Berkah Dalem,",
        "Tuhan memberkati,",
    ],
)
def test_a_letter_may_close_as_people_take_leave(checker: Checker, closing: str) -> None:
    assert _rules(checker, closing=closing) == set()


@pytest.mark.parametrize(
    "sentence",
    [
        "Atas kesabaran bapak, saya ucapkan terima kasih.",
        "Menurut penjelasan ibu, kami diminta menunggu dua pekan.",
        "Untuk waktu bapak, saya sungguh berterima kasih.",
        "Sesuai arahan ibu, saya menunggu dengan tenang.",
        "Jika berkenan pak, saya siap datang kembali.",
        "Berkat keramahan ibu, saya merasa tenang waktu itu.",
    ],
)
def test_the_reader_has_a_capital_before_a_comma_too(checker: Checker, sentence: str) -> None:
    assert _rules(checker, extra=sentence) == {"typo.capital-address"}


@pytest.mark.parametrize(
    "sentence",
    [
        "Saat ini saya tinggal bersama ibu saya di Sleman.",
        "Usaha jahit ini milik bapak saya di Klaten.",
        "Saya pernah mengajar para bapak dan ibu petani.",
        "Ia seorang bapak yang sabar.",
    ],
)
def test_somebodys_parents_have_none(checker: Checker, sentence: str) -> None:
    assert "typo.capital-address" not in _rules(checker, extra=sentence)


def test_calling_the_reader_once_more_is_no_wrong_order() -> None:
    again = letter(extra="Yth. Bapak Andi Pratama,")
    assert "struct.order" not in found(struct, again, **FACTS)
    assert "struct.order" in found(struct, letter(extra="Yth. Ibu Sari Dewi,"), **FACTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "Saya berharap Bapak Gunardi di PT Sandang Makmur Tekstil sudi meninjau kembali lamaran saya tersebut.",
        "Semoga Ibu Wulan di PT Karya Pangan Lestari berkenan mempertimbangkan lamaran saya.",
        "Mohon kiranya pimpinan CV Tirta Jaya dapat membaca berkas saya sekali lagi.",
        "Besar harapan saya manajemen Koperasi Rimba Sejahtera bersedia memproses lamaran saya.",
        "Saya ingin menyumbangkan tenaga dan pikiran saya bagi Yayasan Pelita Hati.",
        "Saya siap membawa keahlian saya ke PT Laut Biru Perkasa.",
    ],
)
def test_another_firm_that_is_asked_to_look_at_the_application_is_another_application(sentence: str) -> None:
    assert found(coherence, letter(extra=sentence), **FACTS) == {"coherence.other-application"}


@pytest.mark.parametrize(
    "sentence",
    [
        "I remain eager to bring my skills to Banka Tin Smelters, whose training programme I have admired for years.",
        "I would love to put my welding skills to use at Pelita Shipyard.",
        "I hope the panel at Rimba Coffee Roasters Group will reconsider my application.",
        "I trust that Ms Kusuma at Delta Foods will look at my application again.",
        "I am keen to offer my knowledge to Samudra Fisheries.",
    ],
)
def test_so_it_is_in_english(sentence: str) -> None:
    assert found(coherence, letter("en", extra=sentence), language="en", **FACTS) == {"coherence.other-application"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Dulu PT Sinar Jaya bersedia menerima saya sebagai karyawan magang."),
        ("id", "Saya bersyukur klien saya, PT Sinar Jaya, puas dengan laporan itu."),
        ("id", "Pelatihan dari Yayasan Pelita Hati baru saya selesaikan pekan lalu."),
        ("id", "Saya pernah menyumbangkan tenaga saya untuk Yayasan Pelita Hati."),
        ("id", "Saya berharap PT Maju Jaya Sentosa berkenan mempertimbangkan lamaran saya."),
        ("id", "Sejak 2019 saya membawa pengalaman saya ke PT Laut Biru Perkasa."),
        ("id", "Bank Mandiri Sejahtera akan menilai jaminan rumah kami bulan depan."),
        ("en", "In 2019 I brought my skills to Banka Tin Smelters as an apprentice."),
        ("en", "My former employer, Delta Foods, has sent a reference."),
        ("en", "I bring my own knives and my experience of night shifts."),
        ("en", "I previously put my experience to use at Pelita Shipyard."),
        ("en", "My course at Samudra Fisheries Academy ended last week."),
    ],
)
def test_another_firm_of_the_past_is_none(language: str, sentence: str) -> None:
    assert found(coherence, letter(language, extra=sentence), language=language, **FACTS) == set()  # type: ignore[arg-type]


_POSITIONS = [
    ("Paramedik Veteriner", "Kasir Swalayan"),
    ("Perawat Gigi", "Penjaga Gudang"),
    ("Petugas Kebersihan", "Pelatih Renang"),
    ("Juru Las", "Mekanik Kapal"),
    ("Desainer Interior", "Pencelup Benang"),
]


@pytest.mark.parametrize(("meant", "given"), _POSITIONS)
def test_another_position_is_one_in_whatever_words(meant: str, given: str) -> None:
    body = letter(introduction=f"Saya Rina Wijaya. Pada 9 November 2026 saya mengikuti wawancara untuk posisi {given}.")
    assert found(fact, body, "Kelanjutan wawancara - Rina Wijaya", **{**FACTS, "position": meant}) == {"fact.position"}


@pytest.mark.parametrize(
    ("meant", "given"),
    [("Veterinary Nurse", "Perawat Hewan"), ("Head Baker", "Kepala Roti")],
)
def test_a_translation_is_not(meant: str, given: str) -> None:
    body = letter(introduction=f"Saya Rina Wijaya. Pada 9 November 2026 saya mengikuti wawancara untuk posisi {given}.")
    assert found(fact, body, "Kelanjutan wawancara - Rina Wijaya", **{**FACTS, "position": meant}) == set()


def test_where_the_right_position_is_named_an_unknown_one_may_mean_the_same() -> None:
    body = letter(
        introduction="Saya Rina Wijaya. Pada 9 November 2026 saya mengikuti wawancara untuk posisi Paramedik Veteriner."
    )
    facts = {**FACTS, "position": "Paramedik Veteriner"}
    assert found(fact, body, "Wawancara posisi Perawat Hewan - Rina Wijaya", **facts) == set()


@pytest.mark.parametrize("verb", ["broke", "sank", "drove off", "froze", "rang", "swam", "wept", "stood still"])
def test_an_irregular_past_ends_a_clause(verb: str) -> None:
    sentence = f"I missed the first call because my brother who drove {verb}."
    assert found(coherence, letter("en", extra=sentence), language="en", **FACTS) == set()


@pytest.mark.parametrize("end", ["my brother", "the new", "my", "their old"])
def test_a_clause_without_a_verb_does_not(end: str) -> None:
    sentence = f"I missed the first call that morning because {end}"
    assert found(coherence, letter("en", extra=sentence), language="en", **FACTS) == {"coherence.cut-off"}


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Capt.",
            "Capt. H.",
            "Kapt.",
            "dr.",
            "drg.",
            "Ir.",
            "H.",
            "Hj.",
            "K.H.",
            "Pdt.",
            "Romo",
            "Ust.",
            "Letkol",
            "Kol.",
        ),
        *(
            "Mayor",
            "Kompol",
            "AKP",
            "Ipda",
            "Chef",
            "Prof. Dr.",
            "R.M.",
            "Bdn.",
            "Br.",
            "Sr.",
            "Rev.",
            "Kapten",
            "Serka",
        ),
    ],
)
def test_a_title_is_no_name(title: str) -> None:
    for name, honorific in (
        (f"{title} Andi Pratama", "Bapak"),
        ("Andi Pratama", "Bapak"),
        (f"{title} Andi Pratama", ""),
    ):
        facts = {**FACTS, "recruiter_name": name, "honorific": honorific or None}
        for called in (f"Bapak {title} Andi Pratama", f"{title} Andi Pratama", f"Bapak {title} Andi"):
            assert "fact.recruiter-name" not in found(fact, letter(salutation=f"Yth. {called},"), **facts)
        assert "fact.recruiter-name" in found(fact, letter(salutation=f"Yth. Bapak {title} Susilo,"), **facts)


@pytest.mark.parametrize(
    "sentence",
    [
        "Tetangga saya, Mama Yuli, ikut menyiapkan kemeja saya.",
        "Istri saya, Sari Dewi, menitipkan salam.",
        "Ayah saya, Bambang Susilo, dahulu seorang sopir.",
        "Guru saya, Dewi Lestari, mengajari saya menjahit.",
        "Teman saya, Budi Santoso, yang memberi tahu lowongan ini.",
        "Saya SANGAT INGIN BEKERJA di sini.",
    ],
)
def test_somebody_of_the_writers_is_not_the_writer(sentence: str) -> None:
    introduction = f"Saya Rina Wijaya, pelamar Analis Kredit yang diwawancarai pada 9 November 2026. {sentence}"
    assert "fact.candidate-name" not in found(fact, letter(introduction=introduction), **FACTS)
    other = (
        f"{sentence} Perkenalkan, saya Dewi Anggraini, pelamar Analis Kredit yang diwawancarai pada 9 November 2026."
    )
    assert "fact.candidate-name" in found(fact, letter(introduction=other), **FACTS)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("id", "Berdasarkan iklan di Kendari Pos tanggal 31 Oktober 2026, saya diwawancarai pada 9 November 2026."),
        ("id", "Lowongan yang dimuat di koran tanggal 31 Oktober 2026 membawa saya ke wawancara itu."),
        ("id", "Sesuai iklan tertanggal 31 Oktober 2026, saya telah diwawancarai."),
        ("en", "Following your advertisement of 31 October 2026, you interviewed me on 9 November 2026."),
        ("en", "The vacancy advertised on 31 October 2026 led to our interview."),
    ],
)
def test_the_day_of_an_advertisement_is_not_the_interviews(language: Language, sentence: str) -> None:
    assert "fact.interview-date" not in found(fact, letter(language, extra=sentence), language=language, **FACTS)


@pytest.mark.parametrize(
    ("greeting", "hours", "is_told"),
    [
        ("Good afternoon,", (time(11, 30), time(13, 0)), False),
        ("Good afternoon,", (time(10, 0), time(11, 0)), True),
        ("Selamat sore,", (time(14, 30), time(16, 0)), False),
        ("Selamat pagi,", (time(10, 0), time(11, 15)), False),
        ("Selamat pagi,", (time(10, 30), time(11, 30)), True),
        ("Selamat pagi,", (time(11, 0), time(12, 0)), True),
        ("Good morning,", (time(12, 0), time(13, 0)), True),
    ],
)
def test_nobody_minds_half_an_hour(greeting: str, hours: tuple[time, time], is_told: bool) -> None:  # noqa: FBT001  # a column of the table
    told = found(fact, letter(greeting=greeting), window_hours=hours, **FACTS)
    assert ("fact.time-greeting" in told) == is_told


@pytest.mark.parametrize(
    "opening",
    [
        "Tabik pun, Bapak Andi Pratama yang saya hormati,",
        "Bapak Andi Pratama yang sangat kami hormati,",
        "Bapak Andi Pratama yang terhormat,",
        "Salama', Bapak Andi Pratama,",
        "Yth. Bapak Andi Pratama,\nDealer Motor Sentani Prima\n\nDengan hormat,",
        "Yth. Bapak Andi Pratama,\nManajer Sumber Daya Manusia dan Umum\n\nDengan hormat,",
        "Yth. Bapak Andi Pratama,\nPT Bumi Rasa Pangan Nusantara Jaya\nDengan hormat,",
    ],
)
def test_a_letter_may_open_so(opening: str) -> None:
    body = letter().partition("\n\n")[2].partition("Dengan hormat,")[2] or letter().partition("\n\n")[2]
    assert not {"struct.greeting-missing", "struct.order"} & found(struct, f"{opening}\n\n{body.strip()}", **FACTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "We met at the Batam job fair in October.",
        "I read of it at the Surabaya job market.",
        "I saw it on the Kalibrr job portal.",
        "My Saturday job hunt is over.",
        "I came by the Jakarta Post office.",
    ],
)
def test_a_job_fair_is_no_position(sentence: str) -> None:
    body = letter("en", introduction=f"I am Rina Wijaya; I interviewed on 9 November 2026. {sentence}")
    assert "fact.position" not in found(fact, body, language="en", **FACTS)


@pytest.mark.parametrize(
    "sentence",
    [
        "I attach nothing today, as you have my report.",
        "I attach great importance to safety.",
        "I attach the greatest importance to safety.",
        "I attach no conditions to this.",
        "I attached a lot of value to our conversation.",
    ],
)
def test_what_is_attached_so_is_no_file(sentence: str) -> None:
    assert "fact.attachment-missing" not in found(
        fact, letter("en", extra=sentence), language="en", **{**FACTS, "attachments": []}
    )


@pytest.mark.parametrize(
    "word",
    [
        *("berkati", "terbalas", "kandangan", "selambatnya", "diwawancara", "terpajang", "selarutnya", "berkebaya"),
        *("berpeci", "terparkir", "sekuatnya", "terangkut", "keramikan", "dipuji-puji", "bersarung", "terjahit"),
    ],
)
def test_a_regular_form_of_a_known_root_is_a_word(checker: Checker, word: str) -> None:
    assert "typo.nonword" not in _rules(checker, extra=f"Hal itu saya sebut {word} waktu itu.")


@pytest.mark.parametrize(
    "slip",
    ["terkahir", "disampaiakn", "perkembagan", "wawancra", "terimah", "diterma", "seleski"],
)
def test_a_slip_with_an_affix_is_still_told(checker: Checker, slip: str) -> None:
    findings = checker.check(
        "Tindak lanjut wawancara Analis Kredit – Rina Wijaya",
        letter(extra=f"Hal itu saya sebut {slip} waktu itu."),
        context_of(FACTS),
        language="id",
    )
    known = {"menunggui"}  # rare words, and words
    assert slip in known or any(one.rule in {"typo.nonword", "typo.nonstandard"} for one in findings)


@pytest.mark.parametrize(
    "sentence", ["Saya bapak tiga cucu.", "Saya, bapak dua anak, siap bekerja.", "Ia ibu rumah tangga."]
)
def test_a_father_of_three_has_no_capital(checker: Checker, sentence: str) -> None:
    assert "typo.capital-address" not in _rules(checker, extra=sentence)
