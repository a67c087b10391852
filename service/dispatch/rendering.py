"""Step (7): the bytes of a letter. Frozen before the first try, the same at every later one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from service.mail.account import Letterhead
from service.mail.wire import Attachment, Mailbox, OutgoingLetter, to_wire
from service.store import delivery, follow_ups
from service.store.engine import Connection
from service.store.records import NewAttachment, StoredContent, StoredFollowUp


def render(
    letter: StoredContent, *, letterhead: Letterhead, attachments: tuple[NewAttachment, ...], date: datetime
) -> bytes:
    """Return the whole message as it goes over the wire, CRLF lines, not dot-stuffed.

    Args:
        letter: with its frozen subject and body.
        letterhead: whom it comes from.
        attachments: in the order given.
        date: aware instant of the first try; shown in the recruiter's zone.
    """
    candidate, recruiter = letter.request["candidate"], letter.request["recruiter"]
    thread = letter.request["thread"] or {}
    replies_to = thread.get("message_id")
    reply_to = Mailbox(name=candidate["name"], address=candidate["email"])
    return to_wire(
        OutgoingLetter(
            sender=Mailbox(name=letterhead.name_for(candidate["name"]), address=letterhead.from_address),
            recipient=Mailbox(name=recruiter["name"], address=recruiter["email"]),
            reply_to=reply_to,
            subject=letter.subject,
            body=letter.body,
            date=date.astimezone(ZoneInfo(letter.request["office"]["timezone"])),
            message_id=letter.message_id,
            followup_id=letter.id,
            in_reply_to=replies_to,
            references=_references(replies_to, tuple(thread.get("references", ()))),
            attachments=tuple(Attachment(filename=file.filename, content=file.content) for file in attachments),
        )
    )


def message_of(connection: Connection, follow_up: StoredFollowUp, *, letterhead: Letterhead | None) -> bytes:
    """Return the frozen bytes of a letter, or before its first try the bytes as planned.

    Raises:
        LookupError: nothing is frozen, and the account it would leave from is gone.
    """
    frozen = delivery.frozen_message(connection, follow_up.id)
    if frozen is not None:
        return frozen[0]
    if letterhead is None:
        raise LookupError(follow_up.account)
    files = follow_ups.attachments_of(connection, follow_up.id)
    return render(follow_up, letterhead=letterhead, attachments=files, date=follow_up.send_at)


def _references(replies_to: str | None, earlier: tuple[str, ...]) -> tuple[str, ...]:
    """Return RFC 5322 3.6.4's References: the parent's own, then the parent."""
    if replies_to is None:
        return earlier
    return (*(each for each in earlier if each != replies_to), replies_to)
