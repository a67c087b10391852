"""Step (7): a claimed letter is read, written out and frozen in the claim's own commit, ready to leave."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from service.accounts.book import AccountBook
from service.dispatch.rendering import render
from service.domain.clock import Clock
from service.domain.outcome import Outcome, Stage, TransientFailure
from service.mail.account import Envelope, SmtpAccount
from service.mail.wire import sender_of
from service.store import delivery, follow_ups
from service.store.engine import Connection, DatabaseError
from service.store.records import Claimed, StoredContent

LONGEST_HELD = 64 * 1024  # bytes of a letter that waits

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What goes over the wire, and through which account."""

    account: SmtpAccount
    envelope: Envelope
    content: bytes | None  # None: so long that it is made ready on its own, just before it leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Laden:
    """A claimed follow-up with all that its try needs; no more is asked of the database before C1."""

    claimed: Claimed
    letter: StoredContent
    message: Message | Outcome  # an outcome: why it cannot be tried


def _lightened(laden: Laden) -> Laden:
    """Leave the bytes of a long letter in the database: hundreds may wait for a connection."""
    message = laden.message
    if not isinstance(message, Message) or message.content is None or len(message.content) <= LONGEST_HELD:
        return laden
    return replace(laden, message=replace(message, content=None))


class Loading:
    """Makes claims ready; runs in the writer's transaction."""

    def __init__(self, *, clock: Clock, accounts: AccountBook) -> None:
        self._clock, self._accounts = clock, accounts

    def load(
        self, connection: Connection, claims: list[Claimed], *, unreadable: Callable[[Claimed, Exception], object]
    ) -> list[Laden]:
        """Return claims of one account in their order, their bytes frozen; one that is gone meanwhile is left out.

        Args:
            connection: of the claim's transaction.
            claims: what was claimed.
            unreadable: told of each whose row cannot be read, and why; it is left out too.
        """
        if not claims:
            return []
        account = self._accounts.open(connection, claims[0].account)
        stored = self._stored(connection, claims, unreadable)
        tried = [claimed.id for claimed in claims if claimed.attempts]  # what was not has no bytes that must stay
        kept = {
            id_: content
            for id_, (content, reached_data) in (delivery.frozen_messages(connection, tried) if tried else {}).items()
            if reached_data
        }
        laden = [
            Laden(
                claimed=claimed,
                letter=stored[claimed.id],
                message=self._message(connection, stored[claimed.id], account, kept.get(claimed.id)),
            )
            for claimed in claims
            if claimed.id in stored
        ]
        fresh = {
            each.claimed.id: each.message.content
            for each in laden
            if isinstance(each.message, Message) and each.message.content is not None and each.claimed.id not in kept
        }
        if fresh:
            delivery.freeze_messages(connection, fresh)
        return [_lightened(each) for each in laden]

    def _stored(
        self, connection: Connection, claims: list[Claimed], unreadable: Callable[[Claimed, Exception], object]
    ) -> dict[UUID, StoredContent]:
        """Return the letters of the claims; where one cannot be read, each by a look of its own."""
        try:
            return follow_ups.contents_of(connection, {claimed.id: claimed.owner for claimed in claims})
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001  # a fault of ours in a row: told, and no other waits for it
            if len(claims) > 1:
                return {
                    id_: content
                    for claimed in claims
                    for id_, content in self._stored(connection, [claimed], unreadable).items()
                }
            unreadable(claims[0], error)
            return {}

    def long_content(self, connection: Connection, laden: Laden) -> bytes:
        """Return the bytes of a letter that `load` left out: those of an earlier try that reached DATA, or new ones."""
        assert isinstance(laden.message, Message)  # noqa: S101  # asked of such only
        frozen = delivery.frozen_message(connection, laden.claimed.id)
        if frozen is not None and frozen[1]:
            return frozen[0]
        return self._rendered(connection, laden.letter, laden.message.account)

    def _message(
        self, connection: Connection, letter: StoredContent, account: SmtpAccount | Outcome, kept: bytes | None
    ) -> Message | Outcome:
        """Return a letter's message; a fault of ours in one letter is told in the log and keeps no other back.

        Letters with files are not rendered here: they would hold the database for seconds.
        """
        if not isinstance(account, SmtpAccount):
            return account
        try:
            content, sender = kept, account.from_address
            if content is not None:
                sender = sender_of(content)  # one address at every try, whatever the account's is now
            elif not letter.request["attachments"]:
                content = self._rendered(connection, letter, account)
            envelope = Envelope(sender=sender, recipient=letter.request["recruiter"]["email"])
            return Message(account=account, envelope=envelope, content=content)
        except DatabaseError:
            raise
        except Exception as error:  # nothing was sent, and the follow-up must not lie claimed
            log.exception("delivery_failed", followup_id=str(letter.id), error=type(error).__name__)
            return TransientFailure(stage=Stage.CONNECT, detail="a fault of this service", ours=True)

    def _rendered(self, connection: Connection, letter: StoredContent, account: SmtpAccount) -> bytes:
        has_files = bool(letter.request["attachments"])
        files = follow_ups.attachments_of(connection, letter.id) if has_files else ()
        return render(letter, letterhead=account.letterhead, attachments=files, date=self._clock.now())
