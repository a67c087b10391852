"""Addresses that are too familiar for a recruiter: Kak, Bro, Min, Hey; as an address, never as somebody's name."""

from collections.abc import Iterator

from service.letters.checking.context import LetterContext
from service.letters.checking.finding import Hit, Severity
from service.letters.checking.parts import Part
from service.letters.checking.reading import Word
from service.letters.checking.register_passage import Passage, word_set
from service.letters.language import Language

# Nothing but an address, wherever they stand in lower case.
_ALWAYS = word_set(
    """
    bro broo bruh brother-man sist sista gan agan bosku bossku bosque mimin dude dudes kak kakk sob brodi
    """
)
# Words that also mean something else: an address only after a greeting or set off by commas.
_SET_OFF = word_set(
    """
    bros kakak kaka ka sis min admin-nim bos boss bang abang om tante gaes guys sob say beb dik adik cuy koh kang teh
    teteh ceu buddy mate man pal fam folks chief homie hun darling sweetie babe bestie fellas y'all
    abangda kakanda
    bun bund bunda sayang cinta cin neng ning cak cik koko cici akang aa mang uda uni daeng
    """
)
_MILD = frozenset({"mas", "mbak", "mba", "mbakyu"})  # polite in talk; in a letter Bapak and Ibu are safer
# "Hi there," and, to one reader, "Dear all,": the greeting before it and whether it needs a reader with a name.
_LOOSE = {"there": False, "all": True, "everyone": True, "everybody": True, "friend": True, "friends": True}
_LOOSELY_GREETED = frozenset({"dear", "hi", "hello", "hai", "halo"})
# "Tante pasti masih ingat …": the reader, by a word for kin and by what only the reader may know.
_SURELY = frozenset({"pasti", "tentu", "tentunya", "mungkin", "barangkali", "agaknya"})
_KIN_ADDRESSED = frozenset({"kakak", "kaka", "abangda", "kakanda", "abang", "om", "tante"})
_KIN_LEFT_TO = frozenset({"adik", "kakak", "abang", "om", "tante"})
# What is said, sent or owed to somebody: then "kepada kakak" may well be the reader.
_SAID_TO = word_set(
    """
    kasih maaf mohon salam hormat bertanya menanyakan tanya menyampaikan sampaikan mengirim mengirimkan kirim kirimkan
    menulis tulis berharap meminta minta memohon izin mengucapkan ucapkan melamar menghubungi ingin hendak
    """
)
_RECALLS = frozenset({"ingat", "tahu", "kenal", "paham", "mengerti", "sibuk", "sempat", "berkenan", "maklum"})
_HEY = frozenset(
    {"hey", "heyy", "hei", "yo", "oi", "oy", "woi", "woy", "hoi", "ahoy", "heya", "howdy", "hiya", "ey", "eh"}
)
_GREETS = word_set(
    """
    halo hallo haloo hello hai hay hi hey hei yo dear yth kepada kpd pagi siang sore malam permisi maaf maap kasih
    makasih trims thanks thank thx you sorry salam tolong please cheers baik siap oke ok okay ya iya morning
    afternoon evening there bantuannya infonya waktunya hello hallo kabar regards sama mohon semoga
    """
)
_LOOSE_GREETS = word_set("halo hallo haloo hello hai hay hi hey hei yo permisi pagi siang sore malam thanks makasih")
# "ya min infonya": after these a small word is an address even without a comma behind it.
_HAILS = _LOOSE_GREETS | {"kasih", "ya", "maaf", "siap", "oke", "ok"}
# "semoga Kak Dinda sehat": what is wished is wished the reader, as long as nobody knows another name.
_WISHES = frozenset({"semoga", "berharap", "bantuan", "waktu", "apakah", "jika", "apabila", "bila", "kalau", "kepada"})
_KIN = word_set(
    """
    saya kandung ipar perempuan laki sulung tertua pertama kedua ketiga angkatan tingkat kelas sepupu beliau adik
    asuh dan tiri kami laki-laki lelaki pembimbing asisten sekaligus yang ini itu pernah sudah
    """
)
_RELATIVES = word_set(
    """
    adik kakak anak istri suami teman sahabat rekan sepupu keponakan tetangga paman bibi ayah ibu bapak nenek kakek
    kembaran tunangan pacar putra putri abang kawan
    """
)
_OF_THE_READER = word_set(
    """
    waktu bantuan tim pihak kabar balasan jawaban kesediaan perusahaan penjelasan arahan informasi info dari
    kepada untuk semoga apabila jika kalau bila maaf agar supaya menurut dengan oleh bersama
    """
)
_ALSO_NAMES = ("bunda", "cinta", "neng", "ning", "cak", "cik", "koko", "cici", "aa", "mang", "uda", "uni", "daeng")
_NAMES_LIKE_ADDRESSES = frozenset(
    {"min", "gan", "kang", "sob", "guy", "man", "say", "yo", "koh", "om", "bang", "ka", *_ALSO_NAMES}
)
# First in the salutation they are an address even without a comma: "Kakak Dinda yang baik".
_OPENS = frozenset({"kakak", "abang", "om", "tante", "mas", "mbak"})
# Behind a name and its comma: who that is. "Kak Desi, who sews in your team, …", "Kak Lina, teman saya, …"
_TELLS_WHO = word_set(
    """
    who whom whose which a an the my our your one from of another then formerly both another's
    yang teman kawan rekan sahabat senior junior adik kakak sepupu tetangga paman bibi ipar saudara anak istri suami
    salah seorang dari dulu waktu selaku alumni kenalan mantan kolega guru dosen pelatih mentor mandor penjahit perawat
    koki kasir satpam resepsionis staf karyawan karyawati pegawai pemilik penjaga petugas sopir juru kepala ketua
    anggota psikolog dokter bidan perias penulis wartawan pengacara notaris arsitek apoteker petani nelayan pedagang
    tukang pendeta relawan aktivis penyiar seniman pelukis penari pemandu pengusaha mahasiswa mahasiswi siswa konselor
    """
)
_PEOPLE = word_set(
    """
    friend friends mine neighbour neighbor cousin senior colleague classmate teacher mentor uncle aunt sister brother
    foreman seamstress tailor chef cook nurse cashier guard receptionist driver technician trainer supervisor lecturer
    teman kawan rekan sahabat tetangga sepupu paman bibi kenalan kolega guru dosen pelatih mandor penjahit perawat koki
    kasir satpam resepsionis staf karyawan karyawati pegawai sopir petugas teknisi adik kakak
    """
)
_WITHIN = 6  # words before a name among which the one stands that tells whose it is
_BLESSING = ("swast", "sant", "shant", "awighn", "avighn", "nama", "tat", "mani", "sad")  # behind the "Om" of a prayer
_OPENERS = word_set(
    """
    saya kami terima mohon perkenalkan semoga apakah bagaimana maaf sebelumnya tolong kapan jika apabila kalau bila
    atas untuk karena selamat dengan salam sekali i my we thank thanks please could may would can is are have when if
    how what just it this the sorry hope good
    """
)
_ENDS = frozenset({",", ".", "!", "?", ";", "\n", "...", "…", "!!", "??", ")", ".)", "~", "-", "–", "—", ":"})


