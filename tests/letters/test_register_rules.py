import re
from dataclasses import replace
from time import process_time
from typing import Any, cast

import pytest

from service.letters.checking import register
from service.letters.compose import compose
from service.letters.language import Language
from tests.letters.checking_parts import BOOK, found, hits_of, marked
from tests.letters.test_compose import FACTS
from tests.letters.wordings import PHRASINGS

_LETTER = {
    "id": "Yth. Bapak/Ibu Tim Rekrutmen PT Maju Jaya\n\nDengan hormat,\n\nSaya Rina Wijaya, pelamar Analis Data yang "
    "diwawancarai pada 9 November 2026.\n\n{}\n\nTerima kasih atas waktu Bapak/Ibu.\n\nHormat saya,\nRina Wijaya",
    "en": "Dear Hiring Team,\n\nMy name is Rina Wijaya, and I interviewed for the Data Analyst role on 9 November 2026."
    "\n\n{}\n\nThank you for your time.\n\nKind regards,\nRina Wijaya",
}


def rules(language: Language, sentence: str, **context: Any) -> set[str]:  # noqa: ANN401  # fields of LetterContext
    return found(register, _LETTER[language].format(sentence), language=language, **context)


SLANG: list[tuple[Language, str]] = [
    ("en", "Hope ya don't mind me asking."),
    ("en", "Would ya let me know?"),
    ("en", "No worries if it takes longer."),
    ("id", "Saya pingin tahu kelanjutannya."),
    ("id", "Kirain sudah selesai, Pak."),
    ("id", "Saya rada bingung dengan jadwalnya."),
    ("id", "Aku masih menunggu kabar dari tim."),
    ("id", "Gue masih berminat sama posisi ini."),
    ("id", "Sampai hari ini belum ada info, jadi gw nanya lagi."),
    ("id", "Kabarnya gimana ya, Pak?"),
    ("id", "Boleh minta info lanjutannya dong."),
    ("id", "Saya nggak tahu harus menghubungi siapa."),
    ("id", "Saya enggak sabar menunggu kabarnya."),
    ("id", "Ga ada kabar sampai sekarang."),
    ("id", "Berkasnya udah saya kirim semua."),
    ("id", "Kok belum ada kabar sampai sekarang?"),
    ("id", "Saya tertarik banget dengan pekerjaan ini."),
    ("id", "Makasih banyak atas kesempatannya."),
    ("id", "Kayaknya prosesnya belum selesai."),
    ("id", "Saya pengen banget bergabung."),
    ("id", "Kalo ada yang kurang, tolong kasih tau saya."),
    ("id", "Kapan kira-kira bakalan diumumkan?"),
    ("id", "Senang bisa ngobrol dengan Bapak tempo hari."),
    ("id", "Tolong kabarin saya bila ada perkembangan."),
    ("id", "Boleh saya ngecek perkembangan lamaran saya?"),
    ("id", "Gapapa kalau masih perlu waktu."),
    ("id", "Saya cuman mau memastikan saja."),
    ("id", "Lo udah janji mau kasih kabar."),
    ("id", "Terima kasih atas waktu kamu kemarin."),
    ("id", "Semoga lamaranku masih dipertimbangkan."),
    ("id", "Saya tunggu balasanmu."),
    ("id", "Sori mengganggu waktu Bapak."),
    ("id", "Prosesnya emang lama ya?"),
    ("id", "Soalnya temen saya sudah dihubungi."),
    ("id", "Mau nge-follow up lamaran saya yang kemarin."),
    ("id", "Saya tidak tau harus bertanya ke mana."),
    ("id", "Nggak apa-apa bila hasilnya masih lama."),
    ("id", "Itu aja yang mau saya tanyakan."),
    ("id", "Belum dapet kabar sama sekali nih."),
    ("en", "I'm gonna be in Jakarta next week."),
    ("en", "I just wanna know how things are going."),
    ("en", "I kinda expected to hear from you by now."),
    ("en", "Gotta say, the office looked great."),
    ("en", "Let me know what y'all think."),
    ("en", "Yeah, the second round was fun."),
    ("en", "What's up with the selection?"),
    ("en", "Hit me up when there is news."),
    ("en", "I dunno whether the team has met yet."),
    ("en", "Working with you would be so cool."),
    ("en", "The team has such good vibes."),
    ("en", "Nope, I have not heard from anyone yet."),
    ("en", "Just shoot me an email when you can."),
    ("en", "I ain't in a hurry."),
    ("en", "I think I nailed the case study."),
    ("en", "I am super stoked to join."),
    ("en", "Lemme know if you need anything else."),
]
NO_SLANG: list[tuple[Language, str]] = [
    ("en", "I met Ya Lin at the Ya Kun stall."),
    ("en", "It worries me that the letter may be lost."),
    ("id", "Dr. Lo menjelaskan alur kerja klinik."),
    ("id", "Dialog dengan dinas terkait berjalan baik."),
    ("id", "Bapak Lo Kian Seng menjelaskan alur kerja gudang."),
    ("id", "Lokasi kantor di Jalan Gandaria mudah dicapai."),
    ("id", "Ibu Aku Setiawati menyambut saya dengan ramah."),
    ("id", "Apabila ada kekurangan, saya siap melengkapinya."),
    ("id", "Saya pernah meneliti gua karst di Maros."),
    ("id", "Pabrik kok dan raket tempat saya magang kini tutup."),
    ("id", "Saya aktif di komunitas kayak dan arung jeram."),
    ("id", "Saya menulis naskah untuk kampanye “Gue Banget” pada tahun lalu."),
    ("id", 'Skripsi saya membahas novel "Aku" dan puisi Chairil Anwar.'),
    ("id", "Saya mengikuti sesi berjudul ‘Gimana Cara Menulis’ di kampus."),
    ("id", "Pengalaman di Dong Feng Motor sangat berharga."),
    ("id", "Surel saya dapat dibalas ke gue.banget@contoh.id kapan saja."),
    ("id", "Portofolio saya ada di https://contoh.id/aku-dan-gue sejak lama."),
    ("id", "Saya mempelajari koefisien Gini untuk laporan itu."),
    ("id", "Saya ikut merancang aplikasi GAK untuk BUMN."),
    ("id", "Keadaan ekonomi yang ngeri tidak menyurutkan minat saya."),
    ("id", "Sudilah kiranya Bapak memberi kabar."),
    ("id", "Saya mengakui bahwa saya baru mengenal bidang ini."),
    ("id", "Perilaku pelanggan menjadi pokok skripsi saya."),
    ("id", "Mau tidak mau saya harus pindah ke Bandung bila bergabung."),
    ("id", "Tim GA menyerahkan kartu tamu kepada saya."),
    ("id", "Sampai kini saya belum menerima kabar, tetapi saya maklum."),
    ("id", "Pak Udah Sukarya mengantar saya ke ruang rapat."),
    ("en", "I was glad to hear about the cool chain and the cold storage."),
    ("en", "Mr Guy Santoso showed me around."),
    ("en", "The plant in Gotha makes vibration dampers."),
    ("en", "I am going to be in Jakarta next week."),
    ("en", "The campaign “Gonna Fly” won a prize."),
    ("en", "My thesis, 'Wanna Be: Youth and Work', is enclosed in my file."),
    ("en", "Ms Ya Lin Tan explained the process."),
    ("en", "We computed the value of cos x in the lab."),
    ("en", "Please reach me at yeah.right@example.com at any time."),
    ("en", "I was pleased to hear how you nailed down the requirements."),
    ("en", "The roof is up and the schedule looks fine."),
    ("en", "I want to thank you once more."),
]
ADDRESS: list[tuple[Language, str]] = [
    ("id", "Terima kasih ya, Bun, sudah membaca surel saya."),
    ("id", "Terima kasih, Bunda, atas waktunya."),
    ("id", "Terima kasih, Neng."),
    ("id", "Terima kasih atas waktunya, Kak."),
    ("id", "Kak, saya ingin menanyakan perkembangan seleksi."),
    ("id", "Mohon infonya ya, Min."),
    ("id", "Maaf mengganggu, Gan, saya ingin bertanya."),
    ("id", "Bro, bagaimana perkembangan seleksinya?"),
    ("id", "Semoga Bro sehat selalu."),
    ("id", "Terima kasih, Sis."),
    ("id", "Terima kasih atas waktunya kemarin, Gan."),
    ("id", "Semoga Kak Dinda berkenan memberi kabar."),
    ("id", "Makasih ya min infonya."),
    ("id", "Mohon bantuannya, Bos."),
    ("id", "Selamat siang Bang, saya ingin menanyakan perkembangan."),
    ("id", "Terima kasih banyak, Om."),
    ("id", "Terima kasih atas bantuan Kakak selama wawancara."),
    ("id", "Semoga Kakak sekalian sehat."),
    ("id", "Kakak HRD yang baik, saya ingin bertanya."),
    ("id", "Halo kak, saya ingin bertanya."),
    ("id", "Permisi, Min, saya pelamar yang kemarin."),
    ("id", "Hei, saya ingin menanyakan kabar seleksi."),
    ("id", "Terima kasih, Tante, atas kesempatannya."),
    ("id", "Maaf ya kak mengganggu waktunya."),
    ("id", "Siap, bosku, saya tunggu kabarnya."),
    ("id", "Mas Bro sempat menyebut pekan ini."),
    ("en", "Hey, I wanted to ask about the selection."),
    ("en", "Thanks for your time, bro."),
    ("en", "Dude, the interview was great."),
    ("en", "It was nice meeting you guys."),
    ("en", "Thanks, buddy, I appreciate it."),
    ("en", "I hope all is well, mate."),
    ("en", "Hi guys, I am writing about the selection."),
    ("en", "Hey man, how is the selection going?"),
    ("en", "Thanks so much, boss."),
    ("en", "Yo, I am still waiting."),
]
NO_ADDRESS: list[tuple[Language, str]] = [
    ("id", "Saya bekerja di RSIA Bunda, Jakarta."),
    ("id", "Sayang, jadwal itu berbenturan dengan ujian."),
    ("id", "Teman-teman saya, Uni, Cinta, dan Daeng, ikut lomba."),
    ("id", "Saya dan bunda saya tinggal di Depok."),
    ("id", "Kakak saya juga bekerja di bidang logistik."),
    ("id", "Saya tinggal bersama kakak perempuan di Bekasi."),
    ("id", "Ayah, ibu, kakak, dan adik saya mendukung penuh."),
    ("id", "Bos saya di kantor lama bersedia memberi rekomendasi."),
    ("id", "Pengelolaan dana BOS menjadi tugas saya."),
    ("id", "Nilai minimal dan min. 3 tahun pengalaman saya penuhi."),
    ("id", "Suhu gudang min 18 derajat kami jaga."),
    ("id", "Saya pernah bekerja di Bang Jago Indonesia."),
    ("id", "Kak Lintang dari divisi riset memandu tes itu."),
    ("id", "Om Swastyastu."),
    ("id", "Saya kenal bisnis Sis Cantik Store sebagai mitra."),
    ("id", "Kami memakai sistem SIS dan GAN untuk riset citra."),
    ("id", "Mas Bayu dan Mbak Tia memandu sesi itu."),
    ("id", "Kabar bangku kosong di kelas tidak saya dengar."),
    ("id", "Kakaknya pemilik usaha itu dosen saya."),
    ("id", "Mitra kami, Bang Jago, juga memakainya."),
    ("en", "My former boss is happy to act as a referee."),
    ("en", "Mr Guy Tanaka and Ms Min Park spoke with me."),
    ("en", "The man at the reception was kind."),
    ("en", "My flatmate and a school mate work in your field."),
    ("en", "I was assigned a buddy during the internship."),
    ("en", "The chief engineer showed me the plant."),
    ("en", "We used the Hey Google assistant in the project."),
    ("en", "I folded the brochures myself for the fair."),
    ("en", "I trained the boss of the night shift, too."),
]
ABBREVIATION: list[tuple[Language, str]] = [
    ("en", "U said that the answer would come."),
    ("id", "Saya nunggu2 kabarnya."),
    ("id", "Saya ingin menanyakan lamaran yg saya kirim."),
    ("id", "Saya berminat dgn posisi ini."),
    ("id", "Sy siap hadir kapan saja."),
    ("id", "Terima kasih utk kesempatannya."),
    ("id", "Saya menulis krn belum ada kabar."),
    ("id", "Berkas jg sudah lengkap."),
    ("id", "Saya sdh mengikuti wawancara."),
    ("id", "Sampai hari ini blm ada kabar."),
    ("id", "Mhn informasinya."),
    ("id", "Saya tdk keberatan menunggu."),
    ("id", "Kabar dr tim sangat saya nantikan."),
    ("id", "Hasilnya akan diumumkan pd akhir bulan."),
    ("id", "Surat itu saya tujukan kpd bagian SDM."),
    ("id", "Thx atas perhatiannya."),
    ("id", "Tks atas perhatian Bapak."),
    ("id", "Wawancara tgl 9 lalu berjalan lancar."),
    ("id", "Proses tsb belum saya ketahui kelanjutannya."),
    ("id", "Saya sudah bertemu teman2 di bagian gudang."),
    ("id", "Btw, saya sudah pindah alamat."),
    ("id", "Yg saya tanyakan hanya itu."),
    ("id", "Saya siap u/ tahap berikutnya."),
    ("en", "Pls let me know if there is news."),
    ("en", "Thx for the talk last week."),
    ("en", "I hope to hear from u."),
    ("en", "Is ur team still deciding?"),
    ("en", "I sent you a msg last week."),
    ("en", "BTW, my phone number has changed."),
    ("en", "It was gr8 to meet the team."),
    ("en", "FYI, I have moved to Bandung."),
    ("en", "How r u and the team?"),
    ("en", "I am writing abt the analyst role."),
]
NO_ABBREVIATION: list[tuple[Language, str]] = [
    ("id", "Rekan saya, dr. Andi, bekerja di RS itu."),
    ("id", "Bapak Budi, S.Pd., M.Pd., memberi surat rekomendasi."),
    ("id", "PT, CV, HRD, BUMN dan SOP sudah saya kenal."),
    ("id", "Saya menyiapkan laporan, anggaran, dll. setiap bulan."),
    ("id", "Surat bertanggal 9 November 2026 a.n. Rina Wijaya sudah terkirim."),
    ("id", "Undangan tgl. 9 November 2026 sudah saya terima."),
    ("id", "Situs kami ada di contoh.org dan yg.contoh.id sejak lama."),
    ("id", "Jl. Merdeka No. 5 Kec. Coblong ialah alamat saya."),
    ("id", "Saya lulusan S-2 dan memakai ISO 9001 sehari-hari."),
    ("id", "Tugas saya meliputi administrasi, arsip, dsb. di kantor itu."),
    ("id", "Gedung itu setinggi 20 m2 dan 5 lantai."),
    ("id", "Saya memegang sertifikat K3 dan AK3U."),
    ("id", "Kantor di BSD dekat dengan rumah saya."),
    ("en", "I work with ERP, KPI, R and SQL."),
    ("en", "Dr Helen Abbott was kind to me."),
    ("en", "My U.S. visa is still valid."),
    ("en", "We met U Thant Myint at the fair."),
    ("en", "The report is in the B4 format."),
    ("en", "I handle MSG and food additives in the laboratory."),
    ("en", "The course covers statistics, e.g. Pearson's r in a sample."),
    ("en", "I have led the HR and PPL teams of a school."),
]
CHAT: list[tuple[Language, str]] = [
    ("id", "Saya ingin menanyakan perkembangan seleksi hehe."),
    ("id", "Wkwkwk, saya sampai lupa bertanya."),
    ("id", "Terima kasih :)"),
    ("id", "Semoga ada kabar baik :D"),
    ("id", "Saya tunggu kabarnya yaa."),
    ("id", "Haloo, saya ingin bertanya."),
    ("id", "Makasihhh banyak."),
    ("id", "Bagaimana perkembangannya ya??"),
    ("id", "Jadi... saya ingin menanyakan perkembangan seleksi."),
    ("id", "Saya masih menunggu~"),
    ("id", "Siappp, saya tunggu kabarnya."),
    ("id", "Haha, maaf saya bertanya lagi."),
    ("id", "Sudah ada kabar belum?!"),
    ("id", "saya ingin bertanya. apakah sudah ada perkembangan? saya masih menunggu. terima kasih sebelumnya."),
    ("en", "I am soooo excited about the role."),
    ("en", "Haha, sorry for asking again."),
    ("en", "Looking forward to hearing from you :)"),
    ("en", "Is there any news??"),
    ("en", "So... I was wondering about the selection."),
    ("en", "i hope you are well and i look forward to your reply."),
    ("en", "LOL, I forgot to ask."),
    ("en", "I hope to hear from you ;-)"),
]
NO_CHAT: list[tuple[Language, str]] = [
    ("id", "Saya menyusun Bab III dan laporan tahap VIII."),
    ("id", "Situs www.contoh.id memuat portofolio saya."),
    ("id", "Maaf bila saya mengganggu (lihat juga surel saya sebelumnya)."),
    ("id", "Ada dua hal: (1) berkas, dan (2) jadwal."),
    ("id", "Bagaimana perkembangan seleksinya?"),
    ("id", "Saya menulis buku “Hehe, Katanya…” pada tahun 2024."),
    ("id", "Saat Isaac dan Aaron bertanya, saya menjawab dengan jujur."),
    ("id", "Saya bekerja pukul 08.00–17.00 selama 3 tahun."),
    ("id", "Suhu gudang <3 derajat sudah biasa bagi saya."),
    ("id", "Laporan: 12:30, rapat: 14:00, dan 8) lampiran."),
    ("id", "Kami tertawa ketika membahas hal itu."),
    ("en", "I will send it ASAP if needed (see below)."),
    ("en", "World War III was the theme of the AAA game."),
    ("en", "I know the ratio 3:1 and the path C:\\Data well."),
    ("en", "We laughed about the kiln schedule."),
    ("en", "The report had sections i. to v. and an index."),
    ("en", "Would you tell me how the selection is going?"),
]
MIXED: list[tuple[Language, str]] = [
    ("id", "I ingin tanya about progress lamaran saya."),
    ("id", "Just checking in, apakah ada update ya."),
    ("id", "Please let me know jika ada kabar."),
    ("id", "Saya sangat excited untuk bergabung."),
    ("id", "Thank you atas kesempatannya."),
    ("id", "I hope this email finds you well."),
    ("id", "Looking forward to hearing from you."),
    ("id", "Saya merasa happy dengan diskusi itu."),
    ("id", "By the way, saya sudah pindah ke Bandung."),
    ("id", "Hopefully saya bisa bergabung dengan tim."),
    ("id", "Saya still menunggu kabar."),
    ("id", "Saya tunggu kabarnya because waktunya sudah lewat."),
    ("id", "So far prosesnya bagaimana?"),
    ("id", "Apakah you masih membutuhkan dokumen?"),
    ("en", "I would like to ask about perkembangan seleksi saya."),
    ("en", "Mohon informasinya, thank you."),
    ("en", "Saya masih menunggu kabar dari tim."),
    ("en", "I am still berminat with the role."),
    ("en", "I am available kapan saja next week."),
    ("en", "Apakah ada news about the selection?"),
    ("en", "Please tell me kalau there is any document missing."),
]
NO_MIXED: list[tuple[Language, str]] = [
    ("id", "Saya melamar sebagai Head of People and Culture."),
    ("id", "Sertifikat Lean Six Sigma Green Belt sudah saya peroleh."),
    ("id", "Saya terbiasa dengan machine learning, dashboard dan cloud computing."),
    ("id", "Proyek end to end itu selesai dengan metode just in time."),
    ("id", "Saya mengikuti on the job training selama tiga bulan."),
    ("id", "I Gusti Ayu Rai dan I Made Wirawan mewawancarai saya."),
    ("id", "Tahap I sudah saya lalui dengan baik."),
    ("id", "Saya mengikuti program Teach for Indonesia dan Save the Children."),
    ("id", "Follow up lewat email sudah saya kirim ke user dan HR."),
    ("id", "Laporan profit and loss serta know your customer adalah tugas saya."),
    ("id", "Buku “How to Win Friends and Influence People” menjadi acuan saya."),
    ("id", "Sistem work from home dan hybrid tidak menjadi kendala."),
    ("id", "Interview dengan tim Customer Success berlangsung lancar."),
    ("id", "Saya memegang skor TOEFL dan sertifikat Google Ads."),
    ("id", "Saya mengelola akun Instagram @about.you dan kanal This Is Us."),
    ("id", "Saya menjabat head of the department pada 2024."),
    ("id", "Sistem first in first out sudah saya kuasai."),
    ("id", "Pelatihan occupational health and safety sudah saya ikuti."),
    ("id", "Posisi fresh graduate dan management trainee sama-sama menarik."),
    ("id", "Pembahasan mengenai supply chain, procurement dan vendor sangat menarik."),
    ("en", "I studied at Universitas Gadjah Mada in Yogyakarta."),
    ("en", "I worked for Dinas Pekerjaan Umum dan Perumahan Rakyat."),
    ("en", "The spirit of gotong royong impressed me."),
    ("en", "Bapak Andi and Ibu Sri showed me the batik workshop."),
    ("en", "My office closes for cuti bersama and Lebaran."),
    ("en", "I wrote about the novel “Saya dan Dia” last year."),
    ("en", "I took part in Kampus Merdeka and Merdeka Belajar."),
    ("en", "Terima kasih, Pak Andi."),
    ("en", "The agar plates in the laboratory were mine to prepare."),
]


