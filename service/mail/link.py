"""One SMTP connection that is ready for letters, and a transaction on it in steps that the caller can stand between.

    begin → write_content → look → (the caller commits that the dot follows) → write_dot

Where the server offers PIPELINING the next letter's envelope may leave with the dot (`write_dot(following=…)`), so that
a letter needs one round trip for its content and none for its envelope: see `pipelining` for why that is safe.

Every step before the dot returns None to go on, or the outcome that ended the attempt; the connection is cut by then.
"""

import asyncio
import contextlib
import socket
import struct
from collections import deque
from collections.abc import Iterable, Sequence

from service.domain.outcome import Outcome, Reply, Sent, Stage, TransientFailure, judge_loss, judge_reply
from service.mail.account import Envelope, SmtpAccount
from service.mail.pipelining import EXTENSION, Following, group_for
from service.mail.replies import NoReply, Replies
from service.mail.words import kept_reply

BLOCK_BYTES = 64 * 1024
SHORTEST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.002, 0.020
QUIT_SECONDS = 2.0
BUFFER_POLL_SECONDS = 0.01  # only while the kernel's buffer is full and the connection is TLS
_OUT_OF_TIME = "the time for this attempt ran out"
_EXPECTED = {Stage.MAIL: frozenset({250}), Stage.RCPT: frozenset({250, 251}), Stage.DATA: frozenset({354})}
_LINGER_NOT = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s: what is still in the kernel's buffer is thrown away


