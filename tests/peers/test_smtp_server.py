import smtplib

import aiosmtplib
import pytest

from service.domain.outcome import Stage
from tests.peers import faults
from tests.peers.faults import Behaviour
from tests.peers.smtp_server import SmtpServer


def test_the_standard_librarys_client_is_served() -> None:
    with SmtpServer() as server, smtplib.SMTP(server.host, server.port) as client:
        client.sendmail("a@example.com", ["b@example.com"], b"Subject: x\r\n\r\n.dot\r\n..two\r\n")
        [received] = server.wait_kept(1)
    assert received.content == b"Subject: x\r\n\r\n.dot\r\n..two\r\n"


def test_a_behaviour_is_used_as_often_as_it_says_and_for_its_recipient_only() -> None:
    busy = Behaviour(stage=Stage.RCPT, action=faults.reply(450), recipient="busy@example.com", times=2)
    with SmtpServer(busy) as server, smtplib.SMTP(server.host, server.port) as client:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused):
                client.sendmail("a@example.com", ["busy@example.com"], b"x")
        client.sendmail("a@example.com", ["free@example.com"], b"x")
        client.sendmail("a@example.com", ["busy@example.com"], b"x")
    assert [letter.rcpt_to for letter in server.kept] == [("free@example.com",), ("busy@example.com",)]


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_a_mailer_that_does_not_look_believes_a_premature_250() -> None:
    with SmtpServer(
        Behaviour(stage=Stage.DATA, action=faults.premature_250()),
        Behaviour(stage=Stage.DOT, action=faults.reply(554)),
    ) as server:
        client = aiosmtplib.SMTP(hostname=server.host, port=server.port, local_hostname="x", start_tls=False)
        await client.connect()
        _, told = await client.sendmail("a@example.com", ["b@example.com"], b"x")
        client.close()
    assert told == "done"
    assert server.kept == []