@pytest.mark.parametrize(("language", "sentence"), SLANG)
def test_talk_is_found(language: Language, sentence: str) -> None:
    assert "register.slang" in rules(language, sentence)


@pytest.mark.parametrize(("language", "sentence"), ADDRESS)
def test_a_familiar_address_is_found(language: Language, sentence: str) -> None:
    assert "register.address" in rules(language, sentence)


@pytest.mark.parametrize(("language", "sentence"), ABBREVIATION)
def test_shorthand_is_found(language: Language, sentence: str) -> None:
    assert "register.abbreviation" in rules(language, sentence)


@pytest.mark.parametrize(("language", "sentence"), CHAT)
def test_chat_style_is_found(language: Language, sentence: str) -> None:
    assert "register.chat-style" in rules(language, sentence)


@pytest.mark.parametrize(("language", "sentence"), MIXED)
def test_a_change_of_language_is_found(language: Language, sentence: str) -> None:
    assert "register.mixed-language" in rules(language, sentence)


@pytest.mark.parametrize(("language", "sentence"), [*NO_SLANG, *NO_ADDRESS, *NO_ABBREVIATION, *NO_CHAT, *NO_MIXED])
def test_what_only_looks_like_talk_is_left_alone(language: Language, sentence: str) -> None:
    grave = [
        hit for hit in hits_of(register, _LETTER[language].format(sentence), language=language) if not hit.severity
    ]
    assert grave == []


