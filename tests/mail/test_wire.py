import email
import re
import string
from datetime import datetime
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.mail.wire import Attachment, Mailbox, OutgoingLetter, is_message_id, sender_of, stuff, to_wire
from tests.mail.sending import LETTER, letter

one_line = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=120
).map(str.strip)
body_text = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=400)
addresses = st.from_regex(r"[a-z][a-z0-9.+_-]{0,40}@[a-z0-9-]{1,40}\.(id|co\.id|com)", fullmatch=True)
ids = st.from_regex(r"<[A-Za-z0-9.+=_-]{1,120}@[a-z0-9.-]{1,60}>", fullmatch=True)
mailboxes = st.builds(Mailbox, name=st.none() | one_line, address=addresses)
attachments = st.builds(
    Attachment,
    filename=one_line.filter(bool),
    content=st.binary(max_size=300),
    content_type=st.sampled_from(["application/pdf", "image/png"]),
)
letters = st.builds(
    OutgoingLetter,
    sender=mailboxes,
    recipient=mailboxes,
    reply_to=st.none() | mailboxes,
    subject=one_line,
    body=body_text,
    date=st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(ZoneInfo("Asia/Jakarta"))),  # noqa: DTZ001 Hypothesis wants naive bounds and adds the zone
    message_id=ids,
    in_reply_to=st.none() | ids,
    references=st.lists(ids, max_size=12).map(tuple),
    followup_id=st.uuids(),
    attachments=st.lists(attachments, max_size=2).map(tuple),
)


def parsed(wire: bytes) -> EmailMessage:
    return email.message_from_bytes(wire, policy=SMTP)


def header_lines(wire: bytes) -> list[str]:
    return wire.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def raw_header(wire: bytes, name: str) -> str:
    unfolded = wire.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
    return next(line.partition(": ")[2] for line in unfolded.split("\r\n") if line.startswith(f"{name}: "))


def shown_mailbox(wire: bytes, header: str) -> tuple[str, str]:
    """Python 3.11's structured parser puts a space between adjacent encoded words; `decode_header` reads them right."""
    phrase, _, address = raw_header(wire, header).rpartition("<")
    phrase = phrase.strip()
    if phrase.startswith('"'):
        return re.sub(r"\\(.)", r"\1", phrase[1:-1]), address.removesuffix(">")
    return str(make_header(decode_header(phrase))), address.removesuffix(">")


@given(letters)
def test_a_reader_gets_back_what_was_written(written: OutgoingLetter) -> None:
    wire = to_wire(written)
    read = parsed(wire)
    assert read["Subject"] == written.subject
    for name, mailbox in {"From": written.sender, "To": written.recipient}.items():
        assert shown_mailbox(wire, name) == (mailbox.name or "", mailbox.address)
    assert read["Date"].datetime == written.date.replace(microsecond=0)
    assert raw_header(wire, "Message-ID") == written.message_id
    assert raw_header(wire, "X-Followup-ID") == str(written.followup_id)
    if written.references:
        assert raw_header(wire, "References").split() == list(written.references)
    body = read.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n").removesuffix("\n") == written.body.removesuffix("\n")
    assert [(part.get_filename(), part.get_content()) for part in read.iter_attachments()] == [
        (attachment.filename, attachment.content) for attachment in written.attachments
    ]


@given(letters)
def test_the_wire_is_seven_bit_lines_of_crlf(written: OutgoingLetter) -> None:
    wire = to_wire(written)
    assert max(wire) < 128
    assert b"\0" not in wire
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", wire)
    head, _, rest = wire.partition(b"\r\n\r\n")
    assert max(map(len, rest.split(b"\r\n"))) <= 76
    for line in head.split(b"\r\n"):
        assert len(line) <= 76 or len(line.split()) <= 2
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^?]+\?.\?[^?]*\?=", head))


@given(letters)
def test_the_same_letter_gives_the_same_bytes(written: OutgoingLetter) -> None:
    assert to_wire(written) == to_wire(written)


@given(st.binary(max_size=200) | st.text("\r\n.a", max_size=40).map(str.encode))
def test_stuffed_content_cannot_end_early_and_unstuffs_to_itself(content: bytes) -> None:
    stuffed = stuff(content)
    assert stuffed.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", stuffed)
    lines = stuffed[:-2].split(b"\r\n")
    assert all(line != b"." for line in lines)
    unstuffed = b"\r\n".join(line.removeprefix(b".") for line in lines) + b"\r\n"
    normal = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    assert unstuffed == (normal if normal.endswith(b"\r\n") else normal + b"\r\n")


def test_an_ordinary_letter_reads_like_one() -> None:
    assert to_wire(LETTER).decode("ascii").split("\r\n") == [
        "From: Rina Wulandari <rina@example.com>",
        "To: Andi Pratama <andi@majujaya.example>",
        "Subject: Tindak lanjut wawancara",
        "Date: Tue, 24 Nov 2026 05:00:00 +0000",
        "Message-ID: <0192.followup@example.com>",
        "X-Followup-ID: 01920000-0000-7000-8000-000000000001",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 7bit",
        "MIME-Version: 1.0",
        "",
        "Selamat siang Bapak Andi,",
        "",
        "Terima kasih.",
        "",
    ]


