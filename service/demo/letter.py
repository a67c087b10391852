"""One received letter, decoded as a mail reader would."""

from email import message_from_bytes, policy
from textwrap import wrap

from service.sandbox import SandboxLetter

SHOWN_HEADERS = ("From", "Reply-To", "To", "Subject", "Date")
WIDTH = 72  # characters a line, as mail readers wrap


def readable(letter: SandboxLetter) -> list[str]:
    """Return the lines of a letter: the headers that people look at, an empty line, the body."""
    message = message_from_bytes(letter.content, policy=policy.default)
    headers = [f"{name}: {message[name]}" for name in SHOWN_HEADERS if message[name] is not None]
    body = message.get_body(("plain",))
    text = "" if body is None else str(body.get_content())
    lines = [piece for line in text.rstrip().splitlines() for piece in wrap(line, WIDTH) or [""]]
    return [*headers, "", *lines]