@pytest.mark.parametrize(
    "salutation",
    [
        "Halo Kak Dinda,",
        "Hai Bang Andi,",
        "Permisi Min,",
        "Hey Pak Andi,",
        "Yth. Kak Dinda",
        "Dear Kak Dinda,",
        "Halo Gan,",
        "Dear Sis,",
        "Kak Dinda yang baik,",
        "Halo Om Andi,",
    ],
)
def test_a_familiar_salutation_is_found(salutation: str) -> None:
    body = _LETTER["id"].format("Saya menunggu kabar.").replace("Yth. Bapak/Ibu Tim Rekrutmen PT Maju Jaya", salutation)
    assert found(register, body) == {"register.address"}


@pytest.mark.parametrize(
    ("salutation", "name"),
    [
        ("Yth. Bapak Bang Kim Hok", "Bang Kim Hok"),
        ("Yth. Bang Kim Hok", "Bang Kim Hok"),
        ("Yth. Ibu Min Sukmawati", "Min Sukmawati"),
        ("Yth. Min Sukmawati", "Min Sukmawati"),
        ("Yth. Min Sukmawati", None),
        ("Yth. Bapak Gan Liong Tek", None),
        ("Halo Ibu Sis Handayani,", "Sis Handayani"),
        ("Yth. Bapak Lo Kian Seng", "Lo Kian Seng"),
        ("Bapak Aku Setiawan yang terhormat,", "Aku Setiawan"),
        ("Yth. Bapak Bos Hartawan", None),
        ("Yth. Tim Rekrutmen Bang Jago", None),
        ("Hai Bu Dinda,", None),
        ("Om Swastyastu,", None),
    ],
)
def test_a_recruiter_whose_name_sounds_like_an_address_is_left_alone(salutation: str, name: str | None) -> None:
    body = _LETTER["id"].format("Saya menunggu kabar.").replace("Yth. Bapak/Ibu Tim Rekrutmen PT Maju Jaya", salutation)
    assert found(register, body, recruiter_name=name) == set()