def test_long_references_stay_plain_and_whole() -> None:
    thread = tuple(f"<{n:060d}@mail.gmail.example>" for n in range(8))
    wire = to_wire(letter(references=thread, in_reply_to=thread[-1]))
    assert raw_header(wire, "References").split() == list(thread)
    assert raw_header(wire, "In-Reply-To") == thread[-1]
    assert b"=?" not in wire


def test_the_date_is_told_in_the_recruiters_zone() -> None:
    at = datetime(2026, 11, 24, 14, 5, tzinfo=ZoneInfo("Asia/Jayapura"))
    assert raw_header(to_wire(letter(date=at)), "Date") == "Tue, 24 Nov 2026 14:05:00 +0900"


@pytest.mark.parametrize(("address", "shown"), [("rina@gmail.example", True), ("Rina@example.com", False)])
def test_reply_to_shows_only_when_it_differs(address: str, *, shown: bool) -> None:
    wire = to_wire(letter(reply_to=Mailbox(name="Rina", address=address)))
    assert any(line.startswith("Reply-To: ") for line in header_lines(wire)) is shown


@pytest.mark.parametrize(
    "name",
    [
        "Wulandari, Rina",
        'Rina "Nana" W',
        "Dr. Ir. Budi, M.Sc.",
        'a"b\\c',
        "two  spaces",
        "=?utf-8?q?x?=",
        "R" * 90,
        "Rína",
        "李娜 (李)",
        "a@b",
    ],
)
def test_a_difficult_name_stays_one_mailbox(name: str) -> None:
    wire = to_wire(letter(recipient=Mailbox(name=name, address="x@example.com")))
    assert shown_mailbox(wire, "To") == (name, "x@example.com")
    [address] = parsed(wire)["To"].addresses
    assert address.addr_spec == "x@example.com"


@pytest.mark.parametrize("bad", ["a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\0b", "a\u2028b", "a\x85b"])
def test_a_header_value_of_two_lines_is_refused(bad: str) -> None:
    mailbox = Mailbox(name=bad, address="x@example.com")
    attachment = Attachment(filename=bad, content=b"")
    changes: list[dict[str, object]] = [
        {"subject": bad},
        {"sender": mailbox},
        {"recipient": mailbox},
        {"attachments": (attachment,)},
    ]
    for change in changes:
        with pytest.raises(ValueError, match="one line"):
            to_wire(letter(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"message_id": "no-brackets@example.com"},
        {"in_reply_to": "<a@b>\r\nBcc: c"},
        {"references": ("<a b@c>",)},
        {"recipient": Mailbox(name=None, address="andi@majujaya.co.id>")},
        {"recipient": Mailbox(name=None, address="andi@münchen.example")},
        {"date": datetime(2026, 11, 24)},  # noqa: DTZ001 a naive date is what is refused
        {"attachments": (Attachment(filename="cv.pdf", content=b"x", content_type="application/pdf\r\nX: y"),)},
        {"attachments": (Attachment(filename="cv.pdf", content=b"x", sha256="00"),)},
    ],
)
def test_what_cannot_stand_in_a_letter_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must|needs|sha256"):
        to_wire(letter(**change))


@pytest.mark.parametrize(
    "filename", ["cv.pdf", "Riwayat Hidup – Ayu.pdf", "履歴書.pdf", 'a"b\\c.pdf', "x" * 240 + ".pdf"]
)
def test_an_attachment_keeps_its_name(filename: str) -> None:
    wire = to_wire(letter(attachments=(Attachment(filename=filename, content=b"%PDF-1.7"),)))
    [part] = parsed(wire).iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == (filename, "application/pdf")
    assert max(map(len, wire.split(b"\r\n"))) <= 76 + 2


@pytest.mark.parametrize("text", ["<a@b>", f"<{'a' * 897}@>"])
def test_an_id_in_brackets_is_one(text: str) -> None:
    assert is_message_id(text)


@pytest.mark.parametrize("text", ["", "a@b", "<>", "<a b>", "<a>b>", "<é@b>", f"<{'a' * 900}>", "<a@b>\n"])
def test_anything_else_is_no_id(text: str) -> None:
    assert not is_message_id(text)


def test_the_boundary_comes_from_the_follow_up() -> None:
    followup_id = UUID("01920000-0000-7000-8000-0000000000ff")
    wire = to_wire(letter(followup_id=followup_id, attachments=(Attachment(filename="cv.pdf", content=b"x"),)))
    assert wire.rstrip().endswith(f"--=_{followup_id.hex}--".encode())


def test_printable_ascii_alone_is_not_encoded() -> None:
    subject = "Re: " + string.ascii_letters
    assert raw_header(to_wire(letter(subject=subject)), "Subject") == subject


@given(letters)
def test_the_address_that_a_letter_is_from_is_read_from_its_bytes(given_letter: OutgoingLetter) -> None:
    assert sender_of(to_wire(given_letter)) == given_letter.sender.address
