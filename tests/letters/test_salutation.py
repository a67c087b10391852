import pytest

from service.letters.academic_titles import take_apart
from service.letters.language import Language
from service.letters.salutation import Address, address_reader, normalise_honorific


@pytest.mark.parametrize(
    ("name", "honorific", "language", "salutation", "reader"),
    [
        ("Andi Pratama", "Bapak", "id", "Yth. Bapak Andi Pratama", "Bapak"),
        ("Sari Dewi", "Ms", "id", "Yth. Ibu Sari Dewi", "Ibu"),
        ("Sari Dewi", "bu", "id", "Yth. Ibu Sari Dewi", "Ibu"),
        ("Andi Pratama", None, "id", "Yth. Bapak/Ibu Andi Pratama", "Bapak/Ibu"),
        ("Pak Andi", None, "id", "Yth. Bapak Andi", "Bapak"),
        ("Pak Andi", "Bapak", "id", "Yth. Bapak Andi", "Bapak"),
        ("Ibu", None, "id", "Yth. Bapak/Ibu Ibu", "Bapak/Ibu"),
        ("Suharto", None, "id", "Yth. Bapak/Ibu Suharto", "Bapak/Ibu"),
        (None, None, "id", "Yth. Tim Rekrutmen PT Maju Jaya", "Bapak/Ibu"),
        (None, "Bapak", "id", "Yth. Tim Rekrutmen PT Maju Jaya", "Bapak/Ibu"),
        ("Dr. Andi Pratama", None, "id", "Yth. Dr. Andi Pratama", "Bapak/Ibu"),
        ("Dr. Andi Pratama", "Bapak", "id", "Yth. Dr. Andi Pratama", "Bapak"),
        ("Sari Dewi, S.Psi.", "Ibu", "id", "Yth. Sari Dewi, S.Psi.", "Ibu"),
        ("Hj. Sari Dewi", "Ibu", "id", "Yth. Ibu Hj. Sari Dewi", "Ibu"),
        ("Bang Lo", "Bapak", "id", "Yth. Bapak Bang Lo", "Bapak"),
        ("Andi Pratama", "Bapak", "en", "Dear Mr Andi Pratama,", "you"),
        ("Sari Dewi", "Mrs.", "en", "Dear Ms Sari Dewi,", "you"),
        ("Andi Pratama", None, "en", "Dear Andi Pratama,", "you"),
        ("Mr. Andi", None, "en", "Dear Mr Andi,", "you"),
        (None, None, "en", "Dear Hiring Team,", "you"),
        ("Prof. dr. Andi Pratama, Sp.A.", "Bapak", "en", "Dear Prof. Dr. Andi Pratama,", "you"),
        ("Ir. Andi Pratama, M.T.", "Bapak", "en", "Dear Mr Andi Pratama,", "you"),
    ],
)
def test_the_reader_is_addressed_by_name_honorific_and_title(
    name: str | None, honorific: str | None, language: Language, salutation: str, reader: str
) -> None:
    address = address_reader(name=name, honorific=honorific, company="PT Maju Jaya", language=language)
    assert address == Address(salutation=salutation, reader=reader)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Pak", "Bapak"),
        ("BPK.", "Bapak"),
        ("bapak", "Bapak"),
        ("Bu", "Ibu"),
        (" Ibu ", "Ibu"),
        ("Mr.", "Mr"),
        ("Mrs", "Ms"),
        ("Miss", "Ms"),
        ("Ms", "Ms"),
        ("", None),
        (None, None),
    ],
)
def test_an_honorific_is_understood_however_it_is_written(written: str | None, meant: str | None) -> None:
    assert normalise_honorific(written) == meant


@pytest.mark.parametrize("unknown", ["Kak", "Sdr.", "Dr.", "Bapak/Ibu", "."])
def test_an_unknown_honorific_is_refused(unknown: str) -> None:
    with pytest.raises(ValueError, match="one of Bapak, Ibu, Mr, Ms"):
        normalise_honorific(unknown)


@pytest.mark.parametrize(
    ("name", "leading", "plain", "trailing"),
    [
        ("Prof. Dr. Ir. H. Andi Pratama, M.Sc., Ph.D.", "Prof. Dr. Ir.", "H. Andi Pratama", "M.Sc., Ph.D."),
        ("H. Dr. Andi Pratama", "H. Dr.", "Andi Pratama", ""),
        ("Dr. (H.C.) Andi", "Dr. (H.C.)", "Andi", ""),
        ("Ir.Andi", "Ir.", "Andi", ""),
        ("Prof Andi", "Prof", "Andi", ""),
        ("drg. Ani", "drg.", "Ani", ""),
        ("Andi S.Psi.", "", "Andi", "S.Psi."),
        ("Bambang S.T., M.T.", "", "Bambang", "S.T., M.T."),
        ("Andi, SE, MM", "", "Andi", "SE, MM"),
        ("Andi, S. Kom", "", "Andi", "S. Kom"),
    ],
)
def test_academic_titles_are_told_from_the_name(name: str, leading: str, plain: str, trailing: str) -> None:
    titled = take_apart(name)
    assert (titled.leading, titled.plain, titled.trailing) == (leading, plain, trailing)
    assert titled.is_academic


@pytest.mark.parametrize(
    "name",
    [
        "H. Andi",
        "Hj. Siti",
        "Irfan Drajat",
        "Dradjat",
        "Andi S. Pratama",
        "Pratama, Andi",
        "Pratama, M. Ali",
        "Andi, S." + "a" * 40 + "!",
        "Andi, Jr.",
        "Sé Ma",
        "M. Ali",
        "R. Soekamto",
        "Dr.",
    ],
)
def test_names_without_an_academic_title_are_left_whole(name: str) -> None:
    titled = take_apart(name)
    assert (titled.is_academic, titled.plain) == (False, name)