@pytest.mark.parametrize(
    "salutation", ["Hey Arif,", "Hey there,", "Hi guys,", "Yo Andi,", "Hi there mate,", "Hey!", "Hello dude,"]
)
def test_a_familiar_english_salutation_is_found(salutation: str) -> None:
    body = _LETTER["en"].format("I am still interested.").replace("Dear Hiring Team,", salutation)
    assert found(register, body, language="en") == {"register.address"}


@pytest.mark.parametrize(
    "salutation", ["Hi Andi,", "Hello Ms Min Park,", "Dear Mr Lo,", "Dear Guy,", "Dear Bapak Andi,", "Dear Heydar,"]
)
def test_a_polite_english_salutation_is_left_alone(salutation: str) -> None:
    body = _LETTER["en"].format("I am still interested.").replace("Dear Hiring Team,", salutation)
    assert found(register, body, language="en", recruiter_name="Guy Santoso") == set()


@pytest.mark.parametrize(
    "subject",
    ["Gimana kabar lamaran saya", "nanya lamaran dong", "Info lamaran yg kemarin", "Tanya kabar, Kak", "Halo :)"],
)
def test_the_subject_is_read_too(subject: str) -> None:
    assert any(hit.field == "subject" for hit in hits_of(register, _LETTER["id"].format("Saya menunggu."), subject))


