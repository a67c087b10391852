"""The direct path against what it stands for: the standard library's `email`."""

import re
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.mail.direct import encoded_words, text_part
from service.mail.wire import Mailbox, to_wire
from tests.mail.sending import letter

POLICY = SMTP.clone(max_line_length=76, cte_type="7bit")
LATIN = st.characters(codec="latin-1", exclude_characters="\r")
# Runs of the same length as a line, blanks at ends, escapes at every place where a line may be broken.
difficult_text = st.lists(
    st.sampled_from(["a", "é", "=", " ", "\t", "\n", ".", "–", "李", "\x0c", "\x7f", "From "]).flatmap(
        lambda piece: st.integers(1, 90).map(lambda times: piece * times)
    ),
    max_size=8,
).map("".join)
letter_text = st.lists(st.text(LATIN, max_size=100), max_size=16).map("\n".join)
any_text = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=400)
one_line = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=200)
latin_line = st.text(st.sampled_from("aé_ ?=-"), min_size=1, max_size=200)


def part_of_email(text: str) -> bytes:
    message = EmailMessage(policy=POLICY)
    has_controls = re.search(r"[\x00-\x08\x0b-\x1f\x7f]", text)
    message.set_content(text, cte="quoted-printable" if has_controls else None)
    return message.as_bytes()


def words_of_email(text: str, start: int) -> str:
    return Header(text, charset="utf-8", header_name="x" * (start - 2), maxlinelen=75).encode(linesep="\r\n")


@given(difficult_text | letter_text | any_text)
@example("")
@example("a")
@example("a\n")
@example("\n\n")
@example("a" * 76 + "\n" + "b" * 77)
@example("é" * 6)
@example(".\n..\nFrom me\n")
def test_the_text_of_a_letter_is_written_as_email_writes_it_or_left_to_it(text: str) -> None:
    expected = part_of_email(text)
    direct = text_part(text)
    assert direct == (None if b"Encoding: base64" in expected else expected)


@pytest.mark.parametrize("blank", ["", " ", "\t"])
@pytest.mark.parametrize("special", ["", "é", "="])
@pytest.mark.parametrize("length", range(68, 82))
def test_lines_are_broken_where_email_breaks_them(length: int, special: str, blank: str) -> None:
    for behind in ("", "b" * 70, f"bbbbb{special}bbbbbbb" * 9):
        text = f"{'a' * length}{special}{behind}{blank}\nend"
        assert text_part(text) == part_of_email(text)


@given(one_line | latin_line, st.integers(4, 14))
def test_encoded_words_are_those_of_email(text: str, start: int) -> None:
    assert encoded_words(text, start) == words_of_email(text, start)


@pytest.mark.parametrize(
    "change", [{"body": "\ud800"}, {"subject": "\ud800"}, {"sender": Mailbox(name="\ud800", address="a@b")}]
)
def test_a_lone_surrogate_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(UnicodeEncodeError):
        to_wire(letter(**change))


def test_a_subject_of_nothing_stays_one() -> None:
    assert b"\r\nSubject: \r\n" in to_wire(letter(subject=""))


def test_every_newline_of_a_body_is_written_as_crlf() -> None:
    assert to_wire(letter(body="a\rb\r\nc\nd")).endswith(b"\r\n\r\na\r\nb\r\nc\r\nd\r\n")
