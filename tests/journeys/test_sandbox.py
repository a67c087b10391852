import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from mailbox import Maildir
from pathlib import Path

import pytest

from service.sandbox import Answer, Sandbox, SandboxLetter

START = datetime(2026, 12, 23, 4, 59, 0, 123456, tzinfo=UTC)
LETTER = (
    b"From: Rina <rina@example.com>\r\nTo: andi@majujaya.co.id\r\nSubject: Kabar\r\n\r\n"
    b"Dengan hormat,\r\n\r\n..titik\r\n.\r\nk\xc3\xa9nang\r\n"
)


@contextmanager
def running(maildir: Path, answer: Answer | None = None) -> Iterator[Sandbox]:
    seconds = count()
    sandbox = Sandbox(maildir, now=lambda: START + timedelta(seconds=next(seconds)), answer=answer)
    sandbox.start()
    try:
        yield sandbox
    finally:
        sandbox.stop()


def send(sandbox: Sandbox, *recipients: str, content: bytes = LETTER) -> None:
    with smtplib.SMTP(sandbox.host, sandbox.port, timeout=5) as client:
        client.sendmail("rina@example.com", recipients or ("andi@majujaya.co.id",), content)


def test_a_letter_is_kept_with_its_envelope_its_time_and_its_very_bytes(tmp_path: Path) -> None:
    with running(tmp_path / "mail") as sandbox:
        send(sandbox, "andi@majujaya.co.id", "sari@majujaya.co.id")
        assert sandbox.letters() == [
            SandboxLetter(
                at=START,
                mail_from="rina@example.com",
                rcpt_to=("andi@majujaya.co.id", "sari@majujaya.co.id"),
                content=LETTER,
            )
        ]


def test_letters_are_listed_in_the_order_of_their_coming(tmp_path: Path) -> None:
    with running(tmp_path) as sandbox:
        for number in range(12):
            send(sandbox, content=b"Subject: %d\r\n\r\n" % number)
        letters = sandbox.letters()
    assert [letter.content for letter in letters] == [b"Subject: %d\r\n\r\n" % number for number in range(12)]
    assert [letter.at for letter in letters] == [START + timedelta(seconds=number) for number in range(12)]


def test_the_maildir_is_one_that_others_read(tmp_path: Path) -> None:
    with running(tmp_path / "mail") as sandbox:
        send(sandbox)
    (message,) = Maildir(tmp_path / "mail", create=False)
    assert (message["Subject"], message["X-Envelope-To"]) == ("Kabar", "andi@majujaya.co.id")
    assert list((tmp_path / "mail" / "tmp").iterdir()) == []


def test_a_letter_that_a_mail_reader_opened_is_still_listed(tmp_path: Path) -> None:
    with running(tmp_path) as sandbox:
        send(sandbox)
        (path,) = (tmp_path / "new").iterdir()
        path.rename(tmp_path / "cur" / f"{path.name}:2,S")
        assert [letter.content for letter in sandbox.letters()] == [LETTER]


def test_letters_of_an_earlier_run_stay(tmp_path: Path) -> None:
    for _ in range(2):
        with running(tmp_path) as sandbox:
            send(sandbox)
    assert len(sandbox.letters()) == 2


def test_a_letter_that_begins_with_our_own_headers_is_given_back_whole(tmp_path: Path) -> None:
    sly = b"X-Envelope-To: eve@example.com\r\nX-Envelope-From: eve@example.com\r\n\r\nhalo\r\n"
    with running(tmp_path) as sandbox:
        send(sandbox, content=sly)
        (letter,) = sandbox.letters()
    assert (letter.content, letter.rcpt_to) == (sly, ("andi@majujaya.co.id",))


def test_the_first_try_at_one_recipient_is_put_off_and_the_second_taken(tmp_path: Path) -> None:
    def greylist(recipient: str, attempt: int) -> str | None:
        slow = recipient == "slow@majujaya.co.id" and attempt == 1
        return "451 4.7.1 Greylisted, try again later" if slow else None

    with running(tmp_path, greylist) as sandbox:
        send(sandbox, "andi@majujaya.co.id")
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(sandbox, "slow@majujaya.co.id")
        assert refused.value.recipients == {"slow@majujaya.co.id": (451, b"4.7.1 Greylisted, try again later")}
        assert len(sandbox.letters()) == 1
        send(sandbox, "slow@majujaya.co.id")
        assert [letter.rcpt_to for letter in sandbox.letters()] == [("andi@majujaya.co.id",), ("slow@majujaya.co.id",)]


def test_a_letter_that_cannot_be_stored_is_put_off_not_refused_for_good(tmp_path: Path) -> None:
    with running(tmp_path) as sandbox:
        (tmp_path / "tmp").rmdir()
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(sandbox)
        assert refused.value.smtp_code == 452
        assert sandbox.letters() == []


def test_stopping_drops_open_connections_and_frees_the_port(tmp_path: Path) -> None:
    with running(tmp_path) as sandbox:
        host, port = sandbox.host, sandbox.port
        idle = socket.create_connection((host, port), timeout=5)
        assert idle.recv(100).startswith(b"220")
        sandbox.stop()
        with idle, suppress(ConnectionResetError):  # a reset is as good as a clean end
            assert idle.recv(100) == b""
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, port), timeout=5)
    with pytest.raises(RuntimeError, match="not running"):
        _ = sandbox.port


def test_a_sandbox_can_be_started_again_but_not_twice(tmp_path: Path) -> None:
    with running(tmp_path) as sandbox:
        with pytest.raises(RuntimeError, match="already"):
            sandbox.start()
        sandbox.stop()
        sandbox.stop()
        sandbox.start()
        send(sandbox)
        assert len(sandbox.letters()) == 1
