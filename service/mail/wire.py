"""The bytes of a letter: what leaves this machine, byte for byte, decided once and kept for every try.

Plain text, 7-bit, text lines of at most 76 characters, CRLF. The header lines are written here and not by the
`email` package's folding: Python 3.11 turns a long References into encoded words, which breaks threading, and with
folding off it writes encoded words longer than RFC 2047 allows. A body that is Latin text and goes alone is written
by `direct`; any other body, and attachments, are `email`'s.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from uuid import UUID

from service.mail.account import require_plain_address
from service.mail.direct import BODY_CONTROL, LINE_LENGTH, encoded_words, text_part

LONGEST_ID = 900  # characters; with its header's name it must fit the 998 of RFC 5322, for an id cannot be folded

_POLICY = SMTP.clone(max_line_length=LINE_LENGTH, cte_type="7bit")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*")
_PLAIN_TEXT = re.compile(r"[!-~]+(?: [!-~]+)*")  # printable ASCII, single spaces inside only
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(?: [A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*")
_NEWLINE = re.compile(r"\r\n|\r|\n")
_WIRE_NEWLINE = re.compile(rb"\r\n|\r|\n")
# The general categories Cc, Zl and Zp, which Unicode will not add to.
_LINE_BREAKER = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with the letter."""

    filename: str  # any script; no path, no control characters
    content: bytes
    content_type: str = "application/pdf"  # lower case, without parameters
    sha256: str | None = None  # hex; checked against `content` when given


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A name and an address as a header shows them."""

    name: str | None
    address: str  # ASCII; a domain in its IDNA form


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLetter:
    """Everything that the bytes of a letter depend on."""

    sender: Mailbox  # the account's address with the candidate's name
    recipient: Mailbox
    reply_to: Mailbox | None  # the candidate; left out when the address is the sender's
    subject: str
    body: str  # any newlines
    date: datetime  # aware, in the recruiter's zone: its offset is shown
    message_id: str  # with angle brackets, as are the next two
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()  # oldest first
    followup_id: UUID
    attachments: tuple[Attachment, ...] = ()


def is_message_id(text: str) -> bool:
    """Whether `text` is an id that can stand in a threading header: `<…>`, printable ASCII, at most 900 characters."""
    return len(text) <= LONGEST_ID and _MESSAGE_ID.fullmatch(text) is not None


def to_wire(letter: OutgoingLetter) -> bytes:
    """Return the letter as it goes over the wire, not yet dot-stuffed. The same letter gives the same bytes.

    Raises:
        ValueError: a header value with a line break or another control character, an address that is not plain
            ASCII, an id that is none, a naive date, an attachment whose content does not match its sha256.
    """
    if letter.date.tzinfo is None:
        raise ValueError("the date needs a zone")
    headers = [
        _mailbox_header("From", letter.sender),
        _mailbox_header("To", letter.recipient),
        _text_header("Subject", letter.subject),
        f"Date: {format_datetime(letter.date)}",
        _ids_header("Message-ID", [letter.message_id]),
        f"X-Followup-ID: {letter.followup_id}",
    ]
    if letter.reply_to is not None and letter.reply_to.address.lower() != letter.sender.address.lower():
        headers.insert(2, _mailbox_header("Reply-To", letter.reply_to))
    if letter.in_reply_to is not None:
        headers.append(_ids_header("In-Reply-To", [letter.in_reply_to]))
    if letter.references:
        headers.append(_ids_header("References", letter.references))
    head = "".join(f"{header}\r\n" for header in headers).encode("ascii")
    body = _NEWLINE.sub("\n", letter.body) if "\r" in letter.body else letter.body
    direct = None if letter.attachments else text_part(body)
    return head + (_content(letter, body) if direct is None else direct)


def sender_of(wire: bytes) -> str:
    """Return the address in From of what `to_wire` made; its From stands first, before To."""
    return wire.partition(b"\r\nTo: ")[0].rpartition(b"<")[2].removesuffix(b">").decode("ascii")


def stuff(content: bytes) -> bytes:
    """Return content ready to stand before the terminating dot (RFC 5321 4.5.2).

    Every newline is CRLF, the last line ends with one, and a line that begins with a dot begins with two.
    """
    # Counting is some twenty times faster than substituting, and what `to_wire` wrote needs no change.
    if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
        content = _WIRE_NEWLINE.sub(b"\r\n", content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    if b"\n." in content:
        content = content.replace(b"\n.", b"\n..")
    return b"." + content if content.startswith(b".") else content


def _content(letter: OutgoingLetter, body: str) -> bytes:
    """Return MIME headers, body and attachments."""
    message = EmailMessage(policy=_POLICY)
    # A 7-bit body may not hold control characters; quoted-printable carries them unharmed.
    message.set_content(body, cte="quoted-printable" if BODY_CONTROL.search(body) else None)
    for attachment in letter.attachments:
        _attach(message, attachment)
    if letter.attachments:
        # "=_" can stand neither in quoted-printable nor in base64; the id makes the bytes repeatable.
        message.set_boundary(f"=_{letter.followup_id.hex}")
    return message.as_bytes()


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    """Add one attachment, its name as RFC 2231 says."""
    _require_one_line(attachment.filename)
    if attachment.sha256 is not None and sha256(attachment.content).hexdigest() != attachment.sha256:
        raise ValueError("an attachment is not the one that was accepted: its sha256 differs")
    if _MIME_TYPE.fullmatch(attachment.content_type) is None:
        raise ValueError("a content type must be type/subtype in lower case")
    maintype, _, subtype = attachment.content_type.partition("/")
    message.add_attachment(attachment.content, maintype=maintype, subtype=subtype, filename=attachment.filename)


def _text_header(name: str, text: str) -> str:
    """Return an unstructured header, folded; in encoded words unless it is short plain ASCII."""
    _require_one_line(text)
    short = len(name) + 2 + len(text) <= LINE_LENGTH
    if not text or (short and _PLAIN_TEXT.fullmatch(text) is not None and "=?" not in text):
        return f"{name}: {text}"
    return f"{name}: {encoded_words(text, len(name) + 2)}"


def _mailbox_header(name: str, mailbox: Mailbox) -> str:
    """Return a header with one mailbox; the address stands unfolded, on a line of its own when the name is long."""
    require_plain_address(mailbox.address)
    address = f"<{mailbox.address}>"
    if not mailbox.name:
        return f"{name}: {address}"
    _require_one_line(mailbox.name)
    start = len(name) + 2
    phrase = _phrase(mailbox.name)
    if phrase is None or start + len(phrase) > LINE_LENGTH:
        phrase = encoded_words(mailbox.name, start)
    last_line = phrase.rpartition("\n")[2]
    used = len(last_line) + (start if "\n" not in phrase else 0)
    fold = " " if used + 1 + len(address) <= LINE_LENGTH else "\r\n "
    return f"{name}: {phrase}{fold}{address}"


def _phrase(name: str) -> str | None:
    """Return a name as atoms or as a quoted string (RFC 5322 3.2); None when only encoded words carry it."""
    if not _PLAIN_TEXT.fullmatch(name) or "=?" in name:
        return None
    if _PLAIN_PHRASE.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _ids_header(name: str, ids: Iterable[str]) -> str:
    """Return a header of message ids, folded between them and never inside one."""
    lines = [f"{name}:"]
    for one in ids:
        if not is_message_id(one):
            raise ValueError(f"{name} needs ids in angle brackets, printable ASCII")
        if len(lines[-1]) + 1 + len(one) > LINE_LENGTH and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {one}"
    return "\r\n".join(lines)


def _require_one_line(text: str) -> None:
    """Refuse what would break a header line, or what some reader takes for a line break.

    Raises:
        ValueError: a control character, a line or paragraph separator.
    """
    if _LINE_BREAKER.search(text) is not None:
        raise ValueError("a header value must be one line without control characters")
