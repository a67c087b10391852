"""The steps of one attempt in the order dispatch takes them, for tests."""

import asyncio
import dataclasses
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from service.domain.outcome import Outcome
from service.mail.account import Envelope, Security, SmtpAccount
from service.mail.link import Link
from service.mail.opening import open_link
from service.mail.wire import Mailbox, OutgoingLetter, stuff
from tests.peers.smtp_server import SmtpServer

HASTY = {
    "connect_timeout_seconds": 0.25,
    "step_timeout_seconds": 0.25,
    "reply_timeout_seconds": 0.25,
}  # where one waits
ENVELOPE = Envelope(sender="rina@example.com", recipient="andi@majujaya.example")
CONTENT = b"Subject: Tindak lanjut\r\n\r\nSelamat siang.\r\n.titik\r\n"
LETTER = OutgoingLetter(
    sender=Mailbox(name="Rina Wulandari", address="rina@example.com"),
    recipient=Mailbox(name="Andi Pratama", address="andi@majujaya.example"),
    reply_to=None,
    subject="Tindak lanjut wawancara",
    body="Selamat siang Bapak Andi,\n\nTerima kasih.\n",
    date=datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
    message_id="<0192.followup@example.com>",
    followup_id=UUID("01920000-0000-7000-8000-000000000001"),
)


def letter(**changes: Any) -> OutgoingLetter:  # noqa: ANN401 whatever the field takes
    return dataclasses.replace(LETTER, **changes)


def account_at(server: SmtpServer, **changes: Any) -> SmtpAccount:  # noqa: ANN401 whatever the field takes
    account = SmtpAccount(
        name="default",
        host=server.host,
        port=server.port,
        security=Security.NONE,
        from_address="rina@example.com",
        connect_timeout_seconds=5,
        step_timeout_seconds=5,
        block_timeout_seconds=5,
        reply_timeout_seconds=5,
    )
    return dataclasses.replace(account, **changes)


async def opened(account: SmtpAccount) -> Link:
    link = await open_link(account)
    assert isinstance(link, Link), link
    return link


async def refused(account: SmtpAccount) -> Outcome:
    outcome = await open_link(account)
    assert not isinstance(outcome, Link)
    return outcome


async def send_on(
    link: Link,
    *,
    content: bytes = CONTENT,
    envelope: Envelope = ENVELOPE,
    deadline: float | None = None,
    hangs_up: SmtpServer | None = None,
) -> Outcome:
    """Send one letter.

    Args:
        link: as opened.
        content: not stuffed yet.
        envelope: whose letter it is.
        deadline: the loop's time by which the part before the dot must be over.
        hangs_up: the server that ends the connection within the content. Its having done so is waited for before the
            look: how soon its thread gets a processor is not what a test of the link asks.
    """
    stuffed = stuff(content)
    ended = await link.begin(envelope, size=len(stuffed), deadline=deadline)
    ended = ended or await link.write_content(stuffed, deadline=deadline)
    if hangs_up is not None:
        await asyncio.to_thread(hangs_up.wait_idle)
    ended = ended or await link.look()
    return ended or await link.write_dot()


async def send_once(
    account: SmtpAccount,
    *,
    content: bytes = CONTENT,
    deadline_in: float | None = None,
    hangs_up: SmtpServer | None = None,
) -> Outcome:
    link = await open_link(account)
    if not isinstance(link, Link):
        return link
    deadline = None if deadline_in is None else asyncio.get_running_loop().time() + deadline_in
    try:
        return await send_on(link, content=content, deadline=deadline, hangs_up=hangs_up)
    finally:
        await link.quit()
