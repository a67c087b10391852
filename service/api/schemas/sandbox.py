"""What the sandbox answers."""

from typing import Any

from pydantic import Field

from service.api.schemas.answers import Answer, InstantOut


class SandboxFileOut(Answer):
    """A file that came with a letter."""

    filename: str
    size: int = Field(description="Bytes.")


class SandboxMessageOut(Answer):
    """A letter that would have been sent, as the recruiter's mail program would show it."""

    id: str
    follow_up_id: str
    received_at: InstantOut
    mail_from: str = Field(description="The sender of the envelope.")
    rcpt_to: list[str] = Field(description="The recipient of the envelope.")
    from_: str = Field(alias="from")
    reply_to: str | None
    to: str
    subject: str
    date: str = Field(description="The letter's Date header.")
    message_id: str
    text: str
    attachments: list[SandboxFileOut]


class SandboxMessageWholeOut(SandboxMessageOut):
    """A letter with every byte of it."""

    mime: str = Field(description="The message (RFC 5322) as it was received; all of it is ASCII.")


class SandboxMessageListOut(Answer):
    """One page of letters, the newest first."""

    items: list[SandboxMessageOut]
    next_cursor: str | None = Field(description="Ask for the next page with it; null: this was the last one.")


_SHOWN: dict[str, Any] = {
    "id": "1795499585-204311-1-9f8a6c0d1e2b3a47",
    "follow_up_id": "01a1fe2b-48a0-71b2-83cc-1595610364c0",
    "received_at": "2026-11-24T05:53:05.204311Z",
    "mail_from": "tanyakabar@sandbox.test",
    "rcpt_to": ["andi@majujaya.co.id"],
    "from": "Rina Wulandari <tanyakabar@sandbox.test>",
    "reply_to": "Rina Wulandari <rina@example.com>",
    "to": "Andi Pratama <andi@majujaya.co.id>",
    "subject": "Kelanjutan proses seleksi - Analis Data - Rina Wulandari",
    "date": "Tue, 24 Nov 2026 12:53:05 +0700",
    "message_id": "<01a1fe2b-48a0-71b2-83cc-1595610364c0.followup@sandbox.test>",
    "text": "Yth. Bapak Andi Pratama\n",
    "attachments": [{"filename": "cv.pdf", "size": 20480}],
}
MESSAGES: dict[str, Any] = {"items": [_SHOWN], "next_cursor": None}
MESSAGE: dict[str, Any] = {
    **_SHOWN,
    "mime": "From: Rina Wulandari <tanyakabar@sandbox.test>\r\nTo: Andi <andi@majujaya.co.id>\r\n\r\nYth. …\r\n",
}