def test_what_the_recruiter_wrote_below_is_not_the_writers() -> None:
    body = _LETTER["id"].format("Saya menunggu.") + "\n\n> Halo kak, interviewnya gimana? wkwk yg penting datang"
    assert found(register, body) == set()


def test_a_finding_marks_the_word_and_offers_the_formal_one() -> None:
    body = _LETTER["id"].format("Saya nggak tahu yg dimaksud.")
    hits = hits_of(register, body)
    assert marked(hits, body, "register.slang") == ["nggak"]
    assert marked(hits, body, "register.abbreviation") == ["yg"]
    assert [hit.suggestions for hit in hits] == [("tidak",), ("yang",)]


def test_an_address_is_replaced_by_the_recruiters_honorific() -> None:
    hits = hits_of(register, _LETTER["id"].format("Terima kasih, Kak."), honorific="Ibu", recruiter_name="Dinda")
    assert [hit.suggestions for hit in hits] == [("Ibu",)]


def test_mas_and_mbak_are_told_but_stop_nothing() -> None:
    body = _LETTER["id"].format("Terima kasih, Mas.")
    assert [(hit.rule, hit.severity) for hit in hits_of(register, body)] == [("register.address", "info")]


@pytest.mark.parametrize(("language", "sentence"), [*SLANG, *ADDRESS, *ABBREVIATION, *CHAT, *MIXED])
def test_every_place_lies_within_the_text_and_every_message_is_written(language: Language, sentence: str) -> None:
    body = _LETTER[language].format(sentence)
    for hit in hits_of(register, body, language=language):
        assert 0 <= hit.start < hit.end <= len(body)
        assert body[hit.start : hit.end].strip() == body[hit.start : hit.end]
        finding = BOOK.finding(hit, body)
        assert all(not re.search(r"\{\w+\}", message) for message in finding.message.values())