class Link:
    """An open, signed-in connection; for one transaction after another, never for two at once.

    A task that is cancelled before the dot leaves the link in the middle of a transaction: call `abort`.
    """

    def __init__(
        self,
        *,
        transport: asyncio.Transport,
        account: SmtpAccount,
        extensions: Iterable[str],
        reply_seconds: Iterable[float] = (),
    ) -> None:
        """Take over a connection; nothing else may read or write it from here on.

        Args:
            transport: plain or TLS, not closing.
            account: gives the time-outs, and the secrets that no reply may repeat.
            extensions: what the last EHLO offered, lower case.
            reply_seconds: times the server took for replies so far; they set how long `look` waits.
        """
        self._account = account
        self._extensions = frozenset(extensions)
        self._reply_seconds = deque(reply_seconds, maxlen=15)
        self._look_seconds: float | None = None  # None: to be found out again
        self._replies = Replies()
        self._transport = transport
        self._socket = transport.get_extra_info("socket")  # kept: a TLS transport forgets it when it closes
        self._lowest = _lowest_transport(transport)
        self._between_letters = True
        self._as_expected = True
        self._following = Following()
        transport.set_protocol(self._replies)
        # The TLS layer compares with >=, so 0 would make it pause for ever; below it, 0 means "empty".
        transport.set_write_buffer_limits(high=1, low=0)
        self._lowest.set_write_buffer_limits(high=0)

    @property
    def reusable(self) -> bool:
        """Whether any letter may come next: every reply was the expected one and nothing unread stands there.

        Not while an envelope waits for its letter (`following`): then that letter may, and no other.
        """
        return self._as_expected and self._between_letters and self._replies.quiet and not self._transport.is_closing()

    @property
    def following(self) -> Envelope | None:
        """Whose letter has to begin next, for its envelope has left; None when none has or the connection is over."""
        over = not self._as_expected or self._replies.lost or self._transport.is_closing()
        return None if over else self._following.envelope

    def awaits(self, envelope: Envelope, *, size: int) -> bool:
        """Say whether the letter of this envelope and size has to begin next, for its envelope has left."""
        group = group_for(envelope, size=size, extensions=self._extensions)
        return self.following is not None and self._following.awaits(group)

    @property
    def look_seconds(self) -> float:
        """How long `look` waits: twice the median reply time of this connection, 2 to 20 ms."""
        if self._look_seconds is None:
            usual = _median(sorted(self._reply_seconds)) if self._reply_seconds else LONGEST_LOOK_SECONDS
            self._look_seconds = min(max(2 * usual, SHORTEST_LOOK_SECONDS), LONGEST_LOOK_SECONDS)
        return self._look_seconds

    @property
    def unwritten_bytes(self) -> int:
        """How many bytes have not reached the kernel; 0 on a connection that is over, for none will."""
        if self._transport.is_closing():
            return 0
        unwritten = self._transport.get_write_buffer_size()
        return unwritten if self._lowest is self._transport else unwritten + self._lowest.get_write_buffer_size()

    async def begin(self, envelope: Envelope, *, size: int = 0, deadline: float | None = None) -> Outcome | None:
        """Open a transaction: MAIL, RCPT, DATA up to the 354.

        Where the server offers PIPELINING (RFC 2920) the three leave in one write. Where they left behind the dot of
        the letter before, only their replies are read: for exactly that envelope and size, else the link is cut.

        Args:
            envelope: who sends to whom.
            size: bytes of the letter as written to the wire, told where SIZE is offered; 0: not told.
            deadline: the loop's time by which the part before the dot must be over.

        Returns:
            None after 250, 250, 354 with nothing behind them. Else the outcome; one that a dead kept connection
            caused stands at `CONNECT`, for the server took nothing of this letter.
        """
        group = group_for(envelope, size=size, extensions=self._extensions)
        has_left = self._following.take(group) and self._as_expected
        if not (has_left or self.reusable):
            self.abort()
            return _unusable()
        self._between_letters = False
        pipelined = EXTENSION in self._extensions
        if pipelined and not has_left:
            self._write(group.together())
        for stage, command in group.commands.items():
            if not pipelined:
                self._write(command)
            # Replies to one write come together: only the first says how long the server takes.
            timed = not has_left and (not pipelined or stage is Stage.MAIL)
            ended = await self._expect(stage, deadline=deadline, timed=timed, unasked=has_left and stage is Stage.MAIL)
            if ended is not None:
                return ended
        return self._fault_so_far()

    async def write_content(self, stuffed: bytes, *, deadline: float | None = None) -> Outcome | None:
        """Write the letter, without the dot, until the kernel has all of it.

        Args:
            stuffed: dot-stuffed lines that end with CRLF, as `wire.stuff` makes them.
            deadline: as in `begin`.

        Returns:
            None when everything left this process and the server neither spoke nor hung up.

        Raises:
            ValueError: the content does not end with CRLF, so the dot would not stand on a line of its own.
        """
        if not stuffed.endswith(b"\r\n"):
            raise ValueError("the content must end with CRLF")
        content = memoryview(stuffed)
        for start in range(0, len(content), BLOCK_BYTES):
            self._write(content[start : start + BLOCK_BYTES])
            ended = await self._drain(deadline)
            if ended is not None:
                return ended
        return self._fault_so_far()

    async def look(self) -> Outcome | None:
        """Give a dying connection a moment to show; None when it stayed quiet for `look_seconds`."""
        loop = asyncio.get_running_loop()
        until = loop.time() + self.look_seconds
        while self._replies.quiet and (left := until - loop.time()) > 0:
            await self._replies.wait_for_stir(left)
        return self._fault_so_far()

    async def write_dot(self, *, following: Envelope | None = None, size: int = 0) -> Outcome:
        """Write the terminating dot and return what the server says to it.

        Call it only right after the commit that says the dot follows, shielded from cancellation. It looks once
        more without waiting: when the link spoke or died meanwhile, no dot is written and the outcome says so by its
        stage, `CONTENT`. From the dot on the stage is `DOT`, and whatever is not a clear yes or no is `InDoubt`.

        Args:
            following: the envelope of the letter that will come next on this link. It leaves in the same write where
                PIPELINING is offered and all has been as expected; `following` says afterwards whether it did. Its
                letter must `begin` within the account's `following_timeout_seconds`, else the link is cut, as it is
                by `abort` and `quit`. Where it does not follow, or the server leaves it without a byte in reply, its
                `begin` ends at `CONNECT`: the server took nothing of it, so the next try is as good as the first.
            size: of that letter, as in `begin`.
        """
        before = self._fault_so_far()
        if before is not None:
            return before
        loop = asyncio.get_running_loop()
        written_at = loop.time()
        group = None
        if following is not None and self._as_expected and EXTENSION in self._extensions:
            group = group_for(following, size=size, extensions=self._extensions)
        self._write(b".\r\n" if group is None else b".\r\n" + group.together())
        reply = await self._replies.next_reply(until=written_at + self._account.reply_timeout_seconds)
        if isinstance(reply, NoReply):
            self._as_expected = False
            return judge_loss(Stage.DOT, after_dot=True, why=reply.why)
        self._note_reply(loop.time() - written_at)
        self._between_letters = group is None
        outcome = judge_reply(Stage.DOT, kept_reply(Stage.DOT, reply, self._account))
        if not (isinstance(outcome, Sent) and reply.code == 250):  # noqa: PLR2004 the one reply RFC 5321 expects here
            self._as_expected = False
        elif group is not None:
            seconds = self._account.following_timeout_seconds
            self._following.await_letter(group, seconds=seconds, give_up=self.abort)
        return outcome

    async def quit(self) -> None:
        """End the connection politely, within 2 s; at once when it stands inside a transaction or is lost."""
        if self._between_letters and self._replies.quiet and not self._transport.is_closing():
            self._write(b"QUIT\r\n")
            until = asyncio.get_running_loop().time() + QUIT_SECONDS
            await self._replies.next_reply(until=until)
            if not self._transport.is_closing():  # a TLS transport that is closed twice cannot be aborted (3.11.2)
                self._transport.close()
            await self._replies.wait_for_loss(until=until)
        self.abort()

    def abort(self) -> None:
        """Cut the connection; what the kernel still holds of a letter is thrown away, not sent later."""
        self._as_expected = False
        self._following.forget()
        with contextlib.suppress(OSError):  # closed already
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOT)
        self._transport.abort()

    async def _expect(self, stage: Stage, *, deadline: float | None, timed: bool, unasked: bool) -> Outcome | None:
        """Read one reply; None when it is the expected one.

        Args:
            stage: what it answers.
            deadline: as in `begin`.
            timed: whether it says how long the server takes.
            unasked: whether this attempt wrote nothing yet: silence is the kept connection's then, not the letter's.
        """
        loop = asyncio.get_running_loop()
        asked_at = loop.time()
        until = asked_at + self._account.step_timeout_seconds
        if deadline is not None:
            until = min(until, deadline)
        reply = await self._replies.next_reply(until=until)
        if isinstance(reply, Reply) and reply.code in _EXPECTED[stage]:
            if timed:
                self._note_reply(loop.time() - asked_at)
            self._as_expected = self._as_expected and reply.code == min(_EXPECTED[stage])
            return None
        self.abort()
        if isinstance(reply, Reply):
            return judge_reply(stage, kept_reply(stage, reply, self._account))
        if unasked and not self._replies.unread:
            return _unusable()
        if reply.timed_out and until == deadline:
            return judge_loss(stage, after_dot=False, why=_OUT_OF_TIME)
        return judge_loss(stage, after_dot=False, why=reply.why)

    def _note_reply(self, seconds: float) -> None:
        self._reply_seconds.append(seconds)
        self._look_seconds = None

    async def _drain(self, deadline: float | None) -> Outcome | None:
        """Wait until the kernel has what was written; None then, an outcome when the link spoke, died or stalled."""
        loop = asyncio.get_running_loop()
        block_ends = loop.time() + self._account.block_timeout_seconds
        while self._replies.quiet and self.unwritten_bytes:
            now = loop.time()
            if deadline is not None and now >= deadline:
                self.abort()
                return judge_loss(Stage.CONTENT, after_dot=False, why=_OUT_OF_TIME)
            if now >= block_ends:
                self.abort()
                return judge_loss(Stage.CONTENT, after_dot=False, why="the server does not take the content")
            await self._replies.wait_for_stir(BUFFER_POLL_SECONDS)
        return self._fault_so_far()

    def _write(self, data: bytes | memoryview) -> None:
        """Write, unless the connection is over: that shows as a loss when the reply is read."""
        if not self._transport.is_closing():
            self._transport.write(data)

    def _fault_so_far(self) -> Outcome | None:
        """Return what the link has shown after the 354 without being asked; None when it stood and kept quiet."""
        if self._replies.quiet and not self._transport.is_closing():
            return None
        spoken = self._replies.take_now()
        self.abort()
        if isinstance(spoken, Reply):
            return judge_reply(Stage.CONTENT, kept_reply(Stage.CONTENT, spoken, self._account))
        return judge_loss(Stage.CONTENT, after_dot=False, why=spoken.why)


def _unusable() -> TransientFailure:
    return TransientFailure(stage=Stage.CONNECT, detail="the kept connection is no longer usable")


def _median(ascending: Sequence[float]) -> float:
    """Return the median: what the `statistics` module asks beyond that takes longer than the rest of a look."""
    half = len(ascending) // 2
    return (ascending[half] + ascending[~half]) / 2


def _lowest_transport(transport: asyncio.Transport) -> asyncio.Transport:
    """Return the transport that writes to the socket.

    A TLS transport does not count what its socket's transport still holds and has no public way to it. Where the
    event loop keeps it elsewhere, the TLS transport itself is the best there is.
    """
    below = getattr(getattr(transport, "_ssl_protocol", None), "_transport", None)
    return below if isinstance(below, asyncio.Transport) else transport