def address_hits(passage: Passage, context: LetterContext, language: Language) -> Iterator[Hit]:
    """Yield every familiar address of the reader, once each place.

    Args:
        passage: subject or body.
        context: the recruiter's name tells an address from a name.
        language: of the letter.
    """
    recruiter = frozenset((context.recruiter_name or "").lower().replace(",", " ").split())
    for at, word in enumerate(passage.words):
        folded = word.folded
        if folded in _HEY:
            found = _is_hailed(passage, at)
        elif folded in _ALWAYS:
            found = _is_always(passage, at, recruiter)
        elif folded in _SET_OFF:
            found = _is_set_off(passage, at, recruiter) or _stands_for_the_reader(passage, at)
        elif folded in _MILD:
            found = _is_set_off(passage, at, recruiter)
        elif folded in _LOOSE:
            found = _is_loosely_greeted(passage, at, recruiter)
        else:
            continue
        if found and passage.is_own(at) and not (word.text.isupper() and len(word.text) > 1):
            yield Hit(
                rule="register.address",
                field=passage.field,
                start=word.start,
                end=word.end,
                suggestions=_instead(folded, passage, at, context, language),
                severity=_severity(passage, at),
            )


def _severity(passage: Passage, at: int) -> Severity | None:
    """Return the weight of an address: none for the rule's own; what opens the letter is seen before all else."""
    if passage.words[at].folded not in _MILD:
        return None
    return "warn" if passage.parts[at] is Part.SALUTATION and passage.starts_sentence(at) else "info"


def _instead(folded: str, passage: Passage, at: int, context: LetterContext, language: Language) -> tuple[str, ...]:
    if folded in _HEY:
        return ("Dear",) if language == "en" and passage.parts[at] is Part.SALUTATION else ()
    if language == "id" and context.honorific in {"Bapak", "Ibu"}:
        return (context.honorific,)
    return ("Bapak", "Ibu") if language == "id" else ()


