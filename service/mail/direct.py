"""Bytes of a plain-text letter without the `email` package's detours: the same bytes in a tenth of the time.

What stands here is held to `email` by property tests: `encoded_words` gives what its `Header` gives, `text_part` what
its `EmailMessage` gives, or None where a text is not its case.
"""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from string import ascii_letters, digits

LINE_LENGTH = 76
BODY_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # what a 7-bit body may not hold; quoted-printable carries it

_WORD_CHROME = len("=?utf-8?q??=")
_SNIFFED_LINES = 10  # by so many `email` chooses between quoted-printable and base64
_PLAIN_IN_WORD = frozenset(f"-!*+/ {ascii_letters}{digits}")
_ESCAPED_IN_WORD = re.compile(r"[^-!*+/A-Za-z0-9 ]")  # by the Q encoding; of octets read as Latin-1, as is the next
_ESCAPED_IN_BODY = re.compile(r"[^ -<>-~\t\n]")
_ESCAPES = {chr(octet): f"={octet:02X}" for octet in range(256)}
_HEADERS = 'Content-Type: text/plain; charset="utf-8"\nContent-Transfer-Encoding: {}\nMIME-Version: 1.0\n\n'
_SEVEN_BIT, _QUOTED = _HEADERS.format("7bit"), _HEADERS.format("quoted-printable")


def text_part(text: str) -> bytes | None:
    r"""Return MIME headers and body of a letter that is one text.

    Args:
        text: lines end with "\n" only; the last one may lack it.

    Returns:
        7-bit, CRLF, lines of at most 76 characters: the text as it is where that will do, else quoted-printable.
        None where base64 would be shorter, as in most scripts but Latin: that is left to `email`.

    Raises:
        UnicodeEncodeError: a lone surrogate.
    """
    if not text.endswith("\n"):
        text += "\n"
    has_controls = BODY_CONTROL.search(text) is not None
    if text.isascii() and not has_controls and max(map(len, text.split("\n"))) <= LINE_LENGTH:
        return (_SEVEN_BIT + text).replace("\n", "\r\n").encode("ascii")
    octets = text.encode()
    escaped = _ESCAPED_IN_BODY.sub(_escape, octets.decode("latin-1"))
    lines = [_quoted_line(line) for line in escaped.split("\n")]
    if not has_controls:
        sniffed = lines[:-1][:_SNIFFED_LINES]
        source = octets.split(b"\n", _SNIFFED_LINES)[: len(sniffed)]
        if sum(len(line) + 1 for line in sniffed) > -(-sum(len(line) + 2 for line in source) // 3) * 4 + 1:
            return None
    return (_QUOTED + "\n".join(lines)).replace("\n", "\r\n").encode("ascii")


def encoded_words(text: str, start: int) -> str:
    """Return text as RFC 2047 encoded words, folded; the first line has `start` characters before it.

    Args:
        text: one line, not empty, without control characters.
        start: at most 40, so that any character fits behind it.

    Raises:
        UnicodeEncodeError: a lone surrogate.
    """
    quoted = [_quoted_length(character) for character in text]
    octets = len(text.encode())
    if -(-octets // 3) * 4 < sum(quoted):
        lengths = [len(character.encode()) for character in text]
        words = [f"b?{b64encode(piece.encode()).decode()}" for piece in _pieces(text, lengths, start, base64=True)]
    else:
        words = [f"q?{_quoted_word(piece)}" for piece in _pieces(text, quoted, start, base64=False)]
    return "\r\n ".join(f"=?utf-8?{word}?=" for word in words)


def _pieces(text: str, lengths: Sequence[int], start: int, *, base64: bool) -> Iterator[str]:
    """Yield what fits into one encoded word after another; no character is cut."""
    room = LINE_LENGTH - 1 - _WORD_CHROME - start
    left, begins = room // 4 * 3 if base64 else room, 0
    room = LINE_LENGTH - 1 - _WORD_CHROME - len(" ")
    for place, length in enumerate(lengths):
        if length > left:
            yield text[begins:place]
            left, begins = room // 4 * 3 if base64 else room, place
        left -= length
    yield text[begins:]


def _quoted_length(character: str) -> int:
    """Return how many characters the Q encoding needs for one."""
    return 1 if character in _PLAIN_IN_WORD else 3 * len(character.encode())


def _quoted_word(piece: str) -> str:
    return _ESCAPED_IN_WORD.sub(_escape, piece.encode().decode("latin-1")).replace(" ", "_")


def _quoted_line(line: str) -> str:
    """Return an escaped line with its soft breaks: none within an escape, and no blank at an end.

    Where exactly to break is `email.quoprimime.body_encode`'s way.
    """
    pieces, begins = [], 0
    while len(line) - begins > LINE_LENGTH:
        ends = begins + LINE_LENGTH - 1
        if line[ends - 2] == "=":
            ends -= 2
        elif line[ends - 1] == "=":
            ends -= 1
        pieces.append(line[begins:ends])
        begins = ends
    rest = line[begins:]
    if rest.endswith((" ", "\t")):
        blank, room = _ESCAPES[rest[-1]], LINE_LENGTH - len(rest)
        if room >= len(blank) - 1:
            rest = rest[:-1] + blank
        elif room == 1:
            rest += "=\n"
        else:
            rest = f"{rest[:-1]}=\n{blank}"
    return "=\n".join([*pieces, rest])


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES[found[0]]