HOSTILE = [
    "a" * 10_000 + " ",
    "ya " * 50,
    "ha" * 5_000 + " ",
    '"' * 40 + " ",
    "Kak " * 60,
    "...a " * 40,
    ":) ?? " * 40,
    "\n" * 80 + "x",
    "the of and for " * 30,
    "I " * 90,
    "A" * 300 + "@",
    "w" * 400 + " ",
]


@pytest.mark.parametrize("piece", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("language", ["id", "en"])
def test_twice_the_text_takes_about_twice_the_time(piece: str, language: Language) -> None:
    def seconds(size: int) -> float:
        body = piece * (size // len(piece))
        begun = process_time()
        hits_of(register, body, language=language)
        return process_time() - begun

    small = min(seconds(10_000) for _ in range(3))
    assert min(seconds(20_000) for _ in range(3)) < 3.5 * small + 0.03


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(
    "names",
    [
        {"recruiter_name": "Bang Kim Hok", "honorific": "Bapak"},
        {"recruiter_name": "lo kian seng", "honorific": "Bapak", "candidate_name": "aku sih kayak"},
        {"recruiter_name": "Dr. Min Sis Gan, S.Psi.", "candidate_name": "Kak Bro"},
        {"company": "PT Gue Banget Dong", "position": "yg dgn utk"},
        {"position": "head of learning with the people and us", "company": "we are here with you"},
        {"company": "Hey Guys Studio", "position": "Bos Min Om"},
    ],
)
def test_a_composed_letter_is_clean_whatever_the_names(language: Language, names: dict[str, str]) -> None:
    for key in range(12):
        facts = replace(FACTS, key=str(key), **cast("dict[str, Any]", names))
        letter = compose(facts, language, PHRASINGS)
        context = {name: getattr(facts, name) for name in ("recruiter_name", "candidate_name", "company", "position")}
        assert found(register, letter.body, letter.subject, language, **context) == set()