def _is_loosely_greeted(passage: Passage, at: int, recruiter: frozenset[str]) -> bool:
    """Whether the salutation greets nobody in particular, although the reader has a name: "Dear all,"."""
    if passage.parts[at] is not Part.SALUTATION or passage.before(at) not in _LOOSELY_GREETED:
        return False
    is_alone = passage.mark_after(at)[:1] in {",", "\n", "!", ""} and not passage.names_follow(at)
    return is_alone and (bool(recruiter) or not _LOOSE[passage.words[at].folded])


def _is_hailed(passage: Passage, at: int) -> bool:
    """Whether "Hey" hails the reader: first in its line or sentence, and no product's name (Hey Google)."""
    following = passage.after(at)
    if passage.words[at].folded in {"yo", "eh", "ey"} and passage.mark_after(at) not in {",", "!", "\n", "!!"}:
        last = at + passage.names_follow(at)
        if at == 0 and last and passage.mark_after(last) == ",":
            return True
        return following is not None and following.folded in {"bro", "dude", "man", "guys", "kak", "min", "gan", "bos"}
    if following is not None and following.folded in {"google", "siri", "jude"}:
        return False
    if passage.starts_sentence(at):
        return passage.words[at].folded not in {"howdy", "hiya"} or passage.parts[at] is not Part.BODY
    return passage.words[at].text.islower() and passage.mark_before(at) in {",", "-", "–", "—"}


def _is_always(passage: Passage, at: int, recruiter: frozenset[str]) -> bool:
    word = passage.words[at]
    if passage.names_follow(at):
        # "Kak Lintang dari divisi riset" is somebody else, "Halo Kak Dinda" and the recruiter's own name are not.
        if word.folded == "kak" and passage.parts[at] is Part.SALUTATION:
            return True
        if word.folded == "gan":
            return _is_greeted(passage, at, loosely=True)
        is_wished = not recruiter and passage.before(at) in _WISHES
        return is_wished or _is_set_off(passage, at, recruiter) or _is_recruiter(passage, at, recruiter)
    if word.text == "Gan" and passage.is_name_like(at):
        return _is_greeted(passage, at, loosely=True)
    return True


def _is_set_off(passage: Passage, at: int, recruiter: frozenset[str]) -> bool:
    """Whether the word stands as an address does: after a greeting, or between commas, or first before a comma."""
    folded = passage.words[at].folded
    if _is_other_word(passage, at) or _is_wrapped_name(passage, at) or _is_left_to_kin(passage, at):
        return False
    named = passage.names_follow(at)
    is_reader = named > 0 and _is_recruiter(passage, at, recruiter)
    if is_reader or (named and _is_told_of(passage, at, named)):
        return is_reader
    end = passage.mark_after(min(at + named, len(passage.words) - 1))
    if _is_greeted(passage, at, loosely=False):
        if named:
            return folded not in _NAMES_LIKE_ADDRESSES or _is_greeted(passage, at, loosely=True)
        is_hailed = passage.words[at].text.islower() and passage.before(at) in _HAILS
        return end[:1] in _ENDS or is_hailed or folded in {"guys", "kakak", "folks", "gaes"}
    if folded in _ALSO_NAMES and passage.before(at) not in _HAILS:
        return False
    if passage.starts_sentence(at) and passage.parts[at] is not Part.SIGNATURE:
        opens = passage.parts[at] is Part.SALUTATION and folded in _OPENS
        return opens or (end[:1] == "," and (not named or folded not in _NAMES_LIKE_ADDRESSES))
    is_apart = passage.mark_before(at)[-1:] in {",", "!", "?"} and not (named and folded in _NAMES_LIKE_ADDRESSES)
    is_chief = passage.before(at) in {"mas", "bang", "pak"} and folded.startswith("bos") and not named
    if is_apart or is_chief:  # "Pak Bos Sudirman" is somebody's name in the village
        return end[:1] in _ENDS and not _is_list_item(passage, at)
    return folded in {"guys", "folks"} and passage.before(at) == "you"


def _is_other_word(passage: Passage, at: int) -> bool:
    """Whether the word is a greeting of its own (Om Swastyastu) or one of the writer's family (kakak saya)."""
    folded = passage.words[at].folded
    following = passage.after(at)
    if folded == "om" and passage.before(at).startswith(_BLESSING):  # "Om Santih, Santih, Santih, Om"
        return True
    if following is None:
        return False
    if folded == "sayang":  # "Sayang, jadwalnya berbenturan": a pity; "kasih sayang": love
        is_love = passage.before(at) == "kasih" and passage.before(at, 2) != "terima"
        return passage.starts_sentence(at) or is_love
    if folded == "om":
        return following.folded.startswith(_BLESSING)
    is_of_writer = passage.before(at) in {"saya", "kami", "my"} and passage.before(at, 2) in _RELATIVES
    if is_of_writer and passage.words[at].text[0].isupper():  # "adik saya, Min, juga …"
        return True
    return folded in {"kakak", "abang", "adik"} and following.folded in _KIN


