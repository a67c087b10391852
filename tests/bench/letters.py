"""The letter that every contender sends, and the ids by which the sink tells one copy from another."""

import smtplib
from collections.abc import Iterable
from email.message import EmailMessage
from typing import TypedDict

DOMAIN = "bench.test"


class Letter(TypedDict):
    """What a task of a peer is given: JSON-able, as their documentation has it."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    body: str


class Terms(TypedDict):
    """What a process that sends is started with."""

    port: int  # of the SMTP server
    connections: int
    letters: int
    tag: str  # of this round
    letter: Letter  # its message id is replaced
    folder: str  # an empty one, for the peer's own files
    url: str  # of its database or broker; "" when it needs none


class NotExactlyOnceError(RuntimeError):
    """The sink did not get every letter exactly once: there is nothing to report."""


def message_id(tag: str, number: int) -> str:
    return f"<{tag}-{number}@{DOMAIN}>"


def letters_of(terms: Terms) -> list[Letter]:
    """Return the letters of a round."""
    return [{**terms["letter"], "message_id": message_id(terms["tag"], number)} for number in range(terms["letters"])]


def demand_exactly_once(came: Iterable[str], *, tag: str, first: int, count: int) -> None:
    """Refuse a round in which a letter was lost, doubled or foreign.

    Raises:
        NotExactlyOnceError: saying how many of which.
    """
    came = list(came)
    wanted = {message_id(tag, number) for number in range(first, first + count)}
    distinct = set(came)
    lost, foreign, doubled = len(wanted - distinct), len(distinct - wanted), len(came) - len(distinct)
    if lost or foreign or doubled:
        raise NotExactlyOnceError(f"of {count} letters {lost} are lost, {doubled} doubled, {foreign} foreign")


def message_of(letter: Letter) -> EmailMessage:
    """Return the letter as Python's documentation builds one."""
    message = EmailMessage()
    message["From"] = letter["sender"]
    message["To"] = letter["recipient"]
    message["Subject"] = letter["subject"]
    message["Message-ID"] = letter["message_id"]
    message.set_content(letter["body"])
    return message


def send(port: int, letter: Letter) -> None:
    """Send one letter as the documentation of `smtplib` has it: what a job or task of a peer does."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="peer.test", timeout=60) as smtp:
        smtp.send_message(message_of(letter))