def _is_left_to_kin(passage: Passage, at: int) -> bool:
    """Whether something at home goes to one of the family: "menitipkan warung kepada adik", not "terima kasih …"."""
    if passage.words[at].folded not in _KIN_LEFT_TO or not passage.words[at].text.islower():
        return False
    if passage.before(at) not in {"kepada", "pada"} or passage.names_follow(at):
        return False
    return not any(passage.before(at, back) in _SAID_TO for back in range(2, min(_WITHIN, at) + 1))


def _is_wrapped_name(passage: Passage, at: int) -> bool:
    """Whether a name follows on the next line of the same paragraph: "… morning. Teh" above "Rani even shared …"."""
    following = passage.after(at)
    if following is None or passage.parts[at] is not Part.BODY or not passage.words[at].text[0].isupper():
        return False
    gap = passage.text[passage.words[at].end : following.start]
    return gap.strip() == "" and gap.count("\n") == 1 and _is_name(following)


def _is_name(word: Word) -> bool:
    return word.text[0].isupper() and word.text[1:].islower() and word.folded not in _OPENERS


def _is_greeted(passage: Passage, at: int, *, loosely: bool) -> bool:
    """Whether a word of greeting or thanks stands right before; `loosely`: one of talk."""
    greets = _LOOSE_GREETS if loosely else _GREETS
    if passage.before(at) not in greets:
        return False
    mark = passage.mark_before(at)
    if mark == "." and passage.names_follow(
        at
    ):  # "… like any other morning. Teh Rani shared her lunch": a new sentence
        named = passage.mark_after(at + passage.names_follow(at))
        return named[:1] in _ENDS
    return mark in {"", ",", ".", "!", "\n" if loosely else ","}


def _is_told_of(passage: Passage, at: int, named: int) -> bool:
    """Whether the letter tells who the named one is: "Kak Desi, who …", "a friend of mine, Kak Desi, …"."""
    if passage.parts[at] is Part.SALUTATION or passage.mark_after(at + named)[:1] not in {",", ""}:
        return False
    following = passage.after(at + named)
    if passage.starts_sentence(at):
        return following is not None and passage.mark_after(at + named) == "," and following.folded in _TELLS_WHO
    if passage.mark_before(at) != ",":
        return False
    for back in range(1, min(_WITHIN, at) + 1):
        if back > 1 and passage.mark_after(at - back) != "":
            return False
        if passage.before(at, back) in _PEOPLE:
            return True
    return False


def _is_list_item(passage: Passage, at: int) -> bool:
    """Whether commas make a list: "manusia, mesin, man" or "ayah, ibu, kakak, dan adik"."""
    following = passage.after(at)
    if following is not None and following.folded in {"dan", "and", "serta", "atau", "or"}:
        return True
    return passage.before(at) in {
        "ayah",
        "ibu",
        "adik",
        "bapak",
        "abang",
        "kakak",
        "machine",
        "method",
        "material",
        "maks",
        "max",
        "mean",
    }


def _is_recruiter(passage: Passage, at: int, recruiter: frozenset[str]) -> bool:
    following = passage.after(at)
    return following is not None and following.folded in recruiter and passage.words[at].folded not in recruiter


def _stands_for_the_reader(passage: Passage, at: int) -> bool:
    """Whether a word for kin is the reader, though nothing sets it off: "untuk Abangda yang …"."""
    folded = passage.words[at].folded
    if folded not in _KIN_ADDRESSED:
        return False
    if folded not in {"abang", "om", "tante"} and _is_pronoun(passage, at):
        return True
    after = [passage.after(at, count) for count in (1, 2, 3)]
    words = [word.folded for word in after if word is not None]
    if folded in {"abangda", "kakanda"} and words[:1] == ["yang"]:  # courtly: said to somebody, seldom of somebody
        return True
    is_supposed = words[:1] != [] and words[0] in _SURELY and not _RECALLS.isdisjoint(words[1:])
    return is_supposed and passage.mark_after(at) == "" and passage.words[at].text[0].isupper()


def _is_pronoun(passage: Passage, at: int) -> bool:
    """Whether "Kakak" stands for the reader: "bantuan Kakak", "Kakak sekalian"; not "kakak saya"."""
    following = passage.after(at)
    after = following.folded if following is not None and passage.mark_after(at) == "" else ""
    if after in {"sekalian", "semua", "hrd", "rekruter", "admin"}:
        return True
    if after in _KIN or passage.names_follow(at):
        return False
    return passage.words[at].text[0].isupper() and (
        not passage.starts_sentence(at) or passage.before(at) in _OF_THE_READER
    )
